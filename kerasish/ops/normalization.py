"""Ops of normalization: moments of channels and of rows in one pass over memory, and the functions built on them.

A normalized tensor leaves as `x * scale + shift`, two elementwise ops that the plan fuses with what comes after; the
costly part, sums over everything but the channels, is one op forwards and one backwards.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .core import Op, Spec, match, normalize_axes, normalize_axis, register, spec
from .elementwise import absolute, add, cast, maximum, multiply, negative, power, rsqrt, square, subtract
from .reduction import count, mean, sum  # noqa: A004
from .shape import broadcast_like, expand_dims, reshape, reshape_like, squeeze, transpose, zeros_like

Array = np.ndarray[Any, Any]


def _per_channel(x: Any, leading: int) -> tuple[Any, ...]:
    return (*tuple(x.shape)[:leading], x.shape[-1])


def _between(x: Any, leading: int) -> tuple[int, ...]:
    """The axes that are summed over: those between the leading ones and the channels."""
    return tuple(range(leading, len(x.shape) - 1))


def _widen(vector: Any, x: Any, leading: int) -> Any:
    """A value per channel, (..., C), where it broadcasts against `x`."""
    axes = _between(x, leading)
    return expand_dims(vector, axes) if leading and axes else vector


def _wide(vector: Array, x: Array, leading: int) -> Array:
    return np.expand_dims(vector, _between(x, leading)).astype(np.float64)


def _moments_reference(x: Array, leading: int) -> tuple[Array, Array]:
    axes, wide = _between(x, leading), x.astype(np.float64)
    if not axes:
        return x.copy(), np.zeros_like(x)
    if 0 in x.shape[leading:-1]:
        empty = np.full(_per_channel(x, leading), np.nan, x.dtype)
        return empty, empty
    return wide.mean(axes).astype(x.dtype), wide.var(axes).astype(x.dtype)


def _moments_grad(node: Any, dmean: Any, dvariance: Any) -> list[Any]:
    """`dx = (dmean + 2 * (x - mean) * dvariance) / N`, as `x * slope + rest` with a slope and a rest per channel."""
    x, leading = node.inputs[0], node.attrs["leading"]
    total = count(x, _between(x, leading))
    rest = None if dmean is None else dmean / total
    if dvariance is None:
        return [broadcast_like(_widen(rest, x, leading), x)]
    slope = dvariance * (2.0 / total)
    product = multiply(node.outputs[0], slope)
    rest = negative(product) if rest is None else subtract(rest, product)
    return [add(multiply(x, _widen(slope, x, leading)), _widen(rest, x, leading))]


CHANNEL_MOMENTS = register(
    Op(
        "channel_moments",
        lambda x, leading: [Spec(_per_channel(x, leading), x.dtype)] * 2,
        _moments_grad,
        _moments_reference,
    )
)


def _sums_reference(x: Array, mean: Array, dy: Array, leading: int) -> tuple[Array, Array]:
    axes, wide = _between(x, leading), dy.astype(np.float64)
    products = wide * (x.astype(np.float64) - _wide(mean, x, leading))
    return wide.sum(axes).astype(x.dtype), products.sum(axes).astype(x.dtype)


def _sums_grad(node: Any, dsums: Any, dproducts: Any) -> list[Any]:
    (x, centre, dy), leading = node.inputs, node.attrs["leading"]
    flow = None if dsums is None else broadcast_like(_widen(dsums, x, leading), x)
    if dproducts is None:
        return [None, None, flow]
    wide = _widen(dproducts, x, leading)
    ddy = multiply(subtract(x, _widen(centre, x, leading)), wide)
    return [multiply(dy, wide), -dproducts * node.outputs[0], ddy if flow is None else add(ddy, flow)]


CHANNEL_SUMS = register(
    Op(
        "channel_sums",
        lambda x, mean, dy, leading: [Spec(_per_channel(x, leading), x.dtype)] * 2,
        _sums_grad,
        _sums_reference,
    )
)


def _affine_grad(node: Any, dy: Any) -> list[Any]:
    """Of `y = (x - mean) * scale + shift`: both sums over the rows of `dy` in one pass."""
    (_, x, centre, scale, _), leading = node.inputs, node.attrs["leading"]
    sums, products = CHANNEL_SUMS(x, centre, dy, leading=leading)
    return [None, multiply(dy, _widen(scale, x, leading)), -scale * sums, products, sums]


CHANNEL_AFFINE = register(
    Op(
        "channel_affine",
        lambda y, x, mean, scale, shift, leading: [Spec(tuple(y.shape), y.dtype)],
        _affine_grad,
        lambda y, x, mean, scale, shift, leading: y,
        shape_only=(1, 2, 3, 4),
        view=True,
    )
)
"""`y` as it is: elementwise ops have computed it from the other inputs, and this op has their gradient, in one pass.

