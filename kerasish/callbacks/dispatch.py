"""Which hooks of a callback are worth calling, found without asking what class it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .callback import Callback

# The name that older generations used for the same moment.
_OLDER = {"on_train_batch_begin": "on_batch_begin", "on_train_batch_end": "on_batch_end"}


def hook_of(callback: Any, name: str) -> Callable[..., Any] | None:
    """The bound hook of a callback, or None where calling it would do nothing.

    Arguments:
        callback: any object; it need not be a `Callback` and may lack hooks.
        name: `"on_epoch_end"`, `"on_train_batch_begin"`, ...

    Returns:
        The hook; for a training batch hook that is not overridden, the one under its old name.
    """
    if _is_overridden(callback, name):
        found: Callable[..., Any] = getattr(callback, name)
        return found
    older = _OLDER.get(name)
    return hook_of(callback, older) if older else None


def _is_overridden(callback: Any, name: str) -> bool:
    if name in getattr(callback, "__dict__", ()):
        return True
    own = getattr(type(callback), name, None)
    if own is None:
        return callable(getattr(callback, name, None))
    return own is not getattr(Callback, name) and own not in getattr(callback, "idle_hooks", ())
