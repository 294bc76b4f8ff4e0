"""Ops that fold axes away: sums, extrema, means, logical any/all, and the index of an extremum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import dtypes
from .core import Op, Spec, match, normalize_axes, normalize_axis, register, spec
from .elementwise import absolute, cast, divide, equal, exp, log, multiply, sqrt, square, subtract, where
from .shape import COUNT, broadcast_like, expand_dims, reshape, stop_gradient


def _reduced(x: Any, axes: tuple[int, ...], keepdims: bool) -> tuple[int | None, ...]:
    if keepdims:
        return tuple(1 if i in axes else s for i, s in enumerate(x.shape))
    return tuple(s for i, s in enumerate(x.shape) if i not in axes)


def _shape_rule(dtype: str | None = None) -> Callable[..., list[Spec]]:
    return lambda x, axes, keepdims: [Spec(_reduced(x, axes, keepdims), dtype or x.dtype)]


def _widen(value: Any, node: Any) -> Any:
    """Bring a reduced value back to where it broadcasts against the input."""
    return value if node.attrs["keepdims"] else expand_dims(value, node.attrs["axes"])


def _sum_grad(node: Any, dy: Any) -> list[Any]:
    return [broadcast_like(_widen(dy, node), node.inputs[0])]


def _mean_grad(node: Any, dy: Any) -> list[Any]:
    x = node.inputs[0]
    return [broadcast_like(_widen(dy / count(x, node.attrs["axes"]), node), x)]


def _extremum_grad(node: Any, dy: Any) -> list[Any]:
    """Ties share the gradient equally."""
    x, y = node.inputs[0], _widen(node.outputs[0], node)
    hit = cast(equal(x, y), x.dtype)
    ties = SUM(hit, axes=node.attrs["axes"], keepdims=True)
    return [hit * (_widen(dy, node) / ties)]


def _prod_grad(node: Any, dy: Any) -> list[Any]:
    """`dy * product of the others`; where one factor is 0 the others' product is formed without it."""
    x, axes = node.inputs[0], node.attrs["axes"]
    zero = equal(x, 0)
    safe = where(zero, 1, x)
    zeros = SUM(cast(zero, x.dtype), axes=axes, keepdims=True)
    product = PROD(safe, axes=axes, keepdims=True)
    without_zero = where(equal(zeros, 0), product / safe, where(equal(zeros, 1) & zero, product, 0))
    return [_widen(dy, node) * without_zero]


