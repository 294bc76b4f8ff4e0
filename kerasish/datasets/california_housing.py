"""California housing: 20,640 districts, 8 figures of each, and the price of houses there."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import explain
from ..registry import export
from .housing import split_table
from .source import fetch

Array = np.ndarray[Any, Any]

_SHA256 = "1a2e3a52e0398de6463aebe6f4a8da34fb21fbb6b934cf88c3425e766f2a1a6f"
_ROWS = {"large": None, "small": 600}


@export("datasets.california_housing.load_data")
def load_data(
    version: str = "large", path: str = "california_housing.npz", test_split: float = 0.2, seed: int = 113
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Figures of districts of California in 1990, and the median price of houses there, in dollars.

    Arguments:
        version: 'large' for all rows, 'small' for the 600 first ones.
        path: name of the file in the cache, downloaded when it is not there.
        test_split: the part that is kept for testing.
        seed: seed of the shuffling.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: N x 8 and N numbers, float32.

    Errors:
        An exception that says where to put the file when it cannot be downloaded; ValueError for a broken file and for
        another version.

    Source: https://keras.io/api/datasets/california_housing/
    """
    if version not in _ROWS:
        text = "Argument `version` must be one of 'small', 'large'."
        raise ValueError(explain(text, "", f"version={version}"))
    generator = np.random.RandomState(seed)
    return split_table(fetch(path, _SHA256), "California housing", test_split, generator, _ROWS[version])
