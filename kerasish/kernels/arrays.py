"""Where the values of a plan live: buffers, and arrays that read a buffer through an offset and strides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..dtypes import numpy_dtype


class Buffer:
    """A stretch of memory.

    `kind` is 'temp' (in the arena), 'fixed' (has an address), 'input' or 'output' (bound per run).
    """

    __slots__ = ("nbytes", "kind", "address", "index", "keep")

    def __init__(self, nbytes: int, kind: str = "temp", address: int = 0, index: int = -1, keep: Any = None) -> None:
        self.nbytes, self.kind, self.address, self.index, self.keep = nbytes, kind, address, index, keep


class Ref(NamedTuple):
    """An address that is known only once memory is planned: a buffer and a byte offset."""

    buffer: Buffer
    offset: int


class Strided(NamedTuple):
    """An array over a buffer: byte offset, extents, strides in elements, dtype name."""

    buffer: Buffer
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    dtype: str

    @property
    def ref(self) -> Ref:
        """The address of the first element."""
        return Ref(self.buffer, self.offset)

    @property
    def size(self) -> int:
        """Number of elements."""
        return count(self.shape)

    @property
    def itemsize(self) -> int:
        """Bytes per element."""
        return numpy_dtype(self.dtype).itemsize

    @property
    def contiguous(self) -> bool:
        """Whether it lies row by row without gaps."""
        step = 1
        for extent, stride in zip(reversed(self.shape), reversed(self.strides), strict=True):
            if extent != 1 and stride != step:
                return self.size == 0
            step *= extent
        return True


def count(shape: Sequence[int]) -> int:
    """Number of elements of a shape."""
    size = 1
    for extent in shape:
        size *= extent
    return size


def row_major(shape: Sequence[int]) -> tuple[int, ...]:
    """Strides, in elements, of an array without gaps."""
    strides: list[int] = []
    step = 1
    for extent in reversed(shape):
        strides.append(step)
        step *= extent
    return tuple(reversed(strides))


def over(array: np.ndarray[Any, Any], kind: str = "fixed", index: int = -1) -> Strided:
    """An existing NumPy array as a `Strided`."""
    item = array.dtype.itemsize
    buffer = Buffer(array.nbytes, kind, array.ctypes.data, index, keep=array)
    strides = tuple(s // item for s in array.strides)
    return Strided(buffer, 0, array.shape, strides, array.dtype.name)


def reshaped(x: Strided, shape: tuple[int, ...]) -> Strided | None:
    """The same memory under another shape, or None where that needs a copy."""
    if x.contiguous:
        return x._replace(shape=shape, strides=row_major(shape))
    old = [(e, s) for e, s in zip(x.shape, x.strides, strict=True) if e != 1]
    strides: list[int] = []
    position = 0
    for extent in shape:
        if extent == 1:
            strides.append(0)
        elif position < len(old) and old[position][0] == extent:
            strides.append(old[position][1])
            position += 1
        else:
            return None
    return x._replace(shape=shape, strides=tuple(strides)) if position == len(old) else None


def broadcast(x: Strided, shape: tuple[int, ...]) -> Strided:
    """The same memory read with stride 0 along stretched axes."""
    extra = len(shape) - len(x.shape)
    strides = [0] * extra
    for have, want, stride in zip(x.shape, shape[extra:], x.strides, strict=True):
        strides.append(stride if have == want else 0)
    return x._replace(shape=shape, strides=tuple(strides))


def sliced(x: Strided, parts: Sequence[tuple[Any, ...]]) -> Strided:
    """The same memory, sliced."""
    offset, shape, strides = 0, [], []
    for part, extent, stride in zip(parts, x.shape, x.strides, strict=True):
        if part[0] == "i":
            offset += (part[1] % extent) * stride
        else:
            span = range(*slice(*part[1:]).indices(extent))
            offset += span.start * stride if len(span) else 0
            shape.append(len(span))
            strides.append(stride * span.step)
    return x._replace(offset=x.offset + offset * x.itemsize, shape=tuple(shape), strides=tuple(strides))


def view(op: str, x: Strided, shape: tuple[int, ...], attrs: dict[str, Any]) -> Strided | None:
    """The result of a view op as the same memory, or None where it needs a copy first."""
    if op in ("reshape", "reshape_like", "expand_dims", "squeeze"):
        return reshaped(x, shape)
    if op == "transpose":
        axes = attrs["axes"]
        return x._replace(shape=shape, strides=tuple(x.strides[a] for a in axes))
    if op in ("broadcast_to", "broadcast_like"):
        return broadcast(x, shape)
    if op == "slice":
        return sliced(x, attrs["parts"])
    return x


def collapse(shape: Sequence[int], *strides: Sequence[int]) -> tuple[list[int], list[list[int]]]:
    """Merge neighbouring axes that every operand walks in one step; drops axes of extent 1."""
    extents: list[int] = []
    steps: list[list[int]] = [[] for _ in strides]
    for axis in range(len(shape)):
        if shape[axis] == 1:
            continue
        mergeable = extents and all(s[-1] == w[axis] * shape[axis] for s, w in zip(steps, strides, strict=True))
        if mergeable:
            extents[-1] *= shape[axis]
            for s, w in zip(steps, strides, strict=True):
                s[-1] = w[axis]
        else:
            extents.append(shape[axis])
            for s, w in zip(steps, strides, strict=True):
                s.append(w[axis])
    return (extents, steps) if extents else ([1], [[0] for _ in strides])
