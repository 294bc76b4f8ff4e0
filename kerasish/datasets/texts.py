"""What the data sets of texts share: lists of word numbers, brought into the form that was asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..compat import at_least
from ..errors import ModelFileError, explain
from .source import fetch

Array = np.ndarray[Any, Any]
Text = list[int]


class Marks(NamedTuple):
    """Numbers that stand for no word: the start of a text, a word that is left out, and the first that is one."""

    start_char: int | None
    oov_char: int | None
    index_from: int | None


def seeded(seed: int) -> Any:
    """What shuffles a data set: a generator of its own, or NumPy's global one, seeded, up to level 2.3."""
    if at_least("2.15"):
        return np.random.RandomState(seed)
    np.random.seed(seed)
    return np.random


def shuffled(generator: Any, texts: Sequence[Text], labels: Any) -> tuple[list[Text], Array]:
    """Texts and labels in the same random order."""
    order = np.arange(len(texts))
    generator.shuffle(order)
    return [texts[int(i)] for i in order], np.asarray(labels)[order]


def marked(texts: Sequence[Text], marks: Marks) -> list[Text]:
    """Texts that begin with the start mark, and whose words are numbered from `index_from` on."""
    shift = marks.index_from or 0
    if marks.start_char is not None:
        return [[marks.start_char, *(word + shift for word in text)] for text in texts]
    return [[word + shift for word in text] for text in texts]


def shorter(maxlen: int | None, texts: list[Text], labels: Array) -> tuple[list[Text], Array]:
    """The texts of fewer than `maxlen` words; all of them where it is None.

    Errors:
        ValueError when none is left.
    """
    if not maxlen:
        return texts, labels
    kept = [i for i, text in enumerate(texts) if len(text) < maxlen]
    if not kept:
        text = f"After filtering for sequences shorter than maxlen={maxlen}, no sequence was kept."
        raise ValueError(explain(text, "", "", "increase maxlen"))
    return [texts[i] for i in kept], labels[kept]


def common(texts: Sequence[Text], num_words: int | None, skip_top: int, oov_char: int | None) -> list[Text]:
    """Texts of the words numbered from `skip_top` to `num_words - 1`; the others become `oov_char`, or fall out.

    Without `num_words` the largest number still is one too many, as in every Keras.
    """
    if not num_words:
        num_words = max((max(text, default=0) for text in texts), default=0)
    if oov_char is None:
        return [[word for word in text if skip_top <= word < num_words] for text in texts]
    return [[word if skip_top <= word < num_words else oov_char for word in text] for text in texts]


def as_objects(texts: Sequence[Text]) -> Array:
    """Texts as an array of lists."""
    result = np.empty(len(texts), object)
    result[:] = texts
    return result


def word_index(path: str, default: str, file_hash: str) -> dict[str, int]:
    """The number of each word: a JSON file; a name that ends in `.pkl`, as Keras 1 had it, stands for this one.

    Errors:
        ValueError for a broken file.
    """
    file = fetch(default if path.endswith(".pkl") else path, file_hash)
    try:
        with open(file, encoding="utf-8") as stream:
            return dict(json.load(stream))
    except (ValueError, TypeError) as error:
        text = f"Reading {file} failed: {error}"
        raise ModelFileError(
            explain(text, "a JSON object", "", "delete it, and it will be downloaded again")
        ) from error
