"""Networks from moments: `python benchmarks/one_pass.py [--save FILE]`; needs MNIST

Each case runs in a process of its own. Memory is the largest resident size, seen every 5 ms, above that before the case, when
samples are loaded. Times of two ways are measured in turns; medians.
"""
import json, os, statistics, subprocess, sys, tempfile, threading, time, warnings
from pathlib import Path
import torch
from redunet.basics import Table
from redunet.data import get_n_each, load_dataset
from redunet.experiments import machine
from redunet.layers.vector import LongStepWarning
from redunet.machines import leave
from redunet.moments import Moments
from redunet.net import ReduNet, ReduNet2D, ReduNetVector, load_network
from redunet.projections import Lift2D

warnings.simplefilter('ignore', LongStepWarning) # the published settings, whatever the samples
SETTINGS = dict(eta=.5, eps=.1, lmbda=500)

def resident(): # MB
    return int(Path('/proc/self/statm').read_text().split()[1])*os.sysconf('SC_PAGE_SIZE')/2**20

class Watch:
    "Seconds, and the largest resident memory above that at the start [MB]"
    def __enter__(self):
        self.before = self.peak = resident()
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.look); self.thread.start()
        self.start = time.perf_counter()
        return self

    def look(self):
        while not self.ended.wait(.005): self.peak = max(self.peak, resident())

    def __exit__(self, *_):
        self.seconds = time.perf_counter() - self.start
        self.ended.set(); self.thread.join()
        self.added = max(self.peak, resident()) - self.before

def mnist(n=None, flat=True):
    "Training images, all or the first n of each class, and test images"
    train, test = load_dataset('mnistvector' if flat else 'mnist2d')[:2]
    return *(get_n_each(*train.tensors, n) if n else train.tensors), *test.tensors

def vectors(layers): return ReduNetVector(num_classes=10, num_layers=layers, d=784, **SETTINGS)

def operators(net):
    "Memory of the operators that a network keeps [MB]"
    return sum(layer.ops.K.nbytes + sum(form.K.nbytes for form, _ in layer.ops.forms) for layer in net.layers())/2**20

def gather_and_build():
    "All 60,000 digits, 50 layers, made one after the other or kept"
    X, y, *_ = mnist()
    for keep in (False, True):
        net = vectors(50)
        with Watch() as w: net.init_one_pass(X, y, keep=keep, progress=False)
        yield {'case': f"MNIST 60,000, 50 layers, one pass, layers {'kept' if keep else 'not kept'}", 'time [s]': w.seconds,
               'memory added [MB]': w.added, 'of which operators [MB]': operators(net) if keep else None}

def published():
    "The published construction beside it, of fewer layers"
    for n, layers in ((1000, 10), (None, 3)):
        X, y, *_ = mnist(n)
        net = vectors(layers)
        with Watch() as w: net.init(X, y, progress=False)
        yield {'case': f'MNIST {len(X):,}, published construction, {layers} layers', 'time [s]': w.seconds,
               'memory added [MB]': w.added}

def files():
    "What is saved, and passes of 1,000 samples through kept layers and through layers made on the way"
    X, y, Xt, _ = mnist()
    net = vectors(50); net.init_one_pass(X, y, keep=False, progress=False)
    with tempfile.TemporaryDirectory() as d:
        path = Path(d)/'net.safetensors'
        net.save(path)
        yield {'case': 'its file', 'file [MB]': path.stat().st_size/1e6}
        for keep in (False, True):
            with Watch() as load: net = load_network(path, keep=keep)
            with Watch() as w: net(Xt[:1000])
            yield {'case': f"loaded, layers {'kept' if keep else 'not kept'}: 1,000 samples pass", 'time [s]': w.seconds,
                   'loading [s]': load.seconds, 'memory added [MB]': load.added + w.added}
            del net

def samples_do_not_count():
    "Building from the moments of 6,000 and of 60,000 samples, in turns"
    X, y, *_ = mnist()
    moments = {m: Moments.of(X[:m], y[:m], 10) for m in (6000, 60000)}
    times = {m: [] for m in moments}
    for _ in range(5):
        for m, M in moments.items():
            net = ReduNetVector(num_classes=10, num_layers=5, d=784, span=False, **SETTINGS)
            with Watch() as w: net.init_moments(M, keep=False, progress=False)
            times[m].append(w.seconds)
    a, b = map(statistics.median, times.values())
    yield {'case': '5 layers from the moments of 6,000 samples', 'time [s]': a}
    yield {'case': '5 layers from the moments of 60,000 samples (ratio: to 6,000)', 'time [s]': b, 'ratio': b/a}

