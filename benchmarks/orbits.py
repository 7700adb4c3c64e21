"""What it costs to classify features without regard to shifts: `python benchmarks/orbits.py [--save FILE]`; needs MNIST

Time per test image of the plain classifiers, of those that compare orbits, and of neighbours over all copies, made and
multiplied one by one; alternating in one process, medians. The features are those of the presets mnist_rotation10 and
mnist_translation10, fitted to 100 training images. Fitting is timed apart.
"""
import json, math, statistics, sys
from pathlib import Path
import torch
from construct import timed
from redunet.basics import Table
from redunet.cli import settings_of, training_samples
from redunet.data import get_n_each, load_dataset
from redunet.evaluate import InvariantSubspace, NearestSubspace, OrbitNeighbors, classifiers, flat_unit, translate
from redunet.experiments import machine
from redunet.net import load_architecture

REPEATS = 5

def features(preset, n):
    "Features of the training images, their labels, and features of n test images of each class"
    s = settings_of(preset)
    train, test, _ = load_dataset(s['data'])
    X, y = training_samples(train, s)
    net = load_architecture(s['data'], s['arch'], s['eta'], s['eps'], s['lmbda'])
    return net.init(X, y, loss=False, progress=False), y.numpy(), net.batch_forward(get_n_each(*test.tensors, n)[0], progress=False)

def best_of_copies(A, B):
    "The largest cosine of a training image and any copy of a test image, copy by copy, (n, m)"
    A, copies = torch.as_tensor(flat_unit(A)), (translate(b[None], torch.zeros(1))[0] for b in B) # of one test image at a time
    return torch.stack([(torch.as_tensor(flat_unit(c)) @ A.T).amax(0) for c in copies])

def case(preset, n, brute):
    "Rows of one preset; `brute` test images have all their copies made"
    A, y, B = features(preset, n)
    plain, orbit = {'knn': classifiers()['knn'], 'nearsub': NearestSubspace(10)}, {'orbit_knn': OrbitNeighbors(5), 'orbit_nearsub': InvariantSubspace(5)}
    fit = {name: timed(m.fit, flat_unit(A), y)[0] for name, m in plain.items()} | {name: timed(m.fit, A, y)[0] for name, m in orbit.items()}
    flat, few = flat_unit(B), B[:brute]
    apart = (best_of_copies(A, few) - orbit['orbit_knn'].similarity(few)).abs().max().item()
    ways = {name: (m.predict, flat) for name, m in plain.items()} | {name: (m.predict, B) for name, m in orbit.items()} | {'all copies': (best_of_copies, A, few)}
    runs = [{name: timed(*call)[0]/len(call[-1]) for name, call in ways.items()} for _ in range(REPEATS)]
    return [{'preset': preset, 'shifts': math.prod(B.shape[2:]), 'numbers of a feature': B[0].numel(), 'classifier': name,
             'fit [ms]': 1e3*fit[name] if name in fit else None, 'per test image [ms]': 1e3*statistics.median(r[name] for r in runs),
             'over orbit_knn': statistics.median(r[name]/r['orbit_knn'] for r in runs), 'difference': apart if name=='all copies' else None} for name in ways]

if __name__=='__main__':
    rows = Table(case('mnist_rotation10', 20, 20) + case('mnist_translation10', 5, 5))
    print(rows)
    if '--save' in sys.argv:
        Path(sys.argv[sys.argv.index('--save') + 1]).write_text(json.dumps({'machine': machine(), 'repeats': REPEATS, 'rows': rows}, indent=2) + '\n')
