"Write README.md and its figures from nbs/index.ipynb, or with --check only say whether they are in step"
import base64, re, shutil, sys
from pathlib import Path
from execnb.nbio import read_nb

root = Path(__file__).parent.parent
figures = root/'index_files'

def render():
    "The text of the README, and its figures as a dict of name -> bytes"
    parts, images = [], {}
    for cell in read_nb(root/'nbs'/'index.ipynb').cells:
        if cell.cell_type=='markdown': parts.append(re.sub(r'\((?!https?:)([\w/]+\.ipynb)\)', r'(nbs/\1)', cell.source))
        if cell.cell_type!='code': continue
        source = re.sub(r'^#\|.*\n', '', cell.source, flags=re.M)
        parts.append(f'```python\n{source}\n```')
        for out in cell.outputs:
            data = out.get('data', {})
            if out.output_type=='stream': parts.append('\n'.join('    ' + l for l in ''.join(out.text).rstrip().splitlines()))
            elif 'image/png' in data:
                name = f'figure-{len(images) + 1}.png'
                images[name] = base64.b64decode(data['image/png'])
                alt = re.search(r'^#\| *fig-alt: *(.+)', cell.source, re.M)
                parts.append(f'![{alt[1] if alt else name}]({figures.name}/{name})')
    return '<!-- written by tools/readme.py from nbs/index.ipynb: edit the notebook -->\n\n' + '\n\n'.join(parts) + '\n', images

def in_step():
    text, images = render()
    found = {p.name: p.read_bytes() for p in figures.glob('*') if p.is_file()}
    return (root/'README.md').read_text(encoding='utf-8')==text and found==images

if __name__=='__main__':
    if '--check' in sys.argv: sys.exit(0 if in_step() else 'README.md is behind nbs/index.ipynb; run make readme')
    text, images = render()
    (root/'README.md').write_text(text, encoding='utf-8')
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir()
    for name, data in images.items(): (figures/name).write_bytes(data)
