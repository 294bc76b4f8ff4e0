"""What the makers (run under real Keras) and the tests (run under kerasish) have in common.

A *family* is a module ``make_<family>.py`` with two functions:

``cases(generation)``          yields ``(id, spec, inputs)``: a JSON-able spec and named input arrays
``run(api, spec, inputs)``     does the Keras calls and returns ``(arrays, facts)``: named arrays, JSON-able facts

``run`` is the same text for real Keras and for kerasish; only ``Api`` knows which library is underneath.
Python 3.6 syntax: the oldest reference runs on it.
"""

import hashlib
import json
import os

import numpy as np

#: Generation -> level of ``kerasish.compat.set_level``.
LEVELS = {"keras-1.2.2": "1", "keras-2.3.1": "2.3", "keras-2.15": "2.15", "keras-3.15": "3"}

#: Relative to max(1, |x|): losses, metrics, activations, regularizers, constraints, layers.
TOLERANCE_VALUES = 1e-6
#: Relative to max(1, |x|): weights after three epochs of training.
TOLERANCE_WEIGHTS = 1e-5
#: Relative to max(1, |x|): gradients through a whole layer or a loss (sums over the batch in float32).
TOLERANCE_GRADIENTS = 1e-5

#: Cases in which TensorFlow and JAX give different answers under the same Keras, and either is accepted: saturated
#: probabilities (TensorFlow goes back to the logits, JAX clips), per-output losses in ``evaluate`` with a ragged last
#: batch (TensorFlow's static batch size is None, so batches count equally; JAX weights them by their rows), trained
#: tables of an Embedding (TensorFlow squares gradient rows of the same word apart, JAX squares their sum), and
#: ScheduleFreeAdamW, whose ``momentum_old = momentum.value`` is a copy on JAX (what the formula means) but on
#: TensorFlow the variable itself, read after its update. Full case ids or beginnings of them.
EITHER = {
    "keras-3.15/losses": (
        "class-BinaryFocalCrossentropy-from_logits=True-binary_logits-weights=none",
        "class-BinaryFocalCrossentropy-from_logits=True-binary_logits-weights=sample",
        "function-binary_focal_crossentropy-from_logits=True-binary_logits",
        "gradient-binary_focal_crossentropy-from_logits=True-binary_logits",
    ),
    "keras-3.15/training": ("two-outputs",),
    "keras-3.15/embedding": ("trained-",),
    "keras-3.15/optimizers": ("new-ScheduleFreeAdamW-",),
}


def either(generation, family, case):
    """Whether the other backend's answer to this case is accepted as well."""
    return case.startswith(EITHER.get(generation + "/" + family, ("\n",)))


FAMILIES = (
    "optimizers",
    "losses",
    "activations",
    "metrics",
    "regularizers",
    "initializers",
    "schedules",
    "layers",
    "convolution",
    "convolution_theano",
    "pooling",
    "scaling",
    "training",
    "merge",
    "resizing",
    "functional",
)


class Api:
    """One Keras library under one generation's spelling.

    ``keras``: the module users import; ``generation``: a key of ``LEVELS``;
    ``eager``: function array -> tensor for 2.15 and 3.15; ``gradient``: function (fn, array, upstream) -> array.
    """

    def __init__(self, keras, generation, eager=None, gradient=None):
        self.keras, self.generation = keras, generation
        self.graph = generation in ("keras-1.2.2", "keras-2.3.1")
        self._eager, self._gradient = eager, gradient

    @property
    def epochs_name(self):
        """Spelling of the ``epochs`` argument of fit."""
        return "nb_epoch" if self.generation == "keras-1.2.2" else "epochs"

    def tensor(self, array):
        """A backend tensor holding the array (a variable where only variables can be evaluated)."""
        if self.graph:
            return self.keras.backend.variable(np.asarray(array))
        return self._eager(array)

    def value(self, tensor):
        """The NumPy array a tensor (or an expression over variables) stands for."""
        if isinstance(tensor, (int, float, np.ndarray, np.generic)):
            return np.asarray(tensor)
        if self.graph:
            return np.asarray(self.keras.backend.eval(tensor))
        if hasattr(tensor, "detach"):
            tensor = tensor.detach()
        return np.asarray(tensor)

    def gradient(self, function, array, upstream):
        """d sum(function(array) * upstream) / d array."""
        return np.asarray(self._gradient(function, array, upstream))

    def space(self, name):
        """A public namespace, by its dotted name under the library."""
        module = self.keras
        for part in name.split("."):
            module = getattr(module, part)
        return module

    def make(self, namespace, name, args):
        """``namespace.name(**args)``, with nested ``{"make": [namespace, name, args]}`` values built first."""
        return getattr(self.space(namespace), name)(**dict((k, self._nested(v)) for k, v in args.items()))

    def _nested(self, value):
        if isinstance(value, dict) and list(value) == ["make"]:
            return self.make(*value["make"])
        return value

    def clear(self):
        """Forget the graph, so that one case cannot slow down or rename the next."""
        if hasattr(self.keras.backend, "clear_session"):
            self.keras.backend.clear_session()


