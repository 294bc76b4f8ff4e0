"""Boston housing: 506 districts, 13 figures of each, and the price of houses there."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..registry import export
from .housing import split_table
from .source import fetch
from .texts import seeded

Array = np.ndarray[Any, Any]

_SHA256 = "f553886a1f8d56431e820c5b82552d9d95cfcb96d1e678153f8839538947dff5"


@export("datasets.boston_housing.load_data")
def load_data(
    path: str = "boston_housing.npz", test_split: float = 0.2, seed: int = 113
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Figures of districts of Boston in the 1970s, and the median price of houses there, in 1000 dollars.

    Arguments:
        path: name of the file in the cache, downloaded when it is not there.
        test_split: the part that is kept for testing.
        seed: seed of the shuffling.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: N x 13 and N numbers, float64.

    Errors:
        An exception that says where to put the file when it cannot be downloaded; ValueError for a broken file.

    One of the figures was made from the share of Black residents: do not use this data to judge people or places.

    Source: https://keras.io/api/datasets/boston_housing/
    """
    return split_table(fetch(path, _SHA256), "Boston housing", test_split, seeded(seed))
