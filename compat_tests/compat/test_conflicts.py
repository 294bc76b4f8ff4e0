"""Every row of `conflicts.json`, the places where generations of Keras disagree: one assertion at two levels or more.

A row that touches nothing that is built yet is listed in `LATER`, with the reason; a guard knows all of them.
"""

from __future__ import annotations

import json
from pathlib import Path

import conflicts_embedding
import conflicts_images
import conflicts_models
import conflicts_normalization
import conflicts_training
import pytest
from conflict_rows import ROWS

from kerasish import layers

FILE = Path(__file__).resolve().parents[3] / "shared" / Path("generations/conflicts.json")
RNN = "recurrent layers come later"
LATER = {
    "rnn-recurrent-activation": RNN,
    "rnn-weights-order": RNN,
    "rnn-args": RNN,
    "gru-reset-after": RNN,
    "convlstm-activation": RNN,
    "highway-etc": "Highway and MaxoutDense come later (the others are there)",
    "learning-phase": "K.learning_phase comes with the rest of keras.backend",
    "batch-dot": "K.batch_dot comes with the rest of keras.backend",
    "text": "preprocessing.text comes later",
}
TABLES = (conflicts_embedding, conflicts_images, conflicts_training, conflicts_models, conflicts_normalization)
"""Importing them fills `ROWS`."""


@pytest.mark.parametrize("name", ROWS)
def test_row(name: str) -> None:
    ROWS[name]()


def test_later_rows_have_reasons() -> None:
    assert all(LATER.values()) and not set(LATER) & set(ROWS)


@pytest.mark.skipif(not FILE.exists(), reason="the table of conflicts is not here")
def test_every_row_is_here() -> None:
    known = {item["id"] for item in json.loads(FILE.read_text())}
    assert known == set(LATER) | set(ROWS)


BUILT = {
    "BatchNormalization": "bn-",
    "LSTM": "rnn-",
    "Conv2D": "conv-positional",
    "Embedding": "embedding",
    "Add": "merge",
    "UpSampling2D": "upsampling",
}


@pytest.mark.parametrize("layer", BUILT)
def test_no_row_is_late(layer: str) -> None:
    """A layer that is there by now has its rows above."""
    assert not hasattr(layers, layer) or not [name for name in LATER if name.startswith(BUILT[layer])]
