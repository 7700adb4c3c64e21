// ReduNet for points of the circle and the sphere: what redunet.method and one pass of redunet.net
// do in any number of dimensions. tools/playground.py compares the numbers with theirs.
//
// Points are a flat array x y z x y z ... A point of the circle has z = 0. It keeps it, and I + alpha S
// has a 1 there, so determinants and inverses are those of the plane: d is known to alpha alone.
// A symmetric matrix is its entries [xx, xy, xz, yy, yz, zz]. eps is the squared distortion.

// class centres, in degrees: on the circle; on the sphere (cos a, sin a, 1), of set 1 the axes
export const CIRCLE = {1: [0, 90], 2: [60, 0], 3: [45, 0], 4: [135, 0], 5: [120, 0],
                       6: [135, 240, 0], 7: [135, 240, 45], 8: [30, 90, 135, 225, 315, 270]}
export const SPHERE = {1: null, 2: [45, 120, 180], 3: [45, 120, 150]}

const sum = list => list.reduce((a, b) => a + b, 0)
const radians = degrees => degrees*Math.PI/180
const unit = v => v.map(x => x/Math.hypot(...v))

export function centres(d, set) {
  if (d == 2) return CIRCLE[set].map(radians).map(a => [Math.cos(a), Math.sin(a), 0])
  if (set == 1) return [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
  return SPHERE[set].map(radians).map(a => unit([Math.cos(a), Math.sin(a), 1]))
}

// n standard normal numbers, the same for the same seed: Mulberry32, Box and Muller
export function normals(n, seed) {
  const uniform = () => {
    let t = seed = seed + 0x6D2B79F5 | 0
    t = Math.imul(t ^ t >>> 15, t | 1)
    t ^= t + Math.imul(t ^ t >>> 7, t | 61)
    return ((t ^ t >>> 14) >>> 0)/2**32
  }
  const one = () => Math.sqrt(-2*Math.log(1 - uniform()))*Math.cos(2*Math.PI*uniform())
  return Float64Array.from({length: n}, one)
}

// Centres plus noise, on the sphere, class after class; draws has three numbers for each sample
export function mixture(means, samples, noise, draws, d) {
  const y = Uint8Array.from({length: means.length*samples}, (_, i) => i/samples | 0)
  const Z = new Float64Array(3*y.length)
  y.forEach((j, i) => {
    const at = means[j].map((mu, c) => c < d ? mu + noise*draws[3*i + c] : 0)
    Z.set(unit(at), 3*i)
  })
  return {Z, y}
}

// Determinant, and the inverse as cofactors over it
function invert([a, b, c, d, e, f]) {
  const A = d*f - e*e, B = c*e - b*f, C = b*e - c*d, det = a*A + b*B + c*C
  return {det, inverse: [A, B, C, a*f - c*c, b*c - a*e, a*d - b*b].map(v => v/det)}
}

// S_j = sum of z z* over the samples of class j
export function moments(Z, y, k) {
  const S = Array.from({length: k}, () => [0, 0, 0, 0, 0, 0])
  for (let i = 0, p = 0; i < y.length; i++, p += 3) {
    const M = S[y[i]], a = Z[p], b = Z[p + 1], c = Z[p + 2]
    M[0] += a*a; M[1] += a*b; M[2] += a*c; M[3] += b*b; M[4] += b*c; M[5] += c*c
  }
  return S
}

// K = (I + alpha S)^-1 and K_j = (I + alpha_j S_j)^-1, so that E = alpha K and C_j = alpha_j K_j.
// Rates, in nats: R = log det(I + alpha S)/2, R_c = sum of gamma_j R_j
export function operators(S, n, d, eps) {
  const m = sum(n), alpha = d/(m*eps), alphas = n.map(nj => d/(nj*eps))
  const form = ([a, b, c, d, e, f], v) => invert([1 + v*a, v*b, v*c, 1 + v*d, v*e, 1 + v*f])
  const all = form(S.reduce((M, N) => M.map((v, i) => v + N[i])), alpha)
  const each = S.map((M, j) => form(M, alphas[j]))
  const R = Math.log(all.det)/2, R_c = sum(each.map((c, j) => n[j]/m*Math.log(c.det)/2))
  return {K: all.inverse, K_j: each.map(c => c.inverse), alphas, rates: [R - R_c, R, R_c]}
}

// T_j = I + eta alpha (K - K_j): a layer is z <- sum_j pi_j T_j z, on the sphere. It is the
// z + eta (E z - sum_j gamma_j pi_j C_j z) of the papers, since gamma_j alpha_j = alpha
const moves = ({K, K_j}, length) => K_j.map(M =>
  M.map((v, i) => (i == 0 || i == 3 || i == 5) + length*(K[i] - v)))

// One layer: the points after it. Membership pi_j is the softmax of -h_j, h_j = lambda alpha_j |K_j z|;
// of the least h_j less, so that it cannot overflow. On the sphere all that counts is
// proportion, so pi gets e^(least - h_j): class after class, as are the loops, for speed.
// The class of the largest membership of each point goes into classes
export function step(Z, {K_j, alphas}, T, lambda, pi, classes) {
  const m = classes.length, least = new Float64Array(m).fill(Infinity), out = new Float64Array(3*m)
  for (let j = 0, q = 0; j < T.length; j++) {
    const [a, b, c, d, e, f] = K_j[j], heat = lambda*alphas[j]
    for (let i = 0, p = 0; i < m; i++, p += 3, q++) {
      const x = Z[p], y = Z[p + 1], z = Z[p + 2]
      const X = a*x + b*y + c*z, Y = b*x + d*y + e*z, W = c*x + e*y + f*z
      const h = pi[q] = heat*Math.sqrt(X*X + Y*Y + W*W)
      if (h < least[i]) { least[i] = h; classes[i] = j }
    }
  }
  for (let j = 0, q = 0; j < T.length; j++) {
    const [a, b, c, d, e, f] = T[j]
    for (let i = 0, p = 0; i < m; i++, p += 3, q++) {
      const v = least[i] - pi[q]
      const w = pi[q] = v < -40 ? 0 : v ? Math.exp(v) : 1 // e^-40 is lost beside the 1 of the largest
      if (!w) continue
      const x = Z[p], y = Z[p + 1], z = Z[p + 2]
      out[p] += w*(a*x + b*y + c*z); out[p + 1] += w*(b*x + d*y + e*z); out[p + 2] += w*(c*x + e*y + f*z)
    }
  }
  for (let p = 0; p < out.length; p += 3) {
    const norm = Math.sqrt(out[p]**2 + out[p + 1]**2 + out[p + 2]**2) || 1
    out[p] /= norm; out[p + 1] /= norm; out[p + 2] /= norm
  }
  return out
}

// One pass: class j moves by T_j, so S_j -> T_j S_j T_j. The scale s_j holds the mean energy of the class,
// trace S_j = n_j: T_j becomes s_j T_j
function passed(S, T, n) {
  return S.map(([a, b, c, d, e, f], j) => {
    const [A, B, C, D, E, F] = T[j], rows = [[A, B, C], [B, D, E], [C, E, F]]
    const [t, u, v] = rows, [x, y, z] = rows.map(([p, q, r]) =>
      [a*p + b*q + c*r, b*p + d*q + e*r, c*p + e*q + f*r])
    const dot = ([a, b, c], [d, e, f]) => a*d + b*e + c*f
    const moved = [dot(t, x), dot(t, y), dot(t, z), dot(u, y), dot(u, z), dot(v, z)]
    const squared = n[j]/(moved[0] + moved[3] + moved[5])
    T[j] = T[j].map(v => v*Math.sqrt(squared))
    return moved.map(v => v*squared)
  })
}

// A network built on the first y.length points; the points behind them only pass through. One pass
// builds it from the moments of the inputs alone. What comes back has, by depth, the features of the
// samples, their rates, and the class of largest membership of every point; pi is that of the last
// layer, up to a factor for each point, and has one class after the other
export function network(points, y, k, d, {layers, eta, eps, lambda, onePass = false}) {
  const m = points.length/3, pi = new Float64Array(k*m)
  const n = Array.from({length: k}, (_, j) => y.filter(v => v == j).length)
  const length = eta*d/(y.length*eps), out = {length, pi, features: [], rates: [], classes: []}
  let Z = Float64Array.from(points), S = moments(Z, y, k)
  for (let depth = 0; ; depth++) {
    const own = operators(moments(Z, y, k), n, d, eps), layer = onePass ? operators(S, n, d, eps) : own
    out.rates.push(own.rates)
    out.features.push(Z.subarray(0, 3*y.length))
    if (depth == layers) return out
    const T = moves(layer, length)
    if (onePass) S = passed(S, T, n)
    out.classes.push(new Uint8Array(m))
    Z = step(Z, layer, T, lambda, pi, out.classes[depth])
  }
}

// R - R_c, R and R_c of classes of no width that fill d dimensions evenly
export function optimum(d, eps) {
  const R = d/2*Math.log(1 + 1/eps), R_c = Math.log(1 + d/eps)/2
  return [R - R_c, R, R_c]
}
