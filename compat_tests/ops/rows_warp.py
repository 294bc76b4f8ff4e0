"""Rows of the op that reads images along affine maps."""

from __future__ import annotations

from kerasish.testing.op_rows import Row, fixed, plain

# Halves and the like are avoided: where a coordinate is a tie, the nearest pixel depends on the last bit.
TURNED = (0.83, -0.57, 1.31, 0.61, 0.79, -1.17)
FAR = (1.7, 0.3, -9.3, -0.4, 2.1, 11.9)
SAME = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
MIRRORED = (1.0, 0.0, 0.0, 0.0, -1.0, 6.0)

SMALL = (((1, 1, 1, 1), "reflect"), ((1, 1, 4, 2), "wrap"), ((1, 65, 67, 3), "reflect"), ((1, 0, 3, 1), "nearest"))

WARPS = [
    *(
        Row("affine_warp", (plain(2, 5, 7, 3), fixed(maps, "float64")), {"order": o, "mode": m, "cval": 0.7}, note=note)
        for o in (0, 1)
        for m in ("nearest", "constant", "reflect", "wrap")
        for note, maps in (("turned", (TURNED, FAR)), ("same", (SAME, MIRRORED)))
    ),
    *(
        Row("affine_warp", (plain(*shape), fixed([TURNED], "float64")), {"order": 1, "mode": mode, "cval": 0.0})
        for shape, mode in SMALL
    ),
]
