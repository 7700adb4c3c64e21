// The playground: every <div class="redunet-playground"> of a page becomes one. data-d is 2 for the
// circle and 3 for the sphere; with data-size="small" it has one network and few controls, and plays once
// by itself. What the page has in the div, a picture of tools/pictures.py, is shown where scripts do not
// run. Nothing is loaded but the files beside this one.
import {CIRCLE, SPHERE, centres, mixture, network, normals, optimum} from './redunet.js'
import {LAYERS, Pictures, SCHEMES, clamp, degrees, turned} from './pictures.js'

const SAMPLES = 400
const power = v => Number((10**v).toPrecision(2)) // of logarithmic sliders
const CONTROLS = {
  noise: {text: 'noise', min: 0, max: 1, step: .01, at: .1},
  eta: {text: 'step size η', min: -1, max: 2, step: .05, at: .3, value: power},
  eps: {text: 'squared distortion ε', min: -3, max: 1, step: .05, at: -1, value: power},
  lambda: {text: 'inverse temperature λ', min: 0, max: 5, step: .05, at: 2.7, value: power},
  depth: {text: 'depth, in layers', min: 0, max: LAYERS, step: 1, at: LAYERS},
  turn: {text: 'turned by, in degrees', min: -180, max: 180, step: 1, at: 80},
  tilt: {text: 'tilted by, in degrees', min: -85, max: 85, step: 1, at: 40},
}
const SMALL = ['noise', 'eta', 'depth'], SPACE = ['turn', 'tilt'] // controls of few pages
const still = matchMedia('(prefers-reduced-motion: reduce)')
let ids = 0 // of controls

function add(parent, tag, attributes = {}, text = '') {
  const e = parent.appendChild(document.createElement(tag))
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value)
  e.textContent = text
  return e
}

// Directions whose class is shown: half of a circle or of a sphere (on a spiral) is enough, since a
// network gives z and -z the same class
const directions = d => d == 2
  ? Array.from({length: 180}, (_, i) => [...turned(1, 0, -i*Math.PI/180), 0])
  : Array.from({length: 320}, (_, i) => {
      const z = (i + .5)/320, r = Math.sqrt(1 - z*z)
      return [...turned(r, 0, i*Math.PI*(3 - Math.sqrt(5))), z]
    })

class Playground extends Pictures {
  constructor(root) {
    super()
    const {d, size} = root.dataset
    Object.assign(this, {root, d: Number(d), small: size == 'small', inputs: {}})
    this.radius = this.d == 2 ? .34 : .42 // in widths of a picture
    this.directions = directions(this.d)
    root.textContent = ''
    root.setAttribute('role', 'group')
    root.setAttribute('aria-label', `playground: a ReduNet on the ${this.d == 2 ? 'circle' : 'sphere'}`)
    const schemes = this.small ? SCHEMES.slice(0, 1) : SCHEMES
    this.views = ['inputs', 'features'].flatMap(what => schemes.map((_, s) => this.addView(what, s)))
    this.chart = this.addFigure('rp-rates')
    this.chart.caption.textContent = 'rates by depth, in nats'
    this.addControls(add(root, 'div', {class: 'rp-controls'}))
    this.choose(this.d == 3 || this.small ? 2 : 6)
    // drawn again in another size, and in the colours of another theme: whatever changes the colour of
    // text, and when (a style sheet that is loaded late), it ends the transition of playground.css
    new ResizeObserver(() => this.refresh()).observe(root)
    root.addEventListener('transitionend', e => { if (e.target == root) this.refresh() })
  }

  // ---- pictures and controls

  addFigure(kind) {
    const box = add(this.root, 'figure', {class: kind}), caption = add(box, 'figcaption')
    const frame = add(box, 'div', {class: 'rp-frame'})
    return {caption, frame, canvas: add(frame, 'canvas', {role: 'img'})}
  }

