"""Write the pictures of the first page: thumbnails of the examples, and the card that links to the site show

A thumbnail is the first picture of its page, or the one that FIRST names.
"""
import base64, io, json
from pathlib import Path
from PIL import Image, ImageChops, ImageOps

root = Path(__file__).resolve().parent.parent
figures = root/'nbs'/'figures'
FIRST = {} # page -> number of its picture, from 0

def pictures(page):
    "The pictures of a notebook that are shown"
    for cell in json.loads(page.read_text(encoding='utf-8'))['cells']:
        if '#| hide' in ''.join(cell['source']): continue
        for out in cell.get('outputs', []):
            if 'image/png' in out.get('data', {}):
                yield Image.open(io.BytesIO(base64.b64decode(out['data']['image/png']))).convert('RGB')

def thumbnail(image, size=(440, 300)):
    "A picture without its margins, as large as fits"
    white = Image.new('RGB', image.size, 'white')
    image = image.crop(ImageChops.difference(image, white).getbbox())
    return ImageOps.pad(image, size, method=Image.Resampling.LANCZOS, color='white')

def card():
    "The card, 1200 x 630: samples on a sphere and their features"
    import matplotlib; matplotlib.use('agg')
    import matplotlib.pyplot as plt
    from redunet import ReduNetVector
    from redunet.data import gaussian3d, show_points
    X, y = gaussian3d(samples=200, noise=.1, set=2).tensors
    net = ReduNetVector(num_classes=3, num_layers=200, d=3, eta=10, eps=.1, lmbda=500)
    fig, axs = plt.subplots(1, 2, figsize=(8, 4.2), dpi=150, subplot_kw={'projection': '3d'})
    for Z, ax in zip((X, net.init(X, y)), axs): show_points(Z, y, ax=ax); ax.set_axis_off(); ax.set_box_aspect((1, 1, 1), zoom=1.75); ax.view_init(25, 40)
    fig.subplots_adjust(0, 0, 1, .8, 0)
    fig.suptitle('redunet', fontsize=26, weight='bold')
    fig.text(.5, .83, 'deep networks built forward from rate reduction', ha='center', fontsize=15)
    fig.savefig(figures/'card.png')

def write():
    "Write all of them"
    (figures/'gallery').mkdir(parents=True, exist_ok=True)
    for page in (root/'nbs'/'examples').glob('*.ipynb'):
        found = list(pictures(page))
        if found:
            image = thumbnail(found[FIRST.get(page.stem, 0)])
            image.quantize(128).save(figures/'gallery'/f'{page.stem}.png', optimize=True)
        else: print(f'{page.name} has no picture')
    card()

if __name__=='__main__': write()
