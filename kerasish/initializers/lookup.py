"""Initializers by name, by configuration, and back."""

from __future__ import annotations

import functools
import inspect
from typing import Any

from ..namespaces import Custom, Namespace
from .callables import ArrayInitializer, adapt
from .orthogonal import Orthogonal
from .scaling import VarianceScaling

# Keras 1 drew from the plain normal distribution and scaled orthogonal matrices by 1.1.
_KERAS_1: dict[str, Any] = {
    "glorot_normal": functools.partial(VarianceScaling, 1.0, "fan_avg", "untruncated_normal"),
    "he_normal": functools.partial(VarianceScaling, 2.0, "fan_in", "untruncated_normal"),
    "lecun_normal": functools.partial(VarianceScaling, 1.0, "fan_in", "untruncated_normal"),
    "orthogonal": functools.partial(Orthogonal, 1.1),
}
NAMESPACE = Namespace("initializers", "initializer", {name: (("2.2", old),) for name, old in _KERAS_1.items()})


def get(identifier: Any) -> Any:
    """The initializer that an identifier stands for.

    Arguments:
        identifier: None, a name (`'glorot_uniform'`, `'GlorotUniform'`), a configuration of any generation, a class,
            a callable `(shape)` or `(shape, dtype)`, or an array.

    Returns:
        A callable `(shape, dtype=None)`, or None.

    Errors:
        ValueError for anything else, and for unknown names.

    Example:
        >>> get("he_normal").get_config()["seed"] is None
        True
    """
    if identifier is None:
        return None
    if isinstance(identifier, str):
        found = NAMESPACE.find(identifier)
        return found() if inspect.isclass(found) or isinstance(found, functools.partial) else adapt(found)
    if isinstance(identifier, dict):
        return deserialize(identifier)
    if callable(identifier):
        return identifier() if inspect.isclass(identifier) else adapt(identifier)
    if hasattr(identifier, "shape"):
        return ArrayInitializer(identifier)
    raise ValueError(f"Could not interpret initializer identifier: {identifier!r}.")


def serialize(initializer: Any, use_legacy_format: bool = False) -> Any:
    """The configuration of an initializer; the name of a plain function.

    Arguments:
        initializer: an initializer.
        use_legacy_format: the short form, without module, that Keras 2 wrote.

    Example:
        >>> from kerasish.initializers import Ones
        >>> serialize(Ones(), use_legacy_format=True)
        {'class_name': 'Ones', 'config': {}}
    """
    return NAMESPACE.describe(initializer, use_legacy_format)


def deserialize(config: Any, custom_objects: Custom = None, use_legacy_format: bool = False) -> Any:
    """The initializer of a configuration or name.

    Arguments:
        config: what `serialize` returned, in the form of any generation.
        custom_objects: a dictionary of names and the user's own classes or functions.
        use_legacy_format: accepted for tf.keras 2.15; the form is seen from the configuration.

    Example:
        >>> deserialize({"class_name": "Constant", "config": {"value": 2.0}}).value
        2.0
    """
    del use_legacy_format
    if isinstance(config, str):
        found = NAMESPACE.find(config, custom_objects)
        return found() if inspect.isclass(found) or isinstance(found, functools.partial) else adapt(found)
    if not isinstance(config, dict):
        return get(config)
    made = NAMESPACE.make(config, custom_objects)
    return made() if inspect.isclass(made) else made
