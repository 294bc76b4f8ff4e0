"""Checks of whole models, and of layers inside a model: saving, cloning, and that a replay allocates nothing.

Each works as soon as the room it needs is there, and is skipped, with a word, until then.
"""

from __future__ import annotations

import importlib
import os
import tempfile
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np

from ..layers.history import as_list
from .case import Case
from .compare import close, identical, on_device

FORMATS = (".h5", ".keras")
ALLOWED_BYTES = 64 * 1024  # Python's own small objects come and go; arrays of a batch would show


def room(path: str, name: str) -> Any:
    """A function of another room, such as `("saving", "load_model")`; skips the test while there is none."""
    import pytest

    try:
        return getattr(importlib.import_module(f"kerasish.{path}"), name)
    except (ModuleNotFoundError, AttributeError):
        return pytest.skip(f"kerasish.{path}.{name} is not there yet")


def assert_saves_and_loads(model: Any, inputs: Any, extension: str, custom_objects: Any = None) -> None:
    """A model written to a file comes back with its configuration, weights and predictions."""
    load_model = room("models", "load_model")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model" + extension)
        try:
            model.save(path)
        except NotImplementedError as error:
            if "not there yet" not in str(error):
                raise
            import pytest

            pytest.skip(str(error))
        again = load_model(path, custom_objects=custom_objects)
    identical(again.get_weights(), model.get_weights(), "weights")
    assert [type(layer) for layer in again.layers] == [type(layer) for layer in model.layers]
    close(as_list(again.predict(inputs, verbose=0)), as_list(model.predict(inputs, verbose=0)), 1e-6, "predictions")


def assert_clones(model: Any, inputs: Any) -> None:
    """A clone has the same layers and, given the same weights, the same predictions; its weights are its own."""
    again = room("models", "clone_model")(model)
    assert [type(layer) for layer in again.layers] == [type(layer) for layer in model.layers]
    again.set_weights(model.get_weights())
    close(as_list(again.predict(inputs, verbose=0)), as_list(model.predict(inputs, verbose=0)), 1e-6, "predictions")
    mine = {id(v) for v in model.weights}
    assert not any(id(v) in mine for v in again.weights), "the clone shares variables"


def assert_replay_allocates_nothing(replay: Callable[[], Any], allowed: int = ALLOWED_BYTES) -> None:
    """After it has run a few times, `replay` (a training step, say) takes no further memory from Python or NumPy."""
    for _ in range(3):
        replay()
    taken = min(_taken_by(replay) for _ in range(3))  # what a replay needs, it needs every time; others come and go
    assert taken <= allowed, f"a replay took {taken} bytes, allowed {allowed}"


def _taken_by(replay: Callable[[], Any]) -> int:
    """The most bytes held beyond those held before, during one more call."""
    tracemalloc.start()
    try:
        replay()
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        replay()
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return peak - before


def model_of(case: Case) -> Any:
    """A Sequential of the case's layer alone, or a Model where it has several inputs; weights set."""
    sequential, input_layer = room("models", "Sequential"), room("layers", "InputLayer")
    dtype = "int32" if case.values == "indices" else "float32"
    if isinstance(case.input_shape, list):
        return _model_of_several(case, dtype)
    model = sequential([input_layer(shape=case.input_shape[1:], dtype=dtype), case.make()])
    model.set_weights(case._weights(model.weights))
    return model


def _model_of_several(case: Case, dtype: str) -> Any:
    functional, new_input = room("models", "Model"), room("layers", "Input")
    inputs = [new_input(shape=shape[1:], dtype=dtype) for shape in case.input_shape]
    model = functional(inputs=inputs, outputs=case.make()(inputs))
    model.set_weights(case._weights(model.weights))
    return model


def in_a_model(case: Case) -> None:
    """In a Sequential, the layer predicts what it computes alone."""
    model = model_of(case)
    x = case.inputs()
    close(model.predict(x, verbose=0), model.layers[-1](x), 1e-6, "model, layer")


def trains_in_a_model(case: Case) -> None:
    """A Sequential with the layer trains: losses are finite, weights move, seeds are no obstacle."""
    model = model_of(case)
    if not model.outputs[0].dtype.startswith("float"):
        return
    model.compile("sgd", "mse")
    x = case.inputs()
    y = np.zeros_like(model.predict(x, verbose=0))
    before = model.get_weights()
    for _ in range(2):
        assert np.all(np.isfinite(model.train_on_batch(x, y)))
    trained = len(model.trainable_weights)
    assert trained == 0 or any(not np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def clones_in_a_model(case: Case) -> None:
    """`clone_model` of a Sequential with the layer."""
    assert_clones(model_of(case), case.inputs())


def saves_as_h5(case: Case) -> None:
    """Saved to HDF5 and loaded."""
    assert_saves_and_loads(model_of(case), case.inputs(), ".h5")


def saves_as_keras(case: Case) -> None:
    """Saved to a .keras file and loaded."""
    assert_saves_and_loads(model_of(case), case.inputs(), ".keras")


def replays_without_allocating(case: Case) -> None:
    """A training step of a Sequential with the layer takes no memory once it is warm, on a batch of 1 MB and more."""
    model = model_of(case)
    if not model.outputs[0].dtype.startswith("float"):
        return
    model.compile("sgd", "mse")
    shapes = case.shapes(case.input_shape)
    rows = max(1, 2**18 // max(1, max(int(np.prod(shape[1:])) for shape in shapes)))
    wide = [(rows, *shape[1:]) for shape in shapes]
    x = case.inputs(wide if isinstance(case.input_shape, list) else wide[0])
    y = np.zeros(model.predict_on_batch(x).shape, "float32")
    with on_device("cpu"):  # the reference device allocates at every step, by design
        assert_replay_allocates_nothing(lambda: model.train_on_batch(x, y))


MODEL_CHECKS: tuple[Callable[[Case], None], ...] = (
    in_a_model,
    trains_in_a_model,
    clones_in_a_model,
    saves_as_h5,
    saves_as_keras,
    replays_without_allocating,
)
