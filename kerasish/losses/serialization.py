"""Losses by name, by configuration, and back."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from ..errors import explain
from ..namespaces import Namespace

NAMESPACE = Namespace("losses", "loss")


def get(identifier: Any) -> Any:
    """The loss that an identifier stands for.

    Arguments:
        identifier: None, a name of any generation (`"mse"`, `"kullback_leibler_divergence"`, `"Huber"`), a
            configuration, a class, a loss object or a function.

    Returns:
        A function `(y_true, y_pred)`, a loss object (from a class or its name), or None.

    Errors:
        ValueError for anything else, and for unknown names, with the nearest known spelling.

    >>> get("mse").__name__
    'mean_squared_error'
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
            "Could not interpret a loss.",
            "a name, a configuration, a loss object, or a function (y_true, y_pred)",
            repr(identifier),
            "loss='mse'",
        )
    )


def serialize(loss: Any, use_legacy_format: bool = False) -> Any:
    """The configuration of a loss object; the name of a function.

    Arguments:
        loss: a loss object or function.
        use_legacy_format: the short form, without module, that Keras 2 wrote.

    >>> serialize(get("mse"))
    'mean_squared_error'
    """
    return NAMESPACE.describe(loss, use_legacy_format)


def deserialize(name: Any, custom_objects: Mapping[str, Any] | None = None, use_legacy_format: bool = False) -> Any:
    """The loss of a name or configuration.

    Arguments:
        name: what `serialize` returned, in the form of any generation.
        custom_objects: names of the user's own classes and functions.
        use_legacy_format: accepted for tf.keras 2.15; the form is seen from the configuration.

    >>> deserialize({"class_name": "Huber", "config": {"delta": 2.0}}).get_config()["delta"]
    2.0
    """
    del use_legacy_format
    found = NAMESPACE.find(name, custom_objects) if isinstance(name, str) else NAMESPACE.make(name, custom_objects)
    return found() if inspect.isclass(found) else found


def is_categorical_crossentropy(loss: Any) -> bool:
    """Whether a loss is categorical cross-entropy, in any spelling.

    >>> is_categorical_crossentropy("categorical_crossentropy")
    True
    """
    inner = getattr(loss, "fn", loss)
    return "categorical_crossentropy" in (loss if isinstance(loss, str) else "", getattr(inner, "__name__", ""))
