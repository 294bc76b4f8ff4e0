"""Model files for other programs, with inputs and outputs, and the check of files that other programs wrote.

Runs under any Python from 3.6 on, with kerasish or with any real Keras:

    python exchange.py write GENERATION FOLDER [MODULE]    NAME.h5 and NAME.npz for each case
    python exchange.py check GENERATION FOLDER [MODULE]    a JSON line with, for each file, what differs

GENERATION is 1, 2.3, 2.15 or 3: which spellings and optimizers there are. MODULE is `keras` (default) or `kerasish`.
An NPZ holds `x`, `y`, `out` (predictions), and for compiled models `next_i`: the weights after one more step on (x, y).
"""

import functools
import importlib
import json
import os
import sys
import warnings

import numpy as np

GENERATIONS = ("1", "2.3", "2.15", "3")
STEPS_BEFORE_SAVING = 3

# Class name, arguments, the first and the last generation that can be compared.
OPTIMIZERS = [
    ("SGD", {}, "1", "3"),
    ("SGD", {"momentum": 0.9, "nesterov": True}, "1", "3"),
    ("SGD", {"momentum": 0.5, "decay": 0.1}, "1", "2.3"),
    ("SGD", {"clipnorm": 0.1}, "1", "3"),
    ("SGD", {"clipvalue": 0.01}, "1", "3"),
    ("RMSprop", {}, "1", "3"),
    ("RMSprop", {"momentum": 0.5, "centered": True}, "2.15", "3"),
    ("Adagrad", {}, "1", "3"),
    ("Adadelta", {}, "1", "3"),
    ("Adam", {}, "1", "3"),
    ("Adam", {"decay": 0.1}, "1", "2.3"),
    ("Adam", {"amsgrad": True}, "2.3", "3"),
    ("Adamax", {}, "1", "3"),
    ("Nadam", {}, "1", "3"),
    ("AdamW", {"weight_decay": 0.1}, "2.15", "3"),
    ("Adafactor", {}, "2.15", "3"),
    ("Ftrl", {}, "2.15", "3"),
    ("Lion", {}, "2.15", "3"),
    ("Adam", {"use_ema": True, "ema_momentum": 0.9}, "2.15", "3"),
    ("Lamb", {}, "3", "3"),
    ("Muon", {}, "3", "3"),
    ("ScheduleFreeAdamW", {}, "3", "3"),
    ("SGD", {"gradient_accumulation_steps": 2}, "3", "3"),
    ("Adam", {"loss_scale_factor": 8.0}, "3", "3"),
]
LEGACY = ["SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam", "Ftrl"]
LOSSES = [
    ("mean_squared_error", ["mae"], "1", "3"),
    ("mae", None, "1", "3"),
    ("binary_crossentropy", ["accuracy"], "1", "3"),
    ("categorical_crossentropy", ["accuracy", "mse"], "1", "3"),
    ("sparse_categorical_crossentropy", ["accuracy"], "1", "3"),
    ("squared_hinge", None, "1", "3"),
    ("poisson", None, "1", "3"),
    ("Huber()", ["MeanSquaredError()"], "2.15", "3"),
    ("CategoricalCrossentropy(from_logits=True)", ["Precision()", "AUC()"], "2.15", "3"),
    ("BinaryCrossentropy(label_smoothing=0.1)", ["BinaryAccuracy(threshold=0.3)"], "2.15", "3"),
]


def within(generation, first, last):
    """Whether a generation lies between two others."""
    place = GENERATIONS.index
    return place(first) <= place(generation) <= place(last)


class Program:
    """A Keras, by its module and generation."""

    def __init__(self, module, generation):
        self.name, self.generation = module, generation
        for room in ("layers", "models", "optimizers", "metrics"):
            setattr(self, room, importlib.import_module(module + "." + room))
        self.losses = importlib.import_module(module + (".objectives" if generation == "1" else ".losses"))

    def old(self):
        return self.generation == "1"


def small(p, units=3, activation=None):
    """Two Dense layers."""
    D = p.layers.Dense
    return p.models.Sequential([D(5, activation="tanh", input_shape=(4,)), D(units, activation=activation)])


def stack(p):
    """A layer of every class that all generations have."""
    L = p.layers
    layers = [
        L.Dense(12, input_shape=(4,), name="first"),
        L.Activation("tanh"),
        L.Dropout(0.3),
        L.Reshape((3, 4)),
        L.Permute((2, 1)),
        L.LeakyReLU(0.2),
        L.GaussianNoise(0.1),
        L.Flatten(),
        L.RepeatVector(2),
        L.GaussianDropout(0.2),
        L.Flatten(),
        L.PReLU(),
        L.ELU(0.7),
        L.ActivityRegularization(l1=0.001),
        L.Dense(3, activation="softmax", name="last"),
    ]
    if p.generation in ("2.3", "2.15", "3"):
        layers[11:11] = [L.ReLU(3.0), L.Softmax()]
    if p.generation in ("2.3", "2.15"):
        layers.insert(11, L.ThresholdedReLU(0.1))
    return p.models.Sequential(layers)


