"""Write README.md and its figures from nbs/index.ipynb

--check  only say whether they are in step with it
"""
import base64, re, shutil, sys
from pathlib import Path
from execnb.nbio import read_nb

root = Path(__file__).resolve().parent.parent
figures = root/'nbs'/'figures'
first_line = '<!-- written by tools/readme.py from nbs/index.ipynb: edit the notebook -->'

def output(out, alt, images):
    "An output in Markdown, or None; a picture is added to `images`, name -> bytes"
    if out.output_type=='stream':
        return '\n'.join(f'    {line}' for line in ''.join(out.text).rstrip().splitlines())
    if 'image/png' not in out.get('data', {}): return
    name = f'figure-{len(images) + 1}.png'
    images[name] = base64.b64decode(out.data['image/png'])
    return f'![{alt}]({figures.relative_to(root).as_posix()}/{name})'

def render():
    "The text of the README, and its figures as a dict of name -> bytes"
    parts, images = [first_line], {}
    for cell in read_nb(root/'nbs'/'index.ipynb').cells:
        if cell.source.startswith('<!-- on the site only -->'): continue
        if cell.cell_type=='markdown': # links to notebooks; no marks for the site's layout
            text = re.sub(r'\((?!https?:)([\w/]+\.ipynb(?:#[\w-]+)?)\)', r'(nbs/\1)', cell.source)
            parts.append(re.sub(r'^:::.*\n?', '\n', text, flags=re.M).strip())
        if cell.cell_type!='code': continue
        alt = re.search(r'^#\| *fig-alt: *(.+)', cell.source, re.M)
        source = re.sub(r'^#\|.*\n', '', cell.source, flags=re.M)
        parts.append(f'```python\n{source}\n```')
        shown = [output(out, alt[1] if alt else '', images) for out in cell.outputs]
        parts += [text for text in shown if text]
    return '\n\n'.join(parts) + '\n', images

def in_step():
    "Are README.md and its figures what the notebook says?"
    text, images = render()
    found = {p.name: p.read_bytes() for p in figures.glob('figure-*.png')}
    return (root/'README.md').read_text(encoding='utf-8')==text and found==images

def write():
    "Write README.md and its figures, in place of those that are there"
    text, images = render()
    (root/'README.md').write_text(text, encoding='utf-8')
    figures.mkdir(exist_ok=True)
    for old in figures.glob('figure-*.png'): old.unlink()
    for name, data in images.items(): (figures/name).write_bytes(data)
    # where nbdev puts the figures of a README of its own, when it makes the site
    shutil.rmtree(root/'index_files', ignore_errors=True)

if __name__=='__main__':
    if '--check' not in sys.argv: write()
    elif not in_step(): sys.exit('README.md is behind nbs/index.ipynb; run make readme')
