"""Entry to the lowerings of all families: what the plan calls to turn steps into native calls."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import Any, NamedTuple

from ..arrays import Ref, broadcast, collapse, count, row_major
from . import conv, ctc, gather, image, nn, normalization, pooling, random, reduction, shape, sorting, warp  # noqa: F401  (they register their lowerings)
from . import matmul as products
from .elementwise import ChainBuilder, cost, expression_of, function_address
from .half import HALF, computes_half, in_float32
from .lowering import LOWERINGS, code_of
from .update import SMALLEST, Update
from .walk import Epilogue

copy = shape.emit_copy


def call(launch: Any, call: Any) -> None:
    """Launch one op that is neither elementwise nor a view."""
    lowering = LOWERINGS.get(call.op.name)
    if lowering is None:
        raise NotImplementedError(f"The op {call.op.name!r} has no CPU kernel.")
    if computes_half(call):
        in_float32(launch, call, lowering)
    else:
        lowering(launch, call)


def chain(launch: Any, calls: list[Any], escaping: set[Any]) -> None:
    """Launch elementwise calls of one shape as one chain; `escaping` values get memory, the others stay in scratch."""
    size = calls[0].outputs[0].size
    if size == 0:
        for c in calls:
            launch.out(c.outputs[0])
        return
    items = contract(calls, escaping)
    made = [v for c in calls for v in c.outputs if v in escaping]
    if size >= SMALLEST and made and all(launch.out(v).buffer.kind == "fixed" for v in made):
        whole = Update(launch, items, escaping)
        if whole.fits:
            whole.emit(size * (2.0 + sum(cost(item.expression) for item in items) / 4))
            return
    builder = ChainBuilder(launch, size)
    state = _Chain(launch, builder, items, escaping)
    for position, item in enumerate(items):
        state.add(item, position)
    builder.emit()


class Item(NamedTuple):
    """One vector function of a chain: its expression, dtype codes, operands and result."""

    expression: str
    codes: tuple[str, ...]
    out_code: str
    operands: tuple[Any, ...]
    value: Any


_SUMS = {("add", 0): "x * y + z", ("add", 1): "x * y + z", ("subtract", 0): "x * y - z", ("subtract", 1): "z - x * y"}


def contract(calls: list[Any], escaping: set[Any]) -> list[Item]:
    """The items of a chain, with products that feed nothing but one sum or difference taken into it."""
    uses = Counter(v for c in calls for v in c.inputs)
    wide = ("float32", "float64")
    products = {c.outputs[0]: c for c in calls if c.op.name == "multiply" and c.outputs[0].dtype in wide}
    inner = {v: c for v, c in products.items() if uses[v] == 1 and v not in escaping}
    items: list[Item] = []
    for call in calls:
        expression, codes, out_code = expression_of(call)
        operands = tuple(call.inputs)
        for place in (0, 1):
            if (call.op.name, place) in _SUMS and operands[place] in inner:
                factors = inner[operands[place]].inputs
                expression, operands = _SUMS[call.op.name, place], (*factors, operands[1 - place])
                codes = codes[:1] * 3
                break
        items.append(Item(expression, codes, out_code, operands, call.outputs[0]))
    taken = {v for v in inner if not any(v in item.operands for item in items)}
    return [item for item in items if item.value not in taken]


class _Chain:
    """Which operand each value is, when its scratch block is free again, and when variables may be written."""

    def __init__(self, launch: Any, builder: ChainBuilder, items: list[Item], escaping: set[Any]) -> None:
        self.launch, self.builder, self.escaping = launch, builder, escaping
        self.known: dict[Any, int] = {}
        self.slots: dict[Any, int] = {}
        self.stores: list[tuple[int, Any, int]] = []  # after which item, which value, by which function
        self.shape = items[0].value.shape
        self.last = {v: i for i, item in enumerate(items) for v in item.operands}

    def add(self, item: Item, position: int) -> None:
        """Append one item and the stores that are due, then free the blocks nobody reads any more."""
        operands = [self.operand(v) for v in item.operands]
        target, store = self.target(item.value)
        function = function_address(item.expression, item.codes, item.out_code)
        self.builder.op(function, target, operands, cost(item.expression))
        self.known[item.value] = target
        if store is not None:
            self.stores.append((max(position, self.last_read(item.value)), item.value, store))
        for _, value, function in (s for s in self.stores if s[0] <= position):
            self.builder.op(function, self.builder.store(self.launch.out(value)), [self.known[value]], 1.0)
        self.stores = [s for s in self.stores if s[0] > position]
        held = {value for _, value, _ in self.stores}
        for v in [v for v in self.slots if self.last.get(v, -1) <= position and v not in held]:
            self.builder.free.append(self.slots.pop(v))

    def last_read(self, value: Any) -> int:
        """The last item that reads the old content of the variable that `value` is written to, or -1."""
        buffer = self.launch.out(value).buffer
        if buffer.kind != "fixed":
            return -1
        old = [v for v in self.last if v.kind == "variable" and self.launch.array(v).buffer.address == buffer.address]
        return max((self.last[v] for v in old), default=-1)

    def target(self, value: Any) -> tuple[int, int | None]:
        """The operand a value is written to, and the function that then brings it to memory, if it is not there yet.

        New values of variables go through scratch: a loop that writes where it reads is not vectorised.
        """
        escapes, half = value in self.escaping, value.dtype == HALF
        if escapes and not half and self.launch.out(value).buffer.kind != "fixed":
            return self.builder.store(self.launch.out(value)), None
        number, self.slots[value] = self.builder.scratch()
        if not escapes:
            return number, None
        if half:
            return number, function_address("float_to_half(x)", ("f4",), "u2")
        code = code_of(value.dtype)
        return number, function_address("x", (code,), code)

    def operand(self, value: Any) -> int:
        """The operand of a value made in this chain, or loaded from memory."""
        found = self.known.get(value)
        if found is None:
            array = broadcast(self.launch.array(value), self.shape)
            extents, (steps,) = collapse(self.shape, array.strides)
            found = self.builder.load(array, extents, steps)
            if value.dtype == HALF:
                wide, _ = self.builder.scratch()
                self.builder.op(function_address("half_to_float(x)", ("u2",), "f4"), wide, [found], 1.0)
                found = wide
            self.known[value] = found
        return found


def with_epilogue(launch: Any, call: Any, out: Any, folded: Any) -> None:
    """Launch a product or a convolution with what is folded into it, which may be nothing."""
    if call.op.name == "matmul":
        matmul(launch, call, out, folded.bias if folded else None, bool(folded and folded.relu))
        return
    read = (folded.start, folded.scale, folded.bias, folded.other)
    start, scale, bias, add = (None if v is None else launch.contiguous(v).ref for v in read)
    conv.lower_conv(launch, call, out, Epilogue(start, scale, bias, add, folded.relu, folded.cap))


def matmul(launch: Any, call: Any, out: Any, bias: Any, relu: bool) -> None:
    """Launch a product with its epilogue; a product of float16 has none."""
    if computes_half(call):
        in_float32(launch, call, lambda launch, twin: matmul(launch, twin, twin.outputs[0], None, False))
        return
    a, b = (_matrix(launch, launch.array(v)) for v in call.inputs)
    c = launch.out(out)
    batch, rows = c.shape[:-2], c.shape[-2:]
    if batch and len(call.inputs[1].shape) == 2 and a.contiguous:  # one large product: rows of all batches together
        rows, batch = (count(c.shape[:-1]), c.shape[-1]), ()
        a = a._replace(shape=(rows[0], a.shape[-1]), strides=(a.shape[-1], 1))
    m, n, k = rows[0], rows[1], a.shape[-1]
    row = None if bias is None else launch.contiguous(bias).ref
    if 0 in (m, n, count(batch)):
        return
    a, b = broadcast(a, (*batch, m, k)), broadcast(b, (*batch, k, n))
    extents, (sa, sb, sc) = collapse(batch, a.strides[:-2], b.strides[:-2], row_major((*batch, m, n))[:-2])
    steps_a, steps_b = (a.strides[-2], a.strides[-1]), (b.strides[-2], b.strides[-1])
    for place in itertools.product(*(range(e) for e in extents[:-1])):
        shift = [sum(i * s[axis] for axis, i in enumerate(place)) for s in (sa, sb, sc)]
        refs = [Ref(x.buffer, x.offset + d * x.itemsize) for x, d in zip((a, b, c), shift, strict=True)]
        products.lower_gemm(
            launch.emit, launch.scratch, refs[0], steps_a, refs[1], steps_b, refs[2], n, m, n, k, c.dtype,
            batch=extents[-1], batch_strides=(sa[-1], sb[-1], sc[-1]), bias=row, relu=relu,
        )  # fmt: skip


def _matrix(launch: Any, x: Any) -> Any:
    """An operand of a product: any strides will do, unless an axis is walked backwards."""
    return x if min(x.strides, default=0) >= 0 else launch.packed(x)
