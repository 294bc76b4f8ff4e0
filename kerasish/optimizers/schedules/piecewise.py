"""A rate that is constant between given steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ... import ops
from ...config import floatx
from ...errors import explain
from ...registry import export
from .base import LearningRateSchedule


@export("optimizers.schedules.PiecewiseConstantDecay")
class PiecewiseConstantDecay(LearningRateSchedule):
    """`values[i]`, where `i` counts the boundaries that lie below the step.

    Arguments:
        boundaries: increasing steps; a boundary itself still has the value on its left.
        values: rates, one more than boundaries.
        name: a name.

    Errors:
        ValueError when the lengths do not fit.

        >>> schedule = PiecewiseConstantDecay([5], [1.0, 0.5])
        >>> float(schedule(5)), float(schedule(6))
        (1.0, 0.5)
    """

    def __init__(
        self, boundaries: Sequence[float], values: Sequence[float], name: str | None = "PiecewiseConstant"
    ) -> None:
        if len(boundaries) != len(values) - 1:
            raise ValueError(
                explain(
                    "Making PiecewiseConstantDecay failed.",
                    "one value more than boundaries",
                    f"{len(boundaries)} boundaries {boundaries} and {len(values)} values {values}",
                )
            )
        self.boundaries, self.values, self.name = boundaries, values, name

    def __call__(self, step: Any) -> Any:
        """The rate at a step."""
        whole = not hasattr(step, "dtype") or "int" in str(step.dtype)
        rate = ops.cast(float(self.values[0]), floatx())
        for boundary, value in zip(self.boundaries, self.values[1:], strict=True):
            rate = ops.where(ops.greater(step, int(boundary) if whole else float(boundary)), float(value), rate)
        return rate

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal schedule."""
        return {"boundaries": self.boundaries, "values": self.values, "name": self.name}
