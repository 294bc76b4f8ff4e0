"""Float32 trigonometric functions for the vectoriser, in the manner of `mathf` (own minimax fits; errors beside them).

Arguments of any size are reduced exactly. A float32 is M * 2**k with M of 24 bits, so x * 2/pi modulo 4 is M times
(2**k * 2/pi modulo 4): one table row per exponent, kept as a float64 of 29 bits (its product with M is exact) plus a
float64 for the rest. This is Payne and Hanek's method ("Radian reduction for trigonometric functions", SIGNUM
Newsletter 18, 1983) with the multiplication by a window of 2/pi's digits done beforehand, and it has no branch.
"""

# mypy: disable-error-code="arg-type,return-value,assignment,no-any-return,operator,call-overload"
# NumPy scalars stand for machine numbers here, which its stubs keep apart from float and int.

from __future__ import annotations

from math import ldexp

import numpy as np

from .inline import inlined
from .intrinsics import bitcast_f32_i32, fma

_ZERO = np.float32(0.0)
_HALF = np.float32(0.5)
_ONE = np.float32(1.0)
_TWO = np.float32(2.0)
_INF = np.float32(np.inf)
_PI = np.float32(3.141592653589793)
_HALF_PI = np.float32(1.5707963267948966)
_PI_LOW = np.float32(-8.742277657347586e-08)  # pi minus its float32
_HALF_PI_LOW = np.float32(-4.371138828673793e-08)
_HALF_PI_WIDE = 1.5707963267948966

# (sin(r) / r - 1) / r**2 and (cos(r) - 1 + r**2 / 2) / r**4 in r**2, |r| <= 1.01 pi/4; 4.1e-9, 1.1e-10
_S0 = np.float32(-0.16666654)
_S1 = np.float32(0.008332102)
_S2 = np.float32(-0.0001950686)
_C0 = np.float32(0.041666646)
_C1 = np.float32(-0.0013887301)
_C2 = np.float32(2.4430703e-05)

# sin(pi r) / r in r**2, |r| <= 1/2; 2.9e-8
_P0 = np.float32(3.1415927)
_P1 = np.float32(-5.167721)
_P2 = np.float32(2.5502698)
_P3 = np.float32(-0.59943736)
_P4 = np.float32(0.07983553)

# (asin(x) / x - 1) / x**2 in x**2, |x| <= 1/2; 5e-9
_A0 = np.float32(0.16666754)
_A1 = np.float32(0.07495249)
_A2 = np.float32(0.04547666)
_A3 = np.float32(0.024148233)
_A4 = np.float32(0.042219356)

# (atan(x) / x - 1) / x**2 in x**2, |x| <= 1; 2.7e-9
_T0 = np.float32(-0.333333)
_T1 = np.float32(0.1999853)
_T2 = np.float32(-0.14264016)
_T3 = np.float32(0.10950881)
_T4 = np.float32(-0.083993115)
_T5 = np.float32(0.05788151)
_T6 = np.float32(-0.031097088)
_T7 = np.float32(0.010868686)
_T8 = np.float32(-0.001782797)

_TWO_OVER_PI = 0xA2F9836E4E441529FC2757D1F534DDC0DB6295993C439041FE5163ABDEBBC561  # 256 bits after the point
_DIGITS = 256


def _quarter_turns(field: int) -> tuple[float, float]:
    """2**k * 2/pi modulo 4 in [-2, 2), as 29 bits and the rest, for a float32 exponent field (k = field - 150)."""
    shift = field - 150
    whole = _TWO_OVER_PI << shift if shift >= 0 else _TWO_OVER_PI
    if shift >= 0:
        whole &= (4 << _DIGITS) - 1
        whole -= (4 << _DIGITS) if whole >= (2 << _DIGITS) else 0
    scale = -_DIGITS + min(shift, 0)
    drop = max(abs(whole).bit_length() - 29, 0)
    high = abs(whole) >> drop << drop
    sign = -1 if whole < 0 else 1
    return sign * ldexp(high, scale), sign * ldexp(abs(whole) - high, scale)


_TURNS = np.array([_quarter_turns(max(field, 1)) for field in range(256)])
_TURNS_HIGH = _TURNS[:, 0].copy()
_TURNS_LOW = _TURNS[:, 1].copy()


@inlined
def _reduce(x: float) -> tuple[int, float]:
    """(n, r) with x = n pi/2 + r modulo 2 pi and |r| <= pi/4; small x keeps all its bits."""
    bits = bitcast_f32_i32(x)
    field = np.uint32(np.int32(np.int32(bits >> 23) & 0xFF))
    mantissa = np.float64(np.int32(np.int32(bits & 0x7FFFFF) | 0x800000))
    product = mantissa * _TURNS_HIGH[field]
    n = np.rint(product)
    turns = fma(mantissa, _TURNS_LOW[field], product - n)
    a = np.float32(turns * _HALF_PI_WIDE)
    small = np.abs(x) < _HALF
    r = x if small else (-a if x < _ZERO else a)
    k = np.int32(n)
    return np.int32(0) if small else (np.int32(-k) if x < _ZERO else k), r


