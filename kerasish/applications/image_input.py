"""The tensor that an architecture starts from, and the inputs of its model."""

from __future__ import annotations

from typing import Any

from .. import layers
from ..errors import explain
from ..graph.tensor import Tensor


def image_input(tensor: Any, shape: Any) -> tuple[Any, Any]:
    """The image tensor, and the inputs of the model: those that a given tensor is computed from.

    Arguments:
        tensor: what the caller gave as `input_tensor`, or None.
        shape: shape of one image, for a new input.

    Errors:
        ValueError for what is no symbolic tensor.
    """
    if tensor is None:
        image = layers.Input(shape=shape)
        return image, image
    if not isinstance(tensor, Tensor):
        raise ValueError(
            explain(
                f"input_tensor={type(tensor).__name__} cannot be the input of a model.",
                "a symbolic tensor, as `Input` and layers make them",
                "",
                "Input(shape=...), and the array in `predict`",
            )
        )
    if tensor.history is None:
        image = layers.Input(tensor=tensor)
        return image, image
    sources = source_inputs(tensor)
    return tensor, sources if len(sources) > 1 else sources[0]


def source_inputs(tensor: Any) -> list[Any]:
    """The tensors made by `Input` that a tensor is computed from, in the order in which they are met."""
    found: list[Any] = []
    seen: set[int] = set()
    waiting = [tensor]
    while waiting:
        here = waiting.pop()
        call = here.history.layer.inbound_calls[here.history.call_index]
        if id(call) in seen:
            continue
        seen.add(id(call))
        if isinstance(call.layer, layers.InputLayer):
            found.append(here)
        else:
            waiting.extend(reversed(call.input_tensors))
    return found
