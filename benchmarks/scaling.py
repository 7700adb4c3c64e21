"""Time and memory of construction against the size of the problem: `python benchmarks/scaling.py [--save FILE]`

Synthetic samples around class centres; medians of three repeats, alternating. The plain method is timed where one of its
layers takes no more than some seconds.
"""
import json, statistics, sys
from pathlib import Path
import torch
sys.path.insert(0, str(Path(__file__).parent))
import construct

def samples(m, d, k, shape=()):
    "m samples (m, d, ...) around k random centres"
    g, y = torch.Generator().manual_seed(0), torch.arange(m)*k//m
    return torch.randn(m, d, *shape, generator=g) + torch.randn(k, d, *shape, generator=g)[y], y, k, None

REPEATS = 3
AXES = { # what grows, its values, the problem, layers
    'samples per class (10 classes, d = 784)': ([10, 30, 100, 300, 1000], lambda v: samples(10*v, 784, 10), 3),
    'dimensions (5 classes of 20)': ([100, 300, 1000, 3000, 10_000], lambda v: samples(100, v, 5), 3),
    'classes (2,000 samples, d = 300)': ([2, 5, 10, 30, 100], lambda v: samples(2000, 300, v), 3),
    'channels (1-D, T = 64, 5 classes of 10)': ([5, 10, 20, 40, 80], lambda v: samples(50, v, 5, (64,)), 3),
    'layers (10 classes of 100, d = 784)': ([2, 5, 10, 20, 40], lambda v: samples(1000, 784, 10), None)}

def plain_work(X, k): return X.shape[1]**3*(X[0].numel()//X.shape[1])*k # what the inverses of a layer take, about

def measure(axis, value):
    "Milliseconds for construction, and MB"
    values, problem, layers = AXES[axis]
    X, y, k, _ = problem(value)
    L = layers or value
    construct.run_ours(X, y, k, 1)
    ways = [construct.run_ours] + [construct.run_plain]*(plain_work(X, k) < 2e10 and bool(layers or value <= 5))
    runs = [[construct.timed(way, X, y, k, L)[0] for way in ways] for _ in range(REPEATS)]
    ours, theirs = [1e3*statistics.median(times) for times in zip(*runs)] + [None]*(2 - len(ways))
    return {'axis': axis, 'value': value, 'layers': L, 'plain [ms]': theirs, 'redunet [ms]': ours,
            'network [MB]': construct.run_ours(X, y, k, L)[1].nbytes/2**20}

if __name__=='__main__':
    rows = construct.Table(measure(axis, v) for axis, (values, _, _) in AXES.items() for v in values)
    print(str(rows))
    if '--save' in sys.argv:
        Path(sys.argv[sys.argv.index('--save') + 1]).write_text(json.dumps({'machine': construct.machine(), 'repeats': REPEATS, 'rows': rows}, indent=2) + '\n')
