"""Large arrays of random numbers, drawn in the precision that is wanted and changed in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import dtypes
from .initializer import extents, storage

Array = np.ndarray[Any, Any]

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
    return _placed(draw.standard_normal(extents(shape), dtype=precision(dtype, who)), mean, stddev, dtype)


def truncated(draw: np.random.Generator, shape: Any, mean: float, stddev: float, dtype: Any, who: str) -> Array:
    """Numbers of a normal distribution; those farther than 2 standard deviations from the mean are drawn again."""
    kind = precision(dtype, who)
    x = draw.standard_normal(extents(shape), dtype=kind)
    flat = x.reshape(-1)
    far = np.flatnonzero(np.abs(flat) > 2)
    while far.size:
        again = draw.standard_normal(far.size, dtype=kind)
        flat[far] = again
        far = far[np.abs(again) > 2]
    return _placed(x, mean, stddev, dtype)


def _placed(x: Array, mean: float, stddev: float, dtype: Any) -> Array:
    x *= stddev
    if mean:
        x += mean
    return x.astype(storage(dtype), copy=False)
