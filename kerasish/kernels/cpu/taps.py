"""The batch-reduce tile: C[R, N] = sum over taps t, steps k of A_t[R, k] * B_t[k, N], in registers from first to last.

A table gives the byte offsets of A and B at each tap, so that one tile walks a convolution window (taps are window
positions) or the pixels of an image (taps are its rows). There are three forms:

    taps   an item of A meets a vector of B: lanes are columns of C (dense convolutions)
    wide   a vector of A meets a vector of B, lane by lane (depthwise convolutions)
    dot    lanes are steps of K, and C has one column (dense convolutions to very few channels)

Method: Georganas et al., "High-Performance Deep Learning via a Single Building Block" (2020); Dukhan, "The Indirect
Convolution Algorithm" (2019). The code is our own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from . import library
from .microkernel import Emitter, Target, _flag, _join, _loop, _spots, unrolled

START, SCALE, BIAS, ADD, RELU, CAP = 1, 2, 4, 8, 16, 32
"""Epilogue: plus, times and plus a vector, plus an array laid out as C, no less than 0, no more than 6."""

_ARGUMENTS = "a sa ka b kb c sc k n taps offsets start scale bias add flags"


def tile_shapes(target: Target) -> list[tuple[int, int]]:
    """Every (rows, vectors) that is compiled; 0 vectors stand for one whose loads are masked, where that costs."""
    shapes = [(rows, v) for v in (1, 2) for rows in range(1, target.rows + 1)]
    shapes += [(rows, 4) for rows in range(1, target.wide_rows + 1)]
    return shapes if target.masked == "all" else shapes + [(rows, 0) for rows in range(1, target.rows + 1)]


DOT_ROWS = 8
"""Most rows of a `dot` tile: enough sums that none waits for the one before."""


@cache
def address(form: str, dtype: str, target: Target) -> int:
    """Where the tiles of one form for `f4` or `f8` start, compiled when no cache holds them.

    They are a function of their own, which kernels call by address: each form is compiled once.
    """
    compile_it = partial(_compile, form, int(dtype[1]), target)
    return library.obtain(f"{form}(T={dtype},target={target.name})", compile_it)


def _compile(form: str, itemsize: int, target: Target) -> tuple[str, bytes]:
    from llvmlite import ir

    module = ir.Module(form)
    symbol = f"{form}_{target.name}_{itemsize}"
    shapes = [(rows, 1) for rows in range(1, DOT_ROWS + 1)] if form == "dot" else tile_shapes(target)
    tile = _dot_tile if form == "dot" else partial(_tile, wide=form == "wide")
    _switch(Emitter(module, target, itemsize), symbol, shapes, tile).linkage = "external"
    return symbol, library.object_code(str(module))


def _switch(e: Emitter, name: str, shapes: list[tuple[int, int]], tile: Callable[..., Any]) -> Any:
    """`taps(rows, vectors, ...)`: goes on to the tile of that shape."""
    function, builder, arg = e.function(name, f"rows vectors {_ARGUMENTS}")
    code = builder.add(builder.mul(arg["rows"], e.const(8)), arg["vectors"])
    done = builder.append_basic_block("done")
    switch = builder.switch(code, done)
    for rows, vectors in shapes:
        block = builder.append_basic_block(f"case_{rows}x{vectors}")
        switch.add_case(e.const(rows * 8 + vectors), block)
        builder.position_at_end(block)
        builder.call(tile(e, rows, vectors), function.args[2:])
        builder.branch(done)
    builder.position_at_end(done)
    builder.ret_void()
    return function


def _tile(e: Emitter, rows: int, vectors: int, wide: bool) -> Any:
    """The LLVM function of one tile; strides in bytes, `n` the valid columns."""
    name = f"{'wide' if wide else 'taps'}_{e.suffix}_{rows}x{vectors}"
    function, builder, arg = e.function(name, _ARGUMENTS)
    masked = e.target.masked == "all" or vectors == 0
    masks = [e.lanes_mask(builder, arg["n"], v) if masked else None for v in range(max(vectors, 1))]
    total = _sum_of_taps(e, builder, arg, rows, masks, wide)
    _finish(e, builder, arg, total, masks)
    builder.ret_void()
    return function


def _sum_of_taps(e: Emitter, builder: Any, arg: Any, rows: int, masks: list[Any], wide: bool) -> list[Any]:
    """The loop over taps around the loop over steps; sums stay in registers."""
    count = rows * len(masks)
    unroll = unrolled(count)
    before, body, after = (builder.block, *(builder.append_basic_block(x) for x in ("tap", "summed")))
    builder.cbranch(builder.icmp_signed(">", arg["taps"], e.const(0)), body, after)
    builder.position_at_end(body)
    tap = _join(builder, e.word, [(e.const(0), before)])
    held = [_join(builder, e.vector, [(e.zero, before)]) for _ in range(count * unroll)]
    entry = builder.inttoptr(builder.add(arg["offsets"], builder.mul(tap, e.const(16))), e.word.as_pointer())
    first = builder.load(entry, typ=e.word)
    second = builder.load(builder.gep(entry, [e.const(1)], source_etype=e.word), typ=e.word)
    a = builder.inttoptr(builder.add(arg["a"], first), e.byte)
    b = builder.inttoptr(builder.add(arg["b"], second), e.byte)
    k, a, b, sums = _loop(e, builder, arg, arg["k"], a, b, held, masks, unroll, wide)
    if unroll > 1:
        _, _, _, head = _loop(e, builder, arg, k, a, b, sums[:count], masks, 1, wide)
        sums = head + sums[count:]
    following = builder.add(tap, e.const(1))
    for phi, value in zip([tap, *held], [following, *sums], strict=True):
        phi.add_incoming(value, builder.block)
    end = builder.block
    builder.cbranch(builder.icmp_signed("<", following, arg["taps"]), body, after)
    builder.position_at_end(after)
    found = [_join(builder, e.vector, [(e.zero, before), (x, end)]) for x in sums]
    while len(found) > count:  # pairwise, so that the adds do not wait for one another
        half = len(found) // 2
        found = [builder.fadd(x, y) for x, y in zip(found[:half], found[half:], strict=True)]
    return found


def _finish(e: Emitter, builder: Any, arg: Any, total: list[Any], masks: list[Any]) -> None:
    """The epilogue and the stores."""
    rows, many = len(total) // len(masks), len(masks)

    def row_of(name: str) -> list[Any]:
        start = builder.inttoptr(arg[name], e.byte)
        return [e.load(builder, e.move(builder, start, e.const(v * e.target.width)), m) for v, m in enumerate(masks)]

    def scaled() -> list[Any]:
        by = row_of("scale")
        return [builder.fmul(x, by[i % many]) for i, x in enumerate(total)]

    def shifted(name: str) -> list[Any]:
        by = row_of(name)
        return [builder.fadd(x, by[i % many]) for i, x in enumerate(total)]

    def added() -> list[Any]:
        spots = _spots(e, builder, arg, rows, masks, "add")
        return [builder.fadd(x, e.load(builder, *spot)) for x, spot in zip(total, spots, strict=True)]

    def rectified() -> list[Any]:
        # `0 if x < 0 else x` and not a maximum, so that NaN stays NaN as in NumPy.
        return [builder.select(builder.fcmp_ordered("<", x, e.zero), e.zero, x) for x in total]

    def capped() -> list[Any]:
        six = e.ir.Constant(e.vector, [6.0] * e.lanes)
        return [builder.select(builder.fcmp_ordered(">", x, six), six, x) for x in total]

    first, second = partial(shifted, "start"), partial(shifted, "bias")
    stages = ((START, first), (SCALE, scaled), (BIAS, second), (ADD, added), (RELU, rectified), (CAP, capped))
    untouched, outside = total, builder.block
    with builder.if_then(builder.icmp_signed("!=", arg["flags"], e.const(0))):
        for bit, change in stages:
            before = builder.block
            with builder.if_then(_flag(e, builder, arg, bit)):
                changed = change()
                taken = builder.block
            total = [_join(builder, e.vector, [(x, before), (y, taken)]) for x, y in zip(total, changed, strict=True)]
        finished = builder.block
    total = [_join(builder, e.vector, [(x, outside), (y, finished)]) for x, y in zip(untouched, total, strict=True)]
    for x, spot in zip(total, _spots(e, builder, arg, rows, masks), strict=True):
        e.store(builder, x, *spot)


def _dot_tile(e: Emitter, rows: int, _: int) -> Any:
    """The LLVM function of `rows` inner products over taps of k adjacent items."""
    function, builder, arg = e.function(f"dot_{e.suffix}_{rows}", _ARGUMENTS)
    whole = builder.and_(arg["k"], e.const(-e.lanes))
    mask = e.lanes_mask(builder, builder.sub(arg["k"], whole), 0)
    before, body, after = (builder.block, *(builder.append_basic_block(x) for x in ("tap", "summed")))
    builder.cbranch(builder.icmp_signed(">", arg["taps"], e.const(0)), body, after)
    builder.position_at_end(body)
    tap = _join(builder, e.word, [(e.const(0), before)])
    held = [_join(builder, e.vector, [(e.zero, before)]) for _ in range(rows)]
    entry = builder.inttoptr(builder.add(arg["offsets"], builder.mul(tap, e.const(16))), e.word.as_pointer())
    a = builder.add(arg["a"], builder.load(entry, typ=e.word))
    b = builder.add(arg["b"], builder.load(builder.gep(entry, [e.const(1)], source_etype=e.word), typ=e.word))
    sums = _dot_loop(e, builder, arg, [builder.inttoptr(x, e.byte) for x in (a, b)], whole, mask, held)
    following = builder.add(tap, e.const(1))
    for phi, value in zip([tap, *held], [following, *sums], strict=True):
        phi.add_incoming(value, builder.block)
    end = builder.block
    builder.cbranch(builder.icmp_signed("<", following, arg["taps"]), body, after)
    builder.position_at_end(after)
    add = e.declare(f"llvm.vector.reduce.fadd.{e.suffix}", e.item, e.item, e.vector)
    found = [_join(builder, e.vector, [(e.zero, before), (x, end)]) for x in sums]
    for r, total in enumerate(found):
        item = builder.call(add, [e.ir.Constant(e.item, 0.0), total], fastmath=("reassoc",))
        _finish_item(e, builder, arg, item, r)
    builder.ret_void()
    return function


def _dot_loop(
    e: Emitter, builder: Any, arg: Any, start: list[Any], whole: Any, mask: Any, held: list[Any]
) -> list[Any]:
    """The sums of one tap: whole vectors, then what is left under a mask."""

    def step(at: Any, sums: list[Any], lanes: Any) -> list[Any]:
        y = e.load(builder, e.move(builder, start[1], at), lanes)
        places = [
            e.move(builder, start[0], builder.add(at, builder.mul(arg["sa"], e.const(r)))) for r in range(len(sums))
        ]
        return [
            e.multiply_add(builder, e.load(builder, place, lanes), y, x) for place, x in zip(places, sums, strict=True)
        ]

    end_bytes = builder.mul(whole, e.const(e.itemsize))
    before, body, tail = (builder.block, *(builder.append_basic_block(x) for x in ("vectors", "tail")))
    builder.cbranch(builder.icmp_signed(">", end_bytes, e.const(0)), body, tail)
    builder.position_at_end(body)
    at = _join(builder, e.word, [(e.const(0), before)])
    now = [_join(builder, e.vector, [(x, before)]) for x in held]
    new, following = step(at, now, None), builder.add(at, e.const(e.target.width))
    for phi, value in zip([at, *now], [following, *new], strict=True):
        phi.add_incoming(value, body)
    builder.cbranch(builder.icmp_signed("<", following, end_bytes), body, tail)
    builder.position_at_end(tail)
    sums = [_join(builder, e.vector, [(x, before), (y, body)]) for x, y in zip(held, new, strict=True)]
    left = builder.icmp_signed("<", whole, arg["k"])
    before = builder.block
    with builder.if_then(left):
        more = step(end_bytes, sums, mask)
        taken = builder.block
    return [_join(builder, e.vector, [(x, before), (y, taken)]) for x, y in zip(sums, more, strict=True)]


def _finish_item(e: Emitter, builder: Any, arg: Any, total: Any, r: int) -> None:
    """The epilogue of row `r` of one column."""
    shift = builder.mul(arg["sc"], e.const(r))

    def item(name: str, offset: Any = None) -> Any:
        place = arg[name] if offset is None else builder.add(arg[name], offset)
        return builder.load(builder.inttoptr(place, e.item.as_pointer()), typ=e.item)

    zero, six = (e.ir.Constant(e.item, x) for x in (0.0, 6.0))
    stages: tuple[tuple[int, Callable[[Any], Any]], ...] = (
        (START, lambda x: builder.fadd(x, item("start"))),
        (SCALE, lambda x: builder.fmul(x, item("scale"))),
        (BIAS, lambda x: builder.fadd(x, item("bias"))),
        (ADD, lambda x: builder.fadd(x, item("add", shift))),
        (RELU, lambda x: builder.select(builder.fcmp_ordered("<", x, zero), zero, x)),
        (CAP, lambda x: builder.select(builder.fcmp_ordered(">", x, six), six, x)),
    )
    for bit, change in stages:
        before = builder.block
        with builder.if_then(_flag(e, builder, arg, bit)):
            changed = change(total)
            taken = builder.block
        total = _join(builder, e.item, [(total, before), (changed, taken)])
    builder.store(total, builder.inttoptr(builder.add(arg["c"], shift), e.item.as_pointer()))


def emit_move(e: Emitter) -> Any:
    """`move_bytes(target, source, count)`."""
    function, builder, arg = e.function(f"emit_move_{e.suffix}", "target source count")
    bit = e.ir.IntType(1)
    move = e.declare("llvm.memcpy.p0.p0.i64", e.ir.VoidType(), e.byte, e.byte, e.word, bit)
    target, source = (builder.inttoptr(arg[x], e.byte) for x in ("target", "source"))
    builder.call(move, [target, source, arg["count"], bit(0)])
    builder.ret_void()
    return function


def emit_clear(e: Emitter) -> Any:
    """`clear_bytes(target, count)`."""
    function, builder, arg = e.function(f"emit_clear_{e.suffix}", "target count")
    bit, small = e.ir.IntType(1), e.ir.IntType(8)
    clear = e.declare("llvm.memset.p0.i64", e.ir.VoidType(), e.byte, small, e.word, bit)
    builder.call(clear, [builder.inttoptr(arg["target"], e.byte), small(0), arg["count"], bit(0)])
    builder.ret_void()
    return function