def _reference(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda x, axes, keepdims: function(x, axis=axes, keepdims=keepdims)


def _np_sum(x: Any, axis: Any, keepdims: bool) -> Any:
    return x.sum(axis=axis, keepdims=keepdims, dtype=x.dtype)


def _np_prod(x: Any, axis: Any, keepdims: bool) -> Any:
    return x.prod(axis=axis, keepdims=keepdims, dtype=x.dtype)


SUM = register(Op("sum", _shape_rule(), _sum_grad, _reference(_np_sum)))
PROD = register(Op("prod", _shape_rule(), _prod_grad, _reference(_np_prod)))
MEAN = register(Op("mean", _shape_rule(), _mean_grad, _reference(np.mean)))
MAX = register(Op("max", _shape_rule(), _extremum_grad, _reference(np.max)))
MIN = register(Op("min", _shape_rule(), _extremum_grad, _reference(np.min)))
ANY = register(Op("any", _shape_rule("bool"), None, _reference(np.any)))
ALL = register(Op("all", _shape_rule("bool"), None, _reference(np.all)))


def _arg(name: str, function: Callable[..., Any]) -> Op:
    return register(
        Op(
            name,
            lambda x, axis: [Spec(_reduced(x, (axis,), False), "int32")],
            None,
            lambda x, axis: function(x, axis=axis).astype(np.int32),
        )
    )


ARGMAX = _arg("argmax", np.argmax)
ARGMIN = _arg("argmin", np.argmin)


def _fold(op: Op, x: Any, axis: Any, keepdims: bool) -> Any:
    axes = normalize_axes(axis, len(spec(x).shape), op.name)
    if not axes:
        return cast(x, "bool") if op.name in ("any", "all") else x
    return op(x, axes=axes, keepdims=bool(keepdims))


def count(x: Any, axis: Any = None) -> Any:
    """How many elements each reduction over `axis` takes in, in the dtype of `x`."""
    shape, dtype = spec(x)
    axes = normalize_axes(axis, len(shape), "count")
    kind = dtype if dtypes.is_float(dtype) else "float32"
    known: list[Any] = [shape[a] for a in axes]
    if None not in known:
        return np.asarray(np.prod(known, dtype=np.float64), dtypes.numpy_dtype(kind))
    return COUNT(x, axes=axes, dtype=kind)


def sum(x: Any, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001
    """Sum over axes; booleans are counted."""
    (x,) = match(x)
    return _fold(SUM, cast(x, "int32") if spec(x).dtype == "bool" else x, axis, keepdims)


def prod(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Product over axes."""
    (x,) = match(x)
    return _fold(PROD, cast(x, "int32") if spec(x).dtype == "bool" else x, axis, keepdims)


def mean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Arithmetic mean over axes; integers give floats."""
    (x,) = match(x, to_float=True)
    return _fold(MEAN, x, axis, keepdims)


def max(x: Any, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001
    """Largest value over axes; nan wins."""
    (x,) = match(x)
    return _fold(MAX, x, axis, keepdims)


def min(x: Any, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001
    """Smallest value over axes; nan wins."""
    (x,) = match(x)
    return _fold(MIN, x, axis, keepdims)


amax, amin = max, min


def any(x: Any, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001
    """Whether any value over axes is true."""
    return _fold(ANY, cast(x, "bool"), axis, keepdims)


def all(x: Any, axis: Any = None, keepdims: bool = False) -> Any:  # noqa: A001
    """Whether all values over axes are true."""
    return _fold(ALL, cast(x, "bool"), axis, keepdims)


def _arg_index(op: Op, x: Any, axis: int | None, keepdims: bool) -> Any:
    (x,) = match(x)
    ndim = len(spec(x).shape)
    if axis is None:
        index = op(reshape(x, (-1,)), axis=0)
        return reshape(index, (1,) * ndim) if keepdims else index
    axis = normalize_axis(axis, ndim, op.name)
    index = op(x, axis=axis)
    return expand_dims(index, axis) if keepdims else index


def argmax(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """Index of the largest value (the first of equals), int32."""
    return _arg_index(ARGMAX, x, axis, keepdims)


def argmin(x: Any, axis: int | None = None, keepdims: bool = False) -> Any:
    """Index of the smallest value (the first of equals), int32."""
    return _arg_index(ARGMIN, x, axis, keepdims)


def var(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Variance over axes: the mean of squared distances from the mean."""
    (x,) = match(x, to_float=True)
    return mean(square(subtract(x, mean(x, axis, True))), axis, keepdims)


def std(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Standard deviation over axes."""
    return sqrt(var(x, axis, keepdims))


def logsumexp(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """`log(sum(exp(x)))`, shifted by the maximum so that it cannot overflow."""
    (x,) = match(x, to_float=True)
    top = stop_gradient(max(x, axis, True))
    top = where(equal(absolute(top), float("inf")), 0.0, top)
    folded = log(sum(exp(subtract(x, top)), axis, True)) + top
    if keepdims:
        return folded
    axes = normalize_axes(axis, len(spec(x).shape), "logsumexp")
    from .shape import squeeze

    return squeeze(folded, axes) if axes else folded


def norm(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Euclidean norm over axes."""
    return sqrt(sum(square(x), axis, keepdims))


def average(x: Any, axis: Any = None, weights: Any = None) -> Any:
    """Mean over axes, weighted when `weights` is given."""
    if weights is None:
        return mean(x, axis)
    x, weights = match(x, weights, to_float=True)
    weights = broadcast_like(weights, x)
    return divide(sum(multiply(x, weights), axis), sum(weights, axis))
