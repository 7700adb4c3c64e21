"""The playground of the pages: its numbers beside the package's, its controls in a browser"""
import json, queue, re, shutil, subprocess, tempfile, threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from pages import cells, notebooks, root

folder = root/'nbs'/'playground'

# Runs redunet.js on the cases that come in as JSON; a data address, since .js is no module to every node
NODE = """
import {readFileSync} from 'node:fs'
const code = readFileSync(process.argv[1], 'utf8')
const R = await import('data:text/javascript,' + encodeURIComponent(code))
const cases = JSON.parse(readFileSync(0, 'utf8'))
const flat = v => JSON.parse(JSON.stringify(v, (_, x) => ArrayBuffer.isView(x) ? [...x] : x))
const results = cases.map(c => ({
  centres: R.centres(c.d, c.set),
  made: R.mixture(c.means, c.samples, c.noise, c.draws, c.d).Z,
  nets: [false, true].map(onePass => R.network(c.points, c.y, c.k, c.d, {...c.settings, onePass}))}))
console.log(JSON.stringify(flat({results, sets: [R.CIRCLE, R.SPHERE], normals: R.normals(10000, 1)})))
"""

def cases():
    "Data sets and settings: soft and hard memberships, classes of other sizes, a step beyond the bound"
    soft, hard = dict(lmbda=20.), dict(lmbda=1e5)
    usual = dict(layers=50, eta=2., eps=.1, lmbda=500.)
    yield from ((2, set, usual, False) for set in range(1, 9))
    yield from ((3, set, usual, False) for set in (1, 2, 3))
    yield 3, 2, usual | dict(layers=200), False
    yield 2, 2, usual | soft, True
    yield 3, 2, usual | hard, True
    yield 3, 2, usual | dict(eps=.005, eta=.5), True
    yield 2, 6, usual | dict(eps=5., eta=100.), False
    yield 3, 1, usual | dict(layers=10, eta=12.), False # eta*alpha = 3

def points(d, set, uneven, samples=40, noise=.1):
    "Class centres, samples, labels, samples to pass through; and all that mixture() needs"
    import torch
    from redunet.data import circle_centres, gaussian_mixture, sphere_centres
    means = (circle_centres if d==2 else sphere_centres)(set).double()
    (X, y), (new, _) = (gaussian_mixture(means, samples, noise, s).tensors for s in (0, 1))
    g = torch.Generator().manual_seed(0) # as the mixture is drawn
    draws = torch.randn(X.shape, generator=g, dtype=X.dtype)
    made = dict(means=padded(means), samples=samples, noise=noise, draws=padded(draws).flatten())
    keep = torch.arange(len(y)) % samples < samples//(1 + y) if uneven else slice(None)
    return X, X[keep], y[keep], new, made

def padded(X):
    "Points of the circle with a third coordinate, which is zero"
    import torch
    return torch.nn.functional.pad(X, (0, 3 - X.shape[1]))

def expected(X, y, new, k, settings):
    "By depth features and rates, and the last memberships: redunet.method's, and one pass's"
    import torch
    from redunet import ReduNetVector, method
    eta, eps, lmbda = (settings[n] for n in ('eta', 'eps', 'lmbda'))
    _, layers, _ = method.construct(X.T, y, settings['layers'], eta, eps, lmbda)
    at, everything = [X.T], torch.cat([X, new])
    for layer in layers: at.append(method.step(at[-1], layer, eta, lmbda)[0])
    rates = torch.stack([torch.stack(method.rates(Z, y, eps)) for Z in at])
    yield [Z.T for Z in at], rates, method.forward(everything.T, layers, eta, lmbda)[1].T
    net = ReduNetVector(k, len(layers), X.shape[1], eta, eps, lmbda)
    net.init_one_pass(X, y)
    rates = [[r[n] for n in ('total', 'expd', 'comp')] for r in net.rates_by_depth(X, y)]
    at = list(net.features_by_depth(X).values())
    yield at, torch.tensor(rates, dtype=X.dtype), net(everything, return_y=True)[1]

