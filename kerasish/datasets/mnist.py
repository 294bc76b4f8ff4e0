"""MNIST: 60,000 + 10,000 images of handwritten digits, 28 x 28 pixels."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..registry import export
from .npz import read_npz
from .source import fetch

Array = np.ndarray[Any, Any]

_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
_NAMES = ("x_train", "y_train", "x_test", "y_test")


@export("datasets.mnist.load_data")
def load_data(path: str = "mnist.npz") -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """The images and labels of MNIST.

    Arguments:
        path: name of the file in the cache, downloaded when it is not there. `mnist.pkl.gz`, the name that Keras 1
            used, stands for `mnist.npz`: pickles are never read.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: images N x 28 x 28 from 0 to 255 and labels 0 to 9, both uint8.

    Errors:
        An exception that says where to put the file when it cannot be downloaded; ValueError for a file that is not
        MNIST.

    Source: https://keras.io/api/datasets/mnist/
    """
    file = fetch("mnist.npz" if path == "mnist.pkl.gz" else path, _SHA256)
    x_train, y_train, x_test, y_test = read_npz(file, _NAMES, "MNIST")
    return (x_train, y_train), (x_test, y_test)
