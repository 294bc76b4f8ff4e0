"""A penalty on what passes through."""

from __future__ import annotations

from typing import Any

from .. import regularizers
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .elementwise import Elementwise


@export("layers.ActivityRegularization")
class ActivityRegularization(Elementwise):
    """`x`, while `l1 * sum(|x|) + l2 * sum(x**2)` joins the losses (per sample from level 2.3 on).

    Arguments:
        l1: factor of the absolute sum.
        l2: factor of the sum of squares.

    Shapes: input (...), output (...).

    >>> ActivityRegularization(l1=0.5)(np.array([[1.0, -2.0]])).tolist()
    [[1.0, -2.0]]

    Source: keras.io, layers API, ActivityRegularization.
    """

    @accepts_old_spellings
    def __init__(self, l1: float = 0.0, l2: float = 0.0, **kwargs: Any) -> None:
        super().__init__(activity_regularizer=regularizers.L1L2(l1=l1, l2=l2), **kwargs)
        self.l1, self.l2 = l1, l2

    def call(self, inputs: Any) -> Any:
        """(...) to (...)."""
        return inputs

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"l1": self.l1, "l2": self.l2}
