"""Scalar functions that differ by dtype only: comparisons, roundings, divisions with NumPy's signs and nan rules.

They are written once, with `_T` for the dtype, and `plain` copies them for a dtype code. The cast `_T(...)` undoes
Numba's habit of computing small integers in int64, so that a result wraps and vectorises like NumPy's. Integer
divisors that would trap (0, and -1 under the smallest integer) are replaced before the division and the result is
selected after it. NumPy's rules: https://numpy.org/doc/stable/reference/ufuncs.html
"""

# mypy: disable-error-code="arg-type,return-value,assignment,no-any-return,operator,call-overload"
# NumPy scalars stand for machine numbers here, which its stubs keep apart from float and int.

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np

from .inline import inlined

_T: Any = np.float32  # replaced in every copy


def where(condition: bool, x: float, y: float) -> float:
    """`x` where the condition holds, else `y`."""
    return x if condition else y


def maximum_float(x: float, y: float) -> float:
    """The larger of two; nan if either is."""
    return x if (x > y) | (x != x) else y


def minimum_float(x: float, y: float) -> float:
    """The smaller of two; nan if either is."""
    return x if (x < y) | (x != x) else y


def maximum_integer(x: int, y: int) -> int:
    """The larger of two."""
    return x if x > y else y


def minimum_integer(x: int, y: int) -> int:
    """The smaller of two."""
    return x if x < y else y


def absolute_float(x: float) -> float:
    """|x|."""
    return np.abs(x)


def absolute_integer(x: int) -> int:
    """|x|; the smallest integer stays as it is."""
    return x if x >= _T(0) else _T(-x)


def sign_float(x: float) -> float:
    """-1, 0 or 1; nan stays nan."""
    one = _T(1.0) if x > _T(0.0) else (_T(-1.0) if x < _T(0.0) else _T(0.0))
    return one if x == x else x


def sign_integer(x: int) -> int:
    """-1, 0 or 1."""
    return _T(1) if x > _T(0) else (_T(-1) if x < _T(0) else _T(0))


def sign_unsigned(x: int) -> int:
    """0 or 1."""
    return _T(1) if x > _T(0) else _T(0)


def floor_float(x: float) -> float:
    """The largest integer not above x."""
    return np.floor(x)


def ceil_float(x: float) -> float:
    """The smallest integer not below x."""
    return np.ceil(x)


def trunc_float(x: float) -> float:
    """x without its fraction."""
    return np.trunc(x)


def round_float(x: float) -> float:
    """The nearest integer, ties to even."""
    return np.rint(x)


def sqrt_float(x: float) -> float:
    """Square root."""
    return np.sqrt(x)


def isnan_float(x: float) -> bool:
    """Whether x is not a number."""
    return x != x


def isinf_float(x: float) -> bool:
    """Whether x is infinite."""
    return np.abs(x) == _T(np.inf)


def isfinite_float(x: float) -> bool:
    """Whether x is neither infinite nor nan."""
    return np.abs(x) < _T(np.inf)


def fmod_float(x: float, y: float) -> float:
    """The remainder with the sign of x: C's fmod, exact, a library call."""
    return np.fmod(x, y)


def mod_float(x: float, y: float) -> float:
    """The remainder with the sign of y (Python's %)."""
    r = np.fmod(x, y)
    moved = r + y if (r < _T(0.0)) != (y < _T(0.0)) else r
    return np.copysign(_T(0.0), y) if r == _T(0.0) else moved


def floor_div_float(x: float, y: float) -> float:
    """floor(x / y), computed from the exact remainder as CPython and NumPy do; x / 0 when y is 0."""
    r = np.fmod(x, y)
    q = (x - r) / y
    q = q - _T(1.0) if (r != _T(0.0)) & ((r < _T(0.0)) != (y < _T(0.0))) else q
    n = np.floor(q)
    n = n + _T(1.0) if q - n > _T(0.5) else n
    n = np.copysign(_T(0.0), x / y) if q == _T(0.0) else n
    return x / y if y == _T(0.0) else n


def identity(x: int) -> int:
    """x: what rounding, and |x| of an unsigned integer, come to."""
    return x


def never(x: int) -> bool:
    """False: no integer is nan or infinite."""
    return x != x


