"""Rows of pooling and of its gradients: ranks, windows, strides, paddings, and extents of 0, 1, odd and large."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kerasish.kernels.windows import geometry
from kerasish.ops.pooling import tap_dtype
from kerasish.testing.op_rows import Array, Draw, Row, distinct, extremes, indices, plain

FLOATS = ("float32", "float64", "float16")
NUMBERS = (*FLOATS, "int32", "int64", "uint8", "int8", "bool")


def real_taps(extents: Sequence[int], window: Sequence[int], attrs: dict[str, Any], shape: tuple[int, ...]) -> Draw:
    """Tap numbers none of which is in the padding, as maximum pooling makes them."""
    from kerasish.ops.pooling import MAX_POOL

    def draw(rng: Any, dtype: str) -> Array:
        assert MAX_POOL.reference is not None
        return MAX_POOL.reference(distinct(shape[0], *extents, shape[-1])(rng, "float64"), **attrs)[1]

    return draw


def rows(
    extents: Sequence[int],
    window: Sequence[int],
    strides: Sequence[int],
    padding: Any = "valid",
    batch: int = 2,
    channels: int = 3,
) -> list[Row]:
    """The ops of one pooling."""
    attrs = {"window": tuple(window), "strides": tuple(strides), "padding": padding}
    out = geometry(extents, window, strides, padding, (1,) * len(window)).out
    x, y = (batch, *extents, channels), (batch, *(n or 0 for n in out), channels)
    taps = real_taps(extents, window, attrs, x)
    return [
        # Many different numbers are large ones, for whose sums finite differences are not exact enough.
        Row("max_pool", (distinct(*x),), attrs, ("float32", "float64"), differentiable=bool(0 < np.prod(x) < 10_000)),
        Row("max_pool", (plain(*x),), attrs, NUMBERS, differentiable=False, note="ties"),
        Row("max_pool_grad", (plain(*y), taps, plain(*x)), attrs, FLOATS),
        Row("max_pool_take", (plain(*x), taps), attrs, FLOATS),
        Row("avg_pool", (plain(*x),), attrs, FLOATS),
        Row("avg_pool_grad", (plain(*y), plain(*x)), attrs, FLOATS),
    ]


POOLINGS = [
    *rows((7,), (2,), (2,)),
    *rows((9,), (3,), (2,), "same", channels=17),
    *rows((12,), (5,), (1,), ((2, 4),), batch=9, channels=2),
    *rows((6, 5), (2, 2), (2, 2)),
    *rows((6, 5), (2, 2), (2, 2), "same", channels=1),
    *rows((7, 8), (3, 3), (2, 2), channels=33),
    *rows((7, 8), (3, 3), (2, 2), "same", channels=130),
    *rows((5, 4), (3, 3), (1, 1), "same", channels=16),
    *rows((5, 7), (2, 3), (1, 2), ((1, 0), (0, 2))),
    *rows((5, 7), (1, 2), (3, 3), "same", channels=64),  # strides beyond the window: some inputs meet nothing
    *rows((5, 5), (7, 6), (2, 2), "same"),
    *rows((1, 1), (1, 1), (1, 1)),
    *rows((6, 5), (2, 2), (2, 2), batch=0),
    *rows((6, 5), (2, 2), (2, 2), channels=0),
    *rows((18, 17), (17, 16), (1, 1), channels=5),  # more taps than a byte can number
    *rows((41, 37), (3, 3), (2, 2), "same", batch=3, channels=40),
    *rows((4, 5, 3), (2, 2, 2), (2, 2, 2), "same"),
    *rows((4, 5, 6), (3, 2, 1), (1, 2, 3), channels=20),
    Row("max_pool", (lambda rng, dtype: extremes()(rng, dtype).reshape(1, 7, 2),), {"window": (2,), "strides": (1,),
        "padding": "same"}, differentiable=False, note="extremes"),
    Row("max_pool", (indices(4, 2, 9, 9, 5, dtype="int32"),), {"window": (3, 3), "strides": (2, 2),
        "padding": "valid"}, note="ties"),
]  # fmt: skip
assert {tap_dtype((17, 16)), tap_dtype((3, 3))} == {"int32", "uint8"}
