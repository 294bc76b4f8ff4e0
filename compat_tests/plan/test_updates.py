"""Variables that a program writes in place hold, while it runs, their old value for everybody who reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from kerasish import ops
from kerasish.graph.function import Function
from kerasish.graph.tensor import constant, placeholder
from kerasish.graph.variable import Variable

Array = np.ndarray[Any, Any]
START = np.arange(6, dtype=np.float32).reshape(2, 3)
FED = np.array([[1.0, 2.0, 4.0], [8.0, 16.0, 32.0]], np.float32)
OTHER = START[::-1] * 10


def _run(rule: Callable[..., tuple[list[Any], list[Any]]]) -> tuple[list[Array], Array, Array]:
    """Outputs and new values of two variables, for a rule of an input and both old values."""
    v, w = Variable(START), Variable(OTHER)
    x = placeholder((2, 3), "float32")
    outputs, news = rule(x, v.leaf(), w.leaf())
    found = Function([x], outputs, list(zip((v, w), news, strict=True)))(FED)
    return found, v.numpy(), w.numpy()


def test_swap() -> None:
    """Two variables change places."""
    _, v, w = _run(lambda x, v, w: ([], [w, v]))
    assert np.array_equal(v, OTHER) and np.array_equal(w, START)


def test_swap_with_arithmetic() -> None:
    """Each new value is made from the other's old one, in one chain."""
    _, v, w = _run(lambda x, v, w: ([], [w * 2.0, v * 3.0]))
    assert np.array_equal(v, OTHER * 2) and np.array_equal(w, START * 3)


def test_a_product_moved_into_a_later_sum_reads_the_old_value() -> None:
    """`p` is made before, but computed with, the sum that reads it: after the variable's new value is known."""

    def rule(x: Any, v: Any, w: Any) -> Any:
        p = v * x
        new = v - 1.0
        return [p + x], [new, w]

    (found,), v, _ = _run(rule)
    assert np.array_equal(found, START * FED + FED)
    assert np.array_equal(v, START - 1)


def test_old_value_returned_beside_the_new() -> None:
    """An output that is the variable, and one that is a view of it."""
    (old, view), v, _ = _run(lambda x, v, w: ([v, ops.transpose(v)], [v + x, w]))
    assert np.array_equal(old, START) and np.array_equal(view, START.T)
    assert np.array_equal(v, START + FED)


@pytest.mark.parametrize("size", [6, 5000])
def test_old_value_read_across(size: int) -> None:
    """The chain that makes the new value reads the old one turned around; 5000 items are several blocks."""
    start = np.arange(size, dtype=np.float32)
    v = Variable(start)
    Function([], [], [(v, v.leaf()[::-1] * 2.0 + v.leaf())])()
    assert np.array_equal(v.numpy(), start[::-1] * 2 + start)


def test_one_value_for_two_variables() -> None:
    """Both hold it, and it is returned."""
    (found,), v, w = _run(lambda x, v, w: ([v + x], [v + x] * 2))
    assert all(np.array_equal(a, START + FED) for a in (found, v, w))


@pytest.mark.parametrize(
    ("rule", "want"),
    [
        (lambda x, v, w: x, FED),
        (lambda x, v, w: constant(FED * 2), FED * 2),
        (lambda x, v, w: ops.broadcast_to(w[:1] * 2.0, (2, 3)), np.broadcast_to(OTHER[:1] * 2, (2, 3))),
        (lambda x, v, w: ops.reshape(ops.transpose(w), (2, 3)), OTHER.T.reshape(2, 3)),
    ],
    ids=["input", "constant", "spread row", "view of another variable"],
)
def test_values_that_no_chain_makes(rule: Callable[..., Any], want: Array) -> None:
    """They are copied in at the end, while the other variable is written in place."""
    _, v, w = _run(lambda x, v, w: ([], [rule(x, v, w), w + 1.0]))
    assert np.array_equal(v, want) and np.array_equal(w, OTHER + 1)


@pytest.mark.parametrize("shape", [(), (1,), (0,), (3, 0), (2500,)])
def test_odd_sizes(shape: tuple[int, ...]) -> None:
    """No axes, one item, no items, several blocks."""
    v, x = Variable(np.ones(shape, np.float32)), placeholder(shape, "float32")
    function = Function([x], [v.leaf()], [(v, v.leaf() * 2.0 + x)])
    for turn in range(3):
        (old,) = function(np.full(shape, 3, np.float32))
        assert np.array_equal(old, np.full(shape, (1, 5, 13)[turn], np.float32))
    assert np.array_equal(v.numpy(), np.full(shape, 29, np.float32))


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int32", "uint8"])
@pytest.mark.parametrize("count", [20, 60])
def test_many_variables_of_one_shape(count: int, dtype: str) -> None:
    """More than one chain has room for."""
    variables = [Variable(np.full(7, i, dtype)) for i in range(count)]
    fed = [placeholder((7,), dtype) for _ in variables]
    function = Function(fed, [], [(v, v.leaf() + x) for v, x in zip(variables, fed, strict=True)])
    function(*(np.full(7, i + 1, dtype) for i in range(count)))
    assert [v.numpy()[6] for v in variables] == [2 * i + 1 for i in range(count)]


@pytest.mark.parametrize("value", [np.zeros((2, 3)), np.zeros((3,), np.float32)], ids=["dtype", "shape"])
def test_a_value_that_does_not_fit_is_refused(value: Array) -> None:
    """Rather than written over whatever lies behind the variable."""
    v = Variable(START)
    with pytest.raises(ValueError, match="cannot be updated"):
        Function([], [], [(v, constant(value))])()


def test_series_of_runs_over_part_of_each_row() -> None:
    """The moving input is read through a view that starts within it."""
    x, v = placeholder((None, 3), "float32"), Variable(np.zeros(2, np.float32))
    function = Function([x], [], [(v, v.leaf() + ops.sum(x[:, 1:], 0))])
    data = np.arange(36, dtype=np.float32).reshape(12, 3)
    function.plan([data[:2]]).run_series([data[:2]], 0, 6)
    assert np.array_equal(v.numpy(), data[:, 1:].sum(0))
