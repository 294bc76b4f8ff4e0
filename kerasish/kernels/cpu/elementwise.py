"""Elementwise ops: one small vector function per op and dtype, and chains of them over blocks that stay in cache.

A chain computes a whole expression tree block by block: `BLOCK` elements of each operand, all ops one after another,
intermediate results in per-thread scratch. So a new combination of ops needs no new code.
"""

from __future__ import annotations

from typing import Any

from . import library
from .intrinsics import call_elementwise, float_to_half, half_to_float, load_word, store_word
from .lowering import code_of, parts_for, word_code
from .mathf import namespace
from .spec import raw_kernel

BLOCK = 1024
SLOT_BYTES = BLOCK * 8
POINTERS = 160  # operands of one chain, at most
SLOTS = (1 << 20) // SLOT_BYTES - 1

DIRECT, FILL, GATHER, SLOT, TILE = 0, 1, 2, 3, 4


@raw_kernel()
def chain(words, part, thread):  # type: ignore[no-untyped-def]
    """words: scratch, bytes per thread, elements, elements per part, operands, ops; then 5 words per operand (how,
    address or slot offset, item size or slot, description, function that fills, gathers or tiles), then 5 per op
    (function, out, x, y, z). A tile is described by its items, their size, and how many of them to lay out."""
    scratch = words[0] + thread * words[1]
    total, step, operands, ops = words[2], words[3], words[4], words[5]
    begin, end = part * step, min(words[2], (part + 1) * step)
    first_op = 8 + 5 * operands
    slots = scratch + 8 * POINTERS
    for p in range(operands):
        if words[8 + 5 * p] == FILL:
            call_elementwise(words[12 + 5 * p], slots + words[10 + 5 * p], words[9 + 5 * p], 0, 0, min(BLOCK, total))
            store_word(scratch + 8 * p, slots + words[10 + 5 * p])
        elif words[8 + 5 * p] == TILE:
            about = words[11 + 5 * p]
            target = slots + words[10 + 5 * p]
            call_elementwise(words[12 + 5 * p], target, words[9 + 5 * p], load_word(about), 0, load_word(about + 16))
        elif words[8 + 5 * p] == SLOT:
            store_word(scratch + 8 * p, slots + words[9 + 5 * p])
    start = begin
    while start < end:
        n = min(BLOCK, end - start)
        for p in range(operands):
            how = words[8 + 5 * p]
            if how == DIRECT:
                store_word(scratch + 8 * p, words[9 + 5 * p] + start * words[10 + 5 * p])
            elif how == GATHER:
                target = slots + words[10 + 5 * p]
                call_elementwise(words[12 + 5 * p], target, words[9 + 5 * p], words[11 + 5 * p], start, n)
                store_word(scratch + 8 * p, target)
            elif how == TILE:
                about = words[11 + 5 * p]
                place = slots + words[10 + 5 * p] + start % load_word(about) * load_word(about + 8)
                store_word(scratch + 8 * p, place)
        for i in range(ops):
            o = first_op + 5 * i
            call_elementwise(
                words[o],
                load_word(scratch + 8 * words[o + 1]),
                load_word(scratch + 8 * words[o + 2]),
                load_word(scratch + 8 * words[o + 3]),
                load_word(scratch + 8 * words[o + 4]),
                n,
            )
        start += BLOCK


_LOOP = """
    for i in range(n):
        out[i] = {expression}
"""
_FILL = """
    value = x[0]
    for i in range(n):
        out[i] = value
"""
# A vector that every row of a matrix meets is laid out once, again and again; a block begins somewhere in the first.
_TILE = """
    for i in range(y):
        out[i] = x[i]
    filled = y
    while filled < n:
        more = min(filled, n - filled)
        for i in range(more):
            out[unsigned(filled + i)] = out[i]
        filled += more
"""
# The flat index is split into the position on each axis once per block, then runs along the last axis.
_GATHER = """
    rank = load_word(y)
    inner = load_word(y + 8 * rank)
    step = load_word(y + 16 * rank)
    done = 0
    while done < n:
        rest = (z + done) // inner
        place = (z + done) - rest * inner
        offset = place * step
        axis = rank - 1
        while axis > 0:
            extent = load_word(y + 8 * axis)
            up = rest // extent
            offset += (rest - up * extent) * load_word(y + 8 * (rank + axis))
            rest = up
            axis -= 1
        run = min(inner - place, n - done)
        if step == 1:
            for i in range(run):
                out[unsigned(done + i)] = x[unsigned(offset + i)]
        elif step == 0:
            value = x[unsigned(offset)]
            for i in range(run):
                out[unsigned(done + i)] = value
        else:
            for i in range(run):
                out[unsigned(done + i)] = x[unsigned(offset + i * step)]
        done += run
"""


def function_address(expression: str, codes: tuple[str, ...], out: str) -> int:
    """The vector function of a scalar expression for operand and result dtype codes."""
    key = f"elementwise {expression} ({','.join(codes)})->{out}"
    return library.obtain(key, lambda: _compile_expression(expression, codes, out))


