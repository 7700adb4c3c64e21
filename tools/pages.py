"""Checks of the pages: what their cells hold, what they link to, and what the modules that they export document"""
import ast, base64, io, json, re, struct, subprocess, sys, tokenize
from collections import Counter
from configparser import ConfigParser
from functools import cache
from pathlib import Path
import yaml # PyYAML, which nbdev requires

root = Path(__file__).resolve().parent.parent
texts = 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'
WIDE = 720 # pixels of a figure of 7.1 in at 100 dpi, with the margin that tight bounding boxes keep

def notebooks(pattern='**/*.ipynb'):
    return sorted(p for p in (root/'nbs').glob(pattern) if '.ipynb_checkpoints' not in p.parts)

def cells(path, *kinds):
    "Cells of a notebook, each with its source as one string"
    for cell in json.loads(path.read_text(encoding='utf-8'))['cells']:
        if cell['cell_type'] in kinds: yield {**cell, 'source': ''.join(cell['source'])}

def all_cells(*kinds):
    "Where it stands, and the cell, for all notebooks"
    for p in notebooks():
        for cell in cells(p, *kinds): yield f"{p.relative_to(root)}, cell {cell['id']}", cell

def option(source, name):
    "What `#| name: value` says, or None"
    found = re.search(rf'^#\| *{name}\b:? *(.*)', source, re.M)
    return found and found[1]

def said(out):
    "What an output says as text, but for what a page shows as a table or a picture"
    data = out.get('data', {})
    return ''.join(out.get('text') or data.get('text/plain', '')) if data.keys() <= {'text/plain'} else ''

def none(found): assert not found, '\n'.join(found)

def quiet():
    "notebooks are executed, without errors, warnings or progress bars in their outputs"
    found, bar = [], re.compile(r'\r(?!\n)|\d+%\|.*\| *\d+/\d+|\bit/s\b')
    for p in notebooks():
        outputs = [(c['id'], out) for c in cells(p, 'code') for out in c['outputs']]
        if not outputs: found.append(f'{p.name} has not been executed')
        found += [f"{p.name}, cell {id}: {(said(out) or out['output_type'])[:80]!r}" for id, out in outputs
                  if out['output_type']=='error' or out.get('name')=='stderr' or bar.search(said(out))]
    none(found)

def scripts():
    "no output makes the site load scripts from elsewhere (jquery, require, ipywidgets)"
    loading = {'application/vnd.jupyter.widget-view+json', 'application/javascript', 'text/html'}
    none([where for where, cell in all_cells('code') if option(cell['source'], 'hide') is None
          and any(loading & out.get('data', {}).keys() for out in cell['outputs'])])

def short_code():
    "lines of cells have at most 88 characters, results 120; exported cells at most 30 lines"
    found = []
    for where, cell in all_cells('code'):
        source = cell['source']
        lines = [line for line in source.splitlines() if not line.startswith('#|')]
        # the options of a command take a line each
        if option(source, 'exports?') is not None and len(lines) > 30 and 'store_true' not in source:
            found.append(f'{where}: {len(lines)} lines')
        # a message is a sentence, however long; columns must be seen side by side
        shown = [row for out in cell['outputs'] for row in said(out).splitlines()
                 if out['output_type']!='stream' or '   ' in row.strip()]
        if option(source, 'hide') is not None: shown = []
        for rows, most in (lines, 88), (shown, 120):
            found += [f'{where}: {len(row)} characters in {row.strip()[:50]}...' for row in rows if len(row) > most]
    none(found)

def pictures():
    "pictures have an alternative text of three words or more, and are not wider than the page"
    found = []
    for where, cell in all_cells('code'):
        alt = option(cell['source'], 'fig-alt') or ''
        shown = option(cell['source'], 'hide') is None
        images = [o['data']['image/png'] for o in cell['outputs'] if 'image/png' in o.get('data', {})]
        if images and shown and len(alt.split()) < 3: found.append(f'{where}: no fig-alt')
        for image in images:
            width, = struct.unpack('>I', base64.b64decode(''.join(image))[16:20]) # of the header
            if width > WIDE and shown: found.append(f'{where}: a figure of {width} pixels, {WIDE} fit')
    for where, cell in all_cells('markdown', 'raw'):
        images = re.findall(r'!\[(.*?)\]\(', prose(cell['source']))
        for tag in re.findall(r'<img\b[^>]*>', cell['source']):
            images += re.findall(r'alt="(.*?)"', tag) or ['']
        if not all(images): found.append(f'{where}: a picture without alternative text')
    none(found)

