"""`walk`: what pooling does with one window after another, as LLVM vector code over the channels.

A window is `n0 x n1 x n2` positions of the input side, `s0, s1, s2` bytes apart; a run is a number of windows of equal
size at equal distances. Each position has a tap number, `t` at the first, `t0, t1` and 1 apart along the axes. On the
output side there are, for each window and channel, a number and perhaps a tap number. The kinds:

    max      output = the largest of the window; the first nan is above all    maximum pooling
    max_at   the same, and which tap it was                                    maximum pooling that is trained
    mean     output = the mean of the window                                   average pooling
    take     output = the value at the tap that is named                       gradient of `drop`
    drop     output is added to the window at the tap that is named            gradient of maximum pooling
    min      output = the smallest of the window; the first nan is below all   a fold over rows
    sum      output += the sum of the window, row by row, then times `t`       a fold over rows
    share    output is added to the whole window in equal shares               gradient of average pooling
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from . import intrinsics
from .microkernel import Emitter, Target

NAMES = "window s0 s1 s2 n0 n1 n2 t t0 t1 out taps count window_step out_step taps_step channels".split()
_NUMBERED = ("max_at", "take", "drop")


class Lanes(Emitter):
    """The LLVM types of one kind of walk over items of a dtype, with tap numbers of another.

    Arguments:
        module, target: where code goes, and the vector unit it is for.
        code: NumPy code of the items.
        tap_code: NumPy code of tap numbers in memory.
        lanes: items in a vector.
    """

    def __init__(self, module: Any, target: Target, code: str, tap_code: str, lanes: int) -> None:
        itemsize = int(code[1:])
        super().__init__(module, target, max(itemsize, 4))
        ir = self.ir
        self.code, self.tap_code, self.itemsize = code, tap_code, itemsize
        self.tapsize = int(tap_code[1:])
        self.item = self.item if code[0] == "f" else ir.IntType(8 * itemsize)
        self.lanes = lanes
        self.vector = ir.VectorType(self.item, self.lanes)
        self.mask = ir.VectorType(ir.IntType(1), self.lanes)
        self.present: Any = None  # which lanes there are; all of them when None
        self.zero = ir.Constant(self.vector, [0.0 if code[0] == "f" else 0] * self.lanes)
        self.stored = ir.VectorType(ir.IntType(8 * self.tapsize), self.lanes)
        # Without mask registers a comparison of floats gives lanes as wide as the floats: tap numbers are held so too.
        held = 8 * (self.tapsize if target.masked == "all" else max(itemsize, self.tapsize))
        self.held = ir.VectorType(ir.IntType(held), self.lanes)

    def extreme(self, largest: bool) -> Any:
        """What every item is at most, or at least."""
        kind = np.dtype(self.code)
        if kind.kind == "f":
            value = float("inf") if largest else -float("inf")
        else:
            value = int(np.iinfo(kind).max if largest else np.iinfo(kind).min)
        return self.ir.Constant(self.vector, [value] * self.lanes)

    def first_lanes(self, builder: Any, count: Any) -> Any:
        """Which lanes are among the first `count`; there are up to 64 of them."""
        places = self.ir.VectorType(self.ir.IntType(32), self.lanes)
        index = self.ir.Constant(places, list(range(self.lanes)))
        return builder.icmp_signed("<", index, self.splat(builder, builder.trunc(count, places.element), places))

    def read(self, builder: Any, pointer: Any, kind: Any, size: int) -> Any:
        """A vector of a kind whose items have `size` bytes."""
        pointer = builder.bitcast(pointer, kind.as_pointer())
        if self.present is None:
            return builder.load(pointer, align=size, typ=kind)
        small, zero = self.ir.IntType(32), self.ir.Constant(kind, None)
        name = f"llvm.masked.load.{_suffix(kind)}.p0"
        load = self.declare(name, kind, kind.as_pointer(), small, self.present.type, kind)
        return builder.call(load, [pointer, small(size), self.present, zero])

    def write(self, builder: Any, value: Any, pointer: Any, size: int) -> None:
        """Write a vector of items of `size` bytes."""
        kind = value.type
        pointer = builder.bitcast(pointer, kind.as_pointer())
        if self.present is None:
            builder.store(value, pointer, align=size)
            return
        void, small = self.ir.VoidType(), self.ir.IntType(32)
        name = f"llvm.masked.store.{_suffix(kind)}.p0"
        store = self.declare(name, void, kind, kind.as_pointer(), small, self.present.type)
        builder.call(store, [value, pointer, small(size), self.present])

    def read_items(self, builder: Any, pointer: Any) -> Any:
        """A vector of items."""
        return self.read(builder, pointer, self.vector, self.itemsize)

    def read_taps(self, builder: Any, pointer: Any) -> Any:
        """A vector of tap numbers."""
        taps = self.read(builder, pointer, self.stored, self.tapsize)
        return taps if self.held == self.stored else builder.zext(taps, self.held)

    def write_taps(self, builder: Any, taps: Any, pointer: Any) -> None:
        """Write a vector of tap numbers."""
        taps = taps if self.held == self.stored else builder.trunc(taps, self.stored)
        self.write(builder, taps, pointer, self.tapsize)

    def all_taps(self, builder: Any, tap: Any) -> Any:
        """A tap number in every lane."""
        narrow = tap if self.held.element.width == 64 else builder.trunc(tap, self.held.element)
        return self.splat(builder, narrow, self.held)

    def beats(self, builder: Any, value: Any, best: Any, sign: str) -> Any:
        """Where a value takes the place of the best so far: only a larger (or smaller) one, or the first nan."""
        if self.code[0] == "f":
            not_worse = builder.fcmp_unordered(sign, value, best)
            return builder.and_(not_worse, builder.fcmp_ordered("ord", best, best))
        compare = builder.icmp_signed if self.code[0] == "i" else builder.icmp_unsigned
        return compare(sign, value, best)

    def number(self, builder: Any, value: Any) -> Any:
        """A float64 as an item in every lane."""
        narrow = value if self.code == "f8" else builder.fptrunc(value, self.item)
        return self.splat(builder, narrow, self.vector)


def _suffix(kind: Any) -> str:
    item = str(kind.element)
    return f"v{kind.count}" + {"float": "f32", "double": "f64"}.get(item, item)


def loop(
    e: Emitter, builder: Any, count: Any, state: list[Any], body: Callable[..., list[Any]], per: int = 1, least: int = 1
) -> tuple[Any, list[Any]]:
    """`while count >= least: state = body(count, state); count -= per`; returns what is left, and the state."""
    before, inside, after = builder.block, builder.append_basic_block("turn"), builder.append_basic_block("done")
    builder.cbranch(builder.icmp_signed(">=", count, e.const(least)), inside, after)
    builder.position_at_end(inside)
    now = [builder.phi(x.type) for x in (count, *state)]
    new = body(now[0], now[1:])
    rest, end = builder.sub(now[0], e.const(per)), builder.block
    builder.cbranch(builder.icmp_signed(">=", rest, e.const(least)), inside, after)
    builder.position_at_end(after)
    last = [builder.phi(x.type) for x in now]
    for inner, outer, first, later in zip(now, last, (count, *state), (rest, *new)):
        for phi in (inner, outer):
            phi.add_incoming(first, before)
            phi.add_incoming(later, end)
    return last[0], last[1:]


class Window:
    """The code for one window and some vectors of channels."""

    def __init__(self, e: Lanes, kind: str, builder: Any, arg: dict[str, Any], many: int) -> None:
        self.e, self.kind, self.builder, self.arg, self.many = e, kind, builder, arg, many

    def emit(self, window: Any, out: Any, taps: Any) -> None:
        """Bring the window and its output together."""
        e, builder, kind = self.e, self.builder, self.kind
        outs, marks = self._vectors(out, e.itemsize), self._vectors(taps, e.tapsize)
        self.named = [e.read_taps(builder, p) for p in marks] if kind in ("take", "drop") else []
        self.given = [e.read_items(builder, p) for p in outs] if kind in ("drop", "share") else []
        if kind == "share":
            self.given = [builder.fmul(x, self.arg["scale"][e.lanes]) for x in self.given]
        found = self._axis(0, [window, self.arg["t"]], self._start())
        if kind == "mean":
            found = [builder.fmul(x, self.arg["scale"][e.lanes]) for x in found]
        if kind == "sum":
            scale = e.number(builder, builder.bitcast(self.arg["t"], e.ir.DoubleType()))
            found = [builder.fmul(builder.fadd(x, e.read_items(builder, p)), scale) for x, p in zip(found, outs)]
        if self.watches_nan:
            nan = e.ir.Constant(e.vector, [float("nan")] * e.lanes)
            found = [builder.select(seen, nan, x) for x, seen in zip(found, found[self.many :])]
        for value, p in zip(found, outs):
            e.write(builder, value, p, e.itemsize)
        for value, p in zip(found[self.many :], marks):
            e.write_taps(builder, value, p)

    def _start(self) -> list[Any]:
        """What is kept before the first position: nothing where the window is what is written."""
        if self.given:
            return []
        extreme = self.kind in ("max", "max_at", "min")
        start = [self.e.extreme(self.kind == "min") if extreme else self.e.zero] * self.many
        if self.kind == "max_at":
            return start + [self.e.all_taps(self.builder, self.arg["t"])] * self.many
        return start + [self.e.ir.Constant(self.e.mask, None)] * (self.many if self.watches_nan else 0)

    @property
    def watches_nan(self) -> bool:
        """Whether nan is noted apart: then the next extremum waits for one instruction, not for a comparison too."""
        return self.kind in ("max", "min") and self.e.code[0] == "f"

    def _vectors(self, pointer: Any, size: int) -> list[Any]:
        """Where the vectors of channels are, from `pointer` on, in items of `size` bytes."""
        width = self.e.lanes * size
        return [self.e.move(self.builder, pointer, self.e.const(v * width)) for v in range(self.many)]

    def _axis(self, axis: int, at: list[Any], kept: list[Any]) -> list[Any]:
        """Walk one axis of the window from a pointer and a tap number on; returns what is kept then."""
        if axis == 3:
            return self._visit(at[0], at[1], kept)
        e, builder, arg = self.e, self.builder, self.arg

        def body(_: Any, state: list[Any]) -> list[Any]:
            pointer, tap = state[:2]
            if self.kind == "sum" and axis == 1:  # a sum a row: sums of many small numbers stay exact for longer
                rows = self._axis(2, [pointer, tap], self._start())
                held = [builder.fadd(x, row) for x, row in zip(state[2:], rows)]
            else:
                held = self._axis(axis + 1, [pointer, tap], state[2:])
            return [e.move(builder, pointer, arg[f"s{axis}"]), builder.add(tap, arg[f"t{axis}"]), *held]

        return loop(e, builder, arg[f"n{axis}"], [*at, *kept], body)[1][2:]

    def _visit(self, pointer: Any, tap: Any, kept: list[Any]) -> list[Any]:
        """One position: take it into what is kept, or add to it."""
        e, builder, kind = self.e, self.builder, self.kind
        tap = e.all_taps(builder, tap) if kind in _NUMBERED else None
        new = list(kept)
        for v, spot in enumerate(self._vectors(pointer, e.itemsize)):
            value = e.read_items(builder, spot)
            here = builder.icmp_unsigned("==", self.named[v], tap) if self.named else None
            if self.given:
                more = builder.fadd(value, self.given[v])
                e.write(builder, more if here is None else builder.select(here, more, value), spot, e.itemsize)
            elif kind == "take":
                new[v] = builder.select(here, value, kept[v])
            elif kind in ("mean", "sum"):
                new[v] = builder.fadd(kept[v], value)
            elif self.watches_nan:
                behind = builder.fcmp_ordered(">" if kind == "max" else "<", kept[v], value)
                new[v] = builder.select(behind, kept[v], value)
                new[self.many + v] = builder.or_(kept[self.many + v], builder.fcmp_unordered("uno", value, value))
            else:
                better = e.beats(builder, value, kept[v], "<" if kind == "min" else ">")
                new[v] = builder.select(better, value, kept[v])
                if kind == "max_at":
                    new[self.many + v] = builder.select(better, tap, kept[self.many + v])
        return new


Cut = tuple[Lanes, int, bool]  # lanes of a vector, how many vectors at a time, and whether lanes may be left over


def _cuts(kind: str, module: Any, target: Target, code: str, tap_code: str) -> list[Cut]:
    """How channels are cut, the largest pieces first.

    Gradients use no masks: what a masked store wrote, a load that comes soon after has to wait for.
    """
    whole, quarter = target.width // int(code[1:]), max(1, target.width // int(code[1:]) // 4)
    masked = target.masked == "all" and kind not in ("drop", "share")
    plan = (
        [(whole, 4), (whole, 2), (whole, 1)] if masked else [(whole, 4), (whole, 2), (whole, 1), (quarter, 1), (1, 1)]
    )
    return [(Lanes(module, target, code, tap_code, n), many, masked and many == 1) for n, many in plan]


def emit_walk(kind: str, module: Any, target: Target, code: str, tap_code: str) -> Any:
    """The LLVM function `walk` of one kind, over int64 words as in `NAMES`."""
    cuts = _cuts(kind, module, target, code, tap_code)
    whole = cuts[0][0]
    function, builder, arg = whole.function(f"walk_{kind}_{code}_{tap_code}", " ".join(NAMES))
    arg["t2"] = whole.const(1)
    if kind in ("mean", "share"):
        positions = builder.mul(builder.mul(arg["n0"], arg["n1"]), arg["n2"])
        double = whole.ir.DoubleType()
        scale = builder.fdiv(whole.ir.Constant(double, 1.0), builder.sitofp(positions, double))
        arg["scale"] = {e.lanes: e.number(builder, scale) for e, *_ in cuts}
    names = ("window", "out", "taps")

    def turn(_: Any, spots: list[Any]) -> list[Any]:
        left, here = arg["channels"], spots
        for e, many, partial in cuts:
            items, body = many * e.lanes, _block(e, kind, builder, arg, many, partial)
            left, here = loop(e, builder, left, here, body, per=items, least=1 if partial else items)
        return [e.move(builder, p, arg[f"{name}_step"]) for p, name in zip(spots, names)]

    loop(whole, builder, arg["count"], [builder.inttoptr(arg[name], whole.byte) for name in names], turn)
    builder.ret_void()
    return function


def _block(e: Lanes, kind: str, builder: Any, arg: dict[str, Any], many: int, partial: bool) -> Any:
    """The body of the loop over channels: one window, `many` vectors of channels."""

    def body(left: Any, spots: list[Any]) -> list[Any]:
        e.present = e.first_lanes(builder, left) if partial else None
        Window(e, kind, builder, arg, many).emit(*spots)
        sizes = (e.itemsize, e.itemsize, e.tapsize)
        return [e.move(builder, p, e.const(many * e.lanes * size)) for p, size in zip(spots, sizes)]

    return body


def walk(  # type: ignore[no-untyped-def]
    window, s0, s1, s2, n0, n1, n2, t, t0, t1, out, taps, count, window_step, out_step, taps_step, channels
) -> None:
    """A run of windows; see above."""


def clear(address, count) -> None:  # type: ignore[no-untyped-def]
    """Make bytes zero."""


def walking(functions: list[Any], kind: str, target: Target, code: str, tap_code: str) -> FunctionType:
    """Copies of kernels that call one another, in which `walk` is that of a kind, a target and dtypes; the last one."""

    def call_walk(builder: Any, *arguments: Any) -> None:
        found = builder.module.globals.get(f"walk_{kind}_{code}_{tap_code}")
        builder.call(found or emit_walk(kind, builder.module, target, code, tap_code), arguments)

    def call_clear(builder: Any, address: Any, size: Any) -> None:
        e = Lanes(builder.module, target, code, tap_code, 1)
        byte, bit = e.ir.IntType(8), e.ir.IntType(1)
        fill = e.declare("llvm.memset.p0.i64", e.ir.VoidType(), e.byte, byte, e.word, bit)
        builder.call(fill, [builder.inttoptr(address, e.byte), byte(0), size, bit(0)])

    scope = dict(functions[-1].__globals__)
    for stub, emit in ((walk, call_walk), (clear, call_clear)):
        own = FunctionType(stub.__code__, {}, stub.__name__)
        own.__module__ = __name__
        intrinsics.LOWERED[own] = functools.cache(functools.partial(_of_words, emit, stub.__code__.co_argcount))
        scope[stub.__name__] = own
    for function in functions:
        made = FunctionType(function.__code__, scope, function.__name__)
        made.__module__ = function.__module__
        scope[function.__name__] = made
    return made


def _of_words(emit: Callable[..., None], words: int) -> Any:
    return intrinsics._define("void", ("int64",) * words, emit)
