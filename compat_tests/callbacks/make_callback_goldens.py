"""Writes `goldens/callbacks-VERSION.json`: what this interpreter's own Keras callbacks print, log and do.

    /path/to/python compat_tests/callbacks/make_callback_goldens.py

Run once under each of Keras 1.2.2, 2.3.1, 2.15 and 3.15 (DESIGN.md, section 7).
"""
# The spelling is that of Python 3.6, which runs Keras 1.2.2.
# ruff: noqa: I001, N803, N806, N812, UP004, UP008, UP020, UP031

import io
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import keras  # noqa: E402
from keras import backend as K  # noqa: E402
from keras import callbacks, layers  # noqa: E402
from keras.models import Sequential  # noqa: E402

import callback_cases  # noqa: E402

VERSION = tuple(int(part) for part in keras.__version__.split(".")[:2])


def make_model():
    model = Sequential([layers.Dense(1, input_shape=(2,))])
    model.compile("sgd", "mse")
    model.save = lambda path, **more: print("SAVE", os.path.basename(str(path)), "overwrite=%s" % more["overwrite"])
    model.save_weights = lambda path, **more: print(
        "SAVE WEIGHTS", os.path.basename(str(path)), "overwrite=%s" % more["overwrite"]
    )
    return model


def rate(model):
    found = getattr(model.optimizer, "learning_rate", None)
    found = model.optimizer.lr if found is None else found
    return float(K.get_value(found)) if hasattr(K, "get_value") else float(found)


result = {
    "version": keras.__version__,
    "python": sys.version.split()[0],
    "cases": callback_cases.run(callbacks, VERSION, make_model, rate),
}
path = os.path.join(HERE, "goldens", "callbacks-%d.%d.json" % VERSION)
with io.open(path, "w", encoding="utf-8") as file:
    file.write(json.dumps(result, indent=1, ensure_ascii=False, sort_keys=True))
