"""Ops that move or reshape values without computing on them, and the gradients that undo them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import dtypes
from . import shape_reference as ref
from .core import Op, Spec, broadcast, match, normalize_axes, normalize_axis, register, spec

Shape = tuple[int | None, ...]


def _without(extents: Sequence[int | None], places: Sequence[int]) -> Shape:
    return tuple(e for i, e in enumerate(extents) if i not in places)


def _resolve(shape: Shape, target: Sequence[int | None], name: str) -> Shape:
    """Fill in the -1 of a reshape; stays None where an extent is unknown.

    A lone None means the same as -1. Beside a -1, or an extent of 0, it means the extent that `shape` has there.
    """
    result = [None if t is None else int(t) for t in target]
    free = [i for i, t in enumerate(result) if t == -1]
    if len(free) > 1:
        raise ValueError(f"{name}: only one extent of {tuple(target)} may be -1.")
    if None in result and None not in shape and (free or 0 in result or result.count(None) > 1):
        kept = [i for i, t in enumerate(result) if t is None]
        inner = _resolve(_without(shape, kept), _without(result, kept), name)
        for i in kept:
            inner = (*inner[:i], shape[i], *inner[i:])
        return inner
    rest = 1
    for t in result:
        rest *= t if t not in (None, -1) else 1
    known = None not in shape
    size = int(np.prod([s for s in shape if s is not None], dtype=np.int64))
    unknown = [i for i, t in enumerate(result) if t is None]
    if known and len(free) + len(unknown) == 1 and rest:
        place = (free + unknown)[0]
        if size % rest:
            raise ValueError(f"{name}: {shape} has {size} elements, which {tuple(target)} does not divide.")
        result[place] = size // rest
    elif known and not free and not unknown and size != rest:
        raise ValueError(f"{name}: {shape} has {size} elements, but {tuple(target)} has {rest}.")
    elif free and known and not rest:
        result[free[0]] = 0
    elif free:
        result[free[0]] = None
    return tuple(result)


def _reshape_grad(node: Any, dy: Any) -> list[Any]:
    return [reshape_like(dy, node.inputs[0])]


RESHAPE = register(
    Op(
        "reshape",
        lambda x, shape: [Spec(_resolve(tuple(x.shape), shape, "reshape"), x.dtype)],
        _reshape_grad,
        lambda x, shape: x.reshape(_resolve(x.shape, shape, "reshape")),
        view=True,
    )
)
RESHAPE_LIKE = register(
    Op(
        "reshape_like",
        lambda x, like: [Spec(tuple(like.shape), x.dtype)],
        lambda node, dy: [reshape_like(dy, node.inputs[0]), None],
        lambda x, like: x.reshape(like.shape),
        shape_only=(1,),
        view=True,
    )
)
TRANSPOSE = register(
    Op(
        "transpose",
        lambda x, axes: [Spec(tuple(x.shape[a] for a in axes), x.dtype)],
        lambda node, dy: [transpose(dy, tuple(int(i) for i in np.argsort(node.attrs["axes"])))],
        lambda x, axes: np.transpose(x, axes),
        view=True,
    )
)
EXPAND_DIMS = register(
    Op(
        "expand_dims",
        lambda x, axis: [Spec((*x.shape[:axis], 1, *x.shape[axis:]), x.dtype)],
        _reshape_grad,
        lambda x, axis: np.expand_dims(x, axis),
        view=True,
    )
)
SQUEEZE = register(
    Op(
        "squeeze",
        lambda x, axes: [Spec(tuple(s for i, s in enumerate(x.shape) if i not in axes), x.dtype)],
        _reshape_grad,
        lambda x, axes: np.squeeze(x, axes),
        view=True,
    )
)
BROADCAST_TO = register(
    Op(
        "broadcast_to",
        lambda x, shape: [Spec(broadcast("broadcast_to", tuple(x.shape), shape), x.dtype)],
        lambda node, dy: [unbroadcast(dy, node.inputs[0])],
        lambda x, shape: np.broadcast_to(x, shape),
        view=True,
    )
)
BROADCAST_LIKE = register(
    Op(
        "broadcast_like",
        lambda x, like: [Spec(tuple(like.shape), x.dtype)],
        lambda node, dy: [unbroadcast(dy, node.inputs[0]), None],
        lambda x, like: np.broadcast_to(x, like.shape),
        shape_only=(1,),
        view=True,
    )
)
UNBROADCAST = register(
    Op(
        "unbroadcast",
        lambda dy, like: [Spec(tuple(like.shape), dy.dtype)],
        lambda node, dy: [broadcast_like(dy, node.inputs[0]), None],
        ref.unbroadcast,
        shape_only=(1,),
    )
)
STOP_GRADIENT = register(Op("stop_gradient", lambda x: [Spec(tuple(x.shape), x.dtype)], None, lambda x: x, view=True))
SLICE = register(
    Op(
        "slice",
        lambda x, parts: [Spec(ref.slice_shape(tuple(x.shape), parts), x.dtype)],
        lambda node, dy: [UNSLICE(dy, node.inputs[0], parts=node.attrs["parts"])],
        lambda x, parts: x[ref.to_slices(parts)],
        view=True,
    )
)
UNSLICE: Op = register(
    Op(
        "unslice",
        lambda dy, like, parts: [Spec(tuple(like.shape), dy.dtype)],
        lambda node, dy: [SLICE(dy, parts=node.attrs["parts"]), None],
        ref.unslice,
        shape_only=(1,),
    )
)


def _concat_shape(*xs: Any, axis: int) -> list[Spec]:
    total: int | None = 0
    shape = list(xs[0].shape)
    for x in xs:
        if len(x.shape) != len(shape):
            raise ValueError(f"concatenate: all inputs need the same number of axes, got {[x.shape for x in xs]}.")
        for i, extent in enumerate(x.shape):
            if i != axis and None not in (extent, shape[i]) and extent != shape[i]:
                raise ValueError(f"concatenate on axis {axis}: axis {i} differs in {[tuple(x.shape) for x in xs]}.")
            shape[i] = extent if shape[i] is None else shape[i]
        extent = x.shape[axis]
        total = None if total is None or extent is None else total + extent
    shape[axis] = total
    return [Spec(tuple(shape), xs[0].dtype)]


def _concat_grad(node: Any, dy: Any) -> list[Any]:
    axis, start, grads = node.attrs["axis"], 0, []
    for x in node.inputs:
        extent = x.shape[axis]
        if extent is None:
            raise ValueError("concatenate: the gradient needs known extents along the concatenated axis.")
        grads.append(SLICE(dy, parts=ref.span(dy.ndim, axis, start, start + extent)))
        start += extent
    return grads


CONCATENATE = register(Op("concatenate", _concat_shape, _concat_grad, lambda *xs, axis: np.concatenate(xs, axis)))


def _pad_shape(x: Any, pads: Any, value: float) -> list[Spec]:
    return [Spec(tuple(None if s is None else s + a + b for s, (a, b) in zip(x.shape, pads, strict=True)), x.dtype)]


def _pad_grad(node: Any, dy: Any) -> list[Any]:
    parts = tuple(("s", a, -b if b else None, 1) for a, b in node.attrs["pads"])
    return [SLICE(dy, parts=parts)]


PAD = register(
    Op("pad", _pad_shape, _pad_grad, lambda x, pads, value: np.pad(x, pads, constant_values=np.asarray(value, x.dtype)))
)
TAKE = register(
    Op(
        "take",
        lambda x, indices, axis, beyond="wrap": [
            Spec((*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :]), x.dtype)
        ],
        lambda node, dy: [UNTAKE(dy, node.inputs[1], node.inputs[0], **node.attrs), None],
        ref.take,
    )
)
UNTAKE: Op = register(
    Op(
        "untake",
        lambda dy, indices, like, axis, beyond="wrap": [Spec(tuple(like.shape), dy.dtype)],
        lambda node, dy: [TAKE(dy, node.inputs[1], **node.attrs), None, None],
        ref.untake,
        shape_only=(2,),
    )
)
ONE_HOT = register(
    Op(
        "one_hot",
        lambda x, depth, dtype: [Spec((*x.shape, depth), dtype)],
        lambda node, dy: [None],
        ref.one_hot,
    )
)
FULL_LIKE = register(
    Op(
        "full_like",
        lambda like, value, dtype: [Spec(tuple(like.shape), dtype)],
        lambda node, dy: [None],
        lambda like, value, dtype: np.full(like.shape, value, dtypes.numpy_dtype(dtype)),
        shape_only=(0,),
        from_shapes=lambda like, value, dtype: np.broadcast_to(
            np.asarray(value, dtypes.numpy_dtype(dtype)), like.shape
        ),
    )
)
SHAPE = register(
    Op(
        "shape",
        lambda x: [Spec((len(x.shape),), "int32")],
        lambda node, dy: [None],
        lambda x: np.asarray(x.shape, np.int32),
        shape_only=(0,),
        from_shapes=lambda x: np.asarray(x.shape, np.int32),
    )
)
COUNT = register(
    Op(
        "count",
        lambda x, axes, dtype: [Spec((), dtype)],
        lambda node, dy: [None],
        lambda x, axes, dtype: np.asarray(np.prod([x.shape[a] for a in axes], dtype=np.float64), dtype),
        shape_only=(0,),
        from_shapes=lambda x, axes, dtype: np.asarray(np.prod([x.shape[a] for a in axes], dtype=np.float64), dtype),
    )
)


def reshape(x: Any, newshape: Any) -> Any:
    """The same values in row-major order under another shape; one extent may be -1."""
    target = (newshape,) if isinstance(newshape, (int, np.integer)) else tuple(newshape)
    return RESHAPE(x, shape=tuple(None if t is None else int(t) for t in target))


def reshape_like(x: Any, like: Any) -> Any:
    """`x` in the shape of `like`."""
    return RESHAPE_LIKE(x, like)


def transpose(x: Any, axes: Any = None) -> Any:
    """Axes in another order (reversed by default)."""
    ndim = len(spec(x).shape)
    given = reversed(range(ndim)) if axes is None else axes
    order = tuple(normalize_axis(int(a), ndim, "transpose") for a in given)
    if sorted(order) != list(range(ndim)):
        raise ValueError(f"transpose: axes {axes} are no permutation of the {ndim} axes of {spec(x).shape}.")
    return TRANSPOSE(x, axes=order)


def expand_dims(x: Any, axis: Any) -> Any:
    """A new axis of extent 1 at `axis` (or at each of several)."""
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    ndim = len(spec(x).shape) + len(axes)
    for a in sorted(normalize_axis(int(a), ndim, "expand_dims") for a in axes):
        x = EXPAND_DIMS(x, axis=a)
    return x


def squeeze(x: Any, axis: Any = None) -> Any:
    """Without the axes of extent 1 (all of them, or those named)."""
    shape = spec(x).shape
    ones = tuple(i for i, s in enumerate(shape) if s == 1)
    axes = ones if axis is None else normalize_axes(axis, len(shape), "squeeze")
    for a in axes:
        if shape[a] not in (1, None):
            raise ValueError(f"squeeze: axis {a} of {shape} has extent {shape[a]}, not 1.")
    return SQUEEZE(x, axes=axes)


def broadcast_to(x: Any, shape: Any) -> Any:
    """`x` repeated along axes of extent 1 to fill `shape`."""
    return BROADCAST_TO(x, shape=tuple(shape))


def broadcast_like(x: Any, like: Any) -> Any:
    """`x` repeated to fill the shape of `like`."""
    return BROADCAST_LIKE(x, like)


def unbroadcast(dy: Any, like: Any) -> Any:
    """The sum of `dy` over the axes along which `like` was broadcast: the gradient of broadcasting."""
    have, want = spec(dy).shape, spec(like).shape
    if have == want and None not in have:
        return dy
    if have == want and len(have) and all(s is not None for s in have[1:]):
        return dy  # the unknown extent is the same batch on both sides
    return UNBROADCAST(dy, like)


def stop_gradient(variable: Any) -> Any:
    """`variable`, through which no gradient flows."""
    return STOP_GRADIENT(variable)


def concatenate(xs: Sequence[Any], axis: int = -1) -> Any:
    """Tensors joined along an axis."""
    parts = match(*xs)
    return CONCATENATE(*parts, axis=normalize_axis(axis, len(spec(parts[0]).shape), "concatenate"))


def stack(x: Sequence[Any], axis: int = 0) -> Any:
    """Tensors joined along a new axis."""
    return concatenate([expand_dims(v, axis if axis >= 0 else axis) for v in x], axis)


def split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Cut along an axis into equal sections, or at the given indices."""
    shape = spec(x).shape
    axis = normalize_axis(axis, len(shape), "split")
    extent = shape[axis]
    if extent is None:
        raise ValueError(f"split: axis {axis} of {shape} has no known extent.")
    if isinstance(indices_or_sections, (int, np.integer)):
        count = int(indices_or_sections)
        if extent % count:
            raise ValueError(f"split: axis {axis} of extent {extent} does not divide into {count} sections.")
        cuts = [extent // count * i for i in range(1, count)]
    else:
        cuts = [int(i) for i in indices_or_sections]
    bounds = [0, *cuts, extent]
    return [SLICE(x, parts=ref.span(len(shape), axis, a, b)) for a, b in zip(bounds, bounds[1:], strict=False)]


def pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: Any = None) -> Any:
    """`x` with a border of constants; `pad_width` is (before, after) per axis."""
    if mode != "constant":
        raise NotImplementedError(f"pad: mode {mode!r} is not there yet; 'constant' is.")
    ndim = len(spec(x).shape)
    pads = np.broadcast_to(np.asarray(pad_width, dtype=np.int64), (ndim, 2))
    return PAD(x, pads=tuple((int(a), int(b)) for a, b in pads), value=float(constant_values or 0))


