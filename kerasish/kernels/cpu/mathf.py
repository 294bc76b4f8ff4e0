"""Float32 exponentials, logarithms, hyperbolics and powers that LLVM's loop vectoriser can widen.

Every function is straight-line code on float32 and int32: selects instead of branches, bit tricks instead of calls,
so a loop such as `for i in range(n): out[i] = exp32(x[i])` becomes vector code. Polynomials are minimax fits (Remez
exchange, J.-R. Muller, "Elementary Functions", 3rd ed., ch. 3) made for this file, coefficients rounded to float32 one
by one from the lowest degree, the rest refitted each time; the largest relative error of a fit stands beside it.
`fma` keeps argument reductions exact, also in kernels that allow reassociation.

The trigonometric functions are in `mathf_trig`, the error and gamma functions in `mathf_special`, float64 in
`mathf64`, what differs by dtype only (`maximum`, `mod`...) in `mathf_plain`. `namespace` gathers them by dtype.
"""

# mypy: disable-error-code="arg-type,return-value,assignment,no-any-return,operator,call-overload"
# NumPy scalars stand for machine numbers here, which its stubs keep apart from float and int.

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .inline import inlined
from .intrinsics import bitcast_f32_i32, bitcast_f64_i64, bitcast_i32_f32, bits_float, fma
from .mathf_plain import plain

_INF = np.float32(np.inf)
_NAN = np.float32(np.nan)
_ZERO = np.float32(0.0)
_HALF = np.float32(0.5)
_ONE = np.float32(1.0)
_TWO = np.float32(2.0)
_TINY = np.float32(1.1754944e-38)  # smallest normal number
_TWO23 = np.float32(8388608.0)

LOG2E = np.float32(1.4426950408889634)
_LN2 = np.float32(0.6931471805599453)
LN2_HI = np.float32(0.693359375)  # 355/512: nine bits, so that a small integer times it is exact
LN2_LO = np.float32(-2.1219444005469058e-4)
_LOG10_2_HI = np.float32(0.30078125)
_LOG10_2_LO = np.float32(2.4874566398119521e-4)
_LOG10E = np.float32(0.4342944819032518)

_EXP_LOW = np.float32(-104.0)  # below, even the smallest subnormal is out of reach
_EXP_HIGH = np.float32(100.0)

# (exp(r) - 1 - r) / r**2 on |r| <= log(2)/2; 1.4e-8 relative to expm1(r)
_E0 = np.float32(0.49999997)
_E1 = np.float32(0.16666538)
_E2 = np.float32(0.041667745)
_E3 = np.float32(0.008367301)
_E4 = np.float32(0.0013836542)

# (log(1 + f) - f + f**2 / 2) / f**3 on sqrt(1/2) <= 1 + f <= sqrt(2); 5.9e-9 relative to log(1 + f)
_L0 = np.float32(0.3333333)
_L1 = np.float32(-0.25000826)
_L2 = np.float32(0.20001265)
_L3 = np.float32(-0.16623217)
_L4 = np.float32(0.14200713)
_L5 = np.float32(-0.13160542)
_L6 = np.float32(0.12769653)
_L7 = np.float32(-0.076440156)

# (tanh(x) / x - 1) / x**2 in x**2, |x| <= 0.6; 2.7e-9
_T0 = np.float32(-0.333333)
_T1 = np.float32(0.13331935)
_T2 = np.float32(-0.053784378)
_T3 = np.float32(0.020796673)
_T4 = np.float32(-0.005894721)
_TANH_SMALL = np.float32(0.6)
_TANH_ONE = np.float32(10.0)  # tanh rounds to one from 9.01 on


@inlined
def expm1_reduced(r: float) -> float:
    """exp(r) - 1 for |r| <= log(2)/2."""
    p = fma(_E4, r, _E3)
    p = fma(p, r, _E2)
    p = fma(p, r, _E1)
    p = fma(p, r, _E0)
    return fma(p * r, r, r)


@inlined
def _power_of_two(k: int) -> float:
    """2**k for an integer -127 < k < 128, from its bits."""
    return bitcast_i32_f32(np.int32(np.int32(k + 127) << 23))


@inlined
def scale(p: float, n: int) -> float:
    """p * 2**n with one rounding, through two factors so that n may lie outside the range of exponents."""
    half = np.int32(n >> 1)
    return (p * _power_of_two(half)) * _power_of_two(np.int32(n - half))


