"""Samples in another shape."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..registry import export
from .base import Layer


@export("layers.Reshape")
class Reshape(Layer):
    """The numbers of each sample, in row-major order, under another shape.

    Arguments:
        target_shape: extents of one sample, without the batch axis; one of them may be -1, and follows from the rest.

    Shapes: input (B, ...), output (B, *target_shape).

    Errors:
        ValueError when a sample does not have the numbers that `target_shape` asks for.

    >>> Reshape((3, -1))(np.ones((2, 12))).shape
    (2, 3, 4)

    Source: keras.io, layers API, Reshape.
    """

    @accepts_old_spellings
    def __init__(self, target_shape: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if isinstance(target_shape, int):
            raise TypeError(f"Reshape needs a tuple: Reshape(({target_shape},)), not Reshape({target_shape}).")
        self.target_shape = tuple(int(extent) for extent in target_shape)
        if self.target_shape.count(-1) > 1:
            raise ValueError(f"Reshape: at most one extent of target_shape may be -1, got {self.target_shape}.")

    def call(self, inputs: Any) -> Any:
        """(B, ...) to (B, *target_shape)."""
        batch, *target = self.compute_output_shape(inputs.shape)
        return ops.reshape(inputs, (batch, *(-1 if extent is None else extent for extent in target)))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """(B, *target_shape) with the -1 worked out, or None in its place where an extent is unknown."""
        batch, *sample = input_shape
        if None in sample:
            return (batch, *(None if extent == -1 else extent for extent in self.target_shape))
        size, asked = _product(sample), _product([extent for extent in self.target_shape if extent != -1])
        free = -1 in self.target_shape
        if (not free and size != asked) or (free and asked and size % asked):
            raise ValueError(
                explain(
                    f"Layer {self.name!r} cannot reshape a sample of shape {tuple(sample)} to {self.target_shape}.",
                    f"{'a multiple of ' if free else ''}{asked} numbers in a sample",
                    f"{size} numbers",
                )
            )
        return (batch, *(size // asked if asked and e == -1 else max(e, 0) for e in self.target_shape))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"target_shape": self.target_shape}


def _product(extents: list[int]) -> int:
    result = 1
    for extent in extents:
        result *= extent
    return result
