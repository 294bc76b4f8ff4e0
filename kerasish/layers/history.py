"""Which layer call made a tensor: the graph of layers above the graph of ops."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..graph.tensor import Tensor


class History(NamedTuple):
    """The call that made a tensor, and which of its outputs it is."""

    layer: Any
    call_index: int
    tensor_index: int


class LayerCall:
    """One call of a layer on symbolic tensors: its arguments, its inputs and its outputs, flat."""

    def __init__(self, layer: Any, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: Any) -> None:
        self.layer, self.args, self.kwargs, self.outputs = layer, args, kwargs, outputs
        self.input_tensors = tensors_in((args, kwargs))
        self.output_tensors = tensors_in(outputs)
        index = len(layer.inbound_calls)
        layer.inbound_calls.append(self)
        for i, tensor in enumerate(self.output_tensors):
            tensor.history = History(layer, index, i)

    @property
    def input_shapes(self) -> Any:
        """Shape of the input, or a list of shapes."""
        shapes = [t.shape for t in self.input_tensors]
        return shapes[0] if len(shapes) == 1 else shapes

    @property
    def output_shapes(self) -> Any:
        """Shape of the output, or a list of shapes."""
        shapes = [t.shape for t in self.output_tensors]
        return shapes[0] if len(shapes) == 1 else shapes


def tensors_in(structure: Any) -> list[Tensor]:
    """The symbolic tensors in nested tuples, lists and dicts, in order."""
    if isinstance(structure, Tensor):
        return [structure]
    if isinstance(structure, dict):
        structure = [structure[k] for k in sorted(structure)]
    if isinstance(structure, (tuple, list)):
        return [t for item in structure for t in tensors_in(item)]
    return []


def map_structure(function: Callable[[Any], Any], structure: Any) -> Any:
    """Apply a function to the leaves of nested tuples, lists and dicts."""
    if isinstance(structure, dict):
        return {k: map_structure(function, v) for k, v in structure.items()}
    if isinstance(structure, (tuple, list)):
        return type(structure)(map_structure(function, v) for v in structure)
    return function(structure)


def as_list(value: Any) -> list[Any]:
    """A list of one or more."""
    return list(value) if isinstance(value, (list, tuple)) else [value]
