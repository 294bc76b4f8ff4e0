"""The register-blocked GEMM tile, as LLVM vector code: C[R,N] (+)= A[R,K] @ B[K,N] with R rows and V vectors of N.

All of A, B and C are addressed in bytes and strides, so a transposed A costs nothing. One LLVM function is made for
each (R, V) that a target needs; a switch picks it at run time, so no shape is ever compiled for. Two helpers fill
panels: `copy_panel` where the panel's lanes are adjacent in memory, `transpose_panel` where the reduction is.

Method: Goto & van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008); Georganas et al.,
"High-Performance Deep Learning via a Single Building Block" (2020). The code is our own.
"""

from __future__ import annotations

import platform
import types as pytypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from . import intrinsics

LOAD_C, RELU, BIAS = 1, 2, 4
_AHEAD = 12
"""Steps of K by which B is asked for ahead of its use, where its rows lie further apart than the hardware follows."""
_PAGED = 512
"""Bytes between rows of B from which on it is asked for ahead."""

_UNROLLED = 8
"""A tile with fewer accumulators than this is unrolled over K, or it would wait for each FMA's result."""


@dataclass(frozen=True)
class Target:
    """A vector unit: bytes of a register, number of registers, which tiles mask their loads of B, fused FMA or not.

    `masked` is "all" where a masked load is as cheap as a plain one (AVX-512), "single" where the mask takes a
    vector register (AVX2: only one-vector tiles have room), "none" where the load would become a branch a lane.
    """

    name: str
    width: int
    registers: int
    masked: str
    fma: bool = True

    @property
    def rows(self) -> int:
        """Most rows of a two-vector tile: accumulators, two vectors of B and one of A fill the registers."""
        return (self.registers - 3) // 2

    @property
    def wide_rows(self) -> int:
        """Most rows of a four-vector tile."""
        return (self.registers - 5) // 4


TARGETS = {
    "avx512": Target("avx512", 64, 32, "all"),
    "avx2": Target("avx2", 32, 16, "single"),
    "neon": Target("neon", 16, 32, "none"),
    "sse": Target("sse", 16, 16, "none", fma=False),
}


@cache
def host_target() -> Target:
    """The widest target that this processor can run."""
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features()
    if features.get("avx512f") and features.get("avx512vl"):
        return TARGETS["avx512"]
    if features.get("avx2") and features.get("fma"):
        return TARGETS["avx2"]
    return TARGETS["neon" if platform.machine().lower() in ("aarch64", "arm64") else "sse"]


