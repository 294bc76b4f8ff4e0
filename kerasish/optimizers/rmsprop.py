"""RMSprop: the rate divided by a running mean of the gradient's size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import ops
from ..registry import export
from .arguments import Common, arguments
from .base import Optimizer
from .generations import CLASSIC
from .slots import Slot

if TYPE_CHECKING:
    from typing_extensions import Unpack


@export("optimizers.RMSprop", "optimizers.rmsprop", "optimizers.experimental.RMSprop")
class RMSprop(Optimizer):
    """RMSprop.

        v = rho * v + (1 - rho) * g**2
        w = w - rate * g / sqrt(v + epsilon)               from 2.15 on
        w = w - rate * g / (sqrt(v) + epsilon)             before, and in `legacy` without momentum

    With `centered`, the square of a running mean of `g` is taken off `v` under the root. With `momentum` `u`, the step
    is `m = u * m + step` first.

    Arguments:
        learning_rate: the rate, or a schedule.
        rho: share of the old mean that is kept.
        momentum: share of the last movement that is kept.
        epsilon: keeps the denominator off zero; None for the generation's default (1e-8 in Keras 1, later 1e-7).
        centered: divide by the estimated variance instead of the mean square.
        common: what every optimizer takes; see `Optimizer`.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.array([1.0], np.float32))
        >>> RMSprop(0.1, rho=0.0, epsilon=0.0).apply([np.array([4.0], np.float32)], [w])
        >>> w.numpy()
        array([0.9], dtype=float32)

    Source: https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf
    """

    own_arguments = ("rho", "momentum", "epsilon", "centered")

    @arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float | None = 1e-7,
        centered: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate=learning_rate, **common)
        self.rho, self.momentum, self.epsilon, self.centered = rho, momentum, epsilon, centered

    def slots(self) -> Sequence[Sequence[Slot]]:
        """The mean square; the last movement; the mean."""
        rows = [[Slot("velocity")]]
        rows += [[Slot("momentum")]] if self.momentum > 0 else []
        return rows + ([[Slot("average_gradient")]] if self.centered else [])

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one weight."""
        rest = self.complement(self.rho)
        v = self.slot(variable, "velocity")
        square = v * self.rho + ops.square(gradient) * rest
        self.assign(v, square)
        if self.centered:
            a = self.slot(variable, "average_gradient")
            mean = a * self.rho + gradient * rest
            self.assign(a, mean)
            square = square - ops.square(mean)
        step = gradient * learning_rate / self._root(square)
        if self.momentum > 0:
            m = self.slot(variable, "momentum")
            step = m * self.momentum + step
            self.assign(m, step)
        self.assign_sub(variable, step)

    def _root(self, square: Any) -> Any:
        outside = self.era in CLASSIC and not self.momentum > 0  # TensorFlow's kernel with momentum has it inside
        return ops.sqrt(square) + self.epsilon if outside else ops.sqrt(square + self.epsilon)
