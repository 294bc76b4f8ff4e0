"""CIFAR-10: 50,000 + 10,000 coloured images of ten classes, 32 x 32 pixels."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ..compat import by_level
from ..registry import export
from .cifar import column, folder_of, load_batch, placed

__all__ = ["load_batch", "load_data"]

Array = np.ndarray[Any, Any]

_SHA256 = "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce"


@export("datasets.cifar10.load_data")
def load_data() -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """The images and labels of CIFAR-10: airplane, automobile, bird, cat, deer, dog, frog, horse, ship, truck.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: images N x 32 x 32 x 3, or N x 3 x 32 x 32 where
        `config.image_data_format()` says so, from 0 to 255, uint8; labels 0 to 9, N x 1, uint8 (those of the test
        images int64 up to level 2.3).

    Errors:
        An exception that says where to put the archive when it cannot be downloaded; ValueError for a broken file.

    Source: https://keras.io/api/datasets/cifar10/
    """
    folder = folder_of("cifar-10-batches-py", "cifar-10-python.tar.gz", _SHA256)
    batches = [load_batch(os.path.join(folder, f"data_batch_{i}")) for i in range(1, 6)]
    x_test, y_test = load_batch(os.path.join(folder, "test_batch"))
    x_train = np.concatenate([images for images, _ in batches])
    y_train = [label for _, labels in batches for label in labels]
    test_dtype = by_level(v1="int64", v2_15="uint8")
    return (placed(x_train), column(y_train, "uint8")), (placed(x_test), column(y_test, test_dtype))
