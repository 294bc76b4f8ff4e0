"""Activations: a case for each, gradients in float64, names and configurations, and what differs between levels."""

import math

import numpy as np
import pytest

from kerasish import activations, ops
from kerasish.graph.autodiff import gradients
from kerasish.graph.function import make_function
from kerasish.graph.tensor import placeholder
from kerasish.registry import exported


def _sig(x):
    return 1 / (1 + np.exp(-x))


def _softmax(x):
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def _sparsemax(x):
    z = -np.sort(-x, -1)
    total = np.cumsum(z, -1)
    inside = z > (total - 1) / np.arange(1, x.shape[-1] + 1)
    return np.maximum(x - ((total * inside).sum(-1, keepdims=True) - 1) / inside.sum(-1, keepdims=True), 0)


def _soft_shrink(x, t):
    return np.sign(x) * np.maximum(np.abs(x) - t, 0)


_phi = np.vectorize(lambda v: 0.5 * (1 + math.erf(v / 2**0.5)), otypes=[float])
SPLUS = lambda x: np.log1p(np.exp(x))  # noqa: E731

#: name -> (arguments, NumPy formula)
CASES = {
    "linear": ({}, lambda x: x),
    "relu": ({"negative_slope": 0.1, "max_value": 2.0, "threshold": 0.3},
             lambda x: np.where(x >= 2, 2, np.where(x > 0.3, x, 0.1 * (x - 0.3)))),
    "relu6": ({}, lambda x: np.clip(x, 0, 6)),
    "leaky_relu": ({"negative_slope": 0.05}, lambda x: np.where(x > 0, x, 0.05 * x)),
    "hard_sigmoid": ({}, lambda x: np.clip(x / 6 + 0.5, 0, 1)),
    "hard_sigmoid_keras2": ({}, lambda x: np.clip(0.2 * x + 0.5, 0, 1)),
    "hard_silu": ({}, lambda x: x * np.clip(x / 6 + 0.5, 0, 1)),
    "hard_swish": ({}, lambda x: x * np.clip(x / 6 + 0.5, 0, 1)),
    "hard_tanh": ({}, lambda x: np.clip(x, -1, 1)),
    "hard_shrink": ({"threshold": 0.7}, lambda x: np.where(np.abs(x) > 0.7, x, 0)),
    "soft_shrink": ({"threshold": 0.7}, lambda x: _soft_shrink(x, 0.7)),
    "threshold": ({"threshold": 0.2, "default_value": -3.0}, lambda x: np.where(x > 0.2, x, -3.0)),
    "elu": ({"alpha": 0.7}, lambda x: np.where(x > 0, x, 0.7 * np.expm1(x))),
    "selu": ({}, lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x))),
    "celu": ({"alpha": 0.7}, lambda x: np.maximum(x, 0) + np.minimum(0, 0.7 * np.expm1(x / 0.7))),
    "exponential": ({}, np.exp),
    "softplus": ({}, SPLUS),
    "tanh": ({}, np.tanh),
    "tanh_shrink": ({}, lambda x: x - np.tanh(x)),
    "silu": ({}, lambda x: x * _sig(x)),
    "swish": ({}, lambda x: x * _sig(x)),
    "gelu": ({}, lambda x: x * _phi(x)),
    "mish": ({}, lambda x: x * np.tanh(SPLUS(x))),
    "log_sigmoid": ({}, lambda x: -SPLUS(-x)),
    "softsign": ({}, lambda x: x / (1 + np.abs(x))),
    "squareplus": ({"b": 2}, lambda x: (x + np.sqrt(x * x + 2)) / 2),
    "sparse_plus": ({}, lambda x: np.where(x <= -1, 0, np.where(x >= 1, x, (x + 1) ** 2 / 4))),
    "sparse_sigmoid": ({}, lambda x: np.clip((x + 1) / 2, 0, 1)),
    "glu": ({}, lambda x: x[..., :3] * _sig(x[..., 3:])),
    "sigmoid": ({}, _sig),
    "softmax": ({}, _softmax),
    "log_softmax": ({}, lambda x: np.log(_softmax(x))),
    "sparsemax": ({}, _sparsemax),
}  # fmt: skip
RNG = np.random.RandomState(0)
X = RNG.uniform(-4, 4, (5, 6))


def test_every_activation_has_a_case():
    assert set(exported("activations")) == set(CASES)
    assert set(activations.__all__) - {"get", "serialize", "deserialize"} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_formula(name):
    arguments, formula = CASES[name]
    function = exported("activations")[name]
    np.testing.assert_allclose(function(X, **arguments), formula(X), atol=1e-12)
    single = function(X.astype("float32"), **arguments)
    assert single.dtype == np.float32
    np.testing.assert_allclose(single, formula(X), atol=2e-6)


