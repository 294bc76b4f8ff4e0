"""From a graph of unknown extents to a program of known ones: infer, fold constants, merge equals, drop the unused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..dtypes import numpy_dtype
from ..errors import explain
from ..plan.ir import Array, Call, Program, Value
from . import layout
from .autodiff import topological
from .rewrite import simplify
from .tensor import CONSTANT, INPUT, VARIABLE, Node, Tensor

_FOLD_LIMIT = 1 << 16


class _Specializer:
    def __init__(self, bound: dict[Tensor, Value]) -> None:
        self.values: dict[Tensor, Value] = dict(bound)
        self.calls: list[Call] = []
        self.merged: dict[Any, Call] = {}
        self.variables: dict[Any, Value] = {}
        self.constants: dict[Any, Value] = {}

    def node(self, node: Node) -> None:
        """Give every output of a node its concrete value."""
        if node.outputs[0] in self.values:
            return
        if node.op is VARIABLE:
            variable = node.attrs["variable"]
            value = self.variables.get(variable)
            if value is None:
                value = self.variables[variable] = Value(variable.shape, variable.dtype, "variable", variable)
            self.values[node.outputs[0]] = value
        elif node.op is CONSTANT:
            self.values[node.outputs[0]] = self.constant(node.attrs["value"])
        elif node.op is INPUT:
            raise ValueError(f"The graph depends on an input that is not fed: {node.outputs[0]!r}.")
        else:
            self.values.update(zip(node.outputs, self.apply(node), strict=True))

    def constant(self, array: Array) -> Value:
        """One value per distinct constant."""
        small = array.size <= 16
        key = (array.dtype.str, array.shape, array.tobytes()) if small else id(array)
        value = self.constants.get(key)
        if value is None:
            value = self.constants[key] = Value(array.shape, array.dtype.name, "constant", array)
        return value

    def apply(self, node: Node) -> Sequence[Value]:
        """The values of a node's outputs."""
        return self.call(node.op, tuple(self.values[t] for t in node.inputs), node.attrs)

    def call(self, op: Any, inputs: tuple[Value, ...], attrs: dict[str, Any]) -> Sequence[Value]:
        """Fold, simplify, carry transposes on, merge with an equal call, or add a call."""
        if op.from_shapes is not None:
            return [self.constant(np.asarray(op.from_shapes(*inputs, **attrs)))]
        simpler = simplify(op, inputs, attrs)
        if simpler is not None:
            return [simpler]
        if op.name == "transpose" and (inner := layout.composed(inputs, attrs)) is not None:
            return self.call(op, (inner[0],), {"axes": inner[1]})
        if (moved := layout.carried(op, inputs, attrs)) is not None:
            (made,) = self.call(op, moved.inputs, moved.attrs)
            return self.call(moved.transpose, (made,), {"axes": moved.axes})
        for place in op.shape_only:  # of such inputs only the shape is read: let nothing compute them
            inputs = (*inputs[:place], shape_stand_in(inputs[place], self), *inputs[place + 1 :])
        key = (op, inputs, _frozen(attrs))
        call = self.merged.get(key)
        if call is None:
            call = Call(op, inputs, attrs)
            if all(v.kind == "constant" for v in inputs) and sum(v.size for v in call.outputs) <= _FOLD_LIMIT:
                return [self.constant(a) for a in _evaluate(call)]
            self.merged[key] = call
            self.calls.append(call)
        return call.outputs


def shape_stand_in(value: Value, scope: _Specializer) -> Value:
    """A constant of the same shape that occupies no memory."""
    key = ("shape", value.shape, value.dtype)
    found = scope.constants.get(key)
    if found is None:
        empty = np.broadcast_to(np.zeros((), numpy_dtype(value.dtype)), value.shape)
        found = scope.constants[key] = Value(value.shape, value.dtype, "constant", empty)
    return found


def _frozen(attrs: dict[str, Any]) -> Any:
    return tuple(sorted(attrs.items()))


def _evaluate(call: Call) -> list[Array]:
    with np.errstate(all="ignore"):
        result = call.op.reference(*(v.source for v in call.inputs), **call.attrs)
    results = result if isinstance(result, tuple) else (result,)
    return [np.asarray(r, numpy_dtype(v.dtype)) for r, v in zip(results, call.outputs, strict=True)]


def specialize(function: Any, arrays: Sequence[Array]) -> Program:
    """The program of a traced function for arrays of given shapes and dtypes.

    Errors:
        ValueError when an array's shape contradicts the input it is meant for.
    """
    inputs = [Value(a.shape, a.dtype.name, "input", i) for i, a in enumerate(arrays)]
    if len(inputs) != len(function.inputs):
        raise ValueError(f"Expected {len(function.inputs)} inputs, received {len(inputs)}.")
    for tensor, value in zip(function.inputs, inputs, strict=True):
        check_shape(tensor, value)
    scope = _Specializer({})
    for tensor, value in zip(function.inputs, inputs, strict=True):
        scope.values[tensor] = _as_declared(tensor, value, scope)
    roots = [*function.outputs, *(t for _, t in function.updates)]
    for node in topological([t.node for t in roots]):
        scope.node(node)
    outputs = [scope.values[t] for t in function.outputs]
    updates = [(v, scope.values[t]) for v, t in function.updates]
    for variable, value in updates:
        _check_update(variable, value)
    updates = [(v, new) for v, new in updates if not (new.kind == "variable" and new.source is v)]
    return Program(inputs, outputs, used(scope.calls, [*outputs, *(v for _, v in updates)]), updates)


def check_shape(tensor: Tensor, value: Value) -> None:
    """Raise ValueError unless an array of this value's shape fits the placeholder."""
    fits = len(tensor.shape) == value.ndim and all(
        a is None or a == b for a, b in zip(tensor.shape, value.shape, strict=True)
    )
    if not fits:
        raise ValueError(f"Input {tensor.name!r} expects shape {tensor.shape}, received {value.shape}.")


def _check_update(variable: Any, value: Value) -> None:
    """Raise ValueError unless a variable can hold its new value."""
    if (value.shape, value.dtype) != (variable.shape, variable.dtype):
        raise ValueError(
            explain(
                f"Variable {variable.path!r} cannot be updated.",
                f"shape {variable.shape}, dtype {variable.dtype}",
                f"shape {value.shape}, dtype {value.dtype}",
                "ops.cast or ops.reshape the new value",
            )
        )


def _as_declared(tensor: Tensor, value: Value, scope: _Specializer) -> Value:
    """Arrays of another dtype are cast inside the program, so that feeding them copies nothing."""
    if value.dtype == tensor.dtype:
        return value
    from ..ops.elementwise import CAST

    call = Call(CAST, (value,), {"dtype": tensor.dtype})
    scope.calls.append(call)
    return call.outputs[0]


def used(calls: list[Call], roots: Sequence[Value]) -> list[Call]:
    """The calls that the roots depend on, in the same order."""
    needed = {v.source for v in roots if v.kind == "call"}
    kept = []
    for call in reversed(calls):
        if call in needed:
            kept.append(call)
            skip = call.op.shape_only
            needed.update(v.source for i, v in enumerate(call.inputs) if v.kind == "call" and i not in skip)
    return kept[::-1]
