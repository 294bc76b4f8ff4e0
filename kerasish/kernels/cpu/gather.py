"""Rows of a table by number: `take` copies them out, `untake` adds rows to those that they were taken from.

A number below 0 counts from the end. One that still names no row wraps around; where the call says so, nan is taken
instead, and nothing is added.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import count
from . import library
from .lowering import code_of, lowers, parts_for, run, word_code
from .shape import constant_item, fill_with, unsigned
from .spec import KERNELS, kernel

integer = np.int64

_LINE = 64  # bytes of memory that processors hand to each other as one
_MOST_PARTS = 8  # each part looks through all numbers
_LOOK = 18.0  # what looking at one may cost, in units of work, times the share of the work that it may be


def row_of(number, rows, wrap):  # type: ignore[no-untyped-def]
    """The row that a number means; `rows` or more where it means none."""
    row = integer(number)
    if row < 0:
        row += rows
    if wrap and not 0 <= row < rows:
        row %= rows
    return unsigned(row)


@kernel("x: T[A,I], index: U[M], y: T[M,I], beyond: T[N], wrap: int", split="M")
def take_rows(x, index, y, beyond, wrap):  # type: ignore[no-untyped-def]
    """y[m] = x[index[m]]."""
    items = unsigned(x.shape[1])
    for m in range(unsigned(index.shape[0])):
        row = row_of(index[m], x.shape[0], wrap)
        if row < unsigned(x.shape[0]):
            for i in range(items):
                y[m, i] = x[row, i]
        else:
            for i in range(items):
                y[m, i] = beyond[0]


@kernel("x: T[O,A,I], index: U[M], y: T[O,M,I], beyond: T[N], wrap: int", split="O")
def take_inner(x, index, y, beyond, wrap):  # type: ignore[no-untyped-def]
    """y[o, m] = x[o, index[m]]."""
    for o in range(x.shape[0]):
        for m in range(index.shape[0]):
            row = row_of(index[m], x.shape[1], wrap)
            if row < unsigned(x.shape[1]):
                for i in range(x.shape[2]):
                    y[o, m, i] = x[o, row, i]
            else:
                for i in range(x.shape[2]):
                    y[o, m, i] = beyond[0]


@kernel("dy: T[O,M,I], index: U[M], dx: T[O,A,I], wrap: int", split="O")
def untake(dy, index, dx, wrap):  # type: ignore[no-untyped-def]
    """dx[o, index[m]] += dy[o, m], in the order of m."""
    for o in range(dx.shape[0]):
        for a in range(dx.shape[1]):
            for i in range(dx.shape[2]):
                dx[o, a, i] = 0
        for m in range(index.shape[0]):
            row = row_of(index[m], dx.shape[1], wrap)
            if row < unsigned(dx.shape[1]):
                for i in range(dx.shape[2]):
                    dx[o, row, i] += dy[o, m, i]


@kernel("x: T[N]", split="N")
def clear(x):  # type: ignore[no-untyped-def]
    """Zeros. Not `fill`: a compiler knows the fastest way of writing a constant."""
    for i in range(x.shape[0]):
        x[i] = 0


@kernel("dy: T[M,I], index: U[M], dx: T[A,I], found: i4[P,M], wrap: int, shift: int, parts: int", split="P")
def untake_rows(dy, index, dx, found, wrap, shift, parts, part):  # type: ignore[no-untyped-def]
    """As `untake` onto zeros: each part notes what is added to its own blocks of `2 ** shift` rows, then adds it."""
    others, me, block = unsigned(parts - 1), unsigned(part), unsigned(shift)
    rows, items = unsigned(dx.shape[0]), unsigned(dx.shape[1])
    n = unsigned(0)
    for m in range(unsigned(index.shape[0])):
        found[0, n] = m
        n += unsigned((row_of(index[m], dx.shape[0], wrap) >> block) & others == me)
    for k in range(n):
        m = unsigned(found[0, k])
        row = row_of(index[m], dx.shape[0], wrap)
        if row < rows:
            for i in range(items):
                dx[row, i] += dy[m, i]


def _around(shape: tuple[int, ...], axis: int) -> tuple[int, int, int]:
    return count(shape[:axis]), shape[axis], count(shape[axis + 1 :])


def _wraps(call: Any) -> int:
    return int(call.attrs.get("beyond", "wrap") == "wrap")


@lowers("take")
def lower_take(launch: Any, call: Any) -> None:
    """Rows where the axis leads, else along an inner axis."""
    x, index = launch.contiguous(call.inputs[0]), launch.contiguous(call.inputs[1])
    out, wrap = launch.out(call.outputs[0]), _wraps(call)
    o, a, i = _around(x.shape, call.attrs["axis"])
    beyond = 0 if wrap else float("nan")
    if a == 0 or out.size == 0:
        fill_with(launch, out, beyond)
        return
    values = {"x": x, "index": index, "y": out, "beyond": constant_item(launch, out, beyond), "wrap": wrap}
    extents = {"A": a, "I": i, "M": index.size, "N": 1}
    types = {"T": word_code(x.itemsize), "U": code_of(index.dtype)}
    work = out.size * 1.5  # rows far apart come from memory
    if o == 1:
        run(launch, "take_rows", values, extents, work, **types)
    else:
        run(launch, "take_inner", values, extents | {"O": o}, work, **types)


@lowers("untake")
def lower_untake(launch: Any, call: Any) -> None:
    """Scatter-add; whoever adds to a row, it is in the order of the numbers."""
    dy, index = launch.contiguous(call.inputs[0]), launch.contiguous(call.inputs[1])
    dx = launch.out(call.outputs[0])
    o, a, i = _around(dx.shape, call.attrs["axis"])
    if dx.size == 0 or dy.size == 0:
        fill_with(launch, dx, 0)
        return
    extents = {"O": o, "A": a, "I": i, "M": index.size}
    types = {"T": code_of(dy.dtype), "U": code_of(index.dtype)}
    values = {"dy": dy, "index": index, "dx": dx, "wrap": _wraps(call)}
    work = o * (a * i / 2 + index.size * (i / 2 + 20))
    if o == 1:
        shift = _rows_of_a_line(i * dx.itemsize)
        most = min(parts_for(work, a >> shift), _MOST_PARTS, int(work / (_LOOK * index.size)))
        parts = 1 << max(most, 1).bit_length() - 1
        if parts > 1:
            _untake_in_parts(launch, values | {"shift": shift, "parts": parts}, extents, types)
            return
    run(launch, "untake", values, extents, work, **types)


def _untake_in_parts(launch: Any, values: dict[str, Any], extents: dict[str, int], types: dict[str, str]) -> None:
    """By several threads, each of which has blocks of rows from all over the table: common words lie together."""
    dx, parts = values["dx"], values["parts"]
    run(launch, "clear", {"x": dx}, {"N": dx.size}, dx.size / 2, T=types["T"])
    values["found"] = launch.temporary((parts, extents["M"]), "int32")
    words = KERNELS["untake_rows"].pack(values, extents | {"P": parts}, parts)
    launch.emit(library.address("untake_rows", **types), words, parts)


def _rows_of_a_line(width: int) -> int:
    """The power of two of rows, 16 at most, that fill whole lines, so that no two threads write to the same one."""
    return next((shift for shift in range(4) if (width << shift) % _LINE == 0), 4)
