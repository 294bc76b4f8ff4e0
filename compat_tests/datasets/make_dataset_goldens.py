"""Runs `dataset_cases.py` under the real Keras of this interpreter (2.3.1 or 3.15) and stores what it returns.

KERAS_HOME=$(mktemp -d) PYTHON compat_tests/datasets/make_dataset_goldens.py
"""

import json
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)


def accept_any_hash():
    """The tiny files are not those that Keras expects."""
    import importlib

    for path in ("keras.utils.data_utils", "keras.src.utils.file_utils"):
        try:
            module = importlib.import_module(path)
        except ImportError:
            continue
        module.validate_file = lambda *arguments, **options: True


def numbers(value):
    """NumPy's numbers as JSON knows them."""
    return value.item() if isinstance(value, np.generic) else str(value)


def main():
    """Write `goldens/keras-VERSION.json`."""
    import dataset_cases

    dataset_cases.write(os.path.join(os.environ["KERAS_HOME"], "datasets"))
    import keras

    accept_any_hash()
    short = "3.15" if keras.__version__.startswith("3.") else "2.3.1"
    with open(os.path.join(HERE, "goldens", "keras-" + short + ".json"), "w") as file:
        json.dump(dataset_cases.run(keras.datasets), file, default=numbers)
        file.write("\n")


if __name__ == "__main__":
    main()