def cell_options():
    "options of cells are YAML as written; no alternative text has a % (to Quarto, an address)"
    found = []
    for where, cell in all_cells('code'):
        lines = re.findall(r'^#\| *([\w-]+) *:(.*)', cell['source'], re.M) # others are nbdev's
        try: read = yaml.safe_load('\n'.join(f'{name}:{text}' for name, text in lines)) or {}
        except yaml.YAMLError as e: found.append(f'{where}: not YAML: {e}'); continue
        if not isinstance(read, dict): found.append(f'{where}: {read!r}, where a space after the colon is due'); continue
        for name, text in lines:
            value, text = read.get(name), text.strip()
            quoted = text[:1] in ('"', "'")
            if not isinstance(value, bool | str) or isinstance(value, str) and not quoted and value!=text:
                found.append(f'{where}: {name} is read as {value!r}; quote it')
            # a % and two hexadecimal digits are a character of an address
            if name=='fig-alt' and re.search('%(?![0-9A-Fa-f]{2})', text):
                found.append(f'{where}: % in fig-alt, write percent: {text[:50]}...')
    none(found)

def prose(source):
    "Markdown without its code"
    source = re.sub(r'^ *```.*?^ *```|^    .*?$', '', source, flags=re.M | re.S)
    return re.sub(r'(`+).+?\1', '', source)

def identifiers(text):
    "The anchors that pandoc gives to headings, and those that are written"
    text, seen = re.sub(r'^```.*?^```', '', text, flags=re.M | re.S), Counter()
    for written in re.findall(r'\{#([\w.:-]+)|id="([^"]+)"', text): yield ''.join(written)
    for title in re.findall(r'^#+ +(.*)', text, re.M):
        title = re.sub(r'!?\[(.*?)\]\(.*?\)|\{.*\}', r'\1', title)
        words = re.sub(r'[^\w\s.-]', '', title.lower()).split()
        id = re.sub(r'^[^a-z]+', '', '-'.join(words)) or 'section'
        yield f'{id}-{seen[id]}' if seen[id] else id
        seen[id] += 1

@cache
def anchors(path):
    "All places of a page: of headings, and of the names that it exports"
    if path.suffix=='.md': return set(identifiers(path.read_text(encoding='utf-8')))
    code = [c['source'] for c in cells(path, 'code')]
    module = next(filter(None, (option(s, 'default_exp') for s in code)), '')
    names = [name for s in code if option(s, 'exports?') is not None for name, _ in definitions(ast.parse(s))]
    headings = identifiers('\n\n'.join(c['source'] for c in cells(path, 'markdown', 'raw')))
    return {*headings, *(f'redunet.{module}.{name}' for name in names)}

def links():
    "links to pages, files and places in them lead somewhere, and none leads to the site by its address"
    config = ConfigParser(delimiters=['='])
    config.read(root/'settings.ini', encoding='utf-8')
    own, found = config['DEFAULT']['doc_host'], []
    sources = [(where, root/where.split(',')[0], c['source']) for where, c in all_cells('markdown', 'raw')]
    sources += [(name, root/name, (root/name).read_text(encoding='utf-8')) for name in texts]
    for where, page, source in sources:
        text = prose(source)
        # a picture inside a link has two
        targets = re.findall(r'\]\(<?([^\s)>]+)', text) + re.findall(r'(?:href|src)="([^"]+)"', source)
        if own in text: found.append(f'{where}: {own}, where a relative link would do')
        for target in targets:
            if re.match(r'[a-z]+:', target): continue
            name, _, anchor = target.partition('#')
            file = page.parent/name if name else page
            if not file.exists(): found.append(f'{where}: there is no {name}')
            elif anchor and file.suffix in ('.ipynb', '.md') and anchor not in anchors(file):
                found.append(f'{where}: there is no {target}')
    none(found)

