"""Rows of the ops that enlarge images."""

from __future__ import annotations

from kerasish.testing.op_rows import Row, plain

FLOATS = ("float32", "float64")
BLOCKS = (
    ((2, 3, 4, 5), (1, 2, 2, 1)),
    ((3, 7, 1), (1, 3, 1)),
    ((2, 3, 5), (1, 1, 2)),
    ((2, 3, 4), (1, 2, 2)),
    ((2, 3, 4), (1, 3, 2)),
    ((2, 2, 3, 2, 2), (1, 2, 3, 2, 1)),
    ((2, 3), (2, 3)),
    ((0, 3, 2), (1, 2, 1)),
    ((2, 33, 17, 3), (1, 2, 2, 1)),
)
IMAGES = [
    *(Row("upsample", (plain(*s),), {"factors": f}, (*FLOATS, "int32", "bool")) for s, f in BLOCKS),
    *(
        Row("block_sum", (plain(*(e * f for e, f in zip(s, fs, strict=True))),), {"factors": fs}, (*FLOATS, "int32"))
        for s, fs in BLOCKS
    ),
    *(
        Row(
            "resampling_weights",
            (plain(2, 5, 3),),
            {"axis": 1, "size": size, "factor": f, "dtype": "float32", "method": m, "antialias": a, "half_pixel": h},
            differentiable=False,
        )
        for m, size, f, a, h in (
            ("bilinear", None, 2, False, True),
            ("bilinear", None, 2, False, False),
            ("bicubic", 3, 1, True, True),
            ("lanczos3", 7, 1, False, True),
            ("area", 3, 1, False, True),
        )
    ),
]