@pytest.mark.parametrize("name", CASES)
def test_gradient(name):
    """A random projection of the gradient in float64 against a central difference."""
    arguments, formula = CASES[name]
    direction, step = RNG.randn(*X.shape), 1e-6
    weight = RNG.randn(*formula(X).shape)
    x = placeholder((None, 6), "float64")
    total = lambda x: ops.sum(exported("activations")[name](x, **arguments) * weight)  # noqa: E731
    (dx,) = make_function(lambda x: gradients([total(x)], [x]), [x])(X)
    expected = ((formula(X + step * direction) - formula(X - step * direction)) * weight).sum() / (2 * step)
    assert np.isclose((dx * direction).sum(), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", CASES)
def test_symbolic_shape_is_real_shape(name):
    arguments, formula = CASES[name]
    symbolic = exported("activations")[name](placeholder((None, 6), "float32"), **arguments)
    assert symbolic.shape[1:] == formula(X).shape[1:]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("extent", [0, 1])
def test_small_batches(name, extent):
    arguments, formula = CASES[name]
    if name == "sparsemax" and extent == 0:
        extent = 1
    assert exported("activations")[name](X[:extent].astype("float32"), **arguments).shape == formula(X[:extent]).shape


@pytest.mark.parametrize("level", ["2.15", "3"])
@pytest.mark.parametrize("name", CASES)
def test_names_come_back(name, level, at_level):
    at_level(level)
    if level != "3" and name == "hard_sigmoid":
        return
    function = exported("activations")[name]
    assert activations.get(activations.serialize(function)) is function


def test_every_name_is_the_attribute_of_the_same_name(at_level):
    for level in ("1", "2.3", "2.15", "3"):
        at_level(level)
        for name in CASES:
            assert activations.get(name) is getattr(activations, name)


def test_hard_sigmoid_by_level(at_level):
    for level, value in (("1", 0.7), ("2.3", 0.7), ("2.15", 0.7), ("3", 0.5 + 1 / 6)):
        at_level(level)
        assert np.isclose(activations.hard_sigmoid(1.0), value)
        assert np.isclose(activations.get("hard_sigmoid")(1.0), value)
        assert activations.serialize(activations.hard_sigmoid) == "hard_sigmoid"
    old = activations.hard_sigmoid_keras2
    assert activations.get(activations.serialize(old)) is old


def test_softmax_of_one_axis_by_level(at_level):
    at_level("2.3")
    with pytest.raises(ValueError, match="one axis"):
        activations.softmax(np.ones(3))
    at_level("3")
    np.testing.assert_allclose(activations.softmax(np.ones(4)), [0.25] * 4)


def test_softmax_axis_of_a_matrix_by_level(at_level):
    at_level("2.3")
    np.testing.assert_allclose(activations.softmax(X, axis=0), _softmax(X))
    at_level("3")
    np.testing.assert_allclose(activations.softmax(X, axis=0), _softmax(X.T).T)
    np.testing.assert_allclose(activations.softmax(X, axis=(0, 1)).sum(), 1)


def test_logits_are_noted(at_level):
    x = placeholder((None, 6), "float32")
    at_level("3")
    assert activations.softmax(x).logits is x
    assert activations.sigmoid(x).logits is x
    assert activations.softmax(x, axis=0).logits is None
    assert activations.softmax(placeholder((2, 3, 4), "float32"), axis=2).logits is not None
    at_level("2.3")
    assert activations.softmax(x).logits is None


def test_relu_spellings():
    x = np.array([-2.0, 0.5, 9.0])
    np.testing.assert_array_equal(activations.relu(x, 0.5, 6.0), activations.relu(x, alpha=0.5, max_value=6.0))
    np.testing.assert_array_equal(activations.leaky_relu(x, alpha=0.5), activations.leaky_relu(x, 0.5))
    with pytest.raises(TypeError, match="alpha"):
        activations.relu(x, negative_slope=0.1, alpha=0.2)


def test_identifiers():
    assert activations.get(None) is activations.linear
    mine = lambda x: x * 2  # noqa: E731
    assert activations.get(mine) is mine
    assert activations.deserialize("mine", {"mine": mine}) is mine
    described = {"class_name": "function", "config": "relu", "module": "builtins", "registered_name": "function"}
    assert activations.get(described) is activations.relu
    with pytest.raises(ValueError, match="did you mean 'sigmoid'"):
        activations.get("sigmoyd")
    with pytest.raises(ValueError, match="Could not interpret"):
        activations.get(6)


def test_extremes_stay_finite():
    x = np.array([-1e4, -100.0, 0.0, 100.0, 1e4], "float32")
    for name in ("softplus", "log_sigmoid", "mish", "silu", "gelu", "softsign", "selu", "sigmoid", "tanh"):
        assert np.isfinite(getattr(activations, name)(x)).all(), name
