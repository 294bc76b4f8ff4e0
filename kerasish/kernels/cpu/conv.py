"""Convolution and its gradients on the batch-reduce tile: from shapes to the words of the kernels in `conv_tiles`.

All three walk windows over an input. For each axis, an output q reads the input at `q * step + shift` for each tap
(shift, position in the kernel). The gradient to the input is the same walk over dy: for a stride s it falls into s
phases an axis, outputs s apart, each with the taps whose shift is whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ..arrays import Strided, count, row_major
from ..windows import geometry
from . import conv_tiles, library, microkernel
from . import matmul as products
from .lowering import code_of, lowers
from .shape import emit_copy, fill_with
from .taps import ADD, BIAS, CAP, RELU, SCALE

SLAB_BYTES = 320 * 1024
"""Input rows of one unit, border included: they share a 1 MB second-level cache with a panel of the kernel."""

MOST_UNITS = 64
"""Parts of one call."""

SHORT_RUN, MANY_IMAGES = 5, 8
"""Rows shorter than this, in batches of at least that many images, are walked image by image instead of along a row."""

WIDE_PANEL = 4

KERNEL_BYTES = 16 << 20
"""The most memory that the splits of a kernel's gradient may take."""


class Axis(NamedTuple):
    """How windows lie along one axis."""

    extent: int  # of the input
    count: int  # of the outputs
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
        return (self.count - 1) * self.step + self.span

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
    kernel: tuple[int, int, int]
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
    def windows(self) -> int:
        """Outputs of one image."""
        return self.axes[0].count * self.axes[1].count * self.axes[2].count

    @property
    def flops(self) -> float:
        """Operations of the whole batch."""
        taps = len(self.axes[0].taps) * len(self.axes[1].taps) * len(self.axes[2].taps)
        columns = -(-self.c_channels // self.lanes) * self.lanes * self.groups
        return 2.0 * self.batch * self.windows * taps * columns * self.a_channels

    def tap_number(self, *at: int) -> int:
        """The place of a window position in the kernel."""
        return (at[0] * self.kernel[1] + at[1]) * self.kernel[2] + at[2]

    def address(self, name: str) -> int:
        """A kernel of `conv_tiles`."""
        return conv_tiles.kernel_address(name, self.wide, code_of(self.dtype), microkernel.host_target())

    def with_border(self) -> Walk:
        """The same walk over a copy of A with a border of zeros, where windows leave it."""
        if all(axis.inside for axis in self.axes):
            return self
        axes = tuple(axis.padded() for axis in self.axes)
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


class Slab(NamedTuple):
    """The thread's copy of input rows: positions that fit, bytes of its planes and rows; or the input itself."""

    per: int
    plane: int
    row: int
    words: list[Any]


def _slab(walk: Walk, most: int) -> Slab | None:
    """A slab for at most `most` positions, or None where one position is too large."""
    depth, height, width = walk.axes
    row, rows, planes = width.reach * walk.pixel, height.span, len(depth.taps)
    room = SLAB_BYTES // max(planes * row, 1) - rows
    per = max(1, min(most, room // height.step + 1))
    plane = ((per - 1) * height.step + rows) * row
    if planes * plane > walk.launch.thread_bytes:
        return None
    before, skipped = max(0, -width.low), max(0, width.low)
    copied = max(0, min(width.extent - skipped, width.reach - before))
    line = width.extent * walk.pixel
    words = [depth.extent, height.extent, height.extent * line, line, depth.step, height.step]
    words += [walk.launch.table([shift for shift, _ in depth.taps]), planes, height.low, rows, plane, row]
    words += [before * walk.pixel, copied * walk.pixel, skipped * walk.pixel]
    return Slab(per, plane, row, [*words, walk.launch.thread_bytes, walk.launch.thread_scratch])


def _input(walk: Walk, most: int) -> tuple[Walk, Slab]:
    """The walk and where it reads: the input itself when no window leaves it, else slabs, else a copy with a border."""
    if not all(axis.inside for axis in walk.axes):
        slab = _slab(walk, most)
        if slab is not None:
            return walk, slab
        walk = walk.with_border()
    _, height, width = walk.axes
    row = width.extent * walk.pixel
    return walk, Slab(most, height.extent * row, row, [0] * 17)


def _tap_offset(walk: Walk, slab: Slab, place: int, shifts: tuple[int, int, int]) -> int:
    """Bytes from where a position's windows begin to a tap; `place` is the tap's number along D."""
    depth, height, width = walk.axes
    if slab.words[-1]:
        return place * slab.plane + (shifts[1] - height.low) * slab.row + (shifts[2] - width.low) * walk.pixel
    return shifts[0] * slab.plane + shifts[1] * slab.row + shifts[2] * walk.pixel


class Taps(NamedTuple):
    """The inner sums of a tile: a table of (offset in A, offset in B), how many, and the steps of each.

    Attributes:
        rows: the shifts of the taps along H, where some of them may be rows of zeros, else nothing.
    """

    table: list[int]
    rows: list[int]
    many: int
    steps: int
    ka: int


def _taps(walk: Walk, slab: Slab, first_b: Any) -> Taps:
    """The taps of a walk; those along W become steps where A is evenly spaced over them.

    `first_b(number, at)`: bytes from the start of B to the tap of this number, at this window position.
    """
    depth, height, width = walk.axes
    merged = len(width.taps) if (width.spacing and walk.wide) or (width.spacing == 1 and walk.groups == 1) else 1
    table: list[int] = []
    rows: list[int] = []
    for (d, (sd, kd)), (sh, kh) in itertools.product(enumerate(depth.taps), height.taps):
        for sw, kw in width.taps[::merged]:
            rows.append(sh)
            number = len(table) // 2 * merged
            table += [_tap_offset(walk, slab, d, (sd, sh, sw)), first_b(number, (kd, kh, kw))]
    step = width.spacing * walk.pixel if walk.wide else walk.size
    return Taps(table, _rows_of_zeros(walk, slab, rows), len(table) // 2, merged * walk.a_channels, step)


def _rows_of_zeros(walk: Walk, slab: Slab, shifts: list[int]) -> list[int]:
    """The taps' shifts along H if a slab has rows of zeros that they may meet and they are in order, else nothing."""
    depth, height, _ = walk.axes
    return shifts if slab.words[-1] and not height.inside and len(depth.taps) == 1 else []


@dataclass(frozen=True)
class Epilogue:
    """What happens to an output before it is written: times and plus a row vector, plus an array, relu, at most 6."""

    scale: Any = None
    bias: Any = None
    add: Any = None
    relu: bool = False
    cap: bool = False

    @property
    def words(self) -> list[Any]:
        """Scale, bias, addend and flags."""
        flags = SCALE * (self.scale is not None) | BIAS * (self.bias is not None) | ADD * (self.add is not None)
        flags |= RELU * self.relu | CAP * self.cap
        return [*(0 if x is None else x for x in (self.scale, self.bias, self.add)), flags]


PLAIN = Epilogue()


def run_walk(walk: Walk, w: Strided, turned: bool, out: Strided, epilogue: Epilogue = PLAIN) -> None:
    """Append the calls of one walk: `out` gets, at the walk's places, the sums over its windows.

    `turned`: whether A's channels meet the kernel's filters (the last axis of `w`), not its channels.
    """
    if walk.batch * walk.windows == 0:
        return
    along_batch = walk.axes[2].count < SHORT_RUN and walk.batch >= MANY_IMAGES
    if along_batch:
        walk = walk.with_border()
    depth, height, width = walk.axes
    panel = walk.lanes * (4 if walk.c_channels >= WIDE_PANEL * walk.lanes else 2)
    panels = -(-walk.c_channels // panel)
    entries = 1 if along_batch else walk.batch
    positions = height.count * (width.count if along_batch else 1)
    per, shares = _cut(walk, w, entries * depth.count, positions, panels)
    walk, slab = _input(walk, per)
    depth, height, width = walk.axes
    per = min(per, slab.per)
    b, kb, panel_bytes, group_bytes, first_b = _kernel_operand(walk, w, turned, panel)
    taps = _taps(walk, slab, first_b)
    line = width.whole * walk.out_pixel
    start = ((depth.start * height.whole + height.start) * width.whole + width.start) * walk.out_pixel
    image, out_image = depth.extent * height.extent * width.extent * walk.pixel, depth.whole * height.whole * line
    row, pixel = height.step * slab.row, width.step * walk.pixel
    out_row, out_step = height.apart * line, width.apart * walk.out_pixel
    run = [walk.batch, image, out_image] if along_batch else [width.count, pixel, out_step]
    inner = [width.count, row, pixel, out_row, out_step] if along_batch else [1, row, 0, out_row, 0]
    units = entries * depth.count * -(-positions // per) * shares
    group = -(-units // (MOST_UNITS if _parts(walk.flops) > 1 else 1))
    target = out.ref._replace(offset=out.offset + start)
    words = [walk.a.ref, b, target, *epilogue.words, walk.launch.table(taps.table), taps.many, taps.steps, taps.ka, kb]
    words += [*run, *inner, positions, per, image, out_image]
    words += [depth.count, depth.step * slab.plane, depth.apart * height.whole * line]
    words += [walk.groups, walk.a_channels * walk.size, walk.c_channels, panel, panel_bytes, group_bytes]
    words += [shares, group, units, *slab.words, walk.launch.table(taps.rows) if taps.rows else 0]
    walk.launch.emit(walk.address("conv"), words, -(-units // group))


def _parts(flops: float) -> int:
    return products._parts_of(flops)


def _cut(walk: Walk, w: Strided, outer: int, positions: int, panels: int) -> tuple[int, int]:
    """Positions of a unit, and among how many units the panels are shared: enough units for the threads.

    The larger of input and kernel is cut first, so that the threads read it once between them.
    """
    missing = -(-_parts(walk.flops) // outer)
    if missing <= 1:
        return positions, 1
    if w.size > walk.a.size // max(walk.batch, 1):
        shares = min(panels, missing)
        return -(-positions // min(positions, -(-missing // shares))), shares
    rows = min(positions, missing)
    return -(-positions // rows), min(panels, -(-missing // rows))


def _kernel_operand(walk: Walk, w: Strided, turned: bool, panel: int) -> tuple[Any, int, int, int, Any]:
    """B as the tiles read it: its start, bytes between steps, panels and groups, and where its taps are."""
    filters = w.shape[-1] * walk.size
    tap_bytes = w.shape[-2] * filters
    if walk.wide:
        depth, height, width = walk.axes
        across = [k for _, k in width.taps]
        kb = (across[1] - across[0]) * filters if len(across) > 1 and width.spacing else filters
        return w.ref, kb, 0, 0, lambda _, at: walk.tap_number(*at) * tap_bytes
    if not turned and not _worth_packing(walk, w):
        return w.ref, filters, 0, walk.c_channels * walk.size, lambda _, at: walk.tap_number(*at) * tap_bytes
    order = [walk.tap_number(*(k for _, k in at)) for at in itertools.product(*(axis.taps for axis in walk.axes))]
    lanes, steps = walk.c_channels, walk.a_channels
    blocks, many = -(-lanes // panel), len(order)
    packed = walk.launch.scratch(walk.groups * blocks * many * steps * panel * walk.size)
    strides = (filters, walk.size) if turned else (walk.size, filters)
    units = walk.groups * blocks * many
    flops = products.PACK_COST * units * steps * panel
    group = -(-units // _parts(flops))
    words = [w.ref, packed, *strides, lanes, steps, panel, blocks, walk.launch.table([n * tap_bytes for n in order])]
    words += [many, walk.groups, (steps if turned else lanes) * walk.size, group, units]
    walk.launch.emit(walk.address("conv_pack"), words, -(-units // group))
    step = panel * walk.size
    tap = steps * step
    return packed, step, many * tap, blocks * many * tap, lambda number, _: number * tap


def _worth_packing(walk: Walk, w: Strided) -> bool:
    """Whether a copy of the kernel in panels pays for itself, or is needed where loads cannot be masked."""
    if microkernel.host_target().masked != "all" and walk.c_channels % walk.lanes:
        return True
    return False


def _three(axes: list[Axis]) -> tuple[Axis, Axis, Axis]:
    first, second, third = [POINT] * (3 - len(axes)) + axes
    return first, second, third


def _walk(launch: Any, a: Strided, axes: list[Axis], w: Strided, groups: int, turned: bool) -> Walk:
    """A walk over `a` with the kernel `w`."""
    channels, filters = w.shape[-2], w.shape[-1] // groups
    wide = channels == 1 and filters == 1 and groups > 1
    kernel = (1,) * (3 - len(axes)) + tuple(w.shape[:-2])
    inner, outer = (filters, channels) if turned else (channels, filters)
    if wide:
        inner, outer, groups = 1, groups, 1
    return Walk(launch, a, a.shape[0], _three(axes), inner, outer, groups, wide, kernel, a.dtype)


def _forward_axes(x: tuple[int, ...], w: tuple[int, ...], attrs: dict[str, Any]) -> list[Axis]:
    found = geometry(x[1:-1], w[:-2], attrs["strides"], attrs["padding"], attrs["dilation"])
    axes = []
    for n, k, s, d, (low, _), out in zip(
        x[1:-1], w[:-2], attrs["strides"], attrs["dilation"], found.pads, found.out, strict=True
    ):
        axes.append(Axis(n, out or 0, s, tuple((i * d - low, i) for i in range(k)), out or 0))
    return axes


def _phases(axis: Axis, dilation: int) -> Iterator[Axis]:
    """The walks over dy that make up the gradient along one axis; `axis` is the forward one."""
    low, stride = -axis.taps[0][0], axis.step
    for phase in range(min(stride, axis.extent)):
        shifts = ((phase + low - k * dilation, k) for _, k in axis.taps)
        taps = sorted((shift // stride, k) for shift, k in shifts if shift % stride == 0)
        yield Axis(axis.count, -(-(axis.extent - phase) // stride), 1, tuple(taps), axis.extent, phase, stride)


@lowers("conv")
def lower_conv(launch: Any, call: Any, out: Any = None, epilogue: Epilogue = PLAIN) -> None:
    """A convolution, with what is fused into it."""
    x, w = (launch.contiguous(v) for v in call.inputs[:2])
    target = launch.out(call.outputs[0] if out is None else out)
    if target.size == 0:
        return
    axes = _forward_axes(x.shape, w.shape, call.attrs)
    if not count(w.shape):
        fill_with(launch, target, 0)
        return
    run_walk(_walk(launch, x, axes, w, call.attrs["groups"], False), w, False, target, epilogue)


@lowers("conv_input_grad")
def lower_conv_input_grad(launch: Any, call: Any) -> None:
    """The walks over dy of all phases; where some have no tap, the rest stays 0."""
    dy, w = (launch.contiguous(v) for v in call.inputs[:2])
    out = launch.out(call.outputs[0])
    if out.size == 0:
        return
    forward = _forward_axes(out.shape, w.shape, call.attrs)
    phases = [list(_phases(axis, d)) for axis, d in zip(forward, call.attrs["dilation"], strict=True)]
    if dy.size == 0 or w.size == 0 or any(not p.taps for along in phases for p in along):
        fill_with(launch, out, 0)
    if dy.size == 0 or w.size == 0:
        return
    for axes in itertools.product(*phases):
        if all(axis.taps for axis in axes):
            run_walk(_walk(launch, dy, list(axes), w, call.attrs["groups"], True), w, True, out)


@lowers("conv_kernel_grad")
def lower_conv_kernel_grad(launch: Any, call: Any) -> None:
    """The sum over pixels, in splits that are added at the end."""
    x, dy = (launch.contiguous(v) for v in call.inputs[:2])
    out = launch.out(call.outputs[0])
    if out.size == 0:
        return
    if dy.size == 0 or x.size == 0:
        fill_with(launch, out, 0)
        return
    axes = _forward_axes(x.shape, out.shape, call.attrs)
    _run_kernel_grad(_walk(launch, x, axes, out, call.attrs["groups"], False), dy, out)


def _run_kernel_grad(walk: Walk, dy: Strided, out: Strided) -> None:
    walk, slab = _input(walk, walk.axes[1].count)
    depth, height, width = walk.axes
    per, size, launch = min(slab.per, height.count), walk.size, walk.launch
    filters = out.shape[-1] * size
    tap_bytes = out.shape[-2] * filters
    merged = len(width.taps) if walk.wide or (width.spacing == 1 and walk.groups == 1) else 1
    table: list[int] = []
    shifts: list[int] = []
    for (d, (sd, kd)), (sh, kh) in itertools.product(enumerate(depth.taps), height.taps):
        for sw, kw in width.taps[::merged]:
            shifts.append(sh)
            table += [_tap_offset(walk, slab, d, (sd, sh, sw)), walk.tap_number(kd, kh, kw) * tap_bytes]
    many, images = len(table) // 2, walk.batch * depth.count
    rows = [merged, width.spacing * walk.pixel, filters] if walk.wide else [merged * walk.a_channels, size, filters]
    panel = 2 * walk.lanes
    wanted = _parts(walk.flops)
    splits = min(images, wanted, max(1, walk.batch * walk.windows // 128), max(1, KERNEL_BYTES // (out.size * size)))
    tap_shares = min(many, -(-wanted // splits))
    panel_shares = min(-(-walk.c_channels // panel), -(-wanted // (splits * tap_shares)))
    whole = out.ref if splits == 1 else launch.scratch(splits * out.size * size)
    line = width.extent * walk.pixel
    dy_row = width.count * walk.out_pixel
    places = [n for i in range(per) for n in (i * height.step * slab.row, i * dy_row)]
    dy_plane = height.count * dy_row
    words = [walk.a.ref, dy.ref, whole, out.size * size, launch.table(table), many, *rows]
    words += [width.count, width.step * walk.pixel, walk.out_pixel, launch.table(places), dy_row]
    words += [height.step * slab.row, height.count, per]
    words += [depth.extent * height.extent * line, depth.count * dy_plane]
    words += [depth.count, depth.step * slab.plane, dy_plane]
    words += [walk.groups, walk.a_channels * size, walk.c_channels, panel, splits, tap_shares, panel_shares]
    units = splits * tap_shares * panel_shares
    words += [images, 1, units, walk.c_channels * size, 0, 0, 0, *slab.words]
    shifts = _rows_of_zeros(walk, slab, shifts)
    words.append(launch.table(shifts) if shifts else 0)
    launch.emit(walk.address("conv_kernel_grad"), words, units)
    if splits > 1:
        chunk = -(-out.size // _parts(4.0 * splits * out.size))
        words = [whole, out, chunk, splits, out.size]
        launch.emit(library.address("conv_sum", T=code_of(out.dtype)), words, -(-out.size // chunk))
