"""Local simplifications, tried on each call while a graph is being specialised. Each one is exact."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..plan.ir import Value


def simplify(op: Any, inputs: tuple[Value, ...], attrs: dict[str, Any]) -> Value | None:
    """The value that an op on these inputs is equal to without computing, or None."""
    rule = _RULES.get(op.name)
    return rule(inputs, attrs) if rule else None


def _same_shape(inputs: tuple[Value, ...], attrs: dict[str, Any]) -> Value | None:
    """Reshapes, broadcasts and sums to the shape that is there already."""
    target = attrs.get("shape") if len(inputs) == 1 else inputs[1].shape
    return inputs[0] if tuple(target or ()) == inputs[0].shape else None


def _same_dtype(inputs: tuple[Value, ...], attrs: dict[str, Any]) -> Value | None:
    return inputs[0] if attrs["dtype"] == inputs[0].dtype else None


def _identity_order(inputs: tuple[Value, ...], attrs: dict[str, Any]) -> Value | None:
    return inputs[0] if attrs["axes"] == tuple(range(inputs[0].ndim)) else None


def _is(value: Value, number: float) -> bool:
    if value.kind != "constant" or value.size == 0:
        return False
    array = value.source
    return bool(array.flat[0] == number) and (value.size == 1 or bool(np.all(array == number)))


def _neutral(number: float, left: bool = True) -> Any:
    """Rules such as `x * 1` and `x + 0`, where the result has the shape of `x`."""

    def rule(inputs: tuple[Value, ...], attrs: dict[str, Any]) -> Value | None:
        x, y = inputs
        if _is(y, number) and np.broadcast_shapes(x.shape, y.shape) == x.shape:
            return x
        if left and _is(x, number) and np.broadcast_shapes(x.shape, y.shape) == y.shape:
            return y
        return None

    return rule


def _pass_through(inputs: tuple[Value, ...], attrs: dict[str, Any]) -> Value:
    return inputs[0]


_RULES: dict[str, Any] = {
    "reshape": _same_shape,
    "reshape_like": _same_shape,
    "broadcast_to": _same_shape,
    "broadcast_like": _same_shape,
    "unbroadcast": _same_shape,
    "cast": _same_dtype,
    "transpose": _identity_order,
    "multiply": _neutral(1.0),
    "add": _neutral(0.0),
    "subtract": _neutral(0.0, left=False),
    "divide": _neutral(1.0, left=False),
    "stop_gradient": _pass_through,
    "channel_affine": _pass_through,
}