def removal():
    "100 samples taken out of 10,000, in float64"
    X, y, *_ = mnist(1000)
    X, out = X.double(), torch.arange(len(X)) % 100==0
    whole, gone = Moments.of(X, y, 10), Moments.of(X[out], y[out], 10)
    nets = [vectors(5).double() for _ in range(2)]
    with Watch() as w: nets[0].init_moments(whole - gone, progress=False)
    left = Moments.of(X[~out], y[~out], 10)
    with Watch() as scratch: nets[1].init_moments(left, progress=False)
    gap = max(float((a.C - b.C).abs().max()/b.C.abs().max()) for a, b in zip(*nets))
    yield {'case': '100 of 10,000 samples removed, 5 layers, float64 (ratio: to building without)', 'time [s]': w.seconds,
           'ratio': w.seconds/scratch.seconds, 'largest difference': gap}

def two_processes():
    "Two processes of one thread against one of two threads; 60,000 digits, 5 layers, gathering and building"
    def run(processes, threads):
        out = subprocess.run([sys.executable, '-m', 'torch.distributed.run', '--standalone', '--nproc-per-node',
            str(processes), __file__, 'shared', str(threads)], capture_output=True, text=True, check=True,
            env={**os.environ, 'OMP_NUM_THREADS': str(threads)}).stdout
        return json.loads(out.splitlines()[-1])
    runs = [(run(1, 2), run(2, 1)) for _ in range(3)]
    one, two = (statistics.median(r[i] for r in runs) for i in (0, 1))
    yield {'case': '1 process of 2 threads, 5 layers', 'time [s]': one}
    yield {'case': '2 processes of 1 thread, 5 layers (ratio: to 1 process)', 'time [s]': two, 'ratio': two/one}

def shared(threads):
    "What each process of `two_processes` does"
    import torch.distributed as dist
    torch.set_num_threads(threads); dist.init_process_group('gloo')
    rank, size = dist.get_rank(), dist.get_world_size()
    X, y = mnist()[:2]
    X, y = X[rank::size], y[rank::size]
    dist.barrier(); start = time.perf_counter()
    vectors(5).init_one_pass(X, y, keep=False, progress=False)
    dist.barrier()
    if rank==0: print(json.dumps(time.perf_counter() - start))
    leave()

def lifted():
    "35 channels: 10,000 lifted images in one pass, 1,000 in the published construction; accuracies of the memberships"
    made = lambda: ReduNet(Lift2D(1, 35, 9), *ReduNet2D(num_classes=10, num_layers=5, channels=35, height=28, width=28, **SETTINGS))
    *_, Xt, yt = mnist(100, flat=False)
    for n, way in ((1000, 'init_one_pass'), (100, 'init_one_pass'), (100, 'init')):
        X, y, *_ = mnist(n, flat=False)
        net = made()
        with Watch() as w: getattr(net, way)(X, y, progress=False)
        pi = net.batch_forward(Xt[:2000], 200, return_y=True, progress=False)[1]
        yield {'case': f"lifted MNIST, 35 channels, 5 layers, {len(X):,} images, {'published' if way=='init' else 'one pass'}",
               'time [s]': w.seconds, 'memory added [MB]': w.added,
               'accuracy': float((pi.argmax(1)==yt[:2000]).double().mean())}

CASES = gather_and_build, published, files, samples_do_not_count, removal, two_processes, lifted

if __name__=='__main__':
    if sys.argv[1:2]==['shared']: shared(int(sys.argv[2]))
    elif sys.argv[1:] and sys.argv[1]!='--save':
        print(json.dumps(list(next(c for c in CASES if c.__name__==sys.argv[1])())))
    else:
        rows = []
        for case in CASES:
            out = subprocess.run([sys.executable, __file__, case.__name__], capture_output=True, text=True, check=True).stdout
            rows += json.loads(out.splitlines()[-1])
            print(*rows[-3:], sep='\n', flush=True)
        keys = dict.fromkeys(key for row in rows for key in row)
        table = Table({key: row.get(key) for key in keys} for row in rows)
        print(table)
        if sys.argv[1:]:
            from redunet.basics import write_json
            write_json({'machine': machine(), 'table': table}, Path(sys.argv[2]))
