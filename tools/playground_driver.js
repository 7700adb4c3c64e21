// Works the controls of the playground of the page it stands on, and posts PASS or what went wrong
const problems = [], page = document.documentElement, still = matchMedia('(prefers-reduced-motion: reduce)').matches
const check = (ok, what) => { if (!ok) problems.push(what) }
const frames = (n = 3) => new Promise(done => { const f = () => n-- ? requestAnimationFrame(f) : done(); f() })
const fire = (e, kind, event) => e.dispatchEvent(new (event ?? Event)(kind, {bubbles: true, ...e.with}))
addEventListener('error', e => problems.push(e.message))
document.addEventListener('securitypolicyviolation', e => problems.push('asked for ' + e.blockedURI))
Element.prototype.setPointerCapture = () => {} // there is no real pointer
try {
  const root = document.querySelector('.redunet-playground'), p = root.playground
  await frames()
  check(!root.querySelector('img'), 'the playground did not start')
  check(!!p.playing == (p.small && !still), 'a small playground plays by itself, and others do not')
  p.stop(); p.inputs.depth.value = p.inputs.depth.max; p.refresh()
  await frames()
  const seen = () => [...root.querySelectorAll('canvas')].map(c => c.toDataURL()).join()
  const handles = () => [...root.querySelectorAll('[role=slider]')]
  for (const c of root.querySelectorAll('canvas')) {
    check(c.getAttribute('aria-label').length > 20, 'a canvas says nothing')
    const {data} = c.getContext('2d').getImageData(0, 0, c.width, c.height)
    check(data.some(v => v), 'a canvas is empty')
  }
  for (const input of root.querySelectorAll('input, select')) {
    check(input.labels.length, input.name + ' has no label')
    if (input.type != 'range') continue
    const at = input.value, looks = []
    for (const to of [input.min, input.max, at]) {
      input.value = to; fire(input, 'input'); await frames()
      looks.push(seen())
      const text = input.getAttribute('aria-valuetext')
      check(text == input.shown.textContent && text != '', input.name + ' does not say its value')
      const beyond = p.note.textContent.includes('Beyond 2')
      check(beyond == p.built[0].length > 2, input.name + ' at ' + to + ': nothing about a long step')
    }
    check(new Set(looks).size > 1, input.name + ' changes nothing')
  }
  for (const option of p.select.options) if (option.value) {
    p.select.value = option.value; fire(p.select, 'change'); await frames()
    check(handles().length == p.means.length, 'set ' + option.value + ' has other means')
  }
  const light = seen(), luminance = color => color.match(/[\d.]+/g).slice(0, 3).map(v => v/255)
    .map(v => v <= .04045 ? v/12.92 : ((v + .055)/1.055)**2.4).reduce((a, v, i) => a + [.2126, .7152, .0722][i]*v, 0)
  document.body.className = 'quarto-dark'; await new Promise(done => setTimeout(done, 200)); await frames()
  const dark = seen(), on = luminance(getComputedStyle(document.body).backgroundColor) + .05
  check(dark != light && (luminance(p.ink) + .05)/on > 4.5, 'illegible on a dark page')
  for (const j of [0, 1, 2, 3, 4, 5])
    check((luminance(p.color(j)) + .05)/on > 3, `class ${j} is hard to see on a dark page`)
  document.body.className = ''; await new Promise(done => setTimeout(done, 200)); await frames()
  check(seen() == light, 'a light page does not come back')
  const handle = handles()[0], before = seen(), angle = handle.getAttribute('aria-valuetext')
  handle.focus()
  check(document.activeElement == handle, 'a mean cannot be focused')
  for (const key of ['ArrowUp', 'ArrowRight']) {
    handle.with = {key, cancelable: true}; fire(handle, 'keydown', KeyboardEvent); await frames()
  }
  check(handle.getAttribute('aria-valuetext') != angle && seen() != before, 'arrow keys move no mean')
  check(p.select.value == '', 'the data set is still one of the list')
  const box = root.querySelector('canvas').getBoundingClientRect(), {d} = p
  const at = (x, y) => ({pointerId: 1, clientX: box.x + box.width*(.5 + x), clientY: box.y + box.height*(.5 - y)})
  for (const [kind, x, y] of [['pointerdown', .2, 0], ['pointermove', 0, .2], ['pointerup', 0, .2]]) {
    handle.with = at(x, y); fire(handle, kind, PointerEvent); await frames()
  }
  const [right, up] = p.project(p.means[0])
  check(Math.abs(right) < .01 && up > (d == 2 ? .99 : .4), 'dragging moves no mean')
  if (d == 3) {
    const canvas = root.querySelector('canvas'), tilt = p.value('tilt')
    for (const [kind, y] of [['pointerdown', 0], ['pointermove', .1], ['pointerup', .1]]) {
      canvas.with = at(0, y); fire(canvas, kind, PointerEvent)
    }
    check(p.value('tilt') < tilt, 'dragging does not tilt the sphere')
  }
  p.button.click(); await frames(20)
  if (still) check(p.depth == 0, 'there is motion')
  else check(p.depth < 200 && p.playing, 'features do not move')
  p.button.click(); await frames()
  if (still) check(p.depth == 10, 'there are no steps')
  else check(!p.playing, 'there is no pause')
  check(page.scrollWidth <= innerWidth, `the page is ${page.scrollWidth} wide in a window of ${innerWidth}`)
  for (const {name} of performance.getEntriesByType('resource'))
    check(name.startsWith(location.origin), 'asked for ' + name)
} catch (e) { problems.push(e.stack) }
await fetch('/result', {method: 'POST', body: problems.length ? problems.join('; ') : 'PASS'})
