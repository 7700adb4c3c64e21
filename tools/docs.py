"""The site, in _docs, from the notebooks; fails when Quarto does, and says of what it warns"""
import json, os, re, shutil, subprocess, sys
from pathlib import Path
from nbdev.config import get_config

bin = Path(sys.executable).parent
root = Path(__file__).resolve().parent.parent

def build():
    "Run nbdev_docs, show what it says, and return its status and the warnings in it"
    env = {**os.environ, 'PATH': f"{bin}:{os.environ['PATH']}",
           'PYTHONPATH': str(root), # for tools.site
           'REDUNET_REPOSITORY': get_config().git_url}
    shutil.rmtree(root/'_proc', ignore_errors=True) # pages made by other versions of tools/site.py
    warned = []
    with subprocess.Popen([bin/'nbdev_docs'], text=True, env=env, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT) as p:
        for line in p.stdout:
            print(line, end='', flush=True)
            plain = re.sub(r'\x1b\[[\d;]*m', '', line.rstrip()) # without colours
            if re.search(r'\b(WARN(ING)?|ERROR)\b', plain): warned.append(plain)
    return p.returncode, warned

def find_names():
    "Names and methods are found by the search of the site, each as an entry of its own"
    sys.path.insert(0, str(root))
    from tools.site import symbols
    path = root/'_docs'/'search.json'
    entries = json.loads(path.read_text(encoding='utf-8'))
    for name, places in symbols().items():
        for page, anchor, file in places:
            if name!=anchor or '._' in name: continue
            module = file.removesuffix('.py').replace('/', '.')
            to, short = f'{page}#{name}', name[len(module) + 1:]
            entries.append(dict(objectID=to, href=to, text=name, title=short, section=short,
                                crumbs=[module]))
    path.write_text(json.dumps(entries), encoding='utf-8')

if __name__=='__main__':
    status, warned = build()
    if not status: find_names()
    if warned: sys.exit('\n'.join([f'the site has {len(warned)} warnings:', *warned]))
    sys.exit(status)
