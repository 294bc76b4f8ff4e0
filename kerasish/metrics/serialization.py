"""Metrics by name, by configuration, and back."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from ..compat import at_least
from ..errors import explain
from ..losses.base import snake_case
from ..namespaces import Namespace
from ..registry import EXPORTS, exported

NAMESPACE = Namespace("metrics", "metric")


def get(identifier: Any) -> Any:
    """The metric that an identifier stands for.

    Arguments:
        identifier: None, a name of any generation (`"mse"`, `"AUC"`, `"auc"`), a configuration, a class, a metric
            object or a function.

    Returns:
        A metric object or a function `(y_true, y_pred)`; a name that both have gives the object at level 3 and the
        function before.

    Errors:
        ValueError for anything else, and for unknown names, with the nearest known spelling.

    >>> get("AUC").get_config()["curve"]
    'ROC'
    """
    if identifier is None:
        return None
    if isinstance(identifier, (str, dict)):
        return deserialize(identifier)
    if inspect.isclass(identifier):
        return identifier()
    if callable(identifier):
        return identifier
    raise ValueError(
        explain(
            "Could not interpret a metric.",
            "a name, a configuration, a metric object, or a function (y_true, y_pred)",
            repr(identifier),
            "metrics=['accuracy']",
        )
    )


def serialize(metric: Any, use_legacy_format: bool = False) -> Any:
    """The configuration of a metric object; the name of a function.

    Arguments:
        metric: a metric object or function.
        use_legacy_format: the short form, without module, that Keras 2 wrote.

    >>> from kerasish.metrics import Sum
    >>> serialize(Sum(), use_legacy_format=True)["class_name"]
    'Sum'
    """
    return NAMESPACE.describe(metric, use_legacy_format)


def deserialize(config: Any, custom_objects: Mapping[str, Any] | None = None, use_legacy_format: bool = False) -> Any:
    """The metric of a name or configuration.

    Arguments:
        config: what `serialize` returned, in the form of any generation.
        custom_objects: names of the user's own classes and functions.
        use_legacy_format: accepted for tf.keras 2.15; the form is seen from the configuration.

    >>> deserialize({"class_name": "AUC", "config": {"curve": "PR"}}).curve
    'PR'
    """
    del use_legacy_format
    found = _named(config, custom_objects) if isinstance(config, str) else NAMESPACE.make(config, custom_objects)
    return found() if inspect.isclass(found) else found


def _named(name: str, custom_objects: Mapping[str, Any] | None) -> Any:
    """The class or function of a name; from level 3 on the class where both have it."""
    custom = custom_objects or {}
    if name not in custom:
        twin = class_of(name)
        if twin is not None and (at_least("3") or f"metrics.{name}" not in EXPORTS):
            return twin
    return NAMESPACE.find(name, custom_objects)


def class_of(name: str) -> Any:
    """The metric class of a function's name, in snake case or short (`"mse"`), or None."""
    here = exported("metrics")
    thing = here.get(name)
    if inspect.isclass(thing):
        return thing
    full = getattr(thing, "__name__", name)
    full = {"log_cosh": "log_cosh_error"}.get(full, full)
    for candidate in here.values():
        if inspect.isclass(candidate) and snake_case(candidate.__name__) in (full, name):
            return candidate
    return None


def function(identifier: Any) -> Any:
    """The function of a name or configuration: a metric's or a loss's."""
    if isinstance(identifier, Mapping):
        identifier = identifier["config"] if identifier.get("class_name") == "function" else identifier
    if isinstance(identifier, str):
        found = exported("metrics").get(identifier) or exported("losses").get(identifier)
        if found is not None and not inspect.isclass(found):
            return found
    return get(identifier)


def clone_metric(metric: Any) -> Any:
    """A fresh metric of the same configuration; functions are returned as they are (Keras 2.3).

    >>> from kerasish.metrics import Sum
    >>> clone_metric(Sum(name="x")).name
    'x'
    """
    return type(metric).from_config(metric.get_config()) if hasattr(metric, "get_config") else metric


def clone_metrics(metrics: Any) -> Any:
    """Fresh metrics of the same configurations, in a list or dictionary (Keras 2.3).

    >>> clone_metrics([])
    []
    """
    if isinstance(metrics, Mapping):
        return {key: clone_metric(value) for key, value in metrics.items()}
    return [clone_metric(metric) for metric in metrics]
