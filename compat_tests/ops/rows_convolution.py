"""Rows of the convolution and of its two gradients, over ranks, strides, paddings, dilations and groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kerasish.kernels.windows import geometry
from kerasish.testing.op_rows import Row, plain


def rows(
    extents: Sequence[int],
    window: Sequence[int],
    batch: int = 2,
    channels: int = 3,
    filters: int = 4,
    strides: Sequence[int] | None = None,
    padding: Any = "valid",
    dilation: Sequence[int] | None = None,
    groups: int = 1,
) -> list[Row]:
    """The three ops of one convolution."""
    ones = (1,) * len(window)
    attrs = {
        "strides": tuple(strides or ones),
        "padding": padding,
        "dilation": tuple(dilation or ones),
        "groups": groups,
    }
    out = geometry(extents, window, attrs["strides"], padding, attrs["dilation"]).out
    x, w = plain(batch, *extents, channels), plain(*window, channels // groups, filters)
    dy = plain(batch, *(n or 0 for n in out), filters)
    note = ",".join(str(v).replace(" ", "") for v in attrs.values())
    return [
        Row("conv", (x, w), attrs, tolerance=1e-5, note=note),
        Row("conv_input_grad", (dy, w, x), attrs, tolerance=1e-5, note=note),
        Row("conv_kernel_grad", (x, dy, w), attrs, tolerance=1e-5, note=note),
    ]


CONVOLUTIONS = [
    *rows((7,), (3,)),
    *rows((7,), (3,), strides=(2,), padding="same"),
    *rows((7,), (3,), padding="causal", dilation=(2,)),
    *rows((7,), (2,), strides=(3,), padding="causal"),
    *rows((5,), (4,), padding="full"),
    *rows((9,), (3,), padding=((2, 1),), strides=(2,)),
    *rows((7,), (3,), channels=4, filters=6, groups=2, padding="same"),
    *rows((7,), (3,), channels=3, filters=6, groups=3, strides=(2,)),
    *rows((6, 5), (3, 2)),
    *rows((6, 5), (1, 1), channels=5, filters=7),
    *rows((6, 5), (3, 3), batch=0),
    *rows((6, 5), (3, 3), batch=1, padding="same"),
    *rows((6, 5), (3, 2), strides=(2, 1), padding="same"),
    *rows((7, 6), (2, 3), strides=(2, 3)),
    *rows((5, 5), (1, 2), strides=(3, 3), padding="same"),
    *rows((7, 6), (3, 2), dilation=(2, 3), padding="same"),
    *rows((7, 6), (2, 2), dilation=(2, 2), strides=(2, 2)),
    *rows((4, 5), (3, 2), padding="full"),
    *rows((6, 5), (3, 3), channels=4, filters=4, groups=4, padding="same"),
    *rows((6, 5), (2, 3), channels=3, filters=6, groups=3, strides=(2, 2), padding="same"),
    *rows((6, 5), (3, 3), channels=6, filters=4, groups=2),
    *rows((9, 8), (2, 2), channels=17, filters=33, padding="same"),
    *rows((4, 5, 3), (2, 3, 1)),
    *rows((4, 5, 3), (2, 2, 2), strides=(2, 1, 2), padding="same"),
    *rows((4, 5, 4), (2, 2, 2), dilation=(1, 2, 3), channels=2, filters=2),
    *rows((4, 3, 4), (2, 2, 2), channels=4, filters=4, groups=4, padding="same"),
]