It is gone by the time that a plan is made.
"""


def channel_moments(x: Any, leading: int = 0) -> tuple[Any, Any]:
    """Mean and variance of each channel (the last axis), over all axes behind the first `leading` ones.

    Arguments:
        x: (..., C).
        leading: how many axes at the front are kept: 0 for one mean per channel, 1 for one per sample and channel.

    Returns:
        Mean and variance, (C,) or (*leading extents, C); the variance is the mean of squared distances.

    Source: Chan, Golub & LeVeque, 1983, "Algorithms for Computing the Sample Variance".
    """
    (x,) = match(x, to_float=True)
    return CHANNEL_MOMENTS(x, leading=leading)


def channel_affine(x: Any, mean: Any, scale: Any, shift: Any, leading: int = 0) -> Any:
    """`(x - mean) * scale + shift` with a vector per channel, computed as `x * scale + (shift - mean * scale)`.

    Arguments:
        x: (..., C).
        mean: (C,), or None for 0; with `leading` axes in front, as scale and shift.
        scale, shift: (C,), or None for 1 and 0.
        leading: how many axes of `x` the vectors have too.

    Returns:
        A tensor like `x`.
    """
    if scale is None:  # sums alone: their own gradients are as good
        moved = x if mean is None else subtract(x, _widen(mean, x, leading))
        return moved if shift is None else add(moved, _widen(shift, x, leading))
    zero = zeros_like(scale)
    offset = shift
    if mean is not None:
        product = multiply(mean, scale)
        offset = negative(product) if shift is None else subtract(shift, product)
    y = multiply(x, _widen(scale, x, leading))
    y = y if offset is None else add(y, _widen(offset, x, leading))
    centre, shift = zero if mean is None else mean, zero if shift is None else shift
    return CHANNEL_AFFINE(y, x, centre, scale, shift, leading=leading)


def _rows_reference(x: Array, epsilon: float, centred: bool) -> tuple[Array, Array]:
    wide = x.astype(np.float64)
    moved = wide - wide.mean(-1, keepdims=True) if centred and x.size else wide
    inverse = 1.0 / np.sqrt((moved**2).mean(-1, keepdims=True) + epsilon) if x.size else wide[..., :1]
    shape = x.shape[:-1]
    return (moved * inverse).astype(x.dtype), (inverse.reshape(shape) if x.size else np.zeros(shape)).astype(x.dtype)


def _rows_grad(node: Any, dy: Any, dinverse: Any) -> list[Any]:
    (x,), (y, inverse), centred = node.inputs, node.outputs, node.attrs["centred"]
    dx = None if dy is None else NORMALIZE_ROWS_GRAD(y, inverse, dy, centred=centred)
    if dinverse is None:
        return [dx]
    share = expand_dims(-dinverse * square(inverse) / count(x, -1), -1)
    through = multiply(y, share)
    return [through if dx is None else add(dx, through)]


NORMALIZE_ROWS = register(
    Op(
        "normalize_rows",
        lambda x, epsilon, centred: [Spec(tuple(x.shape), x.dtype), Spec(tuple(x.shape[:-1]), x.dtype)],
        _rows_grad,
        _rows_reference,
    )
)


def _rows_grad_reference(y: Array, inverse: Array, dy: Array, centred: bool) -> Array:
    if not y.size:
        return dy.copy()
    wide, ydy = dy.astype(np.float64), (y.astype(np.float64) * dy).mean(-1, keepdims=True)
    moved = wide - wide.mean(-1, keepdims=True) if centred else wide
    return ((moved - y * ydy) * inverse[..., None]).astype(y.dtype)


def _rows_grad_grad(node: Any, dg: Any) -> list[Any]:
    """`inverse * (dy - mean(dy) - y * mean(y * dy))` once more: of `dy` it is its own adjoint."""
    (y, inverse, dy), centred = node.inputs, node.attrs["centred"]
    scaled, crossed = dg * expand_dims(inverse, -1), mean(y * dy, -1, True)
    bare = dy - y * crossed
    return [
        -(scaled * crossed + dy * mean(scaled * y, -1, True)),
        sum(dg * (bare - mean(dy, -1, True) if centred else bare), -1),
        NORMALIZE_ROWS_GRAD(y, inverse, dg, centred=centred),
    ]


NORMALIZE_ROWS_GRAD: Op = register(
    Op(
        "normalize_rows_grad",
        lambda y, inverse, dy, centred: [Spec(tuple(y.shape), y.dtype)],
        _rows_grad_grad,
        _rows_grad_reference,
    )
)


def normalize_rows(x: Any, epsilon: float, centred: bool = True) -> Any:
    """Each row (the last axis) less its mean, divided by the root of its mean square.

    Arguments:
        x: (..., F).
        epsilon: added to the mean square.
        centred: whether the mean is taken off first.

    Returns:
        A tensor like `x`.
    """
    (x,) = match(x, to_float=True)
    return NORMALIZE_ROWS(x, epsilon=float(epsilon), centred=bool(centred))[0]


def axes_last(x: Any, axes: tuple[int, ...]) -> tuple[Any, list[int]]:
    """`x` with these axes moved to the end and joined to one, and the order that was used."""
    ndim = len(spec(x).shape)
    order = [i for i in range(ndim) if i not in axes] + list(axes)
    moved = transpose(x, order) if order != list(range(ndim)) else x
    if len(axes) == 1:
        return moved, order
    shape = [-1 if s is None else s for s in spec(moved).shape]
    width = int(np.prod(shape[ndim - len(axes) :]))
    if shape.count(-1) > 1 or width < 0:
        rows = [i for i in range(ndim - len(axes)) if shape[i] == -1]
        raise ValueError(f"axes {axes}: the extents of axes joined must be known, and of {rows} only one may not.")
    return reshape(moved, [*shape[: ndim - len(axes)], width]), order


def axes_back(y: Any, like: Any, order: list[int]) -> Any:
    """The inverse of `axes_last`: a tensor of the joined form brought to the shape of `like`."""
    moved = order != list(range(len(order)))
    if len(spec(y).shape) != len(order):
        y = reshape_like(y, transpose(like, order) if moved else like)
    return transpose(y, [int(i) for i in np.argsort(order)]) if moved else y


def moments(x: Any, axes: Any, keepdims: bool = False, synchronized: bool = False) -> tuple[Any, Any]:
    """Mean and variance over axes.

    Arguments:
        x: the tensor.
        axes: an axis, several, or None for all.
        keepdims: whether the axes stay, with extent 1.
        synchronized: across devices; must be False, as there is one.
    """
    if synchronized:
        raise NotImplementedError("moments(synchronized=True) is not there yet: there is one device.")
    (x,) = match(x, to_float=True)
    ndim = len(spec(x).shape)
    axes = normalize_axes(axes, ndim, "moments")
    if ndim > 1 and axes == tuple(range(ndim - 1)):
        found = CHANNEL_MOMENTS(x, leading=0)
    else:
        centre = mean(x, axes, True)
        found = tuple(_drop(v, axes) for v in (centre, mean(square(subtract(x, centre)), axes, True)))
    return tuple(expand_dims(v, axes) for v in found) if keepdims and axes else found  # type: ignore[return-value]


def _drop(value: Any, axes: tuple[int, ...]) -> Any:
    return squeeze(value, axes) if axes else value


def batch_normalization(
    x: Any, mean: Any, variance: Any, axis: int, offset: Any = None, scale: Any = None, epsilon: float = 1e-3
) -> Any:
    """`(x - mean) / sqrt(variance + epsilon) * scale + offset`, with vectors along one axis.

    Arguments:
        x: the tensor.
        mean, variance: (C,), C being the extent of the axis.
        axis: the axis.
        offset, scale: (C,), or None for 0 and 1.
        epsilon: added to the variance.
    """
    x, mean, variance = match(x, mean, variance, to_float=True)
    axis = normalize_axis(axis, len(spec(x).shape), "batch_normalization")
    factor = rsqrt(variance + epsilon)
    factor = factor if scale is None else factor * scale
    shift = -mean * factor if offset is None else offset - mean * factor
    moved, order = axes_last(x, (axis,))
    return axes_back(add(multiply(moved, factor), shift), x, order)


def layer_normalization(
    x: Any, gamma: Any = None, beta: Any = None, axis: Any = -1, epsilon: float | None = None, rms_scaling: bool = False
) -> Any:
    """Mean 0 and variance 1 over axes of each sample, times `gamma`, plus `beta`.

    Arguments:
        x: the tensor.
        gamma, beta: of the extents of the axes, or None for 1 and 0.
        axis: an axis, or several.
        epsilon: added to the variance; `config.epsilon()` when None.
        rms_scaling: divide by the standard deviation without taking off the mean (Keras 3's name for it is wrong).
    """
    (x,) = match(x, to_float=True)
    flat, order = axes_last(x, normalize_axes(axis, len(spec(x).shape), "layer_normalization"))
    epsilon = _epsilon() if epsilon is None else epsilon
    if rms_scaling:
        y = multiply(flat, rsqrt(mean(square(subtract(flat, mean(flat, -1, True))), -1, True) + epsilon))
    else:
        y = normalize_rows(flat, epsilon)
    return axes_back(channel_affine(y, None, _flat(gamma, y), _flat(beta, y)), x, order)


def rms_normalization(x: Any, scale: Any = None, axis: Any = -1, epsilon: float | None = None) -> Any:
    """`x / sqrt(mean(x**2) + epsilon)` over axes, times `scale`.

    Arguments:
        x: the tensor.
        scale: of the extents of the axes, or None for 1.
        axis: an axis, or several.
        epsilon: added to the mean square; `config.epsilon()` when None.

    Source: Zhang & Sennrich, 2019, arXiv:1910.07467.
    """
    (x,) = match(x, to_float=True)
    flat, order = axes_last(x, normalize_axes(axis, len(spec(x).shape), "rms_normalization"))
    y = normalize_rows(flat, _epsilon() if epsilon is None else epsilon, centred=False)
    return axes_back(channel_affine(y, None, _flat(scale, y), None), x, order)


def normalize(x: Any, axis: Any = -1, order: int = 2, epsilon: float | None = None) -> Any:
    """`x` divided by its norm along an axis; a norm below `epsilon` counts as `epsilon`.

    Arguments:
        x: the tensor.
        axis: an axis, several, or None for all.
        order: of the norm: 2 for the Euclidean one.
        epsilon: the least norm; `config.epsilon()` when None.

    Errors:
        ValueError for an order that is no positive integer.
    """
    if not isinstance(order, int) or order < 1:
        raise ValueError(f"normalize needs a positive integer for order, received {order!r}.")
    (x,) = match(x, to_float=True)
    least = _epsilon() if epsilon is None else epsilon
    if order == 2:
        return multiply(x, rsqrt(maximum(sum(square(x), axis, True), least**2)))
    norm = sum(absolute(x) if order == 1 else power(absolute(x), float(order)), axis, True)
    return x / maximum(norm if order == 1 else power(norm, 1.0 / order), least)


def _flat(vector: Any, y: Any) -> Any:
    """Weights of joined axes as a vector of the dtype of `y`."""
    if vector is None:
        return None
    (vector,) = match(vector, to_float=True)
    vector = vector if len(spec(vector).shape) == 1 else reshape(vector, (-1,))
    return cast(vector, spec(y).dtype)


def _epsilon() -> float:
    from ..config import epsilon

    return float(epsilon())


__all__ = [
    "batch_normalization",
    "layer_normalization",
    "moments",
    "normalize",
    "rms_normalization",
]
