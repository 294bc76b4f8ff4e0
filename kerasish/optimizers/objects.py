"""Objects of this room as dictionaries, in the two forms that Keras has had, and back."""

from __future__ import annotations

import inspect
from typing import Any

from ..registry import exported, resolve


def serialize(thing: Any, old_form: bool) -> dict[str, Any]:
    """`class_name` and `config`; in the newer form `module` and `registered_name` too."""
    cls = type(thing)
    public = cls.__dict__.get("export_path")
    name, config = cls.__name__, thing.get_config()
    if old_form:
        return {"class_name": name, "config": config}
    if public:
        return {
            "module": "keras." + public.rpartition(".")[0],
            "class_name": name,
            "config": config,
            "registered_name": None,
        }
    registered = getattr(cls, "registered_name", name)
    return {"module": cls.__module__, "class_name": name, "config": config, "registered_name": registered}


def find(name: str, room: str, what: str, custom_objects: dict[str, Any] | None = None) -> Any:
    """The class of a name, capital letters aside; custom ones first."""
    custom = custom_objects or {}
    plain = name.rpartition(">")[2]  # "Package>Name" is how registered classes are written
    for candidate in (name, plain):
        if candidate in custom:
            return custom[candidate]
    # aliases such as `adam` and functions such as `get` are no classes of a file
    classes = {k: v for k, v in exported(room).items() if inspect.isclass(v) and "." not in k}
    by_lower = {k.lower(): v for k, v in classes.items()}
    if plain.lower() in by_lower:
        return by_lower[plain.lower()]
    return resolve(name, room, what, custom)


def deserialize(config: dict[str, Any], room: str, what: str, custom_objects: dict[str, Any] | None) -> Any:
    """The object that a dictionary of either form stands for."""
    module = str(config.get("module") or "")
    if room == "optimizers" and module.endswith("optimizers.legacy"):
        room = "optimizers.legacy"
    name = config.get("registered_name") or config["class_name"]
    custom = custom_objects or {}
    cls = find(name if name in custom else config["class_name"], room, what, custom)
    inner = dict(config.get("config") or {})
    takes_custom = "custom_objects" in inspect.signature(cls.from_config).parameters
    return cls.from_config(inner, custom_objects=custom_objects) if takes_custom else cls.from_config(inner)
