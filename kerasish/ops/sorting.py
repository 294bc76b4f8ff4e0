"""Order along an axis, running sums, gathering along an axis, and counting into bins.

The primitives work on the last axis of their input (R rows of N); the functions move any other axis there and back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .core import Op, Spec, match, normalize_axis, register, spec
from .elementwise import cast, divide, greater, less, multiply
from .reduction import sum as _sum
from .shape import broadcast_like, expand_dims, moveaxis, ones_like, reshape

Array = np.ndarray[Any, Any]


def _argsort_reference(x: Array, descending: bool) -> Array:
    """Stable in both directions: the first of equals comes first. nan comes last going up, first going down."""
    if not descending:
        return np.argsort(x, axis=-1, kind="stable").astype(np.int32)
    backwards = np.argsort(x[..., ::-1], axis=-1, kind="stable")[..., ::-1]
    return (x.shape[-1] - 1 - backwards).astype(np.int32)


def _along_reference(x: Array, indices: Array) -> Array:
    extent = x.shape[-1]
    return np.take_along_axis(x, indices % extent if extent else indices, axis=-1)


def _put_along_reference(dy: Array, indices: Array, like: Array) -> Array:
    result = np.zeros(like.shape, dy.dtype)
    rows = np.arange(int(np.prod(like.shape[:-1], dtype=np.int64)))[:, None]
    flat = indices.reshape(len(rows), indices.shape[-1])
    np.add.at(result.reshape(len(rows), like.shape[-1]), (rows, flat), dy.reshape(flat.shape))
    return result


def _cumsum_reference(x: Array, reverse: bool) -> Array:
    if reverse:
        return np.cumsum(x[..., ::-1], axis=-1, dtype=x.dtype)[..., ::-1]
    return np.cumsum(x, axis=-1, dtype=x.dtype)


def _searchsorted_reference(edges: Array, x: Array, side: Any) -> Array:
    return np.searchsorted(edges, x, side=side).astype(np.int32)


def _bincount_reference(x: Array, weights: Array, length: int) -> Array:
    rows = x.reshape(int(np.prod(x.shape[:-1], dtype=np.int64)), x.shape[-1])
    amounts = np.broadcast_to(weights, x.shape).reshape(rows.shape)
    result = np.zeros((len(rows), length), weights.dtype)
    inside = (rows >= 0) & (rows < length)
    np.add.at(result, (np.nonzero(inside)[0], rows[inside]), amounts[inside])
    return result.reshape(*x.shape[:-1], length)


def _bincount_gradient(node: Any, dy: Any) -> list[Any]:
    """Every weight gets the gradient of its bin; indices outside the bins get none."""
    x, length = node.inputs[0], node.attrs["length"]
    inside = cast(x >= 0, dy.dtype) * cast(less(x, length), dy.dtype)
    return [None, multiply(take_along_axis(dy, cast(x, "int32") * cast(inside, "int32"), -1), inside)]


ARGSORT = register(Op("argsort", lambda x, descending: [Spec(tuple(x.shape), "int32")], None, _argsort_reference))
TAKE_ALONG = register(
    Op(
        "take_along",
        lambda x, indices: [Spec(tuple(indices.shape), x.dtype)],
        lambda node, dy: [PUT_ALONG(dy, node.inputs[1], node.inputs[0]), None],
        _along_reference,
    )
)
PUT_ALONG: Op = register(
    Op(
        "put_along",
        lambda dy, indices, like: [Spec(tuple(like.shape), dy.dtype)],
        lambda node, dy: [TAKE_ALONG(dy, node.inputs[1]), None, None],
        _put_along_reference,
        shape_only=(2,),
    )
)
CUMSUM: Op = register(
    Op(
        "cumsum",
        lambda x, reverse: [Spec(tuple(x.shape), x.dtype)],
        lambda node, dy: [CUMSUM(dy, reverse=not node.attrs["reverse"])],
        _cumsum_reference,
    )
)
CUMPROD = register(
    Op(
        "cumprod",
        lambda x: [Spec(tuple(x.shape), x.dtype)],
        lambda node, dy: [divide(CUMSUM(multiply(dy, node.outputs[0]), reverse=True), node.inputs[0])],
        lambda x: np.cumprod(x, axis=-1, dtype=x.dtype),
    )
)
SEARCHSORTED = register(
    Op("searchsorted", lambda edges, x, side: [Spec(tuple(x.shape), "int32")], None, _searchsorted_reference)
)
BINCOUNT = register(
    Op(
        "bincount",
        lambda x, weights, length: [Spec((*x.shape[:-1], length), weights.dtype)],
        _bincount_gradient,
        _bincount_reference,
    )
)


def _on_last(function: Callable[[Any], Any], x: Any, axis: int | None, name: str) -> Any:
    """Apply a function of the last axis along `axis`; None flattens first."""
    if axis is None:
        return function(reshape(x, (-1,)))
    ndim = len(spec(x).shape)
    axis = normalize_axis(axis, ndim, name)
    if axis == ndim - 1:
        return function(x)
    return moveaxis(function(moveaxis(x, axis, -1)), -1, axis)


def argsort(x: Any, axis: int | None = -1) -> Any:
    """The indices that sort `x` along an axis, int32; among equals the first comes first.

    >>> argsort(np.array([3, 1, 2])).tolist()
    [1, 2, 0]
    """
    (x,) = match(x)
    return _on_last(lambda v: ARGSORT(v, descending=False), x, axis, "argsort")


def sort(x: Any, axis: int | None = -1) -> Any:
    """`x` in rising order along an axis.

    >>> sort(np.array([3, 1, 2])).tolist()
    [1, 2, 3]
    """
    (x,) = match(x)
    return _on_last(lambda v: TAKE_ALONG(v, ARGSORT(v, descending=False)), x, axis, "sort")


def top_k(x: Any, k: int, sorted: bool = True) -> tuple[Any, Any]:  # noqa: A002
    """The `k` largest values along the last axis, falling, and their indices; among equals the first comes first.

    >>> [part.tolist() for part in top_k(np.array([1, 5, 3]), 2)]
    [[5, 3], [1, 2]]
    """
    del sorted  # falling order is one of the orders that `sorted=False` allows
    (x,) = match(x)
    extent = spec(x).shape[-1]
    if extent is not None and not 0 <= k <= extent:
        raise ValueError(f"top_k: k={k} of an axis of extent {extent} (shape {spec(x).shape}).")
    indices = ARGSORT(x, descending=True)[..., : int(k)]
    return TAKE_ALONG(x, indices), indices


def in_top_k(targets: Any, predictions: Any, k: int) -> Any:
    """Whether the prediction for each target class is among the `k` largest of its row; ties count as within.

    >>> in_top_k(np.array([1, 0]), np.array([[0.1, 0.9], [0.2, 0.8]]), 1).tolist()
    [True, False]
    """
    (predictions,) = match(predictions, to_float=True)
    chosen = take_along_axis(predictions, expand_dims(cast(targets, "int32"), -1), -1)
    above = _sum(cast(greater(predictions, chosen), "int32"), -1)
    return less(above, int(k))


def take_along_axis(x: Any, indices: Any, axis: int | None = -1) -> Any:
    """For each index, the entry of `x` at that place along the axis, all other coordinates being equal.

    >>> take_along_axis(np.array([[1, 2], [3, 4]]), np.array([[1], [0]]), -1).tolist()
    [[2], [3]]
    """
    (x,) = match(x)
    indices = cast(indices, "int32")
    if axis is None:
        return TAKE_ALONG(reshape(x, (-1,)), reshape(indices, (-1,)))
    ndim = len(spec(x).shape)
    axis = normalize_axis(axis, ndim, "take_along_axis")
    if axis == ndim - 1:
        return TAKE_ALONG(x, indices)
    return moveaxis(TAKE_ALONG(moveaxis(x, axis, -1), moveaxis(indices, axis, -1)), -1, axis)


def cumsum(x: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Running sums along an axis (of the flattened `x` when None).

    >>> cumsum(np.array([1, 2, 3])).tolist()
    [1, 3, 6]
    """
    (x,) = match(x)
    x = cast(x, dtype) if dtype is not None else cast(x, "int32") if spec(x).dtype == "bool" else x
    return _on_last(lambda v: CUMSUM(v, reverse=False), x, axis, "cumsum")


