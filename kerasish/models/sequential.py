"""A stack of layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..graph import trace
from ..graph.tensor import Tensor
from ..layers.base import Layer
from ..layers.context import CallContext
from ..layers.input_layer import InputLayer
from ..layers.keras1_merge import Merge
from ..layers.naming import unique_name
from ..registry import export
from .functional import Functional
from .model import Model


@export("models.Sequential", "Sequential")
class Sequential(Model):
    """Layers called one after another.

    Arguments:
        layers: layers to add.
        name: its name.

    The first layer may say its input's shape (`input_shape`, `input_dim`, `batch_input_shape`), or be an `Input`;
    otherwise the model is built on first data. As in Keras 1, the first layer may be a `Merge` of other models, whose
    inputs are then those of this one, in a list.
    """

    @accepts_old_spellings
    def __init__(self, layers: Sequence[Any] | None = None, trainable: bool = True, name: str | None = None) -> None:
        super().__init__(trainable=trainable, name=name)
        self._stack: list[Layer] = []
        self._input_layer: InputLayer | None = None
        self._tensors: list[Tensor] = []
        self._front: Functional | None = None
        for layer in layers or ():
            self.add(layer)

    # ---- stacking

    def add(self, layer: Any, rebuild: bool = True) -> None:
        """Put a layer on top.

        Errors:
            TypeError for what is no layer; ValueError when shapes do not fit.
        """
        if isinstance(layer, Tensor) and layer.history is not None:
            layer = layer.history.layer
        if not isinstance(layer, Layer):
            raise TypeError(f"Sequential.add expects a layer, received {layer!r}.")
        self._forget()
        if isinstance(layer, InputLayer):
            if self._stack or self._input_layer is not None:
                raise ValueError(f"Sequential {self.name!r} has an input already; an Input can only come first.")
            self._input_layer = layer
            self._tensors = [layer._tensor]
            return
        if any(existing.name == layer.name for existing in self._stack):
            raise ValueError(
                f"Sequential {self.name!r} has a layer named {layer.name!r} already; "
                "every layer needs a name of its own."
            )
        if not self._stack and self._input_layer is None:
            self._start(layer)
        if self._front is not None and not self._stack:
            self._tensors = [*self._front.outputs]
        elif self._tensors:
            self._tensors.append(self._connect(layer, self._tensors[-1]))
        self._stack.append(layer)
        self._track(layer)
        self.built = bool(self._tensors)

    def _start(self, layer: Layer) -> None:
        """Make the input that the first layer asks for."""
        shape = layer.batch_input_shape
        if isinstance(layer, Merge) and layer.layers:
            self._front = Functional(source_inputs(layer), layer.output)
            for branch in layer.layers if not isinstance(layer.layers[0], Tensor) else self._front.layers:
                self._track(branch)
            return
        if isinstance(layer, Model) and layer.built and layer.input_shapes[0] is not None:
            shape = layer.input_shapes[0]
        if shape is not None:
            self._input_layer = InputLayer(batch_shape=shape, dtype=layer.dtype, name=_input_name(layer))
            self._tensors = [self._input_layer._tensor]

    def _connect(self, layer: Layer, tensor: Tensor) -> Tensor:
        output = layer(tensor)
        if not isinstance(output, Tensor):
            raise ValueError(f"Layer {layer.name!r} has several outputs, which a Sequential cannot stack; use Model.")
        return output

    def pop(self, rebuild: bool = True) -> Layer:
        """Take the top layer off and return it."""
        if not self._stack:
            raise TypeError(f"Sequential {self.name!r} has no layers to take off.")
        self._forget()
        layer = self._stack.pop()
        if self._front is not None and not self._stack:
            self._front, self._tracked = None, []
            return layer
        self._tracked.remove(layer)
        if self._tensors:
            self._tensors.pop()
            layer.inbound_calls.pop()
        self.built = bool(self._tensors) and bool(self._stack)
        return layer

    def _forget(self) -> None:
        """Functions traced for the old stack are of no use."""
        self._steps = None
        self._objective = None
        self._eager = {}
        self.inbound_calls = []

    # ---- building and calling

    def build(self, input_shape: Any = None) -> None:
        """Build all layers for an input shape (with the batch axis)."""
        if self._tensors or input_shape is None:
            self.built = bool(self._tensors)
            return
        if isinstance(input_shape, list) and input_shape and isinstance(input_shape[0], (tuple, list)):
            input_shape = input_shape[0]
        self._input_layer = InputLayer(batch_shape=tuple(input_shape), dtype=self.dtype)
        self._tensors = [self._input_layer._tensor]
        with trace.outside(), CallContext():
            for layer in self._stack:
                self._tensors.append(self._connect(layer, self._tensors[-1]))
        self.built = True

    def call(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        """Through all layers in order."""
        x = inputs
        if mask is not None and isinstance(x, Tensor):
            x.mask = mask
        if self._front is not None:
            x = self._front.call(x, training=training)
        for layer in self._stack[self._front is not None :]:
            if layer._call_takes["training"]:
                x = layer(x, training=training)
            else:
                x = layer(x)
        return x

    def _ensure_built(self, xs: list[Any]) -> None:
        if self._tensors or not xs:
            return
        if not self._stack:
            raise ValueError(f"Sequential {self.name!r} has no layers; add some first.")
        dtype = xs[0].dtype.name if xs[0].dtype.kind in "iu" and not hasattr(self._stack[0], "kernel") else None
        del dtype
        self.build((None, *(xs[0].shape[1:] or (1,))))

    def _outputs_known(self) -> bool:
        return bool(self._tensors)

    # ---- structure

    @property
    def layers(self) -> list[Layer]:
        """The layers, without the input."""
        return list(self._stack)

    @property
    def branches(self) -> list[Any]:
        """The models that a Merge at the front joins."""
        return self._stack[0].layers if self._front is not None and isinstance(self._stack[0], Merge) else []

    @property
    def flattened_layers(self) -> list[Layer]:
        """The layers as files hold them: those of branches in place of the Merge that joins them."""
        if not self.branches:
            return self.layers
        found: dict[int, Layer] = {}
        for branch in (*self.branches, *self._stack[1:]):
            inner = getattr(branch, "flattened_layers", None) if branch in self.branches else None
            for layer in inner or (getattr(branch, "layers", None) if branch in self.branches else None) or [branch]:
                found.setdefault(id(layer), layer)
        return list(found.values())

    @property
    def inputs(self) -> list[Tensor]:
        """The symbolic input, in a list."""
        return self._tensors[:1] if self._front is None else self._front.inputs

    @property
    def outputs(self) -> list[Tensor]:
        """The symbolic output, in a list."""
        return self._tensors[-1:]

    @property
    def input(self) -> Any:
        """The symbolic input."""
        return self._known()[0] if self._front is None else self._front.input

    @property
    def output(self) -> Any:
        """The symbolic output."""
        return self._known()[-1]

    @property
    def input_shape(self) -> Any:
        """Shape of the input."""
        return self._known()[0].shape if self._front is None else self._front.input_shape

    @property
    def output_shape(self) -> Any:
        """Shape of the output."""
        return self._known()[-1].shape

    def _known(self) -> list[Tensor]:
        if not self._tensors:
            raise AttributeError(
                f"Sequential {self.name!r} does not know its input shape yet: give the first layer an input_shape, or "
                "call build(input_shape)."
            )
        return self._tensors

    @property
    def input_names(self) -> list[str]:
        """Name of the input."""
        if self._front is not None:
            return self._front.input_names
        return [self._input_layer.name if self._input_layer is not None else "input"]

    @property
    def output_names(self) -> list[str]:
        """Name of the last layer."""
        return [self._stack[-1].name if self._stack else "output"]

    def _input_names(self, x: Any) -> list[str]:
        known = self._input_layer is not None or self._front is not None
        return self.input_names if known else super()._input_names(x)

    @property
    def input_shapes(self) -> list[Any]:
        """Shape of the input, where it is known."""
        if self._front is not None:
            return self._front.input_shapes
        return [self._tensors[0].shape if self._tensors else None]

    @property
    def output_shapes(self) -> list[Any]:
        """Shape of the output, where it is known."""
        return [self._tensors[-1].shape if self._tensors else None]

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape after all layers."""
        if self._front is not None:
            input_shape = self._front.compute_output_shape(input_shape)
        for layer in self._stack[self._front is not None :]:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    # ---- what Keras 1 and 2 had

    def predict_classes(self, x: Any, batch_size: int | None = 32, verbose: int = 0) -> Any:
        """The most probable class of each row; for one output unit, whether it exceeds 0.5."""
        p = self.predict(x, batch_size=batch_size, verbose=verbose)
        return p.argmax(axis=-1) if p.shape[-1] > 1 else (p > 0.5).astype("int32")

    def predict_proba(self, x: Any, batch_size: int | None = 32, verbose: int = 0) -> Any:
        """Outputs, as `predict` gives them; warns when they are no probabilities."""
        p = self.predict(x, batch_size=batch_size, verbose=verbose)
        if p.size and (np.min(p) < 0.0 or np.max(p) > 1.0):
            import warnings

            warnings.warn(
                "predict_proba: the outputs do not lie between 0 and 1; does the last layer have a softmax or sigmoid?",
                stacklevel=2,
            )
        return p

    # ---- configuration

    def get_config(self) -> dict[str, Any]:
        """Name and configured layers."""
        from ..saving.config import sequential_config

        return sequential_config(self)

    @classmethod
    def from_config(cls, config: Any, custom_objects: Any = None) -> Any:
        """The model of a config."""
        from ..saving.config import sequential_from_config

        return sequential_from_config(cls, config, custom_objects)


def _input_name(layer: Layer) -> str | None:
    """`dense_input_1` in Keras 1, `dense_1_input` in Keras 2; Keras 3 names it like any other."""
    if at_least("3"):
        return None
    return f"{layer.name}_input" if at_least("2.2") else unique_name(f"{layer._name_prefix()}_input")


def source_inputs(layer: Merge) -> list[Tensor]:
    """The inputs of the branches of a Merge, in order, each once."""
    found: dict[int, Tensor] = {}
    for branch, output in zip(layer.layers, layer.inbound_calls[0].input_tensors, strict=True):
        for tensor in getattr(branch, "inputs", None) or _sources(output):
            found.setdefault(id(tensor), tensor)
    return list(found.values())


def _sources(tensor: Tensor) -> list[Tensor]:
    """The inputs that a tensor is made from."""
    if isinstance(tensor.history.layer, InputLayer):
        return [tensor]
    call = tensor.history.layer.inbound_calls[tensor.history.call_index]
    return [source for t in call.input_tensors for source in _sources(t)]
