"""A two-layer network in plain ops: just enough `fit` to compare optimizers with what real Keras computed."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasish import ops
from kerasish.graph.autodiff import gradients
from kerasish.graph.function import make_function
from kerasish.graph.tensor import placeholder
from kerasish.graph.variable import Variable

NAMES = ("sequential/dense/kernel", "sequential/dense/bias", "sequential/dense_1/kernel", "sequential/dense_1/bias")


def weights(arrays: list[np.ndarray]) -> list[Variable]:
    """Variables named as those of two Dense layers."""
    made = [Variable(np.asarray(a)) for a in arrays]
    for variable, path in zip(made, NAMES, strict=False):
        variable.path, variable.name = path, path.rpartition("/")[2]
    return made


def loss_of(name: str, x: Any, y: Any, w: list[Variable]) -> Any:
    """The loss of Dense(8, relu) -> Dense(3), with the last activation that goes with the loss."""
    z = ops.matmul(ops.relu(ops.matmul(x, w[0]) + w[1]), w[2]) + w[3]
    if name == "mse":
        return ops.mean(ops.square(z - y))
    if name == "binary_crossentropy":
        return ops.mean(ops.softplus(z) - z * y)
    if name == "sparse_categorical_crossentropy":
        y = ops.cast(ops.equal(y, np.arange(3, dtype=np.int32)), "float32")
    return ops.mean(ops.sum((ops.logsumexp(z, -1, keepdims=True) - z) * y, -1))


def fit(optimizer: Any, w: list[Variable], x: np.ndarray, y: np.ndarray, loss: str = "mse", epochs: int = 3) -> None:
    """Epochs of batches of 8, in order, through a traced step; at the end the averages take effect, as in `fit`."""
    inputs = [placeholder((8, *x.shape[1:]), x.dtype.name), placeholder((8, *y.shape[1:]), y.dtype.name)]

    def step(bx: Any, by: Any) -> list[Any]:
        value = loss_of(loss, bx, by, w)
        optimizer.apply(gradients([optimizer.scale_loss(value)], w), w)
        return [value]

    run = make_function(step, inputs)
    for _ in range(epochs):
        for i in range(0, len(x), 8):
            run(x[i : i + 8], y[i : i + 8])
    optimizer.finalize_variable_values(w)
