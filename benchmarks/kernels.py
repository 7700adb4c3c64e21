"The measured reasons behind choices in the layers: two ways each, alternating in one process, medians in ms"
import statistics, time
import torch
from redunet.layers.vector import Operators, attracted_step, blocks, grouped_squares, in_blocks, invert, redu_step, second_moments
from redunet.rate import normalize

def compare(name, a, b, repeats=9):
    def timed(f): start = time.perf_counter(); f(); return 1e3*(time.perf_counter() - start)
    a(); b()
    runs = [(timed(a), timed(b)) for _ in range(repeats)]
    x, y = (statistics.median(r) for r in zip(*runs))
    print(f'{name}: {x:.1f} against {y:.1f} ms, ratio {statistics.median(p/q for p, q in runs):.1f}', flush=True)

@torch.no_grad()
def main():
    g = torch.Generator().manual_seed(0)
    k, d, m = 10, 640, 10_000
    y = torch.arange(m)//(m//k)
    V = normalize(torch.randn(m, d, generator=g) + 3*torch.randn(k, d, generator=g)[y]).T[None]
    batched = lambda: (lambda U: U @ U.mT)(V.unflatten(-1, (k, -1)).transpose(1, 2))
    compare('moments of 10 classes of 1,000, d = 640: batched, by class', batched, lambda: second_moments(V, y, k))

    block = next(blocks(V, y, k, .1, torch.ones(1)))
    alpha = d/(torch.tensor([m] + [m//k]*k)*.1)
    full, few, gam = block.A*alpha[:, None, None], torch.zeros(k, dtype=torch.bool), torch.full((k,), 1/k)
    ops = Operators(full, V[:, :, :0, None], full[:, :0, :0, :0], few, torch.ones(1), alpha, gam)
    low, w = full[0, 1:].flatten(0, 1).bfloat16(), V[0].mT.bfloat16()
    def halved():
        for x in w.split(1000): torch.linalg.vector_norm((x @ low.mT).unflatten(-1, (k, d)), dim=-1, dtype=torch.float32)
    compare('norms of 10 classes, 10,000 samples: all directions in float32, in bfloat16', lambda: ops.norms(V.mT), halved)
    compare('norms of 10 classes, 10,000 samples: all directions in bfloat16, screened', halved, lambda: ops.screened_norms(V.mT, 500.))
    compare('one layer, 10,000 samples: plain, class by class with screened norms', lambda: in_blocks(lambda v: redu_step(v, full, gam, .5, 500.), V, 64*(1 + k)),
            lambda: attracted_step(V, ops, ops.screened_norms(V.mT, 500.), .5, 500.))

    A = torch.randn(420, 75, 150, dtype=torch.complex64, generator=g); A = A @ A.mH
    lower = lambda: torch.cholesky_inverse(torch.linalg.cholesky(A + torch.eye(75)))
    compare('inverses of 420 complex 75 x 75 matrices: lower factor, upper factor in place', lower, lambda: invert(A.clone()))
    Z, C = torch.randn(420, 100, 35, dtype=torch.complex64, generator=g), torch.randn(420, 35, 100, dtype=torch.complex64, generator=g)
    whole = lambda: torch.linalg.vector_norm(torch.view_as_real(Z @ C).unflatten(2, (10, 10)).flatten(3), dim=-1).square().sum(0)
    compare('norms of 10 groups at 420 frequencies: one product, by blocks in the cache', whole, lambda: grouped_squares(Z, C, 10))

if __name__=='__main__': main()
