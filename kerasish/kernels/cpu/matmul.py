"""Matrix product C = relu(A @ B + bias) (+ C), for any strides of A and B: the kernels and the choice of blocking.

`lower_gemm` turns shapes into at most four native calls: pack A, pack B, multiply, and sum the pieces of a split K.
The cut into parts, and with it every sum's order, depends on shapes alone: any number of threads gives the same bits.
"""

from __future__ import annotations

import types as pytypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from . import intrinsics, library, microkernel
from .microkernel import ADD_C, BIAS, LOAD_C, RELU, Target
from .spec import KernelSpec, kernel

Emit = Callable[[int, list[Any], int], None]
Scratch = Callable[[int], Any]

TRUTH = 16
LANES, ITEM, EVERY_MASKED = 16, 4, True  # replaced for each dtype and target when a kernel is made


def tiles(rows, vectors, a, sa, ka, b, kb, c, sc, k, n, bias, flags):  # type: ignore[no-untyped-def]
    """One register tile; see `microkernel.emit_tiles`."""


def copy_panel(src, sk, dst, dk, k, lanes):  # type: ignore[no-untyped-def]
    """Fill a panel whose lanes are adjacent; see `microkernel.emit_copy`."""


def transpose_panel(src, sr, dst, dk, k, lanes):  # type: ignore[no-untyped-def]
    """Fill a panel whose steps are adjacent; see `microkernel.emit_transpose`."""


def copy_item(src, dst):  # type: ignore[no-untyped-def]
    """Copy one item; see `microkernel.emit_item`."""


