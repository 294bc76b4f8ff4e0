"""Dtype names, their promotion, and the NumPy code each is known by in the kernels."""

from __future__ import annotations

from typing import Any

import numpy as np

FLOATS = ("float16", "bfloat16", "float32", "float64")
INTEGERS = ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64")
NAMES = ("bool", *INTEGERS, *FLOATS)

_ALIASES = {"half": "float16", "float": "float32", "double": "float64", "int": "int32", "long": "int64"}


def canonical(dtype: Any) -> str:
    """The name of a dtype given as a name, a NumPy dtype or a Python type; raises ValueError if unknown."""
    if dtype is float:
        return "float32"
    if dtype is int:
        return "int32"
    if isinstance(dtype, str):
        name = _ALIASES.get(dtype, dtype)
    else:
        name = getattr(dtype, "name", None) or np.dtype(dtype).name
    if name in NAMES:
        return name
    try:
        name = np.dtype(name).name
    except TypeError:
        pass
    if name not in NAMES:
        raise ValueError(f"Unknown dtype {dtype!r}: expected one of {', '.join(NAMES)}.")
    return name


def is_float(dtype: str) -> bool:
    """Whether `dtype` names a floating-point type."""
    return dtype in FLOATS


def promote(*dtypes: str) -> str:
    """The common dtype of several: any float wins over integers and keeps its width (int64 with float32: float32)."""
    floats = [d for d in dtypes if d in FLOATS]
    if floats:
        kinds = set(floats)
        if kinds == {"float16", "bfloat16"}:
            return "float32"
        return max(kinds, key=FLOATS.index)
    result = np.result_type(*(np.dtype(d) for d in dtypes)).name if dtypes else "float32"
    return "float32" if result in FLOATS else result


def numpy_dtype(dtype: str) -> np.dtype[Any]:
    """The NumPy dtype of a name; bfloat16 needs the `ml_dtypes` package."""
    if dtype != "bfloat16":
        return np.dtype(dtype)
    try:
        import ml_dtypes
    except ImportError:
        raise ValueError("dtype 'bfloat16' needs the package ml_dtypes: pip install ml_dtypes") from None
    return np.dtype(ml_dtypes.bfloat16)


def of(value: Any) -> str:
    """The dtype name of an array-like value."""
    return canonical(value.dtype) if hasattr(value, "dtype") else canonical(np.asarray(value).dtype)