class Emitter:
    """The LLVM types and small idioms of one target and item type."""

    def __init__(self, module: Any, target: Target, itemsize: int) -> None:
        """Types for `itemsize` 4 (float32) or 8 (float64)."""
        from llvmlite import ir

        self.ir, self.module, self.target, self.itemsize = ir, module, target, itemsize
        self.item = ir.FloatType() if itemsize == 4 else ir.DoubleType()
        self.lanes = target.width // itemsize
        self.vector = ir.VectorType(self.item, self.lanes)
        self.mask = ir.VectorType(ir.IntType(1), self.lanes)
        self.word, self.byte = ir.IntType(64), ir.IntType(8).as_pointer()
        self.zero = ir.Constant(self.vector, [0.0] * self.lanes)
        self.suffix = f"v{self.lanes}f{itemsize * 8}"

    def const(self, value: int) -> Any:
        """An int64 constant."""
        return self.ir.Constant(self.word, value)

    def declare(self, name: str, result: Any, *arguments: Any) -> Any:
        """An LLVM intrinsic, declared once a module."""
        found = self.module.globals.get(name)
        return found or self.ir.Function(self.module, self.ir.FunctionType(result, arguments), name)

    def function(self, name: str, names: str) -> tuple[Any, Any, Any]:
        """A new internal function of int64 arguments: its builder and its arguments by name."""
        arguments = names.split()
        kind = self.ir.FunctionType(self.ir.VoidType(), [self.word] * len(arguments))
        function = self.ir.Function(self.module, kind, name)
        function.linkage = "internal"
        function.attributes.add("noinline")
        builder = self.ir.IRBuilder(function.append_basic_block("entry"))
        return function, builder, dict(zip(arguments, function.args))

    def move(self, builder: Any, pointer: Any, offset: Any) -> Any:
        """`pointer` plus `offset` bytes."""
        return builder.gep(pointer, [offset], source_etype=self.ir.IntType(8))

    def lanes_mask(self, builder: Any, count: Any, vector: int) -> Any:
        """Which lanes of vector number `vector` lie among the first `count` columns.

        Made from the bits of an integer: LLVM moves a comparison to where it is used, that is into the loop over K,
        where it would take the multiply-adds' place.
        """
        bits = self.ir.IntType(self.lanes)
        left = builder.sub(count, self.const(vector * self.lanes))
        for limit, sign in ((0, "<"), (self.lanes, ">")):
            left = builder.select(builder.icmp_signed(sign, left, self.const(limit)), self.const(limit), left)
        ones = builder.sub(builder.shl(self.const(1), left), self.const(1))
        return builder.bitcast(builder.trunc(ones, bits), self.mask)

    def splat(self, builder: Any, value: Any, vector: Any) -> Any:
        """A vector whose lanes all hold `value`."""
        small = self.ir.IntType(32)
        undefined = self.ir.Constant(vector, self.ir.Undefined)
        first = builder.insert_element(undefined, value, small(0))
        zeros = self.ir.Constant(self.ir.VectorType(small, self.lanes), [0] * self.lanes)
        return builder.shuffle_vector(first, undefined, zeros)

    def load(self, builder: Any, pointer: Any, mask: Any = None) -> Any:
        """An unaligned vector; lanes outside `mask` are not read and are zero."""
        pointer = builder.bitcast(pointer, self.vector.as_pointer())
        if mask is None:
            return builder.load(pointer, align=self.itemsize, typ=self.vector)
        name = f"llvm.masked.load.{self.suffix}.p0"
        load = self.declare(name, self.vector, self.vector.as_pointer(), self.ir.IntType(32), self.mask, self.vector)
        return builder.call(load, [pointer, self.ir.IntType(32)(self.itemsize), mask, self.zero])

    def store(self, builder: Any, value: Any, pointer: Any, mask: Any = None) -> None:
        """Write a vector; lanes outside `mask` stay as they are."""
        pointer = builder.bitcast(pointer, self.vector.as_pointer())
        if mask is None:
            builder.store(value, pointer, align=self.itemsize)
            return
        name = f"llvm.masked.store.{self.suffix}.p0"
        void, small = self.ir.VoidType(), self.ir.IntType(32)
        store = self.declare(name, void, self.vector, self.vector.as_pointer(), small, self.mask)
        builder.call(store, [value, pointer, small(self.itemsize), mask])

    def prefetch(self, builder: Any, pointer: Any) -> None:
        """Ask for the cache line at an address, which need not exist."""
        small = self.ir.IntType(32)
        ask = self.declare("llvm.prefetch.p0", self.ir.VoidType(), self.byte, small, small, small)
        builder.call(ask, [pointer, small(0), small(3), small(1)])

    def broadcast(self, builder: Any, pointer: Any) -> Any:
        """One item from memory, in every lane."""
        pointer = builder.bitcast(pointer, self.item.as_pointer())
        return self.splat(builder, builder.load(pointer, typ=self.item), self.vector)

    def multiply_add(self, builder: Any, x: Any, y: Any, z: Any) -> Any:
        """x * y + z, fused where the processor has it (elsewhere the fused form is a library call a lane)."""
        if not self.target.fma:
            return builder.fadd(builder.fmul(x, y), z)
        fma = self.declare(f"llvm.fma.{self.suffix}", self.vector, *[self.vector] * 3)
        return builder.call(fma, [x, y, z])


def tile_shapes(target: Target) -> list[tuple[int, int]]:
    """Every (rows, vectors) that is compiled. One-vector tiles serve narrow C and column tails: even rows, and one."""
    shapes = [(rows, 1) for rows in range(1, target.rows + 1) if rows == 1 or rows % 2 == 0]
    shapes += [(rows, 2) for rows in range(1, target.rows + 1)]
    return shapes + [(rows, 4) for rows in range(1, target.wide_rows + 1)]


def emit_tile(e: Emitter, rows: int, vectors: int) -> Any:
    """The LLVM function of one tile; strides in bytes, `n` the valid columns."""
    names = "a sa ka b kb c sc k n bias flags"
    function, builder, arg = e.function(f"tile_{e.suffix}_{rows}x{vectors}", names)
    partial = e.target.masked == "all" or vectors == 1
    masks = [e.lanes_mask(builder, arg["n"], v) if partial else None for v in range(vectors)]
    load_masks = masks if e.target.masked != "none" else [None] * vectors
    start = _initial(e, builder, arg, rows, masks)
    total = _reduce(e, builder, arg, start, load_masks)
    _finish(e, builder, arg, total, masks)
    builder.ret_void()
    return function


