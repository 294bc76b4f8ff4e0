"""Schedules as dictionaries, and back."""

from __future__ import annotations

from typing import Any

from ...registry import export
from .. import objects
from .base import LearningRateSchedule


@export("optimizers.schedules.serialize")
def serialize(learning_rate_schedule: LearningRateSchedule, use_legacy_format: bool = False) -> dict[str, Any]:
    """The dictionary that stands for a schedule in a model file.

    Arguments:
        learning_rate_schedule: the schedule.
        use_legacy_format: leave out `module` and `registered_name`, as Keras up to 2.12 did.

        >>> from kerasish.optimizers.schedules import ExponentialDecay
        >>> serialize(ExponentialDecay(0.1, 10, 0.5))["class_name"]
        'ExponentialDecay'
    """
    return objects.serialize(learning_rate_schedule, use_legacy_format)


@export("optimizers.schedules.deserialize")
def deserialize(
    config: dict[str, Any], custom_objects: dict[str, Any] | None = None, use_legacy_format: bool = False
) -> Any:
    """The schedule that a dictionary stands for; `use_legacy_format` is seen from the dictionary itself.

    Errors:
        ValueError for a class that nobody knows, with the nearest known one.

        >>> from kerasish.optimizers.schedules import ExponentialDecay
        >>> deserialize(serialize(ExponentialDecay(0.1, 10, 0.5))).decay_rate
        0.5
    """
    return objects.deserialize(config, "optimizers.schedules", "learning-rate schedule", custom_objects)
