"""Construction and held-out passes against the plain method, `redunet.method`: `python benchmarks/construct.py [--save FILE] [CASE ...]`

Both build the same layers on the same data in one process, alternating, at least three times. The table has the number of
repeats, the median time of each per layer, the median of the ratios, the largest difference of the features after two layers,
the same times for a pass of 1,000 held-out samples, and of our time what its matrix products would take at the rate of large
float32 products, as a share; that rate is the best measured in all repeats. The peak memory of each, and the memory of the
moments that are left, come from a process of its own with fewer layers, as some operators of the plain method are large.
MNIST is looked for where the environment variable REDUNET_DATA says.
"""
import ctypes, gc, json, resource, statistics, subprocess, sys, threading, time, warnings
from pathlib import Path
import torch
from torch.utils.flop_counter import FlopCounterMode
sys.path.insert(0, str(Path(__file__).parent))
from redunet.basics import Table
from redunet import method
from redunet.data import get_n_each, load_dataset, polar
from redunet.net import ReduNet1D, ReduNet2D, ReduNetVector
from redunet.experiments import machine
from redunet.layers.vector import LongStepWarning
from redunet.projections import Lift1D, Lift2D

warnings.simplefilter('ignore', LongStepWarning) # the published settings, whatever the samples
SETTINGS = dict(eta=.5, eps=.1, lmbda=500)

def mnist(n, flat=False, classes=10, heldout=1000):
    "The first n training digits per class, and held-out digits"
    (X, y), (Xt, _) = (d.tensors for d in load_dataset('mnistvector' if flat else 'mnist2d')[:2])
    X, y = X[y < classes], y[y < classes]
    return *get_n_each(X, y, n), classes, Xt[:heldout]

def vector(n): return lambda: mnist(n, flat=True)

def lifted(channels, n, heldout=200):
    def data():
        X, y, k, Xt = mnist(n, heldout=heldout)
        lift = Lift2D(1, channels, 9)
        return lift(X), y, k, lift(Xt)
    return data

def rotated(n, channels, classes=10):
    def data():
        X, y, k, Xt = mnist(n, classes=classes)
        lift = Lift1D(15, channels, 5)
        return lift(polar(X, 15, 200)), y, k, lift(polar(Xt, 15, 200))
    return data

def genes(m=200, d=20_000):
    g = torch.Generator().manual_seed(0)
    y = torch.arange(m)//(m//4)
    return torch.randn(m, d, generator=g) + .3*torch.randn(4, d, generator=g)[y], y, 4, torch.randn(1000, d, generator=g)

CASES = { # data, layers, repeats, layers when memory is measured
    'vector, 10 per class': (vector(10), 20, 7, 20), 'vector, 100 per class': (vector(100), 20, 5, 10),
    'vector, 1,000 per class': (vector(1000), 10, 3, 5), 'vector, 5,000 per class': (vector(5000), 3, 3, 1),
    'Fourier2D, 35 channels, 10 per class': (lifted(35, 10), 10, 3, 5), 'Fourier2D, 75 channels, 10 per class': (lifted(75, 10), 10, 3, 5),
    'Fourier2D, 35 channels, 100 per class': (lifted(35, 100), 5, 3, 1),
    'Fourier1D, T = 200, 20 channels, 10 per class': (rotated(10, 20), 10, 7, 10),
    'Fourier1D, T = 200, 5 channels, 2 classes of 2,000': (rotated(2000, 5, 2), 5, 3, 5),
    'vector, d = 20,000, 4 classes of 50': (genes, 50, 3, 50)}
ALONE = ('vector, d = 20,000, 4 classes of 50',) # the plain method needs 1.6 GB for each of its operators

def ours(X, k, layers):
    dims, make = X.shape[1:], {2: ReduNetVector, 3: ReduNet1D, 4: ReduNet2D}[X.ndim]
    return make(k, layers, *dims, **SETTINGS)

def run_ours(X, y, k, layers):
    net = ours(X, k, layers)
    return net.init(X, y, progress=False), net

def columns(X):
    "Samples as the plain method takes them: unit columns (d, m), or (F, C, m) with all frequencies"
    return method.normalize(X.T if X.ndim==2 else method.to_frequencies(X))

def run_plain(X, y, k, layers):
    return method.construct(columns(X), y, layers, **SETTINGS)[:2]

