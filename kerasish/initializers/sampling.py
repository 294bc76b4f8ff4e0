"""Large arrays of random numbers, drawn in the precision that is wanted and changed in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import dtypes
from .initializer import extents, storage

Array = np.ndarray[Any, Any]

_PIECE = 1 << 15

TRUNCATED_STDDEV = 0.87962566103423978
"""Standard deviation of a standard normal cut off at -2 and 2: sqrt(1 - 4*phi(2) / (2*Phi(2) - 1))."""


def precision(dtype: Any, who: str) -> Any:
    """The type to draw in: double for float64, single for all shorter floats.

    Errors:
        ValueError for a dtype that is no float.
    """
    kind = storage(dtype)
    if not dtypes.is_float(dtypes.canonical(kind)):
        raise ValueError(f"{who} draws floating-point numbers; it was asked for dtype {kind.name!r}.")
    return np.float64 if kind == np.float64 else np.float32


def uniform(draw: np.random.Generator, shape: Any, low: float, high: float, dtype: Any, who: str) -> Array:
    """Numbers spread evenly over `[low, high)`."""
    x = draw.random(extents(shape), dtype=precision(dtype, who))
    x *= high - low
    x += low
    return x.astype(storage(dtype), copy=False)


def normal(draw: np.random.Generator, shape: Any, mean: float, stddev: float, dtype: Any, who: str) -> Array:
    """Numbers of a normal distribution."""
    return _filled(draw.standard_normal, shape, mean, stddev, dtype, who)


def truncated(draw: np.random.Generator, shape: Any, mean: float, stddev: float, dtype: Any, who: str) -> Array:
    """Numbers of a normal distribution; those farther than 2 standard deviations from the mean are drawn again."""

    def fill(out: Array, dtype: Any) -> None:
        draw.standard_normal(out=out, dtype=dtype)
        far = np.flatnonzero(np.abs(out) > 2)
        while far.size:
            again = draw.standard_normal(far.size, dtype=dtype)
            out[far] = again
            far = far[np.abs(again) > 2]

    return _filled(fill, shape, mean, stddev, dtype, who)


def _filled(fill: Callable[..., Any], shape: Any, mean: float, stddev: float, dtype: Any, who: str) -> Array:
    """An array filled, scaled and moved piece by piece, each small enough to stay in the cache meanwhile."""
    kind = precision(dtype, who)
    x = np.empty(extents(shape), kind)
    flat = x.reshape(-1)
    for start in range(0, flat.size, _PIECE):
        piece = flat[start : start + _PIECE]
        fill(out=piece, dtype=kind)
        piece *= stddev
        piece += mean
    return x.astype(storage(dtype), copy=False)
