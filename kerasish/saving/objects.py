"""Any object of the library as a dict, and back: `serialize_keras_object`, `deserialize_keras_object`.

Classes come from the registry and the user's custom objects, never from importing what a file names.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..errors import explain, nearest
from ..registry import EXPORTS, export
from .custom_objects import CustomObjectScope, get_custom_objects, get_registered_name

_ROOMS = (
    "layers", "models", "optimizers", "optimizers.schedules", "losses", "metrics", "initializers", "regularizers",
    "constraints", "activations", "random", "callbacks",
)  # fmt: skip


@export("saving.serialize_keras_object", "utils.serialize_keras_object")
def serialize_keras_object(obj: Any) -> Any:
    """A structure of plain values that stands for an object, in the form of Keras 3.

    Errors:
        ValueError for what has neither a configuration nor a registered name.
    """
    if obj is None or isinstance(obj, (bool, int, float, str)):
        return obj
    if isinstance(obj, (list, tuple)):
        values = [serialize_keras_object(v) for v in obj]
        return values if isinstance(obj, list) else {"class_name": "__tuple__", "items": values}
    if isinstance(obj, Mapping):
        return {k: serialize_keras_object(v) for k, v in obj.items()}
    if isinstance(obj, np.ndarray):
        return {"class_name": "__numpy__", "config": {"value": obj.tolist(), "dtype": obj.dtype.name}}
    if isinstance(obj, np.generic):
        return obj.item()
    if hasattr(obj, "get_config") and not inspect.isclass(obj):
        cls = type(obj)
        path = getattr(cls, "export_path", "")
        own = EXPORTS.get(path) is cls
        return {
            "module": f"keras.{path.rpartition('.')[0]}" if own else None,
            "class_name": cls.__name__,
            "config": obj.get_config(),
            "registered_name": None if own else get_registered_name(cls),
        }
    if callable(obj) and hasattr(obj, "__name__"):
        registered = get_registered_name(obj)
        return {"module": "builtins", "class_name": "function", "config": obj.__name__, "registered_name": registered}
    raise ValueError(f"Cannot serialize {obj!r}: it has no get_config method and no name.")


@export("saving.deserialize_keras_object", "utils.deserialize_keras_object")
def deserialize_keras_object(
    config: Any, custom_objects: Mapping[str, Any] | None = None, safe_mode: bool = True
) -> Any:
    """The object that a structure stands for.

    Errors:
        ValueError for a class or function that is neither the library's nor among the custom objects.
    """
    if not safe_mode:
        raise ValueError("safe_mode=False is not supported: nothing in a file is ever run; pass custom_objects.")
    if isinstance(config, list):
        return [deserialize_keras_object(c, custom_objects) for c in config]
    if not isinstance(config, Mapping) or "class_name" not in config:
        return config
    name = config["class_name"]
    if name == "__tuple__":
        return tuple(deserialize_keras_object(c, custom_objects) for c in config["items"])
    if name == "__numpy__":
        return np.array(config["config"]["value"], dtype=config["config"]["dtype"])
    if name == "function":
        return _find(config["config"], config.get("registered_name"), custom_objects)
    found = _find(name, config.get("registered_name"), custom_objects)
    with CustomObjectScope(custom_objects):
        return found.from_config(dict(config.get("config") or {}))


def _find(name: str, registered: str | None, custom_objects: Mapping[str, Any] | None) -> Any:
    custom = get_custom_objects() | dict(custom_objects or {})
    for key in (registered, name):
        if key in custom:
            return custom[key]
    for room in _ROOMS:
        found = EXPORTS.get(f"{room}.{name}")
        if found is not None:
            return found
    known = [path.rpartition(".")[2] for path in EXPORTS]
    raise ValueError(
        explain(
            f"Unknown object {name!r} in a configuration.",
            "a class or function of the library, or one in custom_objects",
            "",
            nearest(str(name), known) or f"custom_objects={{{name!r}: the class or function}}",
        )
    )