def configured(p):
    """Regularizers, constraints and initializers of Dense, and one without a bias."""
    if p.old():
        words = {"W_regularizer": "l2", "b_constraint": "nonneg", "init": "he_normal"}
        free = {"bias": False}
    else:
        words = {"kernel_regularizer": "l2", "bias_constraint": "non_neg", "kernel_initializer": "he_normal"}
        free = {"use_bias": False}
    D = p.layers.Dense
    return p.models.Sequential([D(5, input_shape=(4,), **words), D(3, activation="sigmoid", **free)])


def graph(p, rate=0.5):
    """One input, a shared layer called twice, two outputs."""
    L = p.layers
    x = L.Input((4,), name="numbers")
    shared = L.Dense(4, activation="relu", name="shared")
    a = shared(x)
    b = L.Dropout(rate, name="drop")(shared(a))
    out = [L.Dense(2, name="left")(b), L.Dense(3, activation="softmax", name="right")(a)]
    return functional(p, x, out)


def functional(p, inputs, outputs):
    return p.models.Model(input=inputs, output=outputs) if p.old() else p.models.Model(inputs, outputs)


def nested(p):
    """A model as a layer of another."""
    L = p.layers
    inner = p.models.Sequential([L.Dense(6, activation="relu", input_shape=(4,))], name="inner")
    if p.old():
        outer = p.models.Sequential()
        outer.add(inner)
        outer.add(L.Dense(3))
        return outer
    return p.models.Sequential([inner, L.Dense(3)])


def two_inputs(p):
    """Two inputs and two outputs, never met."""
    L = p.layers
    a, b = L.Input((4,), name="a"), L.Input((4,), name="b")
    return functional(p, [a, b], [L.Dense(2, name="of_b")(b), L.Dense(3, name="of_a")(a)])


def seeded(model, seed=7):
    """Give a model weights that depend on their shapes alone."""
    draw = np.random.RandomState(seed)
    model.set_weights([draw.uniform(-0.8, 0.8, w.shape).astype(w.dtype) for w in model.get_weights()])
    return model


def optimizer_of(p, name, arguments, legacy=False):
    """The optimizer of a row, with a rate at which something moves."""
    room = p.optimizers.legacy if legacy else p.optimizers
    rate = "learning_rate" if p.generation in ("2.15", "3") else "lr"
    value = {"Adadelta": 0.5, "Lion": 0.001}.get(name, 0.01)
    return getattr(room, name)(**dict({rate: value}, **arguments))


def called(room, spelling):
    """`'Huber()'` makes an object; a plain name stays a name."""
    if not isinstance(spelling, str) or "(" not in spelling:
        return spelling
    name, _, rest = spelling.partition("(")
    arguments = dict(word.split("=") for word in rest.rstrip(")").split(",") if word)
    return getattr(room, name)(**{k: json.loads(v.lower()) for k, v in arguments.items()})


def cases(p):
    """Name, function that makes the model, and what is compiled (or None), of every case of a generation."""
    found = [("stack", lambda: stack(p), None), ("graph", lambda: graph(p), None), ("nested", lambda: nested(p), None)]
    found.append(("two_inputs", lambda: two_inputs(p), None))
    found.append(("configured", lambda: configured(p), ("SGD", {}, "mse", None)))
    if p.generation != "1":  # two targets and a shared layer, trained
        found.append(("graph_trained", lambda: graph(p, 0.0), ("SGD", {}, ["mse", "categorical_crossentropy"], None)))
    for name, arguments, first, last in OPTIMIZERS:
        if within(p.generation, first, last):
            label = "_".join([name.lower()] + sorted(arguments))
            found.append((label, lambda: small(p), (name, arguments, "mse", None)))
    if p.generation == "2.15":
        for name in LEGACY:
            found.append(("legacy_" + name.lower(), lambda: small(p), (name, legacy_arguments(name), "mse", "legacy")))
    for i, (loss, metrics, first, last) in enumerate(LOSSES):
        if within(p.generation, first, last):
            label = "loss_%s" % loss.partition("(")[0].lower()
            found.append((label, functools.partial(small, p, 3, activation_for(loss)), ("SGD", {}, loss, metrics)))
    return found


def legacy_arguments(name):
    """`decay`, but for Nadam, whose configuration holds another number under that name."""
    return {} if name == "Nadam" else {"decay": 0.1}


def activation_for(loss):
    """Where backends disagree about a loss on other activations, one on which they agree."""
    if "logits" in loss:
        return None
    return "sigmoid" if "binary" in loss.lower() else "softmax"


def targets(model, loss):
    """Targets that fit a loss."""
    draw = np.random.RandomState(5)
    if isinstance(loss, list):
        return [draw.uniform(size=(6, 2)).astype("float32"), np.eye(3, dtype="float32")[draw.randint(0, 3, 6)]]
    if "sparse" in loss:
        return draw.randint(0, 3, (6, 1)).astype("float32")
    if "categorical" in loss.lower() or "binary" in loss.lower():
        return np.eye(3, dtype="float32")[draw.randint(0, 3, 6)]
    return draw.uniform(size=(6, 3)).astype("float32")


