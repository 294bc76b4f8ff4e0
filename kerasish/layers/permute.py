"""Axes in another order."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import Layer
from .input_spec import InputSpec


@export("layers.Permute")
class Permute(Layer):
    """The axes of each sample in another order: axis `i` of the output is axis `dims[i]` of the input.

    Arguments:
        dims: the axes from 1 on, each once; `(2, 1)` exchanges the two axes of a sample.

    Shapes: input (B, D1, D2, ...), output (B, D[dims[0]], D[dims[1]], ...).

    >>> Permute((2, 1))(np.ones((5, 3, 4))).shape
    (5, 4, 3)

    Source: keras.io, layers API, Permute.
    """

    @accepts_old_spellings
    def __init__(self, dims: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.dims = tuple(int(axis) for axis in dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(f"Permute: dims must name each axis from 1 on once, such as (2, 1); got {self.dims}.")
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs: Any) -> Any:
        """(B, D1, D2, ...) to its permutation."""
        return ops.transpose(inputs, (0, *self.dims))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The permuted shape."""
        return (input_shape[0], *(input_shape[axis] for axis in self.dims))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"dims": self.dims}
