"""Every row of `conflicts.json`, the places where generations of Keras disagree: one assertion at two levels or more.

A row that touches nothing that is built yet is listed in `LATER`, with the reason; a guard knows all of them.
"""

from __future__ import annotations

import importlib
import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import kerasish
from kerasish import activations, compat, initializers, layers, losses, metrics, ops, optimizers, regularizers
from kerasish import backend as K  # noqa: N812
from kerasish.callbacks import EarlyStopping, LearningRateScheduler, ModelCheckpoint, ReduceLROnPlateau
from kerasish.models import Model, Sequential
from kerasish.utils import to_categorical

FILE = Path("/work/shared/generations/conflicts.json")
RNN, CONV = "recurrent layers come later", "convolutions come later"
LATER = {
    "rnn-recurrent-activation": RNN,
    "rnn-weights-order": RNN,
    "rnn-args": RNN,
    "gru-reset-after": RNN,
    "convlstm-activation": RNN,
    "bn-positional": "BatchNormalization comes later",
    "bn-defaults": "BatchNormalization comes later",
    "bn-variance": "BatchNormalization comes later",
    "bn-frozen": "BatchNormalization comes later",
    "conv-positional": CONV,
    "conv1d-args": CONV,
    "conv-atrous": CONV,
    "merge": "merging layers come later",
    "dot-axes": "merging layers come later",
    "highway-etc": "Highway, MaxoutDense, LocallyConnected come later (SReLU, ParametricSoftplus are there)",
    "embedding": "Embedding comes later",
    "upsampling": "UpSampling comes later",
    "learning-phase": "K.learning_phase comes with the rest of keras.backend",
    "batch-dot": "K.batch_dot comes with the rest of keras.backend",
    "applications-pos": "applications come later",
    "preprocess-input": "applications come later",
    "datasets": "imdb and reuters come later; MNIST has no arguments that changed",
    "text": "preprocessing.text comes later",
    "image": "preprocessing.image comes later",
}
ROWS: dict[str, Callable[[], None]] = {}
X = np.random.RandomState(1).randn(8, 3).astype("float32")
Y = np.random.RandomState(2).rand(8, 2).astype("float32")
f = float


