"""Schedule-free AdamW: averaging in the place of a falling rate."""

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


@export("optimizers.ScheduleFreeAdamW")
class ScheduleFreeAdamW(Optimizer):
    """Schedule-free AdamW. The weights are `y`, between the fast `z` and its mean `x`:

        v = b2 * v + (1 - b2) * g**2
        x = (y - (1 - b1) * z) / b1
        z = z - rate * g / (sqrt(v / (1 - b2**t)) + epsilon)
        x = (1 - 1/t) * x + z / t
        y = (1 - b1) * z + b1 * x

    Arguments:
        learning_rate: the rate, or a schedule.
        beta_1: share of the mean in the weights; not 0.
        beta_2: share of the old mean square that is kept.
        epsilon: keeps the denominator off zero.
        warmup_steps: the rate grows in equal parts over so many steps.
        common: what every optimizer takes; see `Optimizer`.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.array([1.0], np.float32))
        >>> ScheduleFreeAdamW(0.5).apply([np.array([2.0], np.float32)], [w])
        >>> w.numpy().round(4)
        array([0.5], dtype=float32)

    Source: https://arxiv.org/abs/2405.15682
    """

    since = "3"
    own_arguments = ("beta_1", "beta_2", "epsilon", "warmup_steps")

    @arguments
    def __init__(
        self,
        learning_rate: Any = 0.0025,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float | None = 1e-8,
        warmup_steps: int = 0,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate=learning_rate, **common)
        self.beta_1, self.beta_2, self.epsilon, self.warmup_steps = beta_1, beta_2, epsilon, warmup_steps

    def slots(self) -> Sequence[Sequence[Slot]]:
        """`z`, which starts at the weights, and the mean square."""
        return [[Slot("momentum", initial=lambda variable: variable.numpy()), Slot("velocity")]]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one weight."""
        z, v, dtype = self.slot(variable, "momentum"), self.slot(variable, "velocity"), variable.dtype
        square = v + (ops.square(gradient) - v) * (1.0 - self.beta_2)
        spread = self.per_step("1 - beta_2^t", dtype, lambda: 1.0 - self.power("beta_2", self.beta_2, dtype))
        rate = self.per_step("warm rate", dtype, lambda: self._warm(learning_rate, dtype))
        fresh = self.per_step("1/t", dtype, lambda: 1.0 / self.step_number(dtype))
        mean = (variable - z * (1.0 - self.beta_1)) / self.beta_1
        fast = z - gradient * rate / (ops.sqrt(square / spread) + self.epsilon)
        mean = mean * (1.0 - fresh) + fast * fresh
        self.assign(v, square)
        self.assign(z, fast)
        self.assign(variable, fast * (1.0 - self.beta_1) + mean * self.beta_1)

    def _warm(self, rate: Any, dtype: str) -> Any:
        if self.warmup_steps <= 0:
            return rate
        return rate * ops.minimum(self.step_number(dtype) / self.warmup_steps, 1.0)
