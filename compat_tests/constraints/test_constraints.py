"""Constraints: values on arrays and inside a graph, names and configurations of every generation."""

import numpy as np
import pytest

from kerasish import constraints
from kerasish.graph.function import make_function
from kerasish.graph.tensor import placeholder
from kerasish.registry import exported

RNG = np.random.RandomState(3)
W = RNG.randn(6, 5)
W[:, 2] = 0
KERNEL = RNG.randn(5, 5, 2, 3)


def _norm(w, axis):
    return np.sqrt((w**2).sum(axis=axis, keepdims=True))


def _scaled(w, norm, target):
    return w * target / (1e-7 + norm)


#: class -> (arguments, weight, expected)
CASES = {
    "MaxNorm": ({"max_value": 0.5, "axis": 1}, W, _scaled(W, _norm(W, 1), np.clip(_norm(W, 1), 0, 0.5))),
    "UnitNorm": ({"axis": [0, 1]}, W, W / (1e-7 + _norm(W, (0, 1)))),
    "MinMaxNorm": (
        {"min_value": 0.5, "max_value": 0.8, "rate": 0.3, "axis": 0}, W,
        _scaled(W, _norm(W, 0), 0.3 * np.clip(_norm(W, 0), 0.5, 0.8) + 0.7 * _norm(W, 0)),
    ),
    "NonNeg": ({}, W, np.maximum(W, 0)),
    "Constraint": ({}, W, W),
    "RadialConstraint": ({}, KERNEL, None),
}  # fmt: skip
ALIASES = {
    "max_norm": "MaxNorm", "maxnorm": "MaxNorm", "unit_norm": "UnitNorm", "unitnorm": "UnitNorm", "non_neg": "NonNeg",
    "nonneg": "NonNeg", "min_max_norm": "MinMaxNorm", "radial_constraint": "RadialConstraint",
}  # fmt: skip
LEVELS = ("1", "2.2", "2.3", "2.15", "3")


def test_every_constraint_has_a_case():
    assert set(exported("constraints")) == set(CASES) | set(ALIASES)
    assert set(constraints.__all__) - {"get", "serialize", "deserialize"} == set(exported("constraints"))
    for alias, name in ALIASES.items():
        assert type(constraints.get(alias)) is getattr(constraints, name) is getattr(constraints, alias)


@pytest.mark.parametrize("name", CASES)
def test_value(name):
    arguments, w, expected = CASES[name]
    thing = getattr(constraints, name)(**arguments)
    if expected is not None:
        np.testing.assert_allclose(thing(w), expected, rtol=1e-12, atol=1e-15)
    x = placeholder(w.shape, "float64")
    np.testing.assert_allclose(make_function(lambda x: [thing(x)], [x])(w)[0], thing(w), rtol=1e-12)
    single = thing(w.astype("float32"))
    assert single.dtype == np.float32 and single.shape == w.shape


@pytest.mark.parametrize("extent", [2, 3, 4, 5, 7, 8])
def test_radial(extent):
    """Rings around the middle hold one value each, which comes from the diagonal."""
    w = RNG.randn(extent, extent, 2, 3)
    y = constraints.RadialConstraint()(w)
    half, odd = extent // 2, extent % 2
    np.testing.assert_array_equal(y[half, half], w[half - 1, half - 1])
    for ring in range(1 if odd else 1, half + odd):
        outer = y[half + ring if odd else half + ring]
        if half + ring < extent:
            np.testing.assert_array_equal(outer[half], w[half + ring - 1, half + ring - 1])
    np.testing.assert_array_equal(y, y[::-1])
    np.testing.assert_array_equal(y, y.transpose(1, 0, 2, 3))


def test_radial_needs_square_kernels():
    for shape in ((3, 4, 1, 1), (3, 3), (1, 1, 2, 2)):
        with pytest.raises(ValueError, match="kernel"):
            constraints.RadialConstraint()(np.ones(shape))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", CASES)
def test_configurations_come_back(name, level, at_level):
    at_level(level)
    arguments, w, _ = CASES[name]
    first = getattr(constraints, name)(**arguments)
    for again in (
        type(first).from_config(first.get_config()),
        constraints.get(constraints.serialize(first)),
        constraints.deserialize(constraints.serialize(first, use_legacy_format=True)),
        constraints.get(first.get_config()) if level == "1" and "Norm" in name else first,
    ):
        np.testing.assert_array_equal(again(w), first(w))


def test_older_spellings(at_level):
    np.testing.assert_array_equal(constraints.maxnorm(m=0.5)(W), constraints.MaxNorm(0.5)(W))
    low = constraints.MinMaxNorm(low=0.5, high=0.8)
    np.testing.assert_array_equal(low(W), constraints.MinMaxNorm(0.5, 0.8)(W))
    with pytest.raises(TypeError, match="both"):
        constraints.MaxNorm(3, m=1)
    at_level("1")
    assert constraints.maxnorm(3).get_config() == {"name": "MaxNorm", "m": 3, "axis": 0}
    at_level("3")
    assert constraints.MaxNorm(3).get_config() == {"max_value": 3, "axis": 0}
    assert constraints.get({"name": "MaxNorm", "m": 3, "axis": 1}).max_value == 3


def test_identifiers():
    assert constraints.get(None) is None
    mine = lambda w: w / 2  # noqa: E731
    assert constraints.get(mine) is mine
    assert isinstance(constraints.get(constraints.NonNeg), constraints.NonNeg)
    with pytest.raises(ValueError, match="did you mean 'max_norm'"):
        constraints.get("max_nrom")
    with pytest.raises(ValueError, match="Could not interpret"):
        constraints.get(3)