def fit(api, model, x, y, epochs=3, **kwargs):
    """``model.fit`` without shuffling, batches of 8; returns the history as lists of floats."""
    kwargs.update({api.epochs_name: epochs, "verbose": 0, "shuffle": False})
    kwargs.setdefault("batch_size", 8)
    history = model.fit(x, y, **kwargs)
    return dict((k, [float(v) for v in values]) for k, values in history.history.items())


def dense(api, units, activation, input_dim=None, **kwargs):
    """A Dense layer in the generation's spelling; the first one carries the input size where that is the custom."""
    if input_dim is not None and api.graph:
        kwargs["input_dim"] = input_dim
    return api.keras.layers.Dense(units, activation=activation, **kwargs)


def sequential(api, layers, input_shape=None):
    """A Sequential model of ``layers``; the input shape (batch left out) goes in an Input for 2.15 and 3.15."""
    model = api.keras.models.Sequential()
    if input_shape is not None and not api.graph:
        model.add(api.keras.layers.Input(shape=input_shape))
    for layer in layers:
        model.add(layer)
    return model


class Store:
    """Cases of one family on their way to one ``.npz``: equal arrays are stored once, the index is JSON inside."""

    def __init__(self, versions):
        self.index = {"versions": versions, "cases": {}, "refused": {}}
        self.arrays = {}

    def _key(self, array):
        array = np.ascontiguousarray(array) if np.ndim(array) else np.asarray(array)
        text = repr((array.dtype.str, array.shape)).encode() + array.tobytes()
        key = "a" + hashlib.sha1(text).hexdigest()[:12]
        self.arrays[key] = array
        return key

    def add(self, name, spec, inputs, arrays, facts):
        """One case that the reference has run."""
        if name in self.index["cases"]:
            raise ValueError("case id used twice: " + name)
        self.index["cases"][name] = {
            "spec": spec,
            "facts": facts,
            "in": dict((k, self._key(v)) for k, v in inputs.items()),
            "out": dict((k, self._key(v)) for k, v in arrays.items()),
        }

    def refuse(self, name, error):
        """One case that the reference cannot run: only the reason is kept."""
        self.index["refused"][name] = type(error).__name__ + ": " + str(error).strip().splitlines()[0][:160]

    def save(self, path):
        """Write the file; byte for byte the same for the same content."""
        text = json.dumps(self.index, sort_keys=True)
        np.savez_compressed(path, **dict(self.arrays, index=np.frombuffer(text.encode("utf-8"), dtype=np.uint8)))


def load(path):
    """``(index, {case id: (spec, inputs, outputs, facts)})`` of a stored family."""
    with np.load(path) as data:
        arrays = dict((k, data[k]) for k in data.files)
    index = json.loads(bytes(arrays["index"]).decode("utf-8"))
    cases = {}
    for name, case in index["cases"].items():
        inputs = dict((k, arrays[v]) for k, v in case["in"].items())
        outputs = dict((k, arrays[v]) for k, v in case["out"].items())
        cases[name] = (case["spec"], inputs, outputs, case["facts"])
    return index, cases


def stored(family):
    """``[(generation, case id)]`` of a family over all generations, in a fixed order."""
    folder, found = os.path.dirname(os.path.abspath(__file__)), []
    for generation in sorted(LEVELS):
        path = os.path.join(folder, generation, family + ".npz")
        if os.path.exists(path):
            found.extend((generation, name) for name in sorted(load(path)[1]))
    return found


def difference(expected, actual):
    """Largest difference relative to max(1, |expected|); equal infinities and NaNs count as no difference."""
    expected, actual = np.asarray(expected, dtype="float64"), np.asarray(actual, dtype="float64")
    if expected.shape != actual.shape:
        return float("inf")
    same = (expected == actual) | (np.isnan(expected) & np.isnan(actual))
    with np.errstate(invalid="ignore"):
        gap = np.where(same, 0.0, np.abs(expected - actual) / np.maximum(1.0, np.abs(expected)))
    return float(np.max(np.where(np.isnan(gap), np.inf, gap))) if gap.size else 0.0
