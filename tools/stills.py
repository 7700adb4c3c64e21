"""Write the pictures that the playgrounds of the site show where scripts do not run"""
from io import BytesIO
from pathlib import Path

folder = Path(__file__).resolve().parent.parent/'nbs'/'playground'
STILLS = {'circle_2': (2, 2), 'circle_6': (2, 6), 'sphere_2': (3, 2)} # dimensions and set

def still(d, set, layers=200):
    "Inputs, features and rates of a network at the settings with which a playground starts"
    import matplotlib.pyplot as plt
    from redunet import ReduNetVector
    from redunet.data import circle_centres, gaussian_mixture, show_points, sphere_centres
    from redunet.net import show_rates
    means = (circle_centres if d==2 else sphere_centres)(set)
    X, y = gaussian_mixture(means, 400//len(means), .1, 0).tensors
    net = ReduNetVector(len(means), layers, d, 2., .1, lmbda=500)
    Z = net.init(X, y)
    fig = plt.figure(figsize=(7, 2.2), layout='constrained')
    axs = [fig.add_subplot(1, 3, i, projection='3d' if d==3 and i < 3 else None) for i in (1, 2, 3)]
    show_points(X, y, ax=axs[0], title='inputs')
    show_points(Z, y, ax=axs[1], title=f'features after {layers} layers')
    show_rates(net.rates, ax=axs[2], title='rates by depth')
    if d==3: # seen as the playground sees it, with room for the spheres
        for ax in axs[:2]: ax.view_init(40, 80); ax.set_axis_off(); ax.set_box_aspect((1, 1, 1), zoom=1.5)
    return fig

def write():
    "All of them, in few colours to be small"
    import matplotlib.pyplot as plt
    from PIL import Image
    plt.rcParams['font.size'] = 9
    for name, which in STILLS.items():
        still(*which).savefig(file := BytesIO(), dpi=144)
        Image.open(file).convert('RGB').quantize(64).save(folder/f'{name}.png', optimize=True)

if __name__=='__main__': write()
