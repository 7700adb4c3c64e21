"The published algorithm as it stands, layer by layer: the baseline of the benchmarks, with nothing saved"
import torch
from torch import Tensor

def operator(V:Tensor, a:float)->Tensor:
    "a (I + a V V*)^-1 at one frequency"
    return a*torch.linalg.inv(torch.eye(len(V), dtype=V.dtype) + a*V @ V.mH)

def build(V:Tensor, y:Tensor, k:int, eps:float):
    "E (F, C, C) and the C_j (k, F, C, C), one inverse at a time"
    F, C, m = V.shape
    E = torch.stack([operator(Vf, C/(m*eps)) for Vf in V])
    return E, torch.stack([torch.stack([operator(Vf[:, y==j], C/(int((y==j).sum())*eps)) for Vf in V]) for j in range(k)])

def step(V, E, Cs, gam, eta, lmbda):
    "z + eta (E z - sum_j gamma_j pi_j C_j z), normalised, with every C_j z kept"
    Cz = torch.stack([Cj @ V for Cj in Cs]) # (k, F, C, m)
    pi = (-lmbda*torch.stack([torch.linalg.vector_norm(c, dim=(0, 1)) for c in Cz])).softmax(0)
    V = V + eta*(E @ V - sum(g*p*c for g, p, c in zip(gam, pi, Cz)))
    return V/torch.linalg.vector_norm(V, dim=(0, 1)), pi

def rates(V:Tensor, y:Tensor, k:int, eps:float):
    "R and R_c, the covariances computed anew"
    F, C, m = V.shape
    def rate(U): return torch.linalg.slogdet(torch.eye(C, dtype=V.dtype) + C/(U.shape[2]*eps)*U @ U.mH)[1].sum()/(2*F)
    parts = [V[:, :, y==j] for j in range(k) if (y==j).any()]
    return rate(V), sum(P.shape[2]/m*rate(P) for P in parts)

def spectrum(X:Tensor)->Tensor:
    "(m, C, ...) to the full spectrum (F, C, m); vectors (m, d) to (1, d, m)"
    X = X/torch.linalg.vector_norm(X, dim=tuple(range(1, X.ndim)), keepdim=True)
    if X.ndim==2: return X.T[None]
    V = torch.fft.fftn(X, dim=tuple(range(2, X.ndim)), norm='ortho')
    return V.flatten(2).permute(2, 1, 0).contiguous()

def construct(X:Tensor, y:Tensor, k:int, layers:int, eta:float, eps:float, lmbda:float):
    "Features after so many layers, full spectrum (F, C, m), the layers, and the rates after each"
    V, net, losses = spectrum(X), [], []
    gam = y.bincount(minlength=k).to(X.dtype)/len(y)
    for _ in range(layers):
        E, Cs = build(V, y, k, eps)
        V, pi = step(V, E, Cs, gam, eta, lmbda)
        losses.append(rates(V, pi.argmax(0), k, eps)); net.append((E, Cs))
    return V, net, losses
