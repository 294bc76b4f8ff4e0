"""NumPy references and index arithmetic of the shape ops.

A slice travels as `parts`, one entry per axis: `("s", start, stop, step)` keeps the axis, `("i", index)` drops it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
Parts = tuple[tuple[Any, ...], ...]


def to_slices(parts: Parts) -> tuple[Any, ...]:
    """The NumPy index of `parts`."""
    return tuple(p[1] if p[0] == "i" else slice(*p[1:]) for p in parts)


def span(ndim: int, axis: int, start: int, stop: int) -> Parts:
    """The parts that keep `start:stop` of one axis and all of the others."""
    return tuple(("s", start, stop, 1) if i == axis else ("s", None, None, 1) for i in range(ndim))


def slice_shape(shape: tuple[int | None, ...], parts: Parts) -> tuple[int | None, ...]:
    """The shape after slicing; unknown extents stay unknown unless the slice bounds them."""
    result: list[int | None] = []
    for extent, part in zip(shape, parts, strict=True):
        if part[0] == "i":
            if extent is not None and not -extent <= part[1] < extent:
                raise IndexError(f"index {part[1]} is out of range for an axis of extent {extent} in shape {shape}")
        elif extent is None:
            result.append(_bounded(*part[1:]))
        else:
            result.append(len(range(*slice(*part[1:]).indices(extent))))
    return tuple(result)


def _bounded(start: int | None, stop: int | None, step: int | None) -> int | None:
    """Slices of an unknown extent are unknown: the axis may be shorter than the slice."""
    del start, stop, step
    return None


def unbroadcast(dy: Array, like: Array) -> Array:
    """Sum over the axes that broadcasting added or stretched."""
    extra = dy.ndim - like.ndim
    axes = tuple(range(extra)) + tuple(
        i + extra for i, s in enumerate(like.shape) if s == 1 and dy.shape[i + extra] != 1
    )
    return dy.sum(axis=axes, dtype=dy.dtype).reshape(like.shape) if axes else dy.reshape(like.shape)


def unslice(dy: Array, like: Array, parts: Parts) -> Array:
    """Zeros of the shape of `like`, with `dy` where the slice was."""
    result = np.zeros(like.shape, dy.dtype)
    result[to_slices(parts)] = dy
    return result


def take(x: Array, indices: Array, axis: int, beyond: str = "wrap") -> Array:
    """Entries along an axis; an index that names none wraps around, or gives nan where `beyond` is "nan"."""
    if x.size == 0:
        missing = 0 if beyond == "wrap" else np.nan
        return np.full((*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :]), missing, x.dtype)
    found = np.take(x, indices, axis=axis, mode="wrap")
    if beyond == "nan":
        found[(slice(None),) * axis + (_beyond(indices, x.shape[axis]),)] = np.nan
    return found


def untake(dy: Array, indices: Array, like: Array, axis: int, beyond: str = "wrap") -> Array:
    """Zeros of the shape of `like`, with each row of `dy` added at its index, in order."""
    result = np.zeros(like.shape, dy.dtype)
    moved = np.moveaxis(result, axis, 0)
    rows = np.moveaxis(dy, tuple(range(axis, axis + indices.ndim)), tuple(range(indices.ndim)))
    rows, places = rows.reshape(-1, *moved.shape[1:]), indices.reshape(-1)
    if beyond == "nan":
        named = ~_beyond(places, len(moved))
        rows, places = rows[named], places[named]
    np.add.at(moved, places % max(len(moved), 1), rows)
    return result


def _beyond(indices: Array, extent: int) -> Array:
    """Which indices name nothing, counted from either end."""
    return (indices < -extent) | (indices >= extent)


def one_hot(x: Array, depth: int, dtype: str) -> Array:
    """1 where the last axis equals the index."""
    return (x[..., None] == np.arange(depth)).astype(dtype)


def from_key(keys: tuple[Any, ...], ndim: int) -> tuple[Parts, list[int]]:
    """Translate a Python index into parts and the places of new axes."""
    used = sum(1 for k in keys if k is not None and k is not Ellipsis)
    if used > ndim:
        raise IndexError(f"too many indices: {used} for a tensor with {ndim} axes")
    if not any(k is Ellipsis for k in keys):
        keys = (*keys, Ellipsis)
    parts: list[tuple[Any, ...]] = []
    new_axes: list[int] = []
    out = 0
    for k in keys:
        if k is None:
            new_axes.append(out)
            out += 1
        elif k is Ellipsis:
            parts += [("s", None, None, 1)] * (ndim - used)
            out += ndim - used
        elif isinstance(k, slice):
            parts.append(("s", *(None if v is None else int(v) for v in (k.start, k.stop)), int(k.step or 1)))
            out += 1
        else:
            parts.append(("i", int(k)))
    return tuple(parts), new_axes
