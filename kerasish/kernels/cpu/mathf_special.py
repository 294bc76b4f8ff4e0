"""Error and gamma functions for the vectoriser, in the manner of `mathf` (own minimax fits; errors beside them)."""

from __future__ import annotations

import numpy as np

from .inline import inlined
from .intrinsics import fma
from .mathf import exp32

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
_TWO = np.float32(2.0)

# erf(x) / x - 1 in x**2, |x| <= 0.93; 9.7e-10
_R0 = np.float32(0.12837917)
_R1 = np.float32(-0.37612632)
_R2 = np.float32(0.11283699)
_R3 = np.float32(-0.026860295)
_R4 = np.float32(0.0052039637)
_R5 = np.float32(-0.00081784435)
_R6 = np.float32(8.5206026e-05)
_ERF_NEAR = np.float32(0.92)

# log(erfc(a)) / a on 0.91 <= a <= 4; 8e-10 relative to erf(a)
_S0 = np.float32(-1.1286428)
_S1 = np.float32(-0.6351745)
_S2 = np.float32(-0.1061984)
_S3 = np.float32(0.023728834)
_S4 = np.float32(-0.0036267142)
_S5 = np.float32(0.00031892495)
_S6 = np.float32(-1.0843291e-05)
_ERF_ONE = np.float32(4.0)  # erf rounds to one from 3.92 on


@inlined
def erf32(x: float) -> float:
    """Error function: an odd polynomial below 0.92, 1 - exp(polynomial) above, where erfc has few bits to give."""
    z = x * x
    p = fma(fma(fma(_R6, z, _R5), z, _R4), z, _R3)
    p = fma(fma(fma(p, z, _R2), z, _R1), z, _R0)
    near = fma(p, x, x)
    a = np.abs(x)
    a = a if a < _ERF_ONE else _ERF_ONE
    q = fma(fma(fma(_S6, a, _S5), a, _S4), a, _S3)
    q = fma(fma(fma(q, a, _S2), a, _S1), a, _S0)
    far = np.copysign(_ONE - exp32(q * a), x)
    y = near if np.abs(x) < _ERF_NEAR else far
    return y if x == x else x


SHORT = {"erf": erf32}
