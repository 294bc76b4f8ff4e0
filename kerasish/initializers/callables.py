"""Initializers that users bring along: functions of any generation's signature, and finished arrays."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from .initializer import Array, Initializer, extents, storage


class FunctionInitializer:
    """A function that takes a shape alone, such as those of Keras 1, made to take a dtype as well.

    Arguments:
        function: a callable `(shape)` or `(shape, name=None)` that returns an array, a variable or a symbolic tensor.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.__name__ = getattr(function, "__name__", type(function).__name__)

    def __call__(self, shape: Any, dtype: Any = None) -> Array:
        """What the function gives for this shape."""
        return np.asarray(evaluate(self.function(extents(shape))), storage(dtype))


class ArrayInitializer(Initializer):
    """A finished array.

    Arguments:
        value: the array.

    Errors:
        ValueError when called for a shape other than the array's own.
    """

    def __init__(self, value: Any) -> None:
        self.value = np.asarray(value)

    def __call__(self, shape: Any, dtype: Any = None) -> Array:
        """The array, in this dtype."""
        if extents(shape) != self.value.shape:
            raise ValueError(f"The array given as initializer has shape {self.value.shape}, not {extents(shape)}.")
        return self.value.astype(storage(dtype))

    def get_config(self) -> dict[str, Any]:
        """The array as nested lists."""
        return {"value": self.value.tolist()}


def adapt(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function itself where it takes a dtype, else a wrapper that does."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # some built-in functions have no signature
        return function
    takes_dtype = any(p.name == "dtype" or p.kind is p.VAR_KEYWORD for p in parameters)
    return function if takes_dtype else FunctionInitializer(function)


def evaluate(value: Any) -> Any:
    """The numbers of what a user's initializer returned: an array, a variable, or an expression not yet computed."""
    from ..graph.tensor import is_symbolic

    if not is_symbolic(value):
        return value
    from ..graph.function import Function

    return Function([], [value])()[0]
