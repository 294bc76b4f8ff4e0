"""Walks of windows over an input, which forward convolution and both gradients are made of.

For each axis, output q reads the input at `q * step + shift` for each tap (shift, position in the kernel). The gradient
to the input is the same walk over dy: for a stride s it falls into s phases an axis, outputs s apart, each with the
taps whose shift is whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ..arrays import Strided, row_major
from ..windows import geometry
from . import microkernel
from .shape import emit_copy, fill_with
from .taps import ADD, BIAS, CAP, RELU, SCALE, START

KERNEL_BYTES = 16 << 20
"""The most memory that the splits of a kernel's gradient may take."""

MOST_UNITS = 64
"""Parts of one call."""

WIDE_PANEL = 4
"""From so many vectors of columns on, tiles are four vectors wide and six rows high: fewer loads an operation."""


class Axis(NamedTuple):
    """How windows lie along one axis."""

    extent: int  # of the input
    outputs: int  # how many windows
    step: int  # in the input, from output to output
    taps: tuple[tuple[int, int], ...]  # (shift, position in the kernel), by shift
    whole: int  # extent of the array that the outputs are part of
    start: int = 0  # where they begin in it
    apart: int = 1  # and how far apart they are

    @property
    def low(self) -> int:
        """The first item that the first window reads; negative in front of the input."""
        return self.taps[0][0]

    @property
    def span(self) -> int:
        """Items from the first to the last that a window reads."""
        return self.taps[-1][0] - self.low + 1

    @property
    def reach(self) -> int:
        """Items from the first that any window reads to the last."""
        return (self.outputs - 1) * self.step + self.span

    @property
    def inside(self) -> bool:
        """Whether no window leaves the input."""
        return self.low >= 0 and self.low + self.reach <= self.extent

    @property
    def spacing(self) -> int:
        """The distance from tap to tap, 0 when they are not evenly spaced."""
        gaps = {b[0] - a[0] for a, b in itertools.pairwise(self.taps)}
        return 1 if not gaps else gaps.pop() if len(gaps) == 1 else 0

    def padded(self) -> Axis:
        """The same windows over the input with its border."""
        before = max(0, -self.low)
        extent = max(self.extent + before, self.low + before + self.reach)
        return self._replace(extent=extent, taps=tuple((s + before, k) for s, k in self.taps))


POINT = Axis(1, 1, 1, ((0, 0),), 1)
"""The axis that is added in front where there are fewer than three."""


