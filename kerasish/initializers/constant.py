"""Initializers that draw nothing: zeros, ones, a constant, the identity matrix."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..registry import export
from .initializer import Array, Initializer, extents, storage


@export("initializers.Zeros", "initializers.zeros", "initializers.zero")
class Zeros(Initializer):
    """All zeros.

    Example:
        >>> Zeros()((2, 2)).tolist()
        [[0.0, 0.0], [0.0, 0.0]]
    """

    def __call__(self, shape: Any, dtype: Any = None) -> Array:
        """Zeros of this shape."""
        return np.zeros(extents(shape), storage(dtype))


@export("initializers.Ones", "initializers.ones", "initializers.one")
class Ones(Initializer):
    """All ones.

    Example:
        >>> Ones()((3,)).tolist()
        [1.0, 1.0, 1.0]
    """

    def __call__(self, shape: Any, dtype: Any = None) -> Array:
        """Ones of this shape."""
        return np.ones(extents(shape), storage(dtype))


@export("initializers.Constant", "initializers.constant")
class Constant(Initializer):
    """One value everywhere.

    Arguments:
        value: a number, or an array that broadcasts to the shape.

    Example:
        >>> Constant(3)((2,)).tolist()
        [3.0, 3.0]
    """

    def __init__(self, value: Any = 0.0) -> None:
        self.value = value

    def __call__(self, shape: Any, dtype: Any = None) -> Array:
        """The value, repeated to fill this shape."""
        return np.full(extents(shape), self.value, storage(dtype))

    def get_config(self) -> dict[str, Any]:
        """The value."""
        return {"value": self.value.tolist() if isinstance(self.value, (np.ndarray, np.generic)) else self.value}


@export("initializers.Identity", "initializers.identity", "initializers.IdentityInitializer")
class Identity(Initializer):
    """`gain` on the main diagonal of a matrix, zeros elsewhere.

    Arguments:
        gain: the value on the diagonal.

    Example:
        >>> Identity(2.0)((2, 3)).tolist()
        [[2.0, 0.0, 0.0], [0.0, 2.0, 0.0]]
    """

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def __call__(self, shape: Any, dtype: Any = None) -> Array:
        """The matrix; ValueError for a shape without exactly two axes."""
        size = extents(shape)
        if len(size) != 2:
            raise ValueError(f"Identity makes matrices, so the shape needs 2 axes; it is {size}.")
        kind = storage(dtype)
        return np.eye(*size, dtype=kind) * np.asarray(self.gain, kind)

    def get_config(self) -> dict[str, Any]:
        """The gain."""
        return {"gain": self.gain}
