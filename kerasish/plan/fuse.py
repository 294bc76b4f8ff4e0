"""Grouping calls into steps: chains of elementwise calls that run as one, and products that take bias and relu along.

Every call gets a level: one more than its inputs', except that an elementwise call shares the level of elementwise
inputs of its own shape. Calls of one shape and level form a chain; no path can leave a chain and come back, because
every step outside it raises the level.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from .ir import Call, Program, Value

CHAIN_LIMIT = 48  # calls in a chain, and
CHAIN_ROOM = 120  # the operands and blocks that it may need: both bound its scratch memory


@dataclass
class Epilogue:
    """What is folded into a product or a convolution, in this order: `relu((x + start) * scale + bias + other)`.

    Attributes:
        members: the calls that vanish.
        start, scale, bias: vectors over the last axis.
        other: an array shaped as the result.
        cap: whether the result is cut off at 6 as well.
    """

    members: list[Call] = field(default_factory=list)
    start: Value | None = None
    scale: Value | None = None
    bias: Value | None = None
    other: Value | None = None
    relu: bool = False
    cap: bool = False

    @property
    def inputs(self) -> list[Value]:
        """What is read beside the result of the product."""
        return [v for v in (self.start, self.scale, self.bias, self.other) if v is not None]


@dataclass
class Step:
    """Calls that run together: one call, an elementwise chain, or a product with its epilogue.

    Attributes:
        epilogue: what a product does to its result before writing it.
        members: the values that a chain reads and makes.
    """

    calls: list[Call]
    chain: bool = False
    epilogue: Epilogue | None = None
    members: set[Value] = field(default_factory=set)

    @property
    def outputs(self) -> tuple[Value, ...]:
        """What the last call makes."""
        return self.calls[-1].outputs

    def has_room(self, call: Call) -> bool:
        """Whether a chain can take one more call.

        A value takes an operand, and one more where it is stored or, being float16, widened.
        """
        values = self.members.union(call.inputs, call.outputs)
        needed = sum(2 if v.kind == "call" or v.dtype == "float16" else 1 for v in values)
        return len(self.calls) < CHAIN_LIMIT and needed <= CHAIN_ROOM

    def add(self, call: Call) -> None:
        """Take one more call into the chain."""
        self.calls.append(call)
        self.members.update(call.inputs, call.outputs)

    @property
    def inputs(self) -> list[Value]:
        """All that the calls read, made outside or inside."""
        return [v for call in self.calls for v in read(call)]


def read(call: Call) -> list[Value]:
    """The inputs whose numbers a call reads."""
    return [v for i, v in enumerate(call.inputs) if i not in call.op.shape_only]


def is_elementwise(call: Call) -> bool:
    """Whether a call is made of independent elements."""
    return call.op.scalar is not None


def steps(program: Program) -> list[Step]:
    """The steps of a program, in an order that respects what depends on what."""
    epilogues = _epilogues(program)
    absorbed = {member for e in epilogues.values() for member in e.members}
    level: dict[Call, int] = {}
    for call in _ordered(program, epilogues):
        here = _level(call, epilogues.get(call), level, absorbed)
        for member in (call, *(epilogues[call].members if call in epilogues else ())):
            level[member] = here
    _sink(program, epilogues, absorbed, level)
    groups: dict[tuple[int, tuple[int, ...]], list[Step]] = {}
    ordered: list[tuple[int, Step]] = []
    for call in program.calls:
        if call in absorbed:
            continue
        here = level[call]
        if is_elementwise(call):
            key = (here, call.outputs[0].shape)
            chain = groups.setdefault(key, [])
            if not chain or not chain[-1].has_room(call):
                chain.append(Step([], chain=True))
                ordered.append((here, chain[-1]))
            chain[-1].add(call)
        elif call in epilogues:
            found = epilogues[call]
            ordered.append((here, Step([call, *found.members], epilogue=found)))
        else:
            ordered.append((here, Step([call])))
    return [step for _, step in sorted(ordered, key=lambda pair: pair[0])]


def _sink(program: Program, epilogues: dict[Call, Epilogue], absorbed: set[Call], level: dict[Call, int]) -> None:
    """Move elementwise calls down to the chain that reads them, so that their results need no memory."""
    readers: dict[Call, list[Call]] = {}
    for call in program.calls:
        for value in read(call):
            if value.kind == "call":
                readers.setdefault(value.source, []).append(call)
    for call, epilogue in epilogues.items():
        for value in epilogue.inputs:
            if value.kind == "call":
                readers.setdefault(value.source, []).append(call)
    for call in reversed(program.calls):
        if not is_elementwise(call) or call in absorbed:
            continue
        bounds = [level[r] - (0 if _joins(r, call, absorbed) else 1) for r in readers.get(call, ())]
        if bounds and min(bounds) > level[call]:
            level[call] = min(bounds)


def _joins(call: Call, source: Call, absorbed: set[Call]) -> bool:
    """Whether a call may share a chain with one that it reads."""
    in_chain = is_elementwise(call) and is_elementwise(source) and not {call, source} & absorbed
    return in_chain and source.outputs[0].shape == call.outputs[0].shape


def _level(call: Call, epilogue: Epilogue | None, level: dict[Call, int], absorbed: set[Call]) -> int:
    values = read(call) + (epilogue.inputs if epilogue else [])
    highest = 0
    for value in values:
        if value.kind != "call":
            continue
        source: Call = value.source
        highest = max(highest, level[source] + (0 if _joins(call, source, absorbed) else 1))
    return highest


def _ordered(program: Program, epilogues: dict[Call, Epilogue]) -> list[Call]:
    """The calls that are not folded into others, each after all that it and its epilogue read."""
    head = {member: call for call, e in epilogues.items() for member in (call, *e.members)}
    done: set[Call] = set()
    order: list[Call] = []
    for call in program.calls:
        stack = [(head.get(call, call), False)]
        while stack:
            here, ready = stack.pop()
            if ready:
                order.append(here)
            elif here not in done:
                done.add(here)
                stack.append((here, True))
                values = read(here) + (epilogues[here].inputs if here in epilogues else [])
                sources = [v.source for v in values if v.kind == "call"]
                stack.extend((head.get(source, source), False) for source in sources)
    return order


def _epilogues(program: Program) -> dict[Call, Epilogue]:
    """Products and convolutions followed by nothing but what their kernels do before they write."""
    uses: Counter[Value] = Counter(v for call in program.calls for v in call.inputs)
    uses.update(program.outputs)
    uses.update(v for _, v in program.updates)
    readers: dict[Value, Call] = {v: call for call in program.calls for v in call.inputs}
    found: dict[Call, Epilogue] = {}
    taken: set[Call] = set()
    for call in program.calls:
        stages = _STAGES.get(call.op.name)
        if stages is None or call.outputs[0].dtype not in ("float32", "float64"):
            continue
        epilogue, value, stage = Epilogue(), call.outputs[0], 0
        while uses[value] == 1 and (after := readers.get(value)) is not None and after not in taken:
            stage = next((i for i in range(stage, len(stages)) if stages[i](epilogue, after, value)), -1) + 1
            if stage == 0:
                break
            epilogue.members.append(after)
            taken.add(after)
            value = after.outputs[0]
        if epilogue.members:
            found[call] = epilogue
    return found


def _starts(epilogue: Epilogue, call: Call, value: Value) -> bool:
    """A vector added first, which is a bias unless a scale follows."""
    epilogue.bias = _row(call, "add", value)
    return epilogue.bias is not None


def _scales(epilogue: Epilogue, call: Call, value: Value) -> bool:
    scale = _row(call, "multiply", value)
    if scale is not None:
        epilogue.scale, epilogue.start, epilogue.bias = scale, epilogue.bias, None
    return scale is not None


def _shifts(epilogue: Epilogue, call: Call, value: Value) -> bool:
    if epilogue.bias is None:
        epilogue.bias = _row(call, "add", value)
        return epilogue.bias is not None
    return False


def _adds(epilogue: Epilogue, call: Call, value: Value) -> bool:
    """An array of the same shape that lies as the result does."""
    if call.op.name != "add" or call.inputs[0] is call.inputs[1]:
        return False
    other = call.inputs[1] if call.inputs[0] is value else call.inputs[0]
    fits = other.shape == value.shape and other.dtype == value.dtype and other.kind == "call"
    if fits and not other.source.op.view:
        epilogue.other = other
        return True
    return False


def _rectifies(epilogue: Epilogue, call: Call, value: Value) -> bool:
    epilogue.relu = call.op.name == "relu"
    return epilogue.relu


def _caps(epilogue: Epilogue, call: Call, value: Value) -> bool:
    if call.op.name != "minimum" or call.outputs[0].shape != value.shape:
        return False
    limit = call.inputs[1] if call.inputs[0] is value else call.inputs[0]
    epilogue.cap = limit.kind == "constant" and limit.size == 1 and float(limit.source.flat[0]) == 6.0
    return epilogue.cap


_STAGES: dict[str, tuple[Callable[[Epilogue, Call, Value], bool], ...]] = {
    "matmul": (_starts, _rectifies),
    "conv": (_starts, _scales, _shifts, _adds, _rectifies, _caps),
}
"""What a kernel can do to its result, in its order."""


def _row(call: Call, op: str, product: Value) -> Value | None:
    """The vector over the last axis that `call` combines with a product, or None."""
    if call.op.name != op or call.inputs[0] is call.inputs[1]:
        return None
    x, y = call.inputs
    other = y if x is product else x
    width = product.shape[-1]
    fits = other.size == width and other.shape[-1:] == (width,) and call.outputs[0].shape == product.shape
    return other if fits and other.dtype == product.dtype else None
