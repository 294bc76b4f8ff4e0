"""Error and gamma functions for the vectoriser, in the manner of `mathf` (own minimax fits; errors beside them)."""

# mypy: disable-error-code="arg-type,return-value,assignment,no-any-return,operator,call-overload"
# NumPy scalars stand for machine numbers here, which its stubs keep apart from float and int.

from __future__ import annotations

import math

import numpy as np

from .inline import inlined
from .intrinsics import fma
from .mathf import LN2_HI, LN2_LO, LOG2E, exp32, expm1_reduced, log32, scale
from .mathf64 import exp64, log64

_ZERO = np.float32(0.0)
_ONE = np.float32(1.0)
_TWO = np.float32(2.0)
_HALF = np.float32(0.5)

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

# exp(a**2) * erfc(a) * (1 + 2 a) - 5/4 in t = (a - 3) / (a + 3), 0.45 <= a <= 10.1; 4.3e-9
_C0 = np.float32(0.0030080592)
_C1 = np.float32(-0.13562103)
_C2 = np.float32(-0.047562413)
_C3 = np.float32(0.12964192)
_C4 = np.float32(-0.11927193)
_C5 = np.float32(0.0683446)
_C6 = np.float32(-0.023773592)
_C7 = np.float32(0.0023659072)
_C8 = np.float32(0.0018532635)
_C9 = np.float32(-0.000494094)
_FIVE_QUARTERS = np.float32(1.25)
_THREE = np.float32(3.0)
_ERFC_ZERO = np.float32(10.1)  # erfc rounds to zero from 10.06 on

# erfinv(x) / x in w - 2.5 for w = -log(1 - x**2) <= 5.1; 1.1e-7
_I0 = np.float32(1.5014094)
_I1 = np.float32(0.24664082)
_I2 = np.float32(-0.0041776095)
_I3 = np.float32(-0.0012538526)
_I4 = np.float32(0.00021849206)
_I5 = np.float32(-4.341917e-06)
_I6 = np.float32(-3.4932787e-06)
_I7 = np.float32(3.3800995e-07)
_I8 = np.float32(2.5143622e-08)

# erfinv(x) / x in sqrt(w) - 3.1, for sqrt(5) <= sqrt(w) <= 4.05; 9.4e-8
_J0 = np.float32(2.9332316)
_J1 = np.float32(1.0033536)
_J2 = np.float32(0.0074631567)
_J3 = np.float32(-0.0056566675)
_J4 = np.float32(0.004100249)
_J5 = np.float32(-0.0028835405)
_J6 = np.float32(0.0013767125)
_J7 = np.float32(-3.508806e-05)
_J8 = np.float32(-0.0002078413)

# erfinv(x) / x in sqrt(w) - 4, for sqrt(5) <= sqrt(w) <= 6.15, the range of float64; 7.9e-7
_K0 = 3.8397819893925362
_K1 = 1.0095050368939076
_K2 = 0.0012856779759162524
_K3 = -0.0009194089084913498
_K4 = 0.0002702951111798424
_K5 = -5.167643286375913e-05
_K6 = 8.238044800988778e-05
_K7 = -6.93453431020391e-05
_K8 = 1.9241811763929016e-05
_K9 = -1.2969119883225443e-06
_HALF_SQRT_PI = 0.886226925452758

# sin(pi r) / r in r**2, |r| <= 1/2; 4e-17
_P0 = 3.141592653589793
_P1 = -5.16771278004991
_P2 = 2.5501640398724628
_P3 = -0.5992645291687589
_P4 = 0.0821458842718501
_P5 = -0.00737041128247244
_P6 = 0.00046621058261019365
_P7 = -2.168728128431003e-05
_P8 = 5.565261907130668e-07

_ONE_OVER_PI = 0.3183098861837907
_HALF_LOG_TWO_PI = 0.9189385332046727


@inlined
def _erf_near(x: float) -> float:
    """erf(x) for |x| < 0.93."""
    z = x * x
    p = fma(fma(fma(_R6, z, _R5), z, _R4), z, _R3)
    p = fma(fma(fma(p, z, _R2), z, _R1), z, _R0)
    return fma(p, x, x)


