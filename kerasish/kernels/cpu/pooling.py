"""Kernels of pooling: which windows there are, in runs of windows that lie alike, which `pooling_walk` walks.

Where the windows lie is known before anything runs: a table an axis says, for each output, where its window begins, how
far it reaches, and its first tap number. Outputs are shared out by rows. The gradients write inputs, so inputs are
shared out: a part clears its own and visits every window that meets them, but no further than they go.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from ..arrays import count
from ..windows import geometry
from . import library
from .intrinsics import load_word
from .lowering import code_of, lowers, parts_for
from .microkernel import host_target
from .pooling_walk import clear, walk, walking
from .spec import KernelSpec, chunk

Entry = tuple[int, int, int]  # of an axis: where a window begins, how far it reaches, its first tap number
_FEW = 8  # sequences that are too few to be shared out whole


def pool_row(words, window, reach, tap, line, row):  # type: ignore[no-untyped-def]
    """One row of outputs. `window` is where the windows' image and plane are, `reach` and `tap` are along planes.

    Words: 0 input side, output side, tap numbers; 3 channels; 4 planes of an output, rows of a plane; 6 tables of
    planes, of rows, of runs; 9 runs; 10 bytes between images, planes, rows, pixels of the input side; 14 bytes of a
    row, of a pixel of the output side; 16 the same of tap numbers; 18 taps a plane, a row of the window; 20 pixels
    between windows of a run; 21 units, units of a part; 23 planes of an input, outputs that meet a plane; 25 stride and
    padding along planes.
    """
    out, taps = words[1] + row * words[14], words[2] + row * words[16]
    window += load_word(line) * words[12]
    rows, tap = load_word(line + 8), tap * words[18] + load_word(line + 16) * words[19]
    for i in range(words[9]):
        run = words[8] + 40 * i
        place = load_word(run)
        walk(
            window + load_word(run + 16) * words[13], words[11], words[12], words[13], reach, rows, load_word(run + 24),
            tap + load_word(run + 32), words[18], words[19], out + place * words[15], taps + place * words[17],
            load_word(run + 8), words[20] * words[13], words[15], words[17], words[3],
        )  # fmt: skip


def pool_out(words, part, thread):  # type: ignore[no-untyped-def]
    """Some rows of the output; words as of `pool_row`."""
    planes, rows = words[4], words[5]
    for row in range(part * words[22], min(words[21], (part + 1) * words[22])):
        plane, image = row // rows % planes, row // (rows * planes)
        entry = words[6] + 24 * plane
        window = words[0] + image * words[10] + load_word(entry) * words[11]
        pool_row(words, window, load_word(entry + 8), load_word(entry + 16), words[7] + 24 * (row % rows), row)


def pool_in(words, part, thread):  # type: ignore[no-untyped-def]
    """Some planes of the input's gradient; words as of `pool_row`."""
    plane, end = part * words[22], min(words[21], (part + 1) * words[22])
    while plane < end:
        image, low = plane // words[23], plane % words[23]
        high = min(words[23], low + end - plane)
        pool_band(words, image, low, high)
        plane += high - low


