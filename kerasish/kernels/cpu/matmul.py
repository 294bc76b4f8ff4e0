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
from .microkernel import BIAS, LOAD_C, RELU, Target
from .spec import KernelSpec, kernel

Emit = Callable[[int, list[Any], int], None]
Scratch = Callable[[int], Any]

ADD_C, TRUTH = 8, 16
LANES, ITEM, EVERY_MASKED = 16, 4, True  # replaced for each dtype and target when a kernel is made


def tiles(rows, vectors, a, sa, ka, b, kb, c, sc, k, n, bias, flags):  # type: ignore[no-untyped-def]
    """One register tile; see `microkernel.emit_tiles`."""


def copy_panel(src, sk, dst, dk, k, lanes):  # type: ignore[no-untyped-def]
    """Fill a panel whose lanes are adjacent; see `microkernel.emit_copy`."""


def transpose_panel(src, sr, dst, dk, k, lanes):  # type: ignore[no-untyped-def]
    """Fill a panel whose steps are adjacent; see `microkernel.emit_transpose`."""


def copy_item(src, dst):  # type: ignore[no-untyped-def]
    """Copy one item; see `microkernel.emit_item`."""


def dot(x, sx, y, k, lanes, out, so, bias, sb, flags):  # type: ignore[no-untyped-def]
    """Four inner products, finished; see `microkernel.emit_dot`."""


