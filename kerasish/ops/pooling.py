"""Pooling over any number of spatial axes, channels last, and its gradients.

    max_pool       y[o, c] = max over k of x[o * stride + k - pad, c], and the tap k where it was; padding never wins
    max_pool_grad  dx: dy, each where its maximum was      max_pool_take  the gradient of that: x at those places
    avg_pool       y[o, c] = mean over k of the same; padding is not counted
    avg_pool_grad  dx: each share of the mean its share of dy. The two are linear, each the gradient of the other.

Among equals the first in the window is the maximum, and the first nan is above all numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..config import image_data_format
from ..errors import explain
from ..kernels.windows import geometry
from .conv import each_axis, taps
from .core import Op, Spec, match, register, spec
from .reduction import max as _max
from .reduction import mean
from .shape import getitem, moveaxis, stack

__all__ = ["adaptive_average_pool", "adaptive_max_pool", "average_pool", "max_pool"]

Array = np.ndarray[Any, Any]


def tap_dtype(window: Sequence[int]) -> str:
    """The dtype of tap numbers: one byte where it can hold them."""
    return "uint8" if int(np.prod(window)) <= 255 else "int32"


def _ones(window: Sequence[int]) -> tuple[int, ...]:
    return (1,) * len(window)


def _pooled(x: Any, window: Any, strides: Any, padding: Any) -> tuple[int | None, ...]:
    """The shape of a pooled tensor."""
    extents = tuple(x.shape[1:-1])
    if len(window) != len(extents):
        raise ValueError(
            explain(
                f"Pooling of {tuple(x.shape)} with a window of {tuple(window)} failed.",
                f"an input with {len(window) + 2} axes: batch, {len(window)} spatial, channels",
            )
        )
    found = geometry(extents, window, strides, padding, _ones(window))
    short = any(extent == 0 or (n is not None and n <= 0) for extent, n in zip(extents, found.out, strict=True))
    if short and padding != "same":
        raise ValueError(
            explain(
                f"Pooling of {tuple(x.shape)} with a window of {tuple(window)} has no output.",
                f"spatial extents of at least {tuple(window)}, the window's",
                str(extents),
                "a smaller window, padding='same', or a larger input",
            )
        )
    if any(pad >= k for pads, k in zip(found.pads, window, strict=True) for pad in pads):
        raise ValueError(f"Pooling with padding {found.pads} has windows of nothing but padding: it reaches {window}.")
    return (x.shape[0], *found.out, x.shape[-1])


def _max_infer(x: Any, window: Any, strides: Any, padding: Any) -> list[Spec]:
    shape = _pooled(x, window, strides, padding)
    return [Spec(shape, x.dtype), Spec(shape, tap_dtype(window))]


def _max_reference(x: Array, window: Any, strides: Any, padding: Any) -> tuple[Array, Array]:
    found, parts, _, _ = _window_places(x, window, strides, padding)
    border = [(0, 0), *found.pads, (0, 0)]
    padded, inside = np.pad(x, border), np.pad(np.ones((1, *x.shape[1:-1], 1), bool), border)
    shape = (x.shape[0], *found.out, x.shape[-1])
    best, at, seen = np.zeros(shape, x.dtype), np.zeros(shape, tap_dtype(window)), np.zeros(shape, bool)
    for tap, part in enumerate(parts):
        value, real = padded[part], inside[part]
        better = real & (~seen | (value > best) | ((value != value) & (best == best)))
        best, at, seen = np.where(better, value, best), np.where(better, tap, at), seen | real
    return best, at.astype(tap_dtype(window))


def _window_places(like: Any, window: Any, strides: Any, padding: Any) -> Any:
    """For each tap, the part of the padded input that it meets; and the part of that which is the input."""
    found = geometry(like.shape[1:-1], window, strides, padding, _ones(window))
    whole = (like.shape[0], *(n + lo + hi for n, (lo, hi) in zip(like.shape[1:-1], found.pads)), like.shape[-1])
    inside = tuple(slice(lo, lo + n) for (lo, _), n in zip(found.pads, like.shape[1:-1], strict=True))
    parts = [(slice(None), *part) for _, part in taps(found.out, window, strides, _ones(window))]
    return found, parts, whole, (slice(None), *inside)


def _max_grad_reference(dy: Array, index: Array, x: Any, window: Any, strides: Any, padding: Any) -> Array:
    _, parts, whole, inside = _window_places(x, window, strides, padding)
    dx = np.zeros(whole)
    for tap, part in enumerate(parts):
        dx[part] += np.where(index == tap, dy, 0)
    return dx[inside].astype(dy.dtype)


def _max_take_reference(x: Array, index: Array, window: Any, strides: Any, padding: Any) -> Array:
    found, parts, _, _ = _window_places(x, window, strides, padding)
    padded = np.pad(x, [(0, 0), *found.pads, (0, 0)])
    y = np.zeros(index.shape, x.dtype)
    for tap, part in enumerate(parts):
        y = np.where(index == tap, padded[part], y)
    return y


def _counts(like: Any, window: Any, strides: Any, padding: Any) -> Array:
    """How many positions of each window are not padding, (1, ..., 1)."""
    found, parts, whole, inside = _window_places(like, window, strides, padding)
    real = np.zeros((1, *whole[1:-1], 1))
    real[inside] = 1
    return sum((real[part] for part in parts), np.zeros((1, *found.out, 1)))  # type: ignore[arg-type]


def _avg_reference(x: Array, window: Any, strides: Any, padding: Any) -> Array:
    found, parts, _, _ = _window_places(x, window, strides, padding)
    padded = np.pad(x.astype(np.float64), [(0, 0), *found.pads, (0, 0)])
    y = np.zeros((x.shape[0], *found.out, x.shape[-1]))
    for part in parts:
        y += padded[part]
    return (y / _counts(x, window, strides, padding)).astype(x.dtype)


def _avg_grad_reference(dy: Array, x: Any, window: Any, strides: Any, padding: Any) -> Array:
    _, parts, whole, inside = _window_places(x, window, strides, padding)
    dx, share = np.zeros(whole), dy / _counts(x, window, strides, padding)
    for part in parts:
        dx[part] += share
    return dx[inside].astype(dy.dtype)


def _like_last(*inputs: Any, **_: Any) -> list[Spec]:
    return [Spec(tuple(inputs[-1].shape), inputs[0].dtype)]


def _max_gradient(node: Any, dy: Any, dindex: Any) -> list[Any]:
    del dindex  # a position has no gradient
    return [None if dy is None else MAX_POOL_GRAD(dy, node.outputs[1], node.inputs[0], **node.attrs)]


MAX_POOL: Op = register(Op("max_pool", _max_infer, _max_gradient, _max_reference))
MAX_POOL_GRAD: Op = register(
    Op(
        "max_pool_grad",
        _like_last,
        lambda node, g: [MAX_POOL_TAKE(g, node.inputs[1], **node.attrs), None, None],
        _max_grad_reference,
        shape_only=(2,),
    )
)
MAX_POOL_TAKE: Op = register(
    Op(
        "max_pool_take",
        lambda x, index, **_: [Spec(tuple(index.shape), x.dtype)],
        lambda node, dy: [MAX_POOL_GRAD(dy, node.inputs[1], node.inputs[0], **node.attrs), None],
        _max_take_reference,
    )
)
AVG_POOL: Op = register(
    Op(
        "avg_pool",
        lambda x, **attrs: [Spec(_pooled(x, **attrs), x.dtype)],
        lambda node, dy: [AVG_POOL_GRAD(dy, node.inputs[0], **node.attrs)],
        _avg_reference,
    )
)
AVG_POOL_GRAD: Op = register(
    Op(
        "avg_pool_grad",
        _like_last,
        lambda node, g: [AVG_POOL(g, **node.attrs), None],
        _avg_grad_reference,
        shape_only=(1,),
    )
)


def _pool(op: Op, inputs: Any, pool_size: Any, strides: Any, padding: Any, data_format: str | None) -> Any:
    """Apply a pooling op in either data format."""
    first = (data_format or image_data_format()) == "channels_first"
    x = moveaxis(inputs, 1, -1) if first else inputs
    rank = len(spec(x).shape) - 2
    if rank not in (1, 2, 3):
        raise ValueError(f"Pooling needs an input with 3, 4 or 5 axes, received shape {spec(x).shape}.")
    window = each_axis(pool_size, rank)
    result = op(
        x, window=window, strides=each_axis(window if strides is None else strides, rank), padding=_pads(padding)
    )
    y = result[0] if isinstance(result, (tuple, list)) else result
    return moveaxis(y, -1, 1) if first else y


def _pads(padding: Any) -> Any:
    if not isinstance(padding, str):
        return tuple((int(lo), int(hi)) for lo, hi in padding)
    if padding.lower() not in ("valid", "same"):
        raise ValueError(f"Pooling needs padding 'valid' or 'same', or a pair for each axis, received {padding!r}.")
    return padding.lower()


def max_pool(
    inputs: Any, pool_size: Any, strides: Any = None, padding: Any = "valid", data_format: str | None = None
) -> Any:
    """The largest value of each window; padding never wins.

    Arguments:
        inputs: (B, ..., C), or (B, C, ...) when `data_format` is 'channels_first'; one to three spatial axes.
        pool_size: extent of the window, an integer or one for each spatial axis.
        strides: distance between windows; `pool_size` when None.
        padding: 'valid', 'same', or a pair (before, after) for each spatial axis.
        data_format: where the channels are; that of the configuration when None.

    Returns:
        The same axes, the spatial ones shorter.

    >>> max_pool(np.array([[[1.0], [3.0], [2.0], [0.0]]]), 2).tolist()
    [[[3.0], [2.0]]]
    """
    return _pool(MAX_POOL, match(inputs)[0], pool_size, strides, padding, data_format)


def average_pool(
    inputs: Any, pool_size: Any, strides: Any = None, padding: Any = "valid", data_format: str | None = None
) -> Any:
    """The mean of each window; padding is not counted. Arguments as for `max_pool`.

    >>> average_pool(np.array([[[1.0], [3.0], [2.0], [0.0]]]), 2).tolist()
    [[[2.0], [1.0]]]
    """
    return _pool(AVG_POOL, match(inputs, to_float=True)[0], pool_size, strides, padding, data_format)


def _adaptive(fold: Any, op: Op, x: Any, output_size: Any, data_format: str | None, name: str) -> Any:
    """Cut each spatial axis into parts of nearly equal size and fold each; axes one after another."""
    first = (data_format or image_data_format()) == "channels_first"
    shape = spec(x).shape
    rank, start = len(shape) - 2, 2 if first else 1
    sizes, extents = each_axis(output_size, rank), shape[start : start + rank]
    if len(sizes) != rank:
        raise ValueError(f"{name}: output_size needs {rank} integers for inputs {shape}, received {output_size!r}.")
    known = [n for n in extents if n is not None]
    if 0 in known:
        raise ValueError(f"{name}: an input of shape {shape} has nothing to fold.")
    if len(known) == rank and not any(n % size for n, size in zip(known, sizes, strict=True)):
        window = tuple(n // size for n, size in zip(known, sizes, strict=True))
        return _pool(op, x, window, None, "valid", data_format)
    for axis, (extent, size) in enumerate(zip(extents, sizes, strict=True), start):
        x = _adapt_axis(fold, x, axis, extent, size, name)
    return x


def _adapt_axis(fold: Any, x: Any, axis: int, extent: int | None, size: int, name: str) -> Any:
    """One axis cut into `size` parts: part i is from `floor(i * extent / size)` to `ceil((i + 1) * extent / size)`."""
    if size == extent:
        return x
    if size == 1:
        return fold(x, axis, True)
    if extent is None:
        raise ValueError(f"{name}: axis {axis} of the input has an unknown extent, which cannot be cut into {size}.")
    ends = [(i * extent // size, -(-(i + 1) * extent // size)) for i in range(size)]
    before = (slice(None),) * axis
    return stack([fold(getitem(x, (*before, slice(*pair))), axis) for pair in ends], axis)


def adaptive_max_pool(inputs: Any, output_size: Any, data_format: str | None = None) -> Any:
    """The largest value of each of `output_size` parts of nearly equal size, whatever the extents of the input.

    Arguments:
        inputs: (B, ..., C), or (B, C, ...) when `data_format` is 'channels_first'; one to three spatial axes.
        output_size: extents of the output, an integer or one for each spatial axis.
        data_format: where the channels are; that of the configuration when None.

    >>> adaptive_max_pool(np.array([[[1.0], [3.0], [2.0]]]), 2).tolist()
    [[[3.0], [3.0]]]
    """
    return _adaptive(_max, MAX_POOL, match(inputs)[0], output_size, data_format, "adaptive_max_pool")


def adaptive_average_pool(inputs: Any, output_size: Any, data_format: str | None = None) -> Any:
    """The mean of each of `output_size` parts of nearly equal size. Arguments as for `adaptive_max_pool`.

    >>> adaptive_average_pool(np.array([[[1.0], [3.0], [2.0]]]), 2).tolist()
    [[[2.0], [2.5]]]
    """
    x = match(inputs, to_float=True)[0]
    return _adaptive(mean, AVG_POOL, x, output_size, data_format, "adaptive_average_pool")
