"""What a learning-rate schedule is."""

from __future__ import annotations

from typing import Any

from ... import ops
from ...config import floatx
from ...errors import explain
from ...registry import export


@export("optimizers.schedules.LearningRateSchedule")
class LearningRateSchedule:
    """A learning rate as a function of the step. Subclasses state `__call__` and `get_config`.

    The step is a number, a variable or a symbolic tensor; written with ops, one function serves all three.

        >>> class Halving(LearningRateSchedule):
        ...     def __call__(self, step):
        ...         return 0.5 ** ops.cast(step, "float32")
        >>> float(Halving()(2))
        0.25

    Source: https://keras.io/api/optimizers/learning_rate_schedules/
    """

    def __call__(self, step: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} does not override `__call__(self, step)`.")

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal schedule."""
        raise NotImplementedError(
            f"{type(self).__name__} does not override `get_config`; without it, it cannot be saved."
        )

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> LearningRateSchedule:
        """A schedule from `get_config`."""
        return cls(**config)


def as_float(step: Any) -> Any:
    """The step in the default float type."""
    return ops.cast(step, floatx())


def require_positive(schedule: Any, name: str, value: Any) -> None:
    """Raise ValueError unless a length is above 0."""
    if value <= 0:
        raise ValueError(explain(f"Making {type(schedule).__name__} failed.", f"{name} above 0", f"{name}={value!r}"))
