"""Constraints by name, by configuration, and back."""

from __future__ import annotations

import inspect
from typing import Any

from ..namespaces import Custom, Namespace

NAMESPACE = Namespace("constraints", "constraint")


def get(identifier: Any) -> Any:
    """The constraint that an identifier stands for.

    Arguments:
        identifier: None, a name (`'max_norm'`, `'MaxNorm'`), a configuration of any generation, a class, or a callable.

    Errors:
        ValueError for anything else, and for unknown names.

    Example:
        >>> get("max_norm").max_value
        2
    """
    if identifier is None:
        return None
    if isinstance(identifier, (str, dict)):
        return deserialize(identifier)
    if callable(identifier):
        return identifier() if inspect.isclass(identifier) else identifier
    raise ValueError(f"Could not interpret constraint identifier: {identifier!r}.")


def serialize(constraint: Any, use_legacy_format: bool = False) -> Any:
    """The configuration of a constraint; the name of a plain function.

    Arguments:
        constraint: a constraint.
        use_legacy_format: the short form, without module, that Keras 2 wrote.

    Example:
        >>> from kerasish.constraints import NonNeg
        >>> serialize(NonNeg(), use_legacy_format=True)["class_name"]
        'NonNeg'
    """
    return NAMESPACE.describe(constraint, use_legacy_format)


def deserialize(config: Any, custom_objects: Custom = None, use_legacy_format: bool = False) -> Any:
    """The constraint of a configuration or name.

    Arguments:
        config: what `serialize` returned, in the form of any generation.
        custom_objects: a dictionary of names and the user's own classes or functions.
        use_legacy_format: accepted for tf.keras 2.15; the form is seen from the configuration.

    Example:
        >>> deserialize({"class_name": "MaxNorm", "config": {"max_value": 3, "axis": 1}}).axis
        1
    """
    del use_legacy_format
    if isinstance(config, dict):
        return NAMESPACE.make(config, custom_objects)
    found = NAMESPACE.find(config, custom_objects)
    return found() if inspect.isclass(found) else found
