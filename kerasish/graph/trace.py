"""A trace: the stretch of Python during which ops on variables record, and assignments become updates of the graph."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .tensor import Tensor
    from .variable import Variable

_local = threading.local()


def current() -> Trace | None:
    """The innermost trace of this thread, or None."""
    stack = getattr(_local, "stack", None)
    return stack[-1] if stack else None


class Trace:
    """Collects what a traced function writes: `updates` maps each assigned variable to its new value."""

    def __init__(self) -> None:
        self.updates: dict[Variable, Tensor] = {}
        self.notes: dict[str, Any] = {}

    def read(self, variable: Variable) -> Tensor:
        """The variable's value at this point of the trace."""
        return self.updates.get(variable, variable.source)

    def write(self, variable: Variable, value: Tensor) -> None:
        """Assign within the trace."""
        self.updates[variable] = value

    def __enter__(self) -> Trace:
        if not hasattr(_local, "stack"):
            _local.stack = []
        _local.stack.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _local.stack.pop()


@contextmanager
def outside() -> Iterator[None]:
    """A stretch in which nothing is traced, whatever trace is under way: assignments happen at once."""
    kept = getattr(_local, "stack", [])
    _local.stack = []
    try:
        yield
    finally:
        _local.stack = kept
