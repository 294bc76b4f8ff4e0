"""Rows of `conflicts.json` about optimizers, losses and metrics."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from conflict_rows import X, Y, at, dense, each, f, fitted, row

import kerasish
from kerasish import backend as K  # noqa: N812
from kerasish import compat, layers, losses, metrics, ops, optimizers
from kerasish.models import Sequential


@row("opt-lr-name")
def _() -> None:
    each(lambda: f(optimizers.Adam(lr=0.5).learning_rate), v1=0.5, v2_2=0.5, v2_3=0.5, v2_15=0.5, v3=0.5)


@row("opt-decay")
def _() -> None:
    def rate() -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            optimizer = optimizers.SGD(1.0, decay=1.0)
        variable = kerasish.Variable(np.zeros(1, "float32"))
        optimizer.build([variable])
        for _ in range(2):
            optimizer.apply([np.ones(1, "float32")], [variable])
        return f(variable.numpy()[0])

    each(rate, v1=-1.5, v2_3=-1.5, v3=-1.5)  # DESIGN 5: old spellings keep their old meaning at every level


@row("opt-eps")
def _() -> None:
    each(lambda: optimizers.Adam().epsilon, v1=1e-8, v2_3=1e-7, v3=1e-7)


@row("opt-adagrad")
def _() -> None:
    each(lambda: f(optimizers.Adagrad().learning_rate), v1=0.01, v2_3=0.01, v2_15=0.001, v3=0.001)
    each(lambda: optimizers.Adagrad().initial_accumulator_value, v1=0.0, v3=0.1)


@row("opt-adadelta")
def _() -> None:
    each(lambda: f(optimizers.Adadelta().learning_rate), v1=1.0, v2_3=1.0, v2_15=0.001, v3=0.001)


@row("opt-adamax-nadam")
def _() -> None:
    each(lambda: f(optimizers.Adamax().learning_rate), v1=0.002, v2_3=0.002, v2_15=0.001, v3=0.001)
    each(lambda: f(optimizers.Nadam().learning_rate), v1=0.002, v2_3=0.002, v2_15=0.001, v3=0.001)


def one_step(optimizer: Any, *gradients: float) -> list[float]:
    variables = [kerasish.Variable(np.zeros(1, "float32")) for _ in gradients]
    optimizer.build(variables)
    optimizer.apply([np.full(1, g, "float32") for g in gradients], variables)
    return [f(v.numpy()[0]) for v in variables]


@row("opt-nadam")
def _() -> None:
    steps = {}
    for _ in at(v2_3=0, v3=0):
        steps[compat.level()] = one_step(optimizers.Nadam(0.1, schedule_decay=0.004), 0.3)
    # Given explicitly, schedule_decay selects the old schedule.
    assert steps["2.3"] == pytest.approx(steps["3"], rel=1e-4)
    each(lambda: "schedule_decay" in optimizers.Nadam().get_config(), v1=True, v2_3=True, v3=False)


@row("opt-rmsprop")
def _() -> None:
    step = 1e-9 / (np.sqrt(0.1) * 1e-9 + 1e-7)
    each(lambda: one_step(optimizers.RMSprop(1.0), 1e-9)[0], v2_3=-step, v3=-1e-9 / np.sqrt(1e-7))


@row("opt-clipnorm")
def _() -> None:
    each(lambda: one_step(optimizers.SGD(1.0, clipnorm=1.0), 3.0, 4.0)[0], v1=-0.6, v2_3=-0.6, v2_15=-1.0, v3=-1.0)


@row("opt-positional")
def _() -> None:
    each(lambda: bool(optimizers.SGD(0.1, 0.9, True).nesterov), v1=True, v2_3=True, v3=True)
    each(lambda: optimizers.Adam(0.1, 0.9, 0.99, 1e-3).epsilon, v1=1e-3, v2_15=1e-3, v3=1e-3)


@row("opt-get-updates")
def _() -> None:
    for _ in at(v1=0, v2_3=0, v3=0):
        optimizer, variable = optimizers.SGD(0.5), K.variable([2.0])
        assert callable(optimizer.get_updates) and callable(optimizer.apply_gradients)
        optimizer.apply_gradients([(np.array([1.0], "float32"), variable)])
        assert K.get_value(variable).tolist() == [1.5]


@row("opt-sgd")
def _() -> None:
    each(lambda: f(optimizers.get("sgd").learning_rate), v1=0.01, v2_3=0.01, v2_15=0.01, v3=0.01)


@row("opt-name")
def _() -> None:
    each(lambda: optimizers.Adam().name, v2_15="Adam", v3="adam")


@row("loss-sample-weight")
def _() -> None:
    weight = np.array([1, 1, 0, 0], "float32")
    x, y = np.zeros((4, 3), "float32"), np.ones((4, 2), "float32")
    each(lambda: fitted(dense(), x, y, sample_weight=weight)["loss"][0], v1=1.0, v2_2=1.0, v2_3=0.5, v2_15=0.5, v3=0.5)


@row("loss-mask")
def _() -> None:
    x = np.ones((2, 4, 3), "float32")
    x[:, 2:] = 0

    def loss() -> float:
        step = layers.TimeDistributed(layers.Dense(1, kernel_initializer="zeros", use_bias=False))
        model = Sequential([layers.Masking(input_shape=(4, 3)), step])
        model.compile("sgd", "mse")
        return model.evaluate(x, np.ones((2, 4, 1), "float32"), verbose=0)

    each(loss, v1=1.0, v2_2=1.0, v2_3=0.5, v2_15=1.0, v3=1.0)


@row("loss-epoch-mean")
def _() -> None:
    y = np.array([[1], [1], [0]], "float32")
    x = np.zeros((3, 3), "float32")
    each(lambda: fitted(dense(units=1), x, y, batch_size=2, shuffle=False)["loss"][0], v1=2 / 3, v2_3=2 / 3, v3=2 / 3)


A, B = np.array([[1.0, 0.0]], "float32"), np.array([[3.0, 4.0]], "float32")


@row("loss-cosine")
def _() -> None:
    each(lambda: f(losses.get("cosine_proximity")(A, B)[0]), v1=-0.3, v2_2=-0.6, v2_3=-0.6, v3=-0.6)
    each(lambda: f(losses.get("cosine_similarity")(A, B)[0]), v2_15=-0.6, v3=-0.6)


@row("metric-cosine")
def _() -> None:
    each(lambda: f(np.mean(metrics.get("cosine_proximity")(A, B))), v1=-0.3, v2_2=-0.6, v2_3=0.6, v2_15=0.6)


@row("loss-hinge")
def _() -> None:
    zero, half = np.array([[0.0, 1.0]]), np.array([[0.5, 0.5]])
    each(lambda: f(losses.get("hinge")(zero, half)[0]), v1=0.75, v2_2=0.75, v2_3=1.0, v3=1.0)


@row("loss-reduction")
def _() -> None:
    for _ in at(v2_3=0, v2_15=0, v3=0):
        for name in ("auto", "sum_over_batch_size", losses.Reduction.AUTO, "mean"):
            assert f(losses.MeanSquaredError(reduction=name)(A, B)) == pytest.approx(10.0)
        for name in ("none", None):
            assert losses.MeanSquaredError(reduction=name)(A, B).shape == (1,)


@row("loss-names")
def _() -> None:
    names = "kld cosine_proximity logcosh categorical_hinge huber_loss kl_divergence log_cosh huber bce mse".split()
    for _ in at(v1=0, v2_3=0, v2_15=0, v3=0):
        for name in [*names, "kullback_leibler_divergence"]:
            assert callable(losses.get(name)), name


@row("K-crossentropy-args")
def _() -> None:
    p = np.array([[0.25, 0.75]])
    each(lambda: f(K.categorical_crossentropy(p, A)[0]), v1=-np.log(0.25))
    each(lambda: f(K.categorical_crossentropy(A, p)[0]), v2_2=-np.log(0.25), v3=-np.log(0.25))


@row("loss-logits")
def _() -> None:
    x = np.array([[300.0, 0.0, 0.0]], "float32")

    def loss() -> float:
        model = Sequential([layers.Activation("softmax", input_shape=(3,))])
        model.compile("sgd", "categorical_crossentropy")
        return model.evaluate(x, np.array([[0.0, 1.0, 0.0]], "float32"), verbose=0)

    each(loss, v1=-np.log(1e-7), v2_3=-np.log(1e-7), v2_15=300.0, v3=300.0)


@row("metric-accuracy-pick")
def _() -> None:
    y = np.array([[1, 0, 0], [1, 1, 0]], "float32")
    p = np.array([[0.9, 0.1, 0.2], [0.9, 0.1, 0.2]], "float32")

    def accuracy() -> float:
        model = Sequential([layers.Activation("linear", input_shape=(3,))])
        model.compile("sgd", "binary_crossentropy", metrics=["accuracy"])
        return model.evaluate(p, y, verbose=0)[1]

    each(accuracy, v1=5 / 6, v2_3=5 / 6, v2_15=1.0, v3=1.0)


def keys(name: str) -> list[str]:
    return sorted(fitted(dense(metrics=[name])))


@row("metric-key-acc")
def _() -> None:
    each(lambda: keys("accuracy"), v1=["acc", "loss"], v2_2=["acc", "loss"], v2_3=["accuracy", "loss"])
    each(lambda: keys("acc"), v1=["acc", "loss"], v2_15=["acc", "loss"], v3=["acc", "loss"])
    for _ in at(v2_2=0, v3=0):
        history = dense(metrics=["accuracy"]).fit(X, Y, verbose=0, epochs=1).history
        assert history["acc"] == history["accuracy"]


@row("metric-key-fn")
def _() -> None:
    each(lambda: keys("mse"), v1=["loss", "mean_squared_error"], v2_2=["loss", "mean_squared_error"])
    each(lambda: keys("mse"), v2_3=["loss", "mse"], v3=["loss", "mse"])


@row("metric-AUC-key")
def _() -> None:
    def key() -> list[str]:
        model = dense("binary_crossentropy", activation="sigmoid", metrics=["AUC"])
        return sorted(fitted(model, X, (Y > 0.5).astype("float32")))

    each(key, v2_3=["AUC", "loss"], v2_15=["auc", "loss"], v3=["AUC", "loss"])


@row("metrics-names")
def _() -> None:
    def names() -> list[str]:
        model = dense(metrics=["accuracy"])
        fitted(model)
        return model.metrics_names

    each(
        names, v1=["loss", "acc"], v2_3=["loss", "accuracy"], v2_15=["loss", "accuracy"], v3=["loss", "compile_metrics"]
    )


@row("metric-weighted")
def _() -> None:
    weight = np.array([1, 0, 0, 0, 0, 0, 0, 0], "float32")
    for _ in at(v2_3=0, v3=0):
        history = fitted(dense(metrics=["mse"], weighted_metrics=["mae"]), sample_weight=weight)
        p = X.sum(1, keepdims=True)
        assert history["mse"][0] == pytest.approx(np.mean((p - Y) ** 2), rel=1e-5)
        assert history["mae"][0] == pytest.approx(np.mean(np.abs(p - Y)[0]), rel=1e-5)


@row("metric-state")
def _() -> None:
    def largest(y: Any, p: Any) -> Any:
        return ops.max(y)

    y = np.arange(3, dtype="float32")[:, None] * np.ones((3, 2), "float32")

    def value() -> float:
        return fitted(dense(metrics=[largest]), X[:3], y, batch_size=2, shuffle=False)["largest"][0]

    each(value, v1=4 / 3, v2_2=4 / 3, v3=1.5)


@row("metric-topk")
def _() -> None:
    def shape() -> tuple[int, ...]:
        return np.shape(metrics.top_k_categorical_accuracy(Y, Y))

    each(shape, v1=(), v2_2=(), v2_3=(8,), v3=(8,))
