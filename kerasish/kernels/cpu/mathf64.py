"""Float64 companions of `mathf`: the exponential and logarithm family vectorises, the rest calls the C library.

The vector functions follow `mathf` with longer polynomials (the same minimax fits, for 53 bits) and, for logarithms,
the series in s = f / (2 + f) with fdlibm's arrangement of its last steps (https://www.netlib.org/fdlibm/e_log.c),
which keeps the rounding error of s small against f. Float64 is for gradient checks and for `floatx("float64")`.
"""

# mypy: disable-error-code="arg-type,return-value,assignment,no-any-return,operator,call-overload"
# NumPy scalars stand for machine numbers here, which its stubs keep apart from float and int.

from __future__ import annotations

import math

import numpy as np

from .inline import inlined
from .intrinsics import bitcast_f64_i64, bits_float, fma

_LOG2E = 1.4426950408889634
_LN2_HI = 0.6931471803691238  # 33 bits of log(2): an exponent times it is exact
_LN2_LO = 1.9082149292705877e-10
_TINY = 2.2250738585072014e-308  # smallest normal number
_SQRT2 = 1.4142135623730951

# (exp(r) - 1 - r) / r**2 on |r| <= log(2)/2; 7.6e-19 relative to expm1(r)
_E0 = 0.5
_E1 = 0.16666666666666677
_E2 = 0.041666666666666685
_E3 = 0.008333333333321789
_E4 = 0.0013888888888893617
_E5 = 0.00019841269885377639
_E6 = 2.480158727920801e-05
_E7 = 2.7557245100125347e-06
_E8 = 2.755732927227385e-07
_E9 = 2.5108737111866598e-08
_E10 = 2.0894157989770707e-09

# (log((1 + s) / (1 - s)) - 2 s) / s**3 in s**2, between sqrt(1/2) and sqrt(2); 1.3e-18
_L0 = 0.6666666666666735
_L1 = 0.3999999999940937
_L2 = 0.2857142874368111
_L3 = 0.2222219842955971
_L4 = 0.1818357233249919
_L5 = 0.15313832333576102
_L6 = 0.1479826264634877

# (tanh(x) / x - 1) / x**2 in x**2, |x| <= 0.6; 3.9e-18
_T0 = -0.3333333333333313
_T1 = 0.1333333333330052
_T2 = -0.05396825394968117
_T3 = 0.02186948801113135
_T4 = -0.00886322688673073
_T5 = 0.0035920382397636947
_T6 = -0.0014552196857600295
_T7 = 0.0005872022849411712
_T8 = -0.00023042436294758387
_T9 = 7.934473745259108e-05
_T10 = -1.7193524556823135e-05


@inlined
def _expm1_reduced(r: float) -> float:
    """exp(r) - 1 for |r| <= log(2)/2."""
    p = fma(fma(fma(_E10, r, _E9), r, _E8), r, _E7)
    p = fma(fma(fma(p, r, _E6), r, _E5), r, _E4)
    p = fma(fma(fma(fma(p, r, _E3), r, _E2), r, _E1), r, _E0)
    return fma(p * r, r, r)


@inlined
def _power_of_two(k: int) -> float:
    """2**k for an integer -1023 < k < 1024, from its bits."""
    return bits_float((np.int64(k) + 1023) << 52)


@inlined
def _reduce(x: float) -> tuple[float, float]:
    """(n, r) with x = n log(2) + r."""
    n = np.rint(x * _LOG2E)
    return n, fma(n, -_LN2_LO, fma(n, -_LN2_HI, x))


@inlined
def exp64(x: float) -> float:
    """e**x."""
    low = x if x > -746.0 else -746.0
    n, r = _reduce(low if low < 720.0 else 720.0)
    k = np.int32(n)
    half = np.int32(k >> 1)
    p = (1.0 + _expm1_reduced(r)) * _power_of_two(half) * _power_of_two(np.int32(k - half))
    return p if x == x else x


@inlined
def expm1_64(x: float) -> float:
    """e**x - 1 without cancellation."""
    low = x if x > -40.0 else -40.0
    n, r = _reduce(low if low < 710.0 else 710.0)
    s = _power_of_two(np.int32(np.int32(n) - 1))
    y = 2.0 * fma(s, _expm1_reduced(r), s - 0.5)
    y = y if np.abs(x) > 1e-17 else x
    return y if x == x else x


@inlined
def _log_reduced(f: float) -> float:
    """(log(1 + f) - f) for sqrt(1/2) <= 1 + f <= sqrt(2)."""
    s = f / (2.0 + f)
    z = s * s
    p = fma(fma(fma(_L6, z, _L5), z, _L4), z, _L3)
    p = fma(fma(fma(p, z, _L2), z, _L1), z, _L0)
    half = 0.5 * f * f
    return s * fma(p, z, half) - half


@inlined
def _split(x: float) -> tuple[int, float]:
    """(e, m) with x = 2**e * m and m in [sqrt(1/2), sqrt(2)), for a positive normal x."""
    bits = bitcast_f64_i64(x)
    e = (bits - 0x3FE6A09E667F3BCD) >> 52
    return np.int32(e), bits_float(bits - (e << 52))


@inlined
def log64(x: float) -> float:
    """Natural logarithm."""
    small = x < _TINY
    e, m = _split(x * 18014398509481984.0 if small else x)
    n = np.float64(e) - (54.0 if small else 0.0)
    f = m - 1.0
    y = fma(n, _LN2_HI, f + fma(n, _LN2_LO, _log_reduced(f)))
    y = y if x > 0.0 else (-np.inf if x == 0.0 else np.nan)
    return y if x < np.inf else x


