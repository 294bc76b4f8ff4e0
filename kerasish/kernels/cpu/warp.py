"""Images read along an affine map of their pixels. Rows of the result are independent of each other."""

from __future__ import annotations

import math
from typing import Any

from .inline import strictly_inlined
from .lowering import code_of, lowers, parts_for, run
from .spec import chunk, kernel

_MODES = {"nearest": 0, "constant": 1, "reflect": 2, "wrap": 3}
CONSTANT, REFLECT, WRAP = 1, 2, 3


@strictly_inlined
def folded(at, last, mode):  # type: ignore[no-untyped-def]
    """A coordinate brought into an image whose last pixel is `last`, or half a pixel beyond its edge."""
    if at >= 0.0 and at <= last:
        return at
    if mode == REFLECT and last > 0.0:
        period = 2.0 * (last + 1.0)
        at = abs(at + 0.5) - 0.5
        at = at - period * math.floor((at + 0.5) / period)
        return period - 1.0 - at if at > last + 0.5 else at
    if mode == WRAP and last > 0.0:
        if at < 0.0:
            return at + last * (math.trunc(-at / last) + 1.0)
        return at - last * math.trunc(at / last)
    return max(0.0, min(at, last))


@strictly_inlined
def inside(i, extent):  # type: ignore[no-untyped-def]
    """A whole number brought between 0 and `extent - 1`: what comes of no number must not leave the image either."""
    return max(0, min(int(i), extent - 1))


# No contraction: a coordinate that falls on the edge must not be found a hair beyond it.
@kernel(
    "x: T[B,H,W,C], maps: f8[B,P], y: T[R,W,C], order: int, mode: int, cval: float, step: int", split="R", fastmath=()
)
def affine_warp(x, maps, y, order, mode, cval, step, part):  # type: ignore[no-untyped-def]
    """Rows `part * step` and following of all images: each pixel from one pixel, or from the four around it."""
    height, width, channels = x.shape[1], x.shape[2], x.shape[3]
    bottom, edge = float(height - 1), float(width - 1)
    for r in range(y.shape[0]):
        row = part * step + r
        b, h = row // height, row % height
        for w in range(width):
            i = maps[b, 2] + maps[b, 0] * h + maps[b, 1] * w
            j = maps[b, 5] + maps[b, 3] * h + maps[b, 4] * w
            if mode == CONSTANT and (i < 0.0 or i > bottom or j < 0.0 or j > edge):
                for c in range(channels):
                    y[r, w, c] = cval
                continue
            i, j = folded(i, bottom, mode), folded(j, edge, mode)
            if order == 0:
                top, left = inside(math.floor(i + 0.5), height), inside(math.floor(j + 0.5), width)
                for c in range(channels):
                    y[r, w, c] = x[b, top, left, c]
                continue
            over, beside = math.floor(i), math.floor(j)
            down, right = i - over, j - beside
            top, low = inside(over, height), inside(over + 1.0, height)
            left, far = inside(beside, width), inside(beside + 1.0, width)
            for c in range(channels):
                upper = x[b, top, left, c] * (1.0 - right) + x[b, top, far, c] * right
                lower = x[b, low, left, c] * (1.0 - right) + x[b, low, far, c] * right
                y[r, w, c] = upper * (1.0 - down) + lower * down


@lowers("affine_warp")
def lower_affine_warp(launch: Any, call: Any) -> None:
    """Some rows per part."""
    x, maps = (launch.contiguous(v) for v in call.inputs)
    y = launch.out(call.outputs[0])
    if y.size == 0:
        return
    b, h, w, c = x.shape
    work = 8.0 * y.size + 20.0 * b * h * w
    values = {"x": x, "maps": maps, "y": y, "order": call.attrs["order"], "mode": _MODES[call.attrs["mode"]]}
    values |= {"cval": call.attrs["cval"], "step": chunk(b * h, parts_for(work, b * h))}
    run(launch, "affine_warp", values, {"B": b, "H": h, "W": w, "C": c, "P": 6, "R": b * h}, work, T=code_of(x.dtype))
