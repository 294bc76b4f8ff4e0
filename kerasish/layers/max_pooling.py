"""The largest values of windows of sequences, images and volumes."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..registry import export
from .base_pooling import Pooling


class _MaxPool(Pooling):
    def pool(self, inputs: Any) -> Any:
        """The largest value of each window."""
        return ops.max_pool(inputs, self.pool_size, self.strides, self.padding, self.data_format)


@export("layers.MaxPooling1D", "layers.MaxPool1D")
class MaxPooling1D(_MaxPool):
    """The largest value of each window of a sequence, channel by channel.

    Arguments:
        pool_size: steps of a window, an integer.
        strides: steps from one window to the next; `pool_size` when None.
        padding: 'valid' (only windows that fit), or 'same' (as many as the strides let through; what lies outside
            never wins).
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, T, C), output (B, T', C); 'valid' gives floor((n - pool_size) / strides) + 1
        of an extent n, 'same' ceil(n / strides). Channels first alike.

    Errors:
        ValueError for windows larger than the input, for another number of axes, and for another padding.

    >>> MaxPooling1D(2)(np.array([[[1.0], [3.0], [2.0], [0.0]]])).ravel().tolist()
    [3.0, 2.0]

    Source: keras.io, layers API, MaxPooling1D.
    """

    rank = 1


@export("layers.MaxPooling2D", "layers.MaxPool2D")
class MaxPooling2D(_MaxPool):
    """The largest value of each window of a image, channel by channel.

    Arguments:
        pool_size: rows and columns of a window, one integer for all 2 axes, or one each.
        strides: rows and columns from one window to the next; `pool_size` when None.
        padding: 'valid' (only windows that fit), or 'same' (as many as the strides let through; what lies outside
            never wins).
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, H, W, C), output (B, H', W', C); 'valid' gives floor((n - pool_size) / strides) + 1
        of an extent n, 'same' ceil(n / strides). Channels first alike.

    Errors:
        ValueError for windows larger than the input, for another number of axes, and for another padding.

    >>> MaxPooling2D(2)(np.arange(16.0).reshape(1, 4, 4, 1)).ravel().tolist()
    [5.0, 7.0, 13.0, 15.0]

    Source: keras.io, layers API, MaxPooling2D.
    """

    rank = 2


@export("layers.MaxPooling3D", "layers.MaxPool3D")
class MaxPooling3D(_MaxPool):
    """The largest value of each window of a volume, channel by channel.

    Arguments:
        pool_size: planes, rows and columns of a window, one integer for all 3 axes, or one each.
        strides: planes, rows and columns from one window to the next; `pool_size` when None.
        padding: 'valid' (only windows that fit), or 'same' (as many as the strides let through; what lies outside
            never wins).
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Shapes: input (B, D, H, W, C), output (B, D', H', W', C); 'valid' gives floor((n - pool_size) / strides) + 1
        of an extent n, 'same' ceil(n / strides). Channels first alike.

    Errors:
        ValueError for windows larger than the input, for another number of axes, and for another padding.

    >>> MaxPooling3D(2)(np.arange(8.0).reshape(1, 2, 2, 2, 1)).ravel().tolist()
    [7.0]

    Source: keras.io, layers API, MaxPooling3D.
    """

    rank = 3
