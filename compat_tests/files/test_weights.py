"""Weights alone: by order, by name, with mismatches skipped, and all or nothing."""

import h5py
import numpy as np
import pytest

from kerasish import compat, layers, models
from kerasish.errors import ModelFileError


@pytest.fixture(autouse=True)
def level():
    compat.set_level("3")


def model_of(names, units=3, noise=False):
    stack = [
        layers.Dense(4, name=names[0], input_shape=(2,)),
        layers.PReLU(name=names[1]),
        layers.Dense(units, name=names[2]),
    ]
    return models.Sequential([stack[0], layers.Dropout(0.5), *stack[1:]] if noise else stack)


def equal(one, other):
    return [np.array_equal(a.get_weights()[0], b.get_weights()[0]) for a, b in zip(one, other, strict=True)]


def trained_layers(model):
    return [layer for layer in model.layers if layer.weights]


def test_by_order_layers_without_weights_do_not_count(tmp_path):
    one, other = model_of("abc"), model_of("xyz", noise=True)
    one.save_weights(tmp_path / "w.h5")
    other.load_weights(tmp_path / "w.h5")
    assert equal(trained_layers(one), trained_layers(other)) == [True] * 3


def test_by_name_takes_what_agrees(tmp_path):
    one, other = model_of("abc"), model_of("cbz")
    one.layers[1].set_weights([np.full(4, 0.5)])
    one.save_weights(tmp_path / "w.h5")
    with pytest.raises(ModelFileError, match=r"'c'.*does not fit|shape"):
        other.load_weights(tmp_path / "w.h5", by_name=True)
    assert equal(one.layers, other.layers) == [False] * 3
    other.load_weights(tmp_path / "w.h5", by_name=True, skip_mismatch=True)
    assert equal(one.layers, other.layers) == [False, True, False]


def test_whole_model_files_hold_weights_too(tmp_path):
    one, other = model_of("abc"), model_of("xyz")
    one.save(tmp_path / "m.h5")
    other.load_weights(tmp_path / "m.h5")
    assert equal(one.layers, other.layers) == [True] * 3


def test_all_or_nothing(tmp_path):
    one, other = model_of("abc", units=5), model_of("xyz", units=3)
    one.save_weights(tmp_path / "w.h5")
    before = other.get_weights()
    with pytest.raises(ModelFileError, match=r"shape \(4, 3\)(.|\n)*shape \(4, 5\)"):
        other.load_weights(tmp_path / "w.h5")
    for a, b in zip(before, other.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_number_of_layers_is_checked(tmp_path):
    model_of("abc").save_weights(tmp_path / "w.h5")
    small = models.Sequential([layers.Dense(4, input_shape=(2,))])
    with pytest.raises(ModelFileError, match="1 layers with weights(.|\n)*3 layers(.|\n)*by_name=True"):
        small.load_weights(tmp_path / "w.h5")


def test_many_long_names_are_written_in_pieces(tmp_path):
    names = [f"{'long_name_' * 30}{i}" for i in range(300)]
    stack = [layers.Dense(1, name=n, **({"input_shape": (1,)} if i == 0 else {})) for i, n in enumerate(names)]
    model = models.Sequential(stack)
    model.save_weights(tmp_path / "w.h5")
    with h5py.File(tmp_path / "w.h5") as file:
        assert "layer_names" not in file.attrs and "layer_names1" in file.attrs
    before = model.get_weights()
    model.set_weights([w + 1 for w in before])
    model.load_weights(tmp_path / "w.h5")
    np.testing.assert_array_equal(before[-2], model.get_weights()[-2])
