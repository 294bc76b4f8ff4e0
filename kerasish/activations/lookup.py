"""Activations by name, by configuration, and back."""

from __future__ import annotations

import inspect
from typing import Any

from ..compat.level import at_least
from ..namespaces import Custom, Namespace, custom_things
from ..registry import EXPORTS
from .exponentials import silu
from .rectifiers import hard_sigmoid, hard_sigmoid_keras2, linear

NAMESPACE = Namespace("activations", "activation function", {"hard_sigmoid": (("3", hard_sigmoid_keras2),)})


def get(identifier: Any) -> Any:
    """The activation function that an identifier stands for.

    Arguments:
        identifier: None (`linear`), a name, a function, a layer, or a configuration.

    Errors:
        ValueError for anything else, and for unknown names.

    Example:
        >>> get("relu").__name__
        'relu'
    """
    if identifier is None:
        return linear
    if isinstance(identifier, (str, dict)):
        return deserialize(identifier)
    if callable(identifier):
        return identifier
    raise ValueError(f"Could not interpret activation function identifier: {identifier!r}.")


def serialize(activation: Any, use_legacy_format: bool = False) -> Any:
    """The name of an activation function, or the configuration of a layer used as one.

    Arguments:
        activation: a function or layer.
        use_legacy_format: the short form that Keras 2 wrote, for layers.

    Example:
        >>> from kerasish import activations
        >>> serialize(activations.swish)
        'silu'
    """
    if activation in (hard_sigmoid, hard_sigmoid_keras2):
        here = NAMESPACE.at_level("hard_sigmoid") or hard_sigmoid
        return "hard_sigmoid" if activation is here else _unambiguous(activation)
    if activation is silu and not at_least("3"):
        return "swish"
    if hasattr(activation, "get_config") or not _is_custom(activation):
        return NAMESPACE.describe(activation, use_legacy_format)
    elsewhere = EXPORTS.get("saving.serialize_keras_object")
    return elsewhere(activation) if elsewhere is not None else NAMESPACE.name_of(activation)


def _unambiguous(activation: Any) -> str:
    """A name that means this one of the two hard sigmoids at every level."""
    if activation is hard_sigmoid_keras2:
        return "hard_sigmoid_keras2"
    raise ValueError("Below level 3 no name stands for the hard sigmoid of Keras 3; use compatibility level 3.")


def _is_custom(activation: Any) -> bool:
    name = getattr(activation, "__name__", "")
    return EXPORTS.get(f"activations.{name}") is not activation and name not in custom_things()


def deserialize(config: Any, custom_objects: Custom = None, use_legacy_format: bool = False) -> Any:
    """The activation of a name or configuration.

    Arguments:
        config: what `serialize` returned.
        custom_objects: a dictionary of names and the user's own functions.
        use_legacy_format: accepted for tf.keras 2.15; the form is seen from the configuration.

    Example:
        >>> deserialize("tanh").__name__
        'tanh'
    """
    del use_legacy_format
    if isinstance(config, dict):
        return _from_config(config, custom_objects)
    found = NAMESPACE.find(config, custom_objects)
    return found() if inspect.isclass(found) else found


def _from_config(config: dict[str, Any], custom_objects: Custom) -> Any:
    """A layer used as an activation, or a function described in Keras 3's form."""
    layer = EXPORTS.get(f"layers.{config.get('class_name')}")
    if layer is not None and config["class_name"] not in (custom_objects or {}):
        return layer.from_config(dict(config.get("config") or {}))
    return NAMESPACE.make(config, custom_objects)
