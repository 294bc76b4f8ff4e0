"""Telling later layers which time steps to skip."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .elementwise import Elementwise


@export("layers.Masking")
class Masking(Elementwise):
    """A time step counts where any of its features differs from `mask_value`; the others become 0 and are masked.

    `y = x * m`, with `m[b, t] = any(x[b, t, :] != mask_value)`. The mask travels on the symbolic output.

    Arguments:
        mask_value: the number that fills steps to be skipped.

    Shapes: input (B, T, ..., C), output the same, mask (B, T, ...).

    >>> Masking(mask_value=9.0)(np.array([[[9.0, 9.0], [9.0, 1.0]]])).tolist()
    [[[0.0, 0.0], [9.0, 1.0]]]

    Source: keras.io, layers API, Masking.
    """

    @accepts_old_spellings
    def __init__(self, mask_value: float = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.mask_value = mask_value

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask (B, T, ...), true where a step counts; an earlier mask is replaced."""
        del mask
        return ops.any(ops.not_equal(inputs, self.mask_value), axis=-1)

    def call(self, inputs: Any) -> Any:
        """(B, T, ..., C) to (B, T, ..., C)."""
        counts = ops.any(ops.not_equal(inputs, self.mask_value), axis=-1, keepdims=True)
        return ops.multiply(inputs, ops.cast(counts, inputs.dtype))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"mask_value": self.mask_value}
