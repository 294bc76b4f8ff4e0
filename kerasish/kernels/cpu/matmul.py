"""Matrix product C = relu(A @ B + bias) (+ C), for any strides of A and B: the kernels and the choice of blocking.

`lower_gemm` turns shapes into at most four native calls: pack A, pack B, multiply, and sum the pieces of a split K.
The cut into parts, and with it every sum's order, depends on shapes alone: any number of threads gives the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from . import library, microkernel
from .microkernel import BIAS, LOAD_C, RELU, Target
from .spec import KernelSpec, kernel

Emit = Callable[[int, list[Any], int], None]
Scratch = Callable[[int], Any]

ADD_C = 8
"""A flag of `gemm_sum` alone: C is added after relu."""

MOST_PARTS = 16
"""Parts of one call: as many as the threads it should keep busy."""

PART_FLOPS = 7.5e5
"""The least work of a part: about 20 us on one core, ten times what handing it to a thread costs."""

WRITE_COST = 8.0
"""Multiply-adds in the time of finishing and writing one item of C."""

LANES, ITEM, EVERY_MASKED = 16, 4, True  # replaced for each dtype and target when a kernel is made


def tiles(rows, vectors, a, sa, ka, b, kb, c, sc, k, n, bias, flags) -> None:  # type: ignore[no-untyped-def]
    """One register tile; see `microkernel.emit_tiles`."""


def copy_panel(src, sk, dst, dk, k, lanes) -> None:  # type: ignore[no-untyped-def]
    """Fill a panel whose lanes are adjacent; see `microkernel.emit_copy`."""


def transpose_panel(src, sr, dst, dk, k, lanes) -> None:  # type: ignore[no-untyped-def]
    """Fill a panel whose steps are adjacent; see `microkernel.emit_transpose`."""


def copy_item(src, dst) -> None:  # type: ignore[no-untyped-def]
    """Copy one item; see `microkernel.emit_item`."""


def dot(x, sx, y, k, lanes, out, so, bias, sb, flags) -> None:  # type: ignore[no-untyped-def]
    """Four inner products, finished; see `microkernel.emit_dot`."""


def gemm(words, part, thread):  # type: ignore[no-untyped-def]
    """One part of C: a range of row blocks times a range of column panels, of one batch entry.

    Words: 0 A, B, C, bias; 4 byte strides of A's rows and steps, B's steps, C's rows; 8 m, n, k; 11 flags;
    12 bytes between packed blocks of A (0: not packed); 13 bytes between panels of B, columns of a panel;
    15 row blocks; 16 parts along m, n; 18 K block; 19 batch byte strides of A, B, C; 22 K of a piece of a split K,
    23 row blocks of a chunk; 24 units of a part, units (a unit is one such range).
    """
    sa, ka, kb, sc = words[4], words[5], words[6], words[7]
    m, n, whole, flags = words[8], words[9], words[10], words[11]
    panel, blocks, across_m, across_n = words[14], words[15], words[16], words[17]
    rows, longer = m // blocks, m % blocks
    for unit in range(part * words[24], min(words[25], (part + 1) * words[24])):
        entry = unit // (across_m * across_n)
        row_part, column_part = unit % across_m, unit // across_m % across_n
        a, b = words[0] + entry * words[19], words[1] + entry * words[20]
        c = words[2] + entry * words[21]
        k = min(words[22], whole - entry * words[22]) if words[22] else whole
        panels = (n + panel - 1) // panel
        first_block, end_block = blocks * row_part // across_m, blocks * (row_part + 1) // across_m
        start = panels * column_part // across_n * panel
        end = min(n, panels * (column_part + 1) // across_n * panel)
        done = 0
        while True:
            step = min(words[18], k - done)
            now = flags if done == 0 else (flags & ~BIAS) | LOAD_C
            now = now & ~RELU if done + step < k else now
            # A chunk of A's rows stays in the second-level cache while panels of B pass by it.
            for chunk in range(first_block, end_block, words[23]):
                below = min(chunk + words[23], end_block)
                j = start
                while j < end:
                    left = end - j
                    vectors = min(
                        (left + LANES - 1) // LANES if EVERY_MASKED else max(left // LANES, 1), panel // LANES
                    )
                    if vectors == 3:
                        vectors = 4 if EVERY_MASKED else 2
                    at_b = b + j // panel * words[13] + j % panel * ITEM + done * kb
                    for i in range(chunk, below):
                        # Rows are cut as evenly as can be: 32 rows are 11 + 11 + 10, never 14 + 14 + 4.
                        row = i * rows + min(i, longer)
                        at_a = a + done * ka + (i * words[12] if words[12] else row * sa)
                        high, at_c, add = rows + (i < longer), c + row * sc + j * ITEM, words[3] + j * ITEM
                        tiles(high, vectors, at_a, sa, ka, at_b, kb, at_c, sc, step, left, add, now)
                    j += vectors * LANES
            done += step
            if done >= k:
                break


def gemm_pack(words, part, thread):  # type: ignore[no-untyped-def]
    """One part of packing X[lane, step] into panels P[block][step][lane], the layout a tile reads in a straight line.

    Words: 0 X, P; 2 byte strides of lanes and steps; 4 lanes, steps; 6 lanes of a panel, panels; 8 K of a part,
    parts along K; 10 batch byte strides of X, P; 12 whether panels share the lanes evenly (A) or fill up (B);
    13 units of a part, units.
    """
    lane_stride, step_stride, lanes, steps = words[2], words[3], words[4], words[5]
    width, blocks = words[6], words[7]
    for unit in range(part * words[13], min(words[14], (part + 1) * words[13])):
        begin, panel = unit % words[9] * words[8], unit // words[9]
        block, entry = panel % blocks, panel // blocks
        first, end = block * width, min(lanes, (block + 1) * width)
        if words[12]:
            first = block * (lanes // blocks) + min(block, lanes % blocks)
            end = first + lanes // blocks + (block < lanes % blocks)
        k = min(words[8], steps - begin)
        out = words[1] + entry * words[11] + (block * steps + begin) * width * ITEM
        src = words[0] + entry * words[10] + first * lane_stride + begin * step_stride
        for group in range(0, end - first, LANES):
            count = min(LANES, end - first - group)
            x, y = src + group * lane_stride, out + group * ITEM
            whole = k if lane_stride == ITEM else 0
            if lane_stride == ITEM:
                copy_panel(x, step_stride, y, width * ITEM, k, count)
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
    "a: T[E], b: T[E], c: T[E], bias: T[E], m: int, n: int, k: int, sa: int, ka: int, kb: int, nb: int, sc: int,"
    "ea: int, eb: int, ec: int, cut: int, with_bias: int, with_c: int, low: int, high: int,"
    "group: int, units: int"
)
def gemm_plain(  # type: ignore[no-untyped-def]
    a, b, c, bias, m, n, k, sa, ka, kb, nb, sc, ea, eb, ec, cut, with_bias, with_c, low, high, group, units, part
):
    """The product for integers, wrapping as NumPy's does: c = max(sum, low) (+ c), never over `high` (1 for bool).

    What is switched off is multiplied by zero: branches here would be compiled once for each way they can go.
    """
    for unit in range(part * group, min(units, (part + 1) * group)):
        entry, piece = unit // cut, unit % cut
        for i in range(m * piece // cut, m * (piece + 1) // cut):
            for j in range(n):
                total = np.int64(bias[j * with_bias]) * with_bias
                for step in range(k):
                    x = np.int64(a[entry * ea + i * sa + step * ka])
                    total += x * np.int64(b[entry * eb + step * kb + j * nb])
                at = entry * ec + i * sc + j
                before = np.int64(c[at]) * with_c
                c[at] = min(total, high)  # cut to the item's bits first, as NumPy does: relu looks at the wrapped sum
                c[at] = min(max(np.int64(c[at]), low) + before, high)


def gemm_dot(words, part, thread):  # type: ignore[no-untyped-def]
    """One part of out[x, y] = X[x] . Y[y]: a product of few columns, or of few rows, whose K is adjacent in both.

    Words: 0 X, Y, out, bias; 4 byte strides of X's and Y's rows, of out along x and y, of bias along x and y;
    10 rows of X, rows of Y, K; 13 flags; 14 units of an entry; 15 batch byte strides of X, Y, out;
    18 units of a part, units.
    """
    rows, cut = words[10], words[14]
    groups = (rows + 3) // 4
    for unit in range(part * words[18], min(words[19], (part + 1) * words[18])):
        entry, piece = unit // cut, unit % cut
        for group in range(groups * piece // cut, groups * (piece + 1) // cut):
            first = group * 4
            x = words[0] + entry * words[15] + first * words[4]
            out, bias = words[2] + entry * words[17] + first * words[6], words[3] + first * words[8]
            for j in range(words[11]):
                y = words[1] + entry * words[16] + j * words[5]
                at, add = out + j * words[7], bias + j * words[9]
                dot(x, words[4], y, words[12], min(4, rows - first), at, words[6], add, words[8], words[13])


@cache
def kernel_address(name: str, dtype: str, target: Target) -> int:
    """Where `gemm`, `gemm_pack` or `gemm_dot` for `f4` or `f8` starts on a target, compiled when no cache holds it."""
    function = {"gemm": gemm, "gemm_pack": gemm_pack, "gemm_dot": gemm_dot}[name]
    itemsize = int(dtype[1])
    scope = {"LANES": target.width // itemsize, "ITEM": itemsize, "EVERY_MASKED": target.masked == "all"}
    made = microkernel.specialised(function, scope, _STUBS, target, itemsize)
    spec = KernelSpec(name, made, (), None, frozenset(), raw=True)
    return library.address_of(spec, {"T": dtype, "target": target.name})


_STUBS: dict[Callable[..., None], Callable[..., Any]] = {
    tiles: microkernel.emit_tiles,
    copy_panel: microkernel.emit_copy,
    transpose_panel: microkernel.emit_transpose,
    copy_item: microkernel.emit_item,
    dot: microkernel.emit_dot,
}


@dataclass(frozen=True)
class Product:
    """One product: its operands, its strides in items (C's columns are adjacent), its extents and its flags."""

    emit: Emit
    scratch: Scratch
    target: Target
    dtype: np.dtype[Any]
    a: Any
    b: Any
    c: Any
    bias: Any
    sa: int  # from row to row of A
    ka: int  # from step to step of A
    kb: int
    nb: int  # from column to column of B
    sc: int
    ea: int  # from entry to entry of the batch
    eb: int
    ec: int
    m: int
    n: int
    k: int
    batch: int
    flags: int

    @property
    def size(self) -> int:
        """Bytes of an item."""
        return self.dtype.itemsize

    @property
    def lanes(self) -> int:
        """Items of a vector."""
        return self.target.width // self.size

    @property
    def flops(self) -> float:
        """Operations of the whole batch."""
        return 2.0 * self.batch * self.m * self.n * self.k

    @property
    def cost(self) -> float:
        """Operations with those of idle lanes, and what writing C costs in the same measure."""
        columns = -(-self.n // self.lanes) * self.lanes
        return 2.0 * self.batch * self.m * (columns * self.k + WRITE_COST * self.n)

    def call(self, name: str, words: list[Any], units: int, flops: float) -> None:
        """Append a call of `gemm`, `gemm_pack` or `gemm_dot`; None among the words is a missing bias."""
        address = kernel_address(name, self.dtype.str[1:], self.target)
        group, parts = _grouped(units, flops)
        self.emit(address, [*(0 if word is None else word for word in words), group, units], parts)


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
        a, b, c, bias: opaque references, passed on as words. C's columns are adjacent and its strides not negative.
        a_strides, b_strides: (row, column) strides in items; either may be 1, neither need be.
        c_row_stride: items from one row of C to the next.
        dtype: a NumPy dtype: float32 and float64 run on tiles, integers and bool on a plain loop.
        batch, batch_strides: entries, and the items between them in A, B and C (0: shared; never for C).
        target: the vector unit to compile for; the processor's own by default.

    Raises:
        ValueError: for a dtype without a kernel, such as float16.
    """
    if m <= 0 or n <= 0 or batch <= 0:
        return
    code = np.dtype(dtype)
    if code.kind not in "fiub" or code == np.float16 or code.itemsize > 8:
        raise ValueError(
            f"no matrix product kernel for {code}: cast the operands to float32, float64, an integer or bool"
        )
    ea, eb, ec = batch_strides if batch > 1 else (0, 0, 0)
    if batch > 1 and eb == 0 and ea == m * a_strides[0] and ec == m * c_row_stride:
        m, batch, ea, ec = m * batch, 1, 0, 0  # entries that share B and lie behind one another are one tall A
    flags = BIAS * (bias is not None) | RELU * relu | (ADD_C if relu else LOAD_C) * accumulate
    # An axis of one item has any stride; the one chosen here suits the kernels.
    sa, ka = a_strides[0] if m > 1 else 0, a_strides[1] if k > 1 else 1
    kb, nb = b_strides[0] if k > 1 else 0, b_strides[1] if n > 1 else 1
    p = Product(
        emit, scratch, target or microkernel.host_target(), code, a, b, c, bias,
        sa, ka, kb, nb, c_row_stride, ea, eb, ec, m, n, k, batch, flags,
    )  # fmt: skip
    if code.kind != "f":
        _lower_plain(p)
    elif ka == 1 and kb == 1 and not flags & ADD_C and (m <= DOT_ROWS or n <= DOT_COLUMNS):
        _lower_dot(p)
    else:
        _lower_tiles(p, choose_blocking(p))


def _lower_tiles(p: Product, plan: Blocking) -> None:
    """Append the packing that the plan asks for, the tiles, and the sum of the pieces of a split K."""
    size, a, b, c, bias, flags = p.size, p.a, p.b, p.c, p.bias, p.flags
    sa, ka, kb, sc, ea, eb, ec = (size * s for s in (p.sa, p.ka, p.kb, p.sc, p.ea, p.eb, p.ec))
    block_bytes, panel_bytes, piece, entries = 0, plan.panel * size, 0, p.batch
    if plan.pack_a and p.k:
        tallest = -(-p.m // plan.blocks)
        width = -(-tallest // p.lanes) * p.lanes
        a, ea = _pack(p, a, (sa, ka, ea), p.m, width, plan.blocks, True)
        sa, ka, block_bytes = size, width * size, width * p.k * size
    if plan.pack_b and p.k:
        b, eb = _pack(p, b, (p.nb * size, kb, eb), p.n, plan.panel, -(-p.n // plan.panel), False)
        kb, panel_bytes = plan.panel * size, plan.panel * p.k * size
    if plan.pieces > 1:  # pieces of K take the place of batch entries, so a batch is never split
        piece, entries, ea, eb = plan.piece, plan.pieces, plan.piece * ka, plan.piece * kb
    apart = plan.pieces > 1 or flags & ADD_C
    if apart:
        c, bias, flags = p.scratch(plan.pieces * p.batch * p.m * p.n * size), None, 0
        sc, ec = p.n * size, p.m * p.n * size
    words = [a, b, c, bias, sa, ka, kb, sc, p.m, p.n, p.k, flags, block_bytes, panel_bytes, plan.panel, plan.blocks]
    words += [plan.across_m, plan.across_n, plan.depth, ea, eb, ec, piece, plan.chunk]
    p.call("gemm", words, plan.across_m * plan.across_n * entries, p.cost)
    if apart:
        parts = parts_of(8.0 * plan.pieces * p.batch * p.m * p.n, p.batch * p.m)
        reach = (p.batch - 1) * p.ec + (p.m - 1) * p.sc + p.n
        words = [
            c,
            p.c,
            0 if p.bias is None else p.bias,
            p.flags,
            p.sc,
            p.ec,
            parts,
            p.batch,
            plan.pieces,
            p.m,
            p.n,
            reach,
        ]
        p.emit(library.address("gemm_sum", T=p.dtype.str[1:]), words, parts)


def _pack(
    p: Product, source: Any, strides: tuple[int, int, int], lanes: int, width: int, blocks: int, even: bool
) -> tuple[Any, int]:
    """Append the packing of [entry, lanes, K] into panels of `width`: where they will be, and bytes an entry."""
    lane_stride, step_stride, entry_stride = strides
    entries, panel_bytes = p.batch if entry_stride else 1, width * p.k * p.size
    out = p.scratch(entries * blocks * panel_bytes)
    flops = PACK_COST * entries * lanes * p.k
    along_k = min(-(-parts_of(flops) // (entries * blocks)), -(-p.k // p.lanes))
    chunk = -(-p.k // (along_k * p.lanes)) * p.lanes
    along_k = -(-p.k // chunk)
    words = [source, out, lane_stride, step_stride, lanes, p.k, width, blocks, chunk, along_k, entry_stride]
    p.call("gemm_pack", [*words, blocks * panel_bytes, int(even)], entries * blocks * along_k, flops)
    return out, blocks * panel_bytes if entry_stride else 0


def _lower_dot(p: Product) -> None:
    """Append a product of few rows or few columns as inner products, four along the longer side at a time."""
    size, flops = p.size, 2 * p.flops  # inner products run at half the speed of tiles, or less
    sa, nb, sc, ea, eb, ec = (size * s for s in (p.sa, p.nb, p.sc, p.ea, p.eb, p.ec))
    cut = min(-(-parts_of(flops) // p.batch), -(-max(p.m, p.n) // 4))
    if p.m >= p.n:
        words = [p.a, p.b, p.c, p.bias, sa, nb, sc, size, 0, size, p.m, p.n, p.k, p.flags, cut, ea, eb, ec]
    else:
        words = [p.b, p.a, p.c, p.bias, nb, sa, size, sc, size, 0, p.n, p.m, p.k, p.flags, cut, eb, ea, ec]
    p.call("gemm_dot", words, cut * p.batch, flops)


def _lower_plain(p: Product) -> None:
    """The integer path. Unsigned items are summed as signed ones, whose bits wrap alike; relu leaves them alone."""
    code = "i1" if p.dtype.kind == "b" else f"i{p.size}"
    low = 0 if p.flags & RELU and p.dtype.kind == "i" else -(2**63)
    high = 1 if p.dtype.kind == "b" else 2**63 - 1
    flops = 32 * p.flops
    cut = min(-(-parts_of(flops) // p.batch), p.m)
    group, parts = _grouped(cut * p.batch, flops)
    words = [p.a, p.b, p.c, p.c if p.bias is None else p.bias, p.m, p.n, p.k, p.sa, p.ka, p.kb, p.nb, p.sc]
    words += [p.ea, p.eb, p.ec, cut, int(p.bias is not None), int(p.flags & (LOAD_C | ADD_C) != 0), low, high]
    p.emit(library.address("gemm_plain", T=code), [*words, group, cut * p.batch, 0], parts)


def parts_of(flops: float, most: int = MOST_PARTS) -> int:
    """Parts for a piece of work: 1 below the threshold, then a power of two so that 2, 4, 8, 16 threads divide it."""
    parts = 1
    while parts < MOST_PARTS and parts * 2 <= most and flops >= parts * 2 * PART_FLOPS:
        parts *= 2
    return parts


def _grouped(units: int, flops: float) -> tuple[int, int]:
    """Units a part and parts, for `units` equal pieces that together take as long as `flops` operations of a tile."""
    group = -(-units // parts_of(flops))
    return group, -(-units // group)


@dataclass(frozen=True)
class Blocking:
    """How a product is cut: `across_m * across_n` units an entry, and K in `pieces` of `piece`, blocks of `depth`."""

    blocks: int  # of rows, each one tile high
    chunk: int  # blocks that pass by a panel of B together
    panel: int  # columns of a panel of B
    across_m: int
    across_n: int
    depth: int
    pieces: int
    piece: int
    pack_a: bool
    pack_b: bool


PACK_COST = 32.0
"""Packing an item takes as long as this many operations of a tile."""

DOT_ROWS, DOT_COLUMNS = 3, 4
"""Up to here inner products beat tiles, whose lanes would be idle (few columns) or need B turned (few rows)."""

CHUNK_BYTES, DEPTH_BYTES = 64 * 1024, 8192
"""A chunk of A, and a column of a panel of B. Chunk, panel and C together stay in 1 MB of second-level cache; cutting
K finer, for the first level, lost 6% of a 2048-cube to reading and writing C again."""

CACHE_PERIOD = 4096
"""Addresses this far apart fall in the same set of the first-level cache (64 sets of 64 bytes nearly everywhere)."""


def worth_packing(p: Product) -> tuple[bool, bool]:
    """Whether copies of A and of B pay for themselves, by measurement on 1 MB of second-level cache.

    A: when the rows of a tile (or the steps of a transposed A) evict one another. B: when it is too large to stay in
    cache and enough rows share the copy.
    """
    collides = max(abs(p.sa), abs(p.ka)) * p.size % CACHE_PERIOD == 0
    pack_a = collides and p.n >= 128 and p.m >= p.target.rows and p.k >= (512 if p.sa == 1 else 64)
    items = p.n * p.k * p.size // 4
    return pack_a, (p.m >= 512 and items >= 1 << 20) or (p.m >= 64 and items >= 1 << 22)


def choose_blocking(p: Product) -> Blocking:
    """The cut of one product, from its shape and strides alone."""
    target = p.target
    pack_a, pack_b = worth_packing(p)
    pack_b = pack_b or p.nb != 1 or (target.masked == "none" and p.n % p.lanes != 0)
    wide = p.m <= target.wide_rows and not pack_b
    panel = p.lanes * (4 if wide else 2)
    blocks, panels = -(-p.m // (target.wide_rows if wide else target.rows)), -(-p.n // panel)
    wanted = -(-parts_of(p.cost) // p.batch)
    depth, pieces, piece = DEPTH_BYTES // p.size, 1, p.k
    if p.batch == 1 and wanted > 1 and (wanted > blocks * panels or p.k >= 16 * max(p.m, p.n)):
        piece = -(-p.k // (wanted * p.lanes)) * p.lanes
        pieces, wanted = -(-p.k // piece), 1
    across_n = min(panels, wanted)
    across_m = min(blocks, -(-wanted // across_n))
    chunk = max(1, CHUNK_BYTES // (min(depth, p.k or 1) * p.size * target.rows))
    return Blocking(blocks, chunk, panel, across_m, across_n, depth, pieces, piece, pack_a, pack_b)
