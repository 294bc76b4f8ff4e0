"""Elementwise maths. Each op is one row: name, scalar expression, derivative, NumPy reference.

The CPU loop and the CUDA text are both generated from the scalar expression, so they cannot drift apart. In an
expression `x`, `y`, `z` are the operands; the functions named in it are those of `kernels/cpu/mathf.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import dtypes
from . import elementwise_reference as ref
from .core import Op, Spec, broadcast, match, register

Derivative = Callable[..., Any]
Unary = Callable[[Any], Any]
Binary = Callable[[Any, Any], Any]


def _same(name: str, to_bool: bool = False) -> Callable[..., list[Spec]]:
    def infer(*inputs: Any) -> list[Spec]:
        shape = broadcast(name, *(x.shape for x in inputs))
        return [Spec(shape, "bool" if to_bool else inputs[-1].dtype)]

    return infer


def _rule(derivatives: tuple[Derivative | None, ...]) -> Callable[..., list[Any]]:
    """The gradient rule of a row: each derivative is a function of `(dy, y, *inputs)`."""

    def gradient(node: Any, dy: Any) -> list[Any]:
        from .shape import unbroadcast

        grads = []
        for x, derivative in zip(node.inputs, derivatives, strict=True):
            keep = derivative is not None and dtypes.is_float(x.dtype)
            grads.append(unbroadcast(derivative(dy, node.outputs[0], *node.inputs), x) if keep and derivative else None)
        return grads

    return gradient


def _row(
    name: str, scalar: str, reference: Callable[..., Any], *derivatives: Derivative | None, to_bool: bool = False
) -> Op:
    rule = _rule(derivatives) if derivatives else None
    return register(Op(name, _same(name, to_bool), rule, reference, scalar=scalar))


# One operand. Derivatives take (dy, y, x).
NEGATIVE = _row("negative", "-x", np.negative, lambda dy, y, x: -dy)
ABSOLUTE = _row("absolute", "abs(x)", np.abs, lambda dy, y, x: dy * sign(x))
SIGN = _row("sign", "sign(x)", np.sign, None)
SQUARE = _row("square", "x * x", np.square, lambda dy, y, x: dy * (2.0 * x))
SQRT = _row("sqrt", "sqrt(x)", np.sqrt, lambda dy, y, x: dy * 0.5 / y)
RSQRT = _row("rsqrt", "rsqrt(x)", ref.rsqrt, lambda dy, y, x: dy * -0.5 * y / x)
RECIPROCAL = _row("reciprocal", "one / x", ref.reciprocal, lambda dy, y, x: -dy * y * y)
EXP = _row("exp", "exp(x)", np.exp, lambda dy, y, x: dy * y)
EXPM1 = _row("expm1", "expm1(x)", np.expm1, lambda dy, y, x: dy * (y + 1.0))
LOG = _row("log", "log(x)", np.log, lambda dy, y, x: dy / x)
LOG1P = _row("log1p", "log1p(x)", np.log1p, lambda dy, y, x: dy / (x + 1.0))
LOG2 = _row("log2", "log2(x)", np.log2, lambda dy, y, x: dy / (x * float(np.log(2.0))))
LOG10 = _row("log10", "log10(x)", np.log10, lambda dy, y, x: dy / (x * float(np.log(10.0))))
TANH = _row("tanh", "tanh(x)", np.tanh, lambda dy, y, x: dy * (1.0 - y * y))
SIGMOID = _row("sigmoid", "sigmoid(x)", ref.sigmoid, lambda dy, y, x: dy * (y * (1.0 - y)))
SOFTPLUS = _row("softplus", "softplus(x)", ref.softplus, lambda dy, y, x: dy * sigmoid(x))
ERF = _row("erf", "erf(x)", ref.erf, lambda dy, y, x: dy * (exp(-x * x) * float(2.0 / np.sqrt(np.pi))))
ERFINV = _row("erfinv", "erfinv(x)", ref.erfinv, lambda dy, y, x: dy * (exp(y * y) * float(np.sqrt(np.pi) / 2)))
RELU = _row("relu", "maximum(x, zero)", ref.relu, lambda dy, y, x: where(greater(y, 0.0), dy, 0.0))
SIN = _row("sin", "sin(x)", np.sin, lambda dy, y, x: dy * cos(x))
COS = _row("cos", "cos(x)", np.cos, lambda dy, y, x: -dy * sin(x))
TAN = _row("tan", "tan(x)", np.tan, lambda dy, y, x: dy * (1.0 + y * y))
ARCSIN = _row("arcsin", "asin(x)", np.arcsin, lambda dy, y, x: dy * rsqrt(1.0 - x * x))
ARCCOS = _row("arccos", "acos(x)", np.arccos, lambda dy, y, x: -dy * rsqrt(1.0 - x * x))
ARCTAN = _row("arctan", "atan(x)", np.arctan, lambda dy, y, x: dy / (1.0 + x * x))
SINH = _row("sinh", "sinh(x)", np.sinh, lambda dy, y, x: dy * cosh(x))
COSH = _row("cosh", "cosh(x)", np.cosh, lambda dy, y, x: dy * sinh(x))
ARCSINH = _row("arcsinh", "asinh(x)", np.arcsinh, lambda dy, y, x: dy * rsqrt(x * x + 1.0))
ARCCOSH = _row("arccosh", "acosh(x)", np.arccosh, lambda dy, y, x: dy * rsqrt(x * x - 1.0))
ARCTANH = _row("arctanh", "atanh(x)", np.arctanh, lambda dy, y, x: dy / (1.0 - x * x))
LGAMMA = _row("lgamma", "lgamma(x)", ref.lgamma, lambda dy, y, x: dy * digamma(x))
DIGAMMA = _row("digamma", "digamma(x)", ref.digamma, None)
FLOOR = _row("floor", "floor(x)", np.floor, None)
CEIL = _row("ceil", "ceil(x)", np.ceil, None)
ROUND = _row("round", "round(x)", np.round, None)
TRUNC = _row("trunc", "trunc(x)", np.trunc, None)
ISNAN = _row("isnan", "isnan(x)", np.isnan, None, to_bool=True)
ISINF = _row("isinf", "isinf(x)", np.isinf, None, to_bool=True)
ISFINITE = _row("isfinite", "isfinite(x)", np.isfinite, None, to_bool=True)
LOGICAL_NOT = _row("logical_not", "x == zero", np.logical_not, None, to_bool=True)

# Two operands. Derivatives take (dy, out, x, y).
ADD = _row("add", "x + y", np.add, lambda dy, o, x, y: dy, lambda dy, o, x, y: dy)
SUBTRACT = _row("subtract", "x - y", np.subtract, lambda dy, o, x, y: dy, lambda dy, o, x, y: -dy)
MULTIPLY = _row("multiply", "x * y", np.multiply, lambda dy, o, x, y: dy * y, lambda dy, o, x, y: dy * x)
DIVIDE = _row("divide", "x / y", ref.divide, lambda dy, o, x, y: dy / y, lambda dy, o, x, y: -dy * o / y)
FLOOR_DIVIDE = _row("floor_divide", "floor_div(x, y)", ref.floor_divide, None, None)
MOD = _row("mod", "mod(x, y)", ref.mod, lambda dy, o, x, y: dy, lambda dy, o, x, y: -dy * floor_divide(x, y))
POWER = _row(
    "power",
    "pow(x, y)",
    ref.power,
    lambda dy, o, x, y: dy * (y * power(x, y - 1.0)),
    lambda dy, o, x, y: dy * where(greater(x, 0.0), o * log(where(greater(x, 0.0), x, 1.0)), 0.0),
)
MAXIMUM = _row(
    "maximum",
    "maximum(x, y)",
    np.maximum,
    lambda dy, o, x, y: where(greater_equal(x, y), dy, 0.0),
    lambda dy, o, x, y: where(greater_equal(x, y), 0.0, dy),
)
MINIMUM = _row(
    "minimum",
    "minimum(x, y)",
    np.minimum,
    lambda dy, o, x, y: where(less_equal(x, y), dy, 0.0),
    lambda dy, o, x, y: where(less_equal(x, y), 0.0, dy),
)
ARCTAN2 = _row(
    "arctan2",
    "atan2(x, y)",
    np.arctan2,
    lambda dy, o, x, y: dy * y / (x * x + y * y),
    lambda dy, o, x, y: -dy * x / (x * x + y * y),
)
EQUAL = _row("equal", "x == y", np.equal, None, None, to_bool=True)
NOT_EQUAL = _row("not_equal", "x != y", np.not_equal, None, None, to_bool=True)
LESS = _row("less", "x < y", np.less, None, None, to_bool=True)
LESS_EQUAL = _row("less_equal", "x <= y", np.less_equal, None, None, to_bool=True)
GREATER = _row("greater", "x > y", np.greater, None, None, to_bool=True)
GREATER_EQUAL = _row("greater_equal", "x >= y", np.greater_equal, None, None, to_bool=True)
LOGICAL_AND = _row("logical_and", "x & y", np.logical_and, None, None, to_bool=True)
LOGICAL_OR = _row("logical_or", "x | y", np.logical_or, None, None, to_bool=True)
LOGICAL_XOR = _row("logical_xor", "x ^ y", np.logical_xor, None, None, to_bool=True)


def _where_rule(node: Any, dy: Any) -> list[Any]:
    from .shape import unbroadcast

    condition, x, y = node.inputs
    return [None, unbroadcast(where(condition, dy, 0.0), x), unbroadcast(where(condition, 0.0, dy), y)]


WHERE = register(Op("where", _same("where"), _where_rule, ref.where, scalar="where(x, y, z)"))
CAST = register(
    Op(
        "cast",
        lambda x, dtype: [Spec(tuple(x.shape), dtype)],
        lambda node, dy: [cast(dy, node.inputs[0].dtype) if dtypes.is_float(node.inputs[0].dtype) else None],
        ref.cast,
        scalar="cast(x)",
    )
)


def cast(x: Any, dtype: Any) -> Any:
    """`x` in another dtype. Float to integer truncates towards zero."""
    target = dtypes.canonical(dtype)
    if hasattr(x, "dtype") and dtypes.of(x) == target:
        return x
    if not hasattr(x, "symbolic") and not hasattr(x, "dtype"):
        return np.asarray(x, dtypes.numpy_dtype(target))
    return CAST(x, dtype=target)


def _float_unary(op: Op, summary: str) -> Callable[[Any], Any]:
    def function(x: Any) -> Any:
        (x,) = match(x, to_float=True)
        return op(x)

    return _named(function, op.name, summary)


def _unary(op: Op, summary: str) -> Callable[[Any], Any]:
    def function(x: Any) -> Any:
        (x,) = match(x)
        return op(x)

    return _named(function, op.name, summary)


def _binary(op: Op, summary: str, to_float: bool = False) -> Callable[[Any, Any], Any]:
    def function(x1: Any, x2: Any) -> Any:
        x1, x2 = match(x1, x2, to_float=to_float)
        return op(x1, x2)

    return _named(function, op.name, summary)


def _logical(op: Op, summary: str) -> Callable[..., Any]:
    def function(*xs: Any) -> Any:
        return op(*(cast(x, "bool") for x in xs))

    return _named(function, op.name, summary)


def _named(function: Callable[..., Any], name: str, summary: str) -> Callable[..., Any]:
    function.__name__ = function.__qualname__ = name
    function.__doc__ = summary
    return function


negative: Unary = _unary(NEGATIVE, "`-x`.")
absolute: Unary = _unary(ABSOLUTE, "`|x|`.")
abs = absolute  # noqa: A001
sign: Unary = _unary(SIGN, "-1, 0 or 1 by the sign of `x`.")
square: Unary = _unary(SQUARE, "`x**2`.")
floor: Unary = _float_unary(FLOOR, "The largest integer not above `x`.")
ceil: Unary = _float_unary(CEIL, "The smallest integer not below `x`.")
trunc: Unary = _float_unary(TRUNC, "`x` without its fraction.")
sqrt: Unary = _float_unary(SQRT, "Square root.")
rsqrt: Unary = _float_unary(RSQRT, "`1/sqrt(x)`.")
reciprocal: Unary = _float_unary(RECIPROCAL, "`1/x`.")
exp: Unary = _float_unary(EXP, "`e**x`.")
expm1: Unary = _float_unary(EXPM1, "`e**x - 1`, accurate near 0.")
log: Unary = _float_unary(LOG, "Natural logarithm.")
log1p: Unary = _float_unary(LOG1P, "`log(1 + x)`, accurate near 0.")
log2: Unary = _float_unary(LOG2, "Logarithm to base 2.")
log10: Unary = _float_unary(LOG10, "Logarithm to base 10.")
tanh: Unary = _float_unary(TANH, "Hyperbolic tangent.")
sigmoid: Unary = _float_unary(SIGMOID, "`1 / (1 + exp(-x))`.")
softplus: Unary = _float_unary(SOFTPLUS, "`log(1 + exp(x))`.")
erf: Unary = _float_unary(ERF, "Error function.")
erfinv: Unary = _float_unary(ERFINV, "Inverse of the error function.")
relu: Unary = _unary(RELU, "`max(x, 0)`.")
sin: Unary = _float_unary(SIN, "Sine of `x` radians.")
cos: Unary = _float_unary(COS, "Cosine of `x` radians.")
tan: Unary = _float_unary(TAN, "Tangent of `x` radians.")
arcsin: Unary = _float_unary(ARCSIN, "Inverse sine, in radians.")
arccos: Unary = _float_unary(ARCCOS, "Inverse cosine, in radians.")
arctan: Unary = _float_unary(ARCTAN, "Inverse tangent, in radians.")
sinh: Unary = _float_unary(SINH, "Hyperbolic sine.")
cosh: Unary = _float_unary(COSH, "Hyperbolic cosine.")
arcsinh: Unary = _float_unary(ARCSINH, "Inverse hyperbolic sine.")
arccosh: Unary = _float_unary(ARCCOSH, "Inverse hyperbolic cosine.")
arctanh: Unary = _float_unary(ARCTANH, "Inverse hyperbolic tangent.")
lgamma: Unary = _float_unary(LGAMMA, "Logarithm of the absolute gamma function.")
digamma: Unary = _float_unary(DIGAMMA, "Derivative of `lgamma`.")
isnan: Unary = _unary(ISNAN, "True where `x` is not a number.")
isinf: Unary = _unary(ISINF, "True where `x` is infinite.")
isfinite: Unary = _unary(ISFINITE, "True where `x` is a finite number.")
logical_not = _logical(LOGICAL_NOT, "Elementwise not.")
logical_and = _logical(LOGICAL_AND, "Elementwise and.")
logical_or = _logical(LOGICAL_OR, "Elementwise or.")
logical_xor = _logical(LOGICAL_XOR, "Elementwise exclusive or.")
add: Binary = _binary(ADD, "`x1 + x2`.")
subtract: Binary = _binary(SUBTRACT, "`x1 - x2`.")
multiply: Binary = _binary(MULTIPLY, "`x1 * x2`.")
divide: Binary = _binary(DIVIDE, "`x1 / x2`; integers divide to floats.", to_float=True)
true_divide = divide
floor_divide: Binary = _binary(FLOOR_DIVIDE, "`x1 // x2`, rounding down.")
mod: Binary = _binary(MOD, "`x1 % x2`, with the sign of `x2`.")
maximum: Binary = _binary(MAXIMUM, "The larger of two; nan wins.")
minimum: Binary = _binary(MINIMUM, "The smaller of two; nan wins.")
arctan2: Binary = _binary(ARCTAN2, "The angle of the point (`x2`, `x1`), in radians.", to_float=True)
equal: Binary = _binary(EQUAL, "`x1 == x2`.")
not_equal: Binary = _binary(NOT_EQUAL, "`x1 != x2`.")
less: Binary = _binary(LESS, "`x1 < x2`.")
less_equal: Binary = _binary(LESS_EQUAL, "`x1 <= x2`.")
greater: Binary = _binary(GREATER, "`x1 > x2`.")
greater_equal: Binary = _binary(GREATER_EQUAL, "`x1 >= x2`.")


def power(x1: Any, x2: Any) -> Any:
    """`x1 ** x2`. The exponents 1, 2 and 0.5 become cheaper ops."""
    if isinstance(x2, (int, float)) and not isinstance(x2, bool):
        if x2 == 2:
            return square(x1)
        if x2 == 1:
            return match(x1)[0]
        if x2 == 0.5:
            return sqrt(x1)
    x1, x2 = match(x1, x2)
    return POWER(x1, x2)


def round(x: Any, decimals: int = 0) -> Any:  # noqa: A001
    """`x` rounded to `decimals` digits, halves to even."""
    (x,) = match(x, to_float=True)
    return ROUND(x) if decimals == 0 else ROUND(x * 10.0**decimals) / 10.0**decimals


def where(condition: Any, x1: Any, x2: Any) -> Any:
    """`x1` where `condition` holds, else `x2`."""
    x1, x2 = match(x1, x2)
    return WHERE(cast(condition, "bool"), x1, x2)


def clip(x: Any, x_min: Any, x_max: Any) -> Any:
    """`x` held between `x_min` and `x_max`."""
    return minimum(maximum(x, x_min), x_max)
