"""Keras 1: a Sequential that begins with a Merge of other models. Its values are in `goldens/test_functional.py`."""

import numpy as np
import pytest

from kerasish import compat
from kerasish.layers import Activation, Dense, Input, Merge, merge
from kerasish.models import Sequential, load_model, model_from_json

RNG = np.random.RandomState(3)
LEFT, RIGHT = RNG.randn(12, 4).astype("float32"), RNG.randn(12, 3).astype("float32")
Y = RNG.randn(12, 2).astype("float32")


@pytest.fixture(autouse=True)
def keras_1():
    """Level 1."""
    compat.set_level("1")


def joined(mode="concat"):
    """Two stacks, joined."""
    left, right = Sequential(), Sequential()
    left.add(Dense(5, input_dim=4, name="left"))
    right.add(Dense(5, input_dim=3, name="right"))
    right.add(Activation("tanh"))
    model = Sequential()
    model.add(Merge([left, right], mode=mode))
    model.add(Dense(2, name="top"))
    return model


@pytest.mark.parametrize("mode", ["sum", "mul", "ave", "max", "concat"])
def test_it_trains(mode):
    model = joined(mode)
    assert model.input_shape == [(None, 4), (None, 3)]
    assert [w.shape[0] for w in model.get_weights()][:4] == [4, 5, 3, 5]
    model.compile("sgd", "mse")
    before = model.evaluate([LEFT, RIGHT], Y, verbose=0)
    model.fit([LEFT, RIGHT], Y, nb_epoch=5, verbose=0)
    assert model.evaluate([LEFT, RIGHT], Y, verbose=0) < before
    assert model.predict([LEFT, RIGHT]).shape == (12, 2)


def test_branches_are_trained_with_it_and_can_be_frozen():
    model = joined()
    left = model.layers[0].layers[0]
    left.trainable = False
    model.compile("sgd", "mse")
    before = model.get_weights()
    model.fit([LEFT, RIGHT], Y, nb_epoch=1, verbose=0)
    same = [np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True)]
    assert len(model.trainable_weights) == 4
    assert sum(same) == 2


def test_files(tmp_path):
    model = joined()
    model.compile("sgd", "mse")
    model.fit([LEFT, RIGHT], Y, nb_epoch=1, verbose=0)
    path = str(tmp_path / "model.h5")
    model.save(path)
    again = load_model(path)
    np.testing.assert_allclose(again.predict([LEFT, RIGHT]), model.predict([LEFT, RIGHT]), rtol=1e-6)
    model.save_weights(str(tmp_path / "weights.h5"))
    other = joined()
    other.load_weights(str(tmp_path / "weights.h5"))
    np.testing.assert_allclose(other.predict([LEFT, RIGHT]), model.predict([LEFT, RIGHT]), rtol=1e-6)
    read = model_from_json(model.to_json())
    assert [type(layer).__name__ for layer in read.layers] == ["Merge", "Dense"]


def test_layers_come_off_again():
    model = joined()
    model.pop()
    assert model.output_shape == (None, 10)
    model.add(Dense(1))
    assert model.predict([LEFT, RIGHT]).shape == (12, 1)
    model.pop()
    model.pop()
    assert model.layers == []
    assert model.weights == []


def test_wrong_inputs():
    model = joined()
    with pytest.raises(ValueError, match="2 arrays"):
        model.predict([LEFT])
    with pytest.raises(ValueError, match="cannot take"):
        model.predict([RIGHT, LEFT])
    with pytest.raises(ValueError, match="knows its output"):
        Merge([Dense(2), Dense(3)], mode="sum")
    with pytest.raises(ValueError, match=r"\(None, 4\) and \(None, 3\)[\s\S]*mode='concat'"):
        merge([Input((4,)), Input((3,))], mode="sum")


def test_functions_of_tensors():
    a, b = Input((3,)), Input((3,))
    y = merge([a, b], mode=lambda x, by: x[0] - by * x[1], output_shape=(3,), arguments={"by": 2.0})
    assert y.shape == (None, 3)
    layer = Merge(mode=lambda x: x[0], output_shape=lambda shapes: shapes[0])
    assert layer.compute_output_shape([(None, 3), (None, 3)]) == (None, 3)
