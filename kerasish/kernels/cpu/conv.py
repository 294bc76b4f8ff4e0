"""Convolution and its gradients on the batch-reduce tile: from walks to the words of the kernels in `conv_tiles`.

Which way a convolution goes follows from its shapes; each rule was measured beside the others and oneDNN:

    one channel and one filter a group   `depthwise`: lanes are channels, the input is read without a border
    up to NARROW filters                 `dot` tiles: lanes run along the window and the channels
    1x1, stride 1, kernel gradient       one product of matrices over all pixels
    rows of fewer than SHORT_RUN pixels  tiles take one pixel of many images instead of many pixels of one
    all else                             tiles take a run of pixels; `Walk.panel` says how many filters at a time

A window's taps along W are one run of steps where they are adjacent in memory, so that three channels still make nine
steps. Where windows leave the input, rows go through a thread's slab; only a slab that would be too large is replaced
by a copy of the whole input with a border. Kernels are read as they lie; the gradient to the input packs them turned.
"""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

from ..arrays import Strided, count
from . import conv_tiles, depthwise, microkernel, taps
from .lowering import code_of, lowers
from .matmul import PACK_COST, lower_gemm, parts_of
from .shape import fill_with
from .walk import KERNEL_BYTES, MOST_UNITS, PLAIN, Axis, Epilogue, Walk, forward_axes, phases, walk_over

SLAB_BYTES = 320 * 1024
"""Input rows of one unit, border included: they share a 1 MB second-level cache with a panel of the kernel."""

SHORT_RUN, MANY_IMAGES = 5, 8
"""Rows shorter than this, in batches of at least that many images, are walked image by image instead of along a row."""

NARROW = 4
"""Up to so many columns each is computed by inner products, lanes along K, instead of by tiles with idle lanes."""


