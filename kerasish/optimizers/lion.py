"""Lion: steps of one size, along the sign of a mean gradient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import ops
from ..registry import export
from .arguments import Common, arguments
from .base import Optimizer
from .configuration import require
from .slots import Slot

if TYPE_CHECKING:
    from typing_extensions import Unpack


@export("optimizers.Lion")
class Lion(Optimizer):
    """Lion.

        w = w - rate * sign(b1 * m + (1 - b1) * g)
        m = b2 * m + (1 - b2) * g

    Arguments:
        learning_rate: the rate, or a schedule (default 0.0001 in 2.15, 0.001 later).
        beta_1: share of the mean in the step's direction; above 0, at most 1.
        beta_2: share of the old mean that is kept.
        common: what every optimizer takes; see `Optimizer`.

    Errors:
        ValueError where `beta_1` is out of range.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.array([1.0], np.float32))
        >>> Lion(0.5).apply([np.array([30.0], np.float32)], [w])
        >>> w.numpy()
        array([0.5], dtype=float32)

    Source: https://arxiv.org/abs/2302.06675
    """

    since = "2.15"
    own_arguments = ("beta_1", "beta_2")

    @arguments
    def __init__(
        self, learning_rate: Any = 0.001, beta_1: float = 0.9, beta_2: float = 0.99, **common: Unpack[Common]
    ) -> None:
        super().__init__(learning_rate=learning_rate, **common)
        require(self, "beta_1", beta_1, 0 < beta_1 <= 1, "above 0 and at most 1 (at 0 it would be sign descent)")
        self.beta_1, self.beta_2 = beta_1, beta_2

    def slots(self) -> Sequence[Sequence[Slot]]:
        """The mean gradient."""
        return [[Slot("momentum")]]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one weight."""
        m = self.slot(variable, "momentum")
        direction = ops.sign(m * self.beta_1 + gradient * (1.0 - self.beta_1))
        self.assign_sub(variable, direction * learning_rate)
        self.assign(m, m * self.beta_2 + gradient * (1.0 - self.beta_2))
