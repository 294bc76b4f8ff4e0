"""Models: layers that can be trained."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..compat import at_least
from ..errors import explain
from ..graph import trace
from ..graph.function import Function, make_function
from ..graph.tensor import as_tensor, placeholder
from ..graph.variable import Variable
from ..layers.base import Layer
from ..layers.context import CallContext
from ..layers.history import as_list, map_structure, tensors_in
from ..registry import export
from ..training.trainer import Trainer

ENDS = {"inputs", "outputs", "input", "output"}


@export("models.Model", "Model")
class Model(Trainer, Layer):
    """A graph of layers, or a subclass with a `call` of its own.

    Arguments:
        inputs, outputs: symbolic tensors, when it is a graph: `Model(inputs=a, outputs=b)`.
        name: its name.
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls is Model and (args or ENDS & set(kwargs)):
            from .functional import Functional

            return super().__new__(Functional)
        return super().__new__(cls, *args, **kwargs)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if args or ENDS & set(kwargs):  # a subclass that hands a graph to super().__init__(inputs, outputs)
            from .functional import Functional

            own: Any = type(self)
            self.__class__ = _with_graph(own)
            Functional.__init__(self, *args, **kwargs)  # type: ignore[arg-type]
            return
        super().__init__(**kwargs)
        self.stop_training = False
        self.compiled = False
        self.optimizer = None
        self.history = None
        self._eager: dict[Any, Function] = {}

    # ---- structure

    @property
    def trainable(self) -> bool:
        """Whether training changes its weights.

        Setting it sets the layers inside too; up to level 2.3 each layer keeps its own setting, and both must be true.
        """
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        if at_least("2.15"):
            for layer in self._own_layers():
                layer.trainable = bool(value)

    @property
    def weights(self) -> list[Variable]:
        """All weights, layer by layer; up to level 2.3 those that can be trained first."""
        return self._weights_to_set() if at_least("2.15") else self._all_weights()

    def _weights_to_set(self) -> list[Variable]:
        """All weights, layer by layer at every level."""
        own = self._own_variables()
        found = [v for v in own if v.trainable] + [v for v in own if not v.trainable]
        for layer in self._own_layers():
            found += layer.weights if isinstance(layer, Layer) else layer._collect(lambda v: True)
        return list({id(v): v for v in found}.values())

    @property
    def layers(self) -> list[Layer]:
        """The layers directly inside."""
        return [layer for layer in self._own_layers() if isinstance(layer, Layer)]

    @property
    def input_names(self) -> list[str]:
        """Names of the inputs."""
        return ["input"]

    @property
    def output_names(self) -> list[str]:
        """Names of the outputs."""
        return ["output"]

    @property
    def target_names(self) -> list[str]:
        """Names by which losses, metrics and targets are given."""
        return self.output_names

    @property
    def input_shapes(self) -> list[Any]:
        """Shapes of the inputs, None where not known."""
        return [None for _ in self.input_names]

    @property
    def output_shapes(self) -> list[Any]:
        """Shapes of the outputs, None where not known."""
        return [None for _ in self.output_names]

    def shape_chain(self) -> list[tuple[str, Any]]:
        """Names and output shapes of the layers, in order, for error texts."""
        found = []
        for layer in self.layers:
            if layer.inbound_calls:
                found.append((layer.name, layer.inbound_calls[0].output_shapes))
        return found

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """A layer by name or by place.

        Errors:
            ValueError when there is no such layer.
        """
        if index is not None:
            if not -len(self.layers) <= index < len(self.layers):
                raise ValueError(f"Model {self.name!r} has {len(self.layers)} layers; there is no layer {index}.")
            return self.layers[index]
        for layer in self.layers:
            if layer.name == name:
                return layer
        from ..errors import nearest

        names = [x.name for x in self.layers]
        hint = nearest(str(name), names)
        raise ValueError(explain(f"Model {self.name!r} has no layer {name!r}.", f"one of {', '.join(names)}", "", hint))

    def summary(
        self,
        line_length: int | None = None,
        positions: Any = None,
        print_fn: Any = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: Any = None,
    ) -> None:
        """Print layers, output shapes and numbers of parameters."""
        from ..utils.summary import print_summary

        print_summary(
            self,
            line_length=line_length,
            positions=positions,
            print_fn=print_fn,
            expand_nested=expand_nested,
            show_trainable=show_trainable,
            layer_range=layer_range,
        )

    # ---- calling

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        values = args[0] if args else None
        if tensors_in((args, kwargs)) or trace.current() is not None or not args:
            return super().__call__(*args, **kwargs)
        return self._call_arrays(values, args[1:], kwargs)

    def _call_arrays(self, x: Any, rest: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """On arrays, a model runs as one plan, kept per training flag and sample shapes."""
        flat = [np.asarray(v) for v in _leaves(x)]
        key = (tuple((a.shape[1:], a.dtype) for a in flat), repr(kwargs), len(rest))
        found = self._eager.get(key)
        if found is None or rest:
            inputs = [placeholder((None, *a.shape[1:]), a.dtype.name) for a in flat]
            given = iter(inputs)
            packed = map_structure(lambda _: next(given), x)
            shape: list[Any] = []

            def step() -> list[Any]:
                outputs = Layer.__call__(self, packed, *rest, **kwargs)
                shape.append(outputs)
                return [as_tensor(t) for t in tensors_in(outputs)]

            found = make_function(step, [])
            found.inputs = inputs
            self._eager[key] = found
            self._eager_shape = shape[0]
        return refilled(self._eager_shape, iter(found(*flat)))

    def _call_flat(self, x: list[Any], training: bool) -> Any:
        """Call on flat inputs, as training does."""
        if self._call_takes.get("training"):
            return Layer.__call__(self, pack_inputs(x), training=training)
        return Layer.__call__(self, pack_inputs(x))

    def _input_names(self, x: Any) -> list[str]:
        """Names of the inputs; a subclassed model takes what it is given."""
        if isinstance(x, dict):
            return list(x)
        if isinstance(x, (list, tuple)) and len(x) > 1 and hasattr(x[0], "shape"):
            return [f"input_{i + 1}" for i in range(len(x))]
        return self.input_names

    def _ensure_built(self, xs: list[Any]) -> None:
        """Build on first data."""
        if not self.built or not self._outputs_known():
            inputs = [placeholder((None, *a.shape[1:]), a.dtype.name) for a in xs]
            with trace.Trace(), CallContext(False):
                outputs = self._call_flat(inputs, False)
            self._note_outputs(outputs)

    def _outputs_known(self) -> bool:
        return "_output_count" in self.__dict__

    def _note_outputs(self, outputs: Any) -> None:
        self._output_count = len(tensors_in(outputs))

    def _fit_rank(self, array: Any, index: int) -> Any:
        """(B,) becomes (B, 1) where the model takes rows."""
        expected = self.input_shapes[index] if index < len(self.input_shapes) else None
        return array[:, None] if expected is not None and array.ndim == 1 and len(expected) == 2 else array

    def _unflatten(self, outputs: list[Any]) -> Any:
        return outputs[0] if len(outputs) == 1 else outputs

    # ---- saving

    @classmethod
    def from_config(cls, config: Any, custom_objects: Any = None) -> Any:
        """The model of a config: a graph of layers, or what the class's own arguments make."""
        if isinstance(config, dict) and {"layers", "input_layers", "output_layers"} <= set(config):
            from ..saving.config import functional_from_config

            return functional_from_config(cls, config, custom_objects)
        return super().from_config(config)

    def __reduce_ex__(self, protocol: Any) -> Any:
        if type(self).get_config is Model.get_config or not self.built:
            return super().__reduce_ex__(protocol)
        from ..saving.pickling import reduce

        return reduce(self)

    def __getstate__(self) -> dict[str, Any]:
        """Without what is traced and planned, which is made again when it is needed."""
        remade = ("_steps", "_objective", "_eager", "_eager_shape")
        return {k: v for k, v in super().__getstate__().items() if k not in remade}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.__dict__.update(_steps=None, _objective=None, _eager={})

    def save(self, filepath: Any, overwrite: bool = True, include_optimizer: bool = True, **kwargs: Any) -> None:
        """Write architecture, weights and optimizer state to one file, chosen by extension."""
        from ..saving import save_model

        save_model(self, filepath, overwrite=overwrite, include_optimizer=include_optimizer, **kwargs)

    def save_weights(self, filepath: Any, overwrite: bool = True) -> None:
        """Write the weights to an HDF5 file."""
        from ..saving import save_weights

        save_weights(self, filepath, overwrite=overwrite)

    def load_weights(self, filepath: Any, by_name: bool = False, skip_mismatch: bool = False) -> None:
        """Read weights from a file, in order or by layer name."""
        from ..saving import load_weights

        load_weights(self, filepath, by_name=by_name, skip_mismatch=skip_mismatch)

    def to_json(self, **kwargs: Any) -> str:
        """The architecture as JSON."""
        from ..saving import to_json

        return to_json(self, **kwargs)

    def get_compile_config(self) -> dict[str, Any] | None:
        """What `compile` was told, in a form that can be saved."""
        from ..saving import compile_config

        return compile_config(self)


@functools.cache
def _with_graph(cls: Any) -> Any:
    """A user's subclass of Model as a class of graphs of layers."""
    from .functional import Functional

    return type(cls.__name__, (cls, Functional), {"__module__": cls.__module__, "__qualname__": cls.__qualname__})


def refilled(structure: Any, values: Iterator[Any]) -> Any:
    """A structure with values, which come in the order of `tensors_in`, in place of its tensors."""
    if isinstance(structure, dict):
        found = {k: refilled(structure[k], values) for k in sorted(structure)}
        return {k: found[k] for k in structure}
    if isinstance(structure, (tuple, list)):
        return type(structure)(refilled(v, values) for v in structure)
    return next(values)


def pack_inputs(x: list[Any]) -> Any:
    """One input as itself, several as a list."""
    return x[0] if len(x) == 1 else x


def _leaves(x: Any) -> list[Any]:
    if isinstance(x, dict):
        return [leaf for v in x.values() for leaf in _leaves(v)]
    if isinstance(x, tuple) or (isinstance(x, list) and x and hasattr(x[0], "shape")):
        return [leaf for v in x for leaf in _leaves(v)]
    return as_list(x) if not isinstance(x, list) else [np.asarray(x)]