def always(x: int) -> bool:
    """True: every integer is finite."""
    return x == x


def floor_div_signed(x: int, y: int) -> int:
    """floor(x / y); 0 when y is 0."""
    odd = (y == _T(0)) | (y == _T(-1))
    q = _T(x // (_T(1) if odd else y))
    q = _T(-x) if y == _T(-1) else q
    return _T(0) if y == _T(0) else q


def mod_signed(x: int, y: int) -> int:
    """x - floor(x / y) * y, with the sign of y; 0 when y is 0."""
    odd = (y == _T(0)) | (y == _T(-1))
    r = _T(x % (_T(1) if odd else y))
    return _T(0) if odd else r


def fmod_signed(x: int, y: int) -> int:
    """The remainder with the sign of x; 0 when y is 0."""
    odd = (y == _T(0)) | (y == _T(-1))
    d = _T(1) if odd else y
    r = _T(x % d)
    r = _T(r - d) if (r != _T(0)) & ((x < _T(0)) != (d < _T(0))) else r
    return _T(0) if odd else r


def floor_div_unsigned(x: int, y: int) -> int:
    """floor(x / y); 0 when y is 0."""
    q = _T(x // (_T(1) if y == _T(0) else y))
    return _T(0) if y == _T(0) else q


def mod_unsigned(x: int, y: int) -> int:
    """The remainder of x / y; 0 when y is 0."""
    return _T(x % (_T(1) if y == _T(0) else y))


def pow_integer(x: int, y: int) -> int:
    """x**y by repeated squaring, wrapping; a negative power is the truncated reciprocal, 0 for x = 0."""
    base, left, result = x, y, _T(1)
    while left > _T(0):
        result = _T(result * base) if left & _T(1) else result
        base = _T(base * base)
        left = _T(left >> _T(1))
    unit = (x == _T(1)) | (x == _T(-1))
    negative = _T(x if y & _T(1) else x * x) if unit else _T(0)
    return negative if y < _T(0) else result


def pow_unsigned(x: int, y: int) -> int:
    """x**y by repeated squaring, wrapping."""
    base, left, result = x, y, _T(1)
    while left > _T(0):
        result = _T(result * base) if left & _T(1) else result
        base = _T(base * base)
        left = _T(left >> _T(1))
    return result


_FLOAT = {
    "maximum": maximum_float, "minimum": minimum_float, "abs": absolute_float, "sign": sign_float,
    "floor": floor_float, "ceil": ceil_float, "trunc": trunc_float, "round": round_float, "sqrt": sqrt_float,
    "isnan": isnan_float, "isinf": isinf_float, "isfinite": isfinite_float,
    "fmod": fmod_float, "mod": mod_float, "floor_div": floor_div_float,
}  # fmt: skip
_INTEGER = {
    "maximum": maximum_integer, "minimum": minimum_integer, "floor": identity, "ceil": identity, "trunc": identity,
    "round": identity, "isnan": never, "isinf": never, "isfinite": always,
}  # fmt: skip
_SIGNED = _INTEGER | {
    "abs": absolute_integer, "sign": sign_integer,
    "fmod": fmod_signed, "mod": mod_signed, "floor_div": floor_div_signed, "pow": pow_integer,
}  # fmt: skip
_UNSIGNED = _INTEGER | {
    "abs": identity, "sign": sign_unsigned,
    "fmod": mod_unsigned, "mod": mod_unsigned, "floor_div": floor_div_unsigned, "pow": pow_unsigned,
}  # fmt: skip
_KINDS = {"f": _FLOAT, "i": _SIGNED, "u": _UNSIGNED, "b": _INTEGER | {"abs": identity}}


@cache
def _copies(dtype: np.dtype[Any]) -> dict[str, Callable[..., Any]]:
    scope = dict(globals(), _T=dtype.type)
    table = _KINDS[dtype.kind] | {"where": where}
    return {name: inlined(FunctionType(f.__code__, scope, f.__name__)) for name, f in table.items()}


def plain(code: str) -> dict[str, Callable[..., Any]]:
    """The functions of this file for a NumPy dtype code, by the names that expressions use."""
    return dict(_copies(np.dtype(code)))
