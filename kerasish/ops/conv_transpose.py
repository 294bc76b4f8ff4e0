"""Transposed convolution as a layer means it: the extents of its output follow from those of its input.

Source: Dumoulin and Visin, 2016, "A guide to convolution arithmetic for deep learning".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..dtypes import numpy_dtype
from ..kernels.windows import Geometry
from .conv import convolution_transpose, each_axis
from .core import spec
from .reduction import sum as total
from .shape import concatenate, getitem, pad


def transposed_geometry(
    extents: Sequence[int | None],
    window: Sequence[int],
    strides: Sequence[int],
    padding: str,
    output_padding: Sequence[int] | None,
    dilation: Sequence[int],
) -> Geometry:
    """The padding and the extents of a transposed convolution: `pads` are those of the convolution it transposes.

    That convolution takes `out` to `extents`. Without `output_padding`, 'same' makes `out` the strides times the
    extents and 'valid' the smallest extent that every window fits in, but no less than the strides times the extents.

    Arguments:
        extents: of the spatial axes of the input, None where unknown.
        window, strides, dilation: an integer an axis.
        padding: 'valid' or 'same'.
        output_padding: items by which `out` grows, an integer an axis; None chooses as said above.
    """
    pads, out = [], []
    for axis, (extent, k, s, d) in enumerate(zip(extents, window, strides, dilation, strict=True)):
        reach = (k - 1) * d + 1
        if output_padding is None:
            total = reach - s if padding == "same" else min(reach - s, 0)
        else:
            total = (reach // 2 * 2 if padding == "same" else 0) - output_padding[axis]
        low = max(total, 0) // 2
        pads.append((low, max(total, 0) - low))
        out.append(None if extent is None else (extent - 1) * s + reach - total)
    return Geometry(tuple(pads), tuple(out))


def transposed(
    x: Any, kernel: Any, strides: Any = 1, padding: str = "valid", output_padding: Any = None, dilation: Any = 1
) -> Any:
    """Transposed convolution, its extents by the rule of `transposed_geometry`.

    Arguments:
        x: (B, ..., C).
        kernel: (..., F, C).
        strides, dilation, output_padding: an integer, or one for each spatial axis.
        padding: 'valid' or 'same'.

    Returns:
        (B, ..., F).
    """
    shape: tuple[Any, ...] = spec(kernel).shape
    *window, filters, _ = shape
    rank = len(window)
    steps, rates = each_axis(strides, rank), each_axis(dilation, rank)
    more = None if output_padding is None else each_axis(output_padding, rank)
    found = transposed_geometry(spec(x).shape[1:-1], window, steps, padding, more, rates)
    unit = transposed_geometry((1,) * rank, window, steps, padding, more, rates).out
    like = result_like(x, found.out, steps, tuple(n - s for n, s in zip(unit, steps, strict=True)), filters)  # type: ignore[operator]
    return convolution_transpose(x, kernel, like, steps, found.pads, rates)


def result_like(x: Any, out: Sequence[int | None], strides: Sequence[int], more: Sequence[int], channels: int) -> Any:
    """A tensor of extents `out`, which are `strides * extents + more`: for its shape only, nothing computes it."""
    shape, dtype = spec(x)
    if getattr(x, "symbolic", lambda: None)() is None:
        return np.broadcast_to(np.zeros((), numpy_dtype(dtype)), (shape[0], *out, channels))  # type: ignore[arg-type]
    for axis, (n, s, m) in enumerate(zip(out, strides, more, strict=True), 1):
        extent = shape[axis]
        if n is None:
            x = _grown(concatenate([x] * s, axis), axis, m)
        elif extent is None:
            x = _grown(total(x, axis, keepdims=True), axis, n - 1)
        else:
            x = _grown(x, axis, n - extent)
    return _grown(x, len(out) + 1, channels - (shape[-1] or 0))


def _grown(x: Any, axis: int, by: int) -> Any:
    """`x` with `by` more items along an axis, or fewer."""
    ndim = len(spec(x).shape)
    if by >= 0:
        return pad(x, [(0, by if i == axis else 0) for i in range(ndim)]) if by else x
    return getitem(x, tuple(slice(None, by if i == axis else None) for i in range(ndim)))