SLAB_WORDS = 17
"""Words that describe a slab to the kernels; the last is 0 where there is none. See `conv_tiles.SLAB`."""


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
    return walk, Slab(most, height.extent * row, row, [0] * SLAB_WORDS)


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
    table: list[int] = []
    rows: list[int] = []
    for (d, (sd, kd)), (sh, kh) in itertools.product(enumerate(depth.taps), height.taps):
        for sw, kw in width.taps[:: walk.merged]:
            rows.append(sh)
            number = len(table) // 2 * walk.merged
            table += [_tap_offset(walk, slab, d, (sd, sh, sw)), first_b(number, (kd, kh, kw))]
    return Taps(table, _rows_of_zeros(walk, slab, rows), len(table) // 2, walk.merged * walk.a_channels, walk.size)


def _rows_of_zeros(walk: Walk, slab: Slab, shifts: list[int]) -> list[int]:
    """The taps' shifts along H if a slab has rows of zeros that they may meet and they are in order, else nothing."""
    depth, height, _ = walk.axes
    return shifts if slab.words[-1] and not height.inside and len(depth.taps) == 1 else []


def _address(walk: Walk, name: str) -> int:
    """A kernel of `conv_tiles`."""
    return conv_tiles.kernel_address(name, code_of(walk.dtype), microkernel.host_target())


def _tiles(walk: Walk, form: str = "taps") -> int:
    return taps.address(form, code_of(walk.dtype), microkernel.host_target())


def run_walk(walk: Walk, w: Strided, turned: bool, out: Strided, epilogue: Epilogue = PLAIN) -> None:
    """Append the calls of one walk: `out` gets, at the walk's places, the sums over its windows.

    `turned`: whether A's channels meet the kernel's filters (the last axis of `w`), not its channels.
    """
    if walk.batch * walk.windows == 0:
        return
    if walk.wide:
        depthwise.run(walk, w, out, epilogue)
        return
    along_batch = walk.axes[2].outputs < SHORT_RUN and walk.batch >= MANY_IMAGES
    if along_batch:
        walk = walk.with_border()
    depth, height, width = walk.axes
    narrow = walk.groups == 1 and walk.c_channels <= NARROW and walk.a_channels >= walk.lanes
    panel = 1 if narrow else walk.panel
    panels = -(-walk.c_channels // panel)
    entries = 1 if along_batch else walk.batch
    positions = height.outputs * (width.outputs if along_batch else 1)
    per, shares = _cut(walk, w, entries * depth.outputs, positions, panels)
    walk, slab = _input(walk, per)
    depth, height, width = walk.axes
    per = min(per, slab.per)
    b, kb, panel_bytes, group_bytes, first_b = _kernel_operand(walk, w, turned, panel)
    inner_sums = _taps(walk, slab, first_b)
    line = width.whole * walk.out_pixel
    start = ((depth.start * height.whole + height.start) * width.whole + width.start) * walk.out_pixel
    image, out_image = depth.extent * height.extent * width.extent * walk.pixel, depth.whole * height.whole * line
    row, pixel = height.step * slab.row, width.step * walk.pixel
    out_row, out_step = height.apart * line, width.apart * walk.out_pixel
    run = [walk.batch, image, out_image] if along_batch else [width.outputs, pixel, out_step]
    inner = [width.outputs, row, pixel, out_row, out_step] if along_batch else [1, row, 0, out_row, 0]
    units = entries * depth.outputs * -(-positions // per) * shares
    group = -(-units // (MOST_UNITS if parts_of(walk.flops) > 1 else 1))
    target = out.ref._replace(offset=out.offset + start)
    words = [walk.a.ref, b, target, *epilogue.words, walk.launch.table(inner_sums.table)]
    words += [inner_sums.many, inner_sums.steps, inner_sums.ka, kb]
    words += [*run, *inner, positions, per, image, out_image]
    words += [depth.outputs, depth.step * slab.plane, depth.apart * height.whole * line]
    words += [walk.groups, walk.a_channels * walk.size, walk.c_channels, panel, panel_bytes, group_bytes]
    words += [shares, group, units, *slab.words, walk.launch.table(inner_sums.rows) if inner_sums.rows else 0]
    words += [epilogue.start or 0, _tiles(walk, "dot" if narrow else "taps")]
    walk.launch.emit(_address(walk, "conv"), words, -(-units // group))


def _cut(walk: Walk, w: Strided, outer: int, positions: int, panels: int) -> tuple[int, int]:
    """Positions of a unit, and among how many units the panels are shared: enough units for the threads.

    The larger of input and kernel is cut first, so that the threads read it once between them.
    """
    missing = -(-parts_of(walk.flops) // outer)
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
    if not turned and panel > 1 and not _worth_packing(walk, w):
        return w.ref, filters, 0, walk.c_channels * walk.size, lambda _, at: walk.tap_number(*at) * tap_bytes
    order = [walk.tap_number(*(k for _, k in at)) for at in itertools.product(*(axis.taps for axis in walk.axes))]
    lanes, steps = walk.c_channels, walk.a_channels
    blocks, many = -(-lanes // panel), len(order)
    packed = walk.launch.scratch(walk.groups * blocks * many * steps * panel * walk.size)
    strides = (filters, walk.size) if turned else (walk.size, filters)
    units = walk.groups * blocks * many
    flops = PACK_COST * units * steps * panel
    group = -(-units // parts_of(flops))
    words = [w.ref, packed, *strides, lanes, steps, panel, blocks, walk.launch.table([n * tap_bytes for n in order])]
    words += [many, walk.groups, (steps if turned else lanes) * walk.size, group, units]
    walk.launch.emit(_address(walk, "conv_pack"), words, -(-units // group))
    step = panel * walk.size
    tap = steps * step
    return packed, step, many * tap, blocks * many * tap, lambda number, _: number * tap


def _worth_packing(walk: Walk, w: Strided) -> bool:
    """Whether a kernel that could be read as it lies is copied into panels.

    It must be where loads of a last, partial vector cannot be masked. It pays where its rows begin anywhere in a cache
    line, so that most loads touch two, and enough windows share the copy.
    """
    if microkernel.host_target().masked != "all" and walk.c_channels % walk.lanes:
        return True
    return w.shape[-1] * walk.size % 64 != 0 and walk.c_channels > walk.lanes and walk.batch * walk.windows >= 1024


@lowers("conv")
def lower_plain_conv(launch: Any, call: Any) -> None:
    """A convolution alone."""
    lower_conv(launch, call, call.outputs[0], PLAIN)


def lower_conv(launch: Any, call: Any, out: Any, epilogue: Epilogue) -> None:
    """A convolution, with what is fused into it; `out` is the last value that this makes."""
    x, w = (launch.contiguous(v) for v in call.inputs[:2])
    target = launch.out(out)
    if target.size == 0:
        return
    axes = forward_axes(x.shape, w.shape, call.attrs)
    if not count(w.shape):
        fill_with(launch, target, 0)
        return
    run_walk(walk_over(launch, x, axes, w, call.attrs["groups"], False), w, False, target, epilogue)


@lowers("conv_input_grad")
def lower_conv_input_grad(launch: Any, call: Any) -> None:
    """The walks over dy of all phases; where some have no tap, the rest stays 0."""
    dy, w = (launch.contiguous(v) for v in call.inputs[:2])
    out = launch.out(call.outputs[0])
    if out.size == 0:
        return
    forward = forward_axes(out.shape, w.shape, call.attrs)
    phases_of = [list(phases(axis, d)) for axis, d in zip(forward, call.attrs["dilation"], strict=True)]
    if dy.size == 0 or w.size == 0 or any(not p.taps for along in phases_of for p in along):
        fill_with(launch, out, 0)
    if dy.size == 0 or w.size == 0:
        return
    for axes in itertools.product(*phases_of):
        if all(axis.taps for axis in axes):
            run_walk(walk_over(launch, dy, list(axes), w, call.attrs["groups"], True), w, True, out)


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
    axes = forward_axes(x.shape, out.shape, call.attrs)
    _run_kernel_grad(walk_over(launch, x, axes, out, call.attrs["groups"], False), dy, out)


def _run_kernel_grad(walk: Walk, dy: Strided, out: Strided) -> None:
    """Append the calls that sum x times dy over all pixels into `out`."""
    if walk.wide:
        depthwise.run_kernel_grad(walk, dy, out)
        return
    if _is_product(walk):
        _product_of_pixels(walk, dy, out)
        return
    walk, slab = _input(walk, walk.axes[1].outputs)
    (depth, height, width), size, launch = walk.axes, walk.size, walk.launch
    per = min(slab.per, height.outputs)
    dy_row = width.outputs * walk.out_pixel
    dy_image = depth.outputs * height.outputs * dy_row
    image = depth.extent * height.extent * width.extent * walk.pixel
    cut = _kernel_cut(walk, out)
    together = 1
    if per == height.outputs and depth.outputs == 1:  # whole images: as many as fit, or run on without a slab
        room = SLAB_BYTES // (len(depth.taps) * slab.plane) if slab.words[-1] else cut.images
        together = max(1, min(room, -(-cut.images // cut.splits), MOST_TOGETHER))
    slab_bytes = len(depth.taps) * slab.plane if slab.words[-1] else image
    steps = [(i, r) for i in range(together) for r in range(per)]
    places = {(i, r): (i * slab_bytes + r * height.step * slab.row, i * dy_image + r * dy_row) for i, r in steps}
    filters = out.shape[-1] * size
    rows_of: list[tuple[int, int, int, int]] = []
    tables: list[int] = []
    shifts: list[int] = []
    for (d, (sd, kd)), (sh, kh) in itertools.product(enumerate(depth.taps), height.taps):
        within = range(per)
        if per == height.outputs and len(depth.taps) == 1:
            within = range(*_inside(height, sh))
        rows = [n for i in range(together) for r in within for n in places[i, r]]
        for sw, kw in width.taps[:: walk.merged]:
            offset = _tap_offset(walk, slab, d, (sd, sh, sw))
            rows_of.append((offset, walk.tap_number(kd, kh, kw) * out.shape[-2] * filters, len(tables), len(within)))
            shifts.append(sh)
        tables += rows
    table = [n for a, c, at, rows in rows_of for n in (a, c, 8 * (4 * len(rows_of) + at), rows)]
    shifts = _rows_of_zeros(walk, slab, shifts)
    whole = out.ref if cut.splits == 1 else launch.scratch(cut.splits * out.size * size)
    units = cut.splits * cut.tap_shares(len(rows_of)) * cut.panel_shares
    words = [walk.a.ref, dy.ref, whole, out.size * size, launch.table(table + tables), len(rows_of)]
    words += [walk.merged * walk.a_channels, size, filters, width.outputs, width.step * walk.pixel, walk.out_pixel]
    words += [dy_row, height.step * slab.row, height.outputs, per, together, image, dy_image]
    words += [depth.outputs, depth.step * slab.plane, height.outputs * dy_row]
    words += [walk.groups, walk.a_channels * size, walk.c_channels, walk.c_channels * size, cut.panel]
    words += [cut.splits, cut.tap_shares(len(rows_of)), cut.panel_shares, cut.images, 1, units, slab_bytes, 0, 0]
    words += [*slab.words, launch.table(shifts) if shifts else 0, _tiles(walk)]
    launch.emit(_address(walk, "conv_kernel_grad"), words, units)
    conv_tiles.sum_splits(launch, whole, out, cut.splits)


MOST_TOGETHER = 16
"""Images that one tile sums over without a pause."""

SLICE_BYTES = 400 * 1024
"""Of a kernel's gradient, what one unit adds to again and again: it should stay in the second-level cache."""


class KernelCut(NamedTuple):
    """How the work on a kernel's gradient is shared: splits of the images, shares of the taps and of the panels."""

    images: int
    splits: int
    slices: int
    panel: int
    panel_shares: int

    def tap_shares(self, taps: int) -> int:
        """Shares of `taps` taps."""
        return min(taps, self.slices)


def _kernel_cut(walk: Walk, out: Strided) -> KernelCut:
    images, size = walk.batch * walk.axes[0].outputs, out.size * walk.size
    panel = walk.panel if images >= 4 else 2 * walk.lanes  # of few images more, narrower units keep the threads busy
    panels = -(-walk.c_channels // panel)
    taps = len(walk.axes[0].taps) * len(walk.axes[1].taps)
    wanted = parts_of(walk.flops)
    slices = -(-size // SLICE_BYTES)
    image = walk.a.size * walk.size // max(walk.batch, 1)
    if 1 < slices <= taps or image * 4 <= SLAB_BYTES:  # small images: rather read them again than sum a few at a time
        slices = taps
    splits = min(images, -(-wanted // slices), max(1, walk.batch * walk.windows // 128), max(1, KERNEL_BYTES // size))
    slices = max(slices, -(-wanted // splits))
    return KernelCut(images, splits, slices, panel, min(panels, -(-slices // min(taps, slices))))


def _inside(axis: Axis, shift: int) -> tuple[int, int]:
    """The first of the outputs whose tap lies inside the input, and the first after them."""
    first = max(0, -(shift // axis.step))
    return first, max(first, min(axis.outputs, (axis.extent - 1 - shift) // axis.step + 1))


def _is_product(walk: Walk) -> bool:
    """Whether each pixel meets one tap alone: then all is one product of matrices."""
    return walk.groups == 1 and all(a.step == 1 and a.taps[0][0] == 0 and len(a.taps) == 1 for a in walk.axes)


def _product_of_pixels(walk: Walk, dy: Strided, out: Strided) -> None:
    """dw = x^T dy."""
    c, f, pixels = walk.a_channels, walk.c_channels, walk.batch * walk.windows
    refs = walk.a.ref, dy.ref, out.ref
    lower_gemm(
        walk.launch.emit, walk.launch.scratch, refs[0], (1, c), refs[1], (f, 1), refs[2], f, c, f, pixels, walk.dtype
    )
