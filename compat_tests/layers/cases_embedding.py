"""Cases of the layers that look vectors up by number."""

from __future__ import annotations

from kerasish.layers import Embedding
from kerasish.testing.case import Case

GRID = [(0, 3), (1, 1), (3, 0), (2, 3, 4), (33, 65), (7,)]
NUMBERS = {"values": "indices"}
V = {"input_dim": 5, "output_dim": 3}

EMBEDDINGS = [
    Case(Embedding, V, (4, 6), grid=GRID, mask="dropped", **NUMBERS),
    Case(Embedding, V | {"output_dim": 64, "mask_zero": True}, (4, 6), grid=GRID, mask="made", **NUMBERS),
    Case(
        Embedding,
        V | {"embeddings_regularizer": "l2", "embeddings_constraint": "unit_norm", "activity_regularizer": "l1"},
        (4, 6),
        grid=[(1, 6), (5, 6)],
        mask="dropped",
        **NUMBERS,
    ),
    Case(Embedding, {"input_dim": 400, "output_dim": 50}, (32, 400), mask="dropped", high=400, **NUMBERS),
    Case(Embedding, V, (4, 6), mask="dropped"),
    Case(Embedding, V | {"input_length": 6}, (4, 6), mask="dropped", level="2.15", **NUMBERS),
    Case(Embedding, V | {"input_length": [6, 2], "mask_zero": True}, (4, 6, 2), mask="made", level="2.3", **NUMBERS),
    Case(Embedding, V | {"input_length": 6}, (4, 6), mask="dropped", level="2.2", **NUMBERS),
    Case(Embedding, V | {"init": "normal", "W_regularizer": "l2"}, (4, 6), mask="dropped", level="1", **NUMBERS),
    Case(
        Embedding,
        V | {"dropout": 0.4, "input_length": 6},
        (4, 6),
        mask="dropped",
        level="1",
        trains_alike=False,
        **NUMBERS,
    ),
    Case(Embedding, V | {"dropout": 0.4}, (4, 6), mask="dropped", trains_alike=False, **NUMBERS),
]