@inlined
def erf32(x: float) -> float:
    """Error function: an odd polynomial below 0.92, 1 - exp(polynomial) above, where erfc has few bits to give."""
    a = np.abs(x)
    a = a if a < _ERF_ONE else _ERF_ONE
    q = fma(fma(fma(_S6, a, _S5), a, _S4), a, _S3)
    q = fma(fma(fma(q, a, _S2), a, _S1), a, _S0)
    far = np.copysign(_ONE - exp32(q * a), x)
    y = _erf_near(x) if np.abs(x) < _ERF_NEAR else far
    return y if x == x else x


@inlined
def erfc32(x: float) -> float:
    """Complementary error function: exp(-x**2) * p(t) / (1 + 2 |x|) with t = (|x| - 3) / (|x| + 3), 2 minus it below 0,
    and 1 - erf(x) near zero.

    The form is Schonfelder's ("Chebyshev expansions for the error and related functions", Math. Comp. 32, 1978). The
    rounding error of x**2 is carried along, since exp multiplies it.
    """
    a = np.abs(x)
    a = a if a < _ERFC_ZERO else _ERFC_ZERO
    t = (a - _THREE) / (a + _THREE)
    p = fma(fma(fma(_C9, t, _C8), t, _C7), t, _C6)
    p = fma(fma(fma(p, t, _C5), t, _C4), t, _C3)
    p = _FIVE_QUARTERS + fma(fma(fma(p, t, _C2), t, _C1), t, _C0)
    square = a * a
    lost = fma(a, a, -square)
    n = np.rint(-square * LOG2E)
    r = fma(n, -LN2_HI, -square) + fma(n, -LN2_LO, -lost)
    y = scale(_ONE + expm1_reduced(r), np.int32(n)) * (p / fma(_TWO, a, _ONE))
    y = y if x >= _ZERO else _TWO - y
    y = _ONE - _erf_near(x) if np.abs(x) < _HALF else y
    return y if x == x else x


@inlined
def erfinv32(x: float) -> float:
    """Inverse error function: x times a polynomial in w = -log(1 - x**2), or in sqrt(w) near the ends.

    The variables are those of M. Giles, "Approximating the erfinv function", GPU Computing Gems 2, 2011.
    """
    w = -log32(fma(-x, x, _ONE))
    v = w - np.float32(2.5)
    p = fma(fma(fma(fma(_I8, v, _I7), v, _I6), v, _I5), v, _I4)
    p = fma(fma(fma(fma(p, v, _I3), v, _I2), v, _I1), v, _I0)
    v = np.sqrt(w if w > _ZERO else _ZERO) - np.float32(3.1)
    q = fma(fma(fma(fma(_J8, v, _J7), v, _J6), v, _J5), v, _J4)
    q = fma(fma(fma(fma(q, v, _J3), v, _J2), v, _J1), v, _J0)
    y = (p if w < np.float32(5.0) else q) * x
    return y if np.abs(x) < _ONE else (np.copysign(np.float32(np.inf), x) if np.abs(x) == _ONE else np.float32(np.nan))


@inlined
def erfinv64(x: float) -> float:
    """Inverse error function: the same, to 1e-6, then one step of Halley's method on erf, or on erfc above 1/2."""
    a = np.abs(x)
    low = a < 0.5
    w = -log64((1.0 - a) * (1.0 + a))
    v = w - 2.5
    p = fma(fma(fma(fma(_I8, v, _I7), v, _I6), v, _I5), v, _I4)
    p = fma(fma(fma(fma(p, v, _I3), v, _I2), v, _I1), v, _I0)
    v = np.sqrt(w) - 4.0
    q = fma(fma(fma(fma(fma(_K9, v, _K8), v, _K7), v, _K6), v, _K5), v, _K4)
    q = fma(fma(fma(fma(q, v, _K3), v, _K2), v, _K1), v, _K0)
    y = (p if w < 5.0 else q) * a
    error = math.erf(y) - a if low else (1.0 - a) - math.erfc(y)
    step = error * _HALF_SQRT_PI * exp64(y * y)
    y = np.copysign(y - step / fma(step, y, 1.0), x)
    return y if a < 1.0 else (np.copysign(np.inf, x) if a == 1.0 else np.nan)


