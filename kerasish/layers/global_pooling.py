"""Whole sequences, images and volumes folded into one number a channel."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import Layer
from .base_pooling import format_setting, pooling_format
from .input_spec import InputSpec
from .spatial import join_shape, spatial_axes, split_shape


class GlobalPooling(Layer):
    """Folds all spatial axes. A variant says in `rank` how many there are, and in `fold` how."""

    rank = 1

    @accepts_old_spellings
    def __init__(self, data_format: Any = None, keepdims: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.data_format = pooling_format(data_format, self.rank, type(self).__name__)
        self.keepdims = bool(keepdims)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    @property
    def axes(self) -> tuple[int, ...]:
        """The spatial axes."""
        return spatial_axes(self.rank, self.data_format)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """(B, C), or with extents of 1 in between when `keepdims`."""
        _, channels = split_shape(input_shape, self.data_format)
        ones = (1,) * self.rank if self.keepdims else ()
        return join_shape(input_shape[0], ones, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer, as the generation of the level spells them."""
        kept = {"keepdims": self.keepdims} if self.keepdims or at_least("2.15") else {}
        return super().get_config() | format_setting(self) | kept


class _GlobalMaxPool(GlobalPooling):
    def call(self, inputs: Any) -> Any:
        """The largest value of each channel."""
        return ops.max(inputs, self.axes, self.keepdims)


class _GlobalAveragePool(GlobalPooling):
    def call(self, inputs: Any) -> Any:
        """The mean of each channel."""
        return ops.mean(inputs, self.axes, self.keepdims)


@export("layers.GlobalMaxPooling1D", "layers.GlobalMaxPool1D")
class GlobalMaxPooling1D(_GlobalMaxPool):
    """The largest value of each channel of a sequence.

    Arguments:
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        keepdims: whether the spatial axes stay, with an extent of 1.

    Shapes: input (B, T, C), output (B, C); channels first alike.

    >>> GlobalMaxPooling1D()(np.array([[[1.0], [3.0]]])).tolist()
    [[3.0]]

    Source: keras.io, layers API, GlobalMaxPooling1D.
    """

    rank = 1


@export("layers.GlobalMaxPooling2D", "layers.GlobalMaxPool2D")
class GlobalMaxPooling2D(_GlobalMaxPool):
    """The largest value of each channel of a image.

    Arguments:
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        keepdims: whether the spatial axes stay, with an extent of 1.

    Shapes: input (B, H, W, C), output (B, C); channels first alike.

    >>> GlobalMaxPooling2D()(np.ones((2, 5, 4, 3))).shape
    (2, 3)

    Source: keras.io, layers API, GlobalMaxPooling2D.
    """

    rank = 2


@export("layers.GlobalMaxPooling3D", "layers.GlobalMaxPool3D")
class GlobalMaxPooling3D(_GlobalMaxPool):
    """The largest value of each channel of a volume.

    Arguments:
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        keepdims: whether the spatial axes stay, with an extent of 1.

    Shapes: input (B, D, H, W, C), output (B, C); channels first alike.

    >>> GlobalMaxPooling3D(keepdims=True)(np.ones((2, 6, 5, 4, 3))).shape
    (2, 1, 1, 1, 3)

    Source: keras.io, layers API, GlobalMaxPooling3D.
    """

    rank = 3


@export("layers.GlobalAveragePooling1D", "layers.GlobalAvgPool1D")
class GlobalAveragePooling1D(_GlobalAveragePool):
    """The mean of each channel of a sequence.

    Arguments:
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        keepdims: whether the spatial axes stay, with an extent of 1.

    Call arguments:
        inputs: the numbers.
        mask: (B, T), true for the steps that count; a sequence without any gives nan. None in Keras 1.

    Shapes: input (B, T, C), output (B, C); channels first alike.

    >>> GlobalAveragePooling1D()(np.array([[[1.0], [3.0]]])).tolist()
    [[2.0]]

    Source: keras.io, layers API, GlobalAveragePooling1D.
    """

    rank = 1

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.supports_masking = at_least("2.2")

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """(B, T, C) to (B, C): the mean of the steps that count."""
        if mask is None:
            return super().call(inputs)
        (steps,) = self.axes
        counts = ops.expand_dims(ops.cast(mask, inputs.dtype), 3 - steps)
        total = ops.sum(ops.multiply(inputs, counts), steps, self.keepdims)
        return ops.divide(total, ops.sum(counts, steps, self.keepdims))

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """No mask: there are no steps any more."""
        return None if self.supports_masking else super().compute_mask(inputs, mask)


@export("layers.GlobalAveragePooling2D", "layers.GlobalAvgPool2D")
class GlobalAveragePooling2D(_GlobalAveragePool):
    """The mean of each channel of a image.

    Arguments:
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        keepdims: whether the spatial axes stay, with an extent of 1.

    Shapes: input (B, H, W, C), output (B, C); channels first alike.

    >>> GlobalAveragePooling2D()(np.ones((2, 5, 4, 3))).shape
    (2, 3)

    Source: keras.io, layers API, GlobalAveragePooling2D.
    """

    rank = 2


@export("layers.GlobalAveragePooling3D", "layers.GlobalAvgPool3D")
class GlobalAveragePooling3D(_GlobalAveragePool):
    """The mean of each channel of a volume.

    Arguments:
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        keepdims: whether the spatial axes stay, with an extent of 1.

    Shapes: input (B, D, H, W, C), output (B, C); channels first alike.

    >>> GlobalAveragePooling3D(keepdims=True)(np.ones((2, 6, 5, 4, 3))).shape
    (2, 1, 1, 1, 3)

    Source: keras.io, layers API, GlobalAveragePooling3D.
    """

    rank = 3
