"""Grouping calls into steps: chains of elementwise calls that run as one, and products that take bias and relu along.

Every call gets a level: one more than its inputs', except that an elementwise call shares the level of elementwise
inputs of its own shape. Calls of one shape and level form a chain; no path can leave a chain and come back, because
every step outside it raises the level.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from .ir import Call, Program, Value

CHAIN_LIMIT = 48  # calls in a chain, and
CHAIN_ROOM = 120  # the operands and blocks that it may need: both bound its scratch memory


@dataclass
class Step:
    """Calls that run together: one call, an elementwise chain, or a product with its epilogue.

    Attributes:
        members: the values that a chain reads and makes.
    """

    calls: list[Call]
    chain: bool = False
    bias: Value | None = None
    relu: bool = False
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


@dataclass
class Epilogue:
    """What is folded into a product: which calls vanish, and what they become."""

    members: list[Call] = field(default_factory=list)
    bias: Value | None = None
    relu: bool = False


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
    for call in program.calls:
        if call not in absorbed:
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
            ordered.append((here, Step([call, *found.members], bias=found.bias, relu=found.relu)))
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
        if epilogue.bias is not None and epilogue.bias.kind == "call":
            readers.setdefault(epilogue.bias.source, []).append(call)
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
    values = read(call) + ([epilogue.bias] if epilogue and epilogue.bias is not None else [])
    highest = 0
    for value in values:
        if value.kind != "call":
            continue
        source: Call = value.source
        highest = max(highest, level[source] + (0 if _joins(call, source, absorbed) else 1))
    return highest


def _epilogues(program: Program) -> dict[Call, Epilogue]:
    """Products followed by nothing but a row vector added, and then perhaps a relu."""
    uses: Counter[Value] = Counter(v for call in program.calls for v in call.inputs)
    uses.update(program.outputs)
    uses.update(v for _, v in program.updates)
    readers: dict[Value, Call] = {v: call for call in program.calls for v in call.inputs}
    order = {call: i for i, call in enumerate(program.calls)}
    found: dict[Call, Epilogue] = {}
    for call in program.calls:
        if call.op.name != "matmul" or call.outputs[0].dtype not in ("float32", "float64"):
            continue
        epilogue, value = Epilogue(), call.outputs[0]
        after = readers.get(value)
        if uses[value] == 1 and after is not None:
            bias = _row_bias(after, value)
            if bias is not None and (bias.kind != "call" or order[bias.source] < order[call]):
                epilogue.members.append(after)
                epilogue.bias, value = bias, after.outputs[0]
        after = readers.get(value)
        if uses[value] == 1 and after is not None and after.op.name == "relu":
            epilogue.members.append(after)
            epilogue.relu = True
        if epilogue.members:
            found[call] = epilogue
    return found


def _row_bias(call: Call, product: Value) -> Value | None:
    """The vector over the last axis that `call` adds to a product, or None."""
    if call.op.name != "add":
        return None
    x, y = call.inputs
    other = y if x is product else x
    width = product.shape[-1]
    fits = other.size == width and other.shape[-1:] == (width,) and call.outputs[0].shape == product.shape
    return other if fits and other.dtype == product.dtype else None
