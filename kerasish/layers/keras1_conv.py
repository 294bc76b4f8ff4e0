"""Convolutions of Keras 1 that later became an argument of others: `atrous_rate`, and the shape of an output."""

from __future__ import annotations

from typing import Any

from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..ops.conv import convolution_transpose, geometry
from ..ops.conv_transpose import result_like
from ..registry import export
from .conv import Conv1D, Conv2D
from .conv_base import Extents
from .conv_transpose import Conv2DTranspose
from .spatial import split_shape


@export("layers.AtrousConvolution1D", "layers.AtrousConv1D")
class AtrousConvolution1D(Conv1D):
    """Keras 1's name of a dilated Conv1D, with `atrous_rate` for the dilation. From Keras 2 on it makes a Conv1D.

    Arguments:
        filters, kernel_size and all others: as for Conv1D.

    Shapes: input (B, T, C), output (B, T', F).

    >>> AtrousConvolution1D(4, 2, atrous_rate=3)(np.ones((2, 5, 3))).shape
    (2, 2, 4)

    Source: documentation of Keras 1.2.2.
    """

    @accepts_old_spellings
    def __init__(self, filters: int, kernel_size: Any, **kwargs: Any) -> None:
        super().__init__(filters, kernel_size, **kwargs)
        if at_least("2.2"):
            object.__setattr__(self, "__class__", Conv1D)

    def _name_prefix(self) -> str:
        return "conv1d" if at_least("2.2") else super()._name_prefix()


@export("layers.AtrousConvolution2D", "layers.AtrousConv2D")
class AtrousConvolution2D(Conv2D):
    """Keras 1's name of a dilated Conv2D, with `atrous_rate` for the dilation. From Keras 2 on it makes a Conv2D.

    Arguments:
        filters, kernel_size (or nb_filter, nb_row, nb_col) and all others: as for Conv2D.

    Shapes: input (B, H, W, C), output (B, H', W', F).

    >>> AtrousConvolution2D(4, 2, 2, border_mode="same", atrous_rate=(2, 2))(np.ones((2, 5, 5, 3))).shape
    (2, 5, 5, 4)

    Source: documentation of Keras 1.2.2.
    """

    @accepts_old_spellings
    def __init__(self, filters: int, kernel_size: Any, **kwargs: Any) -> None:
        super().__init__(filters, kernel_size, **kwargs)
        if at_least("2.2"):
            object.__setattr__(self, "__class__", Conv2D)

    def _name_prefix(self) -> str:
        return "conv2d" if at_least("2.2") else super()._name_prefix()


@export("layers.Deconvolution2D", "layers.Deconv2D")
class Deconvolution2D(Conv2DTranspose):
    """Keras 1's transposed convolution, told the shape of its output.

    From Keras 2 on it makes a Conv2DTranspose when it is told none.

    Arguments:
        filters, kernel_size (or nb_filter, nb_row, nb_col) and all others: as for Conv2DTranspose.
        output_shape: (B, H', W', F), or (B, F, H', W') where the channels are first; B is not read.

    Shapes: input (B, H, W, C), output (B, H', W', F).

    Errors:
        ValueError where no convolution takes such an output to the input.

    >>> Deconvolution2D(4, 3, 3, (None, 9, 9, 4), subsample=(2, 2), border_mode="same")(np.ones((2, 5, 5, 3))).shape
    (2, 9, 9, 4)

    Source: documentation of Keras 1.2.2.
    """

    @accepts_old_spellings
    def __init__(self, filters: int, kernel_size: Any, output_shape: Any = None, **kwargs: Any) -> None:
        super().__init__(filters, kernel_size, **kwargs)
        self.target_shape = None if output_shape is None else tuple(output_shape)
        if at_least("2.2") and output_shape is None:
            object.__setattr__(self, "__class__", Conv2DTranspose)

    def _name_prefix(self) -> str:
        return "conv2d_transpose" if at_least("2.2") else super()._name_prefix()

    def convolve(self, x: Any) -> Any:
        """(B, H, W, C) to (B, H', W', F)."""
        if self.target_shape is None:
            return super().convolve(x)
        out = self.output_extents(x.shape[1:-1])
        like = result_like(x, out, self.strides, (0, 0), self.filters or 0)
        return convolution_transpose(x, self.kernel, like, self.strides, self.padding, self.dilation_rate)

    def output_extents(self, extents: Extents) -> tuple[int | None, ...]:
        """Those that it was told."""
        if self.target_shape is None:
            return super().output_extents(extents)
        out = tuple(split_shape(self.target_shape, self.data_format)[0])
        back = geometry(out, self.kernel_size, self.strides, self.padding, self.dilation_rate).out
        if any(n is not None and n != m for n, m in zip(extents, back, strict=True)):
            raise ValueError(
                explain(
                    f"{type(self).__name__} {self.name!r} cannot make an output of extents {out}.",
                    f"an input of extents {back}, to which a convolution with kernel_size={self.kernel_size}, "
                    f"strides={self.strides}, padding={self.padding!r} takes such an output",
                    f"extents {tuple(extents)}",
                    "another output_shape",
                )
            )
        return out

    def own_settings(self) -> dict[str, Any]:
        """The shape of the output."""
        told = {} if self.target_shape is None else {"output_shape": self.target_shape}
        return super().own_settings() | told