def numbers():
    "Everything that redunet.js computes, to 1e-9 in float64"
    import torch, warnings
    from redunet.data import CIRCLE, SPHERE
    warnings.simplefilter('ignore') # of a step that is too long on purpose
    asked, wanted = [], []
    for d, set, settings, uneven in cases():
        X, kept, y, new, made = points(d, set, uneven)
        k = len(made['means'])
        wanted.append((made['means'], padded(X), list(expected(kept, y, new, k, settings))))
        as_js = {('lambda' if n=='lmbda' else n): v for n, v in settings.items()}
        asked.append(dict(d=d, set=set, settings=as_js, k=k, y=y, **made,
                          points=padded(torch.cat([kept, new])).flatten()))
    said = subprocess.run(['node', '--input-type=module', '-e', NODE, folder/'redunet.js'], check=True,
                          input=json.dumps(asked, default=torch.Tensor.tolist), text=True, capture_output=True)
    got = json.loads(said.stdout)
    sets = [{int(n): a and tuple(a) for n, a in s.items()} for s in got['sets']]
    assert sets==[CIRCLE, {1: None, **SPHERE}], sets
    draws = torch.tensor(got['normals'])
    assert abs(draws.mean()) < .05 and abs(draws.std() - 1) < .05, (draws.mean(), draws.std())
    worst = 0
    for case, (means, X, nets), answer in zip(asked, wanted, got['results']):
        close = partial(compare, f"set {case['set']} in {case['d']} dimensions, {case['settings']}")
        close('centres', answer['centres'], means, 1e-6) # which the package has in float32
        close('mixture', answer['made'], X.flatten())
        for scheme, (at, rates, pi), net in zip(('published', 'one pass'), nets, answer['nets']):
            Z = torch.stack([padded(Z) for Z in at]).flatten(1)
            worst = max(worst, close(f'features, {scheme}', net['features'], Z),
                        close(f'rates, {scheme}', net['rates'], rates),
                        close(f'memberships, {scheme}', memberships(net['pi'], pi), pi))
            assert net['classes'][-1]==pi.argmax(1).tolist(), 'classes are not the largest memberships'
    return f'{len(asked)} cases in node and in Python differ by {worst:.1e} at most'

def memberships(flat, like):
    "Those of each point, which the script has up to a factor and class after class"
    import torch
    pi = torch.tensor(flat, dtype=like.dtype).view(like.shape[::-1]).T
    return pi/pi.sum(1, keepdim=True)

def compare(where, what, got, want, bound=1e-9):
    "The largest difference, which must be within a bound"
    import torch
    worst = (torch.as_tensor(got, dtype=torch.float64) - want).abs().max().item()
    assert worst < bound, f'{what} of {where} differ by {worst:.1e}'
    return worst

def pages():
    "The pages with a playground, and the HTML in them"
    for p in notebooks():
        for cell in cells(p, 'raw'):
            if 'redunet-playground' not in cell['source']: continue
            html, = re.findall(r'```{=html}\n(.*?)```', cell['source'], re.S)
            still = re.search(r'<img src="([^"]+)"[^>]* alt="[^"]{40,}"', html)
            assert still, f'{p.name}: no picture for those without scripts'
            yield p.relative_to(root/'nbs').with_suffix('.html'), html

class Site(ThreadingHTTPServer):
    "Serves a folder, and keeps what its pages post"
    def __init__(self, folder, handler=None):
        self.posted = queue.Queue()
        super().__init__(('127.0.0.1', 0), partial(handler or Handler, directory=folder))
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *args): pass # a browser that leaves before everything has come

class Handler(SimpleHTTPRequestHandler):
    def log_message(self, *args): pass
    def do_POST(self):
        text = self.rfile.read(int(self.headers['Content-Length'])).decode()
        self.send_response(204); self.end_headers()
        self.server.posted.put(text)

# nothing may be loaded but files from where the page is
PAGE = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>.quarto-dark { background: #14171a; color: #dee2e6; }</style>
<meta http-equiv="Content-Security-Policy" content="default-src 'self' 'unsafe-inline'">
"""
DRIVE = '<script type="module" src="/playground_driver.js"></script>'

def browser(chromium):
    "Every control of every page's playground, in two widths and themes; with and without motion"
    with tempfile.TemporaryDirectory() as d:
        shutil.copytree(folder, Path(d)/'playground')
        shutil.copy(root/'tools'/'playground_driver.js', d)
        found, site = list(pages()), Site(d)
        assert len(found)==3, found
        for path, html in found:
            (Path(d)/path).parent.mkdir(exist_ok=True)
            (Path(d)/path).write_text(PAGE + html + DRIVE)
            for width, *flags in ((1280,), (390, '--force-prefers-reduced-motion')):
                frame = f'<iframe src="{path}" width="{width}" height="2000"></iframe>'
                (Path(d)/'frame.html').write_text(frame)
                said = visit(chromium, site, 'frame.html', *flags)
                assert said=='PASS', f'{path} at {width} px: {said}'
        site.shutdown()
    return f'{len(found)} playgrounds work in two widths and two themes, by pointer and by keyboard'

def visit(chromium, site, path, *flags):
    "Open a page, and return what it posts"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [chromium, '--headless', '--no-sandbox', '--disable-gpu', '--no-first-run',
                   '--disable-background-networking', '--window-size=1400,2200',
                   f'--user-data-dir={profile}', *flags, f'http://127.0.0.1:{site.server_port}/{path}']
        p = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try: return site.posted.get(timeout=180)
        except queue.Empty: return 'the page did not come to its end in three minutes'
        finally: p.terminate(); p.wait()

def find_chromium():
    "The path of a browser, or None"
    names = 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'
    return next(filter(None, map(shutil.which, names)), None)

def playground():
    "All checks, those in node and in a browser where it is installed"
    print(numbers() if shutil.which('node') else 'skipped: the playground in node, which is not installed')
    chromium = find_chromium()
    print(browser(chromium) if chromium else 'skipped: the playground in chromium, which is not installed')

if __name__=='__main__': playground()
