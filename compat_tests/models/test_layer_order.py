"""The order of layers and of weights, which files and `set_weights` go by; the facts are of Keras 1.2.2 to 3.15."""

import pickle

import numpy as np
import pytest

from kerasish import compat, layers
from kerasish.models import Model, Sequential


def dense(name):
    return layers.Dense(4, name=name)


def graphs():
    """Inputs and outputs, and the names of the layers as every Keras lists them."""
    a, b = layers.Input((4,), name="a"), layers.Input((4,), name="b")
    deep, flat = dense("d2")(dense("d1")(a)), layers.Add(name="s")
    yield [b, a], flat([deep, b]), ["a", "d1", "d2", "b", "s"]
    a, b = layers.Input((4,), name="a"), layers.Input((4,), name="b")
    yield [b, a], layers.Add(name="s")([b, dense("d2")(dense("d1")(a))]), ["a", "d1", "b", "d2", "s"]
    a = layers.Input((4,), name="a")
    start = dense("t")(a)
    left, right = dense("l2")(dense("l1")(start)), dense("r1")(start)
    yield a, [right, left], ["a", "t", "l1", "r1", "l2"]
    yield a, [left, right], ["a", "t", "l1", "l2", "r1"]
    yield a, layers.Add(name="s")([dense("q")(start), start, left]), ["a", "t", "l1", "q", "l2", "s"]
    shared = dense("shared")
    yield a, shared(dense("m")(shared(a))), ["a", "shared", "m"]


@pytest.mark.parametrize("level", ["1", "2.3", "2.15", "3"])
def test_layers_are_listed_by_depth(level):
    compat.set_level(level)
    try:
        for inputs, outputs, names in graphs():
            assert [layer.name for layer in Model(inputs, outputs).layers] == names
    finally:
        compat.set_level(None)


def test_a_graph_deeper_than_the_stack_of_python():
    a = x = layers.Input((2,))
    for _ in range(1500):
        x = layers.Activation("linear")(x)
    assert len(Model(a, x).layers) == 1501


NORMALIZED = [(4, 3), (3,), (3,), (3,), (3,), (3,), (3, 2), (2,)]
"""Kernel, bias, gamma, beta, mean, variance, kernel, bias: `get_weights` of every Keras goes layer by layer."""


@pytest.mark.parametrize(("level", "trained_first"), [("1", True), ("2.3", True), ("2.15", False), ("3", False)])
def test_weights_go_layer_by_layer(level, trained_first):
    compat.set_level(level)
    try:
        model = Sequential(
            [layers.Dense(3, input_shape=(4,)), layers.BatchNormalization(), layers.Dense(2)], name=f"m{level}"
        )
        assert [w.shape for w in model.get_weights()] == NORMALIZED
        roles = [w.trainable for w in model.weights]
        assert roles == ([True] * 6 + [False] * 2 if trained_first else [True] * 4 + [False] * 2 + [True] * 2)
        model.set_weights([np.full(w.shape, i, "float32") for i, w in enumerate(model.get_weights())])
        assert [float(w.flat[0]) for w in model.layers[1].get_weights()] == [2, 3, 4, 5]
        packed = pickle.dumps(model)
        compat.set_level("2.3" if level == "3" else "3")
        again = pickle.loads(packed)
        assert [float(w.flat[0]) for w in again.get_weights()] == list(range(8))
    finally:
        compat.set_level(None)
