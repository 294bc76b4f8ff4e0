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
from kerasish.ops.conv import convolution
from kerasish.plan import fuse
from kerasish.plan.ir import Program
from kerasish.testing.compare import on_device


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
    assert step.epilogue and step.epilogue.relu and step.epilogue.bias is not None and len(step.calls) == 3


def test_product_that_is_read_twice_keeps_its_value() -> None:
    """A relu that is not its only reader stays apart."""
    x, w = placeholder((4, 5), "float32"), placeholder((5, 3), "float32")
    y = x @ w
    steps = fuse.steps(_program([ops.relu(y), y], x, w))
    assert [s.epilogue for s in steps] == [None, None]


def _image(*shape: int) -> Any:
    return np.random.RandomState(len(shape)).standard_normal(shape).astype(np.float32)


FOLDED = {
    "bias": (lambda y, r, o: y + r[0], "bias"),
    "scale": (lambda y, r, o: r[0] * y, "scale"),
    "batch normalization": (lambda y, r, o: y * r[0] + r[1], "scale bias"),
    "bias and batch normalization": (lambda y, r, o: (y + r[2]) * r[0] + r[1], "start scale bias"),
    "residual": (lambda y, r, o: ops.relu(o + (y * r[0] + r[1])), "scale bias other relu"),
    "relu6": (lambda y, r, o: ops.relu6(y + r[0]), "bias relu cap"),
    "other alone": (lambda y, r, o: y + o, "other"),
}


@pytest.mark.parametrize("groups", [1, 8], ids=["dense", "depthwise"])
@pytest.mark.parametrize("rule, fields", FOLDED.values(), ids=list(FOLDED))
def test_convolution_takes_along_what_follows(rule: Any, fields: str, groups: int) -> None:
    """One step beside the one that makes the residual, and the same numbers as one op after another."""
    x, w, o = (placeholder(s, "float32") for s in ((2, 6, 5, 8), (3, 3, 8 // groups, 8), (2, 6, 5, 8)))
    rows = [placeholder((8,), "float32") for _ in range(3)]
    y = convolution(x, w, padding="same", groups=groups)
    inputs, outputs = [x, w, o, *rows], [rule(y, rows, ops.tanh(o))]
    arrays = [_image(*t.shape) for t in inputs]
    steps = fuse.steps(specialize(Function(inputs, outputs), arrays))
    (found,) = (s.epilogue for s in steps if s.epilogue)
    assert found is not None
    assert [f for f in ("start", "scale", "bias", "other") if getattr(found, f) is not None] + [
        f for f in ("relu", "cap") if getattr(found, f)
    ] == fields.split()
    assert len(steps) == 1 + ("other" in fields)
    with on_device("reference"):
        expected = Function(inputs, outputs)(*arrays)[0]
    np.testing.assert_allclose(
        Function(inputs, outputs)(*arrays)[0], expected, rtol=1e-5, atol=1e-6 * np.abs(expected).max()
    )


def test_a_residual_made_later_in_the_program_comes_first() -> None:
    """The step waits for what its epilogue reads."""
    x, w = placeholder((1, 4, 4, 3), "float32"), placeholder((1, 1, 3, 3), "float32")
    y = convolution(x, w)
    side = convolution(ops.tanh(x), w)
    inputs, outputs = [x, w], [y + side]
    arrays = [_image(*t.shape) for t in inputs]
    steps = fuse.steps(specialize(Function(inputs, outputs), arrays))
    assert steps[-1].epilogue is not None and steps[-1].epilogue.other is not None
    with on_device("reference"):
        expected = Function(inputs, outputs)(*arrays)[0]
    np.testing.assert_allclose(Function(inputs, outputs)(*arrays)[0], expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "float16"])
def test_wide_chains_are_split(dtype: str) -> None:
    """Calls with three operands each and a result that is kept: more operands than a thread has scratch for."""
    fed = [placeholder((7,), dtype) for _ in range(150)]
    outputs = [ops.where(ops.greater(a, 0.0), b, c) for a, b, c in zip(fed[::3], fed[1::3], fed[2::3], strict=True)]
    arrays = [np.full(7, i - 75, dtype) for i in range(150)]
    for i, found in enumerate(Function(fed, outputs)(*arrays)):
        assert np.array_equal(found, arrays[3 * i + (1 if 3 * i > 75 else 2)])
