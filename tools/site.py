"""How a notebook becomes a page of the site: nbdev runs Page, which settings.ini names, on each

A cell with `#| exports` is shown as it stands, below a heading with its names; of one with
`#| export`, signatures and docstrings are shown. Names, methods and files in backticks become
links, relative to the page.
"""
import ast, re
from collections import defaultdict
from functools import cache
from importlib import import_module
from pathlib import Path
from execnb.nbio import mk_cell
from nbdev.config import get_config
from nbdev.process import Processor
from tools.pages import definitions, root

blob = '{git_url}/blob/{branch}/'.format(**get_config().d)

OBJECTS = 'net', 'layer', 'model', 'moments', 'M', 'table' # as they are called throughout the book
KINDS = {'export', 'exports', 'exporti', 'default_exp', 'hide'}
FOLD = '#| code-fold: true\n#| code-summary: "imports"\n'

def is_def(node): return isinstance(node, (ast.FunctionDef, ast.ClassDef))

@cache
def lines(file):
    "Names that a module defines -> line"
    tree = ast.parse((root/file).read_text(encoding='utf-8'))
    return {name: node.lineno for name, node in definitions(tree)}

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
        place = f'#{anchor}' if anchor else ''
        return place if here and anchor else '../'*page.count('/') + to + place
    if re.fullmatch(r'[\w./-]+', name) and ('/' in name or '.' in name) and (root/name).exists():
        if not name.startswith(('.', '/')): return blob + name

def linked(text, page):
    "Markdown in which names in backticks are links, but for those in links, headings and code"
    inline = re.compile(r'(?P<code>(?<!`)`([^`\n]+)`(?!`))' # code, and what stays as it is:
                        r'|!?\[(?:[^\]`]|`[^`]*`)*\]\([^)]*\)|\$[^$]+\$') # links and formulas
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
        if child.name.startswith('_') and child.name!='__init__': continue
        doc, indent = ast.get_docstring(child), ' '*(child.col_offset + 4)
        parts.append(signature(child, source) + (f'\n{indent}"{doc}"' if doc else ''))
    return '\n'.join(parts)

def is_setup(source):
    "Nothing but imports, and settings of what is imported?"
    settings = 'plt.rc', 'torch.manual_seed', 'warnings.'
    return all(isinstance(node, (ast.Import, ast.ImportFrom)) or ast.unparse(node).startswith(settings)
               for node in ast.parse(source).body)

def titled(*found, text=''):
    "A cell with a heading of names, places for all of them and their methods, and a text"
    names = ', '.join(f'`{name}`' for name, *_ in found)
    (_, _, first, source), *_ = found
    anchors = [a for _, node, anchor, _ in found
               for a in (anchor, *(f'{anchor}.{m.name}' for m in node.body if is_def(m)))]
    places = ''.join(f'[]{{#{a}}}' for a in anchors if a!=first)
    head = f'### {names} {{#{first} .name}}\n\n{places}[source]({source}){{.source}}'
    return mk_cell(f'{head}\n\n{text}', 'markdown')

class Page(Processor):
    "Show what a notebook exports, and link names"
    def begin(self):
        path = Path(self.nb.path_)
        name = re.sub(r'^\d+[a-zA-Z0-9]*_', '', path.stem) + '.html'
        folder = path.resolve().relative_to(get_config().nbs_path.resolve()).parent
        self.page, cells = (folder/name).as_posix(), []
        for cell in self.nb.cells:
            kind = cell.directives_.keys() & KINDS
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
        "Public definitions of a cell: name, definition, anchor, and address of the source"
        tree = ast.parse(cell.source)
        for name, node in definitions(tree):
            if node not in tree.body or node.name.startswith('_'): continue
            places = [p for p in symbols()[name] if p[0]==self.page]
            _, anchor, file = min(places, key=lambda p: len(p[1])) # others are methods
            yield name, node, anchor, f'{blob}{file}#L{lines(file)[name]}'

    def heading(self, cell):
        "The names that a cell defines, once"
        found = list(self.names(cell))
        if found: yield titled(*found)

    def signatures(self, cell):
        "Signature and docstring of everything that a cell defines"
        for found in self.names(cell):
            node = found[1]
            doc = re.sub(r'\n\s+', ' ', ast.get_docstring(node) or '')
            code = outline(node, cell.source)
            yield titled(found, text=f'```python\n{code}\n```\n\n{doc}')