def pool_band(words, image, low, high):  # type: ignore[no-untyped-def]
    """The planes `low` to `high` of one image: cleared just before the first window comes, so that they are at hand."""
    planes, rows, base = words[4], words[5], words[0] + image * words[10]
    stride, pad, meet = words[25], words[26], words[24]
    first = max((low + pad) // stride - meet + 1, 0)
    cleared = low
    for o in range(first, min((high - 1 + pad) // stride + 1, planes)):
        entry = words[6] + 24 * o
        start = load_word(entry)
        here, after = max(start, low), min(start + load_word(entry + 8), high)
        if here < after:
            if after > cleared:
                clear(base + cleared * words[11], (after - cleared) * words[11])
                cleared = after
            tap, window = load_word(entry + 16) + here - start, base + here * words[11]
            for line in range(rows):
                pool_row(words, window, after - here, tap, words[7] + 24 * line, (image * planes + o) * rows + line)
    clear(base + cleared * words[11], (high - cleared) * words[11])


_KINDS = {True: [pool_row, pool_band, pool_in], False: [pool_row, pool_out]}  # by whether the input is written


@cache
def _address(kind: str, code: str, tap_code: str) -> int:
    target = host_target()
    made = walking(_KINDS[kind in ("drop", "share")], kind, target, code, tap_code)
    spec = KernelSpec(f"pool_{kind}", made, (), None, frozenset(), raw=True)
    return library.address_of(spec, {"T": code, "I": tap_code, "target": target.name})


class Axis(NamedTuple):
    """One axis of a pooling: the input's extent, the output's, and how the windows lie; `pad` is in front."""

    extent: int = 1
    out: int = 1
    window: int = 1
    stride: int = 1
    pad: int = 0

    def windows(self) -> list[Entry]:
        """For each output, its window in the input, without padding."""
        starts = [o * self.stride - self.pad for o in range(self.out)]
        firsts = [max(s, 0) for s in starts]
        return [(f, min(s + self.window, self.extent) - f, f - s) for s, f in zip(starts, firsts, strict=True)]

    def runs(self) -> list[tuple[int, int, int, int, int]]:
        """Windows that are alike, one stride apart: the first's place, how many, and the first's entry."""
        found: list[tuple[int, int, int, int, int]] = []
        for place, (start, reach, tap) in enumerate(self.windows()):
            if found:
                first, length, at, *alike = found[-1]
                if (start, reach, tap) == (at + length * self.stride, *alike):
                    found[-1] = (first, length + 1, at, reach, tap)
                    continue
            found.append((place, 1, start, reach, tap))
        return found


def _axes(call: Any, x: Any, y: Any) -> list[Axis]:
    """Three axes: planes, rows, pixels. That of a sequence is walked in runs, unless threads would be idle then."""
    window, strides = call.attrs["window"], call.attrs["strides"]
    pads = geometry(x[1:-1], window, strides, call.attrs["padding"], (1,) * len(window)).pads
    axes = [Axis(*a[:4], a[4][0]) for a in zip(x[1:-1], y[1:-1], window, strides, pads, strict=True)]
    if len(axes) == 1:
        return [axes[0], Axis(), Axis()] if x[0] < _FEW else [Axis(), Axis(), axes[0]]
    return axes if len(axes) == 3 else [axes[0], Axis(), axes[1]]


def _pool(launch: Any, call: Any, kind: str, x: Any, y: Any, index: Any = None) -> None:
    """Launch one walk between the input side `x` and the output side `y`."""
    back = kind in ("drop", "share")
    if (x if back else y).size == 0:
        return
    planes, rows, line = axes = _axes(call, x.shape, y.shape)
    channels, item = x.shape[-1], x.itemsize
    size, tap_code = (index.itemsize, code_of(index.dtype)) if index is not None else (1, "u1")
    steps = [n * channels * item for n in (count([a.extent for a in axes]), rows.extent * line.extent, line.extent, 1)]
    runs = line.runs()
    units = x.shape[0] * (planes.extent if back else planes.out * rows.out)
    parts = parts_for(max(x.size, y.size), units)
    tables = [[n for entry in table for n in entry] for table in (planes.windows(), rows.windows(), runs)]
    words = [
        x, y, index if index is not None else 0, channels, planes.out, rows.out, *(launch.table(t) for t in tables),
        len(runs), *steps, line.out * channels * item, channels * item, line.out * channels * size, channels * size,
        rows.window * line.window, line.window, line.stride, units, chunk(units, parts), planes.extent,
        -(-planes.window // planes.stride), planes.stride, planes.pad,
    ]  # fmt: skip
    launch.emit(_address(kind, code_of(x.dtype), tap_code), words, parts)


@lowers("max_pool")
def lower_max_pool(launch: Any, call: Any) -> None:
    """Maxima, and tap numbers where somebody reads them."""
    x, y, taps = launch.contiguous(call.inputs[0]), launch.out(call.outputs[0]), call.outputs[1]
    wanted = taps in launch.escaping or taps in launch.places
    _pool(launch, call, "max_at" if wanted else "max", x, y, launch.out(taps) if wanted else None)


@lowers("avg_pool")
def lower_avg_pool(launch: Any, call: Any) -> None:
    """Means."""
    _pool(launch, call, "mean", launch.contiguous(call.inputs[0]), launch.out(call.outputs[0]))


@lowers("max_pool_take")
def lower_max_pool_take(launch: Any, call: Any) -> None:
    """Values at known taps."""
    x, index = (launch.contiguous(v) for v in call.inputs)
    _pool(launch, call, "take", x, launch.out(call.outputs[0]), index)


@lowers("max_pool_grad")
def lower_max_pool_grad(launch: Any, call: Any) -> None:
    """Each output's gradient, to where its maximum was."""
    dy, index = (launch.contiguous(v) for v in call.inputs[:2])
    _pool(launch, call, "drop", launch.out(call.outputs[0]), dy, index)


@lowers("avg_pool_grad")
def lower_avg_pool_grad(launch: Any, call: Any) -> None:
    """Each output's gradient, shared out among its window."""
    dy = launch.contiguous(call.inputs[0])
    _pool(launch, call, "share", launch.out(call.outputs[0]), dy)
