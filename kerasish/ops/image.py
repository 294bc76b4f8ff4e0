"""`keras.ops.image`: images resized, by products with one matrix of weights for each axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import config, dtypes
from ..errors import explain
from . import resampling
from .core import Op, Spec, register, spec
from .elementwise import cast
from .matmul import matmul
from .shape import pad as pad_with
from .shape import reshape, swapaxes, take


def _enlarged_shape(shape: Sequence[Any], factors: Sequence[int]) -> tuple[Any, ...]:
    return tuple(None if s is None else s * f for s, f in zip(shape, factors, strict=True))


def _upsample_reference(x: Any, factors: tuple[int, ...]) -> Any:
    for axis, factor in enumerate(factors):
        x = np.repeat(x, factor, axis) if factor != 1 else x
    return x


def _blocks_shape(x: Any, factors: tuple[int, ...]) -> list[Spec]:
    for extent, factor in zip(x.shape, factors, strict=True):
        if extent is not None and extent % factor:
            raise ValueError(f"block_sum: blocks of {factors} do not divide a shape of {tuple(x.shape)}.")
    return [Spec(tuple(None if s is None else s // f for s, f in zip(x.shape, factors, strict=True)), x.dtype)]


def _blocks_reference(x: Any, factors: tuple[int, ...]) -> Any:
    split = [part for s, f in zip(x.shape, factors, strict=True) for part in (s // f, f)]
    return x.reshape(split).sum(axis=tuple(range(1, 2 * x.ndim, 2)), dtype=x.dtype)


UPSAMPLE = register(
    Op(
        "upsample",
        lambda x, factors: [Spec(_enlarged_shape(x.shape, factors), x.dtype)],
        lambda node, dy: [BLOCK_SUM(dy, factors=node.attrs["factors"])],
        _upsample_reference,
    )
)
BLOCK_SUM: Op = register(
    Op(
        "block_sum",
        _blocks_shape,
        lambda node, dy: [UPSAMPLE(dy, factors=node.attrs["factors"])],
        _blocks_reference,
    )
)


def _weights_of(like: Any, axis: int, size: int | None, factor: int, dtype: str, **settings: Any) -> Any:
    n = like.shape[axis]
    found = resampling.weights(n=n, m=n * factor if size is None else size, **settings)
    return found.astype(dtypes.numpy_dtype(dtype))


def _weights_shape(like: Any, axis: int, size: int | None, factor: int, dtype: str, **settings: Any) -> list[Spec]:
    n = like.shape[axis]
    return [Spec((size if size is not None else None if n is None else n * factor, n), dtype)]


RESAMPLING_WEIGHTS = register(
    Op(
        "resampling_weights",
        _weights_shape,
        lambda node, dy: [None],
        _weights_of,
        shape_only=(0,),
        from_shapes=_weights_of,
    )
)


def known_method(method: Any, what: str) -> str:
    """The name of an interpolation.

    Errors:
        ValueError for an unknown one.
    """
    if method not in resampling.METHODS:
        raise ValueError(
            explain(f"{what} got interpolation={method!r}.", f"one of {', '.join(map(repr, resampling.METHODS))}")
        )
    return str(method)


def upsample(x: Any, factors: Sequence[int]) -> Any:
    """Each value of `x` repeated `factors[axis]` times in a row along every axis."""
    return x if all(f == 1 for f in factors) else UPSAMPLE(x, factors=tuple(int(f) for f in factors))


def enlarged(x: Any, axes: Sequence[int], factors: Sequence[int], method: str, half_pixel: bool = True) -> Any:
    """`x` with the extents of axes multiplied, values in between interpolated."""
    x = x if dtypes.is_float(dtypes.of(x)) else cast(x, config.floatx())
    for axis, factor in zip(axes, factors, strict=True):
        if factor != 1:
            x = _resampled(x, axis, None, factor, method, False, half_pixel)
    return x


def _resampled(
    x: Any, axis: int, size: int | None, factor: int, method: str, antialias: bool, half_pixel: bool = True
) -> Any:
    """`x` with one axis brought to another extent."""
    settings = {"method": method, "antialias": antialias, "half_pixel": half_pixel}
    matrix = RESAMPLING_WEIGHTS(x, axis=axis, size=size, factor=factor, dtype=dtypes.of(x), **settings)
    shape = spec(x).shape
    last = len(shape) - 1
    if axis == last:
        return matmul(x, swapaxes(matrix, 0, 1))
    after = shape[axis + 1 :]
    if axis == last - 1:
        return matmul(matrix, x)
    if None in (*after, *shape[1:axis]):  # no shape to reshape to: the axis goes next to the last one instead
        return swapaxes(matmul(matrix, swapaxes(x, axis, last - 1)), axis, last - 1)
    rows = [-1 if s is None else s for s in shape[:axis]]
    y = matmul(matrix, reshape(x, (*rows, -1 if shape[axis] is None else shape[axis], _size(after))))
    grown = spec(y).shape[-2]
    return reshape(y, (*rows, -1 if grown is None else grown, *after))


def _size(extents: Sequence[Any]) -> int:
    return math.prod(int(e) for e in extents)


def resize(
    images: Any,
    size: Any,
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: str | None = None,
) -> Any:
    """Images brought to another number of rows and columns; centres of pixels are half a pixel from the edge.

    Arguments:
        images: (B, H, W, C) or (H, W, C), channels first alike.
        size: rows and columns of the result.
        interpolation: 'nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5', 'area'.
        antialias: whether all pixels count that fall into a new one, where the image gets smaller.
        crop_to_aspect_ratio: whether the image is first cut, around its middle, to the shape of the result.
        pad_to_aspect_ratio: whether it is first given a border of `fill_value` instead.
        fill_mode: 'constant'.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).

    Returns:
        Images of the dtype of `images`; `floatx` where integers are interpolated.

    Errors:
        ValueError for what are no images, and for unknown words.

    >>> resize(np.ones((1, 4, 4, 3), "float32"), (2, 3)).shape
    (1, 2, 3, 3)

    Source: keras.io, ops API, image.resize.
    """
    known_method(interpolation, "resize")
    rank, format_ = len(spec(images).shape), data_format or config.image_data_format()
    if rank not in (3, 4) or len(tuple(size)) != 2 or format_ not in ("channels_last", "channels_first"):
        shape = spec(images).shape
        expected = "3 or 4 axes, a size of rows and columns, 'channels_last' or 'channels_first'"
        raise ValueError(explain("resize of images failed.", expected, f"shape {shape}, size {size}, {data_format!r}"))
    if crop_to_aspect_ratio and pad_to_aspect_ratio:
        raise ValueError("resize: only one of crop_to_aspect_ratio and pad_to_aspect_ratio can be True.")
    if fill_mode != "constant":
        raise ValueError(f"resize: fill_mode must be 'constant', received {fill_mode!r}.")
    axes = (rank - 3, rank - 2) if format_ == "channels_last" else (rank - 2, rank - 1)
    target = tuple(int(s) for s in size)
    if crop_to_aspect_ratio or pad_to_aspect_ratio:
        images = _in_proportion(images, axes, target, crop_to_aspect_ratio, fill_value)
    return _resized(images, axes, target, interpolation, antialias)


def _resized(x: Any, axes: tuple[int, int], size: Sequence[int], method: str, antialias: bool) -> Any:
    if method != "nearest" and not dtypes.is_float(dtypes.of(x)):
        x = cast(x, config.floatx())
    for axis, m in zip(axes, size, strict=True):
        n = spec(x).shape[axis]
        if n == m:
            continue
        if method != "nearest":
            x = _resampled(x, axis, m, 1, method, antialias)
        elif n is None:
            raise ValueError("resize: 'nearest' needs images of known size; use 'bilinear', or give the Input a shape.")
        else:
            x = take(x, resampling.nearest(n, m), axis)
    return x


def _in_proportion(x: Any, axes: tuple[int, int], size: Sequence[int], crop: bool, value: float) -> Any:
    """Images cut or padded, around their middle, so that height and width are in proportion to `size`."""
    shape = spec(x).shape
    height, width = shape[axes[0]], shape[axes[1]]
    if height is None or width is None:
        raise ValueError("resize: to keep proportions, the size of the images must be known.")
    other = (int(width * size[0] / size[1]), int(height * size[1] / size[0]))  # height for this width, and back
    change = min if crop else max
    wanted = (change(height, other[0]), change(width, other[1]))
    pads, key = [(0, 0)] * len(shape), [slice(None)] * len(shape)
    for axis, have, want in zip(axes, (height, width), wanted, strict=True):
        if crop:
            start = int((have - want) / 2)
            key[axis] = slice(start, start + want)
        else:
            before = int((want - have) / 2)
            pads[axis] = (before, want - have - before)
    return x[tuple(key)] if crop else pad_with(x, pads, constant_values=value)