def _spots(e: Emitter, builder: Any, arg: Any, rows: int, masks: list[Any], base: str = "c") -> list[tuple[Any, Any]]:
    """Where each accumulator belongs in C, or in an array `base` that is laid out as C, with its mask.

    Made where it is used, or the pointers are spilled.
    """
    row, spots = builder.inttoptr(arg[base], e.byte), []
    for r in range(rows):
        row = e.move(builder, row, arg["sc"]) if r else row
        spots += [(e.move(builder, row, e.const(v * e.target.width)), mask) for v, mask in enumerate(masks)]
    return spots


def _initial(e: Emitter, builder: Any, arg: Any, rows: int, masks: list[Any]) -> list[Any]:
    """Accumulators before the sum: the bias or zero."""
    before = builder.block
    with builder.if_then(_flag(e, builder, arg, BIAS)):
        bias = builder.inttoptr(arg["bias"], e.byte)
        found = [e.load(builder, e.move(builder, bias, e.const(v * e.target.width)), m) for v, m in enumerate(masks)]
        taken = builder.block
    return [_join(builder, e.vector, [(e.zero, before), (x, taken)]) for x in found] * rows


def _flag(e: Emitter, builder: Any, arg: Any, bit: int) -> Any:
    return builder.icmp_signed("!=", builder.and_(arg["flags"], e.const(bit)), e.const(0))


def _join(builder: Any, kind: Any, ways: list[tuple[Any, Any]]) -> Any:
    phi = builder.phi(kind)
    for value, block in ways:
        phi.add_incoming(value, block)
    return phi


def _reduce(e: Emitter, builder: Any, arg: Any, start: list[Any], masks: list[Any]) -> list[Any]:
    """The sum over K: a main loop of `unroll` steps with accumulators of their own, then single steps."""
    unroll = unrolled(len(start))
    a, b = builder.inttoptr(arg["a"], e.byte), builder.inttoptr(arg["b"], e.byte)
    sums = start + [e.zero] * (len(start) * (unroll - 1))
    k, a, b, sums = _loop(e, builder, arg, arg["k"], a, b, sums, masks, unroll)
    if unroll > 1:
        while len(sums) > len(start):  # pairwise, so that the adds do not wait for one another either
            half = len(sums) // 2
            sums = [builder.fadd(x, y) for x, y in zip(sums[:half], sums[half:])]
        k, a, b, sums = _loop(e, builder, arg, k, a, b, sums, masks, 1)
    return sums


