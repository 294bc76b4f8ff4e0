"""A rate that falls along half a cosine, and starts again."""

from __future__ import annotations

import math
from typing import Any

from ... import ops
from ...registry import export
from .base import LearningRateSchedule, as_float, require_positive


@export("optimizers.schedules.CosineDecayRestarts")
class CosineDecayRestarts(LearningRateSchedule):
    """Cosine falls, one after the other: the `i`-th, from 0, is `first_decay_steps * t_mul**i` steps long and starts
    at `initial_learning_rate * m_mul**i`.

    Arguments:
        initial_learning_rate: the rate at step 0.
        first_decay_steps: steps of the first fall; above 0.
        t_mul: how much longer each fall is than the one before.
        m_mul: how much higher each fall starts than the one before.
        alpha: the lowest rate as a share of the initial one.
        name: a name.

        >>> float(CosineDecayRestarts(1.0, first_decay_steps=10, t_mul=1.0, m_mul=0.5)(10))
        0.5

    Source: https://arxiv.org/abs/1608.03983
    """

    def __init__(
        self,
        initial_learning_rate: float,
        first_decay_steps: int,
        t_mul: float = 2.0,
        m_mul: float = 1.0,
        alpha: float = 0.0,
        name: str | None = "SGDRDecay",
    ) -> None:
        require_positive(self, "first_decay_steps", first_decay_steps)
        self.initial_learning_rate, self.first_decay_steps = initial_learning_rate, first_decay_steps
        self.t_mul, self.m_mul, self.alpha, self.name = t_mul, m_mul, alpha, name

    def __call__(self, step: Any) -> Any:
        """The rate at a step."""
        restarts, part = self._place(as_float(step) / self.first_decay_steps)
        wave = 0.5 * ops.power(self.m_mul, restarts) * (1.0 + ops.cos(part * math.pi))
        return self.initial_learning_rate * ((1.0 - self.alpha) * wave + self.alpha)

    def _place(self, falls: Any) -> tuple[Any, Any]:
        """How many restarts lie behind, and how much of the present fall."""
        if self.t_mul == 1.0:
            restarts = ops.floor(falls)
            return restarts, falls - restarts
        restarts = ops.floor(ops.log(1.0 - falls * (1.0 - self.t_mul)) / ops.log(ops.cast(self.t_mul, falls.dtype)))
        stretch = ops.power(self.t_mul, restarts)
        return restarts, (falls - (1.0 - stretch) / (1.0 - self.t_mul)) / stretch

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal schedule."""
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "first_decay_steps": self.first_decay_steps,
            "t_mul": self.t_mul,
            "m_mul": self.m_mul,
            "alpha": self.alpha,
            "name": self.name,
        }
