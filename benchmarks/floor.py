"""What construction cannot go below: `python benchmarks/floor.py [--save FILE]`

For each case of construct.py: the time of the Cholesky factors and inverses of a layer alone, on matrices of its shapes, and the
time of its matrix products, counted, at the rate of large float32 products, the best of several rounds. Decompositions are
medians of nine.
"""
import json, statistics, sys
from pathlib import Path
import torch
sys.path.insert(0, str(Path(__file__).parent))
import construct
from redunet.forms import inverse

def decompositions(*shapes_dtypes):
    "Milliseconds for the Cholesky factors and inverses of matrices of these shapes"
    total = 0
    for shape, dtype in shapes_dtypes:
        A = torch.eye(shape[-1], dtype=dtype).expand(shape).contiguous()
        total += 1e3*statistics.median(construct.timed(lambda: inverse(A))[0] for _ in range(9))
    return total

@torch.no_grad()
def floor(case):
    data, layers, _, _ = construct.CASES[case]
    X, y, k, _ = data()
    _, net = construct.run_ours(X, y, k, 1)
    layer, gflop = net.layers()[0], construct.flops(lambda: construct.run_ours(X, y, k, layers))/layers
    ops = layer.ops
    shapes = [(t.shape, t.dtype) for t in (ops.K, *(getattr(f, 'K', getattr(f, 'W', None)) for f, _ in ops.forms))]
    inverses, products = decompositions(*shapes), 1e3*gflop/max(construct.rate() for _ in range(3))
    return {'case': case, 'decompositions [ms/layer]': inverses, 'products [GFLOP/layer]': gflop, 'products at full rate [ms/layer]': products,
            'floor [ms/layer]': inverses + products}

if __name__=='__main__':
    rows = construct.Table(floor(c) for c in construct.CASES if '5,000' not in c)
    print(rows)
    if '--save' in sys.argv:
        Path(sys.argv[sys.argv.index('--save') + 1]).write_text(json.dumps({'machine': construct.machine(), 'rows': rows}, indent=2) + '\n')