def gemm(words, part, thread):  # type: ignore[no-untyped-def]
    """One part of C: a range of row blocks times a range of column panels, of one batch entry.

    Words: 0 A, B, C, bias; 4 byte strides of A's rows and steps, B's steps, C's rows; 8 m, n, k; 11 flags;
    12 bytes between packed blocks of A (0: not packed); 13 bytes between panels of B, columns of a panel;
    15 row blocks; 16 parts along m, n; 18 K block; 19 batch byte strides of A, B, C; 22 K of a piece of a split K,
    23 row blocks of a chunk.
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
        # A chunk of A's rows stays in the second-level cache while panels of B pass by it.
        for chunk in range(first_block, end_block, words[23]):
            below = min(chunk + words[23], end_block)
            j = start
            while j < end:
                left = end - j
                vectors = min((left + LANES - 1) // LANES if EVERY_MASKED else max(left // LANES, 1), panel // LANES)
                if vectors == 3:
                    vectors = 4 if EVERY_MASKED else 2
                at_b = b + j // panel * words[13] + j % panel * ITEM + done * kb
                for i in range(chunk, below):
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


@kernel("p: T[Q,S,M,N], c: T[E], bias: T[N], flags: int, sc: int, ec: int, parts: int")
def gemm_sum(p, c, bias, flags, sc, ec, parts, part):  # type: ignore[no-untyped-def]
    """c = relu(sum over s of p + bias), or c + that: the end of a product whose K was cut into S pieces.

    The sum is built in the first piece, which nothing reads afterwards.
    """
    entries, pieces, m, n = p.shape
    for at in range(entries * m * part // parts, entries * m * (part + 1) // parts):
        q, i = at // m, at % m
        row = c[q * ec + i * sc : q * ec + i * sc + n]
        total = p[q, 0, i]
        for s in range(1, pieces):
            for j in range(n):
                total[j] += p[q, s, i, j]
        if flags & LOAD_C:
            for j in range(n):
                total[j] += row[j]
        if flags & BIAS:
            for j in range(n):
                total[j] += bias[j]
        if flags & RELU:
            for j in range(n):
                total[j] = total[j] * 0 if total[j] < 0 else total[j]
        if flags & ADD_C:
            for j in range(n):
                total[j] += row[j]
        for j in range(n):
            row[j] = total[j]


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


def gemm_dot(words, part, thread):  # type: ignore[no-untyped-def]
    """One part of out[x, y] = X[x] . Y[y]: a product of few columns, or of few rows, whose K is adjacent in both.

    Words: 0 X, Y, out, bias; 4 byte strides of X's and Y's rows, of out along x and y, of bias along x and y;
    10 rows of X, rows of Y, K; 13 flags; 14 parts; 15 batch byte strides of X, Y, out.
    """
    parts, rows = words[14], words[10]
    entry, piece, groups = part // parts, part % parts, (rows + 3) // 4
    for group in range(groups * piece // parts, groups * (piece + 1) // parts):
        first = group * 4
        x = words[0] + entry * words[15] + first * words[4]
        out, bias = words[2] + entry * words[17] + first * words[6], words[3] + first * words[8]
        for j in range(words[11]):
            y = words[1] + entry * words[16] + j * words[5]
            dot(x, words[4], y, words[12], min(4, rows - first), out + j * words[7], words[6], bias + j * words[9],
                words[8], words[13])


@lru_cache(maxsize=None)
def kernel_address(name: str, dtype: str, target: Target) -> int:
    """Where `gemm`, `gemm_pack` or `gemm_dot` for `f4` or `f8` starts on a target, compiled when no cache holds it."""
    function = _bound({"gemm": gemm, "gemm_pack": gemm_pack, "gemm_dot": gemm_dot}[name], target, int(dtype[1]))
    spec = KernelSpec(name, function, (), None, frozenset(), raw=True)
    return library.address_of(spec, {"T": dtype, "target": target.name})


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
    dot: microkernel.emit_dot,
}


@dataclass(frozen=True)
class Blocking:
    """How one product is cut. `across_m * across_n` parts an entry; K in `pieces` of `piece`, in blocks of `depth`."""

    blocks: int
    chunk: int
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
    job = Job(emit, scratch, code.str[1:], target or microkernel.host_target())
    size = code.itemsize
    held, out, out_flags, out_bias = flags & (ADD_C | RELU) == ADD_C | RELU, c, flags, bias
    strides = (*(size * s for s in (*a_strides, *b_strides, c_row_stride)),)
    over = tuple(size * s if batch > 1 else 0 for s in batch_strides)
    if a_strides[1] == 1 and b_strides[0] == 1 and not held and (m <= DOT_ROWS or n <= DOT_COLUMNS):
        _lower_dot(job, (a, b, c, bias), strides, over, (m, n, k), batch, flags)
        return
    plan = choose_blocking(job, m, n, k, a_strides, b_strides, batch)
    if held or plan.pieces > 1:
        out, out_flags, out_bias = scratch(plan.pieces * batch * m * n * size), 0, None
        strides, over = (*strides[:4], n * size), (*over[:2], m * n * size)
    _lower_tiles(job, plan, (a, b, out, out_bias), strides, over, (m, n, k), batch, out_flags)
    if out is not c:
        parts = _parts_of(4.0 * plan.pieces * batch * m * n, batch * m)
        entry = batch_strides[2] if batch > 1 else 0
        tail = [flags, c_row_stride, entry, parts, batch, plan.pieces, m, n]
        tail.append((batch - 1) * entry + (m - 1) * c_row_stride + n)
        emit(library.address("gemm_sum", T=job.dtype), [out, c, 0 if bias is None else bias, *tail], parts)


@dataclass(frozen=True)
class Job:
    """Where the calls of one product go, and for which dtype and target their kernels are made."""

    emit: Emit
    scratch: Scratch
    dtype: str
    target: Target

    @property
    def size(self) -> int:
        """Bytes of an item."""
        return int(self.dtype[1])

    @property
    def lanes(self) -> int:
        """Items of a vector."""
        return self.target.width // self.size

    def call(self, name: str, words: list[Any], parts: int) -> None:
        """Append a call of `gemm`, `gemm_pack` or `gemm_dot`; None among the words is a missing bias."""
        address = kernel_address(name, self.dtype, self.target)
        self.emit(address, [0 if word is None else word for word in words], parts)


def _lower_tiles(
    job: Job,
    plan: Blocking,
    arrays: tuple[Any, Any, Any, Any],
    strides: tuple[int, ...],
    over: tuple[int, ...],
    extents: tuple[int, int, int],
    batch: int,
    flags: int,
) -> None:
    """Append the packing that the plan asks for, and the tiles. All strides are in bytes."""
    (a, b, c, bias), (sa, ka, kb, nb, sc), (ea, eb, ec), (m, n, k) = arrays, strides, over, extents
    size, block_bytes, panel_bytes, entries = job.size, 0, plan.panel * job.size, batch
    if plan.pack_a and k:
        width = -(-(-(-m // plan.blocks)) // job.lanes) * job.lanes
        shared = batch == 1 or ea == 0
        a = _pack(job, a, (sa, ka), (m, k), width, plan.blocks, True, 1 if shared else batch, ea)
        sa, ka, block_bytes = size, width * size, width * k * size
        ea = 0 if shared else plan.blocks * block_bytes
    if plan.pack_b and k:
        panels, shared = -(-n // plan.panel), batch == 1 or eb == 0
        b = _pack(job, b, (nb, kb), (n, k), plan.panel, panels, False, 1 if shared else batch, eb)
        kb, panel_bytes = plan.panel * size, plan.panel * k * size
        eb = 0 if shared else panels * panel_bytes
    piece = 0
    if plan.pieces > 1:  # pieces of K take the place of batch entries, so a batch is never split
        piece, entries, ea, eb = plan.piece, plan.pieces, plan.piece * ka, plan.piece * kb
    words = [a, b, c, bias, sa, ka, kb, sc, m, n, k, flags, block_bytes, panel_bytes, plan.panel, plan.blocks]
    words += [plan.across_m, plan.across_n, plan.depth, ea, eb, ec, piece, plan.chunk]
    job.call("gemm", words, plan.across_m * plan.across_n * entries)


def _lower_dot(
    job: Job,
    arrays: tuple[Any, Any, Any, Any],
    strides: tuple[int, ...],
    over: tuple[int, ...],
    extents: tuple[int, int, int],
    batch: int,
    flags: int,
) -> None:
    """Append a product of few rows or few columns as inner products, four along the longer side at a time."""
    (a, b, c, bias), (sa, _, _, nb, sc), (ea, eb, ec), (m, n, k) = arrays, strides, over, extents
    size = job.size
    parts = -(-_parts_of(4.0 * batch * m * n * k, -(-max(m, n) // 4)) // batch)
    if m >= n:
        words = [a, b, c, bias, sa, nb, sc, size, 0, size, m, n, k, flags, parts, ea, eb, ec]
    else:
        words = [b, a, c, bias, nb, sa, size, sc, size, 0, n, m, k, flags, parts, eb, ea, ec]
    job.call("gemm_dot", words, parts * batch)


def _pack(
    job: Job,
    source: Any,
    strides: tuple[int, int],
    extents: tuple[int, int],
    width: int,
    blocks: int,
    even: bool,
    entries: int,
    entry_stride: int,
) -> Any:
    """Append the packing of `entries` matrices [lanes, steps] into panels of `width`; returns where they will be."""
    lanes, steps = extents
    out = job.scratch(entries * blocks * width * steps * job.size)
    wanted = _parts_of(PACK_COST * entries * lanes * steps, 64)
    along_k = min(-(-wanted // (entries * blocks)), -(-steps // job.lanes))
    chunk = -(-steps // (along_k * job.lanes)) * job.lanes
    along_k = -(-steps // chunk)
    words = [source, out, *strides, lanes, steps, width, blocks, chunk, along_k, entry_stride]
    words += [blocks * width * steps * job.size, int(even)]
    job.call("gemm_pack", words, entries * blocks * along_k)
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

PACK_COST = 32.0
"""Packing an item takes as long as this many operations of a tile."""

DOT_ROWS, DOT_COLUMNS = 8, 4
"""Up to here inner products beat tiles, whose lanes would be idle (few columns) or need B turned (few rows)."""

CHUNK_BYTES, DEPTH_BYTES = 64 * 1024, 8192
"""A chunk of A is a quarter of a second-level cache; a panel of B as deep as this stays in the first level."""


CACHE_PERIOD = 4096
"""Addresses this far apart fall in the same set of the first-level cache (64 sets of 64 bytes nearly everywhere)."""


def worth_packing(job: Job, m: int, n: int, k: int, a_strides: tuple[int, int]) -> tuple[bool, bool]:
    """Whether copies of A and of B pay for themselves, by measurement on 1 MB of second-level cache.

    A: when the rows of a tile (or the steps of a transposed A) evict one another. B: when it is too large to stay in
    cache and enough rows share the copy.
    """
    collides = max(abs(s) for s in a_strides) * job.size % CACHE_PERIOD == 0
    pack_a = collides and n >= 128 and m >= job.target.rows and k >= (512 if a_strides[0] == 1 else 64)
    items = n * k * job.size // 4
    return pack_a, (m >= 512 and items >= 1 << 20) or (m >= 64 and items >= 1 << 22)


def choose_blocking(
    job: Job, m: int, n: int, k: int, a_strides: tuple[int, int], b_strides: tuple[int, int], batch: int
) -> Blocking:
    """The cut of one product, from its shape and strides alone."""
    target, lanes = job.target, job.lanes
    pack_a, pack_b = worth_packing(job, m, n, k, a_strides)
    pack_b = pack_b or b_strides[1] != 1 or (target.masked == "none" and n % lanes != 0)
    wide = m <= target.wide_rows and not pack_b
    panel = lanes * (4 if wide else 2)
    blocks = -(-m // (target.wide_rows if wide else target.rows))
    panels = -(-n // panel)
    wanted = -(-_parts_of(2.0 * m * n * k * batch, 16) // batch)
    depth = DEPTH_BYTES // job.size
    pieces, piece = 1, k
    if batch == 1 and wanted > 1 and (wanted > blocks * panels or k >= 16 * max(m, n)):
        piece = -(-k // (wanted * lanes)) * lanes
        pieces, wanted = -(-k // piece), 1
    across_n = min(panels, wanted)
    across_m = min(blocks, -(-wanted // across_n))
    chunk = max(1, CHUNK_BYTES // (min(depth, k or 1) * job.size * target.rows))
    return Blocking(blocks, chunk, panel, across_m, across_n, depth, pieces, piece, pack_a, pack_b)
