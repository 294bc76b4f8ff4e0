"""Kernels that move values: strided copies, gathering rows, scattering them back, one-hot."""

from __future__ import annotations

from typing import Any

from . import library
from .elementwise import mover_address
from .intrinsics import call_elementwise, load_word
from .lowering import code_of, lowers, parts_for, run, word_code
from .spec import kernel, raw_kernel


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


@kernel("x: T[A,I], index: U[M], y: T[M,I]", split="M")
def take_rows(x, index, y):  # type: ignore[no-untyped-def]
    """y[m] = x[index[m]]; negative indices count from the end."""
    rows = x.shape[0]
    for m in range(index.shape[0]):
        row = index[m] % rows
        for i in range(x.shape[1]):
            y[m, i] = x[row, i]


@kernel("x: T[O,A,I], index: U[M], y: T[O,M,I]", split="O")
def take_inner(x, index, y):  # type: ignore[no-untyped-def]
    """y[o, m] = x[o, index[m]]."""
    rows = x.shape[1]
    for o in range(x.shape[0]):
        for m in range(index.shape[0]):
            row = index[m] % rows
            for i in range(x.shape[2]):
                y[o, m, i] = x[o, row, i]


@kernel("dy: T[O,M,I], index: U[M], dx: T[O,A,I]", split="O")
def untake(dy, index, dx):  # type: ignore[no-untyped-def]
    """dx[o, index[m]] += dy[o, m], in the order of m."""
    rows = dx.shape[1]
    for o in range(dx.shape[0]):
        for a in range(rows):
            for i in range(dx.shape[2]):
                dx[o, a, i] = 0
        for m in range(index.shape[0]):
            row = index[m] % rows
            for i in range(dx.shape[2]):
                dx[o, row, i] += dy[o, m, i]


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
    function = mover_address("gather", target.itemsize)
    if target.contiguous:
        parts = parts_for(target.size / 2, target.size)
        step = -(-target.size // parts)
        words = [target.ref, source.ref, launch.table([len(extents), *extents, *of]), function]
        launch.emit(library.address("strided_copy"), [*words, target.size, step, target.itemsize], parts)
        return
    _copy_apart(launch, target, source, extents, to, of, function)


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
    words = [target.ref, source.ref, outer, run_length, target.itemsize, inner, function]
    words.append(launch.table([len(tail), *tail, *steps]))
    words.append(launch.table([*extents[:inner], *to[:inner], *of[:inner]]) if inner else 0)
    launch.emit(library.address("copy_rows"), words, 1)


@raw_kernel()
def copy_rows(words, part, thread):  # type: ignore[no-untyped-def]
    """words: target, source, rows, items a row, item size, outer axes, gather function, description of a row, table of
    the outer axes (extents, target strides, source strides, in items)."""
    axes, item, table = words[5], words[4], words[8]
    for row in range(words[2]):
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
    import numpy as np

    from ...dtypes import numpy_dtype
    from ..arrays import over

    if target.size == 0:
        return
    code = word_code(target.itemsize)
    value = over(np.array([number], numpy_dtype(target.dtype)).view(code))
    launch.places[("constant", id(target), number)] = value  # keeps the constant alive as long as the plan
    run(launch, "fill", {"y": target, "value": value}, {"N": target.size, "O": 1}, target.size / 4, T=code)


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

    out, x = launch.out(call.outputs[0]), call.inputs[0]
    fill_with(launch, out, call.attrs["value"])
    parts = tuple(("s", a, a + e, 1) for (a, _), e in zip(call.attrs["pads"], x.shape, strict=True))
    emit_copy(launch, sliced(out, parts), launch.array(x))


@lowers("unslice")
def lower_unslice(launch: Any, call: Any) -> None:
    """Zeros, with the gradient where the slice was."""
    from ..arrays import sliced

    out = launch.out(call.outputs[0])
    fill_with(launch, out, 0)
    target = sliced(out, call.attrs["parts"])
    emit_copy(launch, target, launch.array(call.inputs[0]))


def _around(shape: tuple[int, ...], axis: int) -> tuple[int, int, int]:
    from ..arrays import count

    return count(shape[:axis]), shape[axis], count(shape[axis + 1 :])


@lowers("take")
def lower_take(launch: Any, call: Any) -> None:
    """Rows where the axis leads, else along an inner axis."""
    x, index = launch.contiguous(call.inputs[0]), launch.contiguous(call.inputs[1])
    out = launch.out(call.outputs[0])
    o, a, i = _around(x.shape, call.attrs["axis"])
    if a == 0:
        fill_with(launch, out, 0)
        return
    types = {"T": word_code(x.itemsize), "U": code_of(index.dtype)}
    values, work = {"x": x, "index": index, "y": out}, out.size * 1.5  # rows far apart come from memory
    if o == 1:
        run(launch, "take_rows", values, {"A": a, "I": i, "M": index.size}, work, **types)
    else:
        run(launch, "take_inner", values, {"O": o, "A": a, "I": i, "M": index.size}, work, **types)


@lowers("untake")
def lower_untake(launch: Any, call: Any) -> None:
    """Scatter-add in a fixed order."""
    dy, index = launch.contiguous(call.inputs[0]), launch.contiguous(call.inputs[1])
    dx = launch.out(call.outputs[0])
    o, a, i = _around(dx.shape, call.attrs["axis"])
    extents = {"O": o, "A": a, "I": i, "M": index.size}
    types = {"T": code_of(dy.dtype), "U": code_of(index.dtype)}
    run(launch, "untake", {"dy": dy, "index": index, "dx": dx}, extents, dy.size, **types)


@lowers("one_hot")
def lower_one_hot(launch: Any, call: Any) -> None:
    """Rows of one-hot vectors."""
    x, y = launch.contiguous(call.inputs[0]), launch.out(call.outputs[0])
    extents = {"N": x.size, "F": call.attrs["depth"]}
    run(launch, "one_hot", {"x": x, "y": y}, extents, y.size / 2, T=code_of(y.dtype), U=code_of(x.dtype))
