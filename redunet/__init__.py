"ReduNet: deep networks built forward from the principle of rate reduction"
__version__ = "0.1.0"
from redunet.layers import Vector, Fourier1D, Fourier2D
from redunet.projections import Lift1D, Lift2D, Span
from redunet.net import ReduNet, ReduNetVector, ReduNet1D, ReduNet2D, load_architecture
from redunet.rate import MaximalCodingRateReduction, coding_rate, rate_reduction
