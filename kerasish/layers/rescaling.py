"""Numbers scaled and shifted by fixed amounts."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import config, dtypes, ops
from ..registry import export
from .elementwise import Elementwise


@export("layers.Rescaling")
class Rescaling(Elementwise):
    """`x * scale + offset`.

    Arguments:
        scale: what to multiply by: a number, or one per channel.
        offset: what to add: a number, or one per channel.

    Call arguments:
        inputs: the numbers; integers become floats.

    Shapes: input (...), output (...).

    >>> Rescaling(1.0 / 127.5, offset=-1)(np.array([[0, 255]], "uint8")).tolist()
    [[-1.0, 1.0]]

    Source: keras.io, layers API, Rescaling.
    """

    def __init__(self, scale: Any, offset: Any = 0.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scale, self.offset = scale, offset

    def call(self, inputs: Any) -> Any:
        """(...) to (...)."""
        scale, offset = (self._per_channel(value) for value in (self.scale, self.offset))
        return ops.cast(inputs, self.dtype) * scale + offset

    def _per_channel(self, value: Any) -> Any:
        """A number, or an array that lies along the axis of the channels."""
        array = np.asarray(value, dtypes.numpy_dtype(self.dtype))
        if array.ndim and config.image_data_format() == "channels_first":
            return array.reshape(array.shape + (1,) * (3 - array.ndim))
        return array if array.ndim else float(value)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"scale": plain(self.scale), "offset": plain(self.offset)}


def plain(value: Any) -> Any:
    """A number, or a list where it is an array or a tuple.

    >>> plain(np.ones(2))
    [1.0, 1.0]
    """
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    return list(value) if isinstance(value, tuple) else value
