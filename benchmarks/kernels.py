"The measured reasons behind choices in the layers: two ways each, alternating in one process, medians in ms"
import statistics, time
import torch
from redunet.layers.vector import Low, operators, redu_step, screened_step, second_moments
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
    V = normalize(torch.randn(m, d, generator=g) + 3*torch.randn(k, d, generator=g)[y]).T[None].contiguous()
    batched = lambda: (lambda U: U @ U.mT)(V.unflatten(-1, (k, -1)).transpose(1, 2))
    compare('moments of 10 classes of 1,000, d = 640: batched, by class', batched, lambda: second_moments(V, y, k))
    S, count = second_moments(V, y, k)
    ops, _ = operators(S, count, .1, torch.ones(1), 784)
    C, v = ops[0, 1:].flatten(0, 1), V[0, :, :2500].contiguous()
    low, w = C.bfloat16(), v.bfloat16()
    compare('products with the operators of 10 classes: float32, bfloat16', lambda: C @ v, lambda: low @ w)
    gam, alpha = count/m, 784/(count*.1)
    blocks = lambda step: [step(x) for x in V.split(2500, -1)]
    compare('one layer, 10,000 samples: plain, screened', lambda: blocks(lambda x: redu_step(x, ops, gam, .5, 500.)),
            lambda: (lambda low: blocks(lambda x: screened_step(x, ops, low, gam, .5, 500.)))(Low(ops[0, 1:], alpha)))

if __name__=='__main__': main()
