"""Arrays made from nothing: zeros, ones, ranges, identity matrices."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import dtypes
from .core import weak_dtype


def _float(dtype: Any) -> Any:
    from ..config import floatx

    return dtypes.numpy_dtype(dtypes.canonical(dtype or floatx()))


def zeros(shape: Any, dtype: Any = None) -> Any:
    """An array of zeros."""
    return np.zeros(shape, _float(dtype))


def ones(shape: Any, dtype: Any = None) -> Any:
    """An array of ones."""
    return np.ones(shape, _float(dtype))


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Any:
    """An array filled with one value."""
    return np.full(shape, fill_value, dtypes.numpy_dtype(dtypes.canonical(dtype or weak_dtype(fill_value))))


def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Any:  # noqa: N803
    """Ones on the `k`-th diagonal of an N by M matrix."""
    return np.eye(N, M, k, dtype=_float(dtype))


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Any:
    """Numbers from `start` up to, not including, `stop`."""
    values = np.arange(start, stop, step) if stop is not None else np.arange(0, start, step)
    return values.astype(dtypes.numpy_dtype(dtypes.canonical(dtype or weak_dtype(values.tolist() or 0))))


def linspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None) -> Any:
    """`num` numbers evenly spread from `start` to `stop`."""
    return np.linspace(start, stop, num, endpoint, dtype=_float(dtype))


def array(x: Any, dtype: Any = None) -> Any:
    """`x` as an array; symbolic tensors stay what they are."""
    if hasattr(x, "symbolic"):
        from .elementwise import cast

        if dtype:
            return cast(x, dtype)
        tensor = x.symbolic()
        return np.asarray(x) if tensor is None else tensor
    from .core import as_constant

    return as_constant(x, dtypes.canonical(dtype) if dtype else None)


convert_to_tensor = array


def convert_to_numpy(x: Any) -> Any:
    """`x` as a NumPy array."""
    return np.asarray(x)
