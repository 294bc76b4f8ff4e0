"""The convolution kernels: how parts of an output, or of a kernel gradient, are covered with batch-reduce tiles.

An output is walked as entries (images) x planes x positions (rows, mostly) x a run of adjacent pixels; a tile takes
some pixels of a run and some columns (filters). Where the input needs a border, a thread copies the rows that its
positions see into memory of its own, border included, and the tiles read that: it stays in the cache.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from . import library, microkernel
from .intrinsics import call_tile, load_word
from .lowering import code_of
from .matmul import copy_item, copy_panel, parts_of, transpose_panel
from .microkernel import Target
from .spec import KernelSpec, kernel
from .taps import ADD, DOT_ROWS, emit_clear, emit_move

LANES, ITEM, EVERY_MASKED, ROWS, WIDE_ROWS = 16, 4, True, 14, 6  # replaced when a kernel is made


def move_bytes(target, source, count) -> None:  # type: ignore[no-untyped-def]
    """Copy bytes; see `taps.emit_move`."""


def clear_bytes(target, count) -> None:  # type: ignore[no-untyped-def]
    """Zero bytes; see `taps.emit_clear`."""


SLAB = 36
"""Where the words that describe a slab begin: 0 extents D, H of the input; 2 bytes of its planes, rows; 4 steps between
positions along D, H; 6 table of plane shifts, planes; 8 first row seen by position 0; 9 rows beyond one position's
first; 10 bytes of a slab's planes, rows; 12 zero bytes before, copied bytes, bytes skipped in the input row;
15 bytes of a thread's memory; 16 memory (0: no slab)."""


def fill_slab(words, x, plane, first, count, slab):  # type: ignore[no-untyped-def]
    """Copy the rows that `count` positions from `first` on see, with zeros outside the input."""
    rows = (count - 1) * words[SLAB + 5] + words[SLAB + 9]
    left, middle, row_bytes = words[SLAB + 12], words[SLAB + 13], words[SLAB + 11]
    for i in range(words[SLAB + 7]):
        depth = plane * words[SLAB + 4] + load_word(words[SLAB + 6] + 8 * i)
        for r in range(rows):
            row = first * words[SLAB + 5] + words[SLAB + 8] + r
            to = slab + i * words[SLAB + 10] + r * row_bytes
            if depth < 0 or depth >= words[SLAB] or row < 0 or row >= words[SLAB + 1]:
                clear_bytes(to, row_bytes)
                continue
            clear_bytes(to, left)
            move_bytes(to + left, x + depth * words[SLAB + 2] + row * words[SLAB + 3] + words[SLAB + 14], middle)
            clear_bytes(to + left + middle, row_bytes - left - middle)


