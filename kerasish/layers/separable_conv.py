"""Separable convolution: first every channel by itself, then the channels in every place."""

from __future__ import annotations

from typing import Any, ClassVar

from ..compat import at_least, level
from ..compat.arguments import accepts_old_spellings
from ..ops.conv import convolution, depthwise
from ..registry import export
from .conv_base import BaseConv, taken
from .conv_checks import positive


class SeparableConv(BaseConv):
    """A depthwise convolution (..., C, M), then a mixture of channels (1, ..., 1, C * M, F).

    Arguments:
        rank: how many spatial axes there are.
        depth_multiplier: M, results of each channel of the first.
        others: as for every convolution.
    """

    roles: ClassVar[tuple[str, ...]] = ("depthwise", "pointwise")

    def __init__(self, rank: int, depth_multiplier: int = 1, **others: Any) -> None:
        super().__init__(rank, **others)
        self.depth_multiplier = positive(depth_multiplier, "depth_multiplier", type(self).__name__)

    def kernel_shapes(self, channels: int) -> dict[str, tuple[int, ...]]:
        """The kernels of both steps."""
        ones = (1,) * self.rank
        return {
            "depthwise_kernel": (*self.kernel_size, channels, self.depth_multiplier),
            "pointwise_kernel": (*ones, channels * self.depth_multiplier, self.filters or 0),
        }

    def convolve(self, x: Any) -> Any:
        """(B, ..., C) to (B, ..., F)."""
        each = depthwise(x, self.depthwise_kernel, self.strides, self.padding, self.dilation_rate)
        return convolution(each, self.pointwise_kernel)

    def strides_with_dilation(self) -> bool:
        """tf.keras 2.15 alone refuses."""
        return level() != "2.15"

    def own_settings(self) -> dict[str, Any]:
        """The multiplier."""
        return {"depth_multiplier": self.depth_multiplier}


@export("layers.SeparableConv1D", "layers.SeparableConvolution1D")
class SeparableConv1D(SeparableConv):
    """Separable convolution over time: each channel by itself, then the channels in every step.

    Arguments:
        filters: F, channels of the output.
        kernel_size, strides, dilation_rate: in steps, of the depthwise convolution.
        padding: 'valid', 'same' (as long as the input, for strides of 1), below Keras 3 also 'causal'.
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`, below 2.15 the former.
        depth_multiplier: M, results of each channel of the first step.
        activation: name or function applied to the result (linear when None).
        use_bias: whether a bias is added.
        depthwise_initializer, pointwise_initializer, bias_initializer: how the weights start.
        depthwise_regularizer, pointwise_regularizer, bias_regularizer, activity_regularizer: penalties.
        depthwise_constraint, pointwise_constraint, bias_constraint: projections after each update.

    Shapes: input (B, T, C), output (B, T', F), kernels (K, C, M) and (1, C * M, F), bias (F,).

    >>> SeparableConv1D(4, 3)(np.ones((2, 5, 3))).shape
    (2, 3, 4)

    Source: Chollet, 2017, "Xception: deep learning with depthwise separable convolutions"; keras.io, SeparableConv1D.
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
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(1, **taken(locals()))

    def paddings(self) -> tuple[str, ...]:
        """'causal' went with Keras 3."""
        return super().paddings() if at_least("3") else (*super().paddings(), "causal")

    def _own_format(self) -> str | None:
        return None if at_least("2.15") else "channels_last"


@export("layers.SeparableConv2D", "layers.SeparableConvolution2D")
class SeparableConv2D(SeparableConv):
    """Separable convolution over images: each channel by itself, then the channels in every place.

    Arguments:
        filters: F, channels of the output.
        kernel_size, strides, dilation_rate: an integer, or (height, width), of the depthwise convolution.
        padding: 'valid' or 'same' (as large as the input, for strides of 1).
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`.
        depth_multiplier: M, results of each channel of the first step.
        activation: name or function applied to the result (linear when None).
        use_bias: whether a bias is added.
        depthwise_initializer, pointwise_initializer, bias_initializer: how the weights start.
        depthwise_regularizer, pointwise_regularizer, bias_regularizer, activity_regularizer: penalties.
        depthwise_constraint, pointwise_constraint, bias_constraint: projections after each update.

    Shapes: input (B, H, W, C), output (B, H', W', F), kernels (KH, KW, C, M) and (1, 1, C * M, F), bias (F,).

    >>> SeparableConv2D(4, 3, depth_multiplier=2)(np.ones((2, 5, 6, 3))).shape
    (2, 3, 4, 4)

    Source: Chollet, 2017, "Xception: deep learning with depthwise separable convolutions"; keras.io, SeparableConv2D.
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
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(2, **taken(locals()))
