"""How a notebook becomes a page of the site: `procs` in settings.ini names Page, which nbdev runs on each of them

A cell with `#| exports` is shown as it stands, below a heading with its names; of a cell with `#| export`,
signatures and docstrings are shown. Names, methods and files in backticks become links, relative to the page.
"""
import ast, re
from collections import defaultdict
from functools import cache
from importlib import import_module
from pathlib import Path
from execnb.nbio import mk_cell
from nbdev.config import get_config
from nbdev.process import Processor

root = Path(__file__).resolve().parent.parent
blob = '{git_url}/blob/{branch}/'.format(**get_config().d)

OBJECTS = 'net', 'layer', 'model', 'moments', 'M', 'table' # as they are called throughout the book
FOLD = '#| code-fold: true\n#| code-summary: "imports"\n'

def children(node): return getattr(node, 'body', [])
def is_def(node): return isinstance(node, (ast.FunctionDef, ast.ClassDef))
def is_public(node): return is_def(node) and not node.name.startswith('_')

def patched(node):
    "The class that a function is patched onto, or None"
    marks = [ast.unparse(d) for d in node.decorator_list]
    if any(m.split('(')[0]=='patch' for m in marks): return ast.unparse(node.args.args[0].annotation)

def name_of(node): return '.'.join(filter(None, (patched(node), node.name)))

@cache
def lines(file):
    "Names that a module defines -> line"
    tree = ast.parse((root/file).read_text(encoding='utf-8'))
    return {name_of(node): node.lineno for node in children(tree) if is_def(node)}

@cache
def symbols():
    "Every name by which a symbol may be called -> {(page, its full name as an anchor, file)}"
    found = defaultdict(set)
    for module, names in import_module('redunet._modidx').d['syms'].items():
        for name, (address, file) in names.items():
            page = address.split('#')[0]
            short = name[len(module) + 1:]
            for n in {short, name, f"{module.split('.')[-1]}.{short}", short.split('.')[-1]}:
                if not n.startswith('_'): found[n].add((page, name, file))
            found[module] = {(page, '', file)}
    return found

def link(name, page):
    "The address of a name, or of a file of the repository, from a page; None for anything else"
    name = name.removesuffix('()')
    places = symbols().get(name, set())
    owner, _, method = name.rpartition('.')
    if not places and owner in OBJECTS: # one of its methods
        places = {p for p in symbols().get(method, set()) if p[1].split('.')[-2][0].isupper()}
        if owner=='net' and len(places) > 1: places = {p for p in places if p[0]=='network.html'}
    here = {place for place in places if place[0]==page}
    if len(here or places)==1:
        (to, anchor, _), = here or places
        return (f'#{anchor}' if here else '../'*page.count('/') + to + ('#' + anchor if anchor else ''))
    if re.fullmatch(r'[\w./-]+', name) and ('/' in name or '.' in name) and (root/name).exists():
        if not name.startswith(('.', '/')): return blob + name

def linked(text, page):
    "Markdown in which names in backticks are links, but for those in links, headings and code"
    inline = re.compile(r'(?P<code>(?<!`)`([^`\n]+)`(?!`))|!?\[(?:[^\]`]|`[^`]*`)*\]\([^)]*\)|\$[^$]+\$')
    def one(m):
        to = m['code'] and link(m[2], page)
        return f'[{m[0]}]({to})' if to else m[0]
    parts = re.split(r'(^```.*?^```|^#+ .*?$|^    .*?$)', text, flags=re.M | re.S)
    return ''.join(inline.sub(one, part) if i % 2==0 else part for i, part in enumerate(parts))

def signature(node, source):
    "The lines of a definition before its body"
    first, rows = node.body[0], source.splitlines()
    head = rows[node.lineno - 1:first.lineno]
    head[-1] = head[-1].encode()[:first.col_offset].decode()
    return '\n'.join(row.rstrip() for row in head if row.strip())

def outline(node, source):
    "A signature; of a class, those of its methods with their docstrings too"
    if isinstance(node, ast.FunctionDef): return signature(node, source)
    parts = [signature(node, source)]
    for child in filter(is_def, node.body):
        if not (is_public(child) or child.name=='__init__'): continue
        doc, indent = ast.get_docstring(child), ' '*(child.col_offset + 4)
        parts.append(signature(child, source) + (f'\n{indent}"{doc}"' if doc else ''))
    return '\n'.join(parts)

def is_setup(source):
    "Nothing but imports, and settings of what is imported?"
    settings = 'plt.rc', 'torch.manual_seed', 'warnings.'
    return all(isinstance(node, (ast.Import, ast.ImportFrom)) or ast.unparse(node).startswith(settings)
               for node in ast.parse(source).body)

def titled(*found, text=''):
    "A cell with a heading of names (definition, anchor, source), places for all of them and their methods, and a text"
    names = ', '.join(f'`{name_of(node)}`' for node, *_ in found)
    anchors = [a for node, anchor, _ in found
               for a in (anchor, *(f'{anchor}.{m.name}' for m in children(node) if is_def(m)))]
    places = ''.join(f'[]{{#{a}}}' for a in anchors[1:])
    return mk_cell(f'### {names} {{#{anchors[0]} .name}}\n\n{places}[source]({found[0][2]}){{.source}}\n\n{text}', 'markdown')

class Page(Processor):
    "Show what a notebook exports, and link names"
    def begin(self):
        path = Path(self.nb.path_)
        name = re.sub(r'^\d+[a-zA-Z0-9]*_', '', path.stem) + '.html'
        folder = path.resolve().relative_to(get_config().nbs_path.resolve()).parent
        self.page, cells = (folder/name).as_posix(), []
        for cell in self.nb.cells:
            kind = cell.directives_.keys() & {'export', 'exports', 'exporti', 'default_exp', 'hide'}
            if cell.cell_type!='code': cells.append(cell)
            elif not kind and 'code-fold' not in cell.source and is_setup(cell.source):
                if cells and cells[-1].source.startswith(FOLD): cells[-1].source += '\n' + cell.source
                else: cell.source = FOLD + cell.source; cells.append(cell)
            elif not kind: cells.append(cell)
            elif kind=={'exports'}: cells += [*self.heading(cell), cell]
            elif kind=={'export'}: cells += self.signatures(cell)
        self.nb.cells = cells

    def cell(self, cell):
        if cell.cell_type=='markdown': cell.source = linked(cell.source, self.page)

    def names(self, cell):
        "Public definitions of a cell and their places in the module"
        for node in filter(is_public, ast.parse(cell.source).body):
            (_, anchor, file), *_ = [p for p in symbols()[name_of(node)] if p[0]==self.page]
            yield node, anchor, f'{blob}{file}#L{lines(file)[name_of(node)]}'

    def heading(self, cell):
        "The names that a cell defines, once"
        found = list(self.names(cell))
        if found: yield titled(*found)

    def signatures(self, cell):
        "Signature and docstring of everything that a cell defines"
        for node, *place in self.names(cell):
            doc = re.sub(r'\n\s+', ' ', ast.get_docstring(node) or '')
            yield titled((node, *place), text=f'```python\n{outline(node, cell.source)}\n```\n\n{doc}')