def _compile_expression(expression: str, codes: tuple[str, ...], out: str) -> tuple[str, bytes]:
    import re

    import numpy as np

    from .codegen import compile_elementwise

    kind = codes[-1]
    scope: dict[str, Any] = dict(namespace(kind))
    scope |= {"zero": np.dtype(kind).type(0), "one": np.dtype(kind).type(1)}
    scope |= {"half_to_float": half_to_float, "float_to_half": float_to_half}
    text = re.sub(r"\b([xyz])\b", r"\1[i]", expression)
    views = {"out": out} | dict(zip("xyz", codes, strict=False))
    return compile_elementwise("operation", _LOOP.format(expression=text), views, scope)


def mover_address(name: str, itemsize: int) -> int:
    """The function that fills a block from one item, repeats a vector, or gathers a block from a strided array."""
    code = word_code(itemsize)
    return library.obtain(f"elementwise {name} {code}", lambda: _compile_mover(name, code))


def _compile_mover(name: str, code: str) -> tuple[str, bytes]:
    import numpy as np

    from .codegen import compile_elementwise

    lines = {"fill": _FILL, "tile": _TILE}.get(name, _GATHER)
    return compile_elementwise(name, lines, {"out": code, "x": code}, {"load_word": load_word, "unsigned": np.uint64})


_HEAVY = ("exp", "log", "tanh", "sigmoid", "softplus", "erf", "pow", "sin", "cos", "gamma")


def cost(expression: str) -> float:
    """Rough cost of an op per element, in plain vector operations."""
    return 6.0 if any(word in expression for word in _HEAVY) else 1.0


def expression_of(call: Any) -> tuple[str, tuple[str, ...], str]:
    """The scalar expression of a call, with the dtype codes of operands and result."""
    codes = tuple(code_of(v.dtype) for v in call.inputs)
    out = code_of(call.outputs[0].dtype)
    codes = tuple("f4" if c == "f2" else c for c in codes)
    out = "f4" if out == "f2" else out
    if call.op.name == "cast":
        return _cast_expression(call.inputs[0].dtype, call.outputs[0].dtype), codes, out
    if call.op.name == "sign" and codes[0][0] == "u":
        return "x != zero", codes, out
    return call.op.scalar, codes, out


def _cast_expression(source: str, target: str) -> str:
    if target == "bool":
        return "x != zero"
    return "x"


class ChainBuilder:
    """Collects the operands and ops of one chain, and makes its argument words."""

    def __init__(self, launch: Any, size: int) -> None:
        self.launch, self.size = launch, size
        self.operands: list[list[Any]] = []
        self.ops: list[list[Any]] = []
        self.free: list[int] = []
        self.slots = 0
        self.work = 0.0

    def slot(self, shared: bool = True) -> int:
        """The byte offset of a free block of scratch; a block that is filled before the ops run cannot be shared."""
        if shared and self.free:
            return self.free.pop()
        self.slots += 1
        if self.slots > SLOTS:
            raise RuntimeError("an elementwise chain needs more scratch than a thread has")
        return (self.slots - 1) * SLOT_BYTES

    def _operand(self, *row: Any) -> int:
        self.operands.append(list(row))
        if len(self.operands) > POINTERS:
            raise RuntimeError("an elementwise chain has too many operands")
        return len(self.operands) - 1

    def scratch(self) -> tuple[int, int]:
        """A block for an intermediate result: its operand number and slot."""
        slot = self.slot()
        return self._operand(SLOT, slot, 0, 0, 0), slot

    def load(self, array: Any, extents: list[int], steps: list[int]) -> int:
        """An operand read from memory: straight, as one repeated item, as a repeated vector, or gathered."""
        size = array.itemsize
        if self.size == 1 or (len(extents) == 1 and steps[0] == 1):
            return self._operand(DIRECT, array.ref, size, 0, 0)
        if all(s == 0 for s in steps):
            return self._operand(FILL, array.ref, self.slot(shared=False), 0, mover_address("fill", size))
        laid_out = BLOCK if BLOCK % extents[-1] == 0 else BLOCK + extents[-1]
        if steps == [0, 1] and laid_out * size <= SLOT_BYTES:
            about = self.launch.table([extents[-1], size, laid_out])
            return self._operand(TILE, array.ref, self.slot(shared=False), about, mover_address("tile", size))
        description = self.launch.table([len(extents), *extents, *steps])
        return self._operand(GATHER, array.ref, self.slot(shared=False), description, mover_address("gather", size))

    def store(self, array: Any) -> int:
        """An operand written to contiguous memory."""
        return self._operand(DIRECT, array.ref, array.itemsize, 0, 0)

    def op(self, function: int, out: int, operands: list[int], weight: float) -> None:
        """Append one op."""
        self.ops.append([function, out, *(operands + [operands[0]] * (3 - len(operands)))])
        self.work += weight * self.size

    def emit(self) -> None:
        """Append the launch."""
        blocks = -(-self.size // BLOCK)
        parts = parts_for(self.work, blocks, unit=120_000.0)
        step = -(-blocks // parts) * BLOCK
        counts = [self.size, step, len(self.operands), len(self.ops)]
        words = [self.launch.thread_scratch, self.launch.thread_bytes, *counts, 0, 0]
        for row in (*self.operands, *self.ops):
            words += row
        self.launch.emit(library.address("chain"), words, parts)
