"""Which calls become one step, and that a step never reads what a later one makes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from random_programs import RandomProgram

from kerasish import ops
from kerasish.graph.function import Function
from kerasish.graph.specialize import specialize
from kerasish.graph.tensor import placeholder
from kerasish.plan import fuse
from kerasish.plan.ir import Program


def _program(outputs: Any, *inputs: Any) -> Program:
    arrays = [np.ones(t.shape, t.dtype) for t in inputs]
    return specialize(Function(inputs, outputs), arrays)


@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_steps_are_in_order(seed: int) -> None:
    """Every call stands in one step, behind all that it reads."""
    for number in range(seed, seed + 20):
        program = RandomProgram(number, 40)
        made = specialize(program.function, program.feeds(1)[0])
        done: set[Any] = set()
        for step in fuse.steps(made):
            for call in step.calls:
                waiting = [v for v in fuse.read(call) if v.kind == "call" and v.source not in done]
                assert not waiting, f"seed {number}: {call} comes before {waiting}"
                done.add(call)
        assert done == set(made.calls), f"seed {number}: calls were lost or doubled"


def test_elementwise_calls_of_one_shape_are_one_chain() -> None:
    """Whatever order they were written in."""
    x, y = placeholder((4, 5), "float32"), placeholder((4, 5), "float32")
    steps = fuse.steps(_program([ops.tanh(x) * y + ops.exp(y), ops.abs(y) - x], x, y))
    assert len(steps) == 1 and steps[0].chain and len(steps[0].calls) == 6


def test_product_takes_bias_and_relu_along() -> None:
    """Three calls, one step."""
    x, w, b = placeholder((4, 5), "float32"), placeholder((5, 3), "float32"), placeholder((3,), "float32")
    (step,) = fuse.steps(_program([ops.relu(x @ w + b)], x, w, b))
    assert step.relu and step.bias is not None and len(step.calls) == 3


def test_product_that_is_read_twice_keeps_its_value() -> None:
    """A relu that is not its only reader stays apart."""
    x, w = placeholder((4, 5), "float32"), placeholder((5, 3), "float32")
    y = x @ w
    steps = fuse.steps(_program([ops.relu(y), y], x, w))
    assert [s.relu for s in steps] == [False, False]


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_wide_chains_are_split(dtype: str) -> None:
    """Calls with three operands each and a result that is kept: more operands than a thread has scratch for."""
    fed = [placeholder((7,), dtype) for _ in range(150)]
    outputs = [ops.where(ops.greater(a, 0.0), b, c) for a, b, c in zip(fed[::3], fed[1::3], fed[2::3], strict=True)]
    arrays = [np.full(7, i - 75, dtype) for i in range(150)]
    for i, found in enumerate(Function(fed, outputs)(*arrays)):
        assert np.array_equal(found, arrays[3 * i + (1 if 3 * i > 75 else 2)])
