"""A network of thousands of small layers: `python benchmarks/deep.py [--save FILE]`; needs MNIST

Resident memory that construction adds, with small tensors side by side and without, each in a process of its own,
and the time to build them: layers of the preset mnist_rotation2, on 4,000 polar images; medians of three repeats,
alternating.
"""
import json, os, statistics, subprocess, sys, time
from pathlib import Path
from redunet import net
from redunet.cli import settings_of, training_samples
from redunet.data import load_dataset
from redunet.experiments import machine

SETTINGS, LAYERS, REPEATS = settings_of('mnist_rotation2'), 150, 3

def resident():
    "MB"
    return int(Path('/proc/self/statm').read_text().split()[1])*os.sysconf('SC_PAGE_SIZE')/2**20

def build(layers):
    "Seconds, MB of resident memory added, and MB of moments"
    X, y = training_samples(load_dataset(SETTINGS['data'])[0], SETTINGS)
    deep = net.load_architecture(SETTINGS['data'], f'layers{layers}', SETTINGS['eta'], SETTINGS['eps'], SETTINGS['lmbda'])
    before, start = resident(), time.perf_counter()
    deep.init(X, y, progress=False)
    return time.perf_counter() - start, resident() - before, deep.nbytes/2**20

def case(together, layers):
    "Seconds and MB as from `build`, in a process of its own"
    out = subprocess.run([sys.executable, __file__, 'together' if together else 'none', str(layers)], capture_output=True, text=True, check=True).stdout
    return json.loads(out)

def row(together, layers, runs):
    "The medians of repeats"
    seconds, added, moments = map(statistics.median, zip(*runs))
    return {'side by side': together, 'layers': layers, 'time [s]': seconds,
            'memory added [MB]': added, 'moments [MB]': moments}

if __name__=='__main__':
    if sys.argv[1:2] in (['together'], ['none']):
        if sys.argv[1]=='none': net._settle = lambda *args: None
        print(json.dumps(build(int(sys.argv[2]))))
    else:
        cases = (False, LAYERS), (True, LAYERS)
        runs = [[case(*c) for c in cases] for _ in range(REPEATS)]
        rows = net.Table(row(*c, of) for c, of in zip(cases, zip(*runs)))
        print(rows)
        if '--save' in sys.argv:
            Path(sys.argv[sys.argv.index('--save') + 1]).write_text(json.dumps({'machine': machine(), 'repeats': REPEATS, 'rows': rows}, indent=2) + '\n')
