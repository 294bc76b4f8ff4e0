"""Float32 trigonometric functions for the vectoriser, in the manner of `mathf` (own minimax fits; errors beside them).

Arguments of any size are reduced exactly, in float64 and without a branch. Below 2**48, x * 2/pi is computed with the
product's rounding error (an fma) and 107 bits of 2/pi. A larger x is an integer times 2**k for the k of its range, and
that integer is multiplied by 2**k * 2/pi modulo 4 instead, of which 107 bits are kept as well: Payne and Hanek's
observation ("Radian reduction for trigonometric functions", SIGNUM Newsletter 18, 1983) that only a window of 2/pi's
digits matters, with five windows chosen beforehand.
"""

# mypy: disable-error-code="arg-type,return-value,assignment,no-any-return,operator,call-overload"
# NumPy scalars stand for machine numbers here, which its stubs keep apart from float and int.

from __future__ import annotations

import numpy as np

from .inline import inlined
from .intrinsics import fma

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


def _window(k: int) -> tuple[float, float]:
    """2**k * 2/pi, modulo 4 into [-2, 2) when k > 0, as a float64 and the rest."""
    whole = _TWO_OVER_PI << k
    if k:
        whole &= (4 << _DIGITS) - 1
        whole -= (4 << _DIGITS) if whole >= (2 << _DIGITS) else 0
    high = whole / (1 << _DIGITS)  # correctly rounded
    top, bottom = high.as_integer_ratio()
    return high, (whole - top * ((1 << _DIGITS) // bottom)) / (1 << _DIGITS)


_HIGH_0, _LOW_0 = _window(0)
_HIGH_1, _LOW_1 = _window(25)
_HIGH_2, _LOW_2 = _window(50)
_HIGH_3, _LOW_3 = _window(75)
_HIGH_4, _LOW_4 = _window(100)
_FROM_1, _FROM_2, _FROM_3, _FROM_4 = (np.float32(2.0**e) for e in (48, 73, 98, 123))


@inlined
def _reduce(x: float) -> tuple[int, float]:
    """(n, r) with x = n pi/2 + r modulo 2 pi and |r| <= pi/4. Nonsense for inf and nan."""
    a = np.abs(x)
    high = _HIGH_1 if a >= _FROM_1 else _HIGH_0
    low = _LOW_1 if a >= _FROM_1 else _LOW_0
    down = 2.0**-25 if a >= _FROM_1 else 1.0
    high = _HIGH_2 if a >= _FROM_2 else high
    low = _LOW_2 if a >= _FROM_2 else low
    down = 2.0**-50 if a >= _FROM_2 else down
    high = _HIGH_3 if a >= _FROM_3 else high
    low = _LOW_3 if a >= _FROM_3 else low
    down = 2.0**-75 if a >= _FROM_3 else down
    high = _HIGH_4 if a >= _FROM_4 else high
    low = _LOW_4 if a >= _FROM_4 else low
    down = 2.0**-100 if a >= _FROM_4 else down
    m = np.float64(x) * down
    product = m * high
    n = np.rint(product)
    turns = (product - n) + fma(m, low, fma(m, high, -product))
    quarter = n - 4.0 * np.rint(n * 0.25)
    return np.int32(quarter), np.float32(turns * _HALF_PI_WIDE)


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
