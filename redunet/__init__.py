"ReduNet: deep networks built forward from the principle of rate reduction"
__version__ = "0.1.0"
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING: # for editors and type checkers, the same names as below
    from redunet.layers import Vector, Fourier1D, Fourier2D
    from redunet.projections import Affine, Lift1D, Lift2D, LiftVector
    from redunet.moments import Moments
    from redunet.net import ReduNet, ReduNetVector, ReduNet1D, ReduNet2D, load_architecture
    from redunet.rate import MaximalCodingRateReduction, coding_rate, rate_reduction

_modules = {
    'layers': ('Vector', 'Fourier1D', 'Fourier2D'),
    'projections': ('Affine', 'Lift1D', 'Lift2D', 'LiftVector'),
    'net': ('ReduNet', 'ReduNetVector', 'ReduNet1D', 'ReduNet2D', 'load_architecture'),
    'moments': ('Moments',),
    'rate': ('MaximalCodingRateReduction', 'coding_rate', 'rate_reduction'),
    'data': (),
}
__all__ = [name for names in _modules.values() for name in names]

def __getattr__(name):
    "A name, or a module, imported when it is first asked for: torch takes seconds"
    if name in _modules: return import_module(f'redunet.{name}')
    for module, names in _modules.items():
        if name in names: return getattr(import_module(f'redunet.{module}'), name)
    raise AttributeError(f"module 'redunet' has no attribute {name!r}")

def __dir__(): return sorted({*globals(), *__all__, *_modules})
