"Every check of the repository: one line each, and a last line `N passed, N failed`"
import json, os, shutil, subprocess, sys, tempfile, time
from concurrent.futures import ThreadPoolExecutor
from filecmp import cmp
from functools import partial
from itertools import chain
from pathlib import Path

root = Path(__file__).resolve().parent.parent
bin = Path(sys.executable).parent
slow = '--slow' in sys.argv
workers = min(2, os.cpu_count())

def run(*args, cwd=root, **env):
    "Run a command; its output is shown when it fails"
    p = subprocess.run([str(a) for a in args], cwd=cwd, env={**os.environ, **env}, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if p.returncode: raise AssertionError(f"{' '.join(map(str, args))} ended with {p.returncode}\n{p.stdout}")
    return p.stdout

def notebooks(): return sorted(p for p in (root/'nbs').rglob('*.ipynb') if '.ipynb_checkpoints' not in p.parts)

def export():
    "redunet/ is what nbs/ exports"
    sources = lambda: {p: p.read_bytes() for p in (root/'redunet').rglob('*.py')}
    before = sources()
    run(bin/'nbdev_export')
    after = sources()
    changed = [str(p.relative_to(root)) for p in before.keys() | after.keys() if before.get(p)!=after.get(p)]
    assert not changed, f"{', '.join(sorted(changed))} was behind nbs/; it is exported now, commit it"

def clean():
    "notebooks are executed, clean, and without errors or warnings in their outputs"
    with tempfile.TemporaryDirectory() as d:
        shutil.copy(root/'settings.ini', d); shutil.copytree(root/'nbs', Path(d)/'nbs', symlinks=True)
        run(bin/'nbdev_clean', cwd=d)
        dirty = [p.name for p in notebooks() if not cmp(p, Path(d)/p.relative_to(root), shallow=False)]
    assert not dirty, f"run nbdev_clean: {', '.join(dirty)}"
    for p in notebooks():
        code = [c for c in json.loads(p.read_text(encoding='utf-8'))['cells'] if c['cell_type']=='code']
        outputs = [o for c in code for o in c['outputs']]
        assert outputs, f'{p.name} has not been executed'
        noise = [o for o in outputs if o['output_type']=='error' or o.get('name')=='stderr']
        assert not noise, f'{p.name} has errors or warnings in its outputs: {noise[0]}'

def readme():
    "README.md is what index.ipynb says"
    run(sys.executable, root/'tools'/'readme.py', '--check')

def light_import():
    "import redunet leaves heavy packages alone"
    heavy = ('torchvision', 'sklearn', 'pandas', 'matplotlib', 'scipy')
    run(sys.executable, '-c', f"import torch, sys; before = set(sys.modules); import redunet; new = set(sys.modules) - before; "
                              f"found = [m for m in {heavy} if m in new]; assert not found, found")

def command_line(cwd=None, **env):
    "the command line, for real: train and evaluate on digits"
    with tempfile.TemporaryDirectory() as d:
        commands = [[sys.executable, '-c', f'import sys; from redunet.cli import {name}; sys.argv[0] = {name!r}; {name}()'] if env else [bin/name]
                    for name in ('redunet_train', 'redunet_evaluate')]
        run(*commands[0], '--data', 'digitsvector', '--arch', 'layers20', '--samples', 100, '--save_dir', 'models', cwd=d, **env)
        folder = Path(d)/'models'/'forward'/'digitsvector+layers20'/'samples100'
        run(*commands[1], '--model_dir', folder, '--loss', '--depth', cwd=d, **env)
        knn = {r['classifier']: r for r in json.loads((folder/'results.json').read_text())['accuracy']}['knn']
        assert knn['test'] > knn['test_inputs'] > .95, knn
        for name in ('rates.png', 'rates_heldout.png', 'depth.png', 'accuracy.csv', 'loss.csv'): assert (folder/name).stat().st_size > 100, name

def newest_fastcore():
    "the built package, installed elsewhere, with the newest fastcore"
    with tempfile.TemporaryDirectory() as d:
        run(sys.executable, '-m', 'pip', 'install', '--quiet', '--no-deps', '--target', d, root)
        run(sys.executable, '-m', 'pip', 'install', '--quiet', '--no-deps', '--target', d, 'fastcore>=2')
        run(sys.executable, '-c', f"import fastcore, redunet; assert fastcore.__version__ >= '2', fastcore.__version__; assert redunet.__file__.startswith({d!r}), redunet.__file__",
            cwd=d, PYTHONPATH=d)
        command_line(PYTHONPATH=d)

def notebook(path):
    "One notebook, as nbdev_test runs it"
    run(bin/'nbdev_test', '--path', path, '--n_workers', 0, *(['--flags', 'slow'] if slow else []))

def timed(task):
    "Label, whether it passed, seconds, and what went wrong"
    label, check = task
    start = time.perf_counter()
    try: check(); error = ''
    except Exception as e: error = f'{e}\n'
    return label, error, time.perf_counter() - start

def main():
    first = [(export.__doc__, export)] # it may write, so it goes alone
    tasks = [(f.__doc__, f) for f in (clean, readme, light_import)]
    tasks += [(str(p.relative_to(root)), partial(notebook, p)) for p in notebooks()]
    tasks += [(f.__doc__, f) for f in (command_line, newest_fastcore)]
    counts = [0, 0]
    with ThreadPoolExecutor(workers) as pool:
        for label, error, seconds in chain(map(timed, first), pool.map(timed, tasks)):
            counts[bool(error)] += 1
            print(f"{error}{'FAILED' if error else 'ok    '}  {label}  ({seconds:.1f} s)", flush=True)
    print(f'{counts[0]} passed, {counts[1]} failed')
    sys.exit(bool(counts[1]))

if __name__=='__main__':
    os.environ.setdefault('OMP_NUM_THREADS', str(max(1, os.cpu_count()//workers)))
    os.environ.setdefault('MPLBACKEND', 'agg')
    main()
