"""Graphs of layers: `Model(inputs, outputs)`."""

from __future__ import annotations

from typing import Any

from ..compat import at_least
from ..errors import explain
from ..graph.tensor import Tensor
from ..layers.base import Layer
from ..layers.history import LayerCall, as_list, map_structure, tensors_in
from ..layers.input_layer import InputLayer
from ..registry import export
from .layer_order import walk
from .model import Model, refilled
from .replay import replayed


@export("models.Functional")
class Functional(Model):
    """The layers between input tensors and output tensors, called again on new inputs.

    Arguments:
        inputs: tensor made by `Input`, or a list or dict of them; from tensors in the middle of other models the layers
            that follow are taken over.
        outputs: tensor, or a list or dict of them.
        name: its name.

    Errors:
        ValueError when an output does not depend on the inputs given alone, or two layers have the same name.
    """

    _in: list[Tensor]
    _out: list[Tensor]
    _calls: list[LayerCall]

    def __init__(self, inputs: Any = None, outputs: Any = None, name: str | None = None, **kwargs: Any) -> None:
        inputs, outputs = kwargs.pop("input", inputs), kwargs.pop("output", outputs)
        super().__init__(name=name, **kwargs)
        _check_ends(self.name, inputs, outputs)
        inputs, outputs = _from_the_middle(inputs, outputs, self.name)
        self._input_struct, self._output_struct = _alone(inputs), _alone(outputs)
        newest = at_least("3")  # a list of one stays a list there, to whoever asks
        self._told_inputs = inputs if newest else self._input_struct
        self._told_outputs = outputs if newest else self._output_struct
        self.__dict__["_in"], self.__dict__["_out"] = tensors_in(inputs), tensors_in(outputs)
        calls, layers = walk(self.__dict__["_in"], self.__dict__["_out"], self.name)
        self.__dict__["_calls"] = calls
        self._layers: list[Layer] = layers
        _check_names(self.name, layers)
        for layer in self._layers:
            self._track(layer)
        self.built = True

    def _name_prefix(self) -> str:
        return "functional" if at_least("3") else "model"

    def call(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        """Run every layer call again on new tensors."""
        known: dict[int, Any] = {id(t): v for t, v in zip(self._in, self._flat_inputs(inputs), strict=True)}
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
        """One value for each input, from a value, a list, or a dict by the names of the inputs or by its own keys."""
        names = self._input_names(inputs)
        if isinstance(inputs, dict):
            keys = names if all(name in inputs for name in names) else self.input_names
            missing = [key for key in keys if key not in inputs]
            if missing:
                given = sorted(map(str, inputs))
                raise self._wrong_inputs(f"keys {given}; there is no {', '.join(map(repr, missing))}")
            return [inputs[key] for key in keys]
        values = [inputs] if len(self._in) == 1 and not isinstance(inputs, (list, tuple)) else as_list(inputs)
        if len(values) != len(self._in):
            raise self._wrong_inputs(f"{len(values)}")
        return values

    def _wrong_inputs(self, received: str) -> ValueError:
        shapes = ", ".join(f"{name!r} {shape}" for name, shape in zip(self.input_names, self.input_shapes, strict=True))
        expected = f"{len(self._in)} of them: {shapes}"
        return ValueError(explain(f"Model {self.name!r} was called on the wrong inputs.", expected, received))

    @property
    def layers(self) -> list[Layer]:
        """The layers, inputs included: those farthest from the outputs first."""
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
        return self._told_inputs

    @property
    def output(self) -> Any:
        """The symbolic output, nested as it was given."""
        return self._told_outputs

    @property
    def input_shape(self) -> Any:
        """Shape of the input, or a list of shapes."""
        return _shapes(self._input_struct)

    @property
    def output_shape(self) -> Any:
        """Shape of the output, or a list of shapes."""
        return _shapes(self._output_struct)

    @property
    def input_names(self) -> list[str]:
        """Names of the inputs."""
        return [t.history.layer.name for t in self._in]

    @property
    def output_names(self) -> list[str]:
        """Names of the layers that make the outputs."""
        names: list[str] = []
        for tensor in self._out:
            name, number = tensor.history.layer.name, 1
            while name in names:
                name, number = f"{tensor.history.layer.name}_{number}", number + 1
            names.append(name)
        return names

    @property
    def target_names(self) -> list[str]:
        """Names by which losses and targets are given: keys of outputs in a dict, else names of layers."""
        return sorted(self._output_struct) if isinstance(self._output_struct, dict) else self.output_names

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
            keys = sorted(self._input_struct)
            return keys if not isinstance(x, dict) or all(key in x for key in keys) else self.input_names
        return self.input_names

    def _ensure_built(self, xs: list[Any]) -> None:
        """Built when it was made."""

    def _outputs_known(self) -> bool:
        return True

    def _unflatten(self, outputs: list[Any]) -> Any:
        return refilled(self._output_struct, iter(outputs))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shapes of the outputs for shapes of the inputs."""
        return Layer.compute_output_shape(self, input_shape)

    def get_config(self) -> dict[str, Any]:
        """Layers, and how they are connected."""
        from ..saving.graph_config import functional_config

        return functional_config(self)

    @classmethod
    def from_config(cls, config: Any, custom_objects: Any = None) -> Any:
        """The model of a config."""
        from ..saving.graph_reader import functional_from_config

        return functional_from_config(cls, config, custom_objects)


def _shapes(structure: Any) -> Any:
    """The shapes of tensors; at level 3 those in a dict as a list."""
    if isinstance(structure, dict) and at_least("3"):
        structure = [structure[key] for key in sorted(structure)]
    return map_structure(lambda t: t.shape, structure)


def _alone(structure: Any) -> Any:
    """A list of one tensor is that tensor."""
    single = isinstance(structure, (list, tuple)) and len(structure) == 1 and isinstance(structure[0], Tensor)
    return structure[0] if single else structure


def _check_ends(name: str, inputs: Any, outputs: Any) -> None:
    for what, structure in (("inputs", inputs), ("outputs", outputs)):
        leaves: list[Any] = []
        map_structure(leaves.append, structure)
        strange = [leaf for leaf in leaves if not isinstance(leaf, Tensor)]
        if strange or not leaves:
            raise ValueError(
                explain(
                    f"Model {name!r} cannot be made of these {what}.",
                    "symbolic tensors: made by Input, or by calling layers on them",
                    f"a {type(strange[0]).__name__}" if strange else "none",
                )
            )
    seen = [id(t) for t in tensors_in(inputs)]
    if len(set(seen)) < len(seen) and not at_least("3"):
        raise ValueError(f"Model {name!r} cannot be made: the same tensor stands twice among its inputs.")


def _check_names(name: str, layers: list[Layer]) -> None:
    names = [layer.name for layer in layers]
    twice = sorted({n for n in names if names.count(n) > 1})
    if twice:
        raise ValueError(
            explain(
                f"Model {name!r} cannot be made: several of its layers have the name {twice[0]!r}.",
                "a name of its own for each layer: weights are saved under it",
                "",
                "another name=, or none",
            )
        )


def _from_the_middle(inputs: Any, outputs: Any, name: str) -> tuple[Any, Any]:
    """Inputs that other layers make become Inputs of their own, and the layers behind them are called again."""
    given = tensors_in(inputs)
    inner = [t for t in given if t.history is None or not isinstance(t.history.layer, InputLayer)]
    if not inner or not at_least("2.15"):
        return inputs, outputs
    fresh: dict[int, Tensor] = {}
    for tensor in inner:
        told = f"{tensor.name}CLONE" if at_least("3") else None
        fresh[id(tensor)] = InputLayer(batch_shape=tensor.shape, dtype=tensor.dtype, name=told)._tensor
    calls, _ = walk(given, tensors_in(outputs), name)
    known = {id(t): fresh.get(id(t), t) for t in given}
    outputs = replayed(calls, known, outputs)
    return map_structure(lambda t: known[id(t)], inputs), outputs
