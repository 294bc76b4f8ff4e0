"""IMDB: 25,000 + 25,000 reviews of films, praise or blame, as lists of word numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .npz import read_npz
from .source import fetch
from .texts import Marks, as_objects, common, marked, seeded, shorter, shuffled, word_index

Array = np.ndarray[Any, Any]

_SHA256 = "69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f"
_INDEX_MD5 = "bfafd718b763782e994055a2d397834f"


@export("datasets.imdb.load_data")
@accepts_old_spellings
def load_data(
    path: str = "imdb.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int | None = 3,
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Reviews of films, and whether they praise.

    Arguments:
        path: name of the file in the cache, downloaded when it is not there; `imdb_full.pkl`, the name that Keras 1
            used, stands for `imdb.npz`.
        num_words: how many of the most frequent words count. `nb_words` is its old name.
        skip_top: how many of the most frequent words do not.
        maxlen: reviews of so many words, the start mark among them, or more are left out. Up to level 2.3 the first
            25,000 of the others are those for training.
        seed: seed of the shuffling.
        start_char: the number that begins each review, or None.
        oov_char: the number of words that do not count; None leaves them out.
        index_from: what is added to the number of each word.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: arrays of lists of numbers, and of 0 and 1.

    Errors:
        An exception that says where to put the file when it cannot be downloaded; ValueError for a broken file, and
        for a `maxlen` that leaves nothing.

    Source: https://keras.io/api/datasets/imdb/
    """
    file = fetch("imdb.npz" if path == "imdb_full.pkl" else path, _SHA256)
    names = ("x_train", "y_train", "x_test", "y_test")
    train, y_train, test, y_test = read_npz(file, names, "IMDB", lists=("x_train", "x_test"))
    generator, marks = seeded(seed), Marks(start_char, oov_char, index_from)
    train, y_train = shuffled(generator, train, y_train)
    test, y_test = shuffled(generator, test, y_test)
    train, test, cut = marked(train, marks), marked(test, marks), len(train)
    if at_least("2.15"):
        train, y_train = shorter(maxlen, train, y_train)
        test, y_test = shorter(maxlen, test, y_test)
        texts, labels, cut = [*train, *test], np.concatenate([y_train, y_test]), len(train)
    else:  # what is left of both is cut where the whole was
        texts, labels = shorter(maxlen, [*train, *test], np.concatenate([y_train, y_test]))
    texts = common(texts, num_words, skip_top, oov_char)
    return (as_objects(texts[:cut]), labels[:cut]), (as_objects(texts[cut:]), labels[cut:])


@export("datasets.imdb.get_word_index")
def get_word_index(path: str = "imdb_word_index.json") -> dict[str, int]:
    """The number of each word, the most frequent one first; reviews hold it plus `index_from`.

    Arguments:
        path: name of the file in the cache, downloaded when it is not there.

    Returns:
        Word to number, from 1 on.

    Errors:
        An exception that says where to put the file when it cannot be downloaded; ValueError for a broken file.

    Source: https://keras.io/api/datasets/imdb/
    """
    return word_index(path, "imdb_word_index.json", _INDEX_MD5)
