// What the playground draws, on canvases in the colours of the page around it
export const LAYERS = 200, SCHEMES = ['published', 'one pass']
const COLORS = ['#3f90da', '#ffa90e', '#bd1f01', '#94a4a2', '#832db6', '#a96b59'] // of redunet.basics

export const degrees = a => Math.round(a*180/Math.PI)
export const clamp = (v, low, high) => Math.min(high, Math.max(low, v))
export const turned = (p, q, a) => [p*Math.cos(a) + q*Math.sin(a), q*Math.cos(a) - p*Math.sin(a)]

export class Pictures {
  takeColours() { // of the page: on a dark one, those of classes are mixed with white
    this.ink = getComputedStyle(this.root).color
    const light = this.ink.match(/[\d.]+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0) > 3*128
    const part = (hex, i) => { const v = parseInt(hex.slice(i, i + 2), 16); return light ? .65*v + .35*255 : v }
    this.color = j => `rgb(${[1, 3, 5].map(i => Math.round(part(COLORS[j], i)))})`
    this.ground = light ? .4 : .25
    this.root.style.colorScheme = light ? 'dark' : 'light'
  }

  angle(name) { return this.value(name)*Math.PI/180 }

  project([x, y, z]) { // right, up, towards the eye
    if (this.d == 2) return [x, y, 0]
    const [p, right] = turned(x, y, this.angle('turn')), [near, up] = turned(p, z, this.angle('tilt'))
    return [right, up, near]
  }

  unproject([right, up, near]) {
    if (this.d == 2) return [right, up, 0]
    const [p, z] = turned(near, up, -this.angle('tilt'))
    return [...turned(p, right, -this.angle('turn')), z]
  }

  clear(canvas) { // a context in CSS pixels, whatever the screen has
    const {clientWidth: W, clientHeight: H} = canvas, scale = devicePixelRatio || 1
    Object.assign(canvas, {width: W*scale, height: H*scale})
    const g = canvas.getContext('2d')
    g.scale(scale, scale)
    return Object.assign(g, {W, H, strokeStyle: this.ink, fillStyle: this.ink})
  }

  drawView({caption, canvas, what, s, handles}) {
    const g = this.clear(canvas), net = this.built[s], m = this.labels.length
    const classes = net.classes[Math.max(0, this.depth - 1)], inputs = what == 'inputs'
    this.drawGround(g)
    const both = this.directions.flatMap((p, i) => [p, p.map(v => -v)].map(q => [q, classes[m + i]]))
    if (inputs && this.d == 2) this.drawRing(g, both)
    if (inputs && this.d == 3) {
      g.save()
      g.clip() // to the outline
      this.drawDots(g, both, .042*g.W, [0, .3])
      g.restore()
    }
    const Z = net.features[inputs ? 0 : this.depth]
    const points = Array.from(this.labels, (j, i) => [Z.subarray(3*i, 3*i + 3), j])
    this.drawDots(g, points, inputs ? 1.8 : 3.5, [.25, .8])
    handles?.forEach((h, j) => this.place(h, this.means[j]))
    const own = this.labels.filter((j, i) => classes[i] == j).length
    const text = inputs ? 'inputs, and the class of every direction'
      : `features, ΔR = ${net.rates[this.depth][0].toFixed(3)}, ${(100*own/m).toFixed(1)}% in their class`
    caption.innerHTML = this.small ? text : `<b>${SCHEMES[s]}</b> ${text}`
    canvas.setAttribute('aria-label', `${SCHEMES[s]}, ${this.depth} layers: ${text}`)
  }

  at(g, p) {
    const [x, y, near] = this.project(p), r = this.radius*g.W
    return [g.W/2 + r*x, g.H/2 - r*y, near]
  }

  drawGround(g) { // the circle; the equator of the sphere, two meridians and the outline
    const turn = Array.from({length: 73}, (_, i) => turned(1, 0, i*Math.PI/36))
    const lines = this.d == 2 ? [] : [([a, b]) => [a, b, 0], ([a, b]) => [a, 0, b], ([a, b]) => [0, a, b]]
    g.globalAlpha = this.ground
    g.beginPath()
    for (const line of lines) turn.map(line).forEach((p, i) => {
      const [x, y, near] = this.at(g, p)
      if (i && near > 0) g.lineTo(x, y); else g.moveTo(x, y)
    })
    g.stroke()
    g.beginPath()
    g.arc(g.W/2, g.H/2, this.radius*g.W, 0, 7)
    g.stroke()
  }

