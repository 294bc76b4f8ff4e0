"""Locally connected layers: convolutions that share nothing, each place with a kernel of its own."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..registry import export
from .conv_base import BaseConv, Extents, taken
from .conv_checks import check_channels
from .local_kernels import Field, stored_shape
from .spatial import split_shape


class LocallyConnected(BaseConv):
    """`activation(patches @ kernel + bias)`, with a kernel and a bias for every place of the output.

    Arguments:
        rank: how many spatial axes there are.
        implementation: 1, 2 or 3, how the kernel is stored: (L, K * C, F) for the L places of the output; a whole
            (..., C, ..., F) between all inputs and all outputs; the numbers of that which are used, in their order.
        others: as for every convolution.
    """

    def __init__(self, rank: int, implementation: int = 1, **others: Any) -> None:
        self.implementation = implementation
        super().__init__(rank, **others)
        if implementation not in (1, 2, 3):
            raise ValueError(f"{type(self).__name__} needs implementation 1, 2 or 3, received {implementation!r}.")
        self.implementation = implementation

    def paddings(self) -> tuple[str, ...]:
        """The first way of storing kernels has no place for windows that reach over the edge."""
        return ("valid",) if self.implementation == 1 else ("valid", "same")

    def build(self, input_shape: Any) -> None:
        """Make the kernel, for inputs of these extents alone, and the bias (..., F)."""
        extents, channels = split_shape(input_shape, self.data_format)
        if None in extents:
            raise ValueError(
                explain(
                    f"{type(self).__name__} {self.name!r} cannot be built for inputs of shape {tuple(input_shape)}.",
                    "known spatial extents: each place has weights of its own",
                    f"extents {tuple(extents)}",
                    "Input(shape=...) with all extents",
                )
            )
        out = [n or 0 for n in self._checked_extents(extents)]
        first = self.data_format == "channels_first"
        check_channels(self, input_shape, channels)
        self._field = Field(
            tuple(extents), channels, self.filters or 0, self.kernel_size, self.strides, self.padding, tuple(out), first
        )
        super().build(input_shape)

    def kernel_shapes(self, channels: int) -> dict[str, tuple[int, ...]]:
        """One kernel, as `implementation` stores it."""
        return {"kernel": stored_shape(self._field, self.implementation)}

    def bias_shape(self, channels: int) -> tuple[int, ...]:
        """(..., F): one for each place."""
        return (*self._field.out, self._field.filters)

    def placed_bias(self) -> Any:
        """With the channels first, Keras reads the numbers of (..., F) in their order as (F, ...): no transposition."""
        if self.data_format == "channels_last":
            return self.bias
        return ops.moveaxis(ops.reshape(self.bias, (self._field.filters, *self._field.out)), 0, -1)

    def convolve(self, x: Any) -> Any:
        """(B, ..., C) to (B, ..., F): a product of matrices for every place."""
        field = self._field
        places = ops.transpose(field.patches(x), (1, 0, 2))  # (L, B, K * C)
        y = ops.transpose(ops.matmul(places, field.kernels(self.kernel, self.implementation)), (1, 0, 2))
        return ops.reshape(y, (None, *field.out, field.filters))

    def output_extents(self, extents: Extents) -> tuple[int | None, ...]:
        """As of a convolution; only the extents it was built for will do."""
        if self.built and tuple(extents) != self._field.extents:
            raise ValueError(
                explain(
                    f"{type(self).__name__} {self.name!r} cannot take inputs of other extents than it was built for.",
                    f"extents {self._field.extents}",
                    f"extents {tuple(extents)}",
                )
            )
        return super().output_extents(extents)

    def own_settings(self) -> dict[str, Any]:
        """The way of storing."""
        return {"implementation": self.implementation}


@export("layers.LocallyConnected1D")
class LocallyConnected1D(LocallyConnected):
    """A convolution over time whose kernel is another one in every step.

    Arguments:
        filters: F, channels of the output.
        kernel_size, strides: in steps.
        padding: 'valid'; 'same' where `implementation` is not 1.
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`.
        activation: name or function applied to the result (linear when None).
        use_bias: whether a bias is added.
        kernel_initializer, bias_initializer: how the weights start.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties.
        kernel_constraint, bias_constraint: projections after each update.
        implementation: 1, 2 or 3, in which form the kernel is stored.

    Shapes: input (B, T, C), output (B, T', F), kernel (T', K * C, F), bias (T', F).

    >>> LocallyConnected1D(4, 3)(np.ones((2, 5, 3))).shape
    (2, 3, 4)

    Source: keras.io, layers API of Keras 2, LocallyConnected1D.
    """

    @accepts_old_spellings
    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = None,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        implementation: int = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(1, **taken(locals()))


@export("layers.LocallyConnected2D")
class LocallyConnected2D(LocallyConnected):
    """A convolution over images whose kernel is another one in every place.

    Arguments:
        filters: F, channels of the output.
        kernel_size, strides: an integer, or (height, width).
        padding: 'valid'; 'same' where `implementation` is not 1.
        data_format: 'channels_last' or 'channels_first'; None is the default of `config`.
        activation: name or function applied to the result (linear when None).
        use_bias: whether a bias is added.
        kernel_initializer, bias_initializer: how the weights start.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties.
        kernel_constraint, bias_constraint: projections after each update.
        implementation: 1, 2 or 3, in which form the kernel is stored.

    Shapes: input (B, H, W, C), output (B, H', W', F), kernel (H' * W', KH * KW * C, F), bias (H', W', F).

    >>> LocallyConnected2D(4, 3)(np.ones((2, 5, 6, 3))).shape
    (2, 3, 4, 4)

    Source: keras.io, layers API of Keras 2, LocallyConnected2D.
    """

    @accepts_old_spellings
    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        implementation: int = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(2, **taken(locals()))
