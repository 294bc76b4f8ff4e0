"""Lamb: Adam's direction, with steps in proportion to each weight's size."""

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


@export("optimizers.Lamb")
class Lamb(Optimizer):
    """Lamb.

        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        d = m / (1 - b1**t) / (sqrt(v / (1 - b2**t)) + epsilon)
        w = w - rate * |w| / |d| * d

    Arguments:
        learning_rate: the rate, or a schedule.
        beta_1: share of the old mean that is kept.
        beta_2: share of the old mean square that is kept.
        epsilon: keeps the denominator off zero.
        common: what every optimizer takes; see `Optimizer`.

    Where `|w|` or `|d|` is 0 the ratio is 1.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.array([2.0], np.float32))
        >>> Lamb(0.25, epsilon=0.0).apply([np.array([3.0], np.float32)], [w])
        >>> w.numpy().round(4)
        array([1.5], dtype=float32)

    Source: https://arxiv.org/abs/1904.00962
    """

    since = "3"
    own_arguments = ("beta_1", "beta_2", "epsilon")

    @arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float | None = 1e-7,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate=learning_rate, **common)
        self.beta_1, self.beta_2, self.epsilon = beta_1, beta_2, epsilon

    def slots(self) -> Sequence[Sequence[Slot]]:
        """The mean and the mean square."""
        return [[Slot("momentum"), Slot("velocity")]]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one weight."""
        m, v, dtype = self.slot(variable, "momentum"), self.slot(variable, "velocity"), variable.dtype
        mean = m + (gradient - m) * (1.0 - self.beta_1)
        square = v + (ops.square(gradient) - v) * (1.0 - self.beta_2)
        self.assign(m, mean)
        self.assign(v, square)
        first = self.per_step("1 - beta_1^t", dtype, lambda: 1.0 - self.power("beta_1", self.beta_1, dtype))
        second = self.per_step("1 - beta_2^t", dtype, lambda: 1.0 - self.power("beta_2", self.beta_2, dtype))
        direction = mean / first / (ops.sqrt(square / second) + self.epsilon)
        size, length = ops.norm(variable), ops.norm(direction)
        usable = ops.logical_and(ops.greater(size, 0.0), ops.greater(length, 0.0))
        ratio = ops.where(usable, size / ops.where(usable, length, 1.0), 1.0)
        self.assign_sub(variable, direction * (ratio * learning_rate))
