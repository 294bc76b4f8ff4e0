"""Adagrad: the rate divided by the size of all gradients so far."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import ops
from ..registry import export
from .arguments import Common, arguments
from .base import Optimizer
from .configuration import require
from .generations import CLASSIC
from .slots import Slot

if TYPE_CHECKING:
    from typing_extensions import Unpack


@export("optimizers.Adagrad", "optimizers.adagrad", "optimizers.experimental.Adagrad")
class Adagrad(Optimizer):
    """Adagrad.

        a = a + g**2
        w = w - rate * g / sqrt(a + epsilon)               from 2.15 on
        w = w - rate * g / (sqrt(a) + epsilon)             before, and in `legacy`

    Arguments:
        learning_rate: the rate, or a schedule (default 0.01 up to Keras 2.3, 0.001 later).
        initial_accumulator_value: what `a` starts as (default 0 up to Keras 2.3, 0.1 later).
        epsilon: keeps the denominator off zero; None for the generation's default.
        common: what every optimizer takes; see `Optimizer`.

    Errors:
        ValueError for a negative `initial_accumulator_value`.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.array([1.0], np.float32))
        >>> Adagrad(0.1, 0.0, 0.0).apply([np.array([2.0], np.float32)], [w])
        >>> w.numpy()
        array([0.9], dtype=float32)

    Source: https://www.jmlr.org/papers/volume12/duchi11a/duchi11a.pdf
    """

    own_arguments = ("initial_accumulator_value", "epsilon")

    @arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float | None = 1e-7,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate=learning_rate, **common)
        start = initial_accumulator_value
        require(self, "initial_accumulator_value", start, start >= 0, "of 0 or more")
        self.initial_accumulator_value, self.epsilon = start, epsilon

    def slots(self) -> Sequence[Sequence[Slot]]:
        """The sum of squares."""
        return [[Slot("accumulator", self.initial_accumulator_value)]]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one weight."""
        a = self.slot(variable, "accumulator")
        total = a + ops.square(gradient)
        self.assign(a, total)
        outside = self.era in CLASSIC
        root = ops.sqrt(total) + self.epsilon if outside else ops.sqrt(total + self.epsilon)
        self.assign_sub(variable, gradient * learning_rate / root)
