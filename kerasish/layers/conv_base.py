"""What all convolution layers share: their arguments, their weights, and what happens around the convolution itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from .. import activations, constraints, initializers, ops, regularizers
from ..compat import at_least
from ..ops.conv import geometry
from .base import Layer
from .conv_checks import (
    check_arguments,
    check_channels,
    check_output,
    check_rank,
    known_padding,
    positive,
    refuse_what_is_not_there,
)
from .conv_config import FOREIGN, conv_config, keras_1_prefix
from .history import as_list
from .input_spec import InputSpec
from .spatial import channels_back, channels_last, data_format_of, join_shape, per_axis, split_shape

Extents = Sequence[int | None]


def taken(found: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments among the `locals()` of an `__init__`, those in its `kwargs` with them."""
    own = {k: v for k, v in found.items() if k not in ("self", "kwargs", "__class__")}
    return own | dict(found.get("kwargs", {}))


class BaseConv(Layer):
    """A convolution of some kind, plus bias, through an activation.

    A variant says in `kernel_shapes` which kernels it has, in `convolve` what it does with them to a tensor whose
    channels are last, and in `output_extents` how large the result is.

    Arguments:
        rank: how many spatial axes there are.
        kernel_size, strides, dilation_rate: an integer, or one for each spatial axis.
        filters: F, channels of the result; None where they follow from those of the input.
        padding: one of `paddings()`.
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`.
        groups: G, parts into which channels and filters are cut, each of which sees only its like.
        activation, use_bias, bias_initializer, bias_regularizer, bias_constraint, activity_regularizer: as for Dense.
        others: initializer, regularizer and constraint of each of the `roles`, and what every layer takes.
    """

    roles: ClassVar[tuple[str, ...]] = ("kernel",)
    """Kinds of kernels: each has an initializer, a regularizer and a constraint of its own."""
    kernel: Any
    depthwise_kernel: Any
    pointwise_kernel: Any
    bias: Any
    kernel_initializer: Any
    kernel_regularizer: Any
    kernel_constraint: Any

    def __init__(
        self,
        rank: int,
        kernel_size: Any,
        filters: Any = None,
        strides: Any = 1,
        padding: str = "valid",
        data_format: Any = None,
        dilation_rate: Any = 1,
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        activity_regularizer: Any = None,
        **others: Any,
    ) -> None:
        settings = {word: others.pop(word, None) for word in self._role_arguments()}
        refuse_what_is_not_there(type(self).__name__, others)
        super().__init__(activity_regularizer=activity_regularizer, **others)
        kind = type(self).__name__
        self.rank, self.filters = rank, None if filters is None else positive(filters, "filters", kind)
        self.kernel_size = per_axis(kernel_size, rank, "kernel_size", kind)
        self.strides = per_axis(strides, rank, "strides", kind)
        self.dilation_rate = per_axis(dilation_rate, rank, "dilation_rate", kind)
        self.data_format = data_format_of(data_format or self._own_format(), kind)
        self.groups = positive(groups, "groups", kind)
        self.padding = known_padding(padding, self.paddings(), kind)
        check_arguments(self)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        for word, value in settings.items():
            room = {"initializer": initializers, "regularizer": regularizers}.get(word.split("_")[1], constraints)
            setattr(self, word, room.get(value))  # type: ignore[attr-defined]
        self.input_spec = InputSpec(min_ndim=rank + 2)

    # ---- what a variant says

    def kernel_shapes(self, channels: int) -> dict[str, tuple[int, ...]]:
        """Name and shape of each kernel, in the order of `roles`, for inputs of so many channels."""
        raise NotImplementedError

    def convolve(self, x: Any) -> Any:
        """(B, ..., C) to (B, ..., F), without bias."""
        raise NotImplementedError

    def output_extents(self, extents: Extents) -> tuple[int | None, ...]:
        """The spatial extents of the result."""
        return geometry(extents, self.kernel_size, self.strides, self.padding, self.dilation_rate).out

    def output_channels(self, channels: Any) -> Any:
        """The channels of the result."""
        return self.filters

    def paddings(self) -> tuple[str, ...]:
        """What `padding` may be at the level in force."""
        return ("valid", "same")

    def strides_with_dilation(self) -> bool:
        """Whether strides and dilation may both be more than 1."""
        return not at_least("2.2")  # Theano, below Keras 1, could; TensorFlow and Keras above it refuse

    def bias_shape(self, channels: int) -> tuple[int, ...]:
        """The shape of the bias."""
        return (self.output_channels(channels),)

    def placed_bias(self) -> Any:
        """The bias as it is added, channels last."""
        return self.bias

    def own_settings(self) -> dict[str, Any]:
        """Arguments that only this kind of layer writes into its configuration."""
        return {}

    def _own_format(self) -> str | None:
        """The data format where none is given; None is that of `config`."""
        return None

    # ---- building and calling

    def build(self, input_shape: Any) -> None:
        """Make the kernels and the bias (F,)."""
        _, channels = split_shape(input_shape, self.data_format)
        check_channels(self, input_shape, channels)
        for role, (name, shape) in zip(self.roles, self.kernel_shapes(channels).items(), strict=True):
            setattr(self, name, self._add(name, role, shape))
        self.bias = self._add("bias", "bias", self.bias_shape(channels)) if self.use_bias else None
        axis = -1 if self.data_format == "channels_last" else 1
        self.input_spec = InputSpec(min_ndim=self.rank + 2, axes={axis: channels})
        self.built = True

    def _add(self, name: str, role: str, shape: tuple[int, ...]) -> Any:
        return self.add_weight(
            name=name,
            shape=shape,
            initializer=getattr(self, f"{role}_initializer"),
            regularizer=getattr(self, f"{role}_regularizer"),
            constraint=getattr(self, f"{role}_constraint"),
        )

    def call(self, inputs: Any) -> Any:
        """(B, ..., C) to (B, ..., F), or (B, C, ...) to (B, F, ...)."""
        self._checked_extents(split_shape(inputs.shape, self.data_format)[0])
        y = self.convolve(channels_last(inputs, self.data_format))
        if self.bias is not None:
            y = ops.add(y, self.placed_bias())
        return self.activation(channels_back(y, self.data_format))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """(B, ..., F) or (B, F, ...)."""
        check_rank(self, tuple(input_shape))
        extents, channels = split_shape(input_shape, self.data_format)
        out = self._checked_extents(extents)
        return join_shape(input_shape[0], out, self.output_channels(channels), self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer, as the generation of the level spells them."""
        return super().get_config() | conv_config(self)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """The layer of a configuration; what tf.keras 2.15 writes without ever reading it is left out."""
        return cls(**{k: v for k, v in config.items() if k not in FOREIGN.get(cls.__name__, ())})

    def _name_prefix(self) -> str:
        return keras_1_prefix(type(self).__name__) or super()._name_prefix()

    def _role_arguments(self) -> list[str]:
        kinds = ("initializer", "regularizer", "constraint")
        return [f"{role}_{kind}" for role in (*self.roles, "bias") for kind in kinds]

    def _check_inputs(self, inputs: Any) -> None:
        for value in as_list(inputs):
            check_rank(self, tuple(value.shape))
        super()._check_inputs(inputs)

    def _checked_extents(self, extents: Extents) -> tuple[int | None, ...]:
        """`output_extents`, of which none may be zero or less."""
        out = self.output_extents(extents)
        check_output(self, extents, out)
        return out
