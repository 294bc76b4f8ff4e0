"""Configurations in the words of each generation, as real Keras writes them, and read at every level."""

import pytest

from kerasish import compat
from kerasish.layers import (
    AlphaDropout,
    Dense,
    Dropout,
    GaussianDropout,
    GaussianNoise,
    LeakyReLU,
    PReLU,
    ReLU,
    SReLU,
    Wrapper,
    deserialize,
    get,
    serialize,
)

ROWS = [  # level, layer, what its configuration holds besides name, trainable and dtype
    ("1", lambda: Dropout(0.3, seed=4), {"p": 0.3}),
    ("2.3", lambda: Dropout(0.3, (None, 1)), {"rate": 0.3, "noise_shape": (None, 1), "seed": None}),
    ("3", lambda: Dropout(0.3), {"rate": 0.3, "noise_shape": None, "seed": None}),
    ("1", lambda: GaussianNoise(sigma=0.3), {"sigma": 0.3}),
    ("2.3", lambda: GaussianNoise(0.3), {"stddev": 0.3}),
    ("2.15", lambda: GaussianNoise(0.3, seed=3), {"stddev": 0.3, "seed": 3}),
    ("1", lambda: GaussianDropout(0.3), {"p": 0.3}),
    ("2.3", lambda: AlphaDropout(0.3), {"rate": 0.3}),
    ("2.15", lambda: AlphaDropout(0.3), {"rate": 0.3, "seed": None}),
    ("3", lambda: AlphaDropout(0.3), {"rate": 0.3, "noise_shape": None, "seed": None}),
    ("1", lambda: LeakyReLU(0.1), {"alpha": 0.1}),
    ("2.3", lambda: LeakyReLU(0.1), {"alpha": 0.10000000149011612}),
    ("3", lambda: LeakyReLU(alpha=0.1), {"negative_slope": 0.1}),
    ("2.3", lambda: ReLU(6), {"max_value": 6.0, "negative_slope": 0.0, "threshold": 0.0}),
    ("1", lambda: PReLU(shared_axes=[1]), {"init": "zero"}),
    (
        "1",
        SReLU,
        {
            "t_left_init": "zero",
            "a_left_init": "glorot_uniform",
            "t_right_init": "glorot_uniform",
            "a_right_init": "one",
        },
    ),
]


@pytest.mark.parametrize(("level", "make", "expected"), ROWS)
def test_words_of_a_generation(level, make, expected):
    compat.set_level(level)
    layer = make()
    config = layer.get_config()
    assert {k: v for k, v in config.items() if k not in ("name", "trainable", "dtype")} == expected
    assert ("dtype" in config) == (level != "1")
    compat.set_level("3")
    again = deserialize({"class_name": type(layer).__name__, "config": config})
    assert again.name == layer.name


def test_forms_of_serialize():
    assert set(serialize(Dropout(0.5))) == {"module", "class_name", "config", "registered_name"}
    assert serialize(Dropout(0.5))["module"] == "keras.layers"
    compat.set_level("2.3")
    assert set(serialize(Dropout(0.5))) == {"class_name", "config"}


def test_a_wrapper_carries_its_layer():
    config = serialize(Wrapper(Dense(3, name="inside")))
    assert deserialize(config).layer.get_config()["name"] == "inside"


def test_unknown_names():
    with pytest.raises(ValueError, match="did you mean 'Dropout'"):
        deserialize({"class_name": "Droput", "config": {}})
    with pytest.raises(TypeError, match="did you mean 'rate'"):
        Dropout(0.5, raet=1)
    with pytest.raises(ValueError, match="Could not interpret"):
        get(3)


def test_custom_layers_by_name():
    class Mine(Dropout):
        """A layer of a user."""

    assert type(deserialize({"class_name": "Mine", "config": {"rate": 0.5}}, {"Mine": Mine})) is Mine
