"""What a regularizer is: a callable that gives the penalty of an array, with a configuration."""

from __future__ import annotations

import math
from typing import Any, TypeVar

import numpy as np

from ..errors import explain
from ..registry import export

R = TypeVar("R", bound="Regularizer")


@export("regularizers.Regularizer")
class Regularizer:
    """Base of all regularizers; a subclass defines `__call__(x)`, which returns a scalar, and `get_config()`.

    Example:
        >>> class Spread(Regularizer):
        ...     def __call__(self, x):
        ...         return x.max() - x.min()
        >>> import numpy as np
        >>> float(Spread()(np.array([1.0, 3.0])))
        2.0
    """

    def __call__(self, x: Any) -> Any:
        """The penalty of an array: none."""
        return 0.0

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal regularizer."""
        raise NotImplementedError(f"{type(self).__name__} defines no get_config(), so no file can hold it.")

    @classmethod
    def from_config(cls: type[R], config: dict[str, Any]) -> R:
        """A regularizer from its configuration."""
        return cls(**config)

    def set_param(self, p: Any) -> None:
        """Nothing: Keras 1 called it with the regularized variable."""

    def set_layer(self, layer: Any) -> None:
        """Nothing: Keras 1 called it with the regularized layer."""


def strength(value: Any, name: str, default: float) -> float:
    """A strength as a float; None means the default.

    Errors:
        ValueError for anything but a finite number from 0 on.
    """
    if value is None:
        return default
    scalar = isinstance(value, (int, float, np.ndarray, np.generic)) and np.ndim(value) == 0
    number = float(value) if scalar else math.nan
    if not 0.0 <= number < math.inf:
        raise ValueError(explain(f"Invalid value for argument {name}.", "a non-negative float", repr(value)))
    return number