  addView(what, s) {
    const view = {...this.addFigure('rp-view'), what, s}
    if (this.d == 3) view.canvas.onpointerdown = e => this.drag(e, view, (x, y, last) => {
      const {turn, tilt} = this.inputs
      turn.value = (turn.value - degrees(x - last.x) + 540) % 360 - 180
      tilt.value -= degrees(y - last.y)
      this.refresh()
    })
    return view
  }

  addControls(box) {
    this.select = add(add(box, 'label', {}, 'data set'), 'select', {name: 'set'})
    for (const [n, angles] of Object.entries(this.d == 2 ? CIRCLE : SPHERE))
      add(this.select, 'option', {value: n}, `${n}: ${angles ? angles.join('°, ') + '°' : 'the axes'}`)
    add(this.select, 'option', {value: '', disabled: ''}, 'moved by hand')
    this.select.onchange = () => this.choose(this.select.value)
    const names = this.small ? SMALL : Object.keys(CONTROLS).filter(n => this.d == 3 || !SPACE.includes(n))
    for (const name of names) {
      const {text, min, max, step, at} = CONTROLS[name], id = `rp-${++ids}`
      const label = add(box, 'label', {for: id}, `${text} `), shown = add(label, 'output')
      const input = add(label, 'input', {id, type: 'range', name, min, max, step, value: at})
      input.oninput = () => {
        if (name == 'depth') this.stop()
        if (['depth', ...SPACE].includes(name)) this.refresh(); else this.rebuild()
      }
      this.inputs[name] = Object.assign(input, {shown})
    }
    this.button = add(box, 'button', {type: 'button'})
    this.button.onclick = () => still.matches ? this.jump() : this.playing ? this.stop() : this.play()
    still.addEventListener('change', () => this.stop())
    this.note = add(box, 'p', {role: 'status'})
    this.stop()
  }

  value(name) {
    const {at, value = Number} = CONTROLS[name]
    return value(this.inputs[name]?.value ?? at)
  }

  // ---- class means: dragged, or moved with the arrow keys

  choose(set) {
    this.select.value = set
    this.means = centres(this.d, set)
    this.samples = SAMPLES/this.means.length | 0
    this.draws = normals(3*this.samples*this.means.length, 1)
    for (const view of this.views.filter(v => v.what == 'inputs')) {
      view.handles?.forEach(h => h.remove())
      view.handles = this.means.map((_, j) => this.addHandle(view, j))
    }
    this.rebuild()
  }

