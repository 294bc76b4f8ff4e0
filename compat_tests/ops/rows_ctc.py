"""Rows of connectionist temporal classification: extents and lengths of every kind."""

from __future__ import annotations

from kerasish.testing.op_rows import Draw, Row, fixed, indices, plain

# B, T, C, N; lengths of the targets; lengths of the outputs
GRID = (
    (1, 1, 2, 1, (1,), (1,)),
    (3, 7, 5, 3, (3, 2, 0), (7, 5, 6)),
    (2, 9, 2, 3, (3, 2), (9, 5)),  # equal labels, as there is only one
    (2, 21, 17, 15, (15, 3), (21, 20)),  # a whole vector of states
    (2, 24, 16, 16, (16, 9), (24, 20)),  # one more
    (70, 3, 3, 1, (1,) * 70, (3, 2) * 35),
)
EDGES = (
    (0, 4, 3, 2, (), ()),
    (2, 0, 3, 2, (1, 0), (0, 0)),
    (1, 4, 3, 0, (0,), (4,)),
    (1, 4, 1, 2, (0,), (4,)),
    (3, 6, 4, 5, (5, 2, 0), (3, 0, 0)),  # too long for the steps
    (2, 4, 2, 3, (3, 2), (4, 2)),  # too long for the blanks between equal labels
    (2, 5, 4, 2, (9, -1), (9, 5)),  # lengths beyond the extents
)


def inputs(b: int, t: int, c: int, n: int, counts: tuple, frames: tuple, low: int = 1, high: int = 0) -> tuple:
    """Labels, logits and both lengths."""
    labels: Draw = indices(max(c + high, low + 1), b, n, low=low, dtype="int32")
    return labels, plain(b, t, c), fixed(counts, "int32"), fixed(frames, "int32")


def both(drawn: tuple, note: str, dtypes: tuple = ("float32", "float64"), mask_index: int = 0) -> tuple[Row, Row]:
    """The loss and its gradient; in float64 the reference, whose logs are not kept small, is what errs."""
    b = len(drawn[2](None, ""))
    common = {"attrs": {"mask_index": mask_index}, "dtypes": dtypes, "note": note, "tolerance": 5e-6}
    return (
        Row("ctc_loss", drawn, once=True, **common),
        Row("ctc_loss_grad", (*drawn, plain(b)), differentiable=False, **common),
    )


CTC = [
    *(row for case in GRID for row in both(inputs(*case), "grid")),
    *(row for case in EDGES for row in both(inputs(*case), "edge")),
    *(row for m in (2, -1) for row in both(inputs(2, 6, 4, 2, (2, 1), (6, 4)), "blank", mask_index=m)),
    *both(inputs(3, 8, 4, 3, (3, 3, 3), (8, 8, 8), low=-2, high=3), "no-class"),
    *both(inputs(2, 6, 4, 2, (2, 1), (6, 4), low=0), "blank-as-label"),
    *both(inputs(2, 6, 4, 2, (2, 1), (6, 4)), "half", dtypes=("float16", "float32", "float64")),
]