def row(*ids: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Note the function as the test of these rows."""

    def note(function: Callable[[], None]) -> Callable[[], None]:
        ROWS.update(dict.fromkeys(ids, function))
        return function

    return note


def at(**expected: Any) -> Any:
    """Levels and what is expected at each: `at(v1=..., v3=...)`, the level set while it is looked at."""
    for name, value in expected.items():
        compat.set_level(name[1:].replace("_", "."))
        K.clear_session()
        yield value


def each(function: Callable[[], Any], **expected: Any) -> None:
    """The function gives the expected value at each level."""
    for value in at(**expected):
        got = function()
        assert got == (pytest.approx(value, rel=1e-5) if isinstance(value, (int, float)) else value), compat.level()


def dense(loss: Any = "mse", units: int = 2, activation: Any = None, **compiled: Any) -> Sequential:
    """A compiled Dense on 3 inputs, weights one, bias zero."""
    layer = layers.Dense(units, activation=activation, kernel_initializer="ones", input_shape=(3,))
    model = Sequential([layer])
    model.compile(optimizers.SGD(0.0), loss, **compiled)
    return model


def fitted(model: Sequential, x: Any = X, y: Any = Y, **kwargs: Any) -> dict[str, Any]:
    return dict(model.fit(x, y, verbose=0, epochs=1, **kwargs).history)


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


@row("hard-sigmoid")
def _() -> None:
    one = np.ones((1, 1), "float32")
    each(lambda: f(activations.get("hard_sigmoid")(one)[0, 0]), v1=0.7, v2_3=0.7, v2_15=0.7, v3=2 / 3)


@row("dropout-p")
def _() -> None:
    each(lambda: layers.Dropout(p=0.3).rate, v1=0.3, v2_3=0.3, v3=0.3)


@row("dense-args")
def _() -> None:
    each(lambda: layers.Dense(output_dim=3, bias=False).use_bias, v1=False, v3=False)
    each(lambda: layers.Dense(3, "one", "tanh").activation.__name__, v1="tanh", v2_3="tanh", v3="tanh")
    each(lambda: layers.Dense(3, "relu").activation.__name__, v1="relu", v2_3="relu", v3="relu")


@row("conv-dim-ordering")
def _() -> None:
    each(lambda: K.image_data_format(), v1="channels_last", v2_3="channels_last", v3="channels_last")


@row("activation-regularizer")
def _() -> None:
    def penalty() -> float:
        model = Sequential([layers.Activation("linear", activity_regularizer="l2", input_shape=(2,))])
        model.compile("sgd", "mse")
        return model.evaluate(np.ones((4, 2)), np.ones((4, 2)), verbose=0)

    each(penalty, v1=0.08, v2_2=0.08, v2_3=0.08, v2_15=0.02, v3=0.02)


@row("regularizers", "regularizer-l")
def _() -> None:
    each(lambda: f(regularizers.l1(l=0.5)(np.ones(2, "float32"))), v1=1.0, v2_3=1.0, v2_15=1.0, v3=1.0)
    for _ in at(v1=0, v3=0):
        for name in ("l1", "l2", "l1l2", "activity_l1", "activity_l2", "activity_l1l2", "l1_l2"):
            assert callable(getattr(regularizers, name)), name


@row("l1-l2-default")
def _() -> None:
    each(lambda: f(regularizers.l1_l2()(np.ones(2, "float32"))), v1=0.04, v2_3=0.04, v2_15=0.04, v3=0.0)


@row("constraints")
def _() -> None:
    from kerasish import constraints

    each(lambda: constraints.maxnorm(m=3).max_value, v1=3, v2_3=3, v3=3)
    each(lambda: constraints.MinMaxNorm(low=0.5, high=2).min_value, v1=0.5, v3=0.5)


@row("leakyrelu")
def _() -> None:
    each(lambda: f(layers.LeakyReLU(alpha=0.1)(-np.ones((1, 1)))[0, 0]), v1=-0.1, v2_3=-0.1, v3=-0.1)


@row("relu-fn")
def _() -> None:
    each(lambda: f(activations.relu(-np.ones(1), alpha=0.5)[0]), v1=-0.5, v2_3=-0.5, v3=-0.5)


@row("softmax-axis")
def _() -> None:
    x = np.zeros((2, 4), "float32")
    each(lambda: f(activations.softmax(x)[0, 0]), v1=0.25, v2_3=0.25, v3=0.25)


@row("layer-kwargs")
def _() -> None:
    each(lambda: layers.Dense(2, batch_input_shape=(4, 3)).batch_input_shape, v1=(4, 3), v2_3=(4, 3), v3=(4, 3))


class OldHooks(layers.Layer):
    """Adds a weight in either order; tells its shape in Keras 1's way."""

    def build(self, input_shape: Any) -> None:
        self.a = self.add_weight((3,), "one", name="a")
        self.b = self.add_weight("b", (3,), initializer="one")
        self.c = self.add_weight(shape=(3,), initializer="one", name="c")
        super().build(input_shape)

    def call(self, x: Any, mask: Any = None) -> Any:
        return x + self.a + self.b + self.c

    def get_output_shape_for(self, input_shape: Any) -> Any:
        return input_shape


@row("add-weight", "custom-layer-hooks")
def _() -> None:
    for _ in at(v1=0, v2_3=0, v3=0):
        layer = OldHooks(input_shape=(3,))
        assert Sequential([layer]).predict(np.zeros((1, 3)), verbose=0).tolist() == [[3.0] * 3]
        assert layer.compute_output_shape((None, 3)) == (None, 3)


@row("layer-names")
def _() -> None:
    def names() -> list[str]:
        return [layer.name for layer in (layers.Dense(1), layers.Dense(1), layers.LeakyReLU())]

    each(names, v1=["dense_1", "dense_2", "leakyrelu_1"], v2_3=["dense_1", "dense_2", "leaky_re_lu_1"])
    each(names, v2_15=["dense", "dense_1", "leaky_re_lu"], v3=["dense", "dense_1", "leaky_re_lu"])


@row("input-names")
def _() -> None:
    names = {"v1": "input_1", "v2_3": "input_1", "v2_15": "input_1", "v3": "input_layer"}
    each(lambda: layers.Input((3,)).history.layer.name, **names)


@row("weight-names")
def _() -> None:
    def names() -> list[str]:
        return [w.name for w in dense().weights]

    each(names, v1=["dense_1_W", "dense_1_b"], v2_3=["dense_1/kernel:0", "dense_1/bias:0"])
    each(names, v2_15=["dense/kernel:0", "dense/bias:0"], v3=["kernel", "bias"])


@row("init-orthogonal")
def _() -> None:
    each(lambda: initializers.get("orthogonal").gain, v1=1.1, v2_2=1.0, v3=1.0)


@row("init-normal-family")
def _() -> None:
    each(lambda: initializers.get("he_normal").distribution, v1="untruncated_normal", v2_3="truncated_normal")


@row("init-fans")
def _() -> None:
    from kerasish.initializers.fans import compute_fans, get_fans

    each(lambda: get_fans((32, 16, 3, 3)), v1=(144, 288))
    each(lambda: compute_fans((3, 3, 16, 32)), v2_3=(144, 288), v3=(144, 288))


@row("init-names")
def _() -> None:
    for _ in at(v1=0, v2_3=0, v3=0):
        for name in "normal uniform zero one identity lecun_uniform glorot_normal he_uniform orthogonal".split():
            assert callable(initializers.get(name)), name
        assert callable(importlib.import_module("kerasish.initializations").glorot_uniform)


@row("init-varscale")
def _() -> None:
    make = initializers.VarianceScaling
    each(lambda: make(distribution="normal").distribution, v2_3="truncated_normal", v3="truncated_normal")


@row("rng")
def _() -> None:
    for _ in at(v1=0, v2_3=0, v3=0):
        drawn = []
        for _repeat in range(2):
            np.random.seed(5)
            drawn.append(layers.Dense(2, input_shape=(3,)))
            drawn[-1].build((None, 3))
        np.testing.assert_array_equal(drawn[0].kernel.numpy(), drawn[1].kernel.numpy())


@row("fit-epochs")
def _() -> None:
    each(lambda: len(dense().fit(X, Y, verbose=0).epoch), v1=10, v2_2=1, v2_3=1, v3=1)


@row("fit-batch")
def _() -> None:
    def steps() -> int:
        model = dense()
        model.fit(np.zeros((40, 3)), np.zeros((40, 2)), verbose=0, epochs=1)
        return int(model.optimizer.iterations)

    each(steps, v1=2, v2_3=2, v3=2)


@row("fit-verbose")
def _() -> None:
    import contextlib
    import io

    def printed() -> bool:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            dense().predict(X)
        return bool(out.getvalue())

    each(printed, v1=False, v2_3=False, v2_15=True, v3=True)


@row("compile-positional")
def _() -> None:
    def told() -> Any:
        model = Sequential([layers.Dense(2, input_shape=(3,))])
        model.compile("sgd", "mse", ["mae"])
        return model._compile_arguments["metrics"]

    each(told, v1=["mae"], v2_3=["mae"], v2_15=["mae"], v3=["mae"])


@row("fit-positional")
def _() -> None:
    def epochs() -> int:
        history = dense().fit(X, Y, 4, 3, 0, [], 0.25, None, False, None, None, 1)
        return len(history.epoch)

    each(epochs, v1=2, v2_3=2, v3=2)


def batches() -> Any:
    while True:
        yield X[:4], Y[:4]


@row("fit-generator", "fit-generator-queue")
def _() -> None:
    def steps() -> int:
        model = dense()
        model.fit_generator(batches(), samples_per_epoch=8, nb_epoch=1, verbose=0, max_q_size=2, nb_worker=1)
        return int(model.optimizer.iterations)

    each(steps, v1=2, v2_3=2, v3=2)


@row("fit-generator-positional")
def _() -> None:
    def steps() -> int:
        model = dense()
        model.fit_generator(batches(), 4, 1, 0)
        return int(model.optimizer.iterations)

    each(steps, v1=1, v2_3=4, v2_15=4)


@row("model-io")
def _() -> None:
    for _ in at(v1=0, v2_3=0, v3=0):
        x = layers.Input((3,))
        y = layers.Dense(2)(x)
        assert Model(input=x, output=y).output_shape == Model(inputs=x, outputs=y).output_shape == (None, 2)


@row("predict-classes")
def _() -> None:
    for _ in at(v1=0, v2_3=0, v3=0):
        model = dense(units=1, activation="sigmoid")
        assert model.predict_classes(X).tolist() == (X.sum(1, keepdims=True) > 0).astype(int).tolist()
        assert model.predict_proba(X).shape == (8, 1)


@row("es-patience")
def _() -> None:
    def epochs() -> int:
        stopper = EarlyStopping(monitor="loss", patience=2)
        return len(dense().fit(X, Y, epochs=9, verbose=0, shuffle=False, callbacks=[stopper]).epoch)

    each(epochs, v1=4, v2_2=3, v2_3=3, v3=3)


@row("es-mode")
def _() -> None:
    for _ in at(v1=0, v2_3=0, v2_15=0, v3=0):
        stopper = EarlyStopping(monitor="val_accuracy", patience=0)
        stopper.set_model(dense(metrics=["accuracy"]))
        stopper.on_train_begin()
        assert stopper.better(0.9, 0.5, 0.0) and not stopper.better(0.5, 0.9, 0.0)


@row("rlrop-epsilon")
def _() -> None:
    for _ in at(v1=0, v2_3=0, v3=0):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert ReduceLROnPlateau(epsilon=0.5).min_delta == 0.5


@row("log-lr")
def _() -> None:
    def key() -> list[str]:
        schedule = LearningRateScheduler(lambda epoch: 0.25)
        return sorted(k for k in fitted(dense(), callbacks=[schedule]) if k != "loss")

    each(key, v2_3=["lr"], v2_15=["lr"], v3=["learning_rate"])
    for _ in at(v2_3=0, v3=0):
        history = dense().fit(X, Y, verbose=0, epochs=1, callbacks=[LearningRateScheduler(lambda e: 0.25)]).history
        assert history["lr"] == history["learning_rate"]


@row("checkpoint-period")
def _() -> None:
    each(lambda: ModelCheckpoint("a.h5", period=3).period, v1=3, v2_3=3, v2_15=3, v3=3)
    each(lambda: ModelCheckpoint("a.h5", "loss", 0, False, False, "auto", 3).period, v1=3, v2_3=3, v2_15=1, v3=1)


@row("save-format")
def _() -> None:
    import tempfile

    def saves() -> bool:
        with tempfile.TemporaryDirectory() as folder:
            path = str(Path(folder) / "model")
            try:
                dense().save(path)
            except ValueError:
                return False
            return Path(path).read_bytes()[:4] == b"\x89HDF"

    each(saves, v1=True, v2_3=True, v3=False)


@row("summary")
def _() -> None:
    def width() -> int:
        lines: list[str] = []
        dense().summary(print_fn=lambda text, **_: lines.append(text))
        return max(len(line) for text in lines for line in text.splitlines())

    each(width, v1=100, v2_3=65)
    for _ in at(v3=0):
        assert width() not in (65, 100)


@row("to-categorical")
def _() -> None:
    each(lambda: to_categorical([0, 1]).dtype.name, v1="float64", v2_3="float32", v2_15="float32", v3="float64")


@row("K-argnames")
def _() -> None:
    for _ in at(v1=0, v3=0):
        assert K.one_hot(indices=np.array([1]), nb_classes=2).tolist() == [[0, 1]]


@row("sequential-layers")
def _() -> None:
    for _ in at(v1=0, v2_3=0, v3=0):
        assert [type(x).__name__ for x in Sequential([layers.Input((3,)), layers.Dense(2)]).layers] == ["Dense"]


@row("module-paths")
def _() -> None:
    paths = "layers.core engine.topology utils.np_utils objectives layers.normalization initializations".split()
    for _ in at(v1=0, v3=0):
        for path in paths:
            assert importlib.import_module(f"kerasish.{path}") is not None
        assert importlib.import_module("kerasish.layers.core").Dense is layers.Dense


@pytest.mark.parametrize("name", ROWS)
def test_row(name: str) -> None:
    ROWS[name]()


def test_later_rows_have_reasons() -> None:
    assert all(LATER.values()) and not set(LATER) & set(ROWS)


@pytest.mark.skipif(not FILE.exists(), reason="the table of conflicts is not here")
def test_every_row_is_here() -> None:
    known = {item["id"] for item in json.loads(FILE.read_text())}
    assert known == set(LATER) | set(ROWS)


BUILT = {
    "BatchNormalization": "bn-",
    "LSTM": "rnn-",
    "Conv2D": "conv-positional",
    "Embedding": "embedding",
    "Add": "merge",
    "UpSampling2D": "upsampling",
}


@pytest.mark.parametrize("layer", BUILT)
def test_no_row_is_late(layer: str) -> None:
    """A layer that is there by now has its rows above."""
    assert not hasattr(layers, layer) or not [name for name in LATER if name.startswith(BUILT[layer])]
