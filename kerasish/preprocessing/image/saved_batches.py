"""Where batches of changed images are kept for somebody to look at."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import numpy as np

from .arrays import array_to_img

Array = np.ndarray[Any, Any]


def default_format() -> str:
    """The format of such files by default: Keras 1 writes JPEG."""
    from ...compat import by_level

    return str(by_level(v1="jpeg", v2_2="png"))


def save_batch(
    images: Array, numbers: Iterable[int], folder: str, prefix: str, file_format: str, data_format: str, most: int
) -> None:
    """Write `prefix_number_random.format` for each image; the random number is drawn below `most`, as in real Keras."""
    for image, number in zip(images, numbers):
        img = array_to_img(image, data_format, scale=True)
        img.save(os.path.join(folder, f"{prefix}_{number}_{np.random.randint(most)}.{file_format}"))