def compiled(p, model, told):
    name, arguments, loss, rest = told
    legacy = rest == "legacy"
    metrics = None if legacy or rest is None else [called(p.metrics, m) for m in rest]
    optimizer = optimizer_of(p, name, arguments, legacy)
    model.compile(optimizer=optimizer, loss=called(p.losses, loss), **({"metrics": metrics} if metrics else {}))
    return model


def as_list(value):
    return list(value) if isinstance(value, (list, tuple)) else [value]


def predictions(model, x):
    count = len(as_list(model.input_shape)) if isinstance(model.input_shape, list) else 1
    return [np.asarray(v) for v in as_list(model.predict([x] * count if count > 1 else x, verbose=0))]


def write_case(p, folder, name, make, told):
    """One file and its record."""
    x = np.random.RandomState(3).uniform(-1, 1, (6, 4)).astype("float32")
    model = seeded(make())
    record = {"x": x}
    if told is not None:
        compiled(p, model, told)
        y = targets(model, told[2])
        for _ in range(STEPS_BEFORE_SAVING):
            model.train_on_batch(x, y)
        record.update(("y_%d" % i, v) for i, v in enumerate(as_list(y)))
    model.save(os.path.join(folder, name + ".h5"))
    record.update(("out_%d" % i, v) for i, v in enumerate(predictions(model, x)))
    record.update(("weight_%d" % i, v) for i, v in enumerate(model.get_weights()))
    if told is not None:
        record["json"] = np.array(model.to_json())
        if name.endswith("nadam"):  # up to 2.15, files leave out its product of momenta, which then starts anew
            model.train_on_batch(x, y)
        else:
            model = reloaded(p, model, os.path.join(folder, name + ".h5"), x, y)
        record.update(("next_%d" % i, v) for i, v in enumerate(model.get_weights()))
    record.setdefault("json", np.array(model.to_json()))
    np.savez_compressed(os.path.join(folder, name + ".npz"), **record)


def reloaded(p, model, path, x, y):
    """The model from the file after one more step; Keras 3.15 cannot train models from HDF5: there, the model."""
    try:
        found = p.models.load_model(path)
        found.train_on_batch(x, y)
        return found
    except Exception:
        model.train_on_batch(x, y)
        return model


def numbered(record, name):
    found = [k for k in record.files if k.startswith(name + "_")]
    return [record[k] for k in sorted(found, key=lambda k: int(k.split("_")[1]))]


def distance(expected, received):
    """Largest difference, relative to the larger of 1 and the expected."""
    if [e.shape for e in expected] != [r.shape for r in received]:
        return "shapes %s, not %s" % ([r.shape for r in received], [e.shape for e in expected])
    gaps = [np.max(np.abs(e - r) / np.maximum(1, np.abs(e))) if e.size else 0.0 for e, r in zip(expected, received)]
    return float(max(gaps)) if gaps else 0.0


def check_case(p, folder, name):
    """Differences of predictions, of the weights after one more step, of the model from JSON; or what went wrong."""
    record = np.load(os.path.join(folder, name + ".npz"))
    found = {}
    for part in (check_file, check_json):
        try:
            part(p, os.path.join(folder, name + ".h5"), record, found)
        except Exception as error:  # the point is to hear of every file
            found[part.__name__] = "%s: %s" % (type(error).__name__, str(error)[:1500])
    return found


def check_file(p, path, record, found):
    model = p.models.load_model(path)
    found["out"] = distance(numbered(record, "out"), predictions(model, record["x"]))
    if "next_0" in record.files:
        found["next"] = step_further(model, record)
        if p.generation == "2.3" and found["next"] > 1e-6:
            # TensorFlow 1 reads the iterations before or after they are counted on, as it happens
            model = p.models.load_model(path)
            model.optimizer.iterations = np.asarray(model.optimizer.iterations) + 1
            found["next"] = step_further(model, record)


def step_further(model, record):
    """Distance of the weights after one more step."""
    y = numbered(record, "y")
    model.train_on_batch(record["x"], y[0] if len(y) == 1 else y)
    return distance(numbered(record, "next"), [np.asarray(w) for w in model.get_weights()])


def check_json(p, path, record, found):
    model = p.models.model_from_json(record["json"].item())
    model.set_weights(numbered(record, "weight"))
    found["json"] = distance(numbered(record, "out"), predictions(model, record["x"]))


def names_in(folder):
    return sorted(f[:-4] for f in os.listdir(folder) if f.endswith(".npz"))


def main(task, generation, folder, module="keras"):
    warnings.simplefilter("ignore")
    p = Program(module, generation)
    if task == "write":
        for name, make, told in cases(p):
            try:
                write_case(p, folder, name, make, told)
            except Exception as error:
                print("%s: %s: %s" % (name, type(error).__name__, str(error)[:600]), file=sys.stderr)
        return
    print("@@" + json.dumps({name: check_case(p, folder, name) for name in names_in(folder)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
