"""The sorting ops: graph equals arrays, gradients, and the CPU kernels as plain Python equal the references."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kerasish import ops
from kerasish.graph.autodiff import gradients
from kerasish.graph.function import Function
from kerasish.graph.tensor import placeholder
from kerasish.kernels.cpu import sorting as kernels
from kerasish.ops import sorting as refs

SIZES = (0, 1, 2, 7, 33)


def rows(n: int, seed: int = 0) -> Any:
    return np.random.default_rng(seed).integers(0, 6, (3, n)).astype("f")


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("flag", [False, True])
def test_kernels_equal_references(n: int, flag: bool) -> None:
    x, rng = rows(n), np.random.default_rng(1)
    order, y = np.zeros((3, n), "i4"), np.zeros((3, n), "f")
    with_nan = x.copy()
    with_nan[:, : n // 4] = np.nan
    kernels.argsort_rows(with_nan, order, order.copy(), int(flag))
    np.testing.assert_array_equal(order, refs._argsort_reference(with_nan, flag))
    kernels.cumsum_rows(x, y, int(flag))
    np.testing.assert_array_equal(y, refs._cumsum_reference(x, flag))
    kernels.cumprod_rows(x, y)
    np.testing.assert_array_equal(y, np.cumprod(x, -1, dtype="f"))
    edges, where = np.sort(rows(5)[0]), np.zeros(n, "i4")
    kernels.searchsorted_flat(edges, with_nan[0], where, int(flag))
    np.testing.assert_array_equal(where, np.searchsorted(edges, with_nan[0], "right" if flag else "left"))
    bins, sums = rng.integers(-1, 6, (3, n)).astype("i4"), np.ones((3, 5), "f")
    kernels.bincount_rows(bins, x, sums)
    np.testing.assert_array_equal(sums, refs._bincount_reference(bins, x, 5))
    if n:
        places, taken, back = rng.integers(0, n, (3, 4)).astype("i4"), np.zeros((3, 4), "f"), np.ones((3, n), "f")
        kernels.take_along_rows(x, places, taken)
        np.testing.assert_array_equal(taken, refs._along_reference(x, places))
        kernels.put_along_rows(taken, places, back)
        np.testing.assert_array_equal(back, refs._put_along_reference(taken, places, x))


FUNCTIONS: dict[str, Any] = {
    "sort": lambda x: ops.sort(x, 0),
    "top_k": lambda x: ops.top_k(x, 2)[0],
    "take_along_axis": lambda x: ops.take_along_axis(x, np.array([[0, 1, 1, 0]]), 0),
    "cumsum": lambda x: ops.cumsum(x, 0),
    "cumsum_from_end": lambda x: ops.cumsum_from_end(x, 1),
    "cumprod": lambda x: ops.cumprod(x, 1),
    "bin_sums": lambda x: ops.bin_sums(np.array([[0, 2, 9, 2]] * 3), x, 3),
    "segment_sum": lambda x: ops.segment_sum(x, np.array([1, 0, 1]), 2),
}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_values_and_gradients(name: str) -> None:
    rng = np.random.default_rng(2)
    array, direction = rng.uniform(0.5, 2, (3, 4)), rng.normal(size=(3, 4))
    function = FUNCTIONS[name]
    weights = rng.normal(size=np.shape(function(array)))
    x = placeholder((3, 4), "float64")
    y = function(x)
    value, slope = Function([x], [y, *gradients([ops.sum(y * weights)], [x])])(array)
    np.testing.assert_array_equal(value, function(array))
    ends = [np.sum(function(array + s * 1e-6 * direction) * weights) for s in (1, -1)]
    assert np.sum(slope * direction) == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-6)


def test_against_numpy() -> None:
    x = rows(7)
    np.testing.assert_array_equal(ops.argsort(x, 0), np.argsort(x, 0, kind="stable"))
    np.testing.assert_array_equal(ops.sort(x, None), np.sort(x, None))
    np.testing.assert_array_equal(ops.bincount([0, 2, 2], minlength=5), np.bincount([0, 2, 2], minlength=5))
    np.testing.assert_array_equal(ops.bincount([0, 2], weights=[0.5, 1.5]), [0.5, 0, 1.5])
    with pytest.raises(ValueError, match="top_k: k=9"):
        ops.top_k(x, 9)
