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

// K = (I + alpha S)^-1 and K_j = (I + alpha_j S_j)^-1, so that E = alpha K and C_j = alpha_j K_j;
// s_j is 1 but in one pass. Rates, in nats: R = log det(I + alpha S)/2, R_c = sum of gamma_j R_j
export function operators(S, n, d, eps) {
  const m = sum(n), alpha = d/(m*eps), alphas = n.map(nj => d/(nj*eps))
  const form = (M, a) => invert(M.map((v, i) => a*v + (i == 0 || i == 3 || i == 5)))
  const all = form(S[0].map((_, i) => sum(S.map(M => M[i]))), alpha)
  const each = S.map((M, j) => form(M, alphas[j]))
  const R = Math.log(all.det)/2, R_c = sum(each.map((c, j) => n[j]/m*Math.log(c.det)/2))
  return {K: all.inverse, K_j: each.map(c => c.inverse), s: n.map(() => 1), alpha, alphas,
          rates: [R - R_c, R, R_c]}
}

// One layer, in place. Membership pi_j = softmax of -lambda alpha_j |K_j z|, of the largest exponent
// less so that it cannot overflow. Then z <- sum_j pi_j s_j (z + eta alpha (K - K_j) z), on the sphere:
// with s_j = 1, the z + eta (E z - sum_j gamma_j pi_j C_j z) of the papers, since gamma_j alpha_j = alpha.
// Memberships go into pi, k for each point, and the class of the largest into classes
export function step(Z, {K, K_j, s, alphas}, length, lambda, pi, classes) {
  const k = s.length, [a, b, c, d, e, f] = K, M = Float64Array.from(K_j.flat())
  const u = new Float64Array(3*k), heat = alphas.map(v => lambda*v)
  for (let i = 0, p = 0, q = 0; p < Z.length; i++, p += 3, q += k) {
    const x = Z[p], y = Z[p + 1], z = Z[p + 2]
    let best = 0, total = 0, scale = 0, X = 0, Y = 0, W = 0
    for (let j = 0, r = 0, t = 0; j < k; j++, r += 3, t += 6) {
      const ux = u[r] = M[t]*x + M[t + 1]*y + M[t + 2]*z
      const uy = u[r + 1] = M[t + 1]*x + M[t + 3]*y + M[t + 4]*z
      const uz = u[r + 2] = M[t + 2]*x + M[t + 4]*y + M[t + 5]*z
      pi[q + j] = -heat[j]*Math.sqrt(ux*ux + uy*uy + uz*uz)
      if (pi[q + j] > pi[q + best]) best = j
    }
    classes[i] = best
    const top = pi[q + best]
    for (let j = 0; j < k; j++) {
      const v = pi[q + j] - top
      total += pi[q + j] = v < -40 ? 0 : Math.exp(v) // e^-40 is lost beside the 1 of the largest
    }
    for (let j = 0, r = 0; j < k; j++, r += 3) {
      const w = s[j]*(pi[q + j] /= total)
      scale += w; X += w*u[r]; Y += w*u[r + 1]; W += w*u[r + 2]
    }
    X = scale*x + length*(scale*(a*x + b*y + c*z) - X)
    Y = scale*y + length*(scale*(b*x + d*y + e*z) - Y)
    W = scale*z + length*(scale*(c*x + e*y + f*z) - W)
    const norm = Math.sqrt(X*X + Y*Y + W*W) || 1
    Z[p] = X/norm; Z[p + 1] = Y/norm; Z[p + 2] = W/norm
  }
}

// One pass: class j moves by T_j = s_j (I + eta alpha (K - K_j)), so S_j -> T_j S_j T_j, and the scale
// s_j holds the mean energy of the class, trace S_j = n_j. Sets the scales of the layer
const at = [[0, 1, 2], [1, 3, 4], [2, 4, 5]]
function passed(S, layer, n, length) {
  return S.map((M, j) => {
    const T = layer.K.map((v, i) => length*(v - layer.K_j[j][i]) + (i == 0 || i == 3 || i == 5))
    const moved = [[0, 0], [0, 1], [0, 2], [1, 1], [1, 2], [2, 2]].map(([r, c]) =>
      sum(at[r].map((t, g) => sum(at[g].map((v, h) => T[t]*M[v]*T[at[h][c]])))))
    const squared = n[j]/(moved[0] + moved[3] + moved[5])
    layer.s[j] = Math.sqrt(squared)
    return moved.map(v => v*squared)
  })
}

// A network built on the first y.length points; the points behind them only pass through. One pass
// builds it from the moments of the inputs alone. What comes back has, by depth, the features of the
// samples, their rates, and the class of largest membership of every point; pi is that of the last layer
export function network(points, y, k, d, {layers, eta, eps, lambda, onePass = false}) {
  const Z = Float64Array.from(points), pi = new Float64Array(k*Z.length/3)
  const n = Array.from({length: k}, (_, j) => y.filter(v => v == j).length)
  const length = eta*d/(y.length*eps), out = {length, pi, features: [], rates: [], classes: []}
  let S = moments(Z, y, k)
  for (let depth = 0; ; depth++) {
    const own = moments(Z, y, k), layer = operators(onePass ? S : own, n, d, eps)
    out.rates.push(onePass ? operators(own, n, d, eps).rates : layer.rates)
    out.features.push(Z.slice(0, 3*y.length))
    if (depth == layers) return out
    if (onePass) S = passed(S, layer, n, length)
    out.classes.push(new Uint8Array(Z.length/3))
    step(Z, layer, length, lambda, pi, out.classes[depth])
  }
}

// R - R_c, R and R_c of classes of no width that fill d dimensions evenly
export function optimum(d, eps) {
  const R = d/2*Math.log(1 + 1/eps), R_c = Math.log(1 + d/eps)/2
  return [R - R_c, R, R_c]
}