@inlined
def _clamp_exp(x: float) -> float:
    """x cut to where exp(x) is neither zero nor infinite; nan becomes finite, the callers restore it."""
    low = x if x > _EXP_LOW else _EXP_LOW
    return low if low < _EXP_HIGH else _EXP_HIGH


@inlined
def exp_scaled32(x: float, shift: int) -> float:
    """exp(x) * 2**shift without intermediate overflow. Cody and Waite's reduction, then a polynomial of degree 6."""
    c = _clamp_exp(x)
    n = np.rint(c * LOG2E)
    r = fma(n, -LN2_LO, fma(n, -LN2_HI, c))
    p = scale(_ONE + expm1_reduced(r), np.int32(np.int32(n) + shift))
    return p if x == x else x


@inlined
def exp32(x: float) -> float:
    """e**x."""
    return exp_scaled32(x, np.int32(0))


@inlined
def exp2_32(x: float) -> float:
    """2**x: exact for integers, because only the fraction goes through the polynomial."""
    low = x if x > np.float32(-151.0) else np.float32(-151.0)
    c = low if low < np.float32(129.0) else np.float32(129.0)
    n = np.rint(c)
    p = scale(_ONE + expm1_reduced((c - n) * _LN2), np.int32(n))
    return p if x == x else x


@inlined
def expm1_32(x: float) -> float:
    """e**x - 1 without cancellation: 2**n * expm1(r) + (2**n - 1), halved so that n = 128 does not overflow."""
    low = x if x > np.float32(-20.0) else np.float32(-20.0)
    c = low if low < np.float32(89.0) else np.float32(89.0)
    n = np.rint(c * LOG2E)
    r = fma(n, -LN2_LO, fma(n, -LN2_HI, c))
    s = _power_of_two(np.int32(np.int32(n) - 1))
    y = _TWO * fma(s, expm1_reduced(r), s - _HALF)
    y = y if np.abs(x) > np.float32(1e-7) else x  # keeps -0.0 and subnormals
    return y if x == x else x


@inlined
def _log_reduced(f: float) -> float:
    """(log(1 + f) - f) for sqrt(1/2) <= 1 + f <= sqrt(2)."""
    p = fma(_L7, f, _L6)
    p = fma(p, f, _L5)
    p = fma(p, f, _L4)
    p = fma(p, f, _L3)
    p = fma(p, f, _L2)
    p = fma(p, f, _L1)
    p = fma(p, f, _L0)
    square = f * f
    return fma(p * f, square, -_HALF * square)


@inlined
def _exponent(bits: int) -> int:
    """The integer e for which x * 2**-e lies in [sqrt(1/2), sqrt(2)), from the bits of a positive normal x."""
    return np.int32(np.int32(bits - 0x3F3504F3) >> 23)


@inlined
def _log_parts(x: float) -> tuple[float, float]:
    """(e, f) with x = 2**e * (1 + f); subnormal x included, x <= 0, inf and nan give nonsense."""
    small = x < _TINY
    bits = bitcast_f32_i32(x * _TWO23 if small else x)
    e = _exponent(bits)
    f = bitcast_i32_f32(np.int32(bits - np.int32(e << 23))) - _ONE
    return np.float32(e) - (np.float32(23.0) if small else _ZERO), f


@inlined
def _log_edges(x: float, y: float) -> float:
    """`y` where x is positive and finite, else what a logarithm is there."""
    y = y if x > _ZERO else (-_INF if x == _ZERO else _NAN)
    return y if x < _INF else x


@inlined
def log32(x: float) -> float:
    """Natural logarithm: e * log(2) + log(1 + f)."""
    e, f = _log_parts(x)
    y = fma(e, LN2_HI, f + fma(e, LN2_LO, _log_reduced(f)))
    return _log_edges(x, y)


@inlined
def log2_32(x: float) -> float:
    """Logarithm to base 2, exact for powers of two."""
    e, f = _log_parts(x)
    return _log_edges(x, fma(f + _log_reduced(f), LOG2E, e))


@inlined
def log10_32(x: float) -> float:
    """Logarithm to base 10."""
    e, f = _log_parts(x)
    y = fma(e, _LOG10_2_HI, fma(f + _log_reduced(f), _LOG10E, e * _LOG10_2_LO))
    return _log_edges(x, y)