def pass_plain(X, net):
    return method.forward(columns(X), net, SETTINGS['eta'], SETTINGS['lmbda'])[0]

def timed(f, *args):
    start = time.perf_counter(); out = f(*args)
    return time.perf_counter() - start, out

def rate():
    "The rate of large float32 products, in GFLOP/s: the best of nine, as others on the machine only slow it down"
    A = torch.randn(1024, 1024)
    return 2*1024**3/min(timed(torch.mm, A, A)[0] for _ in range(9))/1e9

def flops(f):
    "Operations in the matrix products of a call, in GFLOP; a complex product is four real ones"
    counter = FlopCounterMode(display=False)
    counter.flop_registry = {op: _with_complex(g) for op, g in counter.flop_registry.items()}
    with counter: f()
    return counter.get_total_flops()/1e9

def _with_complex(count):
    def counted(*args, **kwargs):
        wide = any(isinstance(a, torch.Tensor) and a.is_complex() for a in args)
        return count(*args, **kwargs)*(4 if wide else 1)
    return counted

def peak(case, which):
    "Peak memory above that of the data, and memory of the moments that are left, in MB, in a process of its own"
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import construct; construct.measure_peak({case!r}, {which!r})"
    return json.loads(subprocess.run([sys.executable, '-c', code], check=True, capture_output=True, text=True).stdout)

def measure_peak(case, which):
    "Sample this process's memory while it builds"
    data, _, _, layers = CASES[case]
    X, y, k, _ = data()
    gc.collect(); ctypes.CDLL(None).malloc_trim(0) # hand back what preparing the data has freed
    now = lambda: int(Path('/proc/self/statm').read_text().split()[1])*resource.getpagesize()/2**20
    top, done = [now()], threading.Event()
    def watch():
        while not done.wait(.002): top.append(now())
    thread = threading.Thread(target=watch); thread.start()
    _, net = globals()[f'run_{which}'](X, y, k, layers)
    done.set(); thread.join()
    print(json.dumps([max(top) - top[0], net.nbytes/2**20 if which=='ours' else None]))

@torch.no_grad()
def compare(case):
    data, layers, repeats, memory_layers = CASES[case]
    X, y, k, Xt = data()
    run_ours(X, y, k, 1)
    alone, gflop = case in ALONE, flops(lambda: run_ours(X, y, k, layers))
    pairs, passes, rates, apart = [], [], [], None
    for _ in range(repeats):
        rates.append(rate())
        a, built = (float('nan'), None) if alone else timed(run_plain, X, y, k, layers)
        b, (_, net) = timed(run_ours, X, y, k, layers)
        pairs.append((a, b))
        passes.append((float('nan') if alone else timed(pass_plain, Xt, built[1])[0], timed(net.batch_forward, Xt)[0]))
    if not alone: apart = (run_plain(X, y, k, 2)[0] - columns(run_ours(X, y, k, 2)[0])).abs().max().item()
    median = lambda runs: [statistics.median(r[i] for r in runs) for i in (0, 1)] + [statistics.median(a/b for a, b in runs)]
    (theirs, mine, ratio), (out, mine_out, ratio_out) = median(pairs), median(passes)
    ms, speed = lambda s: None if s!=s else 1e3*s/layers, max(rates)
    (memory, moments), theirs_memory = peak(case, 'ours'), None if alone else peak(case, 'plain')[0]
    return {'case': case, 'layers': layers, 'repeats': repeats, 'plain [ms/layer]': ms(theirs), 'redunet [ms/layer]': ms(mine), 'ratio': None if alone else ratio,
            'difference': apart, 'products [GFLOP/layer]': gflop/layers, 'share of product rate': gflop/speed/mine, 'product rate [GFLOP/s]': speed,
            'held out, plain [ms/layer]': ms(out), 'held out, redunet [ms/layer]': ms(mine_out), 'held-out ratio': None if alone else ratio_out,
            'layers for memory': memory_layers, 'plain [MB]': theirs_memory, 'redunet [MB]': memory, 'moments [MB]': moments}

if __name__=='__main__':
    args = sys.argv[1:]
    save = args[args.index('--save') + 1] if '--save' in args else None
    rows = Table()
    for case in [c for c in CASES if c in args] or list(CASES):
        rows.append(compare(case)); print(rows[-1], flush=True)
        if save: Path(save).write_text(json.dumps({'machine': machine(), 'rows': rows}, indent=2) + '\n')
    print(rows)