def cumsum_from_end(x: Any, axis: int = -1) -> Any:
    """Running sums along an axis, from its end: each entry is the sum of itself and all after it.

    >>> cumsum_from_end(np.array([1, 2, 3])).tolist()
    [6, 5, 3]
    """
    (x,) = match(x)
    return _on_last(lambda v: CUMSUM(v, reverse=True), x, axis, "cumsum_from_end")


def cumprod(x: Any, axis: int | None = None, dtype: Any = None) -> Any:
    """Running products along an axis (of the flattened `x` when None). The gradient is nan where `x` is 0.

    >>> cumprod(np.array([1, 2, 3])).tolist()
    [1, 2, 6]
    """
    (x,) = match(x)
    x = cast(x, dtype) if dtype is not None else cast(x, "int32") if spec(x).dtype == "bool" else x
    return _on_last(CUMPROD, x, axis, "cumprod")


def searchsorted(sorted_sequence: Any, values: Any, side: str = "left") -> Any:
    """Where each value would go into a rising sequence of one axis, int32.

    >>> searchsorted(np.array([1.0, 2.0, 3.0]), np.array([2.0, 2.5])).tolist()
    [1, 2]
    """
    if side not in ("left", "right"):
        raise ValueError(f"searchsorted: side must be 'left' or 'right', received {side!r}.")
    if len(spec(sorted_sequence).shape) != 1:
        raise ValueError(f"searchsorted: the sequence needs one axis, received shape {spec(sorted_sequence).shape}.")
    edges, values = match(sorted_sequence, values)
    return SEARCHSORTED(edges, values, side=side)


