"""Pooling to an output of given extents, whatever those of the input are."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..registry import export
from .base import Layer
from .base_pooling import format_setting
from .input_spec import InputSpec
from .spatial import data_format_of, join_shape, per_axis, split_shape


class AdaptivePooling(Layer):
    """Cuts each spatial axis into parts of nearly equal size, and folds each part.

    Part i of n of an axis of extent e is from `floor(i * e / n)` to `ceil((i + 1) * e / n)`. A variant says in `rank`
    how many axes there are, and in `call` how parts are folded.
    """

    rank = 1

    def __init__(self, output_size: Any, data_format: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        kind = type(self).__name__
        self.output_size = per_axis(output_size, self.rank, "output_size", kind)
        self.data_format = data_format_of(data_format, kind)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape with spatial extents of `output_size`."""
        _, channels = split_shape(input_shape, self.data_format)
        return join_shape(input_shape[0], self.output_size, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"output_size": self.output_size} | format_setting(self)


class _AdaptiveMaxPool(AdaptivePooling):
    def call(self, inputs: Any) -> Any:
        """The largest value of each part."""
        return ops.adaptive_max_pool(inputs, self.output_size, self.data_format)


class _AdaptiveAveragePool(AdaptivePooling):
    def call(self, inputs: Any) -> Any:
        """The mean of each part."""
        return ops.adaptive_average_pool(inputs, self.output_size, self.data_format)


@export("layers.AdaptiveMaxPooling1D")
class AdaptiveMaxPooling1D(_AdaptiveMaxPool):
    """The largest value of each part of a sequence, channel by channel.

    Arguments:
        output_size: steps of the output, an integer.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, T, C), output (B, output_size, C); channels first alike.

    >>> AdaptiveMaxPooling1D(2)(np.array([[[1.0], [3.0], [2.0]]])).ravel().tolist()
    [3.0, 3.0]

    Source: keras.io, layers API, AdaptiveMaxPooling1D.
    """

    rank = 1


@export("layers.AdaptiveMaxPooling2D")
class AdaptiveMaxPooling2D(_AdaptiveMaxPool):
    """The largest value of each part of a image, channel by channel.

    Arguments:
        output_size: rows and columns of the output, one integer for all 2 axes, or one each.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, H, W, C), output (B, *output_size, C); channels first alike.

    >>> AdaptiveMaxPooling2D((2, 3))(np.ones((1, 7, 5, 4))).shape
    (1, 2, 3, 4)

    Source: keras.io, layers API, AdaptiveMaxPooling2D.
    """

    rank = 2


@export("layers.AdaptiveMaxPooling3D")
class AdaptiveMaxPooling3D(_AdaptiveMaxPool):
    """The largest value of each part of a volume, channel by channel.

    Arguments:
        output_size: planes, rows and columns of the output, one integer for all 3 axes, or one each.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, D, H, W, C), output (B, *output_size, C); channels first alike.

    >>> AdaptiveMaxPooling3D(2)(np.ones((1, 7, 5, 4, 3))).shape
    (1, 2, 2, 2, 3)

    Source: keras.io, layers API, AdaptiveMaxPooling3D.
    """

    rank = 3


@export("layers.AdaptiveAveragePooling1D")
class AdaptiveAveragePooling1D(_AdaptiveAveragePool):
    """The mean of each part of a sequence, channel by channel.

    Arguments:
        output_size: steps of the output, an integer.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, T, C), output (B, output_size, C); channels first alike.

    >>> AdaptiveAveragePooling1D(2)(np.array([[[1.0], [3.0], [2.0]]])).ravel().tolist()
    [2.0, 2.5]

    Source: keras.io, layers API, AdaptiveAveragePooling1D.
    """

    rank = 1


@export("layers.AdaptiveAveragePooling2D")
class AdaptiveAveragePooling2D(_AdaptiveAveragePool):
    """The mean of each part of a image, channel by channel.

    Arguments:
        output_size: rows and columns of the output, one integer for all 2 axes, or one each.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, H, W, C), output (B, *output_size, C); channels first alike.

    >>> AdaptiveAveragePooling2D((2, 3))(np.ones((1, 7, 5, 4))).shape
    (1, 2, 3, 4)

    Source: keras.io, layers API, AdaptiveAveragePooling2D.
    """

    rank = 2


@export("layers.AdaptiveAveragePooling3D")
class AdaptiveAveragePooling3D(_AdaptiveAveragePool):
    """The mean of each part of a volume, channel by channel.

    Arguments:
        output_size: planes, rows and columns of the output, one integer for all 3 axes, or one each.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, D, H, W, C), output (B, *output_size, C); channels first alike.

    >>> AdaptiveAveragePooling3D(2)(np.ones((1, 7, 5, 4, 3))).shape
    (1, 2, 2, 2, 3)

    Source: keras.io, layers API, AdaptiveAveragePooling3D.
    """

    rank = 3
