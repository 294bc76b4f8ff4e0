"""Graphs of layers: `Model(inputs, outputs)`."""

from __future__ import annotations

from typing import Any

from ..errors import explain
from ..graph.tensor import Tensor
from ..layers.base import Layer
from ..layers.history import LayerCall, as_list, map_structure, tensors_in
from ..layers.input_layer import InputLayer
from ..registry import export
from .model import Model


@export("models.Functional")
class Functional(Model):
    """The layers between input tensors and output tensors, called again on new inputs.

    Arguments:
        inputs: tensor made by `Input`, or a list or dict of them.
        outputs: tensor, or a list or dict of them.
        name: its name.

    Errors:
        ValueError when an output does not depend on the inputs given alone.
    """

    _in: list[Tensor]
    _out: list[Tensor]
    _calls: list[LayerCall]

    def __init__(self, inputs: Any = None, outputs: Any = None, name: str | None = None, **kwargs: Any) -> None:
        inputs = kwargs.pop("input", inputs)
        outputs = kwargs.pop("output", outputs)
        super().__init__(name=name, **kwargs)
        self._input_struct, self._output_struct = inputs, outputs
        self.__dict__["_in"], self.__dict__["_out"] = tensors_in(inputs), tensors_in(outputs)
        self.__dict__["_calls"] = _calls_between(self.__dict__["_in"], self.__dict__["_out"], self.name)
        self._layers: list[Layer] = _layers_of(self.__dict__["_in"], self.__dict__["_calls"])
        for layer in self._layers:
            self._track(layer)
        self.built = True

    def _name_prefix(self) -> str:
        from ..compat import at_least

        return "functional" if at_least("3") else "model"

    def call(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        """Run every layer call again on new tensors."""
        given = self._flat_inputs(inputs)
        known: dict[int, Any] = {id(t): v for t, v in zip(self._in, given, strict=True)}
        for call in self._calls:
            args, kwargs = (
                map_structure(lambda v: known[id(v)] if isinstance(v, Tensor) and id(v) in known else v, part)
                for part in (call.args, call.kwargs)
            )
            if call.layer._call_takes["training"] and kwargs.get("training") is None:
                kwargs = {**kwargs, "training": training}
            outputs = call.layer(*args, **kwargs)
            for old, new in zip(call.output_tensors, tensors_in(outputs) or as_list(outputs), strict=True):
                known[id(old)] = new
        return map_structure(lambda t: known[id(t)], self._output_struct)

    def _flat_inputs(self, inputs: Any) -> list[Any]:
        if isinstance(inputs, dict):
            names = [t.history.layer.name for t in self._in]
            keys = sorted(self._input_struct) if isinstance(self._input_struct, dict) else names
            return [inputs[k] for k in keys]
        return as_list(inputs)

    @property
    def layers(self) -> list[Layer]:
        """The layers, inputs included."""
        return list(self._layers)

    @property
    def inputs(self) -> list[Tensor]:
        """The symbolic inputs."""
        return list(self._in)

    @property
    def outputs(self) -> list[Tensor]:
        """The symbolic outputs."""
        return list(self._out)

    @property
    def input(self) -> Any:
        """The symbolic input, nested as it was given."""
        return self._input_struct

    @property
    def output(self) -> Any:
        """The symbolic output, nested as it was given."""
        return self._output_struct

    @property
    def input_shape(self) -> Any:
        """Shape of the input, or a list of shapes."""
        return map_structure(lambda t: t.shape, self._input_struct)

    @property
    def output_shape(self) -> Any:
        """Shape of the output, or a list of shapes."""
        return map_structure(lambda t: t.shape, self._output_struct)

    @property
    def input_names(self) -> list[str]:
        """Names of the inputs."""
        return [t.history.layer.name for t in self._in]

    @property
    def output_names(self) -> list[str]:
        """Names of the layers that make the outputs."""
        if isinstance(self._output_struct, dict):
            return sorted(self._output_struct)
        names: list[str] = []
        for tensor in self._out:
            name = tensor.history.layer.name
            names.append(f"{name}_{names.count(name)}" if name in names else name)
        return names

    @property
    def input_shapes(self) -> list[Any]:
        """Shapes of the inputs."""
        return [t.shape for t in self._in]

    @property
    def output_shapes(self) -> list[Any]:
        """Shapes of the outputs."""
        return [t.shape for t in self._out]

    def _input_names(self, x: Any) -> list[str]:
        if isinstance(self._input_struct, dict):
            return sorted(self._input_struct)
        return self.input_names

    def _ensure_built(self, xs: list[Any]) -> None:
        """Built when it was made."""

    def _outputs_known(self) -> bool:
        return True

    def _unflatten(self, outputs: list[Any]) -> Any:
        results = iter(outputs)
        return map_structure(lambda _: next(results), self._output_struct)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shapes of the outputs for shapes of the inputs."""
        return Layer.compute_output_shape(self, input_shape)

    def get_config(self) -> dict[str, Any]:
        """Layers, and how they are connected."""
        from ..saving.config import functional_config

        return functional_config(self)

    @classmethod
    def from_config(cls, config: Any, custom_objects: Any = None) -> Any:
        """The model of a config."""
        from ..saving.config import functional_from_config

        return functional_from_config(cls, config, custom_objects)


def _calls_between(inputs: list[Tensor], outputs: list[Tensor], name: str) -> list[LayerCall]:
    """The layer calls that lead from inputs to outputs, in an order in which they can run."""
    stop = {id(t) for t in inputs}
    seen: set[int] = set()
    ordered: list[LayerCall] = []

    def visit(tensor: Tensor) -> None:
        if id(tensor) in stop:
            return
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
        call = history.layer.inbound_calls[history.call_index]
        if id(call) in seen:
            return
        seen.add(id(call))
        for source in call.input_tensors:
            visit(source)
        ordered.append(call)

    for tensor in outputs:
        visit(tensor)
    return ordered


def _layers_of(inputs: list[Tensor], calls: list[LayerCall]) -> list[Layer]:
    found: dict[int, Layer] = {}
    for tensor in inputs:
        if tensor.history is not None:
            found.setdefault(id(tensor.history.layer), tensor.history.layer)
    for call in calls:
        found.setdefault(id(call.layer), call.layer)
    return list(found.values())
