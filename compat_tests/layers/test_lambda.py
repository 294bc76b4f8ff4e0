"""Lambda: what its function receives, and that Python code neither leaves through a configuration nor comes in."""

import numpy as np
import pytest

from kerasish import compat
from kerasish.layers import Dense, Input, Lambda, Masking, deserialize, serialize
from kerasish.models import Sequential, load_model
from kerasish.registry import EXPORTS


def tripled(x):
    """A function that can be registered."""
    return x * 3.0


@pytest.fixture
def registered(monkeypatch):
    """`tripled` in the table of custom objects."""
    monkeypatch.setitem(EXPORTS, "utils.get_custom_objects", lambda: {"tripled": tripled})


def test_mask_and_training_are_handed_on():
    seen = {}

    def function(x, mask=None, training=None):
        seen.update(mask=mask, training=training)
        return x

    Lambda(function)(Masking()(Input((4, 3))), training=True)
    assert seen["mask"].shape == (None, 4)
    assert seen["training"] is True


def test_arguments_of_keras_1_by_their_place():
    compat.set_level("1")
    assert Lambda(lambda x, k: x * k, None, {"k": 2.0})(np.ones((1, 2))).tolist() == [[2.0, 2.0]]


def test_the_mask_is_dropped_without_a_word_about_it():
    masked = Masking()(Input((4, 3)))
    assert Lambda(tripled)(masked).mask is None
    assert Lambda(tripled, mask=lambda inputs, mask: mask)(masked).mask is masked.mask


@pytest.mark.parametrize("shape", [(5,), lambda shape: (shape[0], 5)])
def test_declared_shape(shape):
    assert Lambda(tripled, output_shape=shape).compute_output_shape((None, 3)) == (None, 5)


def test_several_outputs():
    a, b = Lambda(lambda x: [x * 2.0, x[:, :1]])(Input((3,)))
    assert (a.shape, b.shape) == ((None, 3), (None, 1))


@pytest.mark.parametrize("level", ["1", "2.3", "2.15", "3"])
def test_a_registered_function_goes_by_its_name(level, registered):
    compat.set_level(level)
    config = serialize(Lambda(tripled, name="thrice"))
    assert "tripled" in str(config)
    assert deserialize(config).function is tripled
    compat.set_level("3")
    assert deserialize(config).function is tripled


def test_code_works_within_the_process():
    layer = Lambda(lambda x: x + 1.0)
    assert Lambda.from_config(layer.get_config())(np.zeros((1, 1))).tolist() == [[1.0]]


def test_code_is_not_written():
    """A file says that there was code, and nothing of it."""
    written = Lambda(lambda x: x, name="plus").get_config()["function"].to_json()
    assert written == {"class_name": "__lambda__", "config": None}


@pytest.mark.parametrize(
    "function",
    [("4wEAAAAA", None, None), {"class_name": "__lambda__", "config": {"code": "4wEAAAAA"}}, "nobody"],
)
def test_code_is_not_read(function):
    config = {"name": "plus", "function": function, "function_type": "lambda", "output_shape": None, "arguments": {}}
    with pytest.raises(ValueError, match="custom_objects"):
        Lambda.from_config(config)
    by_name = {"plus": tripled, "nobody": tripled}
    assert Lambda.from_config(config, custom_objects=by_name)(np.ones((1, 1))).tolist() == [[3.0]]


def test_model_with_code_is_saved_and_read_with_the_function(tmp_path):
    """Training is not lost; whoever loads the file brings the function, by the name of the layer."""
    path = str(tmp_path / "model.h5")
    model = Sequential([Input((4,)), Lambda(lambda x: x * 2, name="twice"), Dense(2)])
    model.save(path)
    with pytest.raises(ValueError, match="(?s)twice.*custom_objects"):
        load_model(path)
    again = load_model(path, custom_objects={"twice": lambda x: x * 2})
    x = np.ones((1, 4), "float32")
    np.testing.assert_array_equal(again.predict(x, verbose=0), model.predict(x, verbose=0))
