"""Edges cut off."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..registry import export
from .base import Layer
from .border import as_configured, border, format_setting
from .input_spec import InputSpec
from .spatial import data_format_of, join_shape, spatial_axes, split_shape


class Cropping(Layer):
    """Cuts steps off both ends of each spatial axis."""

    rank = 1

    def __init__(self, cropping: Any, data_format: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        name = type(self).__name__
        self.cropping = as_configured(border(cropping, self.rank, "cropping", name))
        self._sides = border(cropping, self.rank, "cropping", name)
        self.data_format = "channels_last" if self.rank == 1 else data_format_of(data_format, name)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs: Any) -> Any:
        """The inner part of a tensor with a batch axis, spatial axes and channels."""
        self.compute_output_shape(tuple(inputs.shape))
        key = [slice(None)] * (self.rank + 2)
        for axis, (before, after) in zip(spatial_axes(self.rank, self.data_format), self._sides, strict=True):
            key[axis] = slice(before, -after if after else None)
        return ops.getitem(inputs, tuple(key))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape that is left.

        Errors:
            ValueError when nothing is left of an axis.
        """
        extents, channels = split_shape(input_shape, self.data_format)
        left = tuple(None if e is None else e - a - b for e, (a, b) in zip(extents, self._sides, strict=True))
        if any(e is not None and e <= 0 and sum(s) for e, s in zip(left, self._sides, strict=True)):
            raise ValueError(
                explain(
                    f"Layer {self.name!r} cannot cut {self.cropping} off an input of shape {tuple(input_shape)}.",
                    f"more than {[a + b for a, b in self._sides]} steps on its spatial axes",
                    f"{list(extents)}",
                    "a smaller cropping, or a larger input",
                )
            )
        return join_shape(input_shape[0], left, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        settings = super().get_config() | {"cropping": self.cropping}
        return settings | (format_setting(self.data_format) if self.rank > 1 else {})


@export("layers.Cropping1D")
class Cropping1D(Cropping):
    """Steps cut off both ends of a sequence.

    Arguments:
        cropping: how many steps at the start and at the end, or one number for both.

    Shapes: input (B, T, C), output (B, T - start - end, C).

    >>> Cropping1D((1, 2))(np.ones((2, 6, 3))).shape
    (2, 3, 3)

    Source: keras.io, layers API, Cropping1D.
    """

    rank = 1

    @accepts_old_spellings
    def __init__(self, cropping: Any = (1, 1), **kwargs: Any) -> None:
        super().__init__(cropping, **kwargs)


@export("layers.Cropping2D")
class Cropping2D(Cropping):
    """Rows and columns cut off the edges of images.

    Arguments:
        cropping: ((top, bottom), (left, right)), or a number for rows and one for columns, or one number.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, H, W, C), output (B, H - top - bottom, W - left - right, C); channels first alike.

    >>> Cropping2D(((1, 0), (0, 2)))(np.ones((2, 6, 5, 3))).shape
    (2, 5, 3, 3)

    Source: keras.io, layers API, Cropping2D.
    """

    rank = 2

    @accepts_old_spellings
    def __init__(self, cropping: Any = ((0, 0), (0, 0)), data_format: Any = None, **kwargs: Any) -> None:
        super().__init__(cropping, data_format, **kwargs)


@export("layers.Cropping3D")
class Cropping3D(Cropping):
    """Slices, rows and columns cut off the sides of volumes.

    Arguments:
        cropping: a pair (before, after) for each of three axes, or a number for each, or one number.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, D, H, W, C), output the same with shorter D, H, W; channels first alike.

    >>> Cropping3D(1)(np.ones((2, 6, 5, 4, 3))).shape
    (2, 4, 3, 2, 3)

    Source: keras.io, layers API, Cropping3D.
    """

    rank = 3

    @accepts_old_spellings
    def __init__(self, cropping: Any = ((1, 1), (1, 1), (1, 1)), data_format: Any = None, **kwargs: Any) -> None:
        super().__init__(cropping, data_format, **kwargs)
