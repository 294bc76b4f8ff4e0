"""Convolution over any number of spatial axes, channels last, and its two gradients.

The three are linear in each input, and the gradient of each is made of the other two, so that any order exists:

    conv             y[o, f]  = sum over k, c of x[o * stride + k * dilation - pad, c] w[k, c, f]
    conv_input_grad  dx: what the sum above sends back to x. Also the transposed convolution.
    conv_kernel_grad dw: what it sends back to w.

Source: Dumoulin and Visin, 2016, "A guide to convolution arithmetic for deep learning".
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..errors import explain
from ..kernels.windows import geometry as geometry  # layers ask for it here
from .core import Op, Spec, match, register, spec
from .shape import reshape

Array = np.ndarray[Any, Any]


def _spatial(x: Any, w: Any) -> tuple[tuple[int | None, ...], tuple[int, ...]]:
    """Spatial extents of the input and of the kernel."""
    return tuple(x.shape[1:-1]), tuple(w.shape[:-2])


def _infer(x: Any, w: Any, strides: Any, padding: Any, dilation: Any, groups: int) -> list[Spec]:
    extents, window = _spatial(x, w)
    _check_channels(x, w, groups)
    extents = tuple(None if k is None else n for n, k in zip(extents, window, strict=True))
    window = tuple(k or 1 for k in window)
    out = geometry(extents, window, strides, padding, dilation).out
    if any(n is not None and n <= 0 for n in out):
        raise ValueError(
            explain(
                f"A convolution of {tuple(x.shape)} with a kernel of {tuple(w.shape)} has no output.",
                f"spatial extents of at least {tuple((k - 1) * d + 1 for k, d in zip(window, dilation, strict=True))}",
                str(extents),
                "a smaller kernel or dilation, padding='same', or a larger input",
            )
        )
    return [Spec((x.shape[0], *out, w.shape[-1]), x.dtype)]


def _check_channels(x: Any, w: Any, groups: int) -> None:
    channels, each, filters = x.shape[-1], w.shape[-2], w.shape[-1]
    if len(x.shape) != len(w.shape):
        raise ValueError(
            explain(
                f"A convolution of {tuple(x.shape)} with a kernel of {tuple(w.shape)} failed.",
                f"an input with {len(w.shape)} axes: batch, {len(w.shape) - 2} spatial, channels",
            )
        )
    if channels is not None and channels != each * groups:
        raise ValueError(
            explain(
                f"A convolution of {tuple(x.shape)} with a kernel of {tuple(w.shape)} in {groups} groups failed.",
                f"{each * groups} channels, which are {each} for each of {groups} groups",
                f"{channels}",
            )
        )
    if filters % groups:
        raise ValueError(f"A convolution cannot split {filters} filters into {groups} groups of equal size.")


def _gradient(node: Any, dy: Any) -> list[Any]:
    x, w = node.inputs
    return [CONV_INPUT_GRAD(dy, w, x, **node.attrs), CONV_KERNEL_GRAD(x, dy, w, **node.attrs)]


def _input_grad_gradient(node: Any, g: Any) -> list[Any]:
    dy, w, _ = node.inputs
    return [CONV(g, w, **node.attrs), CONV_KERNEL_GRAD(g, dy, w, **node.attrs), None]


def _kernel_grad_gradient(node: Any, g: Any) -> list[Any]:
    x, dy, _ = node.inputs
    return [CONV_INPUT_GRAD(dy, g, x, **node.attrs), CONV(x, g, **node.attrs), None]


def taps(
    extents: Sequence[Any], window: Sequence[int], strides: Sequence[int], dilation: Sequence[int]
) -> Iterator[tuple[tuple[int, ...], tuple[slice, ...]]]:
    """For each position in the window, the part of the padded input that it meets in `extents` outputs."""
    for at in itertools.product(*(range(k) for k in window)):
        starts = [i * d for i, d in zip(at, dilation, strict=True)]
        ends = [b + (n - 1) * s + 1 for b, n, s in zip(starts, extents, strides, strict=True)]
        yield at, tuple(slice(b, e, s) for b, e, s in zip(starts, ends, strides, strict=True))


def _grouped(groups: int, channels: int, filters: int) -> Iterator[tuple[slice, slice]]:
    """For each group, its channels and its filters."""
    c, f = channels // groups, filters // groups
    return ((slice(g * c, (g + 1) * c), slice(g * f, (g + 1) * f)) for g in range(groups))


def _reference(x: Array, w: Array, strides: Any, padding: Any, dilation: Any, groups: int) -> Array:
    found = geometry(x.shape[1:-1], w.shape[:-2], strides, padding, dilation)
    padded = np.pad(x.astype(np.float64), [(0, 0), *found.pads, (0, 0)])
    y = np.zeros((x.shape[0], *found.out, w.shape[-1]))
    for at, part in taps(found.out, w.shape[:-2], strides, dilation):
        here = (slice(None), *part)
        window = padded[here]
        for c, f in _grouped(groups, x.shape[-1], w.shape[-1]):
            y[..., f] += window[..., c] @ w[at][:, f].astype(np.float64)
    return y.astype(x.dtype)


def _input_grad_reference(dy: Array, w: Array, x: Any, strides: Any, padding: Any, dilation: Any, groups: int) -> Array:
    found = geometry(x.shape[1:-1], w.shape[:-2], strides, padding, dilation)
    inside = (slice(None), *(slice(lo, lo + n) for (lo, _), n in zip(found.pads, x.shape[1:-1], strict=True)))
    dx = np.zeros((x.shape[0], *(n + lo + hi for n, (lo, hi) in zip(x.shape[1:-1], found.pads)), x.shape[-1]))
    for at, part in taps(found.out, w.shape[:-2], strides, dilation):
        for c, f in _grouped(groups, x.shape[-1], w.shape[-1]):
            here = (slice(None), *part, c)
            dx[here] += dy[..., f].astype(np.float64) @ w[at][:, f].T
    return dx[inside].astype(dy.dtype)


def _kernel_grad_reference(
    x: Array, dy: Array, w: Any, strides: Any, padding: Any, dilation: Any, groups: int
) -> Array:
    found = geometry(x.shape[1:-1], w.shape[:-2], strides, padding, dilation)
    padded = np.pad(x.astype(np.float64), [(0, 0), *found.pads, (0, 0)])
    dw = np.zeros(w.shape)
    axes = tuple(range(dy.ndim - 1))
    for at, part in taps(found.out, w.shape[:-2], strides, dilation):
        here = (slice(None), *part)
        window = padded[here]
        for c, f in _grouped(groups, x.shape[-1], w.shape[-1]):
            dw[at][:, f] += np.tensordot(window[..., c], dy[..., f].astype(np.float64), (axes, axes))
    return dw.astype(dy.dtype)


def _like(x: Any, y: Any, like: Any, **_: Any) -> list[Spec]:
    return [Spec(tuple(like.shape), x.dtype)]


CONV = register(Op("conv", _infer, _gradient, _reference))
CONV_INPUT_GRAD = register(Op("conv_input_grad", _like, _input_grad_gradient, _input_grad_reference, shape_only=(2,)))
CONV_KERNEL_GRAD = register(
    Op("conv_kernel_grad", _like, _kernel_grad_gradient, _kernel_grad_reference, shape_only=(2,))
)


def convolution(
    x: Any, kernel: Any, strides: Any = 1, padding: Any = "valid", dilation: Any = 1, groups: int = 1
) -> Any:
    """Convolution, as neural networks mean it: the kernel is not mirrored.

    Arguments:
        x: (B, ..., C), one to three spatial axes.
        kernel: (..., C / groups, F).
        strides, dilation: an integer, or one for each spatial axis.
        padding: 'valid', 'same', 'causal', 'full' or a pair (before, after) for each spatial axis.
        groups: the channels and the filters are cut into as many parts, each of which sees only its like.

    Returns:
        (B, ..., F).
    """
    x, kernel = match(x, kernel, to_float=True)
    rank = len(spec(x).shape) - 2
    return CONV(x, kernel, **_attrs(rank, strides, padding, dilation, groups))


def convolution_transpose(
    x: Any, kernel: Any, like: Any, strides: Any = 1, padding: Any = "valid", dilation: Any = 1, groups: int = 1
) -> Any:
    """What the convolution of a tensor shaped as `like` would send back to it if `x` were its gradient.

    Arguments:
        x: (B, ..., F).
        kernel: (..., C / groups, F).
        like: a tensor of the shape of the result (B, ..., C), of which nothing else is read.
        strides, padding, dilation, groups: of that convolution.
    """
    x, kernel = match(x, kernel, to_float=True)
    rank = len(spec(x).shape) - 2
    return CONV_INPUT_GRAD(x, kernel, like, **_attrs(rank, strides, padding, dilation, groups))


def _attrs(rank: int, strides: Any, padding: Any, dilation: Any, groups: int) -> dict[str, Any]:
    if not isinstance(padding, str):
        padding = tuple((int(lo), int(hi)) for lo, hi in padding)
    return {
        "strides": each_axis(strides, rank),
        "padding": padding,
        "dilation": each_axis(dilation, rank),
        "groups": int(groups),
    }


def each_axis(value: Any, rank: int) -> tuple[int, ...]:
    """An integer for each of `rank` axes, from one for all or from as many."""
    return (int(value),) * rank if np.ndim(value) == 0 else tuple(int(v) for v in value)


def depthwise(x: Any, kernel: Any, strides: Any = 1, padding: Any = "valid", dilation: Any = 1) -> Any:
    """Convolution of every channel by itself with M kernels of its own: as many groups as channels.

    Arguments:
        x: (B, ..., C).
        kernel: (..., C, M).
        strides, padding, dilation: as for `convolution`.

    Returns:
        (B, ..., C * M), the M results of a channel side by side.
    """
    shape: tuple[Any, ...] = spec(kernel).shape
    *window, channels, multiplier = shape
    flat = reshape(kernel, (*window, 1, channels * multiplier))
    return convolution(x, flat, strides, padding, dilation, groups=channels)
