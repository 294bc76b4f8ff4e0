"""Normalization of groups of channels within each sample."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..ops.normalization import axes_back, axes_last, channel_affine, channel_moments
from ..registry import export
from .batch_statistics import mask_weights
from .input_spec import InputSpec
from .scale_and_shift import ARGUMENTS, ScaleAndShift, extents


@export("layers.GroupNormalization")
class GroupNormalization(ScaleAndShift):
    """`(x - mean) / sqrt(variance + epsilon) * gamma + beta`, over all places of a group of channels of one sample.

    Arguments:
        groups: number of groups; 1 is layer normalization over all but the batch, -1 (a group for each channel)
            instance normalization.
        axis: the axis of the channels.
        epsilon: added to the variance.
        center, scale: whether there are `beta` and `gamma`.
        beta_initializer, gamma_initializer: how weights start.
        beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint: penalties and projections.

    Call arguments:
        inputs: the numbers.
        mask: which places count in mean and variance, at level 2.15.

    Shapes: input (B, ..., C), output the same, weights (C,).

    Errors:
        ValueError when the channels do not divide into the groups.

    >>> GroupNormalization(groups=2, epsilon=0.0)(np.array([[1.0, 3.0, 5.0, 4.0]])).tolist()
    [[-1.0, 1.0, 1.0, -1.0]]

    Source: Wu & He, 2018, arXiv:1803.08494.
    """

    @accepts_old_spellings
    def __init__(
        self,
        groups: int = 32,
        axis: int = -1,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **kwargs: Any,
    ) -> None:
        given = locals()
        super().__init__(center, scale, {name: given[name] for name in ARGUMENTS}, **kwargs)
        if not isinstance(groups, int) or (groups <= 0 and groups != -1):
            raise ValueError(f"GroupNormalization needs a positive integer or -1 for groups, received {groups!r}.")
        self.groups, self.axis, self.epsilon = groups, axis, epsilon

    def build(self, input_shape: Any) -> None:
        """Make gamma and beta (C,)."""
        rank = len(input_shape)
        if rank < 2 or not -rank <= self.axis < rank or self.axis % rank == 0:
            raise ValueError(
                f"GroupNormalization {self.name!r}: axis {self.axis} is no channel axis of {tuple(input_shape)}."
            )
        (channels,) = extents(input_shape, (self.axis,), self)
        self.groups = channels if self.groups == -1 else self.groups
        if channels % self.groups:
            raise ValueError(
                explain(
                    f"GroupNormalization {self.name!r} cannot divide {channels} channels into {self.groups} groups.",
                    "a number of groups that divides the number of channels",
                    f"inputs of shape {tuple(input_shape)}, channels on axis {self.axis}",
                    "groups=-1 for a group per channel",
                )
            )
        self.add_scale_and_shift((channels,))
        self.input_spec = InputSpec(ndim=rank, axes={self.axis: channels})
        self.built = True

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """(B, ..., C) to (B, ..., C)."""
        axis = self.axis % len(inputs.shape)
        wide = ops.cast(inputs, "float32") if inputs.dtype == "float16" else inputs
        x, order = axes_last(wide, (axis,))
        counts = None if at_least("3") else mask_weights(mask, inputs, (axis,))
        mean, variance = self._moments(x) if counts is None else self._counted(x, counts)
        scale = ops.rsqrt(variance + self.epsilon)  # (B, G, 1)
        shape = (self.groups, x.shape[-1] // self.groups)
        like = ops.broadcast_to(ops.zeros((1,), x.dtype), (1, *shape))
        scale = scale + like if self.gamma is None else scale * ops.reshape(self.gamma, shape)
        scale, mean = (ops.reshape(v, (-1, x.shape[-1])) for v in (scale, mean + like))
        shift = None if self.beta is None else ops.broadcast_like(self.beta, scale)
        return ops.cast(axes_back(channel_affine(x, mean, scale, shift, leading=1), wide, order), inputs.dtype)

    def _moments(self, x: Any) -> tuple[Any, Any]:
        """Mean and variance (B, G, 1), from those of the channels by the law of total variance."""
        means, variances = (
            ops.reshape(v, (-1, self.groups, x.shape[-1] // self.groups)) for v in channel_moments(x, 1)
        )
        mean = ops.mean(means, -1, True)
        return mean, ops.mean(variances + ops.square(means - mean), -1, True)

    def _counted(self, x: Any, counts: Any) -> tuple[Any, Any]:
        """Mean and variance (B, G, 1) over the places that count."""
        axes = tuple(range(1, len(x.shape) - 1))
        shape = (-1, self.groups, x.shape[-1] // self.groups)

        def total(values: Any) -> Any:
            return ops.sum(ops.reshape(ops.sum(values, axes), shape), -1, True)

        size = total(counts)
        mean = total(counts * x) / size
        spread = ops.broadcast_to(mean, (*mean.shape[:1], *shape[1:])) if None not in mean.shape else None
        flat = ops.reshape(mean + ops.zeros(shape[1:], x.dtype) if spread is None else spread, (-1, x.shape[-1]))
        centre = ops.expand_dims(flat, axes) if axes else flat
        return mean, total(counts * ops.square(x - centre)) / size

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        config = super().get_config() | {"groups": self.groups, "axis": self.axis, "epsilon": self.epsilon}
        return config | self.scale_and_shift_config()
