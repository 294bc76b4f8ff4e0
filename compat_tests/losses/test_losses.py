"""Every loss: config round trip, graph equals arrays, finite gradients, weights, masks, levels and error texts."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from loss_cases import APART, CLASSES, data  # noqa: E402

from kerasish import compat, losses, ops  # noqa: E402
from kerasish.graph.autodiff import gradients  # noqa: E402
from kerasish.graph.function import Function  # noqa: E402
from kerasish.graph.tensor import placeholder  # noqa: E402
from kerasish.registry import exported  # noqa: E402

NAMES = sorted(CLASSES)


@pytest.fixture(autouse=True)
def level() -> Any:
    compat.set_level("3")
    yield compat.set_level
    compat.set_level(None)


def in_graph(function: Any, y_true: Any, y_pred: Any, batch: bool = True) -> tuple[Any, Any]:
    """The value of `function` in a graph of unknown batch size, and its gradient by the predictions."""
    shapes = [(None, *a.shape[1:]) if batch else a.shape for a in (y_true, y_pred)]
    t, p = (placeholder(s, str(a.dtype)) for s, a in zip(shapes, (y_true, y_pred), strict=True))
    value = function(t, p)
    return tuple(Function([t, p], [value, *gradients([value], [p])])(y_true, y_pred))


def test_every_exported_loss_has_a_case() -> None:
    functions = {row[0] for row in CLASSES.values()}
    for name, thing in exported("losses").items():
        key = thing.__name__
        assert name in APART or key in APART or key in CLASSES or key in functions, f"losses.{name} has no case"


@pytest.mark.parametrize("name", NAMES)
def test_config_round_trip(name: str) -> None:
    _, kind, arguments = CLASSES[name]
    loss = getattr(losses, name)(**arguments, reduction="sum", name="mine")
    again = losses.deserialize(losses.serialize(loss))
    assert type(again) is type(loss) and again.get_config() == loss.get_config()
    assert {k: again.get_config()[k] for k in arguments} == arguments
    np.testing.assert_array_equal(again(*data(kind)), loss(*data(kind)))
    short = losses.deserialize(losses.serialize(loss, use_legacy_format=True))
    assert short.get_config() == loss.get_config()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("at", compat.LEVELS)
def test_graph_equals_arrays_and_gradients_are_finite(name: str, at: str, level: Any) -> None:
    level(at)
    function, kind, arguments = CLASSES[name]
    y_true, y_pred = data(kind)
    for loss in (getattr(losses, name)(**arguments), lambda t, p: getattr(losses, function)(t, p, **arguments)):
        value, slope = in_graph(loss, y_true, y_pred, batch=name != "Circle")
        np.testing.assert_allclose(value, loss(y_true, y_pred), rtol=2e-6, atol=1e-6)
        assert np.all(np.isfinite(slope)) and slope.shape == y_pred.shape


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("Circle", "CategoricalHinge")])
def test_gradient_is_the_slope(name: str) -> None:
    """By random projection in float64, away from kinks and clips."""
    function, kind, arguments = CLASSES[name]
    y_true, y_pred = data(kind)
    rng = np.random.default_rng(0)
    y_pred = np.clip(y_pred.astype(np.float64), 0.05, 0.9) if kind in ("binary", "one-hot", "classes") else y_pred * 1.0
    direction = rng.normal(size=y_pred.shape)
    loss = lambda t, p: ops.sum(getattr(losses, function)(t, p, **arguments))  # noqa: E731
    slope = in_graph(loss, y_true, y_pred.astype(np.float64))[1]
    step = 1e-6
    there = [float(loss(y_true, y_pred.astype(np.float64) + s * step * direction)) for s in (1, -1)]
    assert np.sum(slope * direction) == pytest.approx((there[0] - there[1]) / (2 * step), rel=1e-5, abs=1e-6)


def test_sample_weights_of_every_rank() -> None:
    y, p = np.zeros((4, 3, 2), "f"), np.ones((4, 3, 2), "f")
    loss = losses.MeanSquaredError(reduction="none")
    assert float(losses.MeanSquaredError()(y, p, 2.0)) == 2.0
    per_sample, per_step = np.arange(4.0), np.arange(12.0).reshape(4, 3)
    np.testing.assert_allclose(loss(y, p, per_sample), np.repeat(per_sample[:, None], 3, 1))
    np.testing.assert_allclose(loss(y, p, per_sample[:, None]), np.repeat(per_sample[:, None], 3, 1))
    np.testing.assert_allclose(loss(y, p, per_step), per_step)
    np.testing.assert_allclose(loss(y, p, per_step[..., None]), per_step)
    with pytest.raises(ValueError, match="sample_weight does not fit"):
        loss(y, p, np.ones(5))


@pytest.mark.parametrize(("at", "expected"), [("1", 1.0), ("2.2", 1.0), ("2.3", 0.5), ("2.15", 0.5), ("3", 0.5)])
def test_zero_weights_in_the_denominator(at: str, expected: float, level: Any) -> None:
    level(at)
    loss = losses.MeanSquaredError()(np.zeros((4, 1)), np.ones((4, 1)), np.array([1.0, 1.0, 0.0, 0.0]))
    assert float(loss) == expected


@pytest.mark.parametrize(("at", "expected"), [("1", 1.0), ("2.2", 1.0), ("2.3", 0.5), ("2.15", 1.0), ("3", 1.0)])
def test_mask(at: str, expected: float, level: Any) -> None:
    level(at)
    p = placeholder((None, 4, 1), "float32")
    p.mask = placeholder((None, 4), "bool")
    value = losses.MeanSquaredError()(ops.zeros_like(p), p)
    mask = np.array([[True, True, False, False]] * 3)
    assert float(Function([p, p.mask], [value])(np.ones((3, 4, 1), "f"), mask)[0]) == pytest.approx(expected)
    assert float(losses.MeanSquaredError()(np.zeros((3, 4, 1)), np.ones((3, 4, 1)), mask=mask)) == pytest.approx(
        expected
    )


def test_mask_with_weights_as_keras_3_and_2_15(level: Any) -> None:
    values, weights = np.arange(12.0, dtype="f").reshape(4, 3), np.arange(12.0).reshape(4, 3)
    mask = np.array([[True, True, False]] * 4)
    p = np.sqrt(values)[..., None]
    loss = losses.MeanSquaredError()(np.zeros((4, 3, 1)), p, weights, mask)
    assert float(loss) == pytest.approx(np.sum(values * weights * mask) / mask.sum(), rel=1e-6)
    total = losses.MeanSquaredError(reduction="sum")(np.zeros((4, 3, 1)), p, weights, mask)
    assert float(total) == pytest.approx(np.sum(values * weights * mask), rel=1e-6)
    ratio = losses.MeanSquaredError(reduction="mean_with_sample_weight")(np.zeros((4, 3, 1)), p, weights, mask)
    assert float(ratio) == pytest.approx(np.sum(values * weights * mask) / np.sum(weights * mask), rel=1e-6)


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "mean", "auto", losses.Reduction.AUTO])
def test_spellings_of_the_mean(reduction: str) -> None:
    assert float(losses.MeanSquaredError(reduction=reduction)([[0.0], [0.0]], [[1.0], [3.0]])) == 5.0


def test_no_reduction() -> None:
    for reduction in (None, "none", losses.Reduction.NONE):
        assert losses.MeanSquaredError(reduction=reduction)([[0.0], [0.0]], [[1.0], [3.0]]).tolist() == [1.0, 9.0]


@pytest.mark.parametrize("at", ["2.15", "3"])
def test_cross_entropies_use_the_logits_behind_an_activation(at: str, level: Any) -> None:
    level(at)
    z = placeholder((None, 3), "float32")
    array = np.array([[200.0, 0.0, -200.0]], "f")
    soft, sig = ops.softmax(z), ops.sigmoid(z)
    soft.logits = sig.logits = z
    hot = np.array([[0.0, 0.0, 1.0]], "f")
    values = [
        losses.categorical_crossentropy(hot, soft),
        losses.sparse_categorical_crossentropy(np.array([2]), soft),
        losses.binary_crossentropy(hot, sig),
        losses.binary_crossentropy(hot, soft),  # not a sigmoid: clipped
    ]
    got = Function([z], [*values, *gradients([ops.sum(values[0])], [z])])(array)
    assert [float(v[0]) for v in got[:2]] == [400.0, 400.0]
    assert float(got[2][0]) == pytest.approx((200 + np.log(2) + 200) / 3)
    assert float(got[3][0]) < 20
    np.testing.assert_allclose(got[4], [[1, 0, -1]], atol=1e-6)


def test_levels_of_hinge_and_cosine(level: Any) -> None:
    level("2.2")
    assert losses.hinge([[0.0, 1.0]], [[1.0, 1.0]]).tolist() == [0.5]
    level("2.3")
    assert losses.hinge([[0.0, 1.0]], [[1.0, 1.0]]).tolist() == [1.0]
    level("1")
    assert losses.cosine_proximity([[0.0, 2.0]], [[0.0, 3.0]]).tolist() == [-0.5]


def test_names_of_every_generation() -> None:
    for name in (
        "mse",
        "MSE",
        "kld",
        "kullback_leibler_divergence",
        "logcosh",
        "huber_loss",
        "cosine_proximity",
        "bce",
    ):
        assert callable(losses.get(name))
    assert losses.get(None) is None and losses.get("Huber").name == "huber_loss"
    assert losses.get({"class_name": "Huber", "config": {"delta": 2.0, "fn": "huber"}}).get_config()["delta"] == 2.0


def test_labels_that_name_no_class() -> None:
    p = np.full((2, 3), 1 / 3, "f")
    with pytest.raises(ValueError, match="(?s)names no class.*0 to 2.*5 at position"):
        losses.sparse_categorical_crossentropy(np.array([0, 5]), p)
    with pytest.raises(ValueError, match="nan at position"):
        losses.SparseCategoricalCrossentropy()(np.array([0, np.nan], "f"), p)
    with pytest.raises(ValueError, match="-1 at position"):
        losses.sparse_categorical_crossentropy(np.array([-1, 0]), p)
    assert float(losses.SparseCategoricalCrossentropy(ignore_class=-1)(np.array([-1, 0]), p)) == pytest.approx(
        np.log(3)
    )


def test_error_texts() -> None:
    with pytest.raises(ValueError, match="did you mean 'mean_squared_error'"):
        losses.get("mean_sqared_error")
    with pytest.raises(ValueError, match="(?s)do not fit together.*\\(4, 3\\).*\\(4, 2\\)"):
        losses.mean_squared_error(np.zeros((4, 3)), np.zeros((4, 2)))
    with pytest.raises(ValueError, match="sparse_categorical_crossentropy for integer targets"):
        losses.categorical_crossentropy(np.zeros((4, 1)), np.zeros((4, 3)))
    with pytest.raises(ValueError, match="categorical_crossentropy"):
        losses.sparse_categorical_crossentropy(np.zeros((4, 3)), np.zeros((4, 3)))
    with pytest.raises(ValueError, match="sum_over_batch_size"):
        losses.MeanSquaredError(reduction="men")
    with pytest.raises(TypeError, match="did you mean 'from_logits'"):
        losses.BinaryCrossentropy(from_logit=True)
    with pytest.raises(TypeError, match="did you mean 'delta'"):
        losses.LossFunctionWrapper(losses.huber, detla=2.0)
    with pytest.raises(ValueError, match="(?s)labels and logits.*\\(2,\\).*\\(1, 3, 4\\)"):
        losses.CTC()(np.zeros(2), np.zeros((1, 3, 4)))
    with pytest.raises(ValueError, match="(?s)names no class.*4 at position"):
        losses.ctc(np.array([[1, 4]]), np.zeros((1, 3, 4)))


def test_vectors_and_columns_agree() -> None:
    y, p = np.array([1.0, 2.0]), np.array([[2.0], [4.0]])
    np.testing.assert_allclose(losses.mean_squared_error(y, p), [1.0, 4.0])
    assert float(losses.MeanSquaredError()(y, p, np.array([1.0, 0.0]))) == 0.5


def test_own_subclass_in_the_order_of_keras_2() -> None:
    class Mine(losses.Loss):
        def __init__(self) -> None:
            super().__init__("sum", "mine")

        def call(self, y_true: Any, y_pred: Any) -> Any:
            return ops.mean(ops.absolute(y_true - y_pred), -1)

    loss = Mine()
    assert (loss.name, loss.reduction, float(loss([[0.0], [0.0]], [[1.0], [2.0]]))) == ("mine", "sum", 3.0)


def test_public_names_are_documented() -> None:
    for name, thing in exported("losses").items():
        assert inspect.getdoc(thing) and ">>>" in inspect.getdoc(thing), f"losses.{name} has no example"
