"""Convolution over time, images and volumes."""

from __future__ import annotations

from typing import Any

from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..ops.conv import convolution
from ..registry import export
from .conv_base import BaseConv, taken


class Conv(BaseConv):
    """`activation(conv(x, kernel) + bias)`, the kernel (..., C / G, F)."""

    def kernel_shapes(self, channels: int) -> dict[str, tuple[int, ...]]:
        """One kernel (..., C / G, F)."""
        return {"kernel": (*self.kernel_size, channels // self.groups, self.filters or 0)}

    def convolve(self, x: Any) -> Any:
        """(B, ..., C) to (B, ..., F)."""
        return convolution(x, self.kernel, self.strides, self.padding, self.dilation_rate, self.groups)

    def paddings(self) -> tuple[str, ...]:
        """'full' is what Theano could, below Keras 1 and 2."""
        return ("valid", "same") if at_least("2.15") else ("valid", "same", "full")

    def own_settings(self) -> dict[str, Any]:
        """The groups."""
        return {"groups": self.groups}


@export("layers.Conv1D", "layers.Convolution1D")
class Conv1D(Conv):
    """Convolution over time: `activation(conv(x, kernel) + bias)`.

    Arguments:
        filters: F, channels of the output.
        kernel_size, strides, dilation_rate: in steps. Strides and dilation are not both more than 1.
        padding: 'valid', 'same' (as long as the input, for strides of 1) or 'causal' (each output sees only the past).
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`, below Keras 3 the former.
        groups: G, parts into which channels and filters are cut, each of which sees only its like.
        activation: name or function applied to the result (linear when None).
        use_bias: whether a bias is added.
        kernel_initializer, bias_initializer: how the weights start.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties.
        kernel_constraint, bias_constraint: projections after each update.

    Shapes: input (B, T, C), output (B, T', F), kernel (K, C / G, F), bias (F,).

    Errors:
        ValueError for arguments that do not fit together, and for inputs they do not fit.

    >>> Conv1D(4, 3, padding="causal")(np.ones((2, 5, 3))).shape
    (2, 5, 4)

    Source: keras.io, layers API, Conv1D.
    """

    @accepts_old_spellings
    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = 1,
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(1, **taken(locals()))

    def paddings(self) -> tuple[str, ...]:
        """Time alone has a past."""
        return (*super().paddings(), "causal")

    def _own_format(self) -> str | None:
        return None if at_least("3") else "channels_last"

    def _add(self, name: str, role: str, shape: tuple[int, ...]) -> Any:
        """Keras 1 counted the fans of its kernel (K, 1, C, F) as if it were (F, C, K, 1): this scales the start."""
        start = self.kernel_initializer
        if role == "kernel" and not at_least("2.2") and hasattr(start, "input_axes"):
            start = type(start).from_config(start.get_config() | {"input_axes": (1, 2), "output_axes": (0, 1, 2)})
            return self.add_weight(
                name=name,
                shape=shape,
                initializer=start,
                regularizer=self.kernel_regularizer,
                constraint=self.kernel_constraint,
            )
        return super()._add(name, role, shape)


@export("layers.Conv2D", "layers.Convolution2D")
class Conv2D(Conv):
    """Convolution over images: `activation(conv(x, kernel) + bias)`.

    Arguments:
        filters: F, channels of the output.
        kernel_size, strides, dilation_rate: an integer, or (height, width). Strides and dilation are not both above 1.
        padding: 'valid' or 'same' (as large as the input, for strides of 1).
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`.
        groups: G, parts into which channels and filters are cut, each of which sees only its like.
        activation: name or function applied to the result (linear when None).
        use_bias: whether a bias is added.
        kernel_initializer, bias_initializer: how the weights start.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties.
        kernel_constraint, bias_constraint: projections after each update.

    Shapes: input (B, H, W, C), output (B, H', W', F), kernel (KH, KW, C / G, F), bias (F,).

    Errors:
        ValueError for arguments that do not fit together, and for inputs they do not fit.

    >>> Conv2D(4, 3, strides=2, padding="same")(np.ones((2, 5, 6, 3))).shape
    (2, 3, 3, 4)

    Source: keras.io, layers API, Conv2D.
    """

    @accepts_old_spellings
    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(2, **taken(locals()))


@export("layers.Conv3D", "layers.Convolution3D")
class Conv3D(Conv):
    """Convolution over volumes: `activation(conv(x, kernel) + bias)`.

    Arguments:
        filters: F, channels of the output.
        kernel_size, strides, dilation_rate: an integer, or (depth, height, width). Not both of the latter above 1.
        padding: 'valid' or 'same' (as large as the input, for strides of 1).
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`.
        groups: G, parts into which channels and filters are cut, each of which sees only its like.
        activation: name or function applied to the result (linear when None).
        use_bias: whether a bias is added.
        kernel_initializer, bias_initializer: how the weights start.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties.
        kernel_constraint, bias_constraint: projections after each update.

    Shapes: input (B, D, H, W, C), output (B, D', H', W', F), kernel (KD, KH, KW, C / G, F), bias (F,).

    Errors:
        ValueError for arguments that do not fit together, and for inputs they do not fit.

    >>> Conv3D(2, (1, 2, 2))(np.ones((2, 3, 4, 5, 3))).shape
    (2, 3, 3, 4, 2)

    Source: keras.io, layers API, Conv3D.
    """

    @accepts_old_spellings
    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Any = (1, 1, 1),
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(3, **taken(locals()))
