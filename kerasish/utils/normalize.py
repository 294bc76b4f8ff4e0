"""Arrays scaled to unit norm."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..registry import export


@export("utils.normalize", "utils.np_utils.normalize")
def normalize(x: Any, axis: int = -1, order: float = 2) -> np.ndarray[Any, Any]:
    """Scale an array to unit norm along an axis: `x / ||x||`; what is zero stays zero.

    Arguments:
        x: the array.
        axis: the axis along which the norm is taken.
        order: the order of the norm.

    Returns:
        An array of the same shape (a vector comes back as one row, as from every Keras).

    Keras differs: Keras 3.15 takes `axis=0` for the norm but divides along the last axis.

    Source: https://keras.io/api/utils/python_utils/

    >>> normalize([[3.0, 4.0], [0.0, 0.0]])
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    array = np.asarray(x)
    norms = np.atleast_1d(np.linalg.norm(array, order, axis))
    norms[norms == 0] = 1
    return np.asarray(array / np.expand_dims(norms, axis))