def vectors_of(left, panel):  # type: ignore[no-untyped-def]
    """Vectors of the next tile, of which `left` columns remain: 1, 2, 4, or 0 for one whose loads are masked."""
    vectors = min((left + LANES - 1) // LANES if EVERY_MASKED else left // LANES, panel // LANES)
    if vectors == 3:
        vectors = 4 if EVERY_MASKED else 2
    return vectors


def conv(words, part, thread):  # type: ignore[no-untyped-def]
    """One part of an output.

    Words: 0 X, W, Y; 3 scale, bias, addend, flags; 7 table of taps, taps, steps a tap, bytes between steps of A, of B;
    12 length of a run, bytes between its pixels in A, in C; 15 positions of an inner row; 16 bytes between inner rows
    and positions in A; 18 the same in C; 20 positions, positions of a unit; 22 entries' bytes in A, C; 24 planes,
    planes' bytes in A, C; 27 groups, bytes of a group's channels in A, columns of a group; 30 columns of a panel (1:
    `dot` tiles), bytes between panels of B (0: not packed), bytes of a group of B; 33 units that share the panels;
    34 units of a part, units; 36 slab (see SLAB); 53 table of the taps' shifts along H (0: take all taps), start,
    address of the tiles.
    """
    run, sa, sc = words[12], words[13], words[14]
    positions, per, shares, groups = words[20], words[21], words[33], words[27]
    slabs = (positions + per - 1) // per
    width, panel = words[29], words[30]
    panels = (width + panel - 1) // panel
    tallest = DOT_ROWS if panel == 1 else WIDE_ROWS if panel > 2 * LANES else ROWS
    blocks = (run + tallest - 1) // tallest
    for unit in range(part * words[34], min(words[35], (part + 1) * words[34])):
        share, rest = unit % shares, unit // shares
        first, rest = rest % slabs * per, rest // slabs
        plane, entry = rest % words[24], rest // words[24]
        count = min(per, positions - first)
        x = words[0] + entry * words[22]
        base = x + plane * words[25]
        out = entry * words[23] + plane * words[26]
        if words[SLAB + 16]:
            base = words[SLAB + 16] + thread * words[SLAB + 15]
            fill_slab(words, x, plane, first, count, base)
        start, end = panels * share // shares * panel, min(width, panels * (share + 1) // shares * panel)
        for group in range(groups):
            j = start
            while j < end:
                left = end - j
                vectors = vectors_of(left, panel)
                if panel == 1:
                    vectors = 1
                column = (group * width + j) * ITEM
                b = words[1] + group * words[32]
                if words[31]:
                    b += j // panel * words[31] + j % panel * ITEM
                else:
                    b += j * ITEM
                for p in range(count):
                    q = p if words[SLAB + 16] else first + p
                    a = base + q // words[15] * words[16] + q % words[15] * words[17] + group * words[28]
                    q = first + p
                    c = out + q // words[15] * words[18] + q % words[15] * words[19] + column
                    begin, stop = 0, words[8]
                    if words[53]:  # taps in rows of zeros add nothing
                        row = q * words[SLAB + 5]
                        while begin < stop and row + load_word(words[53] + 8 * begin) < 0:
                            begin += 1
                        while begin < stop and row + load_word(words[53] + 8 * (stop - 1)) >= words[SLAB + 1]:
                            stop -= 1
                    done = 0
                    for i in range(blocks):
                        rows = (run - done + blocks - i - 1) // (blocks - i)
                        at = c + done * sc
                        call_tile(
                            words[55], rows, vectors, a + done * sa, sa, words[10], b, words[11], words[2] + at, sc,
                            words[9], left, stop - begin, words[7] + 16 * begin,
                            words[54] + column, words[3] + column, words[4] + column, words[5] + at, words[6],
                        )  # fmt: skip
                        done += rows
                j += 1 if panel == 1 else max(vectors, 1) * LANES


def conv_kernel_grad(words, part, thread):  # type: ignore[no-untyped-def]
    """One part of a kernel's gradient: for some images, the sum over their pixels.

    Images go in groups: those whose slabs fit in a thread's memory together are summed by one tile, whose taps are the
    rows of them all.

    Words: 0 X, DY, out; 3 bytes of a split of out; 4 table of taps (offsets in A, in out, to its rows, rows of an
    image), taps; 6 items of A that a tap reads, bytes between them in A, in out; 9 length of a run, bytes between its
    pixels in A, in B; 12 bytes between positions in B, in A (without a slab); 14 positions, positions of a slab, images
    of a group; 17 entries' bytes in A, B; 19 planes, planes' bytes in A, B; 22 groups, bytes of a group's channels in
    A, columns of a group, bytes of a group of out; 26 columns of a panel; 27 splits, shares of taps, shares of panels;
    30 images and planes together; 31 units of a part, units; 33 bytes between the slabs of a group; 36 slab (see SLAB);
    53 table of the taps' shifts along H (0: none of their rows lies outside); 54 address of the tiles.
    """
    m, sm, sc = words[6], words[7], words[8]
    run, ka, kb = words[9], words[10], words[11]
    positions, per, together = words[14], words[15], words[16]
    width, panel, splits = words[24], words[26], words[27]
    panels = (width + panel - 1) // panel
    tallest = WIDE_ROWS if panel > 2 * LANES else ROWS
    blocks = (m + tallest - 1) // tallest
    for unit in range(part * words[31], min(words[32], (part + 1) * words[31])):
        split, rest = unit % splits, unit // splits
        tap_share, share = rest % words[28], rest // words[28]
        first_tap, end_tap = words[5] * tap_share // words[28], words[5] * (tap_share + 1) // words[28]
        start = panels * share // words[29] * panel
        end = min(width, panels * (share + 1) // words[29] * panel)
        out = words[2] + split * words[3]
        first_image, end_image = words[30] * split // splits, words[30] * (split + 1) // splits
        flags = 0
        for image in range(first_image, end_image, together):
            plane, entry = image % words[19], image // words[19]
            many = min(together, end_image - image)
            x = words[0] + entry * words[17]
            y = words[1] + entry * words[18] + plane * words[21]
            for first in range(0, positions, per):
                count = min(per, positions - first)
                base = x + plane * words[20] + first * words[13]
                if words[SLAB + 16]:
                    base = words[SLAB + 16] + thread * words[SLAB + 15]
                    for i in range(many):
                        fill_slab(words, x + i * words[17], plane, first, count, base + i * words[33])
                for group in range(words[22]):
                    for tap in range(first_tap, end_tap):
                        entry_of_tap = words[4] + 32 * tap
                        a = base + load_word(entry_of_tap) + group * words[23]
                        c = out + load_word(entry_of_tap + 8) + group * words[25]
                        rows_table, taps = words[4] + load_word(entry_of_tap + 16), load_word(entry_of_tap + 24) * many
                        if per < positions:  # a table of all rows, of which those inside count
                            begin, stop = 0, count
                            if words[53]:
                                row = first * words[SLAB + 5] + load_word(words[53] + 8 * tap)
                                while begin < stop and row + begin * words[SLAB + 5] < 0:
                                    begin += 1
                                while begin < stop and row + (stop - 1) * words[SLAB + 5] >= words[SLAB + 1]:
                                    stop -= 1
                            rows_table, taps = rows_table + 16 * begin, stop - begin
                        j = start
                        while j < end:
                            left = end - j
                            vectors = vectors_of(left, panel)
                            b = y + first * words[12] + (group * width + j) * ITEM
                            done = 0
                            for i in range(blocks):
                                rows = (m - done + blocks - i - 1) // (blocks - i)
                                at = c + done * sc + j * ITEM
                                call_tile(
                                    words[54], rows, vectors, a + done * sm, sm, ka, b, kb, at, sc, run,
                                    left, taps, rows_table, 0, 0, 0, at, flags,
                                )  # fmt: skip
                                done += rows
                            j += max(vectors, 1) * LANES
                flags = ADD


def conv_pack(words, part, thread):  # type: ignore[no-untyped-def]
    """Pack a kernel's taps into panels P[group][block][tap][step][lane].

    Words: 0 W, P; 2 bytes between lanes, between steps in W; 4 lanes, steps; 6 lanes of a panel, panels; 8 table of
    the taps' offsets in W, taps; 10 groups, bytes between groups in W; 12 units of a part, units (a tap of a panel).
    """
    lanes, steps, width, blocks, taps = words[4], words[5], words[6], words[7], words[9]
    for unit in range(part * words[12], min(words[13], (part + 1) * words[12])):
        tap, rest = unit % taps, unit // taps
        block, group = rest % blocks, rest // blocks
        source = words[0] + load_word(words[8] + 8 * tap) + group * words[11] + block * width * words[2]
        target = words[1] + unit * steps * width * ITEM
        here = min(width, lanes - block * width)
        if here < width:
            clear_bytes(target, steps * width * ITEM)
        for at in range(0, here, LANES):
            count = min(LANES, here - at)
            x, y = source + at * words[2], target + at * ITEM
            whole = 0
            if words[2] == ITEM and width >= LANES:  # it writes whole vectors
                whole = steps
                copy_panel(x, words[3], y, width * ITEM, steps, count)
            elif words[3] == ITEM and count == LANES:
                whole = steps // LANES * LANES
                transpose_panel(x, words[2], y, width * ITEM, whole, count)
            for step in range(whole, steps):
                for lane in range(count):
                    copy_item(x + lane * words[2] + step * words[3], y + (step * width + lane) * ITEM)


@kernel("p: T[S,N], out: T[N], chunk: int")
def conv_sum(p, out, chunk, part):  # type: ignore[no-untyped-def]
    """out = the sum of the splits of a kernel's gradient, in their order."""
    begin, end = part * chunk, min(out.shape[0], (part + 1) * chunk)
    for i in range(begin, end):
        out[i] = p[0, i]
    for s in range(1, p.shape[0]):
        for i in range(begin, end):
            out[i] += p[s, i]


_STUBS: dict[Callable[..., None], Callable[..., Any]] = {
    move_bytes: emit_move,
    clear_bytes: emit_clear,
    copy_panel: microkernel.emit_copy,
    transpose_panel: microkernel.emit_transpose,
    copy_item: microkernel.emit_item,
}
_KERNELS = {"conv": conv, "conv_kernel_grad": conv_kernel_grad, "conv_pack": conv_pack}


@cache
def kernel_address(name: str, dtype: str, target: Target) -> int:
    """Where a kernel for `f4` or `f8` starts on a target, compiled when no cache holds it."""
    helpers = (fill_slab, vectors_of) if name != "conv_pack" else ()
    return tile_kernel(name, _KERNELS[name], _STUBS, dtype, target, helpers)


def tile_kernel(
    name: str,
    function: Callable[..., None],
    stubs: dict[Callable[..., None], Callable[..., Any]],
    dtype: str,
    target: Target,
    helpers: tuple[Callable[..., Any], ...] = (),
) -> int:
    """The address of a kernel that is written in terms of a target's lanes and of stubs."""
    itemsize = int(dtype[1])
    scope = {
        "LANES": target.width // itemsize, "ITEM": itemsize, "EVERY_MASKED": target.masked == "all",
        "ROWS": target.rows, "WIDE_ROWS": target.wide_rows,
    }  # fmt: skip
    made = microkernel.specialised(function, scope, stubs, target, itemsize, helpers)
    spec = KernelSpec(name, made, (), None, frozenset(), raw=True)
    return library.address_of(spec, {"T": dtype, "target": target.name})


def sum_splits(launch: Any, whole: Any, out: Any, splits: int) -> None:
    """Append the sum of the splits of a kernel's gradient, if there are several."""
    if splits > 1:
        chunk = -(-out.size // parts_of(16.0 * splits * out.size))
        words = [whole, out, chunk, splits, out.size]
        launch.emit(library.address("conv_sum", T=code_of(out.dtype)), words, -(-out.size // chunk))
