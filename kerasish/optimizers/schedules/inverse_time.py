"""The rate divided by a growing number."""

from __future__ import annotations

from typing import Any

from ... import ops
from ...registry import export
from .base import LearningRateSchedule, as_float, require_positive


@export("optimizers.schedules.InverseTimeDecay")
class InverseTimeDecay(LearningRateSchedule):
    """`rate = initial_learning_rate / (1 + decay_rate * step / decay_steps)`.

    Arguments:
        initial_learning_rate: the rate at step 0.
        decay_steps: steps over which the denominator grows by `decay_rate`; above 0.
        decay_rate: how fast the denominator grows.
        staircase: let the rate change at whole multiples of `decay_steps` only.
        name: a name.

        >>> float(InverseTimeDecay(1.0, decay_steps=10, decay_rate=0.5)(20))
        0.5
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        decay_rate: float,
        staircase: bool = False,
        name: str | None = "InverseTimeDecay",
    ) -> None:
        require_positive(self, "decay_steps", decay_steps)
        self.initial_learning_rate, self.decay_steps, self.decay_rate = initial_learning_rate, decay_steps, decay_rate
        self.staircase, self.name = staircase, name

    def __call__(self, step: Any) -> Any:
        """The rate at a step."""
        times = as_float(step) / self.decay_steps
        times = ops.floor(times) if self.staircase else times
        return self.initial_learning_rate / (times * self.decay_rate + 1.0)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal schedule."""
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "decay_rate": self.decay_rate,
            "staircase": self.staircase,
            "name": self.name,
        }
