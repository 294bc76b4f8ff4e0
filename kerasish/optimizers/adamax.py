"""Adamax: Adam by the largest recent gradient."""

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


@export("optimizers.Adamax", "optimizers.adamax", "optimizers.experimental.Adamax")
class Adamax(Optimizer):
    """Adamax: Adam with the infinity norm.

        m = b1 * m + (1 - b1) * g
        u = max(b2 * u, |g|)
        w = w - rate / (1 - b1**t) * m / (u + epsilon)

    Arguments:
        learning_rate: the rate, or a schedule (default 0.002 up to Keras 2.3, 0.001 later).
        beta_1: share of the old mean that is kept.
        beta_2: how fast the largest gradient is forgotten.
        epsilon: keeps the denominator off zero; None for the generation's default.
        common: what every optimizer takes; see `Optimizer`.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.array([1.0], np.float32))
        >>> Adamax(0.1, epsilon=0.0).apply([np.array([3.0], np.float32)], [w])
        >>> w.numpy().round(4)
        array([0.9], dtype=float32)

    Source: https://arxiv.org/abs/1412.6980, section 7
    """

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
        """The mean, and the largest recent gradient."""
        return [[Slot("momentum"), Slot("norm")]]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one weight."""
        m, u = self.slot(variable, "momentum"), self.slot(variable, "norm")
        mean = m + (gradient - m) * self.complement(self.beta_1)
        largest = ops.maximum(u * self.beta_2, ops.absolute(gradient))
        self.assign(m, mean)
        self.assign(u, largest)
        dtype = variable.dtype
        rate = self.per_step(
            "corrected", dtype, lambda: learning_rate / (1.0 - self.power("beta_1", self.beta_1, dtype))
        )
        self.assign_sub(variable, mean * rate / (largest + self.epsilon))
