"""Old names and old orders of arguments, at every level, and the errors for names nobody knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from kerasish import backend as K  # noqa: N812
from kerasish import compat, layers
from kerasish.callbacks import ReduceLROnPlateau
from kerasish.compat.arguments import RENAMED
from kerasish.layers import PReLU
from kerasish.models import Model, Sequential
from kerasish.optimizers import SGD, Adam
from kerasish.registry import exported
from kerasish.utils import to_categorical

GENERATIONS = Path(__file__).resolve().parents[3] / "shared" / Path("generations/kerasish-target.json")
X, Y = np.ones((8, 3), np.float32), np.zeros((8, 2), np.float32)


@pytest.fixture(params=compat.LEVELS, autouse=True)
def level(request: pytest.FixtureRequest) -> str:
    """Every test runs at every level."""
    compat.set_level(request.param)
    return request.param


def model(**compiled: Any) -> Sequential:
    made = Sequential([layers.Dense(2, input_shape=(3,))])
    made.compile("sgd", "mse", **compiled)
    return made


LAYERS = [
    ("Dense", {"output_dim": 4}, "units", 4),
    ("Dense", {"units": 4, "bias": False}, "use_bias", False),
    ("Dropout", {"p": 0.25}, "rate", 0.25),
    ("AlphaDropout", {"p": 0.25}, "rate", 0.25),
    ("GaussianDropout", {"p": 0.25}, "rate", 0.25),
    ("GaussianNoise", {"sigma": 0.25}, "stddev", 0.25),
    ("LeakyReLU", {"alpha": 0.25}, "negative_slope", 0.25),
    ("LeakyReLU", {"negative_slope": 0.25}, "alpha", 0.25),
]


@pytest.mark.parametrize(("name", "arguments", "attribute", "value"), LAYERS)
def test_layers(name: str, arguments: dict[str, Any], attribute: str, value: Any) -> None:
    assert getattr(getattr(layers, name)(**arguments), attribute) == pytest.approx(value)


def test_dense_objects() -> None:
    layer = layers.Dense(
        output_dim=2, init="one", W_regularizer="l2", b_regularizer="l1", W_constraint="nonneg", b_constraint="nonneg"
    )
    layer.build((None, 3))
    assert np.all(layer.kernel.numpy() == 1)
    assert None not in (
        layer.kernel_regularizer,
        layer.bias_regularizer,
        layer.kernel_constraint,
        layer.bias_constraint,
    )


def test_prelu_init() -> None:
    layer = PReLU(init="one")
    layer.build((None, 3))
    assert np.all(layer.alpha.numpy() == 1)


@pytest.mark.parametrize(
    "shape",
    [{"input_dim": 3}, {"input_shape": (3,)}, {"batch_input_shape": (None, 3)}, {"input_dim": 3, "batch_size": 8}],
)
def test_first_layer(shape: dict[str, Any]) -> None:
    assert Sequential([layers.Dense(2, **shape)]).input_shape == (shape.get("batch_size"), 3)


def test_weights_of_a_layer() -> None:
    layer = layers.Dense(2, weights=[np.ones((3, 2)), np.zeros(2)], input_dim=3)
    assert Sequential([layer]).predict(X, verbose=0).tolist() == [[3.0, 3.0]] * 8


def test_both_names() -> None:
    with pytest.raises(TypeError, match="'output_dim' is the old name of 'units'; both were given"):
        layers.Dense(units=2, output_dim=2)
    with pytest.raises(TypeError, match="both were given"):
        model().fit(X, Y, epochs=1, nb_epoch=1)


UNKNOWN = [
    (lambda: layers.Dense(2, kernel_initialiser="zeros"), "Dense", "kernel_initializer"),
    (lambda: layers.Dense(outputdim=2), "Dense", "output_dim"),
    (lambda: layers.Dense(2, inputshape=(3,)), "Dense", "input_shape"),
    (lambda: layers.Dropout(0.5, noise_shapes=None), "Dropout", "noise_shape"),
    (lambda: layers.Input(shapes=(3,)), "Input", "shape"),
    (lambda: Sequential(layer=[]), "Sequential", "layers"),
    (lambda: model(metric=["mae"]), "compile", "metrics"),
    (lambda: model().fit(X, Y, epoch=2), "fit", "epochs"),
    (lambda: model().fit(X, Y, nbepoch=2), "fit", "nb_epoch"),
    (lambda: model().fit(X, Y, validation_splits=0.5), "fit", "validation_split"),
    (lambda: model().evaluate(X, Y, batchsize=2), "evaluate", "batch_size"),
    (lambda: model().predict(X, verbos=0), "predict", "verbose"),
    (lambda: model().fit_generator(iter([]), sample_per_epoch=2), "fit_generator", "s(?:amples|teps)_per_epoch"),
    (lambda: to_categorical([0], nb_class=2), "to_categorical", "n(?:b|um)_classes"),
]


@pytest.mark.parametrize(("call", "where", "nearest"), UNKNOWN, ids=[f"{w}-{n}" for _, w, n in UNKNOWN])
def test_unknown(call: Any, where: str, nearest: str) -> None:
    with pytest.raises(TypeError, match=rf"(?s){where} got an unknown argument.*did you mean '{nearest}'"):
        call()


def test_epochs(level: str) -> None:
    fit = model().fit
    assert len(fit(X, Y, verbose=0).epoch) == (10 if level == "1" else 1)
    assert len(fit(X, Y, verbose=0, nb_epoch=3).epoch) == 3
    assert len(fit(X, Y, 4, 2, 0).epoch) == 2


def test_queue_arguments() -> None:
    model().fit(X, Y, verbose=0, epochs=1, max_q_size=3, nb_worker=1, pickle_safe=False)


def test_model_input_output() -> None:
    x = layers.Input((3,))
    y = layers.Dense(2)(x)
    for made in (Model(input=x, output=y), Model(inputs=x, outputs=y), Model(x, y), Model(x, y, "named")):
        assert made.output_shape == (None, 2)
    assert made.name == "named"
    assert Model(input=[x], output=[y], name="n").name == "n"


def batches(size: int = 4) -> Any:
    while True:
        yield X[:size], Y[:size]


def test_samples_per_epoch() -> None:
    made = model()
    made.fit_generator(batches(), samples_per_epoch=10, nb_epoch=2, verbose=0)
    assert int(made.optimizer.iterations) == 6
    history = made.fit_generator(
        generator=batches(), samples_per_epoch=8, nb_epoch=1, verbose=0, validation_data=batches(), nb_val_samples=8
    )
    assert int(made.optimizer.iterations) == 8 and "val_loss" in history.history
    made.fit_generator(batches(), samples_per_epoch=4, nb_epoch=1, verbose=0, validation_data=(X, Y), nb_val_samples=8)
    assert made.predict_generator(batches(), val_samples=12).shape == (12, 2)
    assert np.ndim(made.evaluate_generator(batches(), val_samples=12)) == 0


def test_samples_and_steps() -> None:
    with pytest.raises(TypeError, match="give one of them"):
        model().fit_generator(batches(), samples_per_epoch=8, steps_per_epoch=2)


def test_second_place_of_fit_generator(level: str) -> None:
    made = model()
    made.fit_generator(batches(), 8, 1, 0)
    assert int(made.optimizer.iterations) == (2 if level == "1" else 8)
    rows = len(made.predict_generator(batches(), 8))
    assert rows == (8 if level == "1" else 32)


def test_later_places_of_fit_generator(level: str) -> None:
    made = model()
    count = 4 if level == "1" else 1  # samples or steps
    made.fit_generator(batches(), count, 2, 0, [], batches(), count, {0: 1.0, 1: 2.0})
    assert int(made.optimizer.iterations) == 2


METRICS = ["mae"]
COMPILED = [
    ((METRICS,), METRICS, None),
    ((METRICS, [1.0]), METRICS, [1.0]),
    (([1.0], METRICS), METRICS, [1.0]),
    ((None, METRICS), METRICS, None),
    (({"out": "mae"},), {"out": "mae"}, None),
    ((METRICS, None, "temporal"), METRICS, None),
    ((METRICS, "temporal"), METRICS, None),
    (([lambda y, p: p],), "function", None),
]


@pytest.mark.parametrize(("places", "metrics", "loss_weights"), COMPILED, ids=range(len(COMPILED)))
def test_compile_places(places: tuple[Any, ...], metrics: Any, loss_weights: Any) -> None:
    made = Sequential([layers.Dense(2, input_shape=(3,), name="out")])
    made.compile("sgd", "mse", *places)
    told = made._compile_arguments
    assert told["metrics"] == (places[0] if metrics == "function" else metrics)
    assert told["loss_weights"] == loss_weights
    assert told["sample_weight_mode"] == ("temporal" if "temporal" in places else None)


def test_compile_places_twice() -> None:
    with pytest.raises(TypeError, match="'metrics' twice"):
        Sequential([layers.Dense(2)]).compile("sgd", "mse", ["mae"], metrics=["mae"])


def test_dense_places(level: str) -> None:
    assert layers.Dense(4, "relu").activation.__name__ == "relu"
    assert type(layers.Dense(4, "uniform").kernel_initializer).__name__ == "RandomUniform"
    layer = layers.Dense(4, "one", "tanh")
    layer.build((None, 3))
    assert layer.activation.__name__ == "tanh" and np.all(layer.kernel.numpy() == 1)
    if level != "1":
        assert layers.Dense(4, "relu", False).use_bias is False
    with pytest.raises(TypeError, match="twice"):
        layers.Dense(4, "relu", activation="tanh")


def test_dropout_places() -> None:
    layer = layers.Dropout(0.25, (None, 1), 7)
    assert (layer.rate, layer.noise_shape, layer.seed) == (0.25, (None, 1), 7)


def test_prelu_places(level: str) -> None:
    places = ("zero", None, [1]) if level == "1" else ("zeros", None, None, [1])
    assert list(PReLU(*places).shared_axes) == [1]


def test_input_places(level: str) -> None:
    assert layers.Input((3,), (8, 3)).shape == (8, 3)
    assert layers.Input((3,), 8).shape == (8, 3)
    assert layers.Input((3,), None, "named").history.layer.name == "named"
    assert layers.Input((3,), None, "int32").dtype == "int32"
    assert layers.InputLayer(batch_input_shape=(8, 3), input_dtype="int32").dtype == "int32"
    assert layers.Input(batch_input_shape=(8, 3), input_dtype="int32").dtype == "int32"


def test_sequential_places() -> None:
    assert Sequential([], "named").name == "named"
    assert Sequential([], True, "named").name == "named"


def test_optimizer_names() -> None:
    assert float(SGD(lr=0.5).learning_rate) == 0.5 and float(SGD(0.5).lr) == 0.5
    assert Adam(0.1, 0.8, 0.9, 1e-5).epsilon == pytest.approx(1e-5)
    assert SGD(0.1, 0.9, True).nesterov is True


def test_callback_names() -> None:
    with pytest.warns(DeprecationWarning, match="now called `min_delta`"):
        assert ReduceLROnPlateau(epsilon=0.5).min_delta == 0.5


def test_to_categorical_names() -> None:
    assert to_categorical(y=[0, 1], nb_classes=3).shape == (2, 3)
    assert to_categorical([0, 1], 3).shape == (2, 3)


def test_backend_names(level: str) -> None:
    before = K.epsilon()
    K.set_epsilon(e=1e-5)
    assert K.epsilon() == 1e-5
    K.set_epsilon(before)
    assert K.one_hot(indices=np.array([1]), nb_classes=2).tolist() == [[0, 1]]
    target, output = np.array([[1.0, 0.0]]), np.array([[0.25, 0.75]])
    places = (output, target) if level == "1" else (target, output)
    for function in (K.categorical_crossentropy, K.binary_crossentropy):
        want = function(target=target, output=output)
        np.testing.assert_allclose(function(*places), want)
    np.testing.assert_allclose(K.categorical_crossentropy(*places), [-np.log(0.25)], rtol=1e-6)


@pytest.mark.skipif(not GENERATIONS.exists(), reason="the tables of Keras's generations are not here")
def test_every_conversion_of_what_is_built(level: str) -> None:
    """Keywords that Keras 2's own legacy decorators convert are rows here, for every layer that exists."""
    symbols = json.loads(GENERATIONS.read_text())["symbols"]
    missing = []
    for name in sorted(exported("layers")):
        legacy = symbols.get(f"keras.layers.{name}", {}).get("legacy", {})
        for found in legacy.values():
            rows = found.get("legacy_kwargs", {}).get("conversions", {})
            rows = {} if name == "InputLayer" else rows  # its own __init__ takes input_dtype
            own = RENAMED.get(exported("layers")[name].__name__, {})  # an alias is the class that it stands for
            missing += [f"{name}({old}=)" for old, new in rows.items() if own.get(old) != new]
    assert not missing
