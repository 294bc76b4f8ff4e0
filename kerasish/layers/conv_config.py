"""Configurations of convolution layers in the words of each generation."""

from __future__ import annotations

from typing import Any

from .. import activations, constraints, initializers, regularizers
from ..compat import at_least, level
from ..compat.conv_arguments import PARTS
from .keras1_config import initializer_name

_KERAS_1_NAMES = {
    "Conv1D": "convolution1d",
    "Conv2D": "convolution2d",
    "Conv3D": "convolution3d",
    "SeparableConv2D": "separableconvolution2d",
}
_IN_KERAS_1 = {
    *_KERAS_1_NAMES, "AtrousConvolution1D", "AtrousConvolution2D", "Deconvolution2D", "LocallyConnected1D",
    "LocallyConnected2D",
}  # fmt: skip
_KERNEL = ("kernel_initializer", "kernel_regularizer", "kernel_constraint")
_UNDILATED = ("LocallyConnected1D", "LocallyConnected2D")

FOREIGN: dict[str, tuple[str, ...]] = {
    "Conv1DTranspose": ("groups",),
    "Conv2DTranspose": ("groups",),
    "Conv3DTranspose": ("groups",),
    "DepthwiseConv1D": ("groups",),
    "DepthwiseConv2D": ("groups",),
    "SeparableConv1D": ("groups", *_KERNEL),
    "SeparableConv2D": ("groups", *_KERNEL),
}
"""Class: what its configuration holds in tf.keras 2.15 although the layer has no such thing."""


def keras_1_prefix(kind: str) -> str | None:
    """The beginning of the automatic name of a class that Keras 1 knew by another name; None elsewhere."""
    return None if at_least("2.2") else _KERAS_1_NAMES.get(kind)


def conv_config(layer: Any) -> dict[str, Any]:
    """What the configuration of a convolution layer says besides what every layer's does."""
    kind = type(layer).__name__
    if not at_least("2.2") and kind in _IN_KERAS_1:
        return _keras_1(layer, kind)
    config = {} if layer.filters is None else {"filters": layer.filters}
    config |= {
        "kernel_size": layer.kernel_size,
        "strides": layer.strides,
        "padding": layer.padding,
        "data_format": layer.data_format,
        "dilation_rate": layer.dilation_rate,
        "activation": activations.serialize(layer.activation),
        "use_bias": layer.use_bias,
        "activity_regularizer": regularizers.serialize(layer.activity_regularizer),
    }
    for role in (*layer.roles, "bias"):
        config |= _settings_of(layer, role)
    config |= layer.own_settings()
    if level() == "2.15":
        config |= _unread(kind)
    return {k: v for k, v in config.items() if k not in _left_out(layer, kind)}


def _settings_of(layer: Any, role: str) -> dict[str, Any]:
    return {
        f"{role}_initializer": initializers.serialize(getattr(layer, f"{role}_initializer")),
        f"{role}_regularizer": regularizers.serialize(getattr(layer, f"{role}_regularizer")),
        f"{role}_constraint": constraints.serialize(getattr(layer, f"{role}_constraint")),
    }


def _unread(kind: str) -> dict[str, Any]:
    """What tf.keras 2.15 writes because a base class of the layer has it."""
    values = {"groups": 1, "kernel_initializer": initializers.serialize(initializers.get("glorot_uniform"))}
    return {name: values.get(name) for name in FOREIGN.get(kind, ())}


def _left_out(layer: Any, kind: str) -> set[str]:
    """What the generation of the level does not write."""
    left = set()
    if kind in _UNDILATED:
        left.add("dilation_rate")
    if kind == "Conv3DTranspose" and not at_least("3") and max(layer.dilation_rate) == 1:
        left.add("dilation_rate")
    if not at_least("2.15"):
        left |= {"implementation"} if getattr(layer, "implementation", 1) == 1 else set()
        left |= {"groups"} if layer.groups == 1 else set()
        left |= {"data_format"} if kind == "LocallyConnected1D" and layer.data_format == "channels_last" else set()
    return left


def _keras_1(layer: Any, kind: str) -> dict[str, Any]:
    """As Keras 1 wrote it, and by its own name whatever Keras 1 had not."""
    config: dict[str, Any] = {
        "nb_filter": layer.filters,
        "init": initializer_name(getattr(layer, f"{layer.roles[0]}_initializer")),
        "activation": activations.serialize(layer.activation),
        "border_mode": layer.padding,
        "activity_regularizer": regularizers.serialize(layer.activity_regularizer),
        "b_regularizer": regularizers.serialize(layer.bias_regularizer),
        "b_constraint": constraints.serialize(layer.bias_constraint),
        "bias": layer.use_bias,
    }
    for role in layer.roles:
        word = "W" if role == "kernel" else role
        config[f"{word}_regularizer"] = regularizers.serialize(getattr(layer, f"{role}_regularizer"))
        config[f"{word}_constraint"] = constraints.serialize(getattr(layer, f"{role}_constraint"))
    rate = layer.dilation_rate if layer.rank > 1 else layer.dilation_rate[0]
    if layer.rank > 1:
        config |= dict(zip(PARTS[kind], layer.kernel_size, strict=True))
        config |= {"subsample": layer.strides, "dim_ordering": _ORDERINGS[layer.data_format]}
    else:
        config |= {"filter_length": layer.kernel_size[0], "subsample_length": layer.strides[0]}
        config |= _told_shape(layer, kind)
    if kind.startswith("Atrous"):
        config["atrous_rate"] = rate
    elif max(layer.dilation_rate) > 1:
        config["dilation_rate"] = rate
    return config | {k: v for k, v in layer.own_settings().items() if (k, v) not in _USUAL}


def _told_shape(layer: Any, kind: str) -> dict[str, Any]:
    """The shape of one input as the first layer of a model was told it, in two numbers."""
    shape = layer.batch_input_shape or (None, None, None)
    told = {"input_dim": shape[2], "input_length": shape[1]}
    return told if layer.data_format == "channels_last" else told | {"data_format": layer.data_format}


_ORDERINGS = {"channels_last": "tf", "channels_first": "th"}
_USUAL = (("groups", 1), ("implementation", 1), ("output_padding", None))
