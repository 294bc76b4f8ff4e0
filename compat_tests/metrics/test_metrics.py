"""Every metric: configuration round trip, traced equals eager, weights, resets, names by level, error texts."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
from metric_cases import APART, CLASSES, batch  # noqa: E402

from kerasish import compat, metrics, ops  # noqa: E402
from kerasish.graph.function import make_function  # noqa: E402
from kerasish.graph.tensor import placeholder  # noqa: E402
from kerasish.registry import exported  # noqa: E402

NAMES = sorted(CLASSES)


@pytest.fixture(autouse=True)
def level() -> Any:
    compat.set_level("3")
    metrics.reset_names()
    yield compat.set_level
    compat.set_level(None)


def test_every_exported_metric_has_a_case() -> None:
    for name, thing in exported("metrics").items():
        if inspect.isclass(thing):
            assert name in APART or name in CLASSES, f"metrics.{name} has no case"
        else:
            assert thing.__name__ in FUNCTIONS, f"metrics.{name} has no case"


#: function -> kind of data it is tried with
FUNCTIONS = {
    "accuracy": "classes",
    "binary_accuracy": "binary",
    "categorical_accuracy": "one-hot",
    "sparse_categorical_accuracy": "sparse",
    "top_k_categorical_accuracy": "one-hot",
    "sparse_top_k_categorical_accuracy": "sparse",
    "mean_squared_error": "real",
    "mean_absolute_error": "real",
    "mean_absolute_percentage_error": "real",
    "mean_squared_logarithmic_error": "binary",
    "log_cosh": "real",
    "huber": "real",
    "cosine_similarity": "real",
    "pearson_correlation": "real",
    "concordance_correlation": "real",
    "hinge": "real",
    "squared_hinge": "real",
    "categorical_hinge": "one-hot",
    "kl_divergence": "one-hot",
    "poisson": "binary",
    "binary_crossentropy": "binary",
    "categorical_crossentropy": "one-hot",
    "sparse_categorical_crossentropy": "sparse",
    "binary_focal_crossentropy": "binary",
    "categorical_focal_crossentropy": "one-hot",
    "precision": "binary",
    "recall": "binary",
    "fbeta_score": "binary",
    "fmeasure": "binary",
    "matthews_correlation": "binary",
}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
@pytest.mark.parametrize("at", compat.LEVELS)
def test_function_in_a_graph_equals_arrays(name: str, at: str, level: Any) -> None:
    level(at)
    function = getattr(metrics, name)
    arrays = batch(FUNCTIONS[name], 7, 0)
    inputs = [placeholder((None, *a.shape[1:]), str(a.dtype)) for a in arrays]
    (value,) = make_function(lambda t, p: [function(t, p)], inputs)(*arrays)
    np.testing.assert_allclose(value, function(*arrays), rtol=1e-6, atol=1e-6)
    if at == "1" and name not in ("accuracy", "pearson_correlation", "concordance_correlation"):
        assert np.shape(value) == ()


@pytest.mark.parametrize("name", NAMES)
def test_config_round_trip(name: str) -> None:
    kind, arguments = CLASSES[name]
    metric = getattr(metrics, name)(**arguments, name="mine")
    again = metrics.deserialize(metrics.serialize(metric))
    assert type(again) is type(metric)
    assert again.get_config() == metric.get_config()
    for key, value in arguments.items():
        assert metric.get_config()[key] == value, key
    data = batch(kind, 6, 0)
    np.testing.assert_array_equal(again(*data), metric(*data))


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("name", NAMES)
def test_traced_equals_eager_over_batches(name: str, weighted: bool) -> None:
    """One traced update replayed on batches of several sizes gives what eager updates give."""
    kind, arguments = CLASSES[name]
    eager, traced = (getattr(metrics, name)(**arguments, name="mine") for _ in range(2))
    weighted = weighted and kind != "fixed"
    step = None
    for seed, rows in enumerate((6, 9, 1)):
        data = list(batch(kind, rows, seed))
        weights = [np.linspace(0.5, 2.0, rows, dtype="f")] if weighted else []
        if step is None:
            fed = [*data, *weights]
            free = (None,) if kind != "fixed" else (4,)
            inputs = [placeholder((*free, *a.shape[1:]), str(a.dtype)) for a in fed]

            def update(*tensors: Any) -> list[Any]:
                given = tensors[:-1] if weighted else tensors
                traced.update_state(*given, **({"sample_weight": tensors[-1]} if weighted else {}))
                return [traced.result()]

            step = make_function(update, inputs)
        eager.update_state(*data, **({"sample_weight": weights[0]} if weighted else {}))
        (inside,) = step(*data, *weights)
        expected = eager.result()
        assert np.all(np.isfinite(expected))
        np.testing.assert_allclose(inside, expected, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(traced.result(), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", NAMES)
def test_reset_and_results_stay(name: str) -> None:
    kind, arguments = CLASSES[name]
    metric = getattr(metrics, name)(**arguments, name="mine")
    first = metric(*batch(kind, 6, 0))
    kept = np.array(first)
    metric.update_state(*batch(kind, 5, 1))
    np.testing.assert_array_equal(first, kept)  # a result is no window on the state
    metric.reset_states()
    assert all(not np.any(v.numpy()) for v in metric.variables)
    np.testing.assert_array_equal(metric(*batch(kind, 6, 0)), kept)
    assert metric.weights == metric.variables and len(metric.variables)


def test_mask_of_predictions_is_heeded() -> None:
    metric = metrics.MeanSquaredError()
    values, mask = np.arange(12.0, dtype="f").reshape(4, 3), np.array([[True, True, False]] * 4)
    p, m = placeholder((None, 3, 1), "float32"), placeholder((None, 3), "bool")
    p.mask = m

    def update(p: Any, m: Any) -> list[Any]:
        metric.update_state(ops.zeros_like(p), p)
        return [metric.result()]

    (result,) = make_function(update, [p, m])(np.sqrt(values)[..., None], mask)
    assert float(result) == pytest.approx(values[:, :2].mean(), rel=1e-6)


def test_scalar_functions_are_averaged_over_batches(level: Any) -> None:
    batches = [(np.ones((2, 1)), np.zeros((2, 1))), (np.ones((6, 1)), np.ones((6, 1)))]
    for at, expected in (("1", 0.75), ("2.2", 0.75), ("2.3", 0.5), ("3", 0.5)):
        level(at)
        _, metric = metrics.resolve_metric(metrics.precision, (None, 1), (None, 1), "mse")
        for y, p in batches:
            metric.update_state(y, p)
        assert float(metric.result()) == pytest.approx(expected), at


def test_auc_against_all_pairs() -> None:
    rng = np.random.default_rng(3)
    y = rng.integers(0, 2, 200)
    p = (np.round((rng.random(200) + 0.3 * y) / 1.3 * 500) / 500).astype("f")
    exact = np.mean((p[y == 1][:, None] > p[y == 0]) + 0.5 * (p[y == 1][:, None] == p[y == 0]))
    metric = metrics.AUC(thresholds=[(i + 0.5) / 500 for i in range(500)])
    assert float(metric(y, p)) == pytest.approx(exact, abs=1e-6)


@pytest.mark.parametrize(
    ("at", "loss", "true", "pred", "expected"),
    [
        ("2.3", "binary_crossentropy", (None, 3), (None, 3), "binary"),
        ("2.3", "mse", (None, 1), (None, 1), "binary"),
        ("2.3", "sparse_categorical_crossentropy", (None, 1), (None, 3), "sparse"),
        ("2.3", "categorical_crossentropy", (None, 3), (None, 3), "categorical"),
        ("1", "binary_crossentropy", (None, 3), (None, 3), "binary"),
        ("2.15", "binary_crossentropy", (None, 3), (None, 3), "categorical"),
        ("3", "binary_crossentropy", (None, 3), (None, 3), "categorical"),
        ("3", "mse", (None, 1), (None, 1), "binary"),
        ("3", "x", (None,), (None, 3), "sparse"),
        ("3", "x", (None, 1), (None, 3), "sparse"),
        ("3", "x", (None, 7, 3), (None, 7, 3), "categorical"),
    ],
)
def test_which_accuracy(at: str, loss: str, true: Any, pred: Any, expected: str, level: Any) -> None:
    level(at)
    from kerasish.metrics.pick import problem_kind

    assert problem_kind(true, pred, loss) == expected
    name, metric = metrics.resolve_metric("accuracy", true, pred, loss)
    assert name == ("accuracy" if at in ("2.3", "2.15", "3") else "acc")
    wanted = {"binary": "binary_accuracy", "sparse": "sparse_categorical_accuracy"}.get(
        expected, "categorical_accuracy"
    )
    assert metric._fn.__name__ == wanted


@pytest.mark.parametrize(
    ("at", "given", "name"),
    [
        ("1", "acc", "acc"),
        ("2.2", "accuracy", "acc"),
        ("2.3", "acc", "acc"),
        ("3", "ce", "ce"),
        ("1", "mse", "mean_squared_error"),
        ("2.2", "mae", "mean_absolute_error"),
        ("2.3", "mse", "mse"),
        ("2.15", "mse", "mse"),
        ("3", "mse", "mse"),
        ("2.3", "AUC", "AUC"),
        ("2.15", "AUC", "auc"),
        ("3", "AUC", "AUC"),
        ("3", "kullback_leibler_divergence", "kullback_leibler_divergence"),
    ],
)
def test_display_names(at: str, given: str, name: str, level: Any) -> None:
    level(at)
    shown, metric = metrics.resolve_metric(given, (None, 3), (None, 3), "mse")
    assert shown == name and isinstance(metric, metrics.Metric)


def test_default_names(level: Any) -> None:
    assert [metrics.AUC().name for _ in range(2)] == ["auc", "auc_1"]
    assert metrics.KLDivergence().name == "kl_divergence" and metrics.MeanIoU(2).name == "mean_io_u"
    level("2.3")
    metrics.reset_names()
    assert [metrics.Precision().name for _ in range(2)] == ["precision_1", "precision_2"]
    assert metrics.KLDivergence().name == "kullback_leibler_divergence"


def test_get(level: Any) -> None:
    assert type(metrics.get("mse")) is metrics.MeanSquaredError and type(metrics.get("auc")) is metrics.AUC
    level("2.15")
    assert metrics.get("mse").__name__ == "mean_squared_error" and type(metrics.get("AUC")) is metrics.AUC
    wrapped = metrics.MeanMetricWrapper(metrics.mean_absolute_error, name="x")
    assert metrics.deserialize(metrics.serialize(wrapped))._fn is metrics.mean_absolute_error


def test_own_metrics_of_both_orders() -> None:
    class Old(metrics.Metric):
        def __init__(self, name: str = "old", **kwargs: Any) -> None:
            super().__init__(name=name, **kwargs)
            self.n = self.add_weight("n", initializer="zeros")

        def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
            self.n.assign_add(1.0)

        def result(self) -> Any:
            return self.n.value

        def reset_states(self) -> None:
            self.n.assign(0.0)

    metric = Old()
    metric(None, None)
    assert float(metric.result()) == 1.0 and metric.n.name == "n"
    metric.reset_state()
    assert float(metric.result()) == 0.0
    assert metrics.Metric("float64", "x").dtype == "float64" and metrics.Metric("x", "float64").name == "x"


def test_error_texts() -> None:
    with pytest.raises(ValueError, match="did you mean 'categorical_accuracy'"):
        metrics.get("catgorical_accuracy")
    with pytest.raises(ValueError, match="(?s)threshold is out of range.*1.5"):
        metrics.Precision(thresholds=1.5)
    with pytest.raises(ValueError, match="(?s)unknown curve.*ROC"):
        metrics.AUC(curve="X")
    with pytest.raises(ValueError, match="too few thresholds"):
        metrics.AUC(num_thresholds=1)
    with pytest.raises(ValueError, match="unknown average"):
        metrics.F1Score(average="x")
    with pytest.raises(TypeError, match="did you mean 'thresholds'"):
        metrics.TruePositives(threshold=0.5)
    with pytest.raises(ValueError, match="sparse_categorical_accuracy"):
        metrics.CategoricalAccuracy()(np.zeros((4, 1)), np.zeros((4, 3)))
    with pytest.raises(ValueError, match="(?s)class that is not there.*7"):
        metrics.MeanIoU(3)([0, 7], [0, 1])
    with pytest.raises(ValueError, match="(?s)do not fit together"):
        metrics.Recall()(np.zeros((4, 2)), np.zeros((4, 3)))


def test_public_names_are_documented() -> None:
    for name, thing in exported("metrics").items():
        assert inspect.getdoc(thing) and ">>>" in inspect.getdoc(thing), f"metrics.{name} has no example"