def unrolled(accumulators: int) -> int:
    """Steps of K taken together by a tile."""
    return max(1, _UNROLLED // accumulators)


def _loop(
    e: Emitter, builder: Any, arg: Any, k: Any, a: Any, b: Any, sums: Any, masks: Any, unroll: int, wide: bool = False
) -> Any:
    """`while k >= unroll`: one multiply-add a lane for each step; returns what is left of k, a, b and the sums.

    An item of A is spread over the lanes, or, when `wide`, A is read as B is.
    """
    rows = len(sums) // unroll // len(masks)
    # Three rows share a pointer (its own, +s, +2s are addressing modes), so that all pointers stay in registers.
    triples = [a] + [e.move(builder, a, builder.mul(arg["sa"], e.const(r))) for r in range(3, rows, 3)]
    before, body, after = builder.block, builder.append_basic_block("k"), builder.append_basic_block("done")
    builder.cbranch(builder.icmp_signed(">=", k, e.const(unroll)), body, after)
    builder.position_at_end(body)
    left = _join(builder, e.word, [(k, before)])
    at = [_join(builder, e.byte, [(p, before)]) for p in triples]
    from_b = _join(builder, e.byte, [(b, before)])
    held = [_join(builder, e.vector, [(s, before)]) for s in sums]
    new, pa, pb = list(held), at, from_b
    far = builder.icmp_signed(">", arg["kb"], e.const(_PAGED))
    ahead = builder.select(far, builder.mul(arg["kb"], e.const(_AHEAD)), e.const(0))
    for step in range(unroll):
        vectors = [e.load(builder, e.move(builder, pb, e.const(v * e.target.width)), m) for v, m in enumerate(masks)]
        for v in range(len(masks)):
            e.prefetch(builder, e.move(builder, pb, builder.add(ahead, e.const(v * e.target.width))))
        for r in range(rows):
            spot = e.move(builder, pa[r // 3], builder.mul(arg["sa"], e.const(r % 3))) if r % 3 else pa[r // 3]
            x = None if wide else e.broadcast(builder, spot)
            for v, y in enumerate(vectors):
                i = (step * rows + r) * len(masks) + v
                x = e.load(builder, e.move(builder, spot, e.const(v * e.target.width)), masks[v]) if wide else x
                new[i] = e.multiply_add(builder, x, y, new[i])
        pa = [e.move(builder, p, arg["ka"]) for p in pa]
        pb = e.move(builder, pb, arg["kb"])
    rest = builder.sub(left, e.const(unroll))
    for phi, value in zip([left, *at, from_b, *held], [rest, *pa, pb, *new]):
        phi.add_incoming(value, builder.block)
    builder.cbranch(builder.icmp_signed(">=", rest, e.const(unroll)), body, after)
    builder.position_at_end(after)
    ways = [(k, rest), (a, pa[0]), (b, pb), *zip(sums, new)]
    out = [_join(builder, x.type, [(x, before), (y, body)]) for x, y in ways]
    return out[0], out[1], out[2], out[3:]


def _finish(e: Emitter, builder: Any, arg: Any, total: list[Any], masks: list[Any]) -> None:
    """The epilogue: C added when the tile continues an earlier sum, then relu, then the store."""
    rows = len(total) // len(masks)
    before = builder.block
    with builder.if_then(_flag(e, builder, arg, LOAD_C)):
        spots = _spots(e, builder, arg, rows, masks)
        summed = [builder.fadd(x, e.load(builder, *spot)) for x, spot in zip(total, spots)]
        taken = builder.block
    total = [_join(builder, e.vector, [(x, before), (y, taken)]) for x, y in zip(total, summed)]
    before = builder.block
    with builder.if_then(_flag(e, builder, arg, RELU)):
        # `0 if x < 0 else x` and not a maximum, so that NaN stays NaN as in NumPy.
        cut = [builder.select(builder.fcmp_ordered("<", x, e.zero), e.zero, x) for x in total]
        taken = builder.block
    total = [_join(builder, e.vector, [(x, before), (y, taken)]) for x, y in zip(total, cut)]
    for x, spot in zip(total, _spots(e, builder, arg, rows, masks)):
        e.store(builder, x, *spot)


def emit_tiles(e: Emitter) -> Any:
    """The function `tiles(rows, vectors, ...)` that switches to the right tile."""
    function, builder, arg = e.function(f"emit_tiles_{e.suffix}", "rows vectors a sa ka b kb c sc k n bias flags")
    code = builder.add(builder.mul(arg["rows"], e.const(8)), arg["vectors"])
    done = builder.append_basic_block("done")
    switch = builder.switch(code, done)
    made = {shape: emit_tile(e, *shape) for shape in tile_shapes(e.target)}
    odd = [(rows, 1) for rows in range(3, e.target.rows + 1, 2)]
    for rows, vectors in [*made, *odd]:
        block = builder.append_basic_block(f"case_{rows}x{vectors}")
        switch.add_case(e.const(rows * 8 + vectors), block)
        builder.position_at_end(block)
        if (rows, vectors) in made:
            builder.call(made[rows, vectors], function.args[2:])
        else:  # an odd narrow tile is an even one and a single row: fewer functions to compile
            last = dict(arg)
            for base, step in (("a", "sa"), ("c", "sc")):
                last[base] = builder.add(arg[base], builder.mul(arg[step], e.const(rows - 1)))
            builder.call(made[rows - 1, 1], function.args[2:])
            builder.call(made[1, 1], list(last.values())[2:])
        builder.branch(done)
    builder.position_at_end(done)
    builder.ret_void()
    return function


def emit_copy(e: Emitter) -> Any:
    """`copy_panel(src, sk, dst, dk, k, lanes)`: k vectors of which `lanes` items are read, the rest zero."""
    function, builder, arg = e.function(f"emit_copy_{e.suffix}", "src sk dst dk k lanes")
    mask = e.lanes_mask(builder, arg["lanes"], 0)

    def step(source: Any, target: Any) -> None:
        e.store(builder, e.load(builder, source, mask), target)

    _stream(e, builder, arg, arg["sk"], arg["dk"], 1, step)
    return function


def emit_dot(e: Emitter) -> Any:
    """Four inner products x[r] . y over adjacent items, finished (bias, C, relu) and stored at `out`, `so` apart.

    Of the four rows, `sx` apart, only `lanes` exist; the rest repeat the last and are not stored. Two sums a row, so
    that no FMA waits for the one before.
    """
    function, builder, arg = e.function(f"emit_dot_{e.suffix}", "x sx y k lanes out so bias sb flags")
    last, rows = builder.sub(arg["lanes"], e.const(1)), 4
    x = builder.inttoptr(arg["x"], e.byte)
    offsets = [e.const(0)]
    for r in range(1, rows):
        inside = builder.icmp_signed("<", e.const(r), last)
        offsets.append(builder.mul(arg["sx"], builder.select(inside, e.const(r), last)))
    y, k, sums = builder.inttoptr(arg["y"], e.byte), arg["k"], [e.zero] * (2 * rows)
    for unroll in (2, 1):
        state = _dot_loop(e, builder, [k, x, y, *sums], offsets, unroll)
        k, x, y, sums = state[0], state[1], state[2], state[3:]
    mask = e.lanes_mask(builder, k, 0)
    tail = e.load(builder, y, mask)
    add = e.declare(f"llvm.vector.reduce.fadd.{e.suffix}", e.item, e.item, e.vector)
    for r, offset in enumerate(offsets):
        both = builder.fadd(sums[r], sums[rows + r])
        both = e.multiply_add(builder, e.load(builder, e.move(builder, x, offset), mask), tail, both)
        total = builder.call(add, [e.ir.Constant(e.item, 0.0), both], fastmath=("reassoc",))
        with builder.if_then(builder.icmp_signed("<", e.const(r), arg["lanes"])):
            _finish_item(e, builder, arg, total, r)
    builder.ret_void()
    return function


def _finish_item(e: Emitter, builder: Any, arg: Any, total: Any, r: int) -> None:
    """The epilogue of inner product number `r`."""
    at = [builder.add(arg[base], builder.mul(arg[step], e.const(r))) for base, step in (("out", "so"), ("bias", "sb"))]
    out, bias = (builder.inttoptr(x, e.item.as_pointer()) for x in at)
    for bit, source in ((BIAS, bias), (LOAD_C, out)):
        before = builder.block
        with builder.if_then(_flag(e, builder, arg, bit)):
            more = builder.fadd(total, builder.load(source, typ=e.item))
            taken = builder.block
        total = _join(builder, e.item, [(total, before), (more, taken)])
    negative = builder.fcmp_ordered("<", total, e.ir.Constant(e.item, 0.0))
    cut = builder.and_(negative, _flag(e, builder, arg, RELU))
    builder.store(builder.select(cut, e.ir.Constant(e.item, 0.0), total), out)


def _dot_loop(e: Emitter, builder: Any, state: list[Any], offsets: list[Any], unroll: int) -> list[Any]:
    """`while k >= unroll * lanes`: whole vectors of x and y into the sums. `state` is k, x, y and the sums."""
    step = e.const(unroll * e.lanes)
    before, body, after = builder.block, builder.append_basic_block("k"), builder.append_basic_block("done")
    builder.cbranch(builder.icmp_signed(">=", state[0], step), body, after)
    builder.position_at_end(body)
    now = [_join(builder, x.type, [(x, before)]) for x in state]
    k, x, y, new = now[0], now[1], now[2], now[3:]
    for u in range(unroll):
        shift = e.const(u * e.target.width)
        right = e.load(builder, e.move(builder, y, shift))
        for r, offset in enumerate(offsets):
            left = e.load(builder, e.move(builder, e.move(builder, x, offset), shift))
            i = u * len(offsets) + r
            new[i] = e.multiply_add(builder, left, right, new[i])
    bytes_on = e.const(unroll * e.target.width)
    moved = [builder.sub(k, step), e.move(builder, x, bytes_on), e.move(builder, y, bytes_on), *new]
    for phi, value in zip(now, moved):
        phi.add_incoming(value, body)
    builder.cbranch(builder.icmp_signed(">=", moved[0], step), body, after)
    builder.position_at_end(after)
    return [_join(builder, x.type, [(x, before), (y, body)]) for x, y in zip(state, moved)]


def emit_item(e: Emitter) -> Any:
    """`copy_item(src, dst)`: one item moved."""
    function, builder, arg = e.function(f"emit_item_{e.suffix}", "src dst")
    source, target = (builder.inttoptr(arg[x], e.item.as_pointer()) for x in ("src", "dst"))
    builder.store(builder.load(source, typ=e.item), target)
    builder.ret_void()
    function.attributes.discard("noinline")
    return function


def emit_transpose(e: Emitter) -> Any:
    """`transpose_panel(src, sr, dst, dk, k, lanes)`: k a multiple of the vector; rows past `lanes` repeat the last."""
    function, builder, arg = e.function(f"emit_transpose_{e.suffix}", "src sr dst dk k lanes")
    last = builder.sub(arg["lanes"], e.const(1))
    offsets = []
    for r in range(e.lanes):
        inside = builder.icmp_signed("<", e.const(r), last)
        offsets.append(builder.mul(arg["sr"], builder.select(inside, e.const(r), last)))

    def step(source: Any, target: Any) -> None:
        rows = [e.load(builder, e.move(builder, source, offset)) for offset in offsets]
        for c, column in enumerate(_transposed(e, builder, rows)):
            e.store(builder, column, e.move(builder, target, builder.mul(arg["dk"], e.const(c))))

    _stream(e, builder, arg, e.const(e.target.width), builder.mul(arg["dk"], e.const(e.lanes)), e.lanes, step)
    return function


def _stream(
    e: Emitter, builder: Any, arg: Any, source: Any, target: Any, count: int, step: Callable[..., None]
) -> None:
    """`while k >= count: step(src, dst)`, moving both pointers by their strides; ends the function."""
    first = [arg["k"], builder.inttoptr(arg["src"], e.byte), builder.inttoptr(arg["dst"], e.byte)]
    before, body, after = builder.block, builder.append_basic_block("k"), builder.append_basic_block("done")
    builder.cbranch(builder.icmp_signed(">=", arg["k"], e.const(count)), body, after)
    builder.position_at_end(body)
    k, s, t = (_join(builder, x.type, [(x, before)]) for x in first)
    step(s, t)
    rest = builder.sub(k, e.const(count))
    for phi, value in zip((k, s, t), (rest, e.move(builder, s, source), e.move(builder, t, target))):
        phi.add_incoming(value, body)
    builder.cbranch(builder.icmp_signed(">=", rest, e.const(count)), body, after)
    builder.position_at_end(after)
    builder.ret_void()


def _transposed(e: Emitter, builder: Any, rows: list[Any]) -> list[Any]:
    """A square of vectors transposed: at distance d, the off-diagonal d-by-d blocks change places."""
    many = e.ir.VectorType(e.ir.IntType(32), e.lanes)
    distance = e.lanes // 2
    while distance:
        low = [c if not c & distance else e.lanes + c - distance for c in range(e.lanes)]
        high = [c + distance if not c & distance else e.lanes + c for c in range(e.lanes)]
        for i in range(e.lanes):
            if not i & distance:
                x, y = rows[i], rows[i + distance]
                rows[i] = builder.shuffle_vector(x, y, e.ir.Constant(many, low))
                rows[i + distance] = builder.shuffle_vector(x, y, e.ir.Constant(many, high))
        distance //= 2
    return rows


def specialised(
    function: Callable[..., None],
    constants: dict[str, Any],
    stubs: dict[Callable[..., None], Callable[[Emitter], Any]],
    target: Target,
    itemsize: int,
    helpers: tuple[Callable[..., Any], ...] = (),
) -> Callable[..., None]:
    """A copy of a kernel whose globals hold a target's constants and stubs that are lowered to its LLVM functions.

    `helpers` are the functions it calls that use any of these.
    """
    scope = {**function.__globals__, **constants}
    for stub, emit in stubs.items():
        copy = pytypes.FunctionType(stub.__code__, {}, stub.__name__)
        copy.__module__ = __name__
        intrinsics.LOWERED[copy] = _intrinsic_of(emit, stub.__code__.co_argcount, target, itemsize)
        scope[stub.__name__] = copy
    for each in (*helpers, function):
        made = pytypes.FunctionType(each.__code__, scope, each.__name__)
        made.__module__ = each.__module__
        if each is not function:
            scope[each.__name__] = made
    return made


def _intrinsic_of(emit: Callable[[Emitter], Any], words: int, target: Target, itemsize: int) -> Callable[[], Any]:
    """What `intrinsics.LOWERED` wants for a stub of `words` int64 arguments: a maker of the Numba intrinsic."""

    def make() -> Any:
        def call(builder: Any, *arguments: Any) -> None:
            emitter = Emitter(builder.module, target, itemsize)
            made = emitter.module.globals.get(f"{emit.__name__}_{emitter.suffix}")
            builder.call(made or emit(emitter), arguments)

        return intrinsics._define("void", ("int64",) * words, call)

    return cache(make)