def gemm(words, part, thread):  # type: ignore[no-untyped-def]
    """One part of C: a range of row blocks times a range of column panels, of one batch entry.

    Words: 0 A, B, C, bias; 4 byte strides of A's rows and steps, B's steps, C's rows; 8 m, n, k; 11 flags;
    12 bytes between packed blocks of A (0: not packed); 13 bytes between panels of B, columns of a panel;
    15 row blocks; 16 parts along m, n; 18 K block; 19 batch byte strides of A, B, C; 22 K of a piece of a split K.
    """
    sa, ka, kb, sc = words[4], words[5], words[6], words[7]
    m, n, k, flags = words[8], words[9], words[10], words[11]
    panel, blocks, across_m, across_n = words[14], words[15], words[16], words[17]
    entry = part // (across_m * across_n)
    row_part, column_part = part % across_m, part // across_m % across_n
    a, b = words[0] + entry * words[19], words[1] + entry * words[20]
    c = words[2] + entry * words[21]
    if words[22]:
        k = min(words[22], k - entry * words[22])
    panels = (n + panel - 1) // panel
    first_block, end_block = blocks * row_part // across_m, blocks * (row_part + 1) // across_m
    start = panels * column_part // across_n * panel
    end = min(n, panels * (column_part + 1) // across_n * panel)
    rows, longer = m // blocks, m % blocks
    done = 0
    while True:
        step = min(words[18], k - done)
        now = flags if done == 0 else (flags & ~BIAS) | LOAD_C
        if done + step < k:
            now &= ~RELU
        j = start
        while j < end:
            left = end - j
            vectors = min((left + LANES - 1) // LANES if EVERY_MASKED else max(left // LANES, 1), panel // LANES)
            if vectors > 2 and vectors < 4:
                vectors = 4 if EVERY_MASKED else 2
            at_b = b + j // panel * words[13] + j % panel * ITEM + done * kb
            for i in range(first_block, end_block):
                # Rows are cut as evenly as can be: 32 rows are 11 + 11 + 10, never 14 + 14 + 4.
                row = i * rows + min(i, longer)
                at_a = a + done * ka + (i * words[12] if words[12] else row * sa)
                tiles(rows + (i < longer), vectors, at_a, sa, ka, at_b, kb,
                      c + row * sc + j * ITEM, sc, step, left, words[3] + j * ITEM, now)
            j += vectors * LANES
        done += step
        if done >= k:
            break


def gemm_pack(words, part, thread):  # type: ignore[no-untyped-def]
    """One part of packing X[lane, step] into panels P[block][step][lane], the layout a tile reads in a straight line.

    Words: 0 X, P; 2 byte strides of lanes and steps; 4 lanes, steps; 6 lanes of a panel, panels; 8 K of a part,
    parts along K; 10 batch byte strides of X, P; 12 whether panels share the lanes evenly (A) or fill up (B).
    """
    lane_stride, step_stride, lanes, steps = words[2], words[3], words[4], words[5]
    width, blocks = words[6], words[7]
    begin = part % words[9] * words[8]
    block = part // words[9] % blocks
    entry = part // words[9] // blocks
    first, end = block * width, min(lanes, (block + 1) * width)
    if words[12]:
        rows, longer = lanes // blocks, lanes % blocks
        first = block * rows + min(block, longer)
        end = first + rows + (block < longer)
    k = min(words[8], steps - begin)
    out = words[1] + entry * words[11] + (block * steps + begin) * width * ITEM
    src = words[0] + entry * words[10] + first * lane_stride + begin * step_stride
    for group in range(0, end - first, LANES):
        count = min(LANES, end - first - group)
        x, y = src + group * lane_stride, out + group * ITEM
        whole = 0
        if lane_stride == ITEM:
            copy_panel(x, step_stride, y, width * ITEM, k, count)
            whole = k
        elif step_stride == ITEM:
            whole = k // LANES * LANES
            transpose_panel(x, lane_stride, y, width * ITEM, whole, count)
        for step in range(whole, k):
            for lane in range(count):
                copy_item(x + lane * lane_stride + step * step_stride, y + (step * width + lane) * ITEM)


@kernel("p: T[S,M,N], c: T[M,L], bias: T[N], flags: int, parts: int")
def gemm_sum(p, c, bias, flags, parts, part):  # type: ignore[no-untyped-def]
    """c = relu(sum over s of p + bias), or c + the sum: the end of a product whose K was cut into S pieces."""
    pieces, m, n = p.shape
    for i in range(m * part // parts, m * (part + 1) // parts):
        row = c[i]
        for j in range(n):
            row[j] = p[0, i, j] + row[j] if flags & LOAD_C else p[0, i, j]
        for s in range(1, pieces):
            for j in range(n):
                row[j] += p[s, i, j]
        if flags & BIAS:
            for j in range(n):
                row[j] += bias[j]
        if flags & RELU:
            for j in range(n):
                row[j] = p[0, i, j] * 0 if row[j] < 0 else row[j]


@kernel(
    "a: T[E], b: T[E], c: T[E], bias: T[E], m: int, n: int, k: int, flags: int, sa: int, ka: int, kb: int, nb: int,"
    "sc: int, ea: int, eb: int, ec: int, parts: int"
)
def gemm_plain(a, b, c, bias, m, n, k, flags, sa, ka, kb, nb, sc, ea, eb, ec, parts, part):  # type: ignore[no-untyped-def]
    """The product for integers, wrapping as NumPy's does, one sum at a time; flag `TRUTH` makes it or-of-ands."""
    entry, piece = part // parts, part % parts
    for i in range(m * piece // parts, m * (piece + 1) // parts):
        for j in range(n):
            at = entry * ec + i * sc + j
            total = np.int64(bias[j]) if flags & BIAS else np.int64(0)
            for step in range(k):
                x = np.int64(a[entry * ea + i * sa + step * ka])
                total += x * np.int64(b[entry * eb + step * kb + j * nb])
            before = np.int64(c[at]) if flags & (LOAD_C | ADD_C) else np.int64(0)
            c[at] = total  # cut to the item's bits first, as NumPy does: relu looks at the wrapped sum
            if flags & RELU and c[at] < 0:
                c[at] = 0
            if flags & TRUTH:
                c[at] = total != 0 or before != 0
            elif flags & (LOAD_C | ADD_C):
                c[at] += before


@dataclass(frozen=True)
class Kernels:
    """The two kernels of one dtype on one target, by address."""

    target: Target
    lanes: int
    multiply: int
    pack: int


@lru_cache(maxsize=None)
def kernels(dtype: str, target: Target) -> Kernels:
    """The kernels for `f4` or `f8` on a target, compiled when no cache holds them."""
    itemsize = int(dtype[1])
    binding = {"T": dtype, "target": target.name}
    multiply, pack = (
        library.address_of(KernelSpec(f.__name__, _bound(f, target, itemsize), (), None, frozenset(), raw=True), binding)
        for f in (gemm, gemm_pack)
    )
    return Kernels(target, target.width // itemsize, multiply, pack)


def _bound(function: Callable[..., None], target: Target, itemsize: int) -> Callable[..., None]:
    """A copy of a kernel whose globals hold this target's constants and its tile, copy and transpose stubs."""
    scope = dict(function.__globals__)
    scope.update(LANES=target.width // itemsize, ITEM=itemsize, EVERY_MASKED=target.masked == "all")
    for stub, emit in _STUBS.items():
        copy = pytypes.FunctionType(stub.__code__, {}, stub.__name__)
        copy.__module__ = __name__
        intrinsics.LOWERED[copy] = microkernel.intrinsic_of(emit, stub.__code__.co_argcount, target, itemsize)
        scope[stub.__name__] = copy
    made = pytypes.FunctionType(function.__code__, scope, function.__name__)
    made.__module__ = __name__
    return made


_STUBS: dict[Callable[..., None], Callable[..., Any]] = {
    tiles: microkernel.emit_tiles,
    copy_panel: microkernel.emit_copy,
    transpose_panel: microkernel.emit_transpose,
    copy_item: microkernel.emit_item,
}


@dataclass(frozen=True)
class Blocking:
    """How one product is cut. `across_m * across_n` parts an entry; K in `pieces` of `piece`, blocks of `depth`."""

    blocks: int
    panel: int
    across_m: int
    across_n: int
    depth: int
    pieces: int
    piece: int
    pack_a: bool
    pack_b: bool


def lower_gemm(
    emit: Emit,
    scratch: Scratch,
    a: Any,
    a_strides: tuple[int, int],
    b: Any,
    b_strides: tuple[int, int],
    c: Any,
    c_row_stride: int,
    m: int,
    n: int,
    k: int,
    dtype: str,
    batch: int = 1,
    batch_strides: tuple[int, int, int] = (0, 0, 0),
    bias: Any = None,
    relu: bool = False,
    accumulate: bool = False,
    target: Target | None = None,
) -> None:
    """Append the native calls of C[m,n] = relu(A[m,k] @ B[k,n] + bias[n]), or C + that when `accumulate`.

    Args:
        emit: `emit(kernel_address, words, parts)` appends one call; calls run in order, the parts of one in any order.
        scratch: `scratch(nbytes)` gives a reference to 64-byte aligned memory that lasts as long as the program.
        a, b, c, bias: opaque references, passed on as words. C's columns are adjacent.
        a_strides, b_strides: (row, column) strides in elements; either may be 1, neither need be.
        c_row_stride: elements from one row of C to the next.
        dtype: a NumPy dtype: float32 and float64 run on tiles, integers and bool on a plain loop.
        batch, batch_strides: entries, and the elements between them in A, B and C (0: shared; never for C).
        target: the vector unit to compile for; the processor's own by default.
    """
    if m <= 0 or n <= 0 or batch <= 0:
        return
    code = np.dtype(dtype)
    flags = (BIAS if bias is not None else 0) | (RELU if relu else 0)
    if accumulate:
        flags |= ADD_C if relu else LOAD_C
    a_strides = (a_strides[0] if m > 1 else 0, a_strides[1] if k > 1 else 1)
    b_strides = (b_strides[0] if k > 1 else 0, b_strides[1] if n > 1 else 1)
    if code.kind != "f":
        _lower_plain(emit, a, a_strides, b, b_strides, c, c_row_stride, (m, n, k), code, batch, batch_strides, bias, flags)
        return
    made = kernels(code.str[1:], target or microkernel.host_target())
    plan = choose_blocking(made, m, n, k, a_strides, b_strides, batch, flags)
    size = code.itemsize
    sa, ka, kb, sc = (size * s for s in (*a_strides, b_strides[0], c_row_stride))
    ea, eb, ec = (size * s if batch > 1 else 0 for s in batch_strides)
    block_bytes, panel_bytes = 0, plan.panel * size
    out, out_flags, out_bias = c, flags, bias
    if plan.pack_a and k:
        width = -(-(-(-m // plan.blocks)) // made.lanes) * made.lanes
        shared = ea == 0
        a = _pack(emit, scratch, made, a, (sa, ka), (m, k), width, plan.blocks, True, 1 if shared else batch, ea, size)
        sa, ka, block_bytes = size, width * size, width * k * size
        ea = 0 if shared else plan.blocks * block_bytes
    if plan.pack_b and k:
        width, panels = plan.panel, -(-n // plan.panel)
        shared = eb == 0
        strides = (b_strides[1] * size, kb)
        b = _pack(emit, scratch, made, b, strides, (n, k), width, panels, False, 1 if shared else batch, eb, size)
        kb, panel_bytes = width * size, width * k * size
        eb = 0 if shared else panels * panel_bytes
    if plan.pieces > 1:
        out, out_flags, out_bias = scratch(plan.pieces * m * n * size), 0, None
        sc, ec, ea, eb = n * size, m * n * size, plan.piece * ka, plan.piece * kb
    words = [a, b, out, 0 if out_bias is None else out_bias, sa, ka, kb, sc, m, n, k, out_flags, block_bytes, panel_bytes, plan.panel]
    words += [plan.blocks, plan.across_m, plan.across_n, plan.depth, ea, eb, ec, plan.piece if plan.pieces > 1 else 0]
    emit(made.multiply, words, plan.across_m * plan.across_n * (batch if plan.pieces == 1 else plan.pieces))
    if plan.pieces > 1:
        parts = _parts_of(plan.pieces * m * n * 4, m)
        tail = [0 if bias is None else bias, flags, parts, plan.pieces, m, n, c_row_stride]
        emit(library.address("gemm_sum", T=code.str[1:]), [out, c, *tail], parts)


def _pack(
    emit: Emit,
    scratch: Scratch,
    made: Kernels,
    source: Any,
    strides: tuple[int, int],
    extents: tuple[int, int],
    width: int,
    blocks: int,
    even: bool,
    entries: int,
    entry_stride: int,
    size: int,
) -> Any:
    """Append the packing of `entries` matrices [lanes, steps] into panels of `width`; returns where they will be."""
    lanes, steps = extents
    out = scratch(entries * blocks * width * steps * size)
    wanted = _parts_of(entries * lanes * steps * 8, 64)
    along_k = min(-(-wanted // (entries * blocks)), -(-steps // made.lanes))
    chunk = -(-steps // (along_k * made.lanes)) * made.lanes
    along_k = -(-steps // chunk)
    words = [source, out, *strides, lanes, steps, width, blocks, chunk, along_k, entry_stride]
    words += [blocks * width * steps * size, int(even)]
    emit(made.pack, words, entries * blocks * along_k)
    return out


def _lower_plain(
    emit: Emit,
    a: Any,
    a_strides: tuple[int, int],
    b: Any,
    b_strides: tuple[int, int],
    c: Any,
    c_row_stride: int,
    extents: tuple[int, int, int],
    dtype: np.dtype[Any],
    batch: int,
    batch_strides: tuple[int, int, int],
    bias: Any,
    flags: int,
) -> None:
    """The integer path. Unsigned items are summed as signed ones, whose bits wrap alike; relu leaves them as they are."""
    m, n, k = extents
    if dtype.kind in "ub":
        flags = flags & ~RELU | (TRUTH if dtype.kind == "b" else 0)
    code = "u1" if dtype.kind == "b" else f"i{dtype.itemsize}"
    parts = _parts_of(64 * m * n * max(k, 1), m)
    words = [a, b, c, 0 if bias is None else bias, m, n, k, flags, *a_strides, *b_strides, c_row_stride, *batch_strides, parts, 0]
    emit(library.address("gemm_plain", T=code), words, parts * batch)


def _parts_of(flops: float, most: int) -> int:
    """Parts for a piece of work: 1 below the threshold, then a power of two so that 2, 4, 8, 16 threads divide it."""
    parts = 1
    while parts < 16 and parts * 2 <= most and flops >= parts * 2 * PART_FLOPS:
        parts *= 2
    return parts


PART_FLOPS = 2.0e6
"""The least work of a part: about 20 us on one core, ten times what handing it to a thread costs."""


def choose_blocking(
    made: Kernels,
    m: int,
    n: int,
    k: int,
    a_strides: tuple[int, int],
    b_strides: tuple[int, int],
    batch: int,
    flags: int,
) -> Blocking:
    """The cut of one product, from its shape and strides alone."""
    target, lanes = made.target, made.lanes
    pack_b = b_strides[1] != 1 or (target.masked == "none" and n % lanes != 0) or (m >= 64 and n * k >= 65536)
    pack_a = m * k >= 16384 and n >= 256
    wide = m <= target.wide_rows and not pack_b
    panel = lanes * (4 if wide else 2)
    blocks = -(-m // (target.wide_rows if wide else target.rows))
    panels = -(-n // panel)
    wanted = -(-_parts_of(2.0 * m * n * k * batch, 16) // batch)
    across_n = min(panels, wanted)
    across_m = min(blocks, -(-wanted // across_n))
    depth = 1 << 40 if flags & ADD_C else 384
    return Blocking(blocks, panel, across_m, across_n, depth, 1, 0, pack_a, pack_b)
