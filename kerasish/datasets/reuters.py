"""Reuters: 11,228 newswires of 46 topics, as lists of word numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .npz import read_npz
from .source import fetch
from .texts import Marks, as_objects, common, marked, seeded, shorter, shuffled, word_index

Array = np.ndarray[Any, Any]

_SHA256 = "d6586e694ee56d7a4e65172e12b3e987c03096cb01eab99753921ef915959916"
_INDEX_MD5 = "4d44cc38712099c9e383dc6e5f11a921"
_TOPICS = (
    "cocoa grain veg-oil earn acq wheat copper housing money-supply coffee sugar trade reserves ship cotton carcass "
    "crude nat-gas cpi money-fx interest gnp meal-feed alum oilseed gold tin strategic-metal livestock retail ipi "
    "iron-steel rubber heat jobs lei bop zinc orange pet-chem dlr gas silver wpi hog lead"
)


@export("datasets.reuters.load_data")
@accepts_old_spellings
def load_data(
    path: str = "reuters.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int | None = 3,
) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Newswires, and their topics.

    Arguments:
        path: name of the file in the cache, downloaded when it is not there; `reuters.pkl`, the name that Keras 1 used,
            stands for `reuters.npz`.
        num_words: how many of the most frequent words count. `nb_words` is its old name.
        skip_top: how many of the most frequent words do not.
        maxlen: newswires of so many words, the start mark among them, or more are left out.
        test_split: the part that is kept for testing.
        seed: seed of the shuffling.
        start_char: the number that begins each newswire, or None.
        oov_char: the number of words that do not count; None leaves them out.
        index_from: what is added to the number of each word.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: arrays of lists of numbers, and of topics from 0 to 45.

    Errors:
        An exception that says where to put the file when it cannot be downloaded; ValueError for a broken file, and
        for a `maxlen` that leaves nothing.

    Source: https://keras.io/api/datasets/reuters/
    """
    file = fetch("reuters.npz" if path == "reuters.pkl" else path, _SHA256)
    texts, labels = read_npz(file, ("x", "y"), "Reuters", lists=("x",))
    texts, labels = shuffled(seeded(seed), texts, labels)
    texts, labels = shorter(maxlen, marked(texts, Marks(start_char, oov_char, index_from)), labels)
    texts = common(texts, num_words, skip_top, oov_char)
    cut = int(len(texts) * (1 - test_split))
    return (as_objects(texts[:cut]), labels[:cut]), (as_objects(texts[cut:]), labels[cut:])


@export("datasets.reuters.get_word_index")
def get_word_index(path: str = "reuters_word_index.json") -> dict[str, int]:
    """The number of each word, the most frequent one first; newswires hold it plus `index_from`.

    Arguments:
        path: name of the file in the cache, downloaded when it is not there.

    Returns:
        Word to number, from 1 on.

    Errors:
        An exception that says where to put the file when it cannot be downloaded; ValueError for a broken file.

    Source: https://keras.io/api/datasets/reuters/
    """
    return word_index(path, "reuters_word_index.json", _INDEX_MD5)


@export("datasets.reuters.get_label_names")
def get_label_names() -> tuple[str, ...]:
    """The names of the topics, in the order of their numbers.

    Returns:
        46 names.

    Source: https://keras.io/api/datasets/reuters/

    >>> from kerasish.datasets import reuters
    >>> reuters.get_label_names()[3]
    'earn'
    """
    return tuple(_TOPICS.split())
