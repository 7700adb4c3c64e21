"The layers of a ReduNet"
from redunet.layers.vector import ReduLayer, Vector
from redunet.layers.fourier import Fourier1D, Fourier2D
