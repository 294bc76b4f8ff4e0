"""What layers have in common that treat every number by itself: the shape stays, and so does the mask."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import config, dtypes
from ..compat import at_least
from .base import Layer


class Elementwise(Layer):
    """A layer whose output has the shape and the mask of its input."""

    supports_masking = True

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape if isinstance(input_shape, dict) else _plain(input_shape)


def _plain(shape: Any) -> Any:
    """A shape as a tuple; several shapes as a list of tuples."""
    return [_plain(s) for s in shape] if shape and isinstance(shape[0], (list, tuple)) else tuple(shape)


def as_floatx(number: Any, since: str = "1") -> Any:
    """A number as the levels from `since` up to 2.15 keep it: rounded to `floatx`, which shows in configurations.

    >>> as_floatx(0.25)
    0.25
    """
    if number is None or at_least("3") or not at_least(since):
        return number
    return float(np.asarray(number, dtypes.numpy_dtype(config.floatx())))
