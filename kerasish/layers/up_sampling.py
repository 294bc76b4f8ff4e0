"""Sequences, images and volumes made larger."""

from __future__ import annotations

from typing import Any

from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..ops import image
from ..registry import export
from .base import Layer
from .border import format_setting
from .input_spec import InputSpec
from .spatial import data_format_of, join_shape, per_axis, spatial_axes, split_shape


class UpSampling(Layer):
    """Makes each spatial axis a whole number of times as long."""

    rank = 1

    def __init__(self, size: Any, data_format: Any = None, interpolation: str = "nearest", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        name = type(self).__name__
        self.size: Any = per_axis(size, self.rank, "size", name)
        self.data_format = "channels_last" if self.rank == 1 else data_format_of(data_format, name)
        self.interpolation = image.known_method(interpolation, name)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def call(self, inputs: Any) -> Any:
        """A tensor with a batch axis, spatial axes and channels, enlarged."""
        axes = spatial_axes(self.rank, self.data_format)
        if self.interpolation in ("nearest", "area"):  # for whole numbers they are the same
            factors = [1] * (self.rank + 2)
            for axis, size in zip(axes, self.size, strict=True):
                factors[axis] = size
            return image.upsample(inputs, factors)
        return image.enlarged(inputs, axes, self.size, self.interpolation, half_pixel=at_least("2.15"))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The enlarged shape."""
        extents, channels = split_shape(input_shape, self.data_format)
        large = tuple(None if e is None else e * s for e, s in zip(extents, self.size, strict=True))
        return join_shape(input_shape[0], large, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"size": self.size} | format_setting(self.data_format)


@export("layers.UpSampling1D")
class UpSampling1D(UpSampling):
    """Each step of a sequence several times in a row.

    Arguments:
        size: how many times.

    Shapes: input (B, T, C), output (B, size * T, C).

    >>> UpSampling1D(2)(np.array([[[1.0], [5.0]]])).ravel().tolist()
    [1.0, 1.0, 5.0, 5.0]

    Source: keras.io, layers API, UpSampling1D.
    """

    rank = 1

    @accepts_old_spellings
    def __init__(self, size: int = 2, **kwargs: Any) -> None:
        super().__init__(size, **kwargs)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer, as the generation of the level spells them."""
        return Layer.get_config(self) | {"size" if at_least("2.2") else "length": self.size[0]}


@export("layers.UpSampling2D")
class UpSampling2D(UpSampling):
    """Images enlarged.

    Arguments:
        size: how many times as many rows and columns, or one number for both.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        interpolation: 'nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5', 'area'; of tf.keras 2.15 also
            'gaussian' and 'mitchellcubic'. Centres of pixels are half a pixel from the edge; up to level 2.3
            'bilinear' counts from the corner instead, as Keras 2.3 does.

    Shapes: input (B, H, W, C), output (B, size[0] * H, size[1] * W, C); channels first alike.

    >>> UpSampling2D((1, 2), interpolation="bilinear")(np.array([[[[0.0], [1.0]]]])).ravel().tolist()
    [0.0, 0.25, 0.75, 1.0]

    Source: keras.io, layers API, UpSampling2D.
    """

    rank = 2

    @accepts_old_spellings
    def __init__(
        self, size: Any = (2, 2), data_format: Any = None, interpolation: str = "nearest", **kwargs: Any
    ) -> None:
        super().__init__(size, data_format, interpolation, **kwargs)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        settings = super().get_config()
        if at_least("2.2") or self.interpolation != "nearest":
            settings["interpolation"] = self.interpolation
        return settings


@export("layers.UpSampling3D")
class UpSampling3D(UpSampling):
    """Each value of a volume several times along each axis.

    Arguments:
        size: how many times along each of three axes, or one number for all.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, D, H, W, C), output the same with D, H, W enlarged; channels first alike.

    >>> UpSampling3D((1, 2, 3))(np.ones((2, 6, 5, 4, 3))).shape
    (2, 6, 10, 12, 3)

    Source: keras.io, layers API, UpSampling3D.
    """

    rank = 3

    @accepts_old_spellings
    def __init__(self, size: Any = (2, 2, 2), data_format: Any = None, **kwargs: Any) -> None:
        super().__init__(size, data_format, **kwargs)
