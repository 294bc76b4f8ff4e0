"""`keras.ops.conv` and its sisters: the convolutions of `ops/conv.py`, channels first or last."""

from __future__ import annotations

from typing import Any

from ..config import image_data_format
from ..errors import explain
from .conv import convolution, depthwise
from .conv_transpose import transposed
from .core import spec
from .shape import moveaxis

__all__ = ["conv", "conv_transpose", "depthwise_conv", "separable_conv"]


def conv(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """Convolution over one to three axes.

    Arguments:
        inputs: (B, ..., C), or (B, C, ...) when `data_format` is 'channels_first'.
        kernel: (..., C / G, F): with fewer channels than the inputs have, these are cut into G groups.
        strides, dilation_rate: an integer, or one for each spatial axis.
        padding: 'valid' or 'same'.
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`.

    Returns:
        (B, ..., F) or (B, F, ...).

    Errors:
        ValueError for shapes that do not fit, or another padding.

    Source: keras.io, ops API, conv.
    """
    x, first = _channels_last("conv", inputs, kernel, padding, data_format)
    channels, each = spec(x).shape[-1], spec(kernel).shape[-2]
    if channels is None or not each or channels % each:
        raise ValueError(
            explain(
                f"ops.conv cannot convolve {spec(inputs).shape} with a kernel of {spec(kernel).shape}.",
                f"a number of channels that {each}, the channels of the kernel, divide",
                f"{channels} channels",
                "another kernel, or another data_format",
            )
        )
    return _channels_back(convolution(x, kernel, strides, padding.lower(), dilation_rate, channels // each), first)


def depthwise_conv(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """Convolution of each channel with M kernels of its own.

    Arguments:
        inputs: (B, ..., C), or (B, C, ...) when `data_format` is 'channels_first'.
        kernel: (..., C, M).
        strides, padding, data_format, dilation_rate: as for `conv`.

    Returns:
        (B, ..., C * M) or (B, C * M, ...).

    Source: keras.io, ops API, depthwise_conv.
    """
    x, first = _channels_last("depthwise_conv", inputs, kernel, padding, data_format)
    return _channels_back(depthwise(x, kernel, strides, padding.lower(), dilation_rate), first)


def separable_conv(
    inputs: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """A depthwise convolution, and a mixture of its channels in every place.

    Arguments:
        inputs: (B, ..., C), or (B, C, ...) when `data_format` is 'channels_first'.
        depthwise_kernel: (..., C, M).
        pointwise_kernel: (1, ..., 1, C * M, F).
        strides, padding, data_format, dilation_rate: of the depthwise convolution, as for `conv`.

    Returns:
        (B, ..., F) or (B, F, ...).

    Source: keras.io, ops API, separable_conv.
    """
    x, first = _channels_last("separable_conv", inputs, depthwise_kernel, padding, data_format)
    each = depthwise(x, depthwise_kernel, strides, padding.lower(), dilation_rate)
    return _channels_back(convolution(each, pointwise_kernel), first)


def conv_transpose(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    output_padding: Any = None,
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """Transposed convolution: what the gradient of a convolution does, as an operation of its own.

    Arguments:
        inputs: (B, ..., C), or (B, C, ...) when `data_format` is 'channels_first'.
        kernel: (..., F, C).
        strides, padding, data_format, dilation_rate: as for `conv`.
        output_padding: items added to the output, an integer or one for each spatial axis; None chooses the extent.

    Returns:
        (B, ..., F) or (B, F, ...).

    Source: keras.io, ops API, conv_transpose.
    """
    x, first = _channels_last("conv_transpose", inputs, kernel, padding, data_format)
    return _channels_back(transposed(x, kernel, strides, padding.lower(), output_padding, dilation_rate), first)


def _channels_last(name: str, inputs: Any, kernel: Any, padding: Any, data_format: str | None) -> tuple[Any, bool]:
    """The inputs with their channels last, and whether they were first."""
    data_format = data_format or image_data_format()
    if data_format not in ("channels_last", "channels_first"):
        raise ValueError(f"ops.{name} needs 'channels_last' or 'channels_first', received {data_format!r}.")
    if str(padding).lower() not in ("valid", "same"):
        raise ValueError(f"ops.{name} needs padding 'valid' or 'same', received {padding!r}.")
    shape, window = spec(inputs).shape, spec(kernel).shape
    if not 3 <= len(shape) <= 5 or len(window) != len(shape):
        raise ValueError(
            explain(
                f"ops.{name} cannot convolve {shape} with a kernel of {window}.",
                "inputs and kernel with as many axes, three to five: batch, spatial axes and channels",
                f"{len(shape)} and {len(window)} axes",
            )
        )
    first = data_format == "channels_first"
    return (moveaxis(inputs, 1, -1) if first else inputs), first


def _channels_back(y: Any, first: bool) -> Any:
    return moveaxis(y, -1, 1) if first else y