def take(x: Any, indices: Any, axis: int | None = None) -> Any:
    """The entries of `x` at `indices` along `axis` (of the flattened `x` when None)."""
    if axis is None:
        return TAKE(reshape(x, (-1,)), _index(indices), axis=0)
    return TAKE(x, _index(indices), axis=normalize_axis(axis, len(spec(x).shape), "take"))


def look_up(table: Any, indices: Any) -> Any:
    """Rows of a table of floats; an index that names none gives nan, which a loss shows at once, and no gradient."""
    return TAKE(table, _index(indices), axis=0, beyond="nan")


def _index(indices: Any) -> Any:
    from .elementwise import cast

    values = indices if hasattr(indices, "dtype") else np.asarray(indices, np.int64)
    return values if dtypes.of(values) in ("int32", "int64") else cast(values, "int64")


def one_hot(x: Any, num_classes: int, axis: int = -1, dtype: Any = None) -> Any:
    """1 at the place that each index names, 0 elsewhere; an index out of range gives zeros."""
    from ..config import floatx

    hot = ONE_HOT(_index(x), depth=int(num_classes), dtype=dtypes.canonical(dtype or floatx()))
    ndim = len(spec(hot).shape)
    axis = normalize_axis(axis, ndim, "one_hot")
    if axis == ndim - 1:
        return hot
    order = [*range(axis), ndim - 1, *range(axis, ndim - 1)]
    return transpose(hot, order)


