"""The user's own classes and functions, by the names that configurations use for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from ..registry import export

T = TypeVar("T")

_registered: dict[str, Any] = {}


@export("saving.get_custom_objects", "utils.get_custom_objects")
def get_custom_objects() -> dict[str, Any]:
    """The table of the user's own objects; changing it changes what names mean."""
    return _registered


@export("saving.CustomObjectScope", "utils.CustomObjectScope")
class CustomObjectScope:
    """A stretch of code in which names stand for the user's own objects.

    Arguments:
        custom_objects: names and objects (or several such dicts, as Keras 2 allowed).
    """

    def __init__(self, *custom_objects: Mapping[str, Any] | None) -> None:
        self.custom_objects: dict[str, Any] = {}
        for table in custom_objects:
            self.custom_objects |= dict(table or {})

    def __enter__(self) -> CustomObjectScope:
        self._kept = dict(_registered)
        _registered.update(self.custom_objects)
        return self

    def __exit__(self, *_: Any) -> None:
        _registered.clear()
        _registered.update(self._kept)


@export("saving.custom_object_scope", "utils.custom_object_scope")
@contextmanager
def custom_object_scope(*custom_objects: Mapping[str, Any] | None) -> Iterator[None]:
    """As `CustomObjectScope`.

    >>> with custom_object_scope({"my_activation": np.tanh}):
    ...     get_custom_objects()["my_activation"] is np.tanh
    True
    """
    with CustomObjectScope(*custom_objects):
        yield


@export("saving.register_keras_serializable", "utils.register_keras_serializable")
def register_keras_serializable(package: str = "Custom", name: str | None = None) -> Callable[[T], T]:
    """Let model files name the decorated class or function, as `package>name`.

    Arguments:
        package: a prefix that keeps names of different origin apart.
        name: the name; the class's or function's own when None.
    """

    def register(thing: T) -> T:
        key = f"{package}>{name or getattr(thing, '__name__', '')}"
        if isinstance(thing, type) and not hasattr(thing, "get_config"):
            raise ValueError(f"Cannot register {thing.__name__}: a class needs a get_config method.")
        _registered[key] = thing
        _registered.setdefault(str(name or getattr(thing, "__name__", key)), thing)
        thing.registered_name = key  # type: ignore[attr-defined]
        return thing

    return register


@export("saving.get_registered_name", "utils.get_registered_name")
def get_registered_name(obj: Any) -> str:
    """The name under which a class or function was registered, else its own."""
    return str(getattr(obj, "registered_name", None) or obj.__name__)


@export("saving.get_registered_object", "utils.get_registered_object")
def get_registered_object(name: str, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The object of a name among the given and the registered ones, or None."""
    return dict(custom_objects or {}).get(name, _registered.get(name))
