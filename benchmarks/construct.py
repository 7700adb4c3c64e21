"""Construction of a network against the literal algorithm: `python benchmarks/construct.py [CASE ...] [--save FILE]`

Both build the same layers on the same data in one process, alternating; the table has the median of each, the
median of the ratios, the largest difference of the features, and the peak memory of each in a process of its own.
MNIST is looked for where the environment variable REDUNET_DATA says.
"""
import json, resource, statistics, subprocess, sys, threading, time
from pathlib import Path
import torch
sys.path.insert(0, str(Path(__file__).parent))
import literal
from redunet.data import get_n_each, load_dataset, polar
from redunet.net import ReduNet1D, ReduNet2D, ReduNetVector, Table
from redunet.projections import Lift1D, Lift2D

SETTINGS = dict(eta=.5, eps=.1, lmbda=500)

def mnist(n, flat=False): return get_n_each(*load_dataset('mnistvector' if flat else 'mnist2d')[0].tensors, n)

def vector(n): return lambda: (*mnist(n, flat=True), 10)

def lifted(channels, n):
    X, y = mnist(n)
    return Lift2D(1, channels, 9)(X), y, 10

def rotated(n, channels=20):
    X, y = mnist(n)
    return Lift1D(15, channels, 5)(polar(X, 15, 200)), y, 10

CASES = { # data, layers, repeats
    'vector, 10 per class': (vector(10), 20, 5), 'vector, 100 per class': (vector(100), 10, 5), 'vector, 1,000 per class': (vector(1000), 5, 3),
    'Fourier2D, 35 channels, 10 per class': (lambda: lifted(35, 10), 10, 3), 'Fourier2D, 75 channels, 10 per class': (lambda: lifted(75, 10), 10, 3),
    'Fourier2D, 35 channels, 100 per class': (lambda: lifted(35, 100), 5, 3), 'Fourier1D, T = 200, 20 channels, 10 per class': (lambda: rotated(10), 10, 5)}

def ours(X, k, layers):
    dims, make = X.shape[1:], {2: ReduNetVector, 3: ReduNet1D, 4: ReduNet2D}[X.ndim]
    return make(k, layers, *dims, **SETTINGS)

def run_ours(X, y, k, layers): return ours(X, k, layers).init(X, y, progress=False)

def run_literal(X, y, k, layers): return literal.construct(X, y, k, layers, **SETTINGS)[0]

def timed(f, *args):
    start = time.perf_counter(); out = f(*args)
    return time.perf_counter() - start, out

def peak(case, which):
    "Peak memory above that of the data, in MB, in a process of its own"
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import construct; construct.measure_peak({case!r}, {which!r})"
    return float(subprocess.run([sys.executable, '-c', code], check=True, capture_output=True, text=True).stdout)

def measure_peak(case, which):
    "Sample this process's memory while it builds"
    data, layers, _ = CASES[case]
    X, y, k = data()
    now = lambda: int(Path('/proc/self/statm').read_text().split()[1])*resource.getpagesize()/2**20
    top, done = [now()], threading.Event()
    def watch():
        while not done.wait(.002): top.append(now())
    thread = threading.Thread(target=watch); thread.start()
    globals()[f'run_{which}'](X, y, k, layers)
    done.set(); thread.join()
    print(max(top) - top[0])

def compare(case):
    data, layers, repeats = CASES[case]
    X, y, k = data()
    run_ours(X, y, k, 1)
    runs = [(timed(run_literal, X, y, k, layers), timed(run_ours, X, y, k, layers)) for _ in range(repeats)]
    (_, V), (_, Z) = runs[-1]
    apart = (V - literal.spectrum(Z)).abs().max().item()
    theirs, mine = (statistics.median(r[i][0] for r in runs)/layers for i in (0, 1))
    return {'case': case, 'literal [ms/layer]': 1e3*theirs, 'redunet [ms/layer]': 1e3*mine, 'ratio': statistics.median(a[0]/b[0] for a, b in runs),
            'difference': apart, 'literal [MB]': peak(case, 'literal'), 'redunet [MB]': peak(case, 'ours')}

if __name__=='__main__':
    args = sys.argv[1:]
    save = args[args.index('--save') + 1] if '--save' in args else None
    chosen = [c for c in CASES if c in args] or list(CASES)
    rows = Table()
    for case in chosen: rows.append(compare(case)); print(rows[-1], flush=True)
    print(rows)
    machine = {'processor': torch.cpu.get_capabilities().get('cpu_name'), 'threads': torch.get_num_threads(), 'torch': torch.__version__}
    if save: Path(save).write_text(json.dumps({'machine': machine, 'rows': rows}, indent=2) + '\n')