def full_like(x: Any, fill_value: Any, dtype: Any = None) -> Any:
    """A tensor of the shape of `x` filled with one value."""
    return FULL_LIKE(x, value=fill_value, dtype=dtypes.canonical(dtype or spec(x).dtype))


def zeros_like(x: Any, dtype: Any = None) -> Any:
    """A tensor of zeros of the shape of `x`."""
    return full_like(x, 0, dtype)


def ones_like(x: Any, dtype: Any = None) -> Any:
    """A tensor of ones of the shape of `x`."""
    return full_like(x, 1, dtype)


def shape(x: Any) -> Any:
    """The shape of `x`: a tuple where it is known, else an int32 tensor."""
    known = spec(x).shape
    return tuple(known) if None not in known else SHAPE(x)


def tile(x: Any, repeats: Any) -> Any:
    """`x` repeated whole, `repeats` times along each axis."""
    shape = spec(x).shape
    counts = (repeats,) * max(len(shape), 1) if isinstance(repeats, int) else tuple(int(r) for r in repeats)
    rank = max(len(shape), len(counts))
    counts = (1,) * (rank - len(counts)) + counts
    for _ in range(rank - len(shape)):
        x = expand_dims(x, 0)
    for axis, count in enumerate(counts):
        if count != 1:
            x = concatenate([x] * count, axis) if count else SLICE(x, parts=ref.span(rank, axis, 0, 0))
    return x


