"""Depthwise convolution: every channel by itself."""

from __future__ import annotations

from typing import Any, ClassVar

from ..compat import at_least, level
from ..compat.arguments import accepts_old_spellings
from ..ops.conv import depthwise
from ..registry import export
from .conv_base import BaseConv, taken
from .conv_checks import positive


class DepthwiseConv(BaseConv):
    """`activation(conv of each channel with M kernels of its own + bias)`, the kernel (..., C, M).

    Arguments:
        rank: how many spatial axes there are.
        depth_multiplier: M, results of each channel.
        others: as for every convolution.
    """

    roles: ClassVar[tuple[str, ...]] = ("depthwise",)

    def __init__(self, rank: int, depth_multiplier: int = 1, **others: Any) -> None:
        super().__init__(rank, **others)
        self.depth_multiplier = positive(depth_multiplier, "depth_multiplier", type(self).__name__)

    def kernel_shapes(self, channels: int) -> dict[str, tuple[int, ...]]:
        """One kernel (..., C, M); Keras 3 calls it `kernel`."""
        return {"kernel" if at_least("3") else "depthwise_kernel": (*self.kernel_size, channels, self.depth_multiplier)}

    def convolve(self, x: Any) -> Any:
        """(B, ..., C) to (B, ..., C * M)."""
        return depthwise(x, self.kernel, self.strides, self.padding, self.dilation_rate)

    def build(self, input_shape: Any) -> None:
        """Make the kernel, which every generation finds under its own name, and the bias (C * M,)."""
        super().build(input_shape)
        made = self.__dict__["kernel" if "kernel" in self.__dict__ else "depthwise_kernel"]
        self.kernel = self.depthwise_kernel = made

    def output_channels(self, channels: Any) -> Any:
        """C * M."""
        return None if channels is None else channels * self.depth_multiplier

    def strides_with_dilation(self) -> bool:
        """tf.keras 2.15 alone refuses."""
        return level() != "2.15"

    def own_settings(self) -> dict[str, Any]:
        """The multiplier."""
        return {"depth_multiplier": self.depth_multiplier}


@export("layers.DepthwiseConv1D")
class DepthwiseConv1D(DepthwiseConv):
    """Depthwise convolution over time: each channel is convolved with M kernels of its own.

    Arguments:
        kernel_size, strides, dilation_rate: in steps.
        padding: 'valid' or 'same' (as long as the input, for strides of 1).
        depth_multiplier: M, results of each channel.
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`.
        activation: name or function applied to the result (linear when None).
        use_bias: whether a bias is added.
        depthwise_initializer, bias_initializer: how the weights start.
        depthwise_regularizer, bias_regularizer, activity_regularizer: penalties.
        depthwise_constraint, bias_constraint: projections after each update.

    Shapes: input (B, T, C), output (B, T', C * M), kernel (K, C, M), bias (C * M,).

    >>> DepthwiseConv1D(3, depth_multiplier=2)(np.ones((2, 5, 3))).shape
    (2, 3, 6)

    Source: keras.io, layers API, DepthwiseConv1D.
    """

    @accepts_old_spellings
    def __init__(
        self,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(1, **taken(locals()))


@export("layers.DepthwiseConv2D")
class DepthwiseConv2D(DepthwiseConv):
    """Depthwise convolution over images: each channel is convolved with M kernels of its own.

    Arguments:
        kernel_size, strides, dilation_rate: an integer, or (height, width).
        padding: 'valid' or 'same' (as large as the input, for strides of 1).
        depth_multiplier: M, results of each channel.
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`.
        activation: name or function applied to the result (linear when None).
        use_bias: whether a bias is added.
        depthwise_initializer, bias_initializer: how the weights start.
        depthwise_regularizer, bias_regularizer, activity_regularizer: penalties.
        depthwise_constraint, bias_constraint: projections after each update.

    Shapes: input (B, H, W, C), output (B, H', W', C * M), kernel (KH, KW, C, M), bias (C * M,).

    >>> DepthwiseConv2D(3, padding="same")(np.ones((2, 5, 6, 3))).shape
    (2, 5, 6, 3)

    Source: keras.io, layers API, DepthwiseConv2D.
    """

    @accepts_old_spellings
    def __init__(
        self,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Any = (1, 1),
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(2, **taken(locals()))
