"""Rows of `conflicts.json` about layers, models, callbacks and the rest."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from conflict_rows import X, Y, at, dense, each, f, fitted, row

from kerasish import activations, initializers, layers, regularizers
from kerasish import backend as K  # noqa: N812
from kerasish.callbacks import EarlyStopping, LearningRateScheduler, ModelCheckpoint, ReduceLROnPlateau
from kerasish.models import Model, Sequential
from kerasish.utils import to_categorical


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


@row("merge")
def _() -> None:
    def joined(**mode: Any) -> Any:
        return layers.merge([layers.Input((3,)), layers.Input((3,))], **mode).shape

    each(lambda: joined(mode="concat"), v1=(None, 6), v2_3=(None, 6), v3=(None, 6))
    each(lambda: joined(), v1=(None, 3), v2_2=(None, 3), v3=(None, 3))
    each(lambda: layers.add([X, X]).tolist(), v1=(X + X).tolist(), v3=(X + X).tolist())


@row("dot-axes")
def _() -> None:
    def product(axes: Any) -> Any:
        return layers.dot([layers.Input((3, 4)), layers.Input((5, 4))], axes=axes).shape

    each(lambda: product(2), v1=(None, 3, 5), v2_3=(None, 3, 5), v3=(None, 3, 5))
    each(lambda: product(-1), v1=(None, 3, 5), v2_3=(None, 3, 5), v3=(None, 3, 5))
    pair = [np.ones((2, 3), "float32"), np.ones((2, 3), "float32")]
    each(lambda: layers.merge(pair, mode="cos").shape, v1=(2, 1, 1), v3=(2, 1, 1))


@row("upsampling")
def _() -> None:
    """Keras 2.3.1 on TensorFlow 1.15 counts from corners; half-pixel centres since 2.15."""
    pixels = np.array([[[[0.0], [1.0]]]], "float32")

    def large() -> Any:
        return layers.UpSampling2D((1, 2), interpolation="bilinear")(pixels).ravel().tolist()

    corners, centres = [0.0, 0.5, 1.0, 1.0], [0.0, 0.25, 0.75, 1.0]
    each(large, v2_2=corners, v2_3=corners, v2_15=centres, v3=centres)


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
