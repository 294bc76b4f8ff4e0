"""Transposes are carried past the calls that do not care for the order of axes, until two of them cancel.

A layer whose channels come first moves them to the end and back. What lies between two such layers is elementwise or a
concatenation: done on the arrays as they were, it leaves one transpose behind, and the next layer takes that back.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..plan.ir import Value


class Moved(NamedTuple):
    """A call on inputs before they were transposed: the transpose, an op and its axes, is left for its result."""

    transpose: Any
    inputs: tuple[Value, ...]
    attrs: dict[str, Any]
    axes: tuple[int, ...]


def composed(inputs: tuple[Value, ...], attrs: dict[str, Any]) -> tuple[Value, tuple[int, ...]] | None:
    """What a transpose of a transpose is a transpose of, and its axes."""
    inner = _transposed(inputs[0])
    if inner is None:
        return None
    return inner[0], tuple(inner[1][axis] for axis in attrs["axes"])


def carried(op: Any, inputs: tuple[Value, ...], attrs: dict[str, Any]) -> Moved | None:
    """The call with the transposes of its inputs moved behind it, or None where they differ or the op sees axes."""
    joins = op.name == "concatenate"
    if op.scalar is None and not joins:
        return None
    orders: set[tuple[int, ...]] = set()
    transpose: Any = None
    moved = []
    for value in inputs:
        if value.size == 1 and not joins and value.ndim == 0:
            moved.append(value)
            continue
        found = _transposed(value)
        if found is None:
            return None
        moved.append(found[0])
        orders.add(found[1])
        transpose = value.source.op
    if len(orders) != 1:
        return None
    axes = orders.pop()
    if joins:
        attrs = attrs | {"axis": axes[attrs["axis"]]}
    return Moved(transpose, tuple(moved), attrs, axes)


def _transposed(value: Value) -> tuple[Value, tuple[int, ...]] | None:
    """The value that this one is a transpose of, and how."""
    if value.kind != "call" or value.source.op.name != "transpose":
        return None
    return value.source.inputs[0], tuple(value.source.attrs["axes"])
