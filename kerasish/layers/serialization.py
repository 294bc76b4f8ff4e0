"""Layers to configurations and back."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from ..compat import at_least
from ..errors import explain, nearest
from ..registry import EXPORTS, export, exported
from .base import Layer


@export("layers.serialize")
def serialize(layer: Any, use_legacy_format: bool = False) -> dict[str, Any]:
    """The configuration of a layer, with the name of its class.

    Arguments:
        layer: a layer or model.
        use_legacy_format: the short form, without module, that all generations below 2.15 write.

    Returns:
        `{"class_name": ..., "config": ...}`, from level 2.15 on with `"module"` and `"registered_name"`.

    >>> from kerasish.layers import Dropout
    >>> serialize(Dropout(0.5), use_legacy_format=True)["class_name"]
    'Dropout'
    """
    cls = type(layer)
    short = {"class_name": cls.__name__, "config": layer.get_config()}
    if use_legacy_format or not at_least("2.15"):
        return short
    own = EXPORTS.get(getattr(cls, "export_path", "")) is cls
    if not own and "saving.serialize_keras_object" in EXPORTS:
        return dict(EXPORTS["saving.serialize_keras_object"](layer))
    room = cls.export_path.rpartition(".")[0] if own else ""
    module = f"keras.{room}".rstrip(".") if own else cls.__module__
    return {"module": module, **short, "registered_name": None if own else cls.__name__}


@export("layers.deserialize")
def deserialize(
    config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None, use_legacy_format: bool = False
) -> Any:
    """The layer of a configuration, in the form of any generation.

    Arguments:
        config: what `serialize` returned.
        custom_objects: names and the user's own classes.
        use_legacy_format: accepted for tf.keras 2.15; the form is seen from the configuration.

    Errors:
        ValueError for a class that nobody knows, with the nearest known name.

    >>> deserialize({"class_name": "Dropout", "config": {"p": 0.5}}).rate
    0.5
    """
    del use_legacy_format
    if not isinstance(config, Mapping) or "class_name" not in config:
        raise ValueError(f"A layer's configuration is a dict with 'class_name' and 'config', received {config!r}.")
    cls = layer_class(config["class_name"], custom_objects, config.get("registered_name"))
    settings = config.get("config") or {}
    settings = dict(settings) if isinstance(settings, Mapping) else settings
    if "custom_objects" in inspect.signature(cls.from_config).parameters:
        return cls.from_config(settings, custom_objects=dict(custom_objects or {}))
    return cls.from_config(settings)


def layer_class(name: str, custom_objects: Mapping[str, Any] | None = None, registered_name: str | None = None) -> Any:
    """The class of a name: the caller's own, then registered ones, then Keras's layers and models.

    Errors:
        ValueError for a name that nobody knows.
    """
    table = EXPORTS.get("utils.get_custom_objects")
    custom = (dict(table()) if table is not None else {}) | dict(custom_objects or {})
    known = exported("layers") | exported("models") | custom
    for candidate in (registered_name, name):
        if candidate in custom:
            return custom[candidate]
    found = known.get(name)
    if inspect.isclass(found) or hasattr(found, "from_config"):
        return found
    classes = sorted(k for k, v in known.items() if inspect.isclass(v))
    raise ValueError(
        explain(
            f"Unknown layer: {name!r}.",
            "the name of a layer, or of a class in custom_objects",
            "",
            nearest(str(name), classes) or f"custom_objects={{{name!r}: the class}}, or register it",
        )
    )


@export("layers.get")
def get(identifier: Any) -> Any:
    """The layer that an identifier stands for.

    Arguments:
        identifier: None, a layer, a function, a configuration, or the name of a layer that needs no arguments.

    Errors:
        ValueError for anything else, and for unknown names.

    >>> get("Flatten").data_format
    'channels_last'
    """
    if identifier is None or isinstance(identifier, Layer):
        return identifier
    if isinstance(identifier, Mapping):
        return deserialize(identifier)
    if isinstance(identifier, str):
        return layer_class(identifier)()
    if callable(identifier):
        return identifier
    raise ValueError(f"Could not interpret layer identifier: {identifier!r}.")
