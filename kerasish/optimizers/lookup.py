"""Optimizers by name, from dictionaries, and as dictionaries."""

from __future__ import annotations

import inspect
from typing import Any

from ..compat import at_least
from ..errors import explain
from ..registry import export, exported
from . import objects
from .base import Optimizer


@export("optimizers.serialize")
def serialize(optimizer: Optimizer, use_legacy_format: bool = False) -> dict[str, Any]:
    """The dictionary that stands for an optimizer in a model file.

    Arguments:
        optimizer: the optimizer.
        use_legacy_format: leave out `module` and `registered_name`; always so up to level 2.3.

        >>> from kerasish.optimizers import SGD
        >>> serialize(SGD(0.5))["config"]["learning_rate"]
        0.5
    """
    return objects.serialize(optimizer, use_legacy_format or not at_least("2.15"))


@export("optimizers.deserialize", "optimizers.optimizer_from_config")
def deserialize(
    config: dict[str, Any], custom_objects: dict[str, Any] | None = None, use_legacy_format: bool = False
) -> Any:
    """The optimizer that a dictionary of any generation stands for.

    Arguments:
        config: `class_name` and `config`, with or without `module`; capital letters do not matter.
        custom_objects: further classes by name.
        use_legacy_format: seen from the dictionary itself.

    A configuration with both `name` and `decay` was written by tf.keras before 2.11, or by `optimizers.legacy`.

    Errors:
        ValueError for a class that nobody knows, with the nearest known one.

        >>> deserialize({"class_name": "sgd", "config": {"lr": 0.5}}).momentum
        0.0
    """
    if "class_name" not in config:  # Keras before 1.0: the arguments, and the class as `name`
        inner = {k: v for k, v in config.items() if k != "name"}
        config = {"class_name": config["name"], "config": inner}
    inner = config.get("config") or {}
    if ("name" in inner and "decay" in inner and "use_ema" not in inner) or inner.get("is_legacy_optimizer"):
        names = {n.lower() for n in exported("optimizers.legacy")}
        if str(config["class_name"]).lower() in names and config["class_name"] not in (custom_objects or {}):
            config = {**config, "module": "keras.optimizers.legacy"}
    return objects.deserialize(config, "optimizers", "optimizer", custom_objects)


@export("optimizers.get")
def get(identifier: Any, kwargs: dict[str, Any] | None = None, custom_objects: dict[str, Any] | None = None) -> Any:
    """An optimizer from whatever stands for one.

    Arguments:
        identifier: a name (capital letters do not matter), a dictionary, a class, an optimizer, or None for None.
        kwargs: arguments for a name or a class (Keras 1).
        custom_objects: further classes by name.

    Errors:
        ValueError for anything else, with the nearest known name.

        >>> get("rmsprop").rho
        0.9
    """
    if identifier is None or isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier, custom_objects)
    if isinstance(identifier, str):
        return deserialize({"class_name": identifier, "config": dict(kwargs or {})}, custom_objects)
    if inspect.isclass(identifier) and issubclass(identifier, Optimizer):
        return identifier(**(kwargs or {}))
    raise ValueError(
        explain("Finding an optimizer failed.", "a name, a dictionary, a class or an optimizer", repr(identifier))
    )
