"""The arena: arrays that live at the same time never share bytes, and those that do not, do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kerasish import ops
from kerasish.graph.function import Function
from kerasish.graph.tensor import placeholder
from kerasish.kernels.arrays import Buffer
from kerasish.plan import memory
from kerasish.testing.compare import on_device


@pytest.mark.parametrize("seed", range(20))
def test_no_two_live_buffers_overlap(seed: int) -> None:
    """Random sizes (0 among them) and lives."""
    rng = np.random.RandomState(seed)
    lives = {}
    for _ in range(60):
        first = int(rng.randint(40))
        lives[Buffer(int(rng.choice([0, 1, 63, 64, 65, 1000, 4096])))] = (first, first + int(rng.geometric(0.3)) - 1)
    offsets, total = memory.place(lives)
    spans = [(offsets[b], offsets[b] + max(b.nbytes, 1), *lives[b]) for b in lives]
    assert max(high for _, high, _, _ in spans) <= total
    assert all(low % memory.ALIGNMENT == 0 for low, _, _, _ in spans)
    for i, (low, high, first, last) in enumerate(spans):
        for other_low, other_high, other_first, other_last in spans[:i]:
            together = first <= other_last and other_first <= last
            assert not together or high <= other_low or other_high <= low


def test_a_deep_network_reuses_memory() -> None:
    """Ten products in a row need room for two of their results, not for ten."""
    x, w = placeholder((256, 64), "float32"), placeholder((64, 64), "float32")
    y: Any = x
    for _ in range(10):
        y = ops.tanh(y @ w)
    arrays = [np.ones((256, 64), np.float32), np.ones((64, 64), np.float32)]
    with on_device("cpu"):
        plan: Any = Function([x, w], [ops.sum(y)]).plan(arrays)
    assert plan.arena_bytes < 4 * 256 * 64 * 4


def test_results_are_not_the_arena() -> None:
    """A later run leaves the results of an earlier one alone, views and inputs handed back among them."""
    x = placeholder((3, 4), "float32")
    function = Function([x], [x, ops.transpose(x), x * 2.0, (x * 2.0)[1:]])
    first = np.arange(12, dtype=np.float32).reshape(3, 4)
    results = function(first)
    kept = [r.copy() for r in results]
    function(first + 100)
    assert all(np.array_equal(a, b) for a, b in zip(results, kept, strict=True))
    assert not any(np.shares_memory(r, first) for r in results)


def test_arrays_beyond_two_gigabytes() -> None:
    """Offsets of more than 31 bits. Pages of zeros that nobody touches cost no memory."""
    far = 2**31 + 50
    big = np.zeros(far + 50, np.int8)
    big[far], big[-3] = 5, 7
    x = placeholder((None,), "int8")
    function = Function([x], [x[-5:], ops.take(x, np.array([far, -3]), 0), x[far - 2 : far + 3] + x[-1], x[::-1][:4]])
    tail, taken, sums, backwards = function(big)
    assert tail.tolist() == [0, 0, 7, 0, 0] and taken.tolist() == [5, 7]
    assert sums.tolist() == [0, 0, 5, 0, 0] and backwards.tolist() == [0, 0, 7, 0]


@pytest.mark.parametrize("order", [">f4", "<f4"])
def test_byte_order(order: str) -> None:
    """Arrays as they come from files of other machines, as inputs, constants and operands of eager ops."""
    data = np.array([1.0, 2.0, 3.0]).astype(order)
    x = placeholder((3,), "float32")
    (found,) = Function([x], [x + data])(data)
    assert found.tolist() == [2.0, 4.0, 6.0] == ops.add(data, data).tolist()


def test_large_integers_are_summed_exactly() -> None:
    """No detour over floats."""
    for dtype in ("int64", "uint64"):
        assert int(ops.sum(np.array([2**60 + 1, 2], dtype))) == 2**60 + 3
