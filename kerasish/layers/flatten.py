"""One row of numbers per sample."""

from __future__ import annotations

from typing import Any

from .. import config, ops
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import Layer
from .input_spec import InputSpec


@export("layers.Flatten")
class Flatten(Layer):
    """All axes but the first become one, in row-major order.

    Arguments:
        data_format: `'channels_first'` moves the channels of the input last before flattening, so that the result
            does not depend on the layout; `'channels_last'` (the default) takes the axes as they come.

    Shapes: input (B, D1, D2, ...), output (B, D1 * D2 * ...); (B,) becomes (B, 1).

    >>> Flatten()(np.ones((2, 3, 4))).shape
    (2, 12)

    Source: keras.io, layers API, Flatten.
    """

    @accepts_old_spellings
    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        chosen = data_format or (config.image_data_format() if at_least("2.15") else "channels_last")
        if chosen not in ("channels_first", "channels_last"):
            raise ValueError(
                f"Flatten {self.name!r}: data_format must be 'channels_first' or 'channels_last', got {data_format!r}."
            )
        self.data_format = chosen
        self.input_spec = InputSpec(min_ndim=1 if at_least("2.15") else 3)

    def call(self, inputs: Any) -> Any:
        """(B, D1, D2, ...) to (B, D1 * D2 * ...)."""
        if self.data_format == "channels_first" and len(inputs.shape) > 2:
            inputs = ops.moveaxis(inputs, 1, -1)
        batch, size = self.compute_output_shape(inputs.shape)
        return ops.reshape(inputs, (batch, -1 if size is None else size))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """(B, D1 * D2 * ...), None where an extent is unknown."""
        batch, *rest = input_shape
        size = 1
        for extent in rest:
            size = -1 if extent is None or size == -1 else size * extent
        return (batch, None if size == -1 else size)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        written = {"data_format": self.data_format} if at_least("2.2") else {}
        return super().get_config() | written