def bin_sums(x: Any, weights: Any, length: int) -> Any:
    """Sums of weights per bin along the last axis: `out[..., b] = sum(weights[x == b])`; other indices are left out.

    >>> bin_sums(np.array([0, 2, 2]), np.array([1.0, 2.0, 3.0]), 4).tolist()
    [1.0, 0.0, 5.0, 0.0]
    """
    (weights,) = match(weights)
    return BINCOUNT(cast(x, "int32"), weights, length=int(length))


def bincount(x: Any, weights: Any = None, minlength: int = 0, sparse: bool = False) -> Any:
    """How often each integer 0, 1, ... occurs along the last axis, or the sums of weights where they are given.

    On arrays the result is as long as the largest integer asks, and at least `minlength`; in a graph it is `minlength`.

    >>> bincount(np.array([0, 2, 2])).tolist()
    [1, 0, 2]
    """
    if sparse:
        raise NotImplementedError("bincount: sparse results are not supported; use sparse=False.")
    length = int(minlength)
    symbolic = getattr(x, "symbolic", None)
    if symbolic is None or symbolic() is None:
        values = np.asarray(x)
        length = max(length, int(values.max()) + 1 if values.size else 0)
    elif not length:
        raise ValueError("bincount: in a graph the number of bins must be given as minlength.")
    if weights is None:
        weights = ones_like(x, "int32")
    return bin_sums(x, weights, length)


def segment_sum(data: Any, segment_ids: Any, num_segments: int | None = None, sorted: bool = False) -> Any:  # noqa: A002
    """Sums of the rows of `data` that carry the same segment number.

    >>> segment_sum(np.array([1.0, 2.0, 3.0]), np.array([0, 0, 1]), 2).tolist()
    [3.0, 3.0]
    """
    del sorted  # it promises an order that is not needed here
    (data,) = match(data)
    if num_segments is None:
        if getattr(segment_ids, "symbolic", lambda: None)() is not None:
            raise ValueError("segment_sum: in a graph num_segments must be given.")
        num_segments = int(np.max(np.asarray(segment_ids), initial=-1)) + 1
    if len(spec(data).shape) == 1:
        return bin_sums(segment_ids, data, num_segments)
    columns = moveaxis(data, 0, -1)
    ids = expand_dims(cast(segment_ids, "int32"), tuple(range(len(spec(data).shape) - 1)))
    return moveaxis(bin_sums(broadcast_like(ids, columns), columns, num_segments), -1, 0)
