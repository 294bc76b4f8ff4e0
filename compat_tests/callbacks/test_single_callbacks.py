"""Each callback alone, line by line as the real Keras of each generation behaves."""

import json
import pathlib
import sys

import numpy as np
import pytest

import kerasish.compat
from kerasish import callbacks

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))

import callback_cases  # noqa: E402

VERSIONS = {"1": (1, 2), "2.3": (2, 3), "2.15": (2, 15), "3": (3, 15)}
GOLDENS = {
    level: json.loads((HERE / "goldens" / f"callbacks-{v[0]}.{v[1]}.json").read_text(encoding="utf-8"))["cases"]
    for level, v in VERSIONS.items()
}

# Where kerasish means to differ, and why.
DIFFERENT = {
    ("1", "stop missing"): "Keras 1 warns and then fails on None; here it warns and goes on",
    ("1", "stop bad mode"): "Keras 1 forgets to fall back to auto, and fails",
    ("1", "csv separator"): "Keras 1 spells out the letters of a text as if it were a list",
    ("2.3", "plateau cooldown"): "Keras 2.3 announces reductions from 0.002 to 0.002, by float32 rounding of min_lr",
    ("2.15", "save missing"): "TensorFlow logs where the others warn",
    ("2.15", "stop missing"): "TensorFlow logs where the others warn",
    ("3", "stop missing"): "the name ends in _loss, so its direction is known here",
    ("3", "save missing"): "Keras 3 saves over the best model when the monitored value is not there",
    ("3", "plateau epsilon"): "Keras 3 swallows epsilon; here it is min_delta, as in Keras 1 and 2",
}


class Optimizer:
    def __init__(self):
        self._rate = np.float32(0.01)

    @property
    def learning_rate(self):
        return self._rate

    @learning_rate.setter
    def learning_rate(self, value):
        self._rate = np.float32(value)


class Model:
    metrics = ()
    stop_training = False

    def __init__(self):
        self.optimizer = Optimizer()
        self.weights = [np.zeros(2)]

    def get_weights(self):
        return [w.copy() for w in self.weights]

    def set_weights(self, weights):
        self.weights = weights

    def save(self, path, overwrite):
        print("SAVE", pathlib.Path(path).name, f"overwrite={overwrite}")

    def save_weights(self, path, overwrite):
        print("SAVE WEIGHTS", pathlib.Path(path).name, f"overwrite={overwrite}")


@pytest.fixture(autouse=True)
def back_to_auto():
    yield
    kerasish.compat.set_level(None)


@pytest.mark.parametrize(("level", "case"), [(level, case) for level in GOLDENS for case in sorted(GOLDENS[level])])
def test_like_the_real_one(level, case):
    kerasish.compat.set_level(level)
    version = VERSIONS[level]
    make, rows, more = callback_cases.cases(callbacks, version, ".keras" if version >= (3,) else ".h5")[case]
    found = callback_cases.drive(make, rows, Model, lambda m: float(m.optimizer.learning_rate), **more)
    if (level, case) in DIFFERENT:
        assert found != GOLDENS[level][case], "no difference any more: take it off the list"
        return
    assert found == GOLDENS[level][case]
