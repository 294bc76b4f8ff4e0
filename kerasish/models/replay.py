"""Layer calls made once more on other tensors, recorded like any call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..graph.tensor import Tensor
from ..layers.history import LayerCall, map_structure, tensors_in


def replayed(
    calls: Sequence[LayerCall], known: dict[int, Tensor], outputs: Any, layer_of: Callable[[Any], Any] = lambda x: x
) -> Any:
    """The outputs that the calls make of other inputs.

    Arguments:
        calls: in an order in which they can run.
        known: by id of each tensor that the calls start from, the tensor in its place; what they make is added.
        outputs: tensors that the calls make, nested in any way.
        layer_of: the layer to call in place of a layer.
    """

    def other(value: Any) -> Any:
        return known.get(id(value), value) if isinstance(value, Tensor) else value

    for call in calls:
        made = layer_of(call.layer)(*map_structure(other, call.args), **map_structure(other, call.kwargs))
        for old, new in zip(call.output_tensors, tensors_in(made), strict=True):
            known[id(old)] = new
    return map_structure(other, outputs)
