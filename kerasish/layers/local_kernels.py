"""Patches of an input, and kernels of locally connected layers in the three forms that tf.keras stores them."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from .. import ops
from ..ops.conv import taps

Array = np.ndarray[Any, Any]


class Field(NamedTuple):
    """Which inputs each output of a locally connected layer sees.

    Arguments:
        extents, channels: of the input; C.
        filters: channels of the output; F.
        window, strides, padding: as of a convolution.
        out: spatial extents of the output; L is their product.
        first: whether the layer's channels come first, by which the order of weights goes.
    """

    extents: tuple[int, ...]
    channels: int
    filters: int
    window: tuple[int, ...]
    strides: tuple[int, ...]
    padding: str
    out: tuple[int, ...]
    first: bool

    @property
    def pads(self) -> tuple[tuple[int, int], ...]:
        """Items of padding before and after each axis: 'same' puts the middle of each window at its stride."""
        low = [k // 2 if self.padding == "same" else 0 for k in self.window]
        ends = [(n - 1) * s + k - p for n, s, k, p in zip(self.out, self.strides, self.window, low, strict=True)]
        return tuple((p, max(end - n, 0)) for p, end, n in zip(low, ends, self.extents, strict=True))

    @property
    def _ones(self) -> tuple[int, ...]:
        return (1,) * len(self.window)

    def patches(self, x: Any) -> Any:
        """(B, ..., C) to (B, L, K * C), or (B, L, C * K) where the channels come first."""
        if any(max(pair) for pair in self.pads):
            x = ops.pad(x, [(0, 0), *self.pads, (0, 0)])
        parts = [
            ops.getitem(x, (slice(None), *part)) for _, part in taps(self.out, self.window, self.strides, self._ones)
        ]
        stacked = ops.stack(parts, -1 if self.first else -2)
        return ops.reshape(stacked, (None, math.prod(self.out), math.prod(self.window) * self.channels))

    def kernels(self, kernel: Any, implementation: int) -> Any:
        """A stored kernel as (L, K * C, F), or (L, C * K, F) where the channels come first."""
        if implementation == 1:
            return kernel
        places = _places(self) if implementation == 2 else used_places(self)
        return ops.take(
            ops.reshape(kernel, (-1,)), np.maximum(places, 0), axis=0
        )  # beyond the edge the input is zero: any weight will do


def stored_shape(field: Field, implementation: int) -> tuple[int, ...]:
    """The shape of the kernel as one of the implementations stores it."""
    if implementation == 1:
        return math.prod(field.out), math.prod(field.window) * field.channels, field.filters
    if implementation == 3:
        return (int(np.count_nonzero(_places(field) >= 0)),)
    return _side(field.extents, field.channels, field.first) + _side(field.out, field.filters, field.first)


def _side(extents: tuple[int, ...], channels: int, first: bool) -> tuple[int, ...]:
    return (channels, *extents) if first else (*extents, channels)


def _places(field: Field) -> Array:
    """Where each weight of (L, K * C, F) lies in the whole matrix from inputs to outputs; -1 beyond the edge."""
    size_in, size_out = math.prod(field.extents) * field.channels, math.prod(field.out) * field.filters
    inputs: Array = np.arange(size_in).reshape(_side(field.extents, field.channels, field.first))
    outputs: Array = np.arange(size_out).reshape(_side(field.out, field.filters, field.first))
    if field.first:
        inputs, outputs = np.moveaxis(inputs, 0, -1), np.moveaxis(outputs, 0, -1)
    padded = np.pad(inputs, [*field.pads, (0, 0)], constant_values=-1)
    seen = [padded[part] for _, part in taps(field.out, field.window, field.strides, field._ones)]
    rows = np.stack(seen, -1 if field.first else -2).reshape(math.prod(field.out), -1, 1)
    columns = outputs.reshape(math.prod(field.out), 1, field.filters)
    return np.where(rows < 0, -1, rows * outputs.size + columns)


def used_places(field: Field) -> Array:
    """`_places` counted among those in use, which go output by output; -1 beyond the edge."""
    places, width = _places(field), math.prod(field.out) * field.filters
    height = math.prod(field.extents) * field.channels
    by_output = np.where(places < 0, -1, places % width * height + places // width)
    used = np.unique(by_output[by_output >= 0])
    return np.where(by_output < 0, -1, np.searchsorted(used, by_output))
