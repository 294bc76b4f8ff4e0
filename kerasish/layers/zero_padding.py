"""Zeros around the edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import ops
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import Layer
from .border import as_configured, border, format_setting
from .input_spec import InputSpec
from .spatial import data_format_of, join_shape, spatial_axes, split_shape


class ZeroPadding(Layer):
    """Adds zeros at both ends of each spatial axis."""

    rank = 1

    def __init__(self, padding: Any, data_format: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        name = type(self).__name__
        self._told = padding
        self._sides = border(padding, self.rank, "padding", name)
        self.padding = as_configured(self._sides)
        self.data_format = data_format_of(data_format, name)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs: Any) -> Any:
        """A tensor with a batch axis, spatial axes and channels, in a frame of zeros."""
        pads = [(0, 0)] * (self.rank + 2)
        for axis, sides in zip(spatial_axes(self.rank, self.data_format), self._sides, strict=True):
            pads[axis] = sides
        return ops.pad(inputs, pads)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape with the zeros."""
        extents, channels = split_shape(input_shape, self.data_format)
        wide = tuple(None if e is None else e + a + b for e, (a, b) in zip(extents, self._sides, strict=True))
        return join_shape(input_shape[0], wide, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer, as the generation of the level spells them."""
        flat = self._told if isinstance(self._told, Mapping) else as_configured(self._sides, flat=True)
        settings = super().get_config() | {"padding": self.padding if at_least("2.2") else flat}
        told = self.rank > 1 or at_least("3") or self.data_format != "channels_last"
        return settings | (format_setting(self.data_format) if told else {})


@export("layers.ZeroPadding1D")
class ZeroPadding1D(ZeroPadding):
    """Zeros before and after a sequence.

    Arguments:
        padding: how many steps of zeros at the start and at the end, or one number for both.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`; below level 3 'channels_last').

    Shapes: input (B, T, C), output (B, start + T + end, C).

    >>> ZeroPadding1D((1, 0))(np.ones((1, 2, 1))).ravel().tolist()
    [0.0, 1.0, 1.0]

    Source: keras.io, layers API, ZeroPadding1D.
    """

    rank = 1

    @accepts_old_spellings
    def __init__(self, padding: Any = 1, data_format: Any = None, **kwargs: Any) -> None:
        if data_format is None and not at_least("3"):
            data_format = "channels_last"
        super().__init__(padding, data_format, **kwargs)


@export("layers.ZeroPadding2D")
class ZeroPadding2D(ZeroPadding):
    """Rows and columns of zeros around images.

    Arguments:
        padding: ((top, bottom), (left, right)), or a number for rows and one for columns, or one number; as in Keras 1
            also (top, bottom, left, right), or a dict of `top_pad`, `bottom_pad`, `left_pad`, `right_pad`.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, H, W, C), output (B, top + H + bottom, left + W + right, C); channels first alike.

    >>> ZeroPadding2D(((1, 0), (0, 2)))(np.ones((2, 6, 5, 3))).shape
    (2, 7, 7, 3)

    Source: keras.io, layers API, ZeroPadding2D.
    """

    rank = 2

    @accepts_old_spellings
    def __init__(self, padding: Any = (1, 1), data_format: Any = None, **kwargs: Any) -> None:
        super().__init__(padding, data_format, **kwargs)


@export("layers.ZeroPadding3D")
class ZeroPadding3D(ZeroPadding):
    """Zeros around volumes.

    Arguments:
        padding: a pair (before, after) for each of three axes, or a number for each, or one number.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, D, H, W, C), output the same with longer D, H, W; channels first alike.

    >>> ZeroPadding3D((1, 2, 0))(np.ones((2, 6, 5, 4, 3))).shape
    (2, 8, 9, 4, 3)

    Source: keras.io, layers API, ZeroPadding3D.
    """

    rank = 3

    @accepts_old_spellings
    def __init__(self, padding: Any = ((1, 1), (1, 1), (1, 1)), data_format: Any = None, **kwargs: Any) -> None:
        super().__init__(padding, data_format, **kwargs)
