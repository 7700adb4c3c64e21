"""Write the pictures of the site that no page draws

Thumbnails of the examples, each the first picture of its page; what the playgrounds show where
scripts do not run; the card that links to the site show.
"""
import base64, io
import matplotlib.pyplot as plt
from PIL import Image, ImageChops, ImageOps
from pages import cells, notebooks, option, root
from redunet import ReduNetVector
from redunet.data import (circle_centres, gaussian3d, gaussian_mixture, show_points,
                          sphere_centres)
from redunet.net import show_rates

figures = root/'nbs'/'figures'
STILLS = {'circle_2': (2, 2), 'circle_6': (2, 6), 'sphere_2': (3, 2)} # dimensions and set

def first_picture(page):
    "The first picture of a notebook that is shown"
    shown = (cell for cell in cells(page, 'code') if option(cell['source'], 'hide') is None)
    data = next(out['data']['image/png'] for cell in shown for out in cell['outputs']
                if 'image/png' in out.get('data', {}))
    return Image.open(io.BytesIO(base64.b64decode(''.join(data)))).convert('RGB')

def thumbnail(image, size=(440, 300)):
    "A picture without its margins, as large as fits"
    white = Image.new('RGB', image.size, 'white')
    image = image.crop(ImageChops.difference(image, white).getbbox())
    return ImageOps.pad(image, size, method=Image.Resampling.LANCZOS, color='white')

def still(d, set, layers=200):
    "Inputs, features and rates of a network at the settings with which a playground starts"
    means = (circle_centres if d==2 else sphere_centres)(set)
    X, y = gaussian_mixture(means, 400//len(means), .1, 0).tensors
    net = ReduNetVector(len(means), layers, d, 2., .1, lmbda=500)
    Z = net.init(X, y)
    fig = plt.figure(figsize=(7, 2.2), layout='constrained')
    kinds = ['3d' if d==3 else None]*2 + [None]
    axs = [fig.add_subplot(1, 3, i, projection=kind) for i, kind in enumerate(kinds, 1)]
    show_points(X, y, ax=axs[0], title='inputs')
    show_points(Z, y, ax=axs[1], title=f'features after {layers} layers')
    show_rates(net.rates, ax=axs[2], title='rates by depth')
    if d==3:
        for ax in axs[:2]: only_sphere(ax, 40, 80, zoom=1.5) # as the playground shows it
    return fig

def only_sphere(ax, up, around, zoom):
    "Axes without axes, seen from these angles in degrees"
    ax.view_init(up, around); ax.set_axis_off()
    ax.set_box_aspect((1, 1, 1), zoom=zoom)

def card():
    "The card, 1200 x 630: samples on a sphere and their features"
    X, y = gaussian3d(samples=200, noise=.1, set=2).tensors
    net = ReduNetVector(num_classes=3, num_layers=200, d=3, eta=10, eps=.1, lmbda=500)
    fig, axs = plt.subplots(1, 2, figsize=(8, 4.2), dpi=150, subplot_kw={'projection': '3d'})
    for Z, ax in zip((X, net.init(X, y)), axs):
        show_points(Z, y, ax=ax)
        only_sphere(ax, 25, 40, zoom=1.75)
    fig.subplots_adjust(0, 0, 1, .8, 0)
    fig.suptitle('redunet', fontsize=26, weight='bold')
    fig.text(.5, .83, 'deep networks built forward from rate reduction', ha='center', fontsize=15)
    fig.savefig(figures/'card.png')

def save(image, path, colours):
    "In few colours, to be small"
    path.parent.mkdir(parents=True, exist_ok=True)
    image.convert('RGB').quantize(colours).save(path, optimize=True)

def write():
    "Write all of them"
    plt.switch_backend('agg'); plt.rc('font', size=9)
    for page in notebooks('examples/*.ipynb'):
        save(thumbnail(first_picture(page)), figures/'gallery'/f'{page.stem}.png', 128)
    for name, which in STILLS.items():
        still(*which).savefig(file := io.BytesIO(), dpi=144)
        save(Image.open(file), root/'nbs'/'playground'/f'{name}.png', 64)
    card()

if __name__=='__main__': write()
