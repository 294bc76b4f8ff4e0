"""Initializers: names of every generation, configurations there and back, users' own functions, fans, Keras 1."""

import inspect

import numpy as np
import pytest

from kerasish import initializers
from kerasish.graph.tensor import constant
from kerasish.graph.variable import Variable
from kerasish.initializers import keras1
from kerasish.initializers.fans import compute_fans, get_fans
from kerasish.random import SeedGenerator
from kerasish.registry import exported

#: Every exported class, with arguments that are not the defaults.
CASES = {
    "Zeros": {}, "Ones": {}, "Constant": {"value": 2.5}, "Identity": {"gain": 3.0},
    "RandomNormal": {"mean": 1.0, "stddev": 0.1, "seed": 3}, "TruncatedNormal": {"mean": 1.0, "stddev": 0.1, "seed": 3},
    "RandomUniform": {"minval": 0.0, "maxval": 2.0, "seed": 3}, "Orthogonal": {"gain": 2.0, "seed": 3},
    "VarianceScaling": {"scale": 2.0, "mode": "fan_out", "distribution": "uniform", "seed": 3},
    "GlorotUniform": {"seed": 3}, "GlorotNormal": {"seed": 3}, "HeUniform": {"seed": 3}, "HeNormal": {"seed": 3},
    "LecunUniform": {"seed": 3}, "LecunNormal": {"seed": 3},
}  # fmt: skip
LEVELS = ("1", "2.2", "2.3", "2.15", "3")
KERAS_1 = {"uniform", "normal", "lecun_uniform", "glorot_normal", "glorot_uniform", "he_normal", "he_uniform",
           "orthogonal", "identity", "zero", "one"}  # fmt: skip


def test_every_initializer_has_a_case():
    classes = {thing.__name__ for thing in exported("initializers").values()}
    assert classes - {"Initializer"} == set(CASES)
    assert set(exported("initializers")) <= set(initializers.__all__)
    assert set(exported("initializations")) == KERAS_1


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", CASES)
def test_configurations_come_back(name, level, at_level):
    at_level(level)
    first = getattr(initializers, name)(**CASES[name])
    for again in (
        type(first).from_config(first.get_config()),
        first.clone(),
        initializers.get(initializers.serialize(first)),
        initializers.deserialize(initializers.serialize(first, use_legacy_format=True)),
    ):
        np.testing.assert_array_equal(again((4, 4)), first((4, 4)))


@pytest.mark.parametrize("name", sorted(set(exported("initializers")) - {"Initializer"}))
def test_every_name_makes_its_class(name, at_level):
    at_level("3")
    assert type(initializers.get(name)) is exported("initializers")[name]
    assert initializers.get(name)((3, 3)).shape == (3, 3)


def test_serialized_forms(at_level):
    at_level("3")
    assert initializers.serialize(initializers.GlorotUniform(3)) == {
        "module": "keras.initializers",
        "class_name": "GlorotUniform",
        "config": {"seed": 3, "input_axes": None, "output_axes": None},
        "registered_name": None,
    }
    at_level("2.15")
    assert initializers.serialize(initializers.HeNormal())["config"] == {"seed": None}
    at_level("2.3")
    assert initializers.serialize(initializers.GlorotNormal()) == {
        "class_name": "VarianceScaling",
        "config": {"scale": 1.0, "mode": "fan_avg", "distribution": "normal", "seed": None},
    }


