"""Noticing what a layer holds: variables, layers and metrics found in its attributes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..graph.variable import Variable


class Tracker:
    """Keeps the variables and layers set as attributes, in the order they came."""

    _tracked: list[Any]

    def _init_tracking(self) -> None:
        self.__dict__.setdefault("_tracked", [])

    def __setattr__(self, name: str, value: Any) -> None:
        tracked = self.__dict__.get("_tracked")
        if tracked is not None and not name.startswith("_"):
            old = self.__dict__.get(name)
            if old is not value and (isinstance(old, Variable) or _is_layer(old)):
                tracked[:] = [t for t in tracked if t is not old]
            self._track(value)
        elif tracked is None and (isinstance(value, Variable) or _is_layer(value)):
            raise RuntimeError(
                f"{type(self).__name__}.{name} was set before super().__init__() was called: call it first in __init__."
            )
        object.__setattr__(self, name, value)

    def _track(self, value: Any) -> None:
        """Note a variable or layer, or a list, tuple or dict of them (which may still grow)."""
        tracked = self._tracked
        if isinstance(value, Variable) or _is_layer(value):
            if not any(t is value for t in tracked):
                tracked.append(value)
        elif isinstance(value, (list, tuple, dict)):
            if not any(t is value for t in tracked):
                tracked.append(value)

    def _track_variable(self, variable: Variable) -> None:
        self._track(variable)

    def _flat(self) -> list[Any]:
        flat: list[Any] = []
        for item in self.__dict__.get("_tracked", []):
            flat.extend(_members(item))
        return flat

    def _own_variables(self) -> list[Variable]:
        found = [v for v in self._flat() if isinstance(v, Variable)]
        return list({id(v): v for v in found}.values())

    def _own_layers(self) -> list[Any]:
        found = [v for v in self._flat() if _is_layer(v)]
        return list({id(v): v for v in found}.values())

    def _collect(self, keep: Callable[[Variable], bool]) -> list[Variable]:
        """Variables of this layer and of those inside it, once each."""
        found = {id(v): v for v in self._own_variables() if keep(v)}
        for layer in self._own_layers():
            for v in layer._collect(keep):
                found.setdefault(id(v), v)
        return list(found.values())


def _is_layer(value: Any) -> bool:
    return isinstance(value, Tracker)


def _members(item: Any) -> list[Any]:
    if isinstance(item, Variable) or _is_layer(item):
        return [item]
    if isinstance(item, dict):
        item = list(item.values())
    if isinstance(item, (list, tuple)):
        return [m for part in item for m in _members(part)]
    return []
