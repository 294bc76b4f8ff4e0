"""The plan under construction: where values live, and the list of native calls so far."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dtypes import numpy_dtype
from ..kernels import arrays
from ..kernels.arrays import Buffer, Ref, Strided, row_major
from .ir import Value


class Launch:
    """Gives kernels' lowerings the arrays they read and write, and takes their native calls.

    Attributes:
        calls: (function address, index of the first argument word, parts), in order.
        words: argument words; a `Ref` stands for an address not known yet.
        lives: for each temporary buffer, the first and last call that touches it.
        escaping: results of elementwise calls that need memory, being read outside their chain.
    """

    def __init__(self, scratch_base: int, scratch_bytes: int) -> None:
        self.thread_scratch, self.thread_bytes = scratch_base, scratch_bytes
        self.calls: list[tuple[int, int, int]] = []
        self.words: list[Any] = []
        self.lives: dict[Buffer, tuple[int, int]] = {}
        self.places: dict[Value, Strided] = {}
        self.escaping: set[Value] = set()
        self.tables = Buffer(0, "fixed")
        self.table_words: list[int] = []
        self._copies: dict[tuple[Buffer, int, tuple[int, ...], tuple[int, ...]], Strided] = {}

    def array(self, value: Value) -> Strided:
        """Where a value lives. Variables and constants are found by themselves."""
        place = self.places.get(value)
        if place is None:
            if value.kind == "variable":
                place = arrays.over(value.source.array)
            elif value.kind == "constant":
                place = arrays.over(value.source)
            else:
                raise KeyError(f"{value!r} is read before it is made")
            self.places[value] = place
        return place

    def contiguous(self, value: Value) -> Strided:
        """A value as an array without gaps, copied if need be."""
        return self.packed(self.array(value))

    def packed(self, x: Strided) -> Strided:
        """An array without gaps that equals `x`: itself, or one copy that all readers share."""
        if x.contiguous:
            return x._replace(strides=row_major(x.shape))
        from ..kernels.cpu.shape import emit_copy

        key = (x.buffer, x.offset, x.shape, x.strides)
        found = self._copies.get(key)
        if found is None:
            found = self._copies[key] = self.temporary(x.shape, x.dtype)
            emit_copy(self, found, x)
        return found

    def out(self, value: Value) -> Strided:
        """New contiguous memory for a value that is about to be made."""
        place = self.places.get(value)
        if place is None:
            place = self.places[value] = self.temporary(value.shape, value.dtype)
        return place

    def temporary(self, shape: tuple[int, ...], dtype: str) -> Strided:
        """Contiguous memory in the arena."""
        nbytes = arrays.count(shape) * numpy_dtype(dtype).itemsize
        return Strided(Buffer(nbytes), 0, shape, row_major(shape), dtype)

    def scratch(self, nbytes: int) -> Ref:
        """Memory that lives only for the calls that mention it."""
        return Ref(Buffer(nbytes), 0)

    def table(self, numbers: list[int]) -> Ref:
        """A constant table of integers that calls can point to."""
        offset = 8 * len(self.table_words)
        self.table_words.extend(int(n) for n in numbers)
        return Ref(self.tables, offset)

    def emit(self, function: int, words: list[Any], parts: int) -> None:
        """Append one native call."""
        index = len(self.calls)
        self.calls.append((function, len(self.words), parts))
        for word in words:
            if isinstance(word, Strided):
                word = word.ref
            self.words.append(word)
            if isinstance(word, Ref):
                self.touch(word.buffer, index)

    def touch(self, buffer: Buffer, index: int) -> None:
        """Note that a call uses a buffer."""
        if buffer.kind == "temp":
            first, _ = self.lives.get(buffer, (index, index))
            self.lives[buffer] = (first, index)

    def seal_tables(self) -> Any:
        """Fix the tables in memory; returns the array that must be kept."""
        table = np.array(self.table_words or [0], np.int64)
        self.tables.address = table.ctypes.data
        return table
