// Time to build both constructions of the playground at 200 layers: `node benchmarks/playground.mjs`
// Medians of 30 runs, in milliseconds; held-out points and directions of the decision regions pass through as well.
import {centres, mixture, network, normals} from '../nbs/playground/redunet.js'

for (const [name, d, set, samples, others] of [
  ['circle, 3 classes', 2, 6, 133, 180], ['circle, 6 classes', 2, 8, 66, 180], ['sphere, 3 classes', 3, 2, 133, 320]]) {
  const means = centres(d, set), draws = normals(3*(samples*means.length + others), 1)
  const {Z, y} = mixture(means, samples, .1, draws, d), k = means.length
  const held = mixture([means[0]], others, .1, draws, d).Z, points = [...Z, ...held], times = []
  for (let run = 0; run < 30; run++) {
    const start = performance.now()
    for (const onePass of [false, true]) network(points, y, k, d, {layers: 200, eta: 2, eps: .1, lambda: 500, onePass})
    times.push(performance.now() - start)
  }
  console.log(name, y.length, '+', others, 'points:', times.sort((a, b) => a - b)[15].toFixed(1), 'ms')
}
