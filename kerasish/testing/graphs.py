"""Layers as functions of arrays, and the derivative of such functions along a random direction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import ops
from ..graph.autodiff import gradients
from ..graph.function import Function
from ..graph.tensor import Tensor, as_tensor, placeholder
from ..graph.trace import Trace
from ..layers.history import as_list, tensors_in

Array = np.ndarray[Any, Any]


def placeholders_like(arrays: Any) -> Any:
    """Symbolic tensors of the arrays' shapes and dtypes, nested as the arrays are."""
    if isinstance(arrays, list):
        return [placeholders_like(a) for a in arrays]
    return placeholder(tuple(arrays.shape), arrays.dtype.name)


def layer_function(layer: Any, arrays: Any, **arguments: Any) -> Function:
    """The layer's call as a compiled function of arrays like these. It updates nothing: random draws repeat."""
    inputs = placeholders_like(arrays)
    with Trace():
        outputs = layer(inputs, **arguments)
    return Function(as_list(inputs), tensors_in(outputs))


def run_layer(layer: Any, arrays: Any, **arguments: Any) -> list[Array]:
    """The layer's outputs for arrays, through a plan of its own."""
    return layer_function(layer, arrays, **arguments)(*as_list(arrays))


class Projection:
    """The scalar `sum(outputs * p)` of a function of tensors, `p` random, with its gradient.

    Arguments:
        function: from symbolic tensors to one output, or several.
        arrays: where the inputs are.
        variables: variables that the function reads, to be differentiated too.
        seed: what `p` and the directions are drawn from.
    """

    def __init__(
        self, function: Callable[..., Any], arrays: Sequence[Array], variables: Sequence[Any] = (), seed: int = 11
    ) -> None:
        self.arrays, self.variables = list(arrays), list(variables)
        self.rng = np.random.RandomState(seed)
        inputs = [placeholder(a.shape, a.dtype.name) for a in self.arrays]
        with Trace():
            outputs = [as_tensor(t) for t in tensors_in(function(*inputs))]
            total = self._total([t for t in outputs if t.dtype.startswith("float")])
            self.float_inputs = [i for i, a in enumerate(self.arrays) if a.dtype.kind == "f"]
            found = gradients([total], [*(inputs[i] for i in self.float_inputs), *self.variables])
        places = [*(self.arrays[i] for i in self.float_inputs), *(v.array for v in self.variables)]
        slopes = [as_tensor(np.zeros(p.shape, p.dtype)) if g is None else g for g, p in zip(found, places, strict=True)]
        self.value = Function(inputs, [total])
        self.slope = Function(inputs, slopes)

    def _total(self, outputs: list[Tensor]) -> Tensor:
        total = as_tensor(np.zeros((), outputs[0].dtype if outputs else np.float64))
        for tensor in outputs:
            weights = self.rng.uniform(0.5, 1.5, tuple(int(s or 0) for s in tensor.shape)).astype(tensor.dtype)
            total = total + ops.sum(tensor * weights)
        return total

    def check(self, step: float = 1e-5, tolerance: float = 1e-6) -> None:
        """Assert that each gradient agrees with finite differences along a random direction."""
        slopes = self.slope(*self.arrays)
        for place, i in enumerate(self.float_inputs):
            direction = self._direction(self.arrays[i])
            self._agree(slopes[place], direction, self._input_difference(i, direction, step), tolerance, f"input {i}")
        for place, variable in enumerate(self.variables, len(self.float_inputs)):
            direction = self._direction(variable.array)
            found = self._variable_difference(variable, direction, step)
            self._agree(slopes[place], direction, found, tolerance, f"weight {variable.path}")

    def _direction(self, array: Array) -> Array:
        return np.asarray(self.rng.uniform(-1.0, 1.0, array.shape))

    def _agree(self, slope: Array, direction: Array, measured: float, tolerance: float, what: str) -> None:
        told = float(np.sum(slope * direction))
        scale = max(1.0, abs(measured))
        assert abs(told - measured) <= tolerance * scale, f"gradient of {what}: {told!r}, by differences {measured!r}"

    def _input_difference(self, index: int, direction: Array, step: float) -> float:
        ends: list[float] = []
        for sign in (1.0, -1.0):
            moved = list(self.arrays)
            moved[index] = moved[index] + sign * step * direction
            ends.append(float(self.value(*moved)[0]))
        return (ends[0] - ends[1]) / (2 * step)

    def _variable_difference(self, variable: Any, direction: Array, step: float) -> float:
        start, ends = variable.numpy(), []
        for sign in (1.0, -1.0):
            variable.assign(start + sign * step * direction)
            ends.append(float(self.value(*self.arrays)[0]))
        variable.assign(start)
        return (ends[0] - ends[1]) / (2 * step)
