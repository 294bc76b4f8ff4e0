"""Adadelta: steps as large as recent steps were, relative to recent gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import ops
from ..registry import export
from .arguments import Common, arguments
from .base import Optimizer
from .slots import Slot

if TYPE_CHECKING:
    from typing_extensions import Unpack


@export("optimizers.Adadelta", "optimizers.adadelta", "optimizers.experimental.Adadelta")
class Adadelta(Optimizer):
    """Adadelta.

        a = rho * a + (1 - rho) * g**2
        d = g * sqrt(s + epsilon) / sqrt(a + epsilon)
        s = rho * s + (1 - rho) * d**2
        w = w - rate * d

    Arguments:
        learning_rate: the rate, or a schedule (default 1.0 up to Keras 2.3, 0.001 later; the paper has 1.0).
        rho: share of the old means that is kept.
        epsilon: keeps the roots off zero; None for the generation's default.
        common: what every optimizer takes; see `Optimizer`.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.array([1.0], np.float32))
        >>> Adadelta(1.0, rho=0.0, epsilon=0.25).apply([np.array([0.0], np.float32)], [w])
        >>> w.numpy()
        array([1.], dtype=float32)

    Source: https://arxiv.org/abs/1212.5701
    """

    own_arguments = ("rho", "epsilon")

    @arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.95,
        epsilon: float | None = 1e-7,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate=learning_rate, **common)
        self.rho, self.epsilon = rho, epsilon

    def slots(self) -> Sequence[Sequence[Slot]]:
        """The mean squares of gradients and of steps."""
        return [[Slot("accumulated_grad"), Slot("accumulated_delta_var")]]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one weight."""
        a, s = self.slot(variable, "accumulated_grad"), self.slot(variable, "accumulated_delta_var")
        rest = 1.0 - self.rho
        square = a * self.rho + ops.square(gradient) * rest
        step = gradient * ops.sqrt(s + self.epsilon) / ops.sqrt(square + self.epsilon)
        self.assign(a, square)
        self.assign(s, s * self.rho + ops.square(step) * rest)
        self.assign_sub(variable, step * learning_rate)
