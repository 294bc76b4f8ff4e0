"""Vectors that every row of a matrix meets in an elementwise chain: laid out once and read from any place in them."""

from __future__ import annotations

import numpy as np
import pytest

from kerasish.graph.function import Function
from kerasish.graph.tensor import placeholder
from kerasish.testing.compare import identical, on_device, with_threads

WIDTHS = (1, 2, 3, 7, 16, 100, 255, 512, 1000, 1024, 1025, 1536, 3000)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int32"])
@pytest.mark.parametrize("width", WIDTHS)
def test_rows_meet_a_vector(width, dtype):
    rng = np.random.RandomState(width)
    for rows in (1, 3, 1 + 5000 // width, 1 + 300_000 // width):
        x = rng.randint(-9, 9, (rows, width)).astype(dtype)
        a, b = (rng.randint(-9, 9, width).astype(dtype) for _ in range(2))
        given = [placeholder(v.shape, dtype) for v in (x, a, b)]
        run = Function(given, [given[0] * given[1] + given[2]])
        for threads in (1, 2):
            with on_device("cpu"), with_threads(threads):
                identical(run(x, a, b), [x * a + b], f"{rows} rows, {threads} threads")