@inlined
def log1p64(x: float) -> float:
    """log(1 + x), with the rounding error of 1 + x carried along."""
    u = 1.0 + x
    lost = x - (u - 1.0) if x < 1.0 else 1.0 - (u - x)
    e, m = _split(u)
    n = np.float64(e)
    f = fma(lost, _power_of_two(np.int32(-(e if e < 60 else 60))), m - 1.0)
    y = fma(n, _LN2_HI, f + fma(n, _LN2_LO, _log_reduced(f)))
    y = y if np.abs(x) > 1e-18 else x
    y = y if x > -1.0 else (-np.inf if x == -1.0 else np.nan)
    return y if x < np.inf else x


@inlined
def tanh64(x: float) -> float:
    """Hyperbolic tangent: an odd polynomial near zero, 1 - 2 / (exp(2|x|) + 1) elsewhere."""
    a = np.abs(x)
    a = a if a < 20.0 else 20.0
    z = a * a
    p = fma(fma(fma(_T10, z, _T9), z, _T8), z, _T7)
    p = fma(fma(fma(p, z, _T6), z, _T5), z, _T4)
    p = fma(fma(fma(fma(p, z, _T3), z, _T2), z, _T1), z, _T0)
    n, r = _reduce(2.0 * a)
    far = 1.0 - 2.0 / ((1.0 + _expm1_reduced(r)) * _power_of_two(np.int32(n)) + 1.0)
    y = np.copysign(fma(p * z, a, a) if a < 0.6 else far, x)
    return y if x == x else x


@inlined
def sigmoid64(x: float) -> float:
    """1 / (1 + exp(-x)), written with exp(-|x|); what rounding took from 1 + e is given back to first order."""
    e = exp64(-np.abs(x))
    d = 1.0 + e
    lost = e - (d - 1.0)
    q = (1.0 if x >= 0.0 else e) / d
    inverse = q if x >= 0.0 else 1.0 - q
    return fma(-(lost * inverse), q, q)


@inlined
def softplus64(x: float) -> float:
    """log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|))."""
    e = exp64(-np.abs(x))
    u = 1.0 + e
    lost = e - (u - 1.0)
    upper = u > _SQRT2
    scale = 0.5 if upper else 1.0
    f = fma(lost, scale, u * scale - 1.0)
    y = (_LN2_HI if upper else 0.0) + (f + ((_LN2_LO if upper else 0.0) + _log_reduced(f)))
    return y + (x if x > 0.0 else 0.0)


@inlined
def exp2_64(x: float) -> float:
    """2**x."""
    return np.exp2(x)


@inlined
def log2_64(x: float) -> float:
    """Logarithm to base 2."""
    return np.log2(x)


@inlined
def log10_64(x: float) -> float:
    """Logarithm to base 10."""
    return np.log10(x)


@inlined
def sin64(x: float) -> float:
    """Sine."""
    return math.sin(x)


@inlined
def cos64(x: float) -> float:
    """Cosine."""
    return math.cos(x)


@inlined
def tan64(x: float) -> float:
    """Tangent."""
    return math.tan(x)


@inlined
def asin64(x: float) -> float:
    """Inverse sine."""
    return math.asin(x)


@inlined
def acos64(x: float) -> float:
    """Inverse cosine."""
    return math.acos(x)


@inlined
def atan64(x: float) -> float:
    """Inverse tangent."""
    return math.atan(x)


@inlined
def atan2_64(y: float, x: float) -> float:
    """The angle of the point (x, y)."""
    return math.atan2(y, x)


@inlined
def sinh64(x: float) -> float:
    """Hyperbolic sine."""
    return math.sinh(x)


@inlined
def cosh64(x: float) -> float:
    """Hyperbolic cosine."""
    return math.cosh(x)


@inlined
def asinh64(x: float) -> float:
    """Inverse hyperbolic sine."""
    return math.asinh(x)


@inlined
def acosh64(x: float) -> float:
    """Inverse hyperbolic cosine."""
    return math.acosh(x)


@inlined
def atanh64(x: float) -> float:
    """Inverse hyperbolic tangent."""
    return math.atanh(x)


@inlined
def erf64(x: float) -> float:
    """Error function."""
    return math.erf(x)


@inlined
def erfc64(x: float) -> float:
    """Complementary error function."""
    return math.erfc(x)


@inlined
def rsqrt64(x: float) -> float:
    """1 / sqrt(x)."""
    return 1.0 / np.sqrt(x)


@inlined
def pow64(x: float, y: float) -> float:
    """x**y."""
    return x**y


LONG = {
    "exp": exp64, "exp2": exp2_64, "expm1": expm1_64, "log": log64, "log2": log2_64, "log10": log10_64,
    "log1p": log1p64, "tanh": tanh64, "sigmoid": sigmoid64, "softplus": softplus64, "sinh": sinh64, "cosh": cosh64,
    "asinh": asinh64, "acosh": acosh64, "atanh": atanh64, "rsqrt": rsqrt64, "pow": pow64, "sin": sin64, "cos": cos64,
    "tan": tan64, "asin": asin64, "acos": acos64, "atan": atan64, "atan2": atan2_64, "erf": erf64, "erfc": erfc64,
}  # fmt: skip
