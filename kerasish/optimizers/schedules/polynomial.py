"""A rate that falls along a polynomial."""

from __future__ import annotations

from typing import Any

from ... import ops
from ...registry import export
from .base import LearningRateSchedule, as_float, require_positive


@export("optimizers.schedules.PolynomialDecay")
class PolynomialDecay(LearningRateSchedule):
    """`rate = (initial - end) * (1 - step / decay_steps) ** power + end`, and `end` afterwards.

    Arguments:
        initial_learning_rate: the rate at step 0.
        decay_steps: the step at which the rate is `end_learning_rate`; above 0.
        end_learning_rate: the last rate.
        power: 1 for a straight line.
        cycle: start again after `decay_steps`, over the next whole multiple of it.
        name: a name.

        >>> float(PolynomialDecay(1.0, decay_steps=10, end_learning_rate=0.0)(5))
        0.5
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        end_learning_rate: float = 0.0001,
        power: float = 1.0,
        cycle: bool = False,
        name: str | None = "PolynomialDecay",
    ) -> None:
        require_positive(self, "decay_steps", decay_steps)
        self.initial_learning_rate, self.decay_steps = initial_learning_rate, decay_steps
        self.end_learning_rate, self.power, self.cycle, self.name = end_learning_rate, power, cycle, name

    def __call__(self, step: Any) -> Any:
        """The rate at a step."""
        t = as_float(step)
        if self.cycle:
            length = ops.maximum(ops.ceil(t / self.decay_steps), 1.0) * self.decay_steps
            part = t / length
        else:
            part = ops.minimum(t, float(self.decay_steps)) / self.decay_steps
        span = self.initial_learning_rate - self.end_learning_rate
        return ops.power(1.0 - part, float(self.power)) * span + self.end_learning_rate

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal schedule."""
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "end_learning_rate": self.end_learning_rate,
            "power": self.power,
            "cycle": self.cycle,
            "name": self.name,
        }
