"""What training returns: losses under weights and masks, history keys, names, validation rows, epochs of metrics."""

from __future__ import absolute_import, division, print_function

import numpy as np
from golden_harness import dense, fit, sequential

GENERATIONS = ["keras-1.2.2", "keras-2.3.1", "keras-2.15", "keras-3.15"]
SCENARIOS = {}


def scenario(*names, **options):
    """Register ``function(api, inputs, name)`` under each name; ``since`` leaves out older generations."""

    def register(function):
        for name in names:
            SCENARIOS[name] = (function, options.get("since", "keras-1.2.2"))
        return function

    return register


def data():
    """Inputs shared by all scenarios: rows, targets of four kinds, weights per sample, weights of the model."""
    rng = np.random.RandomState(21)
    f = "float32"
    labels = rng.randint(0, 3, 40)
    x3 = rng.randn(40, 5, 4).astype(f)
    for row, length in enumerate(rng.randint(1, 6, 40)):
        x3[row, length:] = 0
    inputs = {
        "x": rng.randn(40, 12).astype(f),
        "x3": x3,
        "y3": rng.randn(40, 5, 3).astype(f),
        "labels": labels.astype("int32"),
        "one_hot": np.eye(3)[labels].astype(f),
        "bits": rng.randint(0, 2, (40, 3)).astype(f),
        "bit": rng.randint(0, 2, (40, 1)).astype(f),
        "y": rng.randn(40, 3).astype(f),
        "weights": (rng.uniform(0, 2, 40) * (rng.uniform(size=40) > 0.2)).astype(f),
        "weights3": rng.uniform(0, 2, (40, 5)).astype(f),
    }
    for i, shape in enumerate([(12, 8), (8,), (8, 3), (3,)]):
        inputs["w%d" % i] = (0.4 * rng.randn(*shape)).astype(f)
    for i, shape in enumerate([(4, 3), (3,)]):
        inputs["k%d" % i] = (0.4 * rng.randn(*shape)).astype(f)
    return inputs


def mlp(api, inputs, activation="softmax", loss="categorical_crossentropy", metrics=(), units=3, **kwargs):
    """Dense(8) -> Dense(units), compiled with SGD(0.1)."""
    api.clear()
    model = sequential(api, [dense(api, 8, "relu", 12), dense(api, units, activation)], (12,))
    model.set_weights([inputs["w0"], inputs["w1"], inputs["w2"][:, :units], inputs["w3"][:units]])
    model.compile(loss=loss, optimizer=api.space("optimizers").SGD(0.1), metrics=list(metrics), **kwargs)
    return model


def results(api, model, history):
    """Weights and the history as arrays; the keys of the history as a fact."""
    arrays = dict(("w%d" % i, np.asarray(w)) for i, w in enumerate(model.get_weights()))
    arrays.update(("history." + k, np.asarray(v)) for k, v in history.items())
    return arrays, {"keys": sorted(history)}


@scenario(
    "fit plain",
    "fit sample_weight",
    "fit class_weight",
    "fit both weights",
    "fit ragged last batch",
    "fit validation_split",
    "fit validation_split sample_weight",
)
def weighted(api, inputs, name):
    """Three epochs under weights; the last batch shorter; validation on the last rows."""
    model = mlp(api, inputs, metrics=["accuracy"])
    options, rows = {}, 38 if "ragged" in name else 40
    if "sample_weight" in name or "both" in name:
        options["sample_weight"] = inputs["weights"]
    if "class_weight" in name or "both" in name:
        options["class_weight"] = {0: 1.0, 1: 3.0, 2: 0.5}
    if "split" in name:
        options["validation_split"] = 0.3
    return results(api, model, fit(api, model, inputs["x"][:rows], inputs["one_hot"][:rows], **options))


