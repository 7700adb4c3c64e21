"""Every check of the repository: one line each, and a last line `N passed, N failed`

--slow         runs the slow cells of the notebooks too
--arithmetics  runs what computes with other threads and other kernels
--minima       runs those that export in an environment of the oldest packages allowed
"""
import json, os, re, shutil, subprocess, sys, tempfile, time
from concurrent.futures import ThreadPoolExecutor
from configparser import ConfigParser
from filecmp import cmp
from functools import partial
from importlib.metadata import Distribution, version
from itertools import chain
from pathlib import Path
from pages import (cell_options, documented, links, notebooks, pictures, quiet, root, scripts,
                   short_code, spelling)

bin = Path(sys.executable).parent
slow, arithmetics, oldest = [f'--{f}' in sys.argv for f in ('slow', 'arithmetics', 'minima')]
drawn = ('results', 'speed', 'one_pass') # pages that only draw saved results
workers = min(2, os.cpu_count())
threads = max(1, os.cpu_count()//workers) # of each worker

def run(*args, cwd=root, **env):
    "Run a command; its output is shown when it fails"
    p = subprocess.run([str(a) for a in args], cwd=cwd, env={**os.environ, **env}, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if p.returncode: raise AssertionError(f"{' '.join(map(str, args))} ended with {p.returncode}\n{p.stdout}")
    return p.stdout

def export():
    "redunet/ is what nbs/ exports"
    sources = lambda: {p: p.read_bytes() for p in (root/'redunet').rglob('*.py')}
    before = sources()
    run(bin/'nbdev_export')
    after = sources()
    changed = [str(p.relative_to(root)) for p in before.keys() | after.keys() if before.get(p)!=after.get(p)]
    assert not changed, f"{', '.join(sorted(changed))} was behind nbs/; it is exported now, commit it"

def clean():
    "notebooks are clean"
    with tempfile.TemporaryDirectory() as d:
        shutil.copy(root/'settings.ini', d); shutil.copytree(root/'nbs', Path(d)/'nbs', symlinks=True)
        run(bin/'nbdev_clean', cwd=d)
        dirty = [p.name for p in notebooks() if not cmp(p, Path(d)/p.relative_to(root), shallow=False)]
    assert not dirty, f"run nbdev_clean: {', '.join(dirty)}"

def readme():
    "README.md is what index.ipynb says"
    run(sys.executable, root/'tools'/'readme.py', '--check')

def site():
    "every notebook becomes a page of the site"
    run(sys.executable, '-c', 'from nbdev.serve import proc_nbs; proc_nbs(force=True, n_workers=1)', PYTHONPATH=str(root))

def playground():
    "the playground in the pages: its numbers are the package's, its controls work"
    print(run(sys.executable, root/'tools'/'playground.py'), end='')

def light_import():
    "import redunet leaves torch alone, and its names leave other heavy packages alone"
    heavy = ('torchvision', 'sklearn', 'pandas', 'matplotlib', 'scipy')
    found = lambda names: f"found = [m for m in {names} if m in sys.modules and m not in before]; assert not found, found"
    run(sys.executable, '-c', f"import sys; before = set(); import redunet; {found(('torch',))}")
    run(sys.executable, '-c', "import torch, sys; before = set(sys.modules); "
                              f"from redunet import ReduNet; {found(heavy)}")

def command_line(bin=bin, **env):
    "the command line, for real: train and evaluate on digits"
    with tempfile.TemporaryDirectory() as d:
        run(bin/'redunet_train', '--data', 'digitsvector', '--arch', 'layers20',
            '--samples', 100, '--save_dir', 'models', cwd=d, **env)
        folder = Path(d)/'models'/'forward'/'digitsvector+layers20'/'samples100'
        run(bin/'redunet_evaluate', '--model_dir', folder, '--loss', '--depth',
            cwd=d, **env)
        rows = json.loads((folder/'results.json').read_text())['accuracy']
        knn = {r['classifier']: r for r in rows}['knn']
        assert knn['test'] > knn['test_inputs'] > .95, knn
        files = ('rates.png', 'rates_heldout.png', 'depth.png', 'accuracy.csv', 'loss.csv')
        for name in files: assert (folder/name).stat().st_size > 100, name

def copy_source(d):
    "The package and the files beside it, without git or an older build that could help"
    d.mkdir()
    for p in root.iterdir():
        if p.is_file() and p.name[0]!='.': shutil.copy(p, d)
    unwanted = shutil.ignore_patterns('__pycache__')
    return Path(shutil.copytree(root/'redunet', d/'redunet', ignore=unwanted)).parent

def environment(d, *packages):
    "A virtual environment with these packages, and everything else from the running one"
    run(sys.executable, '-m', 'venv', '--without-pip', d)
    said = run(sys.executable, '-m', 'pip', '--python', d/'bin'/'python', 'install',
               '--quiet', '--no-deps', *packages)
    assert 'BuildBackendWarning' not in said, said
    site, = d.glob('lib/python*/site-packages')
    running = [p for p in sys.path if p.endswith('site-packages')]
    (site/'running.pth').write_text('\n'.join(running))
    return d/'bin', site

def sdist():
    "the sdist, installed elsewhere with the newest fastcore: README's lines, command line"
    with tempfile.TemporaryDirectory() as d:
        d = Path(d).resolve()
        source = copy_source(d/'source')
        run(sys.executable, '-m', 'build', '--sdist', '--outdir', d, source)
        archive, = d.glob('redunet-*.tar.gz')
        bin, site = environment(d/'env', archive, 'fastcore>=2')
        package, = Distribution.discover(name='redunet', path=[str(site)])
        missing = {'LICENSE', 'py.typed'} - {p.name for p in package.files}
        assert not missing, f'{missing} is not installed'
        licence = package.metadata['License-Expression']
        assert licence=='Apache-2.0', f'the licence expression is {licence}'
        text = (root/'README.md').read_text(encoding='utf-8')
        lines = re.findall(r'```python\n(.*?)```', text, re.S)
        where = (f'import fastcore, redunet\nfor m in (fastcore, redunet): '
                 f'assert {str(site)!r} in m.__file__, m')
        run(bin/'python', '-c', '\n'.join([*lines, where]), cwd=d, PYTHONPATH='')
        command_line(bin, PYTHONPATH='')

def editable():
    "an editable install raises no alarm, and imports the folder it was made from"
    with tempfile.TemporaryDirectory() as d:
        d = Path(d).resolve()
        bin, _ = environment(d/'env', '--editable', copy_source(d/'source'))
        show = 'import redunet; print(redunet.__file__)'
        found = run(bin/'python', '-c', show, cwd=d, PYTHONPATH='')
        assert Path(found.strip())==d/'source'/'redunet'/'__init__.py', found

def minima():
    "what is required is installed at its lower bound"
    config = ConfigParser(delimiters=['='])
    config.read(root/'settings.ini', encoding='utf-8')
    bounds = dict(r.split('>=') for r in config['DEFAULT']['requirements'].split())
    found = {name: version(name).split('+')[0] for name in bounds}
    assert found==bounds, f'{found} is installed for {bounds}'

def notebook(path, **env):
    "One notebook, as nbdev_test runs it"
    flags = ['--flags', 'slow'] if slow else []
    run(bin/'nbdev_test', '--path', path, '--n_workers', 0, *flags, **env)

def books(pattern='**/*.ipynb', without=(), **env):
    "Labels and checks of notebooks"
    return [(p.relative_to(root), partial(notebook, p, **env)) for p in notebooks(pattern)
            if p.stem not in without]

def checks():
    "Labels and checks, in two lists: those that go first, alone, and the others"
    named = lambda *fs: [(f.__doc__, f) for f in fs]
    if oldest: return named(minima), named(command_line) + books('*.ipynb')
    if arithmetics:
        env = dict(OMP_NUM_THREADS='2' if threads==1 else '1',
                   ATEN_CPU_CAPABILITY='default', MKL_CBWR='COMPATIBLE')
        commands = command_line.__doc__, partial(command_line, **env)
        return [], [commands, *books(without=drawn, **env)]
    # sdist runs the command line too
    quick = named(clean, quiet, short_code, pictures, scripts, cell_options, links, documented,
                  spelling, readme, site, light_import, sdist, editable, playground)
    return named(export), quick + books()

def timed(task):
    "Label, whether it passed, seconds, and what went wrong"
    label, check = task
    start = time.perf_counter()
    try: check(); error = ''
    except Exception as e: error = f'{e}\n'
    return label, error, time.perf_counter() - start

def main():
    first, tasks = checks()
    counts = [0, 0]
    with ThreadPoolExecutor(workers) as pool:
        for label, error, seconds in chain(map(timed, first), pool.map(timed, tasks)):
            counts[bool(error)] += 1
            passed = 'FAILED' if error else 'ok    '
            print(f'{error}{passed}  {label}  ({seconds:.1f} s)', flush=True)
    print(f'{counts[0]} passed, {counts[1]} failed')
    sys.exit(bool(counts[1]))

if __name__=='__main__':
    os.environ.setdefault('OMP_NUM_THREADS', str(threads))
    # threads that spin while they wait take the processors from the other worker
    os.environ.setdefault('OMP_WAIT_POLICY', 'PASSIVE')
    os.environ.setdefault('OPENBLAS_NUM_THREADS', '1')
    os.environ.setdefault('MPLBACKEND', 'agg')
    main()