def marks(node): return {ast.unparse(d).split('(')[0] for d in node.decorator_list}

def definitions(tree):
    "Names of functions, classes and their methods, patched ones too, and the nodes"
    for node in tree.body:
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)): continue
        owner = ast.unparse(node.args.args[0].annotation) + '.' if 'patch' in marks(node) else ''
        yield owner + node.name, node
        if isinstance(node, ast.ClassDef):
            for name, method in definitions(node): yield f'{node.name}.{name}', method

def gives(node):
    "Does a function return anything but None and itself?"
    inner = {n for f in ast.walk(node) for n in ast.walk(f)
             if f is not node and isinstance(f, (ast.FunctionDef, ast.Lambda))}
    values = [ast.unparse(n.value) for n in ast.walk(node)
              if n not in inner and isinstance(n, (ast.Return, ast.Yield, ast.YieldFrom)) and n.value]
    return set(values) - {'None', 'self'}

def lacking(node, comments):
    "What a function or class lacks: a docstring, comments on the lines of its arguments and of what it returns"
    if node.name!='__init__' and not ast.get_docstring(node): yield 'a docstring'
    if isinstance(node, ast.ClassDef):
        fields = [n for n in node.body if isinstance(n, ast.AnnAssign)]
        yield from (n.target.id for n in fields if n.end_lineno not in comments and n.target.id[0]!='_')
        return
    a = node.args
    args = [x for x in (*a.posonlyargs, *a.args, a.vararg, *a.kwonlyargs, a.kwarg) if x]
    last = {x.lineno: x for x in args} # a comment is that of the last argument of its line
    told = [x for x in args if x.lineno in comments and last[x.lineno] is x]
    yield from (x.arg for x in args if x.arg not in ('self', 'cls') and x not in told)
    # the docstring of a property says what it is
    if not marks(node) & {'property', 'cached_property'} and gives(node):
        if not (node.returns and node.returns.end_lineno in comments): yield 'what it returns'

def documented():
    "what modules export has docstrings, and comments for each argument and what is returned"
    found = []
    for p in sorted((root/'redunet').rglob('*.py')):
        source = p.read_text(encoding='utf-8')
        tree = ast.parse(source)
        if not (public := exported(tree)): continue
        tokens = tokenize.generate_tokens(io.StringIO(source).readline)
        comments = {t.start[0] for t in tokens if t.type==tokenize.COMMENT}
        for name, node in definitions(tree):
            hidden = node.name[0]=='_' and node.name!='__init__' or node.name=='extra_repr' # PyTorch's
            if hidden or name.split('.')[0] not in public: continue
            if lacks := list(lacking(node, comments)):
                found.append(f"{p.relative_to(root)}:{node.lineno}: {name} lacks {', '.join(lacks)}")
    none(found)

def exported(tree):
    "The names in __all__ of a module that a notebook exports"
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0])=='__all__':
            return ast.literal_eval(node.value) if isinstance(node.value, ast.List) else None

def spelling():
    "spelling of prose, code and comments"
    texts_of = [*((where, cell['source']) for where, cell in all_cells('markdown', 'raw', 'code')),
                *((name, (root/name).read_text(encoding='utf-8')) for name in texts)]
    lines = [(where, line) for where, source in texts_of for line in source.splitlines()]
    command = sys.executable, '-m', 'codespell_lib', '--ignore-words-list', 'arithmetics,docment,docments', '-'
    p = subprocess.run(command, input='\n'.join(line for _, line in lines), text=True,
                       capture_output=True, cwd=root)
    assert not p.stderr, p.stderr
    none([f'{lines[int(n) - 1][0]}: {wrong}' for n, wrong in re.findall(r'^(\d+): .*\n\t(.*)', p.stdout, re.M)])
