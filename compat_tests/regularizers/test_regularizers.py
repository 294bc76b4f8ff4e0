"""Regularizers: values, gradients, names and configurations of every generation."""

import numpy as np
import pytest

from kerasish import ops, regularizers
from kerasish.graph.autodiff import gradients
from kerasish.graph.function import make_function
from kerasish.graph.tensor import placeholder
from kerasish.registry import exported

W = np.random.RandomState(1).randn(5, 4)


def _angles(w):
    unit = w / np.linalg.norm(w, axis=1, keepdims=True)
    products = np.abs(unit @ unit.T)
    return (products.sum() - np.trace(products)) / (len(w) * (len(w) - 1))


#: exported name -> (arguments, value of W)
CASES = {
    "L1": ({"l1": 0.1}, 0.1 * np.abs(W).sum()),
    "L2": ({"l2": 0.1}, 0.1 * (W**2).sum()),
    "L1L2": ({"l1": 0.1, "l2": 0.2}, 0.1 * np.abs(W).sum() + 0.2 * (W**2).sum()),
    "OrthogonalRegularizer": ({"factor": 0.3}, 0.3 * _angles(W)),
    "EigenvalueRegularizer": ({"k": 0.3}, 0.3 * np.linalg.svd(W, compute_uv=False)[0]),
    "Regularizer": ({}, 0.0),
    "l1l2": ({}, 0.01 * np.abs(W).sum() + 0.01 * (W**2).sum()),
    "activity_l1": ({"l": 0.1}, 0.1 * np.abs(W).sum()),
    "activity_l2": ({"l": 0.1}, 0.1 * (W**2).sum()),
    "activity_l1l2": ({"l1": 0.1}, 0.1 * np.abs(W).sum() + 0.01 * (W**2).sum()),
}
ALIASES = {"l1": "L1", "l2": "L2", "l1_l2": "L1L2", "orthogonal_regularizer": "OrthogonalRegularizer"} | dict.fromkeys(
    ["L1L2Regularizer", "WeightRegularizer", "ActivityRegularizer"], "L1L2"
)
LEVELS = ("1", "2.2", "2.3", "2.15", "3")
CLASSES = ("L1", "L2", "L1L2", "OrthogonalRegularizer", "EigenvalueRegularizer")


def test_every_regularizer_has_a_case():
    assert set(exported("regularizers")) == set(CASES) | set(ALIASES)
    assert set(regularizers.__all__) - {"get", "serialize", "deserialize"} == set(exported("regularizers"))
    for alias, name in ALIASES.items():
        assert exported("regularizers")[alias] is exported("regularizers")[name]


@pytest.mark.parametrize("name", CASES)
def test_value(name):
    arguments, value = CASES[name]
    rtol = 2e-3 if name == "EigenvalueRegularizer" else 1e-12  # 9 steps of the power method
    assert np.isclose(exported("regularizers")[name](**arguments)(W), value, rtol=rtol)


def test_orthogonal_columns():
    assert np.isclose(regularizers.OrthogonalRegularizer(0.3, "columns")(W), 0.3 * _angles(W.T))


@pytest.mark.parametrize("name", CLASSES)
def test_gradient(name):
    thing = exported("regularizers")[name](**CASES[name][0])
    w = placeholder(W.shape, "float64")
    (dw,) = make_function(lambda w: gradients([ops.sum(thing(w))], [w]), [w])(W)
    direction, step = np.random.RandomState(2).randn(*W.shape), 1e-6
    expected = (thing(W + step * direction) - thing(W - step * direction)) / (2 * step)
    assert np.isclose((dw * direction).sum(), expected, rtol=1e-5)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", CLASSES)
def test_configurations_come_back(name, level, at_level):
    at_level(level)
    first = getattr(regularizers, name)(**CASES[name][0])
    for again in (
        type(first).from_config(first.get_config()),
        regularizers.get(regularizers.serialize(first)),
        regularizers.deserialize(regularizers.serialize(first, use_legacy_format=True)),
    ):
        assert np.isclose(again(W), first(W))


def test_defaults_by_level(at_level):
    for level, l1_l2, l1 in (
        ("1", {"name": "L1L2Regularizer", "l1": 0.01, "l2": 0.01}, {"name": "L1L2Regularizer", "l1": 0.01, "l2": 0.0}),
        ("2.3", {"l1": 0.01, "l2": 0.01}, {"l1": 0.01, "l2": 0.0}),
        ("2.15", {"l1": 0.01, "l2": 0.01}, {"l1": 0.01}),
        ("3", {"l1": 0.0, "l2": 0.0}, {"l1": 0.01}),
    ):
        at_level(level)
        assert regularizers.l1_l2().get_config() == l1_l2 == regularizers.get("l1_l2").get_config()
        assert regularizers.l1().get_config() == l1 == regularizers.get("l1").get_config()
        assert regularizers.l2(l=0.5)(2.0) == 2.0


def test_serialized_forms(at_level):
    at_level("3")
    assert regularizers.serialize(regularizers.L2(0.5)) == {
        "module": "keras.regularizers", "class_name": "L2", "config": {"l2": 0.5}, "registered_name": None
    }  # fmt: skip
    at_level("2.3")
    assert regularizers.serialize(regularizers.L2(0.5)) == {"class_name": "L1L2", "config": {"l1": 0.0, "l2": 0.5}}
    assert regularizers.get({"name": "WeightRegularizer", "l1": 0.5, "l2": 0.0}).l1 == 0.5


def test_strengths():
    assert regularizers.L1(None).l1 == 0.01
    assert regularizers.L2(np.float32(0.5)).l2 == 0.5
    for bad in (-1.0, float("nan"), float("inf"), "a", [0.1]):
        with pytest.raises(ValueError, match="non-negative float"):
            regularizers.L1(bad)
    with pytest.raises(TypeError, match="both"):
        regularizers.L1(0.5, l=0.1)
    with pytest.raises(ValueError, match="mode"):
        regularizers.OrthogonalRegularizer(mode="diagonal")
    with pytest.raises(ValueError, match="matrix"):
        regularizers.OrthogonalRegularizer()(np.ones((2, 3, 4)))


def test_identifiers():
    assert regularizers.get(None) is None
    mine = lambda w: w.sum()  # noqa: E731
    assert regularizers.get(mine) is mine
    assert isinstance(regularizers.get(regularizers.L1), regularizers.L1)
    assert regularizers.deserialize("mine", {"mine": mine}) is mine
    with pytest.raises(ValueError, match="did you mean 'L1L2'"):
        regularizers.get("L1L3")
    with pytest.raises(ValueError, match="Could not interpret"):
        regularizers.get(3)


def test_users_classes():
    class Spread(regularizers.Regularizer):
        def __init__(self, k=2.0):
            self.k = k

        def __call__(self, x):
            return self.k * (ops.max(x) - ops.min(x))

        def get_config(self):
            return {"k": self.k}

    again = regularizers.deserialize(regularizers.serialize(Spread(3.0)), {"Spread": Spread})
    assert again(np.array([1.0, 2.0])) == 3.0
    with pytest.raises(NotImplementedError, match="get_config"):
        regularizers.Regularizer().get_config()
