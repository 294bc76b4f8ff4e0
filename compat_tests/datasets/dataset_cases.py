"""Tiny files in the format of Keras's data sets, and what is asked of them: runs under Python 3.6 too."""

import json
import os

import numpy as np


def texts(count, seed):
    """Lists of word numbers, of 1 to 12 words."""
    rng = np.random.RandomState(seed)
    result = np.empty(count, object)
    result[:] = [[int(word) for word in rng.randint(1, 30, rng.randint(1, 13))] for _ in range(count)]
    return result


def write(folder):
    """Write imdb.npz, reuters.npz, boston_housing.npz, california_housing.npz and the word indices."""
    if not os.path.isdir(folder):
        os.makedirs(folder)
    train, test = texts(17, 0), texts(9, 1)
    np.savez(
        os.path.join(folder, "imdb.npz"), x_train=train, y_train=np.arange(17) % 2, x_test=test, y_test=np.arange(9) % 2
    )
    np.savez(os.path.join(folder, "reuters.npz"), x=texts(13, 2), y=np.arange(13))
    table = np.arange(11 * 3, dtype="float64").reshape(11, 3)
    np.savez(os.path.join(folder, "boston_housing.npz"), x=table, y=np.arange(11.0))
    rows = np.arange(700 * 2, dtype="float32").reshape(700, 2)
    np.savez(os.path.join(folder, "california_housing.npz"), x=rows, y=np.arange(700, dtype="float32"))
    for name in ("imdb", "reuters"):
        with open(os.path.join(folder, name + "_word_index.json"), "w") as file:
            json.dump({"the": 1, "film": 2}, file)


CASES = [
    ("imdb", {}),
    ("imdb", {"num_words": 12}),
    ("imdb", {"num_words": 20, "skip_top": 5, "maxlen": 9, "seed": 3}),
    ("imdb", {"oov_char": None, "num_words": 15}),
    ("imdb", {"start_char": None}),
    ("imdb", {"start_char": None, "index_from": None, "maxlen": 6}),
    ("reuters", {}),
    ("reuters", {"num_words": 12, "test_split": 0.4}),
    ("reuters", {"skip_top": 6, "maxlen": 10, "seed": 1, "oov_char": None}),
    ("boston_housing", {}),
    ("boston_housing", {"test_split": 0.3, "seed": 5}),
    ("california_housing", {"version": "small"}),
    ("california_housing", {"version": "large", "test_split": 0.95}),
]


def key(name, options):
    """A name for a case."""
    return name + " " + json.dumps(options, sort_keys=True)


def listed(loaded):
    """What `load_data` returned, as lists."""
    return [[[list(v) if isinstance(v, (list, np.ndarray)) else v for v in part] for part in pair] for pair in loaded]


def run(datasets):
    """Key to lists, for all cases that this Keras knows."""
    found = {}
    for name, options in CASES:
        if hasattr(datasets, name):
            found[key(name, options)] = listed(getattr(datasets, name).load_data(**options))
    return found
