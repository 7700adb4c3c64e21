"""The site in _docs as readers meet it: links, weight, and, in Chromium, every page

Every link leads to a page and a place in it. On every page, at 1280 and 390 px, in light and dark:
nothing from another host, no message in the console, no formula that could not be set, nothing
wider than the screen, no picture without alternative text. Chromium is used where it is installed.
"""
import json, re, sys
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from playground import Handler, Site, find_chromium, visit

root = Path(__file__).resolve().parent.parent
docs = root/'_docs'
LIMIT = 1_500_000 # bytes of a page and of what belongs to it alone

class Links(HTMLParser):
    "The places of a page, and what it refers to"
    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.files = set(), [], []
        self.feed(path.read_text(encoding='utf-8'))
    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if 'id' in attrs: self.ids.add(attrs['id'])
        if tag=='a' and attrs.get('href'): self.links.append(attrs['href'])
        if tag in ('img', 'script', 'link'): self.files.append(attrs.get('src') or attrs.get('href') or '')

def links(pages):
    "Links of pages that lead nowhere, and pages that are too heavy"
    for path, page in pages.items():
        own = path.stat().st_size
        for to in page.links + page.files:
            to, _, anchor = to.partition('#')
            if re.match(r'\w+:', to) or to.startswith('//') or path.name=='404.html': continue
            target = (path.parent/to).resolve() if to else path
            if target.is_dir(): target /= 'index.html'
            if not target.exists(): yield f'{path.relative_to(docs)} refers to {to}, which is not there'
            elif anchor and target in pages and anchor not in pages[target].ids:
                yield f'{path.relative_to(docs)}: there is no #{anchor} in {target.relative_to(docs)}'
        for file in {(path.parent/f).resolve() for f in page.files if not re.match(r'\w+:', f)}:
            if file.is_file() and not {'site_libs', 'katex'} & set(file.parts): own += file.stat().st_size
        if own > LIMIT: yield f'{path.relative_to(docs)} weighs {own/1e6:.1f} MB with its pictures'

# stands first in every page
LISTEN = """<script>
window.said = []
for (const kind of ['log', 'info', 'warn', 'error', 'debug']) console[kind] = (...words) => said.push(words.join(' '))
addEventListener('error', e => said.push(e.message || 'did not load ' + (e.target.src || e.target.href)), true)
addEventListener('unhandledrejection', e => said.push(String(e.reason)))
document.addEventListener('securitypolicyviolation', e => said.push('asked for ' + e.blockedURI))
</script>"""

# opens one page after the other
WALK = """<!doctype html><meta charset="utf-8"><body style="margin: 0"><script type="module">
const found = []
for (const path of PAGES) for (const width of [1280, 390]) {
  const frame = Object.assign(document.createElement('iframe'), {width, height: 900, src: path})
  const loaded = new Promise(done => frame.onload = done)
  document.body.append(frame)
  await loaded
  const {contentWindow: w, contentDocument: page} = frame, {documentElement: top} = page
  for (const image of page.images) image.loading = 'eager'
  await new Promise(done => setTimeout(done, 150))
  const bad = (ok, what) => { if (!ok) found.push(`${path} at ${width} px: ${what}`) }
  bad(!w.said.length, w.said.join('; '))
  bad(top.scrollWidth <= width, `it is ${top.scrollWidth} px wide`)
  bad(!page.querySelector('.katex-error'), 'a formula could not be set')
  bad(w.katex || !page.querySelector('.math'), 'formulas are not set')
  bad(page.body.classList.contains('THEME'), 'the theme is not THEME')
  for (const image of page.images) bad(image.alt.length > 3, 'no alternative text for ' + image.src)
  for (const {name} of w.performance.getEntriesByType('resource'))
    bad(name.startsWith(location.origin) || name.startsWith('data:'), 'asked for ' + name)
  frame.remove()
}
await fetch('/result', {method: 'POST', body: JSON.stringify(found)})
</script>"""

class Pages(Handler):
    "Serves the site, with an ear in every page that allows nothing from elsewhere"
    def do_GET(self):
        theme = self.path.partition('/walk-')[2]
        file = docs/self.path.partition('?')[0].lstrip('/')
        if theme: return self.answer(WALK.replace('THEME', theme).replace('PAGES', json.dumps(self.server.pages)))
        if file.suffix!='.html': return super().do_GET()
        self.answer(file.read_text(encoding='utf-8').replace('<head>', '<head>' + LISTEN, 1))

    def answer(self, text):
        "An HTML page"
        body = text.encode()
        self.send_response(200)
        self.send_header('Content-Type', 'text/html; charset=utf-8')
        self.send_header('Content-Length', len(body))
        self.send_header('Content-Security-Policy', "default-src 'self' 'unsafe-inline' data: blob:")
        self.end_headers()
        self.wfile.write(body)

def browser(chromium, pages):
    "What is wrong with pages in a browser, in both themes"
    site = Site(docs, Pages)
    site.pages = [p.relative_to(docs).as_posix() for p in pages if p.name!='404.html']
    for theme, *flags in (('quarto-light',), ('quarto-dark', '--blink-settings=preferredColorScheme=0')):
        yield from (f'{theme}, {said}' for said in json.loads(visit(chromium, site, f'walk-{theme}', *flags)))
    site.shutdown()

def audit():
    "All of it"
    pages = {p.resolve(): Links(p) for p in sorted(docs.glob('**/*.html')) if 'site_libs' not in p.parts}
    found, chromium = list(links(pages)), find_chromium()
    if chromium: found += browser(chromium, pages)
    else: print('skipped: the pages in Chromium, which is not installed')
    if found: sys.exit('\n'.join(found))
    print(f'{len(pages)} pages: links, weight' + ', both themes at 1280 and 390 px' * bool(chromium) + ' are right')

if __name__=='__main__': audit()
