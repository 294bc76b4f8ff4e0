"""The row of `conflicts.json` about Embedding: old names, places, and arguments of which some took no notice."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from conflict_rows import each, row

from kerasish.layers import Embedding
from kerasish.models import Sequential

TABLE = np.arange(6, dtype="float32").reshape(3, 2)


def quietly(make: Any) -> Any:
    """What it makes, and how many warnings that took."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        return make(), len(caught)


@row("embedding")
def _() -> None:
    def deviation(**arguments: Any) -> str:
        return type(Embedding(5, 2, **arguments).embeddings_initializer).__name__

    each(lambda: deviation(init="normal"), v1="RandomNormal", v2_2="RandomNormal", v3="RandomNormal")
    each(lambda: deviation(), v1="RandomUniform", v2_3="RandomUniform", v2_15="RandomUniform", v3="RandomUniform")
    each(lambda: Embedding(5, 2, W_regularizer="l2").embeddings_regularizer is None, v1=False, v2_3=False, v3=False)
    each(lambda: Embedding(5, 2, "normal", 7).batch_input_shape, v1=(None, 7), v2_3=(None, 7), v2_15=(None, 7))

    def dropout() -> Any:
        layer, warned = quietly(lambda: Embedding(5, 2, dropout=0.5))
        return layer.dropout, warned

    each(dropout, v1=(0.5, 0), v2_2=(0.0, 1), v2_3=(0.0, 1))

    def length() -> Any:
        layer, warned = quietly(lambda: Embedding(5, 2, input_length=7))
        return Sequential([layer]).built, layer.input_length, warned

    each(length, v1=(True, 7, 0), v2_3=(True, 7, 0), v2_15=(True, 7, 0), v3=(False, None, 1))

    def table() -> Any:
        layer = Embedding(3, 2, weights=[TABLE])
        return layer.built, layer(np.array([[2]])).tolist()

    each(table, v1=(False, [[[4, 5]]]), v2_3=(False, [[[4, 5]]]), v2_15=(False, [[[4, 5]]]), v3=(True, [[[4, 5]]]))
