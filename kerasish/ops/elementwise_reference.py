"""NumPy references of those elementwise ops that NumPy has no function for, or has with other edge cases."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def rsqrt(x: Array) -> Array:
    """`1/sqrt(x)`."""
    return (1.0 / np.sqrt(x)).astype(x.dtype)


def reciprocal(x: Array) -> Array:
    """`1/x`."""
    return (1 / x).astype(x.dtype)


def sigmoid(x: Array) -> Array:
    """`1 / (1 + exp(-x))`, without overflow on either side."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e)).astype(x.dtype)


def softplus(x: Array) -> Array:
    """`log(1 + exp(x))`, without overflow."""
    return (np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))).astype(x.dtype)


def relu(x: Array) -> Array:
    """`max(x, 0)`."""
    return np.maximum(x, np.zeros((), x.dtype))


def _scalar(function: Any, x: Array) -> Array:
    return np.vectorize(function, otypes=[np.float64])(x.astype(np.float64)).astype(x.dtype).reshape(x.shape)


def erf(x: Array) -> Array:
    """Error function, one number at a time."""
    return _scalar(math.erf, x)


def lgamma(x: Array) -> Array:
    """Logarithm of |gamma|; infinite at the poles."""

    def one(v: float) -> float:
        try:
            return math.inf if v <= 0 and v == math.floor(v) else math.lgamma(v)
        except OverflowError:  # infinities, and values whose result is beyond float64
            return math.inf

    return _scalar(one, x)


def digamma(x: Array) -> Array:
    """Recurrence up to 6, then the asymptotic series (Abramowitz & Stegun 6.3.18); reflection below 0."""

    def one(v: float) -> float:
        if math.isinf(v) or (v <= 0 and v == math.floor(v)):
            return math.inf if v > 0 else math.nan
        if v < 0:
            return one(1 - v) - math.pi / math.tan(math.pi * v)
        total = 0.0
        while v < 10:
            total -= 1 / v
            v += 1
        i = 1 / (v * v)
        series = i * (1 / 12 - i * (1 / 120 - i * (1 / 252 - i * (1 / 240 - i / 132))))
        return total + math.log(v) - 0.5 / v - series

    return _scalar(one, x)


def erfinv(x: Array) -> Array:
    """Inverse error function by Newton steps from Winitzki's approximation."""

    def one(v: float) -> float:
        if abs(v) >= 1:
            return math.copysign(math.inf, v) if abs(v) == 1 else math.nan
        a, log_term = 0.147, math.log(1 - v * v)
        b = 2 / (math.pi * a) + log_term / 2
        y = math.copysign(math.sqrt(math.sqrt(b * b - log_term / a) - b), v)
        for _ in range(4):
            y -= (math.erf(y) - v) / (2 / math.sqrt(math.pi) * math.exp(-y * y))
        return y

    return _scalar(one, x)


def divide(x: Array, y: Array) -> Array:
    """`x / y` in the operands' own float type."""
    return np.divide(x, y)


def floor_divide(x: Array, y: Array) -> Array:
    """`floor(x / y)`; integers divided by 0 give 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.floor_divide(x, y)


def mod(x: Array, y: Array) -> Array:
    """Remainder with the sign of `y`; integers modulo 0 give 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.mod(x, y)


def power(x: Array, y: Array) -> Array:
    """`x ** y`; a negative integer exponent of an integer truncates to an integer."""
    if x.dtype.kind in "iu":
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            wide = np.power(x.astype(np.float64), y)
            return np.where(y < 0, np.trunc(np.nan_to_num(wide)), np.power(x, np.abs(y))).astype(x.dtype)
    return np.power(x, y)


def where(condition: Array, x: Array, y: Array) -> Array:
    """`x` where `condition`, else `y`."""
    return np.where(condition, x, y)


def cast(x: Array, dtype: str) -> Array:
    """`x` in another dtype."""
    from ..dtypes import numpy_dtype

    with np.errstate(invalid="ignore", over="ignore"):
        return x.astype(numpy_dtype(dtype))
