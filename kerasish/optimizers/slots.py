"""Slots: the variables that an optimizer keeps beside each weight, such as momentum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Shape = tuple[int, ...]


class Slot(NamedTuple):
    """What to keep beside a weight.

    Attributes:
        name: its name; files know the variable as `optimizer/weight_name`.
        initial: what it starts as: a number, or a function of the weight that returns an array.
        shape: a function of the weight that returns the slot's shape, or None where this weight has no such slot.
        bare: whether files know the variable by the weight's own name alone.
    """

    name: str
    initial: float | Callable[[Any], Any] = 0.0
    shape: Callable[[Any], Shape | None] | None = None
    bare: bool = False

    def shape_for(self, variable: Any) -> Shape | None:
        """The slot's shape beside `variable`; None where it has none."""
        return tuple(variable.shape) if self.shape is None else self.shape(variable)

    def start(self, variable: Any, shape: Shape, dtype: Any) -> np.ndarray[Any, Any]:
        """The array that the slot starts as."""
        value = self.initial(variable) if callable(self.initial) else self.initial
        return np.array(np.broadcast_to(value, shape), dtype)
