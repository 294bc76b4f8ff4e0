"""Rows of the ops of normalization."""

from __future__ import annotations

from kerasish.testing.op_rows import Row, between, plain

SHAPES = (  # input, axes kept in front
    ((4, 3), 0),
    ((5, 4, 1), 0),
    ((3, 5, 2, 3), 0),
    ((70, 33), 0),
    ((3, 1500), 0),
    ((1, 7), 0),
    ((0, 3), 0),
    ((300, 16), 0),
    ((2, 5, 3), 1),
    ((3, 2, 4, 6), 1),
    ((3, 6), 1),
    ((70, 9, 2), 1),
)
ROWS = ((4, 3), (7,), (2, 3, 5), (33, 65), (1, 1), (0, 3), (3, 5000))


def per_channel(shape: tuple[int, ...], leading: int) -> tuple[int, ...]:
    """The shape of a value per channel."""
    return (*shape[:leading], shape[-1])


NORMALIZATION = [
    *(
        Row("channel_moments", (plain(*s),), {"leading": k}, differentiable=None if 0 not in s else False)
        for s, k in SHAPES
    ),
    *(
        Row("channel_sums", (plain(*s), plain(*per_channel(s, k)), plain(*s)), {"leading": k}, tolerance=2e-5)
        for s, k in SHAPES
    ),
    Row(
        "channel_affine",  # hands on its first input; its gradient is that of a formula: see test_normalization.py
        (plain(3, 4), plain(3, 4), plain(4), plain(4), plain(4)),
        {"leading": 0},
        differentiable=False,
    ),
    *(
        Row(
            "normalize_rows", (plain(*s),), {"epsilon": 0.1, "centred": c}, differentiable=None if 0 not in s else False
        )
        for s in ROWS
        for c in (True, False)
    ),
    *(
        Row("normalize_rows_grad", (plain(*s), between(0.5, 2.0, *s[:-1]), plain(*s)), {"centred": c}, tolerance=1e-5)
        for s in ROWS
        for c in (True, False)
    ),
]
