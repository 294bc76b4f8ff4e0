"""Compile ahead of time the kernels that most models use, so that their first run starts at once."""

from __future__ import annotations

import numpy as np


def warmup() -> None:
    """Train and predict with small models of every common layer, loss and optimizer."""
    from ..layers import Dense, Dropout
    from ..models import Sequential

    x = np.zeros((256, 64), np.float32)
    for loss, activation in _TASKS:
        units = 1 if activation in ("sigmoid", "linear") else 10
        y = np.zeros((256,), np.int64) if loss.startswith("sparse") else np.ones((256, units), np.float32) / units
        for optimizer in ("sgd", "adam", "rmsprop"):
            model = Sequential([Dense(32, activation="relu"), Dropout(0.2), Dense(units, activation=activation)])
            model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
            model.fit(x, y, batch_size=128, verbose=0)
            model.predict(x, verbose=0)


_TASKS = (
    ("categorical_crossentropy", "softmax"),
    ("sparse_categorical_crossentropy", "softmax"),
    ("binary_crossentropy", "sigmoid"),
    ("mse", "linear"),
)
