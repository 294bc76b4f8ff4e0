"""Kernels that move values: strided copies, borders, one-hot."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import count
from . import library
from .elementwise import function_address, mover_address
from .intrinsics import call_elementwise, load_word
from .lowering import code_of, lowers, parts_for, run, word_code
from .spec import kernel, raw_kernel

unsigned = np.uint64  # an index that cannot be negative: no check for counting from the end, and loops vectorise


@raw_kernel()
def strided_copy(words, part, thread):  # type: ignore[no-untyped-def]
    """words: target, source, description, gather function, elements, elements per part, item size.

    The target is contiguous; the source is gathered by the description."""
    start = part * words[5]
    n = min(words[5], words[4] - start)
    if n > 0:
        call_elementwise(words[3], words[0] + start * words[6], words[1], words[2], start, n)


@kernel("y: T[N], value: T[O]", split="N")
def fill(y, value):  # type: ignore[no-untyped-def]
    """Every item of y becomes the one of value."""
    for i in range(y.shape[0]):
        y[i] = value[0]


@kernel("x: U[N], y: T[N,F]", split="N")
def one_hot(x, y):  # type: ignore[no-untyped-def]
    """y[n, x[n]] = 1, the rest 0; an index out of range gives a row of zeros."""
    for n in range(x.shape[0]):
        for f in range(y.shape[1]):
            y[n, f] = 1 if f == x[n] else 0


def emit_copy(launch: Any, target: Any, source: Any) -> None:
    """Copy an array of any strides into one of the same shape whose last axes may lie apart."""
    from ..arrays import collapse

    if target.size == 0:
        return
    extents, (to, of) = collapse(target.shape, target.strides, source.strides)
    if _copy_blocks(launch, target, source, extents, to, of):
        return
    function = mover_address("gather", target.itemsize)
    if target.contiguous:
        parts = parts_for(target.size / 2, target.size)
        step = -(-target.size // parts)
        words = [target.ref, source.ref, launch.table([len(extents), *extents, *of]), function]
        launch.emit(library.address("strided_copy"), [*words, target.size, step, target.itemsize], parts)
        return
    _copy_apart(launch, target, source, extents, to, of, function)


@kernel("x: T[A,P], y: T[A,Q], rows: int, p: int, q: int, n: int", split="A")
def copy_blocks(x, y, rows, p, q, n):  # type: ignore[no-untyped-def]
    """y[a, row * q + i] = x[a, row * p + i]: blocks of rows of n items, rows and blocks lying any distance apart."""
    for a in range(x.shape[0]):
        for row in range(rows):
            to, of = row * q, row * p
            for i in range(n):
                y[a, unsigned(to + i)] = x[a, unsigned(of + i)]


@raw_kernel()
def copy_straight(words, part, thread):  # type: ignore[no-untyped-def]
    """words: target, source, copy function, elements, elements per part, item size."""
    start = part * words[4]
    n = min(words[4], words[3] - start)
    if n > 0:
        call_elementwise(words[2], words[0] + start * words[5], words[1] + start * words[5], 0, 0, n)


def _copy_blocks(launch: Any, target: Any, source: Any, extents: list[int], to: list[int], of: list[int]) -> bool:
    """Copy what both sides hold in rows of neighbouring items, two or three axes deep; False for anything else."""
    together = to[-1] == 1 == of[-1] and extents[-1] >= _SHORTEST_ROW and min(*to, *of) >= 0
    if not together or len(extents) > 3:
        return False
    if len(extents) == 1:
        code, size, item = word_code(target.itemsize), extents[0], target.itemsize
        parts = parts_for(size / 2, size)
        words = [target.ref, source.ref, function_address("x", (code,), code), size, -(-size // parts), item]
        launch.emit(library.address("copy_straight"), words, parts)
        return True
    outer, inner = extents[:-2], extents[-2:]
    if outer and outer[0] < _FEW < inner[0]:  # too few blocks to share among threads: their rows are shared instead
        for a in range(outer[0]):
            places = [s._replace(offset=s.offset + a * w[0] * s.itemsize) for s, w in ((target, to), (source, of))]
            _copy_blocks(launch, places[0], places[1], inner, to[1:], of[1:])
        return True
    blocks, rows = (outer[0], inner[0]) if outer else (inner[0], 1)
    values = {"x": source.ref, "y": target.ref, "rows": rows, "p": of[-2], "q": to[-2], "n": inner[1]}
    work = blocks * rows * (inner[1] / 2 + _ROW_COST)
    sizes = {"A": blocks, "P": of[0], "Q": to[0]}
    run(launch, "copy_blocks", values, sizes, work, T=word_code(target.itemsize))
    return True


_SHORTEST_ROW, _ROW_COST, _FEW = 4, 8, 8


def _copy_apart(
    launch: Any, target: Any, source: Any, extents: list[int], to: list[int], of: list[int], function: int
) -> None:
    """Into a target with gaps: one launch per row of its outermost axes, which are few (concatenation, padding)."""
    inner = len(extents)
    run_length = 1
    while inner > 0 and to[inner - 1] == run_length:
        inner -= 1
        run_length *= extents[inner]
    outer = 1
    for extent in extents[:inner]:
        outer *= extent
    tail = extents[inner:] or [1]
    steps = of[inner:] or [0]
    parts = parts_for(outer * (run_length / 2 + 4 * _ROW_COST), outer)
    words = [target.ref, source.ref, outer, run_length, target.itemsize, inner, function]
    words.append(launch.table([len(tail), *tail, *steps]))
    words.append(launch.table([*extents[:inner], *to[:inner], *of[:inner]]) if inner else 0)
    launch.emit(library.address("copy_rows"), [*words, -(-outer // parts)], parts)


@raw_kernel()
def copy_rows(words, part, thread):  # type: ignore[no-untyped-def]
    """words: target, source, rows, items a row, item size, outer axes, gather function, description of a row, table of
    the outer axes (extents, target strides, source strides, in items), rows a part."""
    axes, item, table = words[5], words[4], words[8]
    for row in range(part * words[9], min((part + 1) * words[9], words[2])):
        rest, to, of = row, 0, 0
        for back in range(axes):
            axis = axes - 1 - back
            extent = load_word(table + 8 * axis)
            up = rest // extent
            place = rest - up * extent
            to += place * load_word(table + 8 * (axes + axis))
            of += place * load_word(table + 8 * (2 * axes + axis))
            rest = up
        call_elementwise(words[6], words[0] + to * item, words[1] + of * item, words[7], 0, words[3])


def fill_with(launch: Any, target: Any, number: float) -> None:
    """Fill contiguous memory with one number."""
    if target.size == 0:
        return
    value, code = constant_item(launch, target, number), word_code(target.itemsize)
    run(launch, "fill", {"y": target, "value": value}, {"N": target.size, "O": 1}, target.size / 4, T=code)


def constant_item(launch: Any, target: Any, number: float) -> Any:
    """One item of the dtype of `target`, kept alive as long as the plan."""
    from ...dtypes import numpy_dtype
    from ..arrays import over

    value = over(np.array([number], numpy_dtype(target.dtype)).view(word_code(target.itemsize)))
    launch.places[("constant", id(target), number)] = value
    return value


@lowers("concatenate")
def lower_concatenate(launch: Any, call: Any) -> None:
    """Each input is copied to its place."""
    from ..arrays import sliced

    out, axis, start = launch.out(call.outputs[0]), call.attrs["axis"], 0
    for value in call.inputs:
        extent = value.shape[axis]
        parts = tuple(("s", start, start + extent, 1) if i == axis else ("s", None, None, 1) for i in range(value.ndim))
        emit_copy(launch, sliced(out, parts), launch.array(value))
        start += extent


@lowers("pad")
def lower_pad(launch: Any, call: Any) -> None:
    """The border is filled, the middle copied."""
    from ..arrays import sliced

    out, x = launch.out(call.outputs[0]), launch.array(call.inputs[0])
    pads, value = call.attrs["pads"], call.attrs["value"]
    if x.contiguous and x.size and min(side for sides in pads for side in sides) >= 0:
        _pad_rows(launch, x, out, pads, value)
        return
    fill_with(launch, out, value)
    parts = tuple(("s", a, a + e, 1) for (a, _), e in zip(pads, x.shape, strict=True))
    emit_copy(launch, sliced(out, parts), x)


@kernel("x: T[B,H,N], y: T[B,I,M], value: T[O], top: int, left: int", split="B")
def pad_planes(x, y, value, top, left):  # type: ignore[no-untyped-def]
    """y[b, top + h, left + i] = x[b, h, i], the rest is `value`."""
    for b in range(x.shape[0]):
        for h in range(y.shape[1]):
            row = h - top
            if row < 0 or row >= x.shape[1]:
                for i in range(y.shape[2]):
                    y[b, h, i] = value[0]
            else:
                for i in range(left):
                    y[b, h, i] = value[0]
                for i in range(x.shape[2]):
                    y[b, h, unsigned(left + i)] = x[b, unsigned(row), i]
                for i in range(left + x.shape[2], y.shape[2]):
                    y[b, h, unsigned(i)] = value[0]


def _pad_rows(launch: Any, x: Any, out: Any, pads: Any, value: float) -> None:
    """Rows along the last axis that is padded, each written once; where two axes are, plane by plane."""
    padded = [i for i, sides in enumerate(pads) if any(sides)]
    last = max(padded, default=0)
    if len(padded) == 2 == last - padded[0] + 1 and count(x.shape[: padded[0]]) >= _FEW:
        _pad_planes(launch, x, out, pads, last, value)
        return
    inner, item = count(x.shape[last + 1 :]), x.itemsize
    before, middle, after = (n * inner for n in (pads[last][0], x.shape[last], pads[last][1]))
    axes = [[out.shape[i], pads[i][0], x.shape[i]] for i in range(last) if out.shape[i] != 1]
    rows = count(out.shape[:last])
    parts = parts_for(rows * ((before + middle + after) / 2 + _ROW_COST * (len(axes) + 2)), rows)
    code = word_code(item)
    words = [out.ref, x.ref, rows, -(-rows // parts), item, before, middle, after, mover_address("fill", item)]
    words += [constant_item(launch, out, value).ref, function_address("x", (code,), code), len(axes)]
    words.append(launch.table([n for axis in axes for n in axis]) if axes else 0)
    launch.emit(library.address("pad_rows"), words, parts)


def _pad_planes(launch: Any, x: Any, out: Any, pads: Any, last: int, value: float) -> None:
    inner, number = count(x.shape[last + 1 :]), constant_item(launch, out, value)
    sizes = {"B": count(x.shape[: last - 1]), "H": x.shape[last - 1], "N": x.shape[last] * inner, "O": 1}
    sizes |= {"I": out.shape[last - 1], "M": out.shape[last] * inner}
    values = {"x": x, "y": out, "value": number, "top": pads[last - 1][0], "left": pads[last][0] * inner}
    work = sizes["B"] * sizes["I"] * (sizes["M"] / 2 + 2 * _ROW_COST)
    run(launch, "pad_planes", values, sizes, work, T=word_code(x.itemsize))


@raw_kernel()
def pad_rows(words, part, thread):  # type: ignore[no-untyped-def]
    """words: target, source, rows, rows a part, item size, items before, within and after, fill function, value, copy
    function, outer axes, table of these (extent of the target, border before, extent of the source)."""
    item, before, middle, after = words[4], words[5], words[6], words[7]
    length = before + middle + after
    for row in range(part * words[3], min((part + 1) * words[3], words[2])):
        target = words[0] + row * length * item
        rest, source, step, inside = row, 0, 1, True
        for back in range(words[11]):
            axis = words[12] + 24 * (words[11] - 1 - back)
            extent, low, within = load_word(axis), load_word(axis + 8), load_word(axis + 16)
            up = rest // extent
            place = rest - up * extent - low
            inside = inside and 0 <= place < within
            source += place * step
            step *= within
            rest = up
        if inside:
            call_elementwise(words[8], target, words[9], words[9], 0, before)
            call_elementwise(words[10], target + before * item, words[1] + source * middle * item, 0, 0, middle)
            call_elementwise(words[8], target + (before + middle) * item, words[9], words[9], 0, after)
        else:
            call_elementwise(words[8], target, words[9], words[9], 0, length)


@lowers("unslice")
def lower_unslice(launch: Any, call: Any) -> None:
    """Zeros, with the gradient where the slice was."""
    from ..arrays import sliced

    out = launch.out(call.outputs[0])
    fill_with(launch, out, 0)
    target = sliced(out, call.attrs["parts"])
    emit_copy(launch, target, launch.array(call.inputs[0]))


@lowers("one_hot")
def lower_one_hot(launch: Any, call: Any) -> None:
    """Rows of one-hot vectors."""
    x, y = launch.contiguous(call.inputs[0]), launch.out(call.outputs[0])
    extents = {"N": x.size, "F": call.attrs["depth"]}
    run(launch, "one_hot", {"x": x, "y": y}, extents, y.size / 2, T=code_of(y.dtype), U=code_of(x.dtype))
