"""The table of public names: what is exported, under which path, and which class a model file may name.

    @export("layers.Dense")
    class Dense(Layer): ...

Old names of the same thing are further paths: `@export("losses.mean_squared_error", "losses.mse")`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")

EXPORTS: dict[str, Any] = {}


def export(*paths: str) -> Callable[[T], T]:
    """Make a class or function public under each path (`"layers.Dense"`). The first path is its proper name."""

    def publish(thing: T) -> T:
        for path in paths:
            if EXPORTS.get(path, thing) is not thing:
                raise ValueError(f"{path!r} is exported twice")
            EXPORTS[path] = thing
        if isinstance(thing, type):
            thing.export_path = paths[0]  # type: ignore[attr-defined]
        return thing

    return publish


def exported(room: str) -> dict[str, Any]:
    """The public names of one room, such as `"layers"`: name to object."""
    prefix = room + "."
    return {path[len(prefix) :]: thing for path, thing in EXPORTS.items() if path.startswith(prefix)}


def resolve(identifier: Any, room: str, what: str, custom: dict[str, Any] | None = None) -> Any:
    """The object of a room that a name stands for.

    Errors:
        ValueError for a name that nobody knows, with the nearest known one.
    """
    from .errors import nearest

    if isinstance(identifier, str):  # the usual case, without going through all names
        found = (custom or {}).get(identifier, EXPORTS.get(f"{room}.{identifier}"))
        if found is not None:
            return found
    known = exported(room) | (custom or {})
    if identifier in known:
        return known[identifier]
    hint = nearest(str(identifier), known)
    raise ValueError(f"Unknown {what} {identifier!r}{': ' + hint if hint else ''}. Known: {', '.join(sorted(known))}.")