@inlined
def log1p32(x: float) -> float:
    """log(1 + x): the rounding error of 1 + x is found (Moller's and Knuth's two-sum) and carried into f."""
    u = _ONE + x
    lost = x - (u - _ONE) if x < _ONE else _ONE - (u - x)
    bits = bitcast_f32_i32(u)
    e = _exponent(bits)
    m = bitcast_i32_f32(np.int32(bits - np.int32(e << 23)))
    down = np.int32(e if e < 30 else 30)  # beyond, the lost part is below the last bit
    f = fma(lost, _power_of_two(np.int32(-down)), m - _ONE)
    y = fma(np.float32(e), LN2_HI, f + fma(np.float32(e), LN2_LO, _log_reduced(f)))
    y = y if np.abs(x) > np.float32(1e-9) else x  # keeps -0.0
    y = y if x > -_ONE else (-_INF if x == -_ONE else _NAN)
    return y if x < _INF else x


@inlined
def tanh32(x: float) -> float:
    """Hyperbolic tangent: an odd polynomial near zero, 1 - 2 / (exp(2|x|) + 1) elsewhere."""
    a = np.abs(x)
    a = a if a < _TANH_ONE else _TANH_ONE
    z = a * a
    p = fma(_T4, z, _T3)
    p = fma(p, z, _T2)
    p = fma(p, z, _T1)
    p = fma(p, z, _T0)
    near = fma(p * z, a, a)
    n = np.rint(a * (_TWO * LOG2E))
    r = fma(n, -LN2_LO, fma(n, -LN2_HI, _TWO * a))
    e = (_ONE + expm1_reduced(r)) * _power_of_two(np.int32(n))
    far = _ONE - _TWO / (e + _ONE)
    y = np.copysign(near if a < _TANH_SMALL else far, x)
    return y if x == x else x


@inlined
def sigmoid32(x: float) -> float:
    """1 / (1 + exp(-x)), written with exp(-|x|) so that small results keep all their bits.

    What rounding took from 1 + e is given back to first order, with 1 / (1 + e) read off the quotient itself.
    """
    e = exp32(-np.abs(x))
    d = _ONE + e
    lost = e - (d - _ONE)
    q = (_ONE if x >= _ZERO else e) / d
    inverse = q if x >= _ZERO else _ONE - q
    return fma(-(lost * inverse), q, q)


@inlined
def softplus32(x: float) -> float:
    """log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)); this log1p needs no exponent, as 1 + e lies in [1, 2]."""
    e = exp32(-np.abs(x))
    u = _ONE + e
    lost = e - (u - _ONE)
    upper = u > np.float32(1.4142135)
    scale = _HALF if upper else _ONE
    f = fma(lost, scale, u * scale - _ONE)
    y = f + _log_reduced(f) + (_LN2 if upper else _ZERO)
    return y + (x if x > _ZERO else _ZERO)


@inlined
def sinh32(x: float) -> float:
    """Hyperbolic sine: from expm1 below one, (exp(x) - exp(-x)) / 2 above."""
    a = np.abs(x)
    t = expm1_32(a if a < _ONE else _ONE)
    near = _HALF * (t + t / (t + _ONE))
    h = exp_scaled32(a, np.int32(-1))
    far = h - np.float32(0.25) / h
    return np.copysign(near if a < _ONE else far, x)


@inlined
def cosh32(x: float) -> float:
    """Hyperbolic cosine."""
    h = exp_scaled32(np.abs(x), np.int32(-1))
    return h + np.float32(0.25) / h


@inlined
def asinh32(x: float) -> float:
    """Inverse hyperbolic sine: log1p(|x| + x**2 / (1 + sqrt(x**2 + 1))), log(2|x|) for large |x|."""
    a = np.abs(x)
    large = a > np.float32(1e9)
    c = _ONE if large else a
    t = a if large else a + c * c / (_ONE + np.sqrt(fma(c, c, _ONE)))
    return np.copysign(log1p32(t) + (_LN2 if large else _ZERO), x)


@inlined
def acosh32(x: float) -> float:
    """Inverse hyperbolic cosine: log1p(t + sqrt(t**2 + 2t)) with t = x - 1, log(2x) for large x."""
    large = x > np.float32(1e9)
    t = _ONE if large else x - _ONE
    y = log1p32(x if large else t + np.sqrt(fma(t, t, _TWO * t))) + (_LN2 if large else _ZERO)
    return y if x >= _ONE else _NAN


