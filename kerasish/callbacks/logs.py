"""Logs that answer to the names of either generation: `acc` and `accuracy`, `lr` and `learning_rate`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PAIRS = {"acc": "accuracy", "accuracy": "acc", "lr": "learning_rate", "learning_rate": "lr"}


def other_name(name: str) -> str | None:
    """The name that another generation gives the same quantity (`val_acc`: `val_accuracy`), or None."""
    head, _, tail = name.rpartition("_")
    if name in _PAIRS:
        return _PAIRS[name]
    return f"{head}_{_PAIRS[tail]}" if head and tail in _PAIRS else None


def find(logs: Mapping[str, Any], name: str) -> Any:
    """The value logged under a name or, failing that, under its other name; None where there is neither."""
    found = logs.get(name)
    if found is not None:
        return found
    other = other_name(name)
    return None if other is None else logs.get(other)


class NamedLogs(dict[str, Any]):
    """A dict whose missing `acc` is its `accuracy`, and the other way round; likewise `lr` and `learning_rate`.

    >>> NamedLogs(accuracy=0.5)["acc"]
    0.5
    """

    def __missing__(self, name: str) -> Any:
        other = other_name(name) if isinstance(name, str) else None
        if other is not None and dict.__contains__(self, other):
            return self[other]
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a name or of its other name, else `default`."""
        try:
            return self[name]
        except KeyError:
            return default