  addHandle(view, j) {
    const named = {role: 'slider', tabindex: 0, 'aria-label': `mean of class ${j}`,
                   'aria-valuemin': -180, 'aria-valuemax': 180}
    const twin = {'aria-hidden': true} // of the second network: the same means, for the pointer
    const handle = add(view.frame, 'span', {class: 'rp-mean', ...(view.s ? twin : named)}, j)
    handle.onpointerdown = e => {
      const side = this.project(this.means[j])[2] < 0 ? -1 : 1 // of the sphere, kept
      this.drag(e, view, (x, y) => {
        const r = this.d == 2 ? Math.hypot(x, y) || 1 : Math.max(1, Math.hypot(x, y))
        const z = side*Math.sqrt(Math.max(0, 1 - (x*x + y*y)/(r*r)))
        this.move(j, [x/r, y/r, this.d == 2 ? 0 : z])
      })
    }
    handle.onkeydown = e => {
      const by = {ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[e.key]
      if (!by) return
      e.preventDefault()
      const [a, b] = by.map(v => v*(e.shiftKey ? 15 : 3)*Math.PI/180)
      let [x, y, z] = this.project(this.means[j])
      const side = z < 0 ? -1 : 1
      if (this.d == 2) [x, y] = turned(x, y, -a - b) // right and up: counterclockwise
      else { [x, z] = turned(x, z, side*a); [y, z] = turned(y, z, side*b) }
      this.move(j, [x, y, z])
    }
    return handle
  }

  move(j, seen) {
    this.means[j] = this.unproject(seen)
    this.select.value = ''
    this.rebuild()
  }

  drag(e, view, moved) { // calls moved with this place and the last one, in radii from the centre
    const {target} = e, box = view.canvas.getBoundingClientRect(), r = box.width*this.radius
    const place = e => ({x: (e.clientX - box.x)/r - .5/this.radius, y: .5/this.radius - (e.clientY - box.y)/r})
    let last = place(e)
    target.setPointerCapture(e.pointerId)
    target.onpointermove = e => { const to = place(e); moved(to.x, to.y, last); last = to }
    target.onpointerup = target.onpointercancel = () => { target.onpointermove = null }
  }

  // ---- through the layers

  play() {
    const {depth} = this.inputs, from = depth.value < LAYERS ? Number(depth.value) : 0
    let start
    const frame = now => {
      start ??= now - 5000*Math.sqrt(from/LAYERS)
      const part = clamp((now - start)/5000, 0, 1) // slowly at first, where most happens
      depth.value = LAYERS*part*part
      this.draw()
      if (part == 1) this.stop()
      else this.playing = requestAnimationFrame(frame)
    }
    this.playing = requestAnimationFrame(frame)
    this.button.textContent = 'pause'
  }

  stop() {
    cancelAnimationFrame(this.playing)
    this.playing = null
    this.button.textContent = still.matches ? 'ten layers on' : 'play the layers'
  }

  jump() { // in place of motion
    const {depth} = this.inputs
    depth.value = depth.value < LAYERS ? Number(depth.value) + 10 : 0
    this.refresh()
  }

  // ---- networks and pictures

  rebuild() { this.built = null; this.refresh() }

  refresh() { // at most once a frame, whatever happens in it
    this.waiting ??= requestAnimationFrame(() => { this.waiting = null; this.draw() })
  }

  build() {
    const {Z, y} = mixture(this.means, this.samples, this.value('noise'), this.draws, this.d)
    const points = Float64Array.from([...Z, ...this.directions.flat()])
    const [eta, eps, lambda] = ['eta', 'eps', 'lambda'].map(n => this.value(n))
    const settings = {layers: LAYERS, eta, eps, lambda}
    this.built = (this.small ? [false] : [false, true]).map(onePass =>
      network(points, y, this.means.length, this.d, {...settings, onePass}))
    this.labels = y
    this.best = optimum(this.d, eps)
    this.tell()
  }

  tell() { // how long a step is, and what becomes of the features
    const {length} = this.built[0], short = v => Number(v.toPrecision(2))
    const of = s => this.small ? '' : ` (${SCHEMES[s]})`
    const each = say => this.built.map((net, s) => say(net.rates) + of(s)).join(', ')
    const lowered = each(rates => rates.filter(([v], i) => i && v < rates[i - 1][0] - 1e-9).length)
    const long = `Beyond 2 a layer multiplies the part of a feature outside its class by about 1 − ηα = ` +
      `−${short(length - 1)}: it flips and grows instead of shrinking. `
    this.note.textContent = `ηα = ${this.value('eta')} × ${short(length/this.value('eta'))} = ${short(length)}. ` +
      (length > 2 ? long : '') + `After ${LAYERS} layers ΔR is ${each(rates => rates[LAYERS][0].toFixed(3))}; ` +
      `at best ${this.best[0].toFixed(3)}. Layers that lowered it: ${lowered}.`
    this.note.className = length > 2 ? 'rp-long' : ''
  }

  draw() {
    if (!this.built) this.build()
    this.takeColours()
    for (const [name, input] of Object.entries(this.inputs)) {
      const {value = Number} = CONTROLS[name]
      input.shown.textContent = value(input.value)
      input.setAttribute('aria-valuetext', value(input.value))
    }
    this.depth = Number(this.inputs.depth.value)
    for (const view of this.views) this.drawView(view)
    this.drawChart(this.chart)
  }
}

for (const root of document.querySelectorAll('.redunet-playground')) {
  const playground = root.playground = new Playground(root)
  if (playground.small && !still.matches) playground.play() // once, five seconds
}
