"""Means of windows of sequences, images and volumes."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..registry import export
from .base_pooling import Pooling


class _AveragePool(Pooling):
    def pool(self, inputs: Any) -> Any:
        """The mean of each window."""
        return ops.average_pool(inputs, self.pool_size, self.strides, self.padding, self.data_format)


@export("layers.AveragePooling1D", "layers.AvgPool1D")
class AveragePooling1D(_AveragePool):
    """The mean of each window of a sequence, channel by channel.

    Arguments:
        pool_size: steps of a window, an integer.
        strides: steps from one window to the next; `pool_size` when None.
        padding: 'valid' (only windows that fit), or 'same' (as many as the strides let through; what lies outside
            is not counted).
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, T, C), output (B, T', C); 'valid' gives floor((n - pool_size) / strides) + 1
        of an extent n, 'same' ceil(n / strides). Channels first alike.

    Errors:
        ValueError for windows larger than the input, for another number of axes, and for another padding.

    >>> AveragePooling1D(2)(np.array([[[1.0], [3.0], [2.0], [0.0]]])).ravel().tolist()
    [2.0, 1.0]

    Source: keras.io, layers API, AveragePooling1D.
    """

    rank = 1


@export("layers.AveragePooling2D", "layers.AvgPool2D")
class AveragePooling2D(_AveragePool):
    """The mean of each window of a image, channel by channel.

    Arguments:
        pool_size: rows and columns of a window, one integer for all 2 axes, or one each.
        strides: rows and columns from one window to the next; `pool_size` when None.
        padding: 'valid' (only windows that fit), or 'same' (as many as the strides let through; what lies outside
            is not counted).
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, H, W, C), output (B, H', W', C); 'valid' gives floor((n - pool_size) / strides) + 1
        of an extent n, 'same' ceil(n / strides). Channels first alike.

    Errors:
        ValueError for windows larger than the input, for another number of axes, and for another padding.

    >>> AveragePooling2D(2)(np.arange(16.0).reshape(1, 4, 4, 1)).ravel().tolist()
    [2.5, 4.5, 10.5, 12.5]

    Source: keras.io, layers API, AveragePooling2D.
    """

    rank = 2


@export("layers.AveragePooling3D", "layers.AvgPool3D")
class AveragePooling3D(_AveragePool):
    """The mean of each window of a volume, channel by channel.

    Arguments:
        pool_size: planes, rows and columns of a window, one integer for all 3 axes, or one each.
        strides: planes, rows and columns from one window to the next; `pool_size` when None.
        padding: 'valid' (only windows that fit), or 'same' (as many as the strides let through; what lies outside
            is not counted).
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, D, H, W, C), output (B, D', H', W', C); 'valid' gives floor((n - pool_size) / strides) + 1
        of an extent n, 'same' ceil(n / strides). Channels first alike.

    Errors:
        ValueError for windows larger than the input, for another number of axes, and for another padding.

    >>> AveragePooling3D(2)(np.arange(8.0).reshape(1, 2, 2, 2, 1)).ravel().tolist()
    [3.5]

    Source: keras.io, layers API, AveragePooling3D.
    """

    rank = 3
