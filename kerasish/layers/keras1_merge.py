"""Keras 1's one layer for everything that joins tensors: `Merge(mode=...)` and the function `merge`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Mapping
from typing import Any

from .. import config, ops
from ..compat import at_least
from ..errors import explain
from ..graph.tensor import Tensor
from ..registry import export
from .lambda_layer import Lambda
from .live_function import LiveFunction
from .merge_base import MergeLayer, Shape, both
from .merge_concatenate import Concatenate
from .merge_dot import Dot, batch_dot

_ELEMENTWISE = {"sum": ops.add, "ave": ops.add, "mul": ops.multiply, "max": ops.maximum}
MODES = (*_ELEMENTWISE, "concat", "cos", "dot")


@export("layers.Merge")
class Merge(MergeLayer):
    """Tensors joined in the way that `mode` names.

    Arguments:
        layers: layers, models or tensors whose outputs are joined: the branches of a Sequential that starts with this
            layer. None for a layer that is called on a list of tensors.
        mode: 'sum', 'mul', 'ave', 'max' (of equal shapes), 'concat', 'dot', 'cos', or a function of a list of tensors.
        concat_axis: the axis for 'concat'.
        dot_axes: the axis, or one for each of two tensors, for 'dot' and 'cos'.
        output_shape: shape of one sample, or a function from the shapes of the inputs, for a function.
        output_mask: the mask, or a function `(inputs, masks)`, for a function.
        arguments: further keyword arguments of a function.
        node_indices, tensor_indices: which call, and which output of it, is meant of each of `layers`.

    Shapes: input [(B, ...), (B, ...), ...]; 'cos' gives an axis of extent 1 behind the batch axis, as Keras 1 does.

    >>> Merge(mode="concat")([np.ones((2, 3)), np.ones((2, 4))]).shape
    (2, 7)

    Source: Keras 1.2.2 documentation, core layers, Merge.
    """

    def __init__(
        self,
        layers: Any = None,
        mode: Any = "sum",
        concat_axis: int = -1,
        dot_axes: Any = -1,
        output_shape: Any = None,
        output_mask: Any = None,
        arguments: Mapping[str, Any] | None = None,
        node_indices: Any = None,
        tensor_indices: Any = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        if not callable(mode) and mode not in MODES:
            raise ValueError(f"Merge needs a function or one of {', '.join(MODES)} for mode, received {mode!r}.")
        self.pair = mode in ("dot", "cos")
        self.mode, self.concat_axis, self.dot_axes = mode, concat_axis, dot_axes
        self.declared_shape, self.output_mask_of = output_shape, output_mask
        self.arguments = dict(arguments or {})
        self._branches = list(layers or ())  # not among its own layers: a Sequential looks after them
        if self._branches:
            calls, outputs = (list(i) if i else [0] * len(self._branches) for i in (node_indices, tensor_indices))
            self([_output(*given) for given in zip(self._branches, calls, outputs, strict=True)])

    @property
    def layers(self) -> list[Any]:
        """The branches that it was made with."""
        return list(self._branches)

    @functools.cached_property
    def _helper(self) -> MergeLayer:
        """The layer of Keras 2 that does the same, for 'concat', 'dot' and 'cos'."""
        if self.mode == "concat":
            return Concatenate(self.concat_axis, name=self.name, dtype=self.dtype)
        return Dot(self.dot_axes, name=self.name, dtype=self.dtype)

    def build(self, input_shape: Any) -> None:
        """Check that the shapes go together, and count `dot_axes` from the front."""
        super().build(input_shape)
        if self.pair:
            assert isinstance(self._helper, Dot)
            self.dot_axes = list(self._helper._axes(self.shapes(input_shape)))

    def joined(self, shapes: list[Shape]) -> Shape:
        """The shape of the result."""
        if callable(self.mode):
            return shapes[0]
        if self.mode in ("concat", "dot"):
            return self._helper.joined(shapes)
        if any(shape[1:] != shapes[0][1:] for shape in shapes):
            raise ValueError(
                explain(
                    f"Layer {self.name!r} cannot join tensors of shapes {' and '.join(map(str, shapes))}.",
                    f"equal shapes, for mode {self.mode!r}",
                    "",
                    "mode='concat', or bring them to one shape first",
                )
            )
        if self.mode == "cos":
            batch, *rest = self._helper.joined(shapes)
            return (batch, 1, *rest)
        return super().joined(shapes)

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """[(B, ...), (B, ...), ...] to one tensor."""
        shapes = self.shapes([tuple(x.shape) for x in inputs] if isinstance(inputs, (list, tuple)) else None)
        self.joined(shapes)
        if callable(self.mode):
            extra = {"mask": mask} if "mask" in inspect.signature(self.mode).parameters else {}
            return self.mode(list(inputs), **(self.arguments | extra))
        if self.mode in ("concat", "dot"):
            return self._helper.call(inputs)
        return self._cosine(inputs[0], inputs[1], shapes) if self.mode == "cos" else self.combine(list(inputs))

    def combine(self, tensors: list[Any]) -> Any:
        """Sum, mean, product or largest."""
        result = functools.reduce(_ELEMENTWISE[self.mode], tensors)
        return ops.divide(result, float(len(tensors))) if self.mode == "ave" else result

    def _cosine(self, a: Any, b: Any, shapes: list[Shape]) -> Any:
        """For tensors of more than two axes each product is divided by its own, not by lengths: so Keras 1 has it."""
        assert isinstance(self._helper, Dot)
        axes = self._helper._axes(shapes)
        scale = ops.sqrt(ops.multiply(batch_dot(a, a, axes), batch_dot(b, b, axes)))
        return ops.expand_dims(ops.divide(batch_dot(a, b, axes), ops.maximum(scale, config.epsilon())), 1)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The declared shape of a function, else what follows from the mode."""
        if not callable(self.mode):
            return super().compute_output_shape(input_shape)
        if callable(self.declared_shape):
            return tuple(self.declared_shape(self.shapes(input_shape)))
        if self.declared_shape is not None:
            return (self.shapes(input_shape)[0][0], *self.declared_shape)
        return self._symbolic_output(input_shape).shape

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """Steps count that count in every input; what `output_mask` says, for a function."""
        masks = self.masks(inputs, mask)
        if masks is None or all(m is None for m in masks) or self.mode in ("dot", "cos"):
            return None
        if callable(self.mode):
            return self.output_mask_of(inputs, masks) if callable(self.output_mask_of) else self.output_mask_of
        if self.mode == "concat":
            return self._helper.compute_mask(inputs, masks)
        return both([m for m in masks if m is not None], ops.logical_and)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer; Python code is in it as it is."""
        mode, shape, mask = (_named(v, self.name) for v in (self.mode, self.declared_shape, self.output_mask_of))
        kinds = ["lambda" if callable(v) else "raw" for v in (self.mode, self.declared_shape, self.output_mask_of)]
        settings = super().get_config()
        if not at_least("2.2"):
            del settings["trainable"]
        return settings | {
            "mode": mode,
            "mode_type": kinds[0],
            "concat_axis": self.concat_axis,
            "dot_axes": self.dot_axes,
            "output_shape": shape,
            "output_shape_type": kinds[1],
            "output_mask": mask,
            "output_mask_type": kinds[2],
            "arguments": self.arguments,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        """The layer of a configuration, its branches included.

        Errors:
            ValueError where a function is code, or a name that nobody knows.
        """
        from .serialization import deserialize

        settings = {k: v for k, v in config.items() if not k.endswith("_type")}
        for part in ("mode", "output_shape", "output_mask"):
            if config.get(f"{part}_type", "raw") != "raw":
                settings[part] = _function(settings[part], part, config.get("name", "merge"), custom_objects)
        if settings.get("layers"):
            made: dict[str, Any] = {}  # equal configurations stand for one branch
            for branch in settings["layers"]:
                if repr(branch) not in made:
                    made[repr(branch)] = deserialize(branch, custom_objects)
            settings["layers"] = [made[repr(branch)] for branch in settings["layers"]]
        return cls(**settings)


def _output(layer: Any, call: int, tensor: int) -> Tensor:
    """The tensor that a branch stands for."""
    if isinstance(layer, Tensor):
        return layer
    outputs = getattr(layer, "outputs", None) or (layer.inbound_calls and layer._call_at(call).output_tensors)
    if not outputs:
        raise ValueError(
            explain(
                f"Merge cannot take {layer!r} as a branch.",
                "a layer or model that knows its output",
                "",
                "give its first layer an input_shape, or call it on an Input",
            )
        )
    found: Tensor = outputs[tensor]
    return found


def _named(value: Any, layer: str) -> Any:
    return LiveFunction(value, layer) if callable(value) else value


def _function(value: Any, part: str, layer: str, custom_objects: Mapping[str, Any] | None) -> Any:
    """A function of a configuration, found in the way that a Lambda layer finds its own."""
    found = Lambda.from_config({"function": value, "name": f"{layer}_{part}"}, custom_objects)
    return found.function


@export("layers.merge")
def merge(
    inputs: Any,
    mode: Any = "sum",
    concat_axis: int = -1,
    dot_axes: Any = -1,
    output_shape: Any = None,
    output_mask: Any = None,
    arguments: Mapping[str, Any] | None = None,
    name: str | None = None,
) -> Any:
    """`Merge(mode=mode, ...)(inputs)`: a list of tensors joined; of layers, the Merge layer that has them as branches.

    >>> from kerasish.layers import Input
    >>> merge([Input((3,)), Input((4,))], mode="concat").shape
    (None, 7)
    """
    whole = inputs if isinstance(inputs, (list, tuple)) and not any(isinstance(x, Tensor) for x in inputs) else None
    settings = {
        "mode": mode, "concat_axis": concat_axis, "dot_axes": dot_axes, "output_shape": output_shape,
        "output_mask": output_mask, "arguments": arguments, "name": name,
    }  # fmt: skip
    if whole and all(hasattr(x, "inbound_calls") for x in whole):
        return Merge(whole, **settings)
    return Merge(**settings)(inputs)
