"""Reductions over the middle axis of [outer, n, inner]; every reduction is brought to that form.

Sums run in a fixed order that depends on shapes alone. A full sum of a long array is cut into fixed chunks first.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from ..arrays import count
from . import library
from .lowering import code_of, lowers, parts_for, run
from .microkernel import host_target
from .pooling_walk import clear, walk, walking
from .spec import FAST, KernelSpec, chunk, float_bits, kernel

_ROWS = 64  # rows summed before they are added to the total: keeps float32 sums of many rows accurate
_WIDE = 64  # items from which on a row is walked in whole vectors


@kernel("x: T[B,N], y: U[B], scale: float", split="B", fastmath=FAST)
def sum_last(x, y, scale):  # type: ignore[no-untyped-def]
    """y[b] = scale * sum over n."""
    zero = y.dtype.type(0)
    for b in range(x.shape[0]):
        total = zero
        for n in range(x.shape[1]):
            total += x[b, n]
        if scale != 1.0:
            y[b] = total * scale
        else:  # a sum of integers must not pass through a float
            y[b] = total


@kernel("x: T[B,N,F], y: T[B,F], w: T[B,F], scale: float", split="B")
def sum_middle(x, y, w, scale):  # type: ignore[no-untyped-def]
    """y[b, f] = scale * sum over n, in runs of 64 rows; w is room for one run."""
    for b in range(x.shape[0]):
        for f in range(x.shape[2]):
            y[b, f] = 0
        first = 0
        while first < x.shape[1]:
            last = min(first + 64, x.shape[1])
            for f in range(x.shape[2]):
                w[b, f] = x[b, first, f]
            for n in range(first + 1, last):
                for f in range(x.shape[2]):
                    w[b, f] += x[b, n, f]
            for f in range(x.shape[2]):
                y[b, f] += w[b, f]
            first = last
        if scale != 1.0:
            for f in range(x.shape[2]):
                y[b, f] = y[b, f] * scale


def fold_rows(words, part, thread):  # type: ignore[no-untyped-def]
    """y[b, c] = the extremum of x[b] over stretch c of its rows, by one walk.

    Words: 0 x, y; 2 rows of an entry, of a stretch; 4 stretches of an entry; 5 items, bytes of a row; 7 units, units of
    a part; 9 scale.
    """
    for unit in range(part * words[8], min(words[7], (part + 1) * words[8])):
        first = unit % words[4] * words[3]
        rows = min(words[3], words[2] - first)
        x, y = words[0] + (unit // words[4] * words[2] + first) * words[6], words[1] + unit * words[6]
        walk(x, 0, 0, words[6], 1, 1, rows, 0, 0, 0, y, 0, 1, 0, 0, 0, words[5])


def sum_rows(words, part, thread):  # type: ignore[no-untyped-def]
    """As `fold_rows`, for sums: in runs of 64 rows, and what is left over, each added to y; the last scales it."""
    one = 0x3FF0000000000000
    for unit in range(part * words[8], min(words[7], (part + 1) * words[8])):
        first = unit % words[4] * words[3]
        rows = min(words[3], words[2] - first)
        x, y = words[0] + (unit // words[4] * words[2] + first) * words[6], words[1] + unit * words[6]
        runs, rest = rows // 64, rows % 64
        clear(y, words[6])
        if runs > 0:
            walk(
                x, 0, 64 * words[6], words[6], 1, runs, 64, one if rest else words[9], 0, 0, y, 0, 1, 0, 0, 0, words[5]
            )
        if rest > 0:
            x += runs * 64 * words[6]
            walk(x, 0, 0, words[6], 1, 1, rest, words[9], 0, 0, y, 0, 1, 0, 0, 0, words[5])


@kernel("x: T[B,N,F], y: T[B,F]", split="B")
def prod_middle(x, y):  # type: ignore[no-untyped-def]
    """y[b, f] = product over n."""
    for b in range(x.shape[0]):
        for f in range(x.shape[2]):
            y[b, f] = 1
        for n in range(x.shape[1]):
            for f in range(x.shape[2]):
                y[b, f] *= x[b, n, f]


@kernel("x: T[B,N,F], y: T[B,F]", split="B", fastmath=())
def max_middle(x, y):  # type: ignore[no-untyped-def]
    """y[b, f] = the largest over n; nan wins."""
    for b in range(x.shape[0]):
        for f in range(x.shape[2]):
            y[b, f] = x[b, 0, f]
        for n in range(1, x.shape[1]):
            for f in range(x.shape[2]):
                v = x[b, n, f]
                if v > y[b, f] or v != v:
                    y[b, f] = v


@kernel("x: T[B,N,F], y: T[B,F]", split="B", fastmath=())
def min_middle(x, y):  # type: ignore[no-untyped-def]
    """y[b, f] = the smallest over n; nan wins."""
    for b in range(x.shape[0]):
        for f in range(x.shape[2]):
            y[b, f] = x[b, 0, f]
        for n in range(1, x.shape[1]):
            for f in range(x.shape[2]):
                v = x[b, n, f]
                if v < y[b, f] or v != v:
                    y[b, f] = v


@kernel("x: T[B,N,F], y: i4[B,F]", split="B", fastmath=())
def argmax_middle(x, y):  # type: ignore[no-untyped-def]
    """Index of the first largest over n; the first nan wins."""
    for b in range(x.shape[0]):
        for f in range(x.shape[2]):
            best, place = x[b, 0, f], 0
            for n in range(1, x.shape[1]):
                v = x[b, n, f]
                if v > best or (v != v and best == best):
                    best, place = v, n
            y[b, f] = place


@kernel("x: T[B,N,F], y: i4[B,F]", split="B", fastmath=())
def argmin_middle(x, y):  # type: ignore[no-untyped-def]
    """Index of the first smallest over n; the first nan wins."""
    for b in range(x.shape[0]):
        for f in range(x.shape[2]):
            best, place = x[b, 0, f], 0
            for n in range(1, x.shape[1]):
                v = x[b, n, f]
                if v < best or (v != v and best == best):
                    best, place = v, n
            y[b, f] = place


_EMPTY = {"sum": 0, "prod": 1, "mean": float("nan"), "any": 0, "all": 1}


def middle(launch: Any, x: Any, axes: tuple[int, ...]) -> tuple[Any, tuple[int, int, int]]:
    """`x` as contiguous memory in which the axes lie side by side, and its extents [outer, n, inner]."""
    rank = len(x.shape)
    side_by_side = axes == tuple(range(axes[0], axes[-1] + 1))
    if not side_by_side:
        order = [i for i in range(rank) if i not in axes] + list(axes)
        x = x._replace(shape=tuple(x.shape[i] for i in order), strides=tuple(x.strides[i] for i in order))
        axes = tuple(range(rank - len(axes), rank))
    x = launch.packed(x)
    return x, (count(x.shape[: axes[0]]), count(x.shape[axes[0] : axes[-1] + 1]), count(x.shape[axes[-1] + 1 :]))


@lowers("sum", "mean", "prod", "max", "min", "any", "all")
def lower_fold(launch: Any, call: Any) -> None:
    """Sums and extrema."""
    name, value = call.op.name, call.inputs[0]
    out = launch.out(call.outputs[0])
    x, (b, n, f) = middle(launch, launch.array(value), call.attrs["axes"])
    fold(launch, name, x, out, b, n, f)


def fold(launch: Any, name: str, x: Any, out: Any, b: int, n: int, f: int) -> None:
    """Fold the middle axis of contiguous [b, n, f] into [b, f]."""
    from .shape import fill_with

    if out.size == 0:
        return
    if n == 0:
        if name in ("max", "min"):
            raise ValueError(f"{name} over an axis of extent 0 has no value.")
        fill_with(launch, out, _EMPTY[name])
        return
    summed = name in ("sum", "mean")
    scale = 1.0 / n if name == "mean" else 1.0
    if x.dtype in ("float32", "float64") and name != "prod" and (f > 1 or not summed):
        _walk_rows(launch, name if not summed else "sum", x, out, b, n, f, scale)
    elif summed:
        _sum(launch, x, out, b, n, f, scale)
    else:
        kernel_name = {"prod": "prod_middle", "max": "max_middle", "any": "max_middle"}.get(name, "min_middle")
        run(launch, kernel_name, {"x": x, "y": out}, {"B": b, "N": n, "F": f}, b * n * f, T=code_of(x.dtype))


def _walk_rows(launch: Any, kind: str, x: Any, out: Any, b: int, n: int, f: int, scale: float) -> None:
    """Fold [b, n, f] in two steps where one would leave threads idle, or lanes: rows of few items are laid together."""
    together = 1
    while f * together < _WIDE // 2 and n % (2 * together) == 0 and n > 2 * together:
        together *= 2
    rows, items = n // together, f * together
    per = chunk(rows, max(1, min(parts_for(b * n * f / 2, rows) // b, _ROWS)))
    stretches = -(-rows // per)
    if stretches * together == 1:
        _fold_stretches(launch, kind, x, out, b, n, n, f, scale)
    else:
        partial = launch.temporary((b, stretches, items), x.dtype)
        _fold_stretches(launch, kind, x, partial, b, rows, per, items, 1.0)
        _fold_stretches(launch, kind, partial, out, b, stretches * together, stretches * together, f, scale)


def _fold_stretches(launch: Any, kind: str, x: Any, y: Any, b: int, n: int, per: int, f: int, scale: float) -> None:
    """Fold stretches of `per` rows of [b, n, f] into [b, stretches, f]."""
    stretches = -(-n // per)
    units, bytes_ = b * stretches, f * x.itemsize
    parts = parts_for(b * n * f / 2, units)
    words = [x, y, n, per, stretches, f, bytes_, units, chunk(units, parts), float_bits(scale)]
    launch.emit(_fold_address(kind, code_of(x.dtype)), words, parts)


@cache
def _fold_address(kind: str, code: str) -> int:
    target = host_target()
    made = walking([sum_rows if kind == "sum" else fold_rows], kind, target, code, "u1")
    return library.address_of(
        KernelSpec(f"fold_{kind}", made, (), None, frozenset(), raw=True), {"T": code, "target": target.name}
    )


def _sum(launch: Any, x: Any, out: Any, b: int, n: int, f: int, scale: float) -> None:
    code = code_of(x.dtype)
    if f > 1:
        room = launch.temporary((b, f), x.dtype)
        values = {"x": x, "y": out, "w": room, "scale": scale}
        run(launch, "sum_middle", values, {"B": b, "N": n, "F": f}, b * n * f / 2, T=code)
        return
    chunks = parts_for(n, n, unit=32_768.0) if b == 1 else 1
    while n % chunks:
        chunks -= 1
    if chunks > 1:
        partial = launch.temporary((chunks,), x.dtype)
        _sum_rows(launch, x, partial, chunks, n // chunks, 1.0, code)
        _sum_rows(launch, partial, out, 1, chunks, scale, code)
    else:
        _sum_rows(launch, x, out, b, n, scale, code)


def _sum_rows(launch: Any, x: Any, y: Any, b: int, n: int, scale: float, code: str) -> None:
    run(launch, "sum_last", {"x": x, "y": y, "scale": scale}, {"B": b, "N": n}, b * n / 2, T=code, U=code)


@lowers("unbroadcast")
def lower_unbroadcast(launch: Any, call: Any) -> None:
    """Sum over the axes that broadcasting stretched: leading ones first, then those of extent 1."""
    dy, target = launch.array(call.inputs[0]), call.outputs[0]
    extra = len(dy.shape) - len(target.shape)
    axes = [i for i in range(len(dy.shape)) if i < extra or (target.shape[i - extra] == 1 and dy.shape[i] != 1)]
    out = launch.out(target)
    if not axes:
        from .shape import emit_copy

        emit_copy(launch, out, dy._replace(shape=out.shape, strides=dy.strides[extra:]))
        return
    x, (b, n, f) = middle(launch, dy, tuple(axes))
    fold(launch, "sum", x, out, b, n, f)


@lowers("argmax", "argmin")
def lower_arg(launch: Any, call: Any) -> None:
    """Index of an extremum."""
    out = launch.out(call.outputs[0])
    x, (b, n, f) = middle(launch, launch.array(call.inputs[0]), (call.attrs["axis"],))
    if n == 0:
        raise ValueError(f"{call.op.name} over an axis of extent 0 has no value.")
    name = f"{call.op.name}_middle"
    run(launch, name, {"x": x, "y": out}, {"B": b, "N": n, "F": f}, 2 * b * n * f, T=code_of(x.dtype))