@inlined
def _sinpi(r: float) -> float:
    """sin(pi r) for |r| <= 1/2."""
    z = r * r
    p = fma(fma(fma(_P8, z, _P7), z, _P6), z, _P5)
    p = fma(fma(fma(fma(fma(p, z, _P4), z, _P3), z, _P2), z, _P1), z, _P0)
    return p * r


@inlined
def sincos_turns64(t: float) -> tuple[float, float]:
    """(sin, cos) of 2 pi t, for 0 <= t <= 1."""
    h = 2.0 * t
    n = np.rint(h)
    r = h - n
    c = _sinpi(0.5 - np.abs(r))
    s = _sinpi(r)
    odd = n == 1.0
    return -s if odd else s, -c if odd else c


@inlined
def _lgamma_wide(x: float) -> float:
    """log|Gamma(x)| in float64, absolute error near 1e-15 for small results.

    Positive: Stirling's series at z = x + 8 minus the log of the eight factors passed over (A&S 6.1.40, 6.1.16);
    negative: the reflection formula (A&S 6.1.17), its factors gathered into the same single logarithm.
    """
    a = np.abs(x)
    small = a < 8.0
    b = a if small else 1.0
    factors = b * (b + 1.0) * (b + 2.0) * (b + 3.0) * ((b + 4.0) * (b + 5.0) * (b + 6.0) * (b + 7.0))
    factors = factors if small else 1.0
    z = a + 8.0 if small else a
    i = 1.0 / z
    s = i * i
    p = fma(fma(fma(fma(1.0 / 156.0, s, -691.0 / 360360.0), s, 1.0 / 1188.0), s, -1.0 / 1680.0), s, 1.0 / 1260.0)
    p = fma(fma(p, s, -1.0 / 360.0), s, 1.0 / 12.0)
    stirling = fma(z - 0.5, log64(z), _HALF_LOG_TWO_PI - z) + p * i
    negative = x < 0.0
    wave = a * np.abs(_sinpi(a - np.rint(a))) * _ONE_OVER_PI
    y = (-stirling if negative else stirling) - log64(wave / factors if negative else factors)
    y = 0.0 if (x == 1.0) | (x == 2.0) else y
    y = y if a < np.inf else a
    return y if x == x else x


@inlined
def lgamma32(x: float) -> float:
    """log|Gamma(x)|."""
    return np.float32(_lgamma_wide(np.float64(x)))


@inlined
def lgamma64(x: float) -> float:
    """log|Gamma(x)|, by the C library."""
    return math.lgamma(x)


@inlined
def digamma64(x: float) -> float:
    """Derivative of log Gamma: the asymptotic series at z + 8 minus the eight reciprocals passed over, as one fraction.

    A&S 6.3.18, 6.3.6; negative x by reflection, A&S 6.3.7.
    """
    negative = x < 0.0
    a = 1.0 - x if negative else x
    small = a < 8.0
    b = a if small else 1.0
    above, below = 1.0, b
    for k in range(1, 8):
        c = b + k
        above = fma(above, c, below)
        below = below * c
    z = a + 8.0 if small else a
    i = 1.0 / z
    s = i * i
    p = fma(fma(fma(fma(-3617.0 / 8160.0, s, 1.0 / 12.0), s, -691.0 / 32760.0), s, 1.0 / 132.0), s, -1.0 / 240.0)
    p = fma(fma(fma(p, s, 1.0 / 252.0), s, -1.0 / 120.0), s, 1.0 / 12.0)
    y = log64(z) - fma(p, s, 0.5 * i) - (above / below if small else 0.0)
    r = x - np.rint(x)
    cotangent = _sinpi(0.5 - np.abs(r)) / _sinpi(r)
    y = y - np.pi * cotangent if negative else y
    y = np.copysign(np.inf, -x) if x == 0.0 else y
    y = np.nan if negative & (r == 0.0) else y
    return y if (x == x) & (x < np.inf) else x


@inlined
def digamma32(x: float) -> float:
    """Derivative of log Gamma."""
    return np.float32(digamma64(np.float64(x)))


SHORT = {
    "erf": erf32, "erfc": erfc32, "erfinv": erfinv32, "lgamma": lgamma32, "digamma": digamma32,
}  # fmt: skip
LONG = {"erfinv": erfinv64, "lgamma": lgamma64, "digamma": digamma64}
