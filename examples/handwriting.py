"""Real handwritten digits that need no download, for the other examples.

MNIST (28 x 28 pixels) when `mnist.npz` is in `$KERAS_HOME/datasets` (`~/.keras/datasets`), otherwise the 1,797 digits
(8 x 8 pixels) that come with scikit-learn, enlarged to the same size.
"""

from __future__ import annotations

import os

import numpy as np

import kerasish as keras


def load() -> tuple[str, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The name of the data, training images N x 784 from 0 to 1 and their labels, the same for testing."""
    home = os.path.expanduser(os.environ.get("KERAS_HOME", os.path.join("~", ".keras")))
    if os.path.exists(os.path.join(home, "datasets", "mnist.npz")):
        (x_train, y_train), (x_test, y_test) = keras.datasets.mnist.load_data()
        return "MNIST", rows(x_train / 255), y_train, rows(x_test / 255), y_test

    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    images, labels = load_digits(return_X_y=True)
    enlarged = np.kron(images.reshape(-1, 8, 8) / 16, np.ones((3, 3)))  # every pixel three by three
    framed = np.pad(enlarged, ((0, 0), (2, 2), (2, 2)))
    x_train, x_test, y_train, y_test = train_test_split(rows(framed), labels, test_size=0.2, random_state=0)
    return "scikit-learn's digits", x_train, y_train, x_test, y_test


def rows(images: np.ndarray) -> np.ndarray:
    """N x 28 x 28 as N x 784."""
    return images.reshape(len(images), -1).astype("float32")