@inlined
def _sin_reduced(r: float) -> float:
    z = r * r
    return fma(fma(fma(_S2, z, _S1), z, _S0) * z, r, r)


@inlined
def _cos_reduced(r: float) -> float:
    z = r * r
    return fma(fma(fma(_C2, z, _C1), z, _C0) * z, z, fma(z, -_HALF, _ONE))


@inlined
def _quadrant(n: int, r: float, x: float) -> float:
    """sin(n pi/2 + r); nan for infinite x."""
    y = _cos_reduced(r) if (n & 1) != 0 else _sin_reduced(r)
    y = -y if (n & 2) != 0 else y
    return y if np.abs(x) < _INF else x - x


@inlined
def sin32(x: float) -> float:
    """Sine."""
    n, r = _reduce(x)
    return x if x == _ZERO else _quadrant(n, r, x)  # the polynomial would lose the sign of -0.0


@inlined
def cos32(x: float) -> float:
    """Cosine."""
    n, r = _reduce(x)
    return _quadrant(np.int32(n + 1), r, x)


@inlined
def tan32(x: float) -> float:
    """Tangent."""
    n, r = _reduce(x)
    s, c = _sin_reduced(r), _cos_reduced(r)
    odd = (n & 1) != 0
    y = (-c if odd else s) / (s if odd else c)
    y = x if x == _ZERO else y
    return y if np.abs(x) < _INF else x - x


@inlined
def _sinpi_reduced(r: float) -> float:
    """sin(pi r) for |r| <= 1/2."""
    z = r * r
    return fma(fma(fma(fma(_P4, z, _P3), z, _P2), z, _P1), z, _P0) * r


@inlined
def sincos_turns32(t: float) -> tuple[float, float]:
    """(sin, cos) of 2 pi t, for 0 <= t <= 1: no reduction beyond exact subtractions."""
    h = _TWO * t
    n = np.rint(h)
    r = h - n
    c = _sinpi_reduced(_HALF - np.abs(r))
    s = _sinpi_reduced(r)
    odd = n == _ONE
    return -s if odd else s, -c if odd else c


@inlined
def _asin_small(x: float, z: float) -> float:
    """asin(x) for |x| <= 1/2, z = x**2 (given, because for large arguments it is known exactly)."""
    p = fma(fma(fma(fma(_A4, z, _A3), z, _A2), z, _A1), z, _A0)
    return fma(p * z, x, x)


@inlined
def asin32(x: float) -> float:
    """Inverse sine; above 1/2 it is pi/2 - 2 asin(sqrt((1 - |x|) / 2)) (Cephes, asinf)."""
    a = np.abs(x)
    large = a > _HALF
    z = _HALF * (_ONE - a) if large else a * a
    y = _asin_small(np.sqrt(z) if large else a, z)
    y = _HALF_PI - (_TWO * y - _HALF_PI_LOW) if large else y
    return np.copysign(y, x) if a <= _ONE else x - x + np.float32(np.nan)


@inlined
def acos32(x: float) -> float:
    """Inverse cosine: 2 asin(sqrt((1 - x) / 2)) for x > 1/2, pi minus that of -x below -1/2."""
    a = np.abs(x)
    large = a > _HALF
    z = _HALF * (_ONE - a) if large else a * a
    y = _asin_small(np.sqrt(z) if large else x, z)
    far = _PI - (_TWO * y - _PI_LOW) if x < _ZERO else _TWO * y
    y = far if large else _HALF_PI - (y - _HALF_PI_LOW)
    return y if a <= _ONE else x - x + np.float32(np.nan)


@inlined
def _atan_ratio(low: float, high: float, swapped: bool) -> float:
    """atan(low / high) for 0 <= low <= high, or pi/2 minus it when swapped."""
    t = low / high
    z = t * t
    p = fma(fma(fma(fma(_T8, z, _T7), z, _T6), z, _T5), z, _T4)
    p = fma(fma(fma(fma(p, z, _T3), z, _T2), z, _T1), z, _T0)
    y = fma(p * z, t, t)
    return _HALF_PI - (y - _HALF_PI_LOW) if swapped else y


@inlined
def atan32(x: float) -> float:
    """Inverse tangent."""
    a = np.abs(x)
    large = a > _ONE
    y = _atan_ratio(_ONE if large else a, a if large else _ONE, large)
    y = np.copysign(y, x)
    return y if x == x else x


@inlined
def atan2_32(y: float, x: float) -> float:
    """The angle of the point (x, y), with IEEE 754's results for zeros and infinities."""
    a, b = np.abs(y), np.abs(x)
    both = (a == _INF) & (b == _INF)
    a = _ONE if both else a
    b = _ONE if both else b
    steep = a > b
    high = a if steep else b
    low = b if steep else a
    angle = _atan_ratio(low, _ONE if high == _ZERO else high, steep)
    angle = _PI - (angle - _PI_LOW) if np.copysign(_ONE, x) < _ZERO else angle
    return np.copysign(angle, y) if (x == x) & (y == y) else x + y


SHORT = {
    "sin": sin32, "cos": cos32, "tan": tan32, "asin": asin32, "acos": acos32, "atan": atan32, "atan2": atan2_32,
}  # fmt: skip
