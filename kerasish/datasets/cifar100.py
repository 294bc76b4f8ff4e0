"""CIFAR-100: 50,000 + 10,000 coloured images of a hundred classes, 32 x 32 pixels."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from ..errors import explain
from ..registry import export
from .cifar import column, folder_of, load_batch, placed

__all__ = ["load_batch", "load_data"]

Array = np.ndarray[Any, Any]

_SHA256 = "85cd44d02ba6437773c5bbd22e183051d648de2e7d6b014e1ef29b855ba677a7"


@export("datasets.cifar100.load_data")
def load_data(label_mode: str = "fine") -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """The images and labels of CIFAR-100.

    Arguments:
        label_mode: 'fine' for the hundred classes, 'coarse' for the twenty that they belong to.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: images N x 32 x 32 x 3, or N x 3 x 32 x 32 where
        `config.image_data_format()` says so, from 0 to 255, uint8; labels N x 1, int64.

    Errors:
        An exception that says where to put the archive when it cannot be downloaded; ValueError for a broken file and
        for another mode.

    Source: https://keras.io/api/datasets/cifar100/
    """
    if label_mode not in ("fine", "coarse"):
        raise ValueError(explain("`label_mode` must be one of `'fine'`, `'coarse'`.", "", f"label_mode={label_mode}"))
    folder = folder_of("cifar-100-python", "cifar-100-python.tar.gz", _SHA256)
    x_train, y_train = load_batch(os.path.join(folder, "train"), f"{label_mode}_labels")
    x_test, y_test = load_batch(os.path.join(folder, "test"), f"{label_mode}_labels")
    return (placed(x_train), column(y_train, "int64")), (placed(x_test), column(y_test, "int64"))
