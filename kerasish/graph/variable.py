"""Variables: arrays that live between runs of a graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import dtypes
from ..errors import explain
from ..ops.core import Spec
from . import trace
from .operators import Operators
from .tensor import VARIABLE, Node, Tensor, as_tensor

ALIGNMENT = 64


class Variable(Operators):
    """An array with a name that layers, optimizers and metrics keep.

    Arguments:
        initializer: a callable `(shape, dtype)`, or the initial array.
        shape: its shape, when `initializer` is a callable.
        dtype: its dtype (default: the array's own, or `floatx`).
        trainable: whether training changes it.
        name: its name.

    The array never moves in memory: assigning writes into it, because plans hold its address.
    """

    def __init__(
        self,
        initializer: Any,
        shape: tuple[int, ...] | None = None,
        dtype: Any = None,
        trainable: bool = True,
        name: str | None = None,
        regularizer: Any = None,
        constraint: Callable[[Any], Any] | None = None,
    ) -> None:
        from ..config import floatx

        if callable(initializer):
            if shape is None:
                raise ValueError(f"Variable {name!r}: a callable initializer needs a shape.")
            chosen = dtypes.canonical(dtype or floatx())
            value = np.asarray(initializer(tuple(shape), dtype=chosen))
        else:
            value = np.asarray(initializer)
            implied = floatx() if value.dtype == np.float64 and not hasattr(initializer, "dtype") else value.dtype
            chosen = dtypes.canonical(dtype or implied)
        self._array = aligned(value.shape, dtypes.numpy_dtype(chosen))
        self._array[...] = value
        self.dtype, self.name, self.trainable = chosen, name or "variable", trainable
        self.path = self.name
        self.regularizer, self.constraint = regularizer, constraint
        self.source: Tensor = Node(VARIABLE, (), {"variable": self}, [Spec(self.shape, chosen)]).outputs[0]

    @property
    def shape(self) -> tuple[int, ...]:
        """Its shape."""
        return self._array.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self._array.ndim

    @property
    def size(self) -> int:
        """Number of elements."""
        return int(self._array.size)

    @property
    def array(self) -> np.ndarray[Any, Any]:
        """The array itself, not a copy."""
        return self._array

    @property
    def value(self) -> Any:
        """The current value: a tensor while tracing, an array otherwise."""
        tensor = self.symbolic()
        return self._array if tensor is None else tensor

    def numpy(self) -> np.ndarray[Any, Any]:
        """A copy of the current array."""
        return self._array.copy()

    def symbolic(self) -> Tensor | None:
        """The tensor that stands for this variable in the current trace, or None outside one."""
        scope = trace.current()
        return scope.read(self) if scope else None

    def leaf(self) -> Tensor:
        """The tensor that stands for this variable, in a trace or outside one."""
        tensor = self.symbolic()
        return self.source if tensor is None else tensor

    def assign(self, value: Any) -> Any:
        """Give the variable a new value of its own shape; returns the value."""
        scope = trace.current()
        if scope is None and not isinstance(value, Tensor):
            array = np.asarray(value)
            self._check(array.shape)
            self._array[...] = array
            return self._array
        if scope is None:
            raise ValueError(f"Variable {self.name!r}: a symbolic value can be assigned only while tracing.")
        from .. import ops

        tensor = ops.cast(as_tensor(value), self.dtype)
        self._check(tensor.shape)
        scope.write(self, tensor)
        return tensor

    def assign_add(self, value: Any) -> Any:
        """Add to the variable."""
        return self.assign(self + value)

    def assign_sub(self, value: Any) -> Any:
        """Subtract from the variable."""
        return self.assign(self - value)

    def _check(self, shape: tuple[int | None, ...]) -> None:
        fits = len(shape) == self.ndim and all(a is None or a == b for a, b in zip(shape, self.shape, strict=True))
        if not fits:
            raise ValueError(
                explain(f"Assigning to variable {self.path!r} failed.", f"shape {self.shape}", f"shape {shape}")
            )

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        return np.array(self._array, dtype=dtype) if copy or dtype is not None else self._array

    def __float__(self) -> float:
        return float(self._array)

    def __int__(self) -> int:
        return int(self._array)

    def __len__(self) -> int:
        return len(self._array)

    def __reduce__(self) -> Any:
        return _restore, (self._array.copy(), self.dtype, self.trainable, self.name, self.path)

    def __deepcopy__(self, memo: dict[int, Any]) -> Variable:
        memo[id(self)] = copy = _restore(self._array.copy(), self.dtype, self.trainable, self.name, self.path)
        copy.regularizer, copy.constraint = self.regularizer, self.constraint
        return copy

    def __repr__(self) -> str:
        return f"<Variable path={self.path} shape={self.shape} dtype={self.dtype}>"


def aligned(shape: tuple[int, ...], dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """An array that starts on a cache line: vector loads that straddle two lines take twice the time."""
    size = int(np.prod(shape, dtype=np.int64)) * dtype.itemsize
    memory = np.empty(size + ALIGNMENT, np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    return memory[start : start + size].view(dtype).reshape(shape)


def _restore(array: Any, dtype: str, trainable: bool, name: str, path: str) -> Variable:
    variable = Variable(array, dtype=dtype, trainable=trainable, name=name)
    variable.path = path
    return variable
