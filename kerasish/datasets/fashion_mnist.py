"""Fashion-MNIST: 60,000 + 10,000 images of clothes, 28 x 28 pixels."""

from __future__ import annotations

import gzip
from typing import Any

import numpy as np

from ..errors import ModelFileError, explain
from ..registry import export
from .source import SERVER, fetch

Array = np.ndarray[Any, Any]

_FILES = (
    "train-labels-idx1-ubyte.gz",
    "train-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
)
_UBYTE = 8  # the code of unsigned bytes in an IDX file


@export("datasets.fashion_mnist.load_data")
def load_data() -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """The images and labels of Fashion-MNIST.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: images N x 28 x 28 from 0 to 255 and labels 0 to 9, both uint8.

    Errors:
        An exception that says where to put the files when they cannot be downloaded; ValueError for a broken file.

    Source: https://keras.io/api/datasets/fashion_mnist/
    """
    paths = [fetch(name, subdir="datasets/fashion-mnist", origin=SERVER + name) for name in _FILES]
    y_train, x_train, y_test, x_test = (read_idx(path) for path in paths)
    return (x_train, y_train), (x_test, y_test)


def read_idx(path: str) -> Array:
    """The array of bytes in a gzipped IDX file: two zeros, type, number of axes, the axes, the bytes.

    Source: http://yann.lecun.com/exdb/mnist/
    """
    try:
        with gzip.open(path, "rb") as file:
            data = file.read()
    except (OSError, EOFError) as error:
        raise _broken(path, str(error)) from error
    if len(data) < 4 or data[:3] != bytes((0, 0, _UBYTE)):
        raise _broken(path, "its first bytes are not those of an IDX file")
    start = 4 + 4 * data[3]
    shape = tuple(np.frombuffer(data[4:start], ">u4").tolist())
    if len(data) - start != int(np.prod(shape)):
        raise _broken(path, f"it says shape {shape}, and holds {len(data) - start} values")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def _broken(path: str, why: str) -> ModelFileError:
    return ModelFileError(
        explain(
            f"Reading {path} failed: {why}.", "a gzipped IDX file", "", "delete it, and it will be downloaded again"
        )
    )
