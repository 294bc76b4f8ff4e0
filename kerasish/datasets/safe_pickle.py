"""Data out of pickles without running what is in them: numbers, texts, lists, dictionaries and plain NumPy arrays.

A pickle may name any function to be called while it is read. Here two names are known, and stand for classes of this
file, which keep what they are given and do nothing with it; only when all is read are arrays made, and checked.
"""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_RECONSTRUCT = {("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct")}
_NDARRAY, _DTYPE = ("numpy", "ndarray"), ("numpy", "dtype")
_ENCODE = ("_codecs", "encode")  # how Python 3 writes bytes in the older protocols
_NUMBERS = ("u1", "i1", "i2", "i4", "i8", "f4", "f8")


class _Type:
    """A dtype as a pickle describes it: a code, and a state of which the byte order counts."""

    def __init__(self, code: Any, *_: Any) -> None:
        self.code, self.order = _text(code), "|"

    def __setstate__(self, state: Any) -> None:
        self.order = _text(state[1])


class _Stored:
    """An array as a pickle describes it."""

    def __init__(self, *_: Any) -> None:
        self.state: Any = None

    def __setstate__(self, state: Any) -> None:
        self.state = state

    def array(self) -> Any:
        """The array, or the list where it holds objects."""
        _, shape, kind, by_columns, data = self.state
        if not isinstance(kind, _Type):
            raise pickle.UnpicklingError("an array without a dtype")
        if kind.code in ("O", "O8", "O4") and isinstance(data, list):
            return [plain(item) for item in data]
        if kind.code not in _NUMBERS:
            raise pickle.UnpicklingError(f"an array of dtype {kind.code!r}")
        data = data.encode("latin-1") if isinstance(data, str) else data
        flat = np.frombuffer(data, np.dtype(kind.code).newbyteorder(">" if kind.order == ">" else "<"))
        return flat.reshape(shape, order="F" if by_columns else "C")


class _Reader(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _RECONSTRUCT:
            return _Stored
        if (module, name) == _NDARRAY:
            return _Stored
        if (module, name) == _DTYPE:
            return _Type
        if (module, name) == _ENCODE:
            return _encoded
        raise pickle.UnpicklingError(f"it names {module}.{name}, which is none of the data it should hold")

    def persistent_load(self, pid: Any) -> Any:
        raise pickle.UnpicklingError("it refers to something outside")


def _encoded(text: Any, encoding: Any = "latin1") -> bytes:
    if _text(encoding) not in ("latin1", "latin-1"):
        raise pickle.UnpicklingError("bytes in an unknown encoding")
    return _text(text).encode("latin-1")


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if not isinstance(value, str):
        raise pickle.UnpicklingError(f"a {type(value).__name__} where a text belongs")
    return value


def plain(value: Any) -> Any:
    """What was read, with arrays in their places; keys of dictionaries are texts."""
    if isinstance(value, _Stored):
        return value.array()
    if isinstance(value, dict):
        return {_text(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return value if all(type(item) is int for item in value) else [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str, bytes)):
        return value
    raise pickle.UnpicklingError(f"a {type(value).__name__}, which is none of the data it should hold")


def read(file: Any) -> Any:
    """The data in a pickle of Python 2 or 3.

    Arguments:
        file: an open binary file.

    Returns:
        Numbers, texts, bytes, lists and dictionaries; arrays of numbers; lists for arrays of objects.

    Errors:
        ValueError for anything else in it, and for what is no pickle.
    """
    try:
        return plain(_Reader(file, encoding="bytes").load())
    except Exception as error:  # a broken pickle can raise nearly anything
        raise ValueError(f"it is no pickle of plain data: {error}") from error