@scenario("fit class_weight sparse")
def sparse_class_weight(api, inputs, name):
    """class_weight with integer labels."""
    model = mlp(api, inputs, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return results(
        api, model, fit(api, model, inputs["x"], inputs["labels"].reshape(-1, 1), class_weight={0: 1.0, 1: 3.0, 2: 0.5})
    )


@scenario("fit validation_data", "fit validation_data weighted")
def validation(api, inputs, name):
    """Validation data given as a tuple, with weights as its third item."""
    model = mlp(api, inputs, metrics=["accuracy", "mse"])
    held = (inputs["x"][:13], inputs["one_hot"][:13]) + ((inputs["weights"][:13],) if "weighted" in name else ())
    return results(api, model, fit(api, model, inputs["x"][13:], inputs["one_hot"][13:], validation_data=held))


@scenario("keys accuracy", "keys acc", "keys mse", "keys mae", "keys several", "keys binary_accuracy")
def keys(api, inputs, name):
    """History keys for metrics as written."""
    metrics = {"keys several": ["accuracy", "mse", "mae"]}.get(name, [name.split()[1]])
    model = mlp(api, inputs, metrics=metrics)
    history = fit(api, model, inputs["x"], inputs["one_hot"], epochs=1, validation_split=0.25)
    arrays, facts = results(api, model, history)
    return arrays, dict(facts, metrics_names=list(model.metrics_names))


@scenario(
    "accuracy bce sigmoid 3", "accuracy bce sigmoid 1", "accuracy sparse", "accuracy mse", "accuracy acc bce sigmoid 3"
)
def accuracies(api, inputs, name):
    """Which accuracy 'accuracy' picks, by loss (to 2.3) or by shape (from 2.15)."""
    activation, loss, y, units = {
        "sparse": ("softmax", "sparse_categorical_crossentropy", inputs["labels"].reshape(-1, 1), 3),
        "mse": ("linear", "mse", inputs["y"], 3),
        "1": ("sigmoid", "binary_crossentropy", inputs["bit"], 1),
        "3": ("sigmoid", "binary_crossentropy", inputs["bits"], 3),
    }[name.split()[-1]]
    model = mlp(api, inputs, activation, loss, ["acc" if " acc " in name else "accuracy"], units)
    return results(api, model, fit(api, model, inputs["x"], y))


@scenario("evaluate", "evaluate sample_weight", "evaluate batch 7")
def evaluate(api, inputs, name):
    """What ``evaluate`` returns and in which order."""
    model = mlp(api, inputs, metrics=["accuracy", "mae"])
    options = {"sample_weight": inputs["weights"]} if "sample_weight" in name else {}
    got = model.evaluate(inputs["x"], inputs["one_hot"], batch_size=7 if "7" in name else 32, verbose=0, **options)
    return {"evaluate": np.asarray(got, dtype="float64")}, {"metrics_names": list(model.metrics_names)}


@scenario("evaluate return_dict", since="keras-2.15")
def evaluate_dict(api, inputs, name):
    """``evaluate(return_dict=True)``."""
    model = mlp(api, inputs, metrics=["accuracy", "mae"])
    got = model.evaluate(inputs["x"], inputs["one_hot"], verbose=0, return_dict=True)
    return dict((k, np.asarray(v)) for k, v in got.items()), {"keys": sorted(got)}


@scenario("weighted_metrics", since="keras-2.3.1")
def weighted_metrics(api, inputs, name):
    """metrics without and weighted_metrics with the sample weights."""
    model = mlp(api, inputs, metrics=["mae"], weighted_metrics=["mse"])
    return results(api, model, fit(api, model, inputs["x"], inputs["one_hot"], sample_weight=inputs["weights"]))


@scenario("train_on_batch", "train_on_batch sample_weight", "train_on_batch class_weight", "test_on_batch")
def on_batch(api, inputs, name):
    """Values returned by three calls, and the weights after them."""
    model = mlp(api, inputs, metrics=["accuracy"])
    options = {"sample_weight": inputs["weights"][:16]} if "sample" in name else {}
    options.update({"class_weight": {0: 1.0, 1: 3.0, 2: 0.5}} if "class_weight" in name else {})
    call = model.test_on_batch if "test" in name else model.train_on_batch
    got = [call(inputs["x"][:16], inputs["one_hot"][:16], **options) for _ in range(3)]
    arrays = dict(("w%d" % i, np.asarray(w)) for i, w in enumerate(model.get_weights()))
    return dict(arrays, returned=np.asarray(got, dtype="float64")), {}


@scenario("predict", "predict batch 7", "predict_on_batch")
def predict(api, inputs, name):
    """Predictions, whole and in ragged batches."""
    model = mlp(api, inputs)
    if "on_batch" in name:
        return {"y": np.asarray(model.predict_on_batch(inputs["x"]))}, {}
    return {"y": np.asarray(model.predict(inputs["x"], batch_size=7 if "7" in name else 32, verbose=0))}, {}


@scenario("mask", "mask evaluate", "mask sample_weight", "mask temporal weights", "mask metrics")
def masks(api, inputs, name):
    """Masking -> Dense on every step -> mse: how masked steps count."""
    api.clear()
    layers = api.keras.layers
    first = layers.Masking(input_shape=(5, 4)) if api.graph else layers.Masking()
    step = layers.TimeDistributed(layers.Dense(3)) if api.generation == "keras-1.2.2" else layers.Dense(3)
    model = sequential(api, [first, step], (5, 4))
    model.set_weights([inputs["k0"], inputs["k1"]])
    temporal = {"sample_weight_mode": "temporal"} if "temporal" in name and api.graph else {}
    metrics = ["mae"] if "metrics" in name else []
    model.compile(loss="mse", optimizer=api.space("optimizers").SGD(0.1), metrics=metrics, **temporal)
    options = {"sample_weight": inputs["weights3"]} if "temporal" in name else {}
    options.update({"sample_weight": inputs["weights"]} if "sample_weight" in name else {})
    if "evaluate" in name:
        return {"evaluate": np.asarray(model.evaluate(inputs["x3"], inputs["y3"], verbose=0))}, {}
    return results(api, model, fit(api, model, inputs["x3"], inputs["y3"], **options))


@scenario("regularized", "regularized activity")
def regularized(api, inputs, name):
    """Weight penalties and activity penalties as part of the reported loss."""
    api.clear()
    old = api.generation == "keras-1.2.2"
    penalty = api.space("regularizers").l2(0.05)
    key = "activity_regularizer" if "activity" in name else "W_regularizer" if old else "kernel_regularizer"
    model = sequential(api, [dense(api, 8, "relu", 12, **{key: penalty}), dense(api, 3, "linear")], (12,))
    model.set_weights([inputs["w%d" % i] for i in range(4)])
    model.compile(loss="mse", optimizer=api.space("optimizers").SGD(0.05))
    return results(api, model, fit(api, model, inputs["x"], inputs["y"]))


@scenario("constrained")
def constrained(api, inputs, name):
    """A norm constraint applied after every update."""
    api.clear()
    key = "W_constraint" if api.generation == "keras-1.2.2" else "kernel_constraint"
    model = sequential(
        api, [dense(api, 8, "relu", 12, **{key: api.space("constraints").UnitNorm()}), dense(api, 3, "linear")], (12,)
    )
    model.set_weights([inputs["w%d" % i] for i in range(4)])
    model.compile(loss="mse", optimizer=api.space("optimizers").SGD(0.05))
    return results(api, model, fit(api, model, inputs["x"], inputs["y"]))


@scenario("two outputs")
def two_outputs(api, inputs, name):
    """Loss weights, names of the logs and the order of ``evaluate`` with two outputs."""
    api.clear()
    layers, old = api.keras.layers, api.generation == "keras-1.2.2"
    x = layers.Input(shape=(12,))
    hidden = dense(api, 8, "relu")(x)
    outputs = [dense(api, 3, "softmax", name="left")(hidden), dense(api, 3, "linear", name="right")(hidden)]
    ends = ("input", "output") if old else ("inputs", "outputs")
    model = api.keras.models.Model(**dict(zip(ends, (x, outputs))))
    model.set_weights([inputs["w0"], inputs["w1"], inputs["w2"], inputs["w3"], -inputs["w2"], -inputs["w3"]])
    model.compile(
        loss={"left": "categorical_crossentropy", "right": "mse"},
        loss_weights={"left": 1.0, "right": 0.3},
        optimizer=api.space("optimizers").SGD(0.1),
        metrics={"left": ["accuracy"], "right": ["mae"]},
    )
    targets = {"left": inputs["one_hot"], "right": inputs["y"]}
    arrays, facts = results(api, model, fit(api, model, inputs["x"], targets, validation_split=0.2))
    arrays["evaluate"] = np.asarray(model.evaluate(inputs["x"], targets, verbose=0), dtype="float64")
    return arrays, dict(facts, metrics_names=list(model.metrics_names))


@scenario("names sequential")
def names(api, inputs, name):
    """Automatic names of layers and weights, and the sizes of the model."""
    api.clear()
    layers = api.keras.layers
    model = sequential(
        api,
        [
            dense(api, 8, "relu", 12),
            dense(api, 8, "linear"),
            layers.Activation("relu"),
            layers.Dropout(0.5),
            layers.LeakyReLU(),
            dense(api, 3, "softmax"),
        ],
        (12,),
    )
    return {}, {
        "layers": [layer.name for layer in model.layers],
        "weights": [w.name for w in model.weights],
        "model": model.name,
        "params": int(model.count_params()),
        "shapes": [list(np.shape(w)) for w in model.get_weights()],
    }


@scenario("names functional")
def functional_names(api, inputs, name):
    """Automatic names in a functional model."""
    api.clear()
    layers, old = api.keras.layers, api.generation == "keras-1.2.2"
    x = layers.Input(shape=(12,))
    y = layers.Flatten()(layers.Reshape((3, 4))(dense(api, 12, "relu")(x)))
    model = api.keras.models.Model(**dict(zip(("input", "output") if old else ("inputs", "outputs"), (x, y))))
    return {}, {
        "layers": [layer.name for layer in model.layers],
        "weights": [w.name for w in model.weights],
        "model": model.name,
        "input_names": list(model.input_names) if hasattr(model, "input_names") else None,
        "output_names": list(model.output_names) if hasattr(model, "output_names") else None,
    }


def cases(generation):
    """(id, spec, inputs) of every scenario the generation has."""
    for name, (_, since) in sorted(SCENARIOS.items()):
        if GENERATIONS.index(generation) >= GENERATIONS.index(since):
            yield name.replace(" ", "-"), {"scenario": name}, data() if not name.startswith("names") else {}


def run(api, spec, inputs):
    """Play the scenario."""
    return SCENARIOS[spec["scenario"]][0](api, inputs, spec["scenario"])
