"""Cases of the layers that join several tensors: one line per variant."""

from __future__ import annotations

from typing import Any

from kerasish import ops
from kerasish.layers import Add, Average, Concatenate, Dot, Maximum, Merge, Minimum, Multiply, Subtract
from kerasish.testing.case import Case

PAIR = [(5, 2), (5, 2)]  # no number stands at the same place in both: Maximum has no gradient there
STEPS = [(3, 4, 2), (3, 4, 2)]
GRID = [[(0, 3), (0, 3)], [(1, 1), (1, 1)], [(2, 0), (2, 0)], [(33, 65), (33, 65)]]
UNEQUAL = [(3, 4, 2), (3, 2)]
STRETCHED_GRID = [[(0, 2, 3), (0, 3)], [(1, 1, 1), (1, 1)], [(2, 33, 17), (2, 17)]]


def weighted(tensors: list[Any], by: float = 2.0) -> Any:
    """A function of a list of tensors."""
    return tensors[0] + by * ops.tanh(tensors[1])


CODE = {"config_is_json": "functions are code", "saves_as_h5": "code", "saves_as_keras": "code"}

JOINED_GRID = [[(0, 3), (0, 1)], [(1, 1), (1, 1)], [(2, 0), (2, 3)], [(33, 65), (33, 7)]]
UNLIKE = {"masking": "masks of unlike steps cannot be combined"}
ELEMENTWISE = (Add, Subtract, Multiply, Average, Maximum, Minimum)

MERGES = [
    *(Case(layer, {}, PAIR, GRID) for layer in ELEMENTWISE),
    *(Case(layer, {}, UNEQUAL, STRETCHED_GRID, skip=UNLIKE) for layer in ELEMENTWISE),
    *(Case(layer, {}, [(3, 3), (3, 3), (3, 3)], level="2.15") for layer in (Add, Multiply, Average, Maximum, Minimum)),
    *(Case(layer, {}, STEPS, level="2.2") for layer in (Add, Subtract, Multiply)),
    Case(Add, {}, [(3, 5, 4, 2), (3, 4, 1)], skip=UNLIKE),
    Case(Add, {}, [(3, 4)]),
    Case(Concatenate, {}, [(4, 3), (4, 5)], JOINED_GRID),
    Case(Concatenate, {"axis": 1}, [(3, 4, 2), (3, 1, 2), (3, 2, 2)], [[(0, 1, 2)] * 2, [(5, 33, 17), (5, 2, 17)]]),
    Case(Concatenate, {"axis": -2}, [(2, 3, 4, 2), (2, 3, 1, 2)]),
    Case(Concatenate, {"axis": -1}, STEPS, level="2.3"),
    Case(Concatenate, {"axis": 2}, [(3, 4, 2), (3, 4, 5)], level="2.15"),
    Case(Dot, {"axes": 1}, PAIR, GRID, mask="dropped"),
    Case(Dot, {"axes": -1, "normalize": True}, PAIR, mask="dropped"),
    Case(Dot, {"axes": 2}, [(3, 4, 2), (3, 5, 2)], [[(0, 4, 2), (0, 1, 2)], [(2, 17, 33), (2, 9, 33)]], mask="dropped"),
    Case(Dot, {"axes": (2, 1)}, [(3, 4, 2), (3, 2)], mask="dropped"),
    Case(Dot, {"axes": (1, 1), "normalize": True}, [(3, 4, 2), (3, 4, 5)], mask="dropped", level="2.3"),
    Case(Dot, {"axes": (3, 2)}, [(2, 3, 2, 4), (2, 5, 4)], mask="dropped"),
    *(Case(Merge, {"mode": mode}, STEPS, level="1") for mode in ("sum", "mul", "ave", "max", "concat")),
    Case(Merge, {"mode": "concat", "concat_axis": 1}, [(3, 4, 2), (3, 1, 2)], level="1"),
    Case(Merge, {"mode": "dot", "dot_axes": 2}, STEPS, mask="dropped", level="1"),
    Case(Merge, {"mode": "dot", "dot_axes": (2, 1)}, [(3, 4, 2), (3, 2, 3)], mask="dropped", level="1"),
    Case(Merge, {"mode": "cos"}, PAIR, mask="dropped", level="1"),
    Case(Merge, {"mode": "cos", "dot_axes": 1}, STEPS, values="positive", mask="dropped", level="1"),
    Case(Merge, {"mode": weighted, "arguments": {"by": 3.0}}, PAIR, mask="dropped", skip=CODE, level="1"),
    Case(Merge, {"mode": "sum"}, PAIR),
]
