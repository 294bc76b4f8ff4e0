"""Depthwise convolution and its gradients: each channel has a kernel of its own, so tiles take A lane by lane.

The input is read where it lies, without a border: a row is cut into a middle, whose windows stay inside, and single
pixels at its ends, which have fewer taps. Taps in rows outside the input are left out.
"""

from __future__ import annotations

import itertools
from functools import cache

from ..arrays import Strided
from . import microkernel, taps
from .conv_tiles import sum_splits, tile_kernel, vectors_of
from .intrinsics import call_tile, load_word
from .lowering import code_of
from .matmul import parts_of
from .microkernel import Target
from .taps import ADD
from .walk import KERNEL_BYTES, MOST_UNITS, Axis, Epilogue, Walk

LANES, ITEM, ROWS, WIDE_ROWS = 16, 4, 14, 6  # replaced when a kernel is made


def depthwise(words, part, thread):  # type: ignore[no-untyped-def]
    """One part of an output.

    Words: 0 X, W, Y; 3 scale, bias, addend, flags; 7 segments, how many (first pixel, pixels, bytes to its table of
    taps, steps); 9 taps, bytes between steps of A, of B; 12 bytes between pixels in A, in C; 14 channels, of a panel;
    16 positions, positions of a unit, planes; 19 entries', planes', positions' bytes in A; 22 the same in C; 25 units
    of a part, units; 27 table of the taps' shifts along H (0: all are inside), step and extent along H; 30 start,
    address of the tiles.
    """
    sa, sc, channels, panel = words[12], words[13], words[14], words[15]
    positions, per = words[16], words[17]
    slabs = (positions + per - 1) // per
    tallest = WIDE_ROWS if panel > 2 * LANES else ROWS
    for unit in range(part * words[25], min(words[26], (part + 1) * words[25])):
        first, rest = unit % slabs * per, unit // slabs
        plane, entry = rest % words[18], rest // words[18]
        for q in range(first, min(positions, first + per)):
            begin, stop = 0, words[9]
            if words[27]:
                row = q * words[28]
                while begin < stop and row + load_word(words[27] + 8 * begin) < 0:
                    begin += 1
                while begin < stop and row + load_word(words[27] + 8 * (stop - 1)) >= words[29]:
                    stop -= 1
            x = words[0] + entry * words[19] + plane * words[20] + q * words[21]
            y = entry * words[22] + plane * words[23] + q * words[24]
            for segment in range(words[8]):
                at = words[7] + 32 * segment
                pixel, run, steps = load_word(at), load_word(at + 8), load_word(at + 24)
                table = words[7] + load_word(at + 16)
                blocks = (run + tallest - 1) // tallest
                j = 0
                while j < channels:
                    left = channels - j
                    vectors = vectors_of(left, panel)
                    done = pixel
                    for i in range(blocks):
                        rows = (pixel + run - done + blocks - i - 1) // (blocks - i)
                        c = y + done * sc + j * ITEM
                        call_tile(
                            words[31], rows, vectors, x + done * sa + j * ITEM, sa, words[10], words[1] + j * ITEM,
                            words[11], words[2] + c, sc, steps, left, stop - begin, table + 16 * begin,
                            words[30] + j * ITEM, words[3] + j * ITEM, words[4] + j * ITEM, words[5] + c, words[6],
                        )  # fmt: skip
                        done += rows
                    j += max(vectors, 1) * LANES


