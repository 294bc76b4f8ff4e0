"""How the windows of convolution and pooling lie on their input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple


class Geometry(NamedTuple):
    """How windows lie on the input: items of padding before and after each axis, and how many windows there are."""

    pads: tuple[tuple[int, int], ...]
    out: tuple[int | None, ...]


def geometry(
    extents: Sequence[int | None], window: Sequence[int], strides: Sequence[int], padding: Any, dilation: Sequence[int]
) -> Geometry:
    """The padding and the extents of the output of a convolution or pooling.

    Arguments:
        extents: of the spatial axes of the input, None where unknown.
        window, strides, dilation: an integer an axis.
        padding: 'valid' (none), 'same' (as many outputs as the stride lets through), 'causal' (all in front), 'full'
            (every overlap), or a pair (before, after) an axis.
    """
    pads, out = [], []
    for axis, (extent, k, s, d) in enumerate(zip(extents, window, strides, dilation, strict=True)):
        reach = (k - 1) * d + 1
        if padding == "same":
            count = None if extent is None else -(-extent // s)
            total = max((count - 1) * s + reach - extent, 0) if extent is not None and count is not None else 0
            pads.append((total // 2, total - total // 2))
            out.append(count)
            continue
        pad = _EXPLICIT[padding](reach) if isinstance(padding, str) else tuple(padding[axis])
        pads.append(pad)
        out.append(None if extent is None else (extent + pad[0] + pad[1] - reach) // s + 1)
    return Geometry(tuple(pads), tuple(out))


_EXPLICIT: dict[str, Any] = {
    "valid": lambda reach: (0, 0),
    "causal": lambda reach: (reach - 1, 0),
    "full": lambda reach: (reach - 1, reach - 1),
}