def repeat(x: Any, repeats: int, axis: int | None = None) -> Any:
    """Each entry along `axis` repeated `repeats` times in a row."""
    if axis is None:
        x, axis = reshape(x, (-1,)), 0
    shape = spec(x).shape
    axis = normalize_axis(axis, len(shape), "repeat")
    wide = tile(expand_dims(x, axis + 1), [int(repeats) if i == axis + 1 else 1 for i in range(len(shape) + 1)])
    merged = [None if s is None else s * (int(repeats) if i == axis else 1) for i, s in enumerate(shape)]
    return reshape(wide, [-1 if s is None else s for s in merged])


def flip(x: Any, axis: Any = None) -> Any:
    """`x` backwards along the given axes."""
    ndim = len(spec(x).shape)
    axes = normalize_axes(axis, ndim, "flip")
    return SLICE(x, parts=tuple(("s", None, None, -1 if i in axes else 1) for i in range(ndim)))


def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """`x` with two axes exchanged."""
    order = list(range(len(spec(x).shape)))
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return transpose(x, order)


def moveaxis(x: Any, source: Any, destination: Any) -> Any:
    """`x` with axes moved to new places."""
    ndim = len(spec(x).shape)
    sources = source if isinstance(source, (tuple, list)) else (source,)
    places = destination if isinstance(destination, (tuple, list)) else (destination,)
    moved = {d % ndim: s % ndim for s, d in zip(sources, places, strict=True)}
    rest = iter(i for i in range(ndim) if i not in moved.values())
    return transpose(x, [moved[i] if i in moved else next(rest) for i in range(ndim)])


def getitem(x: Any, key: Any) -> Any:
    """`x[key]` for integers, slices, None and `...`; an integer tensor as the only key takes along axis 0."""
    keys = key if isinstance(key, tuple) else (key,)
    if len(keys) == 1 and hasattr(keys[0], "dtype") and getattr(keys[0], "ndim", 0) > 0:
        return take(x, keys[0], axis=0)
    parts, new_axes = ref.from_key(keys, len(spec(x).shape))
    result = SLICE(x, parts=parts)
    for axis in new_axes:
        result = EXPAND_DIMS(result, axis=axis)
    return result
