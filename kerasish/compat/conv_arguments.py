"""Old spellings of the arguments of convolutions: rows of renamed ones, and those that are parts of one, or of two."""

from __future__ import annotations

from typing import Any

_KERAS_1 = {
    "nb_filter": "filters",
    "border_mode": "padding",
    "subsample": "strides",
    "dim_ordering": "data_format",
    "b_regularizer": "bias_regularizer",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
}
_KERNEL = {"init": "kernel_initializer", "W_regularizer": "kernel_regularizer", "W_constraint": "kernel_constraint"}
_SERIES = _KERAS_1 | _KERNEL | {"filter_length": "kernel_size", "subsample_length": "strides"}
_IMAGES = _KERAS_1 | _KERNEL
_DEPTHWISE = {
    "kernel_initializer": "depthwise_initializer",
    "kernel_regularizer": "depthwise_regularizer",
    "kernel_constraint": "depthwise_constraint",
}

CONV_RENAMED: dict[str, dict[str, str]] = {
    "Conv1D": _SERIES,
    "Conv2D": _IMAGES,
    "Conv3D": _IMAGES,
    "Conv1DTranspose": _SERIES,
    "Conv2DTranspose": _IMAGES,
    "Conv3DTranspose": _IMAGES,
    "Deconvolution2D": _IMAGES,
    "AtrousConvolution1D": _SERIES | {"atrous_rate": "dilation_rate"},
    "AtrousConvolution2D": _IMAGES | {"atrous_rate": "dilation_rate"},
    "DepthwiseConv1D": _KERAS_1 | _DEPTHWISE,
    "DepthwiseConv2D": _KERAS_1 | _DEPTHWISE,
    "SeparableConv1D": _KERAS_1,
    "SeparableConv2D": _KERAS_1,
    "LocallyConnected1D": _SERIES,
    "LocallyConnected2D": _IMAGES,
}
"""Class: old name to new name."""

_PLANE = ("nb_row", "nb_col")
PARTS: dict[str, tuple[str, ...]] = {
    "Conv2D": _PLANE,
    "Conv3D": ("kernel_dim1", "kernel_dim2", "kernel_dim3"),
    "Conv2DTranspose": _PLANE,
    "Deconvolution2D": _PLANE,
    "AtrousConvolution2D": _PLANE,
    "SeparableConv2D": _PLANE,
    "LocallyConnected2D": _PLANE,
}
"""Class: the old arguments that are one `kernel_size` today."""

_TWO_KERNELS = ("SeparableConv1D", "SeparableConv2D")


def gather(owner: str, kwargs: dict[str, Any]) -> None:
    """Put together, in place, the keywords that are one argument today, and take apart those that are two.

    Errors:
        TypeError when a part is missing, or a thing is said twice.

    >>> given = {"nb_row": 3, "nb_col": 5}
    >>> gather("Conv2D", given)
    >>> given
    {'kernel_size': (3, 5)}
    """
    parts = PARTS.get(owner, ())
    told = [name for name in parts if name in kwargs]
    if told:
        missing = [name for name in parts if name not in kwargs]
        if missing:
            raise TypeError(
                f"{owner} got {', '.join(told)} but not {', '.join(missing)}; kernel_size says all at once."
            )
        if "kernel_size" in kwargs:
            raise TypeError(f"{owner}: {', '.join(parts)} are the old names of 'kernel_size'; both were given.")
        kwargs["kernel_size"] = tuple(kwargs.pop(name) for name in parts)
    if owner in _TWO_KERNELS and "init" in kwargs:
        init = kwargs.pop("init")
        for name in ("depthwise_initializer", "pointwise_initializer"):
            kwargs.setdefault(name, init)
