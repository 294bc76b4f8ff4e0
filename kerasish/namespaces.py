"""Names, configurations and members of one public namespace: `"l2"`, `{"class_name": "L2", "config": ...}`, `L2(0.01)`.

Initializers, regularizers, constraints and activations are all looked up and written down by this one class.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .compat.level import LEVELS, level
from .registry import EXPORTS, exported, resolve

Custom = Mapping[str, Any] | None


class Namespace:
    """A public namespace whose members a script or a model file may name.

    Arguments:
        name: the namespace, such as `"initializers"`.
        what: what its members are called in error texts, such as `"initializer"`.
        before: names that meant something else in older generations: `{"l1_l2": (("3", old), ...)}` says that below
            level 3 the name stands for `old`; the first row whose level is still ahead decides.
    """

    def __init__(self, name: str, what: str, before: Mapping[str, tuple[tuple[str, Any], ...]] | None = None) -> None:
        self.name, self.what, self.before = name, what, dict(before or {})

    def at_level(self, name: str) -> Any:
        """What a name stood for in the generation of the level in force; None where that is what it stands for now."""
        if name not in self.before:
            return None
        here = LEVELS.index(level())
        return next((old for until, old in self.before[name] if here < LEVELS.index(until)), None)

    def attribute(self, name: str) -> Any:
        """The member of a module that a name of changed meaning stands for: the body of a module's `__getattr__`."""
        if name in self.before:
            found = self.at_level(name)
            return EXPORTS[f"{self.name}.{name}"] if found is None else found
        raise AttributeError(f"module 'kerasish.{self.name}' has no attribute {name!r}")

    def find(self, name: str, custom_objects: Custom = None) -> Any:
        """The class or function of a name: the caller's own, then registered ones, then Keras's.

        Errors:
            ValueError for an unknown name, with the nearest known spelling.
        """
        custom = custom_things() | dict(custom_objects or {})
        if name in custom:
            return custom[name]
        old = self.at_level(name)
        return resolve(name, self.name, self.what, custom) if old is None else old

    def make(self, config: Mapping[str, Any], custom_objects: Custom = None) -> Any:
        """The thing that a configuration describes, in the form of any generation.

        Keras 2 and 3 write `{"class_name": "L2", "config": {"l2": 0.1}}`; Keras 1 wrote `{"name": "l2", "l2": 0.1}`.
        """
        if "class_name" in config:
            name, arguments = config["class_name"], config.get("config") or {}
        elif "name" in config:
            arguments = dict(config)
            name = arguments.pop("name")
        else:
            raise ValueError(f"A configuration of a {self.what} needs a 'class_name'; it has only {sorted(config)}.")
        if name == "function":
            return self.find(arguments if isinstance(arguments, str) else arguments["name"], custom_objects)
        return self._maker(name, config, custom_objects)(dict(arguments))

    def _maker(self, name: str, config: Mapping[str, Any], custom_objects: Custom) -> Callable[[dict[str, Any]], Any]:
        custom = custom_things() | dict(custom_objects or {})
        registered = config.get("registered_name")
        thing = custom.get(registered) if registered in custom else custom.get(name)
        if thing is None:
            elsewhere = EXPORTS.get("saving.deserialize_keras_object")
            if elsewhere is not None and f"{self.name}.{name}" not in EXPORTS:
                return lambda arguments: elsewhere(dict(config), custom_objects=custom_objects)
            thing = self.find(name, custom_objects)
        build = getattr(thing, "from_config", None)
        return build if build is not None else lambda arguments: thing(**arguments)

    def describe(self, thing: Any, use_legacy_format: bool = False) -> Any:
        """The configuration of a thing: Keras 3's form from level 2.15 on, the short one below or when asked for."""
        if thing is None:
            return None
        if not hasattr(thing, "get_config"):
            return self.name_of(thing)
        cls = type(thing)
        short = use_legacy_format or LEVELS.index(level()) < LEVELS.index("2.15")
        if not self.owns(cls):
            elsewhere = EXPORTS.get("saving.serialize_keras_object")
            if elsewhere is not None and not short:
                return elsewhere(thing)
        old_form = getattr(thing, "as_keras_2", None)
        if short:
            name, config = old_form() if old_form else (cls.__name__, thing.get_config())
            return {"class_name": name, "config": config}
        return {
            "module": f"keras.{self.name}" if self.owns(cls) else None,
            "class_name": cls.__name__,
            "config": thing.get_config(),
            "registered_name": None if self.owns(cls) else cls.__name__,
        }

    def name_of(self, function: Any) -> str:
        """The name by which a function would be found again.

        Errors:
            ValueError when it has none.
        """
        name = getattr(function, "__name__", None)
        if name is None:
            raise ValueError(f"Cannot serialize {function!r}: a {self.what} needs a __name__ or a get_config method.")
        return str(name)

    def owns(self, cls: type) -> bool:
        """Whether a class is one of this namespace's own, rather than a user's."""
        path = getattr(cls, "export_path", "")
        return path.startswith(self.name + ".") and EXPORTS.get(path) is cls

    def names(self) -> list[str]:
        """All names known at any level, sorted."""
        return sorted(set(exported(self.name)) | set(self.before))


def custom_things() -> dict[str, Any]:
    """What users registered or put into the scope of `custom_object_scope`; empty while `utils` is not loaded."""
    table = EXPORTS.get("utils.get_custom_objects")
    return dict(table()) if table is not None else {}