@dataclass(frozen=True)
class Walk:
    """One walk of windows: input A (B, D, H, W, groups * a_channels), output C (B, ..., groups * c_channels).

    Attributes:
        axes: D, H, W.
        wide: whether each channel has a kernel of its own (then `a_channels` is 1, and there is one group).
        kernel: extents of the kernel's window.
    """

    launch: Any
    a: Strided
    batch: int
    axes: tuple[Axis, Axis, Axis]
    a_channels: int
    c_channels: int
    groups: int
    wide: bool
    kernel: tuple[int, ...]
    dtype: str

    @property
    def size(self) -> int:
        """Bytes of an item."""
        return self.a.itemsize

    @property
    def pixel(self) -> int:
        """Bytes of a pixel of A."""
        return self.size * (self.c_channels if self.wide else self.groups * self.a_channels)

    @property
    def out_pixel(self) -> int:
        """Bytes of a pixel of C."""
        return self.size * self.groups * self.c_channels

    @property
    def lanes(self) -> int:
        """Items of a vector."""
        return microkernel.host_target().width // self.size

    @property
    def panel(self) -> int:
        """Columns that a tile takes: from `WIDE_PANEL` vectors on four of them, in lower tiles; else two."""
        return self.lanes * (4 if self.c_channels >= WIDE_PANEL * self.lanes else 2)

    @property
    def merged(self) -> int:
        """Taps along W that are one run of steps, being adjacent in A."""
        width = self.axes[2]
        return len(width.taps) if width.spacing == 1 and self.groups == 1 else 1

    @property
    def windows(self) -> int:
        """Outputs of one image."""
        return self.axes[0].outputs * self.axes[1].outputs * self.axes[2].outputs

    @property
    def flops(self) -> float:
        """Operations of the whole batch."""
        taps = len(self.axes[0].taps) * len(self.axes[1].taps) * len(self.axes[2].taps)
        columns = -(-self.c_channels // self.lanes) * self.lanes * self.groups
        return 2.0 * self.batch * self.windows * taps * columns * self.a_channels

    def tap_number(self, *at: int) -> int:
        """The place of a window position in the kernel."""
        return (at[0] * self.kernel[1] + at[1]) * self.kernel[2] + at[2]

    def with_border(self) -> Walk:
        """The same walk over a copy of A with a border of zeros, where windows leave it."""
        if all(axis.inside for axis in self.axes):
            return self
        axes = three([axis.padded() for axis in self.axes])
        channels = self.pixel // self.size
        shape = (self.batch, *(axis.extent for axis in axes), channels)
        border = self.launch.temporary(shape, self.dtype)
        fill_with(self.launch, border, 0)
        strides, offset = row_major(shape), 0
        for axis, stride in zip(self.axes, strides[1:4], strict=True):
            offset += max(0, -axis.low) * stride * self.size
        inner = (self.batch, *(axis.extent for axis in self.axes), channels)
        middle = Strided(border.buffer, border.offset + offset, inner, strides, self.dtype)
        emit_copy(self.launch, middle, self.a._replace(shape=inner, strides=row_major(inner)))
        return replace(self, a=border, axes=axes)


@dataclass(frozen=True)
class Epilogue:
    """What happens to an output before it is written: plus, times and plus row vectors, plus an array, relu, cut at 6.

    All are addresses; the array lies as the output does.
    """

    start: Any = None
    scale: Any = None
    bias: Any = None
    add: Any = None
    relu: bool = False
    cap: bool = False

    @property
    def words(self) -> list[Any]:
        """Scale, bias, addend and flags; `start` comes apart."""
        given = ((START, self.start), (SCALE, self.scale), (BIAS, self.bias), (ADD, self.add))
        flags = sum(bit for bit, address in given if address is not None)
        flags |= RELU * self.relu | CAP * self.cap
        return [*(0 if x is None else x for x in (self.scale, self.bias, self.add)), flags]


PLAIN = Epilogue()


def three(axes: list[Axis]) -> tuple[Axis, Axis, Axis]:
    first, second, third = [POINT] * (3 - len(axes)) + axes
    return first, second, third


def walk_over(launch: Any, a: Strided, axes: list[Axis], w: Strided, groups: int, turned: bool) -> Walk:
    """A walk over `a` with the kernel `w`."""
    channels, filters = w.shape[-2], w.shape[-1] // groups
    wide = channels == 1 and filters == 1 and groups > 1 and all(axis.spacing for axis in axes)
    kernel = (*(1,) * (3 - len(axes)), *w.shape[:-2])
    inner, outer = (filters, channels) if turned else (channels, filters)
    if wide:
        inner, outer, groups = 1, groups, 1
    return Walk(launch, a, a.shape[0], three(axes), inner, outer, groups, wide, kernel, a.dtype)


def forward_axes(x: tuple[int, ...], w: tuple[int, ...], attrs: dict[str, Any]) -> list[Axis]:
    found = geometry(x[1:-1], w[:-2], attrs["strides"], attrs["padding"], attrs["dilation"])
    axes = []
    for n, k, s, d, (low, _), out in zip(
        x[1:-1], w[:-2], attrs["strides"], attrs["dilation"], found.pads, found.out, strict=True
    ):
        axes.append(Axis(n, out or 0, s, tuple((i * d - low, i) for i in range(k)), out or 0))
    return axes


def phases(axis: Axis, dilation: int) -> Iterator[Axis]:
    """The walks over dy that make up the gradient along one axis; `axis` is the forward one."""
    low, stride = -axis.taps[0][0], axis.step
    for phase in range(min(stride, axis.extent)):
        shifts = ((phase + low - k * dilation, k) for _, k in axis.taps)
        taps = sorted((shift // stride, k) for shift, k in shifts if shift % stride == 0)
        yield Axis(axis.outputs, -(-(axis.extent - phase) // stride), 1, tuple(taps), axis.extent, phase, stride)
