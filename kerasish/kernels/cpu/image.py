"""Kernels that repeat values in blocks, and sum them up again."""

from __future__ import annotations

from typing import Any

from ..arrays import count, row_major
from .lowering import code_of, lowers, run, word_code
from .shape import unsigned
from .spec import kernel


@kernel("x: T[O,W,C], y: T[O,S,W,R,C]", split="O")
def upsample(x, y):  # type: ignore[no-untyped-def]
    """y[o, s, w, r] = x[o, w]: every item R times in a row, every row S times."""
    for o in range(x.shape[0]):
        for w in range(x.shape[1]):
            for r in range(y.shape[3]):
                for c in range(x.shape[2]):
                    y[o, 0, w, r, c] = x[o, w, c]
        for s in range(1, y.shape[1]):
            for w in range(x.shape[1]):
                for r in range(y.shape[3]):
                    for c in range(x.shape[2]):
                        y[o, s, w, r, c] = y[o, 0, w, r, c]


@kernel("x: T[O,W], y: T[O,S,N]", split="O")
def upsample_pairs(x, y):  # type: ignore[no-untyped-def]
    """y[o, s, 2 w] = y[o, s, 2 w + 1] = x[o, w]: single items, twice each."""
    for o in range(x.shape[0]):
        for s in range(y.shape[1]):
            for w in range(x.shape[1]):
                y[o, s, unsigned(2 * w)] = x[o, w]
                y[o, s, unsigned(2 * w + 1)] = x[o, w]


@kernel("x: T[O,S,W,R,C], y: T[O,W,C]", split="O")
def block_sum(x, y):  # type: ignore[no-untyped-def]
    """y[o, w] = the sum of x[o, s, w, r] over s and r, in this order."""
    for o in range(x.shape[0]):
        for w in range(y.shape[1]):
            for c in range(y.shape[2]):
                y[o, w, c] = x[o, 0, w, 0, c]
        for s in range(x.shape[1]):
            for w in range(y.shape[1]):
                for r in range(0 if s > 0 else 1, x.shape[3]):
                    for c in range(y.shape[2]):
                        y[o, w, c] += x[o, s, w, r, c]


@kernel("x: T[O,S,N], y: T[O,W]", split="O")
def block_sum_pairs(x, y):  # type: ignore[no-untyped-def]
    """y[o, w] = the sum of x[o, s, 2 w] + x[o, s, 2 w + 1] over s: the same for single items, twice each."""
    for o in range(x.shape[0]):
        for w in range(y.shape[1]):
            y[o, w] = x[o, 0, unsigned(2 * w)] + x[o, 0, unsigned(2 * w + 1)]
        for s in range(1, x.shape[1]):
            for w in range(y.shape[1]):
                y[o, w] += x[o, s, unsigned(2 * w)] + x[o, s, unsigned(2 * w + 1)]


def _launch(launch: Any, name: str, x: Any, y: Any, sizes: dict[str, int], work: float, code: str) -> None:
    """The kernel for any blocks, or that for pairs of single items."""
    if sizes["C"] == 1 and sizes["R"] == 2:
        name, sizes = f"{name}_pairs", {"O": sizes["O"], "S": sizes["S"], "W": sizes["W"], "N": 2 * sizes["W"]}
    run(launch, name, {"x": x, "y": y}, sizes, work, T=code)


def _blocks(small: tuple[int, ...], axes: list[int], factors: tuple[int, ...]) -> dict[str, int]:
    """The extents of a kernel for one axis, or for two: rows S times, items R times."""
    outer, inner = (axes[0], axes[-1]) if len(axes) == 2 else (axes[0] - 1, axes[0])
    return {
        "O": count(small[: outer + 1]),
        "S": factors[outer] if len(axes) == 2 else 1,
        "W": count(small[outer + 1 : inner + 1]),
        "R": factors[inner],
        "C": count(small[inner + 1 :]),
    }


def _passes(factors: tuple[int, ...]) -> list[list[int]]:
    """The axes to be enlarged, two at a time from the last one on."""
    axes = [i for i, f in enumerate(factors) if f != 1]
    passes = []
    while axes:
        passes.append(axes[-2:])
        axes = axes[:-2]
    return passes


@lowers("upsample")
def lower_upsample(launch: Any, call: Any) -> None:
    """The last two axes first, so that later passes copy long rows."""
    x, out = launch.contiguous(call.inputs[0]), launch.out(call.outputs[0])
    if out.size == 0:
        return
    shape, passes = x.shape, _passes(call.attrs["factors"])
    for axes in passes:
        large = _scaled(shape, axes, call.attrs["factors"])
        y = out if axes is passes[-1] else launch.temporary(large, x.dtype)
        _launch(
            launch, "upsample", x, y, _blocks(shape, axes, call.attrs["factors"]), y.size / 2, word_code(x.itemsize)
        )
        x, shape = y, large


@lowers("block_sum")
def lower_block_sum(launch: Any, call: Any) -> None:
    """The first axes first: long rows are added."""
    x, out, factors = launch.contiguous(call.inputs[0]), launch.out(call.outputs[0]), call.attrs["factors"]
    if out.size == 0:
        return
    passes = _passes(factors)[::-1]
    for axes in passes:
        small = tuple(s // factors[i] if i in axes else s for i, s in enumerate(x.shape))
        y = out if axes is passes[-1] else launch.temporary(small, x.dtype)
        _launch(launch, "block_sum", x, y, _blocks(small, axes, factors), x.size / 2, code_of(x.dtype))
        x = y._replace(shape=small, strides=row_major(small))


def _scaled(shape: tuple[int, ...], axes: list[int], factors: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(s * factors[i] if i in axes else s for i, s in enumerate(shape))
