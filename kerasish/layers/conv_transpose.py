"""Transposed convolution over time, images and volumes: it spreads what a convolution would gather."""

from __future__ import annotations

from typing import Any

from ..compat.arguments import accepts_old_spellings
from ..ops.conv_transpose import transposed, transposed_geometry
from ..registry import export
from .conv_base import BaseConv, Extents, taken
from .spatial import per_axis


class ConvTranspose(BaseConv):
    """`activation(conv_transpose(x, kernel) + bias)`, the kernel (..., F, C).

    Arguments:
        rank: how many spatial axes there are.
        output_padding: items by which the output grows, less than the strides; None chooses its extents.
        others: as for every convolution.
    """

    def __init__(self, rank: int, output_padding: Any = None, **others: Any) -> None:
        super().__init__(rank, **others)
        kind = type(self).__name__
        if output_padding is not None:
            output_padding = per_axis(output_padding, rank, "output_padding", kind, least=0)
            if any(p >= s for p, s in zip(output_padding, self.strides, strict=True)):
                raise ValueError(
                    f"{kind} needs output_padding less than its strides in each axis, received "
                    f"output_padding={output_padding}, strides={self.strides}."
                )
        self.output_padding = output_padding

    def kernel_shapes(self, channels: int) -> dict[str, tuple[int, ...]]:
        """One kernel (..., F, C)."""
        return {"kernel": (*self.kernel_size, self.filters or 0, channels)}

    def convolve(self, x: Any) -> Any:
        """(B, ..., C) to (B, ..., F)."""
        return transposed(x, self.kernel, self.strides, self.padding, self.output_padding, self.dilation_rate)

    def output_extents(self, extents: Extents) -> tuple[int | None, ...]:
        """Strides times the extents, and what the kernel reaches beyond."""
        return transposed_geometry(
            extents, self.kernel_size, self.strides, self.padding, self.output_padding, self.dilation_rate
        ).out

    def own_settings(self) -> dict[str, Any]:
        """The padding of the output."""
        return {"output_padding": self.output_padding}


@export("layers.Conv1DTranspose", "layers.Convolution1DTranspose")
class Conv1DTranspose(ConvTranspose):
    """Transposed convolution over time: `activation(conv_transpose(x, kernel) + bias)`.

    Arguments:
        filters: F, channels of the output.
        kernel_size, strides, dilation_rate: in steps. Strides and dilation are not both more than 1.
        padding: 'valid' or 'same' (strides times as long as the input).
        output_padding: steps by which the output grows, less than the strides; None chooses its length.
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`.
        activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
            activity_regularizer, kernel_constraint, bias_constraint: as for Conv1D.

    Shapes: input (B, T, C), output (B, T', F), kernel (K, F, C), bias (F,).

    >>> Conv1DTranspose(4, 3, strides=2)(np.ones((2, 5, 3))).shape
    (2, 11, 4)

    Source: Dumoulin and Visin, 2016, "A guide to convolution arithmetic for deep learning"; keras.io, Conv1DTranspose.
    """

    @accepts_old_spellings
    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = 1,
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


@export("layers.Conv2DTranspose", "layers.Convolution2DTranspose")
class Conv2DTranspose(ConvTranspose):
    """Transposed convolution over images: `activation(conv_transpose(x, kernel) + bias)`.

    Arguments:
        filters: F, channels of the output.
        kernel_size, strides, dilation_rate: an integer, or (height, width). Strides and dilation are not both above 1.
        padding: 'valid' or 'same' (strides times as large as the input).
        output_padding: items by which the output grows, less than the strides; None chooses its extents.
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`.
        activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
            activity_regularizer, kernel_constraint, bias_constraint: as for Conv2D.

    Shapes: input (B, H, W, C), output (B, H', W', F), kernel (KH, KW, F, C), bias (F,).

    >>> Conv2DTranspose(4, 3, strides=2, padding="same")(np.ones((2, 5, 6, 3))).shape
    (2, 10, 12, 4)

    Source: Dumoulin and Visin, 2016, "A guide to convolution arithmetic for deep learning"; keras.io, Conv2DTranspose.
    """

    @accepts_old_spellings
    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
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


@export("layers.Conv3DTranspose", "layers.Convolution3DTranspose", "layers.Deconvolution3D", "layers.Deconv3D")
class Conv3DTranspose(ConvTranspose):
    """Transposed convolution over volumes: `activation(conv_transpose(x, kernel) + bias)`.

    Arguments:
        filters: F, channels of the output.
        kernel_size, strides, dilation_rate: an integer, or (depth, height, width). Not both of the latter above 1.
        padding: 'valid' or 'same' (strides times as large as the input).
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`.
        output_padding: items by which the output grows, less than the strides; None chooses its extents.
        activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer,
            activity_regularizer, kernel_constraint, bias_constraint: as for Conv3D.

    Shapes: input (B, D, H, W, C), output (B, D', H', W', F), kernel (KD, KH, KW, F, C), bias (F,).

    >>> Conv3DTranspose(2, 2, strides=2)(np.ones((2, 3, 4, 5, 3))).shape
    (2, 6, 8, 10, 2)

    Source: Dumoulin and Visin, 2016, "A guide to convolution arithmetic for deep learning"; keras.io, Conv3DTranspose.
    """

    @accepts_old_spellings
    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        output_padding: Any = None,
        dilation_rate: Any = (1, 1, 1),
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
