"""Fine-tuning on MNIST: `python benchmarks/finetune.py [--task vectors|images] [--seed N] [--save FILE]`; needs MNIST

1,000 training images per class, 10,000 test images, three seeds: of the draw, the random kernels, and training. Each
network is measured as it was built and fine-tuned; that of one layer also from random factors, and with training images
that are shifted by up to one pixel. Beside them stand simple rivals, of which those with gradients are trained by the
same loop. Takes about 20 minutes on one processor.
"""
import sys, time
from functools import partial
import torch
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC
from torch import nn
from redunet.basics import write_json
from redunet.data import load_dataset
from redunet.evaluate import flat_unit
from redunet.experiments import machine
from redunet.finetune import accuracy, finetune, fit, randomize
from redunet.layers import Fourier2D
from redunet.net import ReduNet, ReduNetVector
from redunet.projections import Lift2D

SEEDS, PER_CLASS, DIRECTIONS = range(3), 1000, 100

def draw(seed):
    "Training images, 1,000 of each class at random, and all test images"
    train, test = load_dataset('mnist2d')[:2]
    X, y = train.tensors
    g = torch.Generator().manual_seed(seed)
    some = torch.cat([(i := (y==j).nonzero().flatten())[torch.randperm(len(i), generator=g)[:PER_CLASS]] for j in range(10)])
    return X[some], y[some], *test.tensors

def shift(X, g):
    "Each image by -1, 0 or 1 pixels, both ways"
    out, by = torch.empty_like(X), torch.randint(-1, 2, (len(X), 2), generator=g)
    for v in by.unique(dim=0):
        these = (by==v).all(1)
        out[these] = X[these].roll(v.tolist(), (2, 3))
    return out

def predicted(model, X, y, Xt, yt):
    "Accuracy of a classifier of scikit-learn, on unit-norm features"
    return float((model.fit(flat_unit(X), y).predict(flat_unit(Xt))==yt.numpy()).mean())

def all_shifts(X, y):
    "Images at all nine shifts"
    return torch.cat([X.roll((i, j), (2, 3)) for i in (-1, 0, 1) for j in (-1, 0, 1)]), y.repeat(9)

class Directions(nn.Module):
    "Coordinates in the leading directions of training images"
    def __init__(self, X):
        super().__init__()
        self.register_buffer('Q', torch.linalg.svd(X.flatten(1), full_matrices=False)[2][:DIRECTIONS].T)
    def forward(self, X): return X.flatten(1) @ self.Q

def vectors(layers, X, y, seed):
    net = ReduNet(Directions(X), *ReduNetVector(10, layers, DIRECTIONS, .5, .1, 10., relative=True))
    net.init(X, y, loss=False)
    return net

def images(layers, X, y, seed):
    net = ReduNet(Lift2D(1, 12, 5, 'gaussian0.1', stride=2, seed=seed), Lift2D(12, 16, 5, 'gaussian0.1', stride=2, seed=seed + 100),
                  *(Fourier2D(.5, .1, 10., 10, (16, 7, 7), relative=True) for _ in range(layers)))
    net.init(X, y, loss=False)
    return net

def softmax(X, y, seed):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))

def convolutions(X, y, seed):
    "The same lifts, and a linear classifier in the place of the ReduNet"
    torch.manual_seed(seed)
    return nn.Sequential(*list(images(1, X[::10], y[::10], seed))[:2], nn.Flatten(), nn.Linear(784, 10)).requires_grad_()

def hidden(X, y, seed):
    "The same lifts and a hidden layer, with about as many parameters as the ReduNet"
    torch.manual_seed(seed)
    return nn.Sequential(*list(images(1, X[::10], y[::10], seed))[:2], nn.Flatten(), nn.Linear(784, 160), nn.ReLU(), nn.Linear(160, 10)).requires_grad_()

TASKS = {
    'vectors': dict(nets={'1 layer': partial(vectors, 1), '3 layers': partial(vectors, 3)}, rivals={'softmax regression': softmax},
                    settings=dict(epochs=15, batch_size=250, lr=.01)),
    'images': dict(nets={'1 layer': partial(images, 1)}, rivals={'convolutions': convolutions, 'convolutions, hidden layer': hidden},
                   settings=dict(epochs=8, batch_size=100, lr=.01))}

def simple(data, shifted=False):
    "Rivals on pixels that are not trained by gradients"
    knn = KNeighborsClassifier(5, algorithm='brute')
    yield {'model': '5 nearest neighbours', 'shifted': False, 'test': predicted(knn, *data)}
    if not shifted: return
    yield {'model': 'RBF support vectors', 'shifted': False, 'test': predicted(SVC(C=10), *data)}
    yield {'model': '5 nearest neighbours', 'shifted': True, 'test': predicted(knn, *all_shifts(*data[:2]), *data[2:])}

def trained(model, task, seed, data, shifted):
    "How a model does after training"
    X, y, *heldout = data
    start = time.process_time()
    curve = fit(model, X, y, **TASKS[task]['settings'], seed=seed, heldout=heldout, augment=shift if shifted else None, progress=False)
    return {'shifted': shifted, 'train': accuracy(model, X, y), 'test': curve[-1]['accuracy'], 'curve': curve.column('accuracy'),
            'parameters': sum(p.numel() for p in model.parameters()), 'CPU time [s]': time.process_time() - start}

def tuned(make, task, seed, data, all):
    "A network as it was built, fine-tuned, and, of the first, trained from random factors and on shifted images"
    X, y, Xt, yt = data
    net = make(X, y, seed)
    Z, Zt = (net.batch_forward(A, progress=False) for A in (X, Xt))
    yield {'start': 'untrained', 'shifted': False, 'test': accuracy(finetune(net), Xt, yt), 'neighbours': predicted(KNeighborsClassifier(5, algorithm='brute'), Z, y, Zt, yt)}
    yield {'start': 'built', **trained(finetune(net), task, seed, data, False)}
    if not all: return
    yield {'start': 'random', **trained(randomize(finetune(net), seed), task, seed, data, False)}
    yield {'start': 'built', **trained(finetune(net), task, seed, data, True)}

def rows(task, seed):
    "All of a task on one draw"
    data = draw(seed)
    for i, (name, make) in enumerate(TASKS[task]['nets'].items()):
        for row in tuned(make, task, seed, data, i==0): yield {'model': name, **row}
    for name, make in TASKS[task]['rivals'].items():
        for shifted in (False, True): yield {'model': name, **trained(make(*data[:2], seed), task, seed, data, shifted)}
    if task=='vectors': yield from simple(data, seed==0) # others on the first draw alone: they take minutes

if __name__=='__main__':
    given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
    done = []
    for seed in [int(given['--seed'])] if '--seed' in given else SEEDS:
        for task in [given['--task']] if '--task' in given else TASKS:
            for row in rows(task, seed):
                done.append({'task': task, 'seed': seed, **row})
                print({k: v for k, v in done[-1].items() if k!='curve'}, flush=True)
                if '--save' in given: write_json({'machine': machine(), 'settings': {t: v['settings'] for t, v in TASKS.items()}, 'rows': done}, given['--save'])
