"""In which order a graph of layers runs, and in which order it lists its layers.

Keras lists layers by their distance from the outputs, the farthest first, and layers at the same distance in the order
in which a walk from the outputs first meets them. Files of weights hold layers in this order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..compat import at_least
from ..errors import explain
from ..graph.tensor import Tensor
from ..layers.history import LayerCall
from ..layers.input_layer import InputLayer


def walk(inputs: list[Tensor], outputs: list[Tensor], name: str) -> tuple[list[LayerCall], list[Any]]:
    """The layer calls between inputs and outputs, and the layers in the order of Keras.

    Arguments:
        inputs, outputs: symbolic tensors.
        name: name of the model, for error texts.

    Returns:
        The calls, each after those that it needs, and the layers, those of the inputs included.

    Errors:
        ValueError when an output depends on an Input that is not among the inputs.
    """
    ends = {id(t) for t in inputs}
    met: dict[int, Any] = {}
    seen: set[int] = set()
    calls: list[LayerCall] = []
    # A stack of its own, because Python's is too short for the deepest networks.
    stack: list[tuple[LayerCall | None, Iterator[Tensor]]] = [(None, iter(outputs))]
    while stack:
        call, sources = stack[-1]
        tensor = next(sources, None)
        if tensor is None:
            stack.pop()
            if call is not None:
                calls.append(call)
        elif id(tensor) in ends:
            if tensor.history is not None:
                met.setdefault(id(tensor.history.layer), tensor.history.layer)
        else:
            inner = _maker(tensor, name)
            if id(inner) not in seen:
                seen.add(id(inner))
                met.setdefault(id(inner.layer), inner.layer)
                stack.append((inner, iter(inner.input_tensors)))
    return calls, _listed(inputs, calls, met, ends)


def _maker(tensor: Tensor, name: str) -> LayerCall:
    history = tensor.history
    if history is None or isinstance(history.layer, InputLayer):
        raise ValueError(
            explain(
                f"Model {name!r} cannot be made: an output depends on {tensor!r}, which is not among its inputs.",
                "every path to lead back to the inputs through layers",
                "",
                "add that Input to `inputs`; wrap plain ops in a Lambda layer",
            )
        )
    return history.layer.inbound_calls[history.call_index]


def _listed(inputs: list[Tensor], calls: list[LayerCall], met: dict[int, Any], ends: set[int]) -> list[Any]:
    """The layers, sorted by depth; inputs that lead nowhere come last but for what makes the outputs."""
    depths: dict[int, int] = {}  # of layers, by id
    of_calls: dict[int, int] = {}
    for call in reversed(calls):
        depth = max(of_calls.get(id(call), 0), depths.get(id(call.layer), 0))
        depths[id(call.layer)] = depth
        for tensor in call.input_tensors:
            if tensor.history is None:
                continue
            layer = tensor.history.layer
            if id(tensor) in ends:
                depths[id(layer)] = max(depths.get(id(layer), 0), depth + 1)
            else:
                source = id(layer.inbound_calls[tensor.history.call_index])
                of_calls[source] = max(of_calls.get(source, 0), depth + 1)
    alone = {id(t.history.layer): t.history.layer for t in inputs if t.history is not None} if at_least("2.15") else {}
    layers = {**{key: layer for key, layer in alone.items() if key not in met}, **met}
    return sorted(layers.values(), key=lambda layer: -depths.get(id(layer), 0))