@inlined
def atanh32(x: float) -> float:
    """Inverse hyperbolic tangent: log1p(2|x| / (1 - |x|)) / 2."""
    a = np.abs(x)
    return np.copysign(_HALF * log1p32(_TWO * a / (_ONE - a)), x)


@inlined
def rsqrt32(x: float) -> float:
    """1 / sqrt(x)."""
    return _ONE / np.sqrt(x)


# log2((1 + s) / (1 - s)) / s in s**2, for (1 + s) / (1 - s) between sqrt(1/2) and sqrt(2); 4.3e-12
_P0 = 2.8853900817902023
_P1 = 0.9617966732002863
_P2 = 0.5770836113307238
_P3 = 0.4116712406397497
_P4 = 0.3407559082383397

# 2**r on |r| <= 1/2; 1.9e-9
_Q0 = 1.0000000005546157
_Q1 = 0.6931472057160114
_Q2 = 0.2402264688412127
_Q3 = 0.05550328810468485
_Q4 = 0.009618489569259085
_Q5 = 0.0013399927540326143
_Q6 = 0.00015345842309615152


@inlined
def _log2_wide(x: float) -> float:
    """log2 of a non-negative float32 as float64, 4e-12 relative; float64 has no subnormals to mind here."""
    bits = bitcast_f64_i64(np.float64(x))
    e = np.int32((bits - 0x3FE6A09E667F3BCD) >> 52)
    m = bits_float(bits - (np.int64(e) << 52))
    s = (m - 1.0) / (m + 1.0)
    z = s * s
    p = fma(fma(fma(fma(_P4, z, _P3), z, _P2), z, _P1), z, _P0)
    y = fma(p, s, np.float64(e))
    y = y if x > _ZERO else -np.inf
    return y if x < _INF else np.inf


@inlined
def _exp2_wide(t: float) -> float:
    """2**t for a float64 t as float64, 2e-9 relative, cut to 2**-200 and 2**200, both beyond float32."""
    low = t if t > -200.0 else -200.0
    c = low if low < 200.0 else 200.0
    n = np.rint(c)
    r = c - n
    p = fma(fma(fma(_Q6, r, _Q5), r, _Q4), r, _Q3)
    p = fma(fma(fma(p, r, _Q2), r, _Q1), r, _Q0)
    return bits_float(bitcast_f64_i64(p) + (np.int64(np.int32(n)) << 52))


@inlined
def pow32(x: float, y: float) -> float:
    """x**y with IEEE 754's (and NumPy's) special values.

    y * log2|x| needs more than 32 bits once the result is large, so the middle part is float64: half the lanes, but
    no compensated products. The sign comes from y being an odd integer; every float32 from 2**24 on is even.
    """
    a = np.abs(x)
    t = _exp2_wide(np.float64(y) * _log2_wide(a))
    p = np.float32(t)
    p = _ONE if (y == _ZERO) | (a == _ONE) else p
    whole = np.rint(y) == y
    half = _HALF * y
    odd = whole & (np.rint(half) != half)
    signed = (-p if odd else p) if whole | (a == _ZERO) | (a == _INF) else _NAN
    p = signed if np.copysign(_ONE, x) < _ZERO else p
    bad = (x != x) | (y != y)
    p = x + y if bad else p
    return _ONE if (y == _ZERO) | (x == _ONE) else p


_SHORT = {
    "exp": exp32, "exp2": exp2_32, "expm1": expm1_32, "log": log32, "log2": log2_32, "log10": log10_32,
    "log1p": log1p32, "tanh": tanh32, "sigmoid": sigmoid32, "softplus": softplus32, "sinh": sinh32, "cosh": cosh32,
    "asinh": asinh32, "acosh": acosh32, "atanh": atanh32, "rsqrt": rsqrt32, "pow": pow32,
}  # fmt: skip


def namespace(code: str) -> dict[str, Callable[..., Any]]:
    """Scalar functions for a dtype code ("f4", "f8", "i4", "u1"...), by the names that elementwise expressions use.

    float16 is computed in float32. Integers get the functions that NumPy leaves integer (`maximum`, `mod`, `sign`...).
    """
    from . import mathf64, mathf_special, mathf_trig  # they import from this module

    dtype = np.dtype(np.float32 if code in ("f2", "e", "float16") else code)
    table = plain(dtype.str[1:])
    if dtype == np.float32:
        table |= _SHORT | mathf_special.SHORT | mathf_trig.SHORT
    elif dtype == np.float64:
        table |= mathf64.LONG | mathf_special.LONG
    return table