def depthwise_kernel_grad(words, part, thread):  # type: ignore[no-untyped-def]
    """One part of a kernel's gradient: for some images, the sum over their pixels.

    Words: 0 X, DY, out, bytes of a split of out; 4 segments, how many (first pixel, pixels, first of its taps along W,
    how many); 6 taps (offset in A, in out, shift along H), how many; 8 bytes between taps along W in A, in out;
    10 bytes between pixels in A, in B; 12 channels, of a panel; 14 table of positions; 15 positions, planes;
    17 entries', planes' bytes in A; 19 the same in B; 21 splits, images and planes together; 23 units of a part, units;
    25 step and extent along H; 27 address of the tiles.
    """
    ka, kb, channels, panel, splits = words[10], words[11], words[12], words[13], words[21]
    tallest = WIDE_ROWS if panel > 2 * LANES else ROWS
    for split in range(part * words[23], min(words[24], (part + 1) * words[23])):
        flags = 0
        for image in range(words[22] * split // splits, words[22] * (split + 1) // splits):
            plane, entry = image % words[16], image // words[16]
            x = words[0] + entry * words[17] + plane * words[18]
            y = words[1] + entry * words[19] + plane * words[20]
            j = 0
            while j < channels:
                left = channels - j
                vectors = vectors_of(left, panel)
                for tap in range(words[7]):
                    shift = load_word(words[6] + 24 * tap + 16)
                    begin, stop = 0, words[15]
                    while begin < stop and begin * words[25] + shift < 0:
                        begin += 1
                    while begin < stop and (stop - 1) * words[25] + shift >= words[26]:
                        stop -= 1
                    for segment in range(words[5]):
                        at = words[4] + 32 * segment
                        pixel, run, done = load_word(at), load_word(at + 8), load_word(at + 16)
                        last = done + load_word(at + 24)
                        while done < last:
                            rows = min(tallest, last - done)
                            a = x + load_word(words[6] + 24 * tap) + done * words[8] + pixel * ka + j * ITEM
                            c = words[2] + split * words[3] + load_word(words[6] + 24 * tap + 8)
                            c += done * words[9] + j * ITEM
                            call_tile(
                                words[27], rows, vectors, a, words[8], ka, y + pixel * kb + j * ITEM, kb, c, words[9],
                                run, left, stop - begin, words[14] + 16 * begin,
                                0, 0, 0, c, flags if segment == 0 else ADD,
                            )  # fmt: skip
                            done += rows
                j += max(vectors, 1) * LANES
            flags = ADD


@cache
def kernel_address(name: str, dtype: str, target: Target) -> int:
    """Where a kernel for `f4` or `f8` starts on a target, compiled when no cache holds it."""
    function = {"depthwise": depthwise, "depthwise_kernel_grad": depthwise_kernel_grad}[name]
    return tile_kernel(name, function, {}, dtype, target, (vectors_of,))


def _address(walk: Walk, name: str) -> int:
    return kernel_address(name, code_of(walk.dtype), microkernel.host_target())


def _tiles(walk: Walk) -> int:
    return taps.address("wide", code_of(walk.dtype), microkernel.host_target())


BUSY = 4.0
"""A multiply-add here takes as long as so many of a dense convolution: each needs an item of A from memory."""


def _segments(axis: Axis) -> list[tuple[int, int, int, int]]:
    """(first output, outputs, first tap, taps) wherever the taps that lie inside the input are the same."""

    def inside(q: int) -> tuple[int, int]:
        within = [i for i, (shift, _) in enumerate(axis.taps) if 0 <= q * axis.step + shift < axis.extent]
        return (within[0], len(within)) if within else (0, 0)

    found = []
    for (first, many), group in itertools.groupby(range(axis.outputs), inside):
        outputs = list(group)
        found.append((outputs[0], len(outputs), first, many))
    return found


def _readable(walk: Walk) -> Walk:
    """The walk itself where only rows and pixels of the last two axes may lie outside, else one over a border."""
    depth, height, _ = walk.axes
    plain = depth.inside and (len(depth.taps) == 1 or height.inside)
    return walk if plain else walk.with_border()


def run(walk: Walk, w: Strided, out: Strided, epilogue: Epilogue) -> None:
    """Append the call of one walk."""
    walk = _readable(walk)
    depth, height, width = walk.axes
    row = width.extent * walk.pixel
    plane, tap_bytes = height.extent * row, walk.c_channels * walk.size
    found, table = _segments(width), []
    many_taps = len(depth.taps) * len(height.taps)
    for i, (first, many, _, steps) in enumerate(found):
        table += [first, many, 8 * (4 * len(found) + 2 * i * many_taps), steps]
    for _, _, tap, _ in found:
        shift, kw = width.taps[tap]
        for (sd, kd), (sh, kh) in itertools.product(depth.taps, height.taps):
            table += [sd * plane + sh * row + shift * walk.pixel, walk.tap_number(kd, kh, kw) * tap_bytes]
    across = [k for _, k in width.taps]
    kb = (across[1] - across[0]) * tap_bytes if len(across) > 1 else tap_bytes
    shifts = 0 if height.inside else walk.launch.table([shift for shift, _ in height.taps])
    line = width.whole * walk.out_pixel
    start = ((depth.start * height.whole + height.start) * width.whole + width.start) * walk.out_pixel
    outer = walk.batch * depth.outputs
    per = -(-height.outputs // min(height.outputs, -(-parts_of(BUSY * walk.flops) // outer)))
    units = outer * -(-height.outputs // per)
    group = -(-units // (MOST_UNITS if parts_of(BUSY * walk.flops) > 1 else 1))
    words = [walk.a.ref, w.ref, out.ref._replace(offset=out.offset + start), *epilogue.words]
    words += [walk.launch.table(table), len(found), many_taps]
    words += [width.spacing * walk.pixel, kb, width.step * walk.pixel, width.apart * walk.out_pixel]
    words += [walk.c_channels, walk.panel, height.outputs, per, depth.outputs]
    words += [depth.extent * plane, depth.step * plane, height.step * row]
    words += [depth.whole * height.whole * line, depth.apart * height.whole * line, height.apart * line]
    words += [group, units, shifts, height.step, height.extent, epilogue.start or 0, _tiles(walk)]
    walk.launch.emit(_address(walk, "depthwise"), words, -(-units // group))


def run_kernel_grad(walk: Walk, dy: Strided, out: Strided) -> None:
    """Append the calls that sum x times dy over all pixels into `out`."""
    walk = _readable(walk)
    launch, (depth, height, width) = walk.launch, walk.axes
    row = width.extent * walk.pixel
    plane, tap_bytes = height.extent * row, walk.c_channels * walk.size
    # The pixels that all taps see come first: they begin every sum, and the others add to it.
    segments = sorted(((q, many, tap, taps) for q, many, tap, taps in _segments(width)), key=lambda s: -s[3])
    if segments[0][3] < len(width.taps):
        segments.insert(0, (0, 0, 0, len(width.taps)))
    table, low = [], width.taps[0][0]
    for (sd, kd), (sh, kh) in itertools.product(depth.taps, height.taps):
        offset = sd * plane + sh * row + low * walk.pixel
        table += [offset, walk.tap_number(kd, kh, width.taps[0][1]) * tap_bytes, sh]
    dy_row = width.outputs * walk.out_pixel
    places = [n for i in range(height.outputs) for n in (i * height.step * row, i * dy_row)]
    images, size = walk.batch * depth.outputs, out.size * walk.size
    splits = min(images, parts_of(BUSY * walk.flops), max(1, KERNEL_BYTES // size))
    whole = out.ref if splits == 1 else launch.scratch(splits * size)
    words = [walk.a.ref, dy.ref, whole, size, launch.table([n for s in segments for n in s]), len(segments)]
    words += [launch.table(table), len(table) // 3, width.spacing * walk.pixel, tap_bytes]
    words += [width.step * walk.pixel, walk.out_pixel, walk.c_channels, walk.panel, launch.table(places)]
    words += [height.outputs, depth.outputs, depth.extent * plane, depth.step * plane]
    words += [depth.outputs * height.outputs * dy_row, height.outputs * dy_row, splits, images, 1, splits]
    words += [height.step, height.extent, _tiles(walk)]
    launch.emit(_address(walk, "depthwise_kernel_grad"), words, splits)
    sum_splits(launch, whole, out, splits)
