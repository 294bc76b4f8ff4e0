"""A rate that falls along half a cosine, after a warm-up if one is wanted."""

from __future__ import annotations

import math
from typing import Any

from ... import ops
from ...registry import export
from .base import LearningRateSchedule, as_float, require_positive


@export("optimizers.schedules.CosineDecay")
class CosineDecay(LearningRateSchedule):
    """`rate = top * ((1 - alpha) * (1 + cos(pi * step / decay_steps)) / 2 + alpha)`.

    Arguments:
        initial_learning_rate: the rate at step 0.
        decay_steps: steps of the fall; above 0.
        alpha: the last rate as a share of the top.
        name: a name.
        warmup_target: the top of a straight rise from `initial_learning_rate`; None for no rise.
        warmup_steps: steps of the rise, which comes before the fall.

        >>> float(CosineDecay(1.0, decay_steps=10)(10))
        0.0

    Source: https://arxiv.org/abs/1608.03983
    """

    def __init__(
        self,
        initial_learning_rate: float,
        decay_steps: int,
        alpha: float = 0.0,
        name: str | None = "CosineDecay",
        warmup_target: float | None = None,
        warmup_steps: int = 0,
    ) -> None:
        require_positive(self, "decay_steps", decay_steps)
        self.initial_learning_rate, self.decay_steps, self.alpha = initial_learning_rate, decay_steps, alpha
        self.name, self.warmup_target, self.warmup_steps = name, warmup_target, warmup_steps

    def __call__(self, step: Any) -> Any:
        """The rate at a step."""
        t = as_float(step)
        if self.warmup_target is None:
            return self._fall(t, self.initial_learning_rate)
        fall = self._fall(t - float(self.warmup_steps), self.warmup_target)
        if not self.warmup_steps:
            return fall
        rise = t / self.warmup_steps * (self.warmup_target - self.initial_learning_rate) + self.initial_learning_rate
        return ops.where(ops.less(t, float(self.warmup_steps)), rise, fall)

    def _fall(self, t: Any, top: float) -> Any:
        part = ops.minimum(t, float(self.decay_steps)) / self.decay_steps
        wave = 0.5 * (1.0 + ops.cos(part * math.pi))
        return top * ((1.0 - self.alpha) * wave + self.alpha)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal schedule."""
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "alpha": self.alpha,
            "name": self.name,
            "warmup_target": self.warmup_target,
            "warmup_steps": self.warmup_steps,
        }
