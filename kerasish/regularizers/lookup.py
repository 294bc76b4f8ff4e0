"""Regularizers by name, by configuration, and back."""

from __future__ import annotations

import inspect
from typing import Any

from ..namespaces import Custom, Namespace
from . import older

NAMESPACE = Namespace(
    "regularizers",
    "regularizer",
    {"l1": (("2.15", older.l1),), "l2": (("2.15", older.l2),), "l1_l2": (("3", older.l1l2),)},
)


def get(identifier: Any) -> Any:
    """The regularizer that an identifier stands for.

    Arguments:
        identifier: None, a name (`'l2'`, `'L1L2'`), a configuration of any generation, a class, or a callable.

    Errors:
        ValueError for anything else, and for unknown names.

    Example:
        >>> round(float(get("l2")(2.0)), 6)
        0.04
    """
    if identifier is None:
        return None
    if isinstance(identifier, (str, dict)):
        return deserialize(identifier)
    if callable(identifier):
        return identifier() if inspect.isclass(identifier) else identifier
    raise ValueError(f"Could not interpret regularizer identifier: {identifier!r}.")


def serialize(regularizer: Any, use_legacy_format: bool = False) -> Any:
    """The configuration of a regularizer; the name of a plain function.

    Arguments:
        regularizer: a regularizer.
        use_legacy_format: the short form, without module, that Keras 2 wrote.

    Example:
        >>> from kerasish.regularizers import L1L2
        >>> serialize(L1L2(0.5, 0.25), use_legacy_format=True)
        {'class_name': 'L1L2', 'config': {'l1': 0.5, 'l2': 0.25}}
    """
    return NAMESPACE.describe(regularizer, use_legacy_format)


def deserialize(config: Any, custom_objects: Custom = None, use_legacy_format: bool = False) -> Any:
    """The regularizer of a configuration or name.

    Arguments:
        config: what `serialize` returned, in the form of any generation.
        custom_objects: a dictionary of names and the user's own classes or functions.
        use_legacy_format: accepted for tf.keras 2.15; the form is seen from the configuration.

    Example:
        >>> deserialize({"class_name": "L1L2", "config": {"l1": 0.0, "l2": 0.5}}).l2
        0.5
    """
    del use_legacy_format
    if isinstance(config, dict):
        return NAMESPACE.make(config, custom_objects)
    found = NAMESPACE.find(config, custom_objects)
    makes = inspect.isclass(found) or getattr(found, "__module__", None) == older.__name__
    return found() if makes else found