  drawDots(g, points, size, [behind, before]) { // pairs of a place and a class
    for (const front of [false, true]) this.means.forEach((_, j) => {
      g.globalAlpha = front ? before : behind
      g.fillStyle = this.color(j)
      g.beginPath()
      for (const [p, c] of points) if (c == j) {
        const [x, y, near] = this.at(g, p)
        if (near >= 0 == front) { g.moveTo(x + size, y); g.arc(x, y, size, 0, 7) }
      }
      g.fill()
    })
  }

  drawRing(g, pairs) { // one degree of the circle for each direction
    Object.assign(g, {globalAlpha: .7, lineWidth: .03*g.W})
    for (const [[x, y], j] of pairs) {
      const a = -Math.atan2(y, x)
      g.strokeStyle = this.color(j)
      g.beginPath()
      g.arc(g.W/2, g.H/2, 1.1*this.radius*g.W, a - .01, a + .01)
      g.stroke()
    }
  }

  place(handle, mean) {
    const [x, y, near] = this.project(mean), r = 100*this.radius*(this.d == 2 ? 1.22 : 1)
    const [a, b, c] = mean, angle = degrees(Math.atan2(b, a))
    Object.assign(handle.style, {left: `${50 + r*x}%`, top: `${50 - r*y}%`, opacity: near < 0 ? .4 : 1})
    handle.style.setProperty('--class', this.color(Number(handle.textContent)))
    handle.setAttribute('aria-valuenow', angle)
    handle.setAttribute('aria-valuetext', this.d == 2 ? `${angle}°`
      : `longitude ${angle}°, latitude ${degrees(Math.asin(clamp(c, -1, 1)))}°`)
  }

  drawChart({caption, canvas}) {
    const g = this.clear(canvas), left = 34, right = 30, top = 8, bottom = 34
    const high = Math.max(...this.best, ...this.built.flatMap(net => net.rates.flat()))
    const X = depth => left + depth/LAYERS*(g.W - left - right)
    const Y = v => top + (1 - v/high)*(g.H - top - bottom)
    const line = (pairs, alpha, width, dash) => {
      Object.assign(g, {globalAlpha: alpha, lineWidth: width}).setLineDash(dash)
      g.beginPath()
      for (const [depth, v] of pairs) g.lineTo(X(depth), Y(v))
      g.stroke()
    }
    const text = (t, x, y, align) => Object.assign(g, {textAlign: align, globalAlpha: .85}).fillText(t, x, y)
    Object.assign(g, {font: '12px system-ui, sans-serif', textBaseline: 'middle'})
    line([[0, high], [0, 0], [LAYERS, 0]], .4, 1, [])
    for (const depth of [0, 50, 100, 150, 200]) text(depth, X(depth), Y(0) + 10, 'center')
    text('depth, in layers', X(LAYERS/2), Y(0) + 26, 'center')
    const tick = [1, 2, 5, 10].map(v => v*10**Math.floor(Math.log10(high/4))).find(v => 5*v >= high)
    for (let v = 0; v <= high; v += tick) text(Number(v.toPrecision(2)), left - 6, Y(v), 'right')
    line([[this.depth, 0], [this.depth, high]], .4, 1, [])
    let free = Infinity // labels keep a distance
    const names = [[0, 'ΔR', ''], [2, 'R', 'c'], [1, 'R', '']].sort(([i], [j]) => this.best[i] - this.best[j])
    for (const [i, name, below] of names) {
      line([[0, this.best[i]], [LAYERS, this.best[i]]], .8, 1, [1, 3])
      this.built.forEach((net, s) => line(net.rates.map((r, depth) => [depth, r[i]]), i ? .6 : 1, i ? 1.3 : 2.2,
        s ? [6, 4] : []))
      free = Math.min(free - 13, Y(this.best[i]))
      text(name, X(LAYERS) + 4, free, 'left')
      text(below, X(LAYERS) + 13, free + 4, 'left')
    }
    const styles = this.small ? 'dotted the optimum' : 'solid published, dashed one pass, dotted the optimum'
    caption.textContent = `rates by depth, in nats: ${styles}`
    const said = this.built.map((net, s) => `${SCHEMES[s]} ${net.rates[this.depth].map(v => v.toFixed(3)).join(', ')}`)
    canvas.setAttribute('aria-label', `rates by depth: ΔR, R and R_c after ${this.depth} layers are ` +
      `${said.join('; ')}; at best ${this.best.map(v => v.toFixed(3)).join(', ')}`)
  }
}