def test_old_files():
    config = {"scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None, "dtype": "float32"}
    assert initializers.get({"class_name": "VarianceScaling", "config": config}).mode == "fan_avg"
    assert initializers.get({"class_name": "Zeros", "config": {"dtype": "float32"}})((2,)).tolist() == [0, 0]
    assert initializers.VarianceScaling(distribution="normal").distribution == "truncated_normal"


def test_seed_generators_are_written_down():
    first = initializers.RandomNormal(seed=SeedGenerator(4))
    again = initializers.get(initializers.serialize(first))
    np.testing.assert_array_equal(again((3,)), first((3,)))


def test_users_functions():
    with_dtype = lambda shape, dtype=None: np.ones(shape, dtype)  # noqa: E731
    assert initializers.get(with_dtype) is with_dtype
    assert initializers.get(np.zeros) is np.zeros

    def of_keras_1(shape, name=None):
        return Variable(np.full(shape, 2.0), name=name)

    def symbolic(shape):
        return constant(np.ones(shape)) * 3.0

    for function, value in ((of_keras_1, 2.0), (symbolic, 3.0), (lambda shape: np.full(shape, 4), 4.0)):
        made = initializers.get(function)((2,), dtype="float64")
        assert made.tolist() == [value, value] and made.dtype == np.float64
    assert initializers.serialize(initializers.get(of_keras_1)) == "of_keras_1"


def test_users_classes():
    class Halves(initializers.Initializer):
        def __call__(self, shape, dtype=None):
            return np.full(shape, 0.5, dtype)

    assert isinstance(initializers.get(Halves), Halves)
    config = initializers.serialize(Halves())
    assert isinstance(initializers.deserialize(config, {"Halves": Halves}), Halves)
    assert isinstance(initializers.deserialize({"class_name": "Halves", "config": {}}, {"Halves": Halves}), Halves)
    assert isinstance(initializers.deserialize("Halves", {"Halves": Halves}), Halves)


def test_arrays():
    made = initializers.get(np.arange(3.0))
    assert made((3,)).tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match=r"\(4,\)"):
        made((4,))


@pytest.mark.parametrize("name", CASES)
def test_constants_take_any_dtype(name):
    if name in ("Zeros", "Ones", "Constant", "Identity"):
        for dtype in ("int32", "bool", "float16"):
            assert getattr(initializers, name)()((2, 2), dtype=dtype).dtype == dtype


def test_errors():
    assert initializers.get(None) is None
    with pytest.raises(ValueError, match="did you mean 'glorot_uniform'"):
        initializers.get("glorot_unifrom")
    with pytest.raises(ValueError, match="Could not interpret"):
        initializers.get(3)
    with pytest.raises(ValueError, match="scale"):
        initializers.VarianceScaling(scale=-1.0)
    with pytest.raises(ValueError, match="fan_up"):
        initializers.VarianceScaling(mode="fan_up")
    with pytest.raises(ValueError, match="gamma"):
        initializers.VarianceScaling(distribution="gamma")
    for short in (initializers.Orthogonal(), initializers.Identity()):
        with pytest.raises(ValueError, match="2 axes"):
            short((3,))
    with pytest.raises(TypeError):
        initializers.RandomNormal(sigma=1.0)


def test_fans(at_level):
    at_level("3")
    assert [compute_fans(s) for s in ((), (5,), (3, 4), (2, 3, 4), (3, 3, 4, 8))] == [
        (1, 1), (5, 5), (3, 4), (6, 8), (36, 72)]  # fmt: skip
    assert compute_fans((6, 8, 40, 50), (2,), (3,)) == (40, 50)
    at_level("2.3")
    assert compute_fans((9,)) == (3.0, 3.0)
    assert get_fans((8, 4, 3, 3), "th") == (36, 72) == get_fans((3, 3, 4, 8), "tf")
    assert get_fans((3, 3, 3, 4, 8), "tf") == (108, 216)
    with pytest.raises(ValueError, match="dim_ordering"):
        get_fans((1, 2, 3, 4), "nchw")


@pytest.mark.parametrize("name", sorted(KERAS_1))
def test_keras_1(name):
    function = keras1.get(name, dim_ordering="th")
    assert list(inspect.signature(function).parameters)[-2:] == ["name", "dim_ordering"]
    made = function((4, 4), name="w", dim_ordering="tf")
    assert isinstance(made, Variable) and made.shape == (4, 4) and made.name == "w"
    with pytest.raises(ValueError, match="initialization"):
        keras1.get("uniforn")


def test_keras_1_scales():
    assert np.isclose(keras1.glorot_normal((300, 500)).numpy().std(), np.sqrt(2 / 800), rtol=0.02)
    assert np.isclose(abs(keras1.he_uniform((30, 20, 5, 4)).numpy()).max(), np.sqrt(6 / 400), rtol=0.02)
    assert np.isclose(keras1.normal((300, 500), scale=0.2).numpy().std(), 0.2, rtol=0.02)
    np.testing.assert_allclose(keras1.identity((2, 2), scale=2).numpy(), 2 * np.eye(2))
    q = keras1.orthogonal((3, 4, 2)).numpy().reshape(3, 8)
    np.testing.assert_allclose(q @ q.T, 1.21 * np.eye(3), atol=1e-5)
    with pytest.raises(ValueError, match="square"):
        keras1.identity((2, 3))
