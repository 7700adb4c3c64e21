"""The measured reasons behind choices in the layers: two ways each, alternating in one process, medians in ms"""
import statistics, time
import torch
from redunet import attraction
from redunet.attraction import Operators, step
from redunet.forms import as_real, gram, inverse, moments_of

def compare(name, a, b, repeats=9):
    "Print the medians of two calls, and of their ratio"
    def timed(f): start = time.perf_counter(); f(); return 1e3*(time.perf_counter() - start)
    a(); b()
    runs = [(timed(a), timed(b)) for _ in range(repeats)]
    x, y = (statistics.median(r) for r in zip(*runs))
    ratio = statistics.median(p/q for p, q in runs)
    print(f'{name}: {x:.1f} against {y:.1f} ms, ratio {ratio:.1f}', flush=True)

def classes(f, C, per_class, kind, seed=0, k=10):
    "Unit rows near a subspace of an eighth of the dimensions for each class, and labels"
    g = torch.Generator().manual_seed(0)
    bases = torch.randn(f, k, C//8, C, dtype=kind, generator=g)
    g.manual_seed(seed)
    X = torch.randn(f, k, per_class, C//8, dtype=kind, generator=g) @ bases
    X = X.flatten(1, 2) + .3*torch.randn(f, k*per_class, C, dtype=kind, generator=g)
    norm = torch.linalg.vector_norm(as_real(X), dim=(0, 2))[:, None]
    return X/norm, torch.arange(k).repeat_interleave(per_class)

def with_bounds(X, y, bounds):
    "A step with bounds, or with all classes at once"
    def run():
        kept, attraction.BLOCK = attraction.BLOCK, 2**20 if bounds else 2**60
        ops = Operators(moments_of(X, y, 10), .1, torch.ones(len(X)), X.shape[2])
        attraction.BLOCK = kept
        return step(ops, X, .5*float(ops.alpha), 500*ops.alphas)
    return run

@torch.no_grad()
def main():
    for f, m, C in ((394, 1000, 35), (394, 100, 35), (101, 4000, 5)):
        X = torch.randn(f, m, C, dtype=torch.complex64)
        compare(f'second moments of {m} at {f} frequencies, {C} channels: complex, as `gram`',
                lambda: X.mT @ X.conj(), lambda: gram(X))
    A = torch.randn(420, 75, 150, dtype=torch.complex64); A = A @ A.mH
    lower = lambda: torch.cholesky_inverse(torch.linalg.cholesky(A + torch.eye(75)))
    compare('inverses of 420 complex 75 x 75 matrices: lower factor, upper factor in place',
            lower, lambda: inverse(A.clone()))
    for f, C, n, kind in ((1, 640, 1000, torch.float32), (1, 640, 50, torch.float32),
                          (200, 32, 10, torch.complex64), (200, 32, 100, torch.complex64)):
        X, y = classes(f, C, n, kind)
        compare(f'a layer, {f} frequencies, {C} channels, 10 classes of {n}: all classes, bounds',
                with_bounds(X, y, False), with_bounds(X, y, True), repeats=5)

if __name__=='__main__': main()
