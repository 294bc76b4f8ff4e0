"""Every architecture against the stored facts of real Keras: layers, parameters, outputs of fixed weights."""

import difflib
import importlib
import json
import pathlib
import re
import time

import numpy as np
import pytest
from application_facts import CLASSES, filled, images, lines_of, unpacked

from kerasish import applications, compat

GOLDENS = pathlib.Path(__file__).parent / "goldens"
NAMES = sorted(path.stem for path in GOLDENS.glob("*.json"))
OLDER = sorted(path.stem for path in (GOLDENS / "older").glob("*.json"))
TOLERANCE = 2e-5
"""Of the largest output: float32 sums over hundreds of layers, in another order than TensorFlow's."""
SMALLEST = 12e6
"""Above so many parameters, an architecture is not made at its usual size: filling the weights takes the time."""
LARGEST = 25e6
"""Above so many parameters, the output is not computed, for the same reason."""
AUTOMATIC = re.compile(
    r"\b(conv2d|convolution2d|batchnormalization|activation|maxpooling2d|averagepooling2d|zeropadding2d|flatten|add"
    r"|concatenate|merge)(_\d+)?(?=$|,)"
)
"""Names that Keras 1 gave by itself."""
BARE = ("Lambda ", "TFOpLambda ", "Sequential ")
"""Functions of Keras 2, here layers that can be saved; and models, whose input Keras 2 says to be their own."""


def golden(name):
    return json.loads((GOLDENS / f"{name}.json").read_text())


def made(facts, name, **arguments):
    room = importlib.import_module(f"kerasish.applications.{facts['module']}")
    return getattr(room, name.split("-")[0])(
        weights=None, input_shape=tuple(facts["shape"]), classes=CLASSES, **facts["arguments"], **arguments
    )


def same(expected, received):
    """Nothing, or the lines that differ."""
    return "\n".join(list(difflib.unified_diff(expected, received, "Keras", "kerasish", lineterm="", n=0))[:20])


def without_bare_ops(received, expected):
    """Our lines without the layers, all without weights, for sums and products that Keras 3 keeps beside its layers."""
    known = {line.split(" ")[1] for line in expected}
    extra = [line.split(" ") for line in received if line.split(" ")[1] not in known]
    for kind, name, _, parameters, *_ in extra:
        if kind not in ("Add", "Rescaling") or not re.fullmatch(r"(add|multiply)(_\d+)?", name) or parameters != "0":
            return received
    names = {line[1] for line in extra}
    return [line for line in received if line.split(" ")[1] not in names]


@pytest.mark.parametrize("name", NAMES)
def test_layers_and_parameters(name):
    facts = golden(name)
    model = made(facts, name)
    expected = unpacked(facts["lines"])
    assert not same(expected, without_bare_ops(lines_of(model), expected))
    assert (model.name, model.count_params()) == (facts["name"], facts["parameters"])
    assert sum(w.size for w in model.trainable_weights) == facts["trainable"]


@pytest.mark.parametrize("name", NAMES)
def test_output_of_fixed_weights(name, record_property):
    facts = golden(name)
    if facts["parameters"] > LARGEST:
        pytest.skip("its weights are many")
    model = filled(made(facts, name, classifier_activation=None), facts["module"])
    expected = np.array([[float(v) for v in row.split(" ")] for row in facts["output"]])
    output = model.predict(images(facts["shape"], module=facts["module"]), verbose=0)
    error = float(np.max(np.abs(output - expected)) / np.max(np.abs(expected)))
    print(f"{name}: {error:.1e} of the largest output")
    record_property("error", error)
    assert error < TOLERANCE


@pytest.mark.parametrize("name", NAMES)
def test_usual_size(name, record_property):
    facts = golden(name)
    if facts.get("full_parameters", 1e12) > SMALLEST:
        pytest.skip("its weights are many")
    start = time.perf_counter()
    model = getattr(applications, name)(weights=None)
    seconds = time.perf_counter() - start
    print(f"{name}: made in {seconds:.2f} s; Keras 3.15 took {facts['keras_seconds']} s for its small form")
    record_property("seconds", seconds)
    assert model.count_params() == facts["full_parameters"]


@pytest.mark.parametrize("row", OLDER)
def test_layers_of_older_generations(row):
    name, version = row.rsplit("-", 1)
    facts = json.loads((GOLDENS / "older" / f"{row}.json").read_text())
    compat.set_level(version)
    module = "resnet50" if name == "ResNet50Classic" else golden(name)["module"]
    room = importlib.import_module(f"kerasish.applications.{module}")
    model = getattr(room, name.replace("Classic", "").split("-")[0])(
        weights=None, input_shape=tuple(facts["shape"]), classes=CLASSES, **facts.get("arguments", {})
    )
    expected, received = unpacked(facts["lines"]), lines_of(model)
    if version.startswith("1"):
        expected, received = map(without_classes, (expected, received))
    else:
        bare = {line.split(" ")[1] for line in expected if line.startswith(BARE)}
        expected, received = without_functions(expected, bare), without_functions(received, bare)
    assert not same(expected, received)
    assert (model.name, model.count_params()) == (facts["name"], facts["parameters"])


def without_classes(lines):
    """Name, shape, parameters, inputs: the classes and arguments of Keras 1 had other names, and so had its layers."""
    found = []
    for line in lines:
        _, name, shape, parameters, inputs = line.split(" ")[:5]
        found.append(" ".join((AUTOMATIC.sub(plain_name, name), shape, parameters, AUTOMATIC.sub(plain_name, inputs))))
    return found


def plain_name(found):
    joins = dict.fromkeys(("merge", "add", "concatenate"), "join")
    return {"convolution2d": "conv2d", **joins}.get(found[1], found[1])


def without_functions(lines, names):
    """The lines of `BARE` layers without their class, inputs and arguments."""
    return [" ".join(line.split(" ")[1:4]) if line.split(" ")[1] in names else line for line in lines]
