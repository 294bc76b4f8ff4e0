"""Adam: momentum divided by the size of recent gradients."""

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


@export("optimizers.Adam", "optimizers.adam", "optimizers.experimental.Adam")
class Adam(Optimizer):
    """Adam.

        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        w = w - rate * sqrt(1 - b2**t) / (1 - b1**t) * m / (sqrt(v) + epsilon)

    With `amsgrad` the largest `v` so far takes the place of `v` in the last line.

    Arguments:
        learning_rate: the rate, or a schedule.
        beta_1: share of the old mean that is kept.
        beta_2: share of the old mean square that is kept.
        epsilon: keeps the denominator off zero; None for the generation's default (1e-8 in Keras 1, later 1e-7).
        amsgrad: let the denominator never shrink (Reddi et al. 2018).
        common: what every optimizer takes; see `Optimizer`.

    The fourth positional argument is `epsilon`, or `amsgrad` where it is True or False, as in Keras 2.3.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.array([1.0], np.float32))
        >>> Adam(0.1, epsilon=0.0).apply([np.array([3.0], np.float32)], [w])
        >>> w.numpy().round(4)
        array([0.9], dtype=float32)

    Source: https://arxiv.org/abs/1412.6980, https://openreview.net/forum?id=ryQu7f-RZ
    """

    own_arguments = ("beta_1", "beta_2", "epsilon", "amsgrad")

    @arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float | None = 1e-7,
        amsgrad: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate=learning_rate, **common)
        self.beta_1, self.beta_2, self.epsilon, self.amsgrad = beta_1, beta_2, epsilon, bool(amsgrad)

    def slots(self) -> Sequence[Sequence[Slot]]:
        """The mean, the mean square, and the largest mean square so far."""
        rows = [[Slot("momentum"), Slot("velocity")]]
        if self.amsgrad:
            rows.append([Slot("velocity_hat")])
        elif self.era in ("2.2", "2.3"):  # whose files hold one number per weight in its place
            rows.append([Slot("velocity_hat", shape=lambda variable: (1,))])
        return rows

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one weight."""
        m, v = self.slot(variable, "momentum"), self.slot(variable, "velocity")
        mean = m + (gradient - m) * self.complement(self.beta_1)
        square = v + (ops.square(gradient) - v) * self.complement(self.beta_2)
        self.assign(m, mean)
        self.assign(v, square)
        if self.amsgrad:
            largest = self.slot(variable, "velocity_hat")
            square = ops.maximum(largest, square)
            self.assign(largest, square)
        self.assign_sub(
            variable, mean * self._corrected(learning_rate, variable.dtype) / (ops.sqrt(square) + self.epsilon)
        )

    def _corrected(self, rate: Any, dtype: str) -> Any:
        """The rate, corrected for means that start at zero."""
        return self.per_step(
            "corrected",
            dtype,
            lambda: (
                rate
                * ops.sqrt(1.0 - self.power("beta_2", self.beta_2, dtype))
                / (1.0 - self.power("beta_1", self.beta_1, dtype))
            ),
        )
