"""What a layer's call knows from the calls around it: whether training is under way, and where losses go."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any

_local = threading.local()


def current() -> CallContext | None:
    """The innermost call context of this thread."""
    stack = getattr(_local, "stack", None)
    return stack[-1] if stack else None


def training_phase(explicit: Any = None, default: bool = False) -> Any:
    """The training flag in force: the explicit one, else that of the surrounding call, else the default."""
    if explicit is not None:
        return explicit
    scope = current()
    return default if scope is None or scope.training is None else scope.training


def frozen() -> bool:
    """Whether the layer that is being called, or one around it, is not trainable."""
    scope = current()
    return scope is not None and scope.frozen


class CallContext:
    """A stretch of layer calls under one training flag, within a layer that is trainable or not."""

    def __init__(self, training: Any = None, trainable: bool = True) -> None:
        outer = current()
        self.frozen: bool = not trainable or (outer is not None and outer.frozen)
        self.training: Any = training if training is not None or outer is None else outer.training

    def __enter__(self) -> CallContext:
        if not hasattr(_local, "stack"):
            _local.stack = []
        _local.stack.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _local.stack.pop()
