"""Orders of the positional arguments of convolutions: `Conv2D(32, 3, 3)` is a 3x3 kernel up to Keras 2.3.

From tf.keras 2.15 on it is a kernel of 3 with strides of 3. Where the values tell (a tuple for the kernel, the name
of an initializer in third place), or a keyword that only Keras 1 had, they decide; the level decides the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from numbers import Integral
from typing import Any

from ..registry import exported
from .conv_arguments import CONV_RENAMED, PARTS
from .level import at_least

Reader = Callable[[Sequence[Any], Mapping[str, Any]], dict[str, Any]]

_PADDINGS = ("valid", "same", "causal", "full")
_ENDING_1 = (
    "kernel_regularizer bias_regularizer activity_regularizer kernel_constraint bias_constraint use_bias".split()
)
_BEGINNING_1 = "kernel_initializer activation weights padding strides".split()
_ENDING = (
    "activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer "
    "activity_regularizer kernel_constraint bias_constraint"
).split()
_SEPARABLE_ENDING = (
    "activation use_bias depthwise_initializer pointwise_initializer bias_initializer depthwise_regularizer "
    "pointwise_regularizer bias_regularizer activity_regularizer depthwise_constraint pointwise_constraint "
    "bias_constraint"
).split()
_CONV = ["strides", "padding", "data_format", "dilation_rate", "groups", *_ENDING]
_TRANSPOSED = ["strides", "padding", "output_padding", "data_format", "dilation_rate", *_ENDING]
_SEPARABLE = ["strides", "padding", "data_format", "dilation_rate", "depth_multiplier", *_SEPARABLE_ENDING]
_LOCAL = ["strides", "padding", "data_format", *_ENDING, "implementation"]
_SERIES_1 = [*_BEGINNING_1, *_ENDING_1, "input_dim", "input_length"]
_IMAGES_1 = [*_BEGINNING_1, "data_format", *_ENDING_1]
_SEPARABLE_1 = (
    "init activation weights padding strides depth_multiplier data_format depthwise_regularizer pointwise_regularizer "
    "bias_regularizer activity_regularizer depthwise_constraint pointwise_constraint bias_constraint use_bias"
).split()

ORDERS: dict[str, tuple[list[str], list[str]]] = {
    "Conv1D": (_SERIES_1, _CONV),
    "Conv2D": (_IMAGES_1, _CONV),
    "Conv3D": (_IMAGES_1, _CONV),
    "AtrousConvolution1D": ([*_BEGINNING_1, "dilation_rate", *_ENDING_1], _CONV),
    "AtrousConvolution2D": ([*_BEGINNING_1, "dilation_rate", "data_format", *_ENDING_1], _CONV),
    "Conv2DTranspose": (_IMAGES_1, _TRANSPOSED),
    "Deconvolution2D": (["output_shape", *_IMAGES_1], _TRANSPOSED),
    "SeparableConv2D": (_SEPARABLE_1, _SEPARABLE),
    "LocallyConnected1D": (_SERIES_1, _LOCAL),
    "LocallyConnected2D": (_IMAGES_1, _LOCAL),
}
"""Class: what follows the kernel in Keras 1, and today."""


def _reader(owner: str) -> Reader:
    old, new = ORDERS[owner]
    parts = PARTS.get(owner, ())

    def read(values: Sequence[Any], keywords: Mapping[str, Any]) -> dict[str, Any]:
        if not parts:
            return _named(owner, old if _is_initializer(values[0]) else new, values)
        if any(name in keywords for name in parts):
            return _named(owner, [name for name in parts if name not in keywords], values)
        if _in_keras_1(owner, parts, values, keywords):
            return _named(owner, [*parts, *old], values)
        return _named(owner, ["kernel_size", *new], values)

    return read


def _in_keras_1(owner: str, parts: Sequence[str], values: Sequence[Any], keywords: Mapping[str, Any]) -> bool:
    """Whether integers after `filters` are the extents of the kernel, one by one."""
    extents = values[: len(parts)]
    if len(extents) < len(parts) or not all(isinstance(v, Integral) for v in extents):
        return False
    if len(parts) > 2 or any(word in CONV_RENAMED[owner] or word == "output_shape" for word in keywords):
        return True
    rest = values[len(parts) :]
    if rest and (_is_initializer(rest[0]) or isinstance(rest[0], tuple)):
        return True
    if rest and isinstance(rest[0], str):
        return False
    modern = sorted({"padding", "strides", "data_format"} & set(keywords))
    if modern and not at_least("2.15"):
        raise ValueError(
            f"{owner} got the integers {tuple(extents)} by their place and {modern[0]!r} by its name. Keras 1 means a "
            f"kernel of {tuple(extents)}, Keras 3 strides of {extents[1]}: write kernel_size=... and strides=..."
        )
    return not at_least("2.15")


def _is_initializer(value: Any) -> bool:
    named = isinstance(value, str) and value not in _PADDINGS and value in exported("initializers")
    return named or callable(value) or (not at_least("2.2") and isinstance(value, str) and value not in _PADDINGS)


def _named(owner: str, order: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    if len(values) > len(order):
        raise TypeError(f"{owner} got too many positional arguments: {values[len(order) :]!r}.")
    return dict(zip(order, values, strict=False))


def transposed_volume(values: Sequence[Any]) -> dict[str, Any]:
    """Places of Conv3DTranspose after `padding`: Keras 3 has `data_format` before `output_padding`, 2.15 after it."""
    order = ["data_format", "output_padding", "dilation_rate", *_ENDING]
    second = values[1] if len(values) > 1 else None
    if isinstance(values[0], (int, tuple, list)) or isinstance(second, str) or not at_least("3"):
        order[:2] = "output_padding", "data_format"
    if isinstance(values[0], str):
        order[:2] = "data_format", "output_padding"
    return _named("Conv3DTranspose", order, values)


CONV_POSITIONS: dict[str, tuple[int, Callable[..., dict[str, Any]]]] = {
    **{owner: (1 if owner in PARTS else 2, _reader(owner)) for owner in ORDERS},
    "Conv3DTranspose": (4, transposed_volume),
}
"""Class: how many places all generations share, and the reader of the others."""
