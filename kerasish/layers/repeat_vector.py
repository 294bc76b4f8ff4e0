"""A vector as a sequence of itself."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import dtypes, ops
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import Layer
from .input_spec import InputSpec


@export("layers.RepeatVector")
class RepeatVector(Layer):
    """`y[b, t, :] = x[b, :]` for t from 0 to n - 1.

    Arguments:
        n: T, how many times the vector stands in the output.

    Shapes: input (B, C), output (B, T, C).

    >>> RepeatVector(3)(np.ones((2, 4))).shape
    (2, 3, 4)

    Source: keras.io, layers API, RepeatVector.
    """

    @accepts_old_spellings
    def __init__(self, n: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(n, (int, np.integer)):
            raise TypeError(f"RepeatVector needs an integer for n, received {n!r}.")
        if n < 1:
            raise ValueError(f"RepeatVector needs a positive integer for n, received {n}.")
        self.n = int(n)
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs: Any) -> Any:
        """(B, C) to (B, T, C)."""
        # A product with ones is one pass over the output, whatever n is; joining n copies would be a call of n inputs.
        steps = np.ones((1, self.n, 1), dtypes.numpy_dtype(dtypes.of(inputs)))
        return ops.multiply(ops.expand_dims(inputs, 1), steps)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """(B, T, C)."""
        return (input_shape[0], self.n, input_shape[1])

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"n": self.n}
