"""Ops of neural networks: softmax and the cross-entropies fused with it, and activations built from other ops."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .core import Op, Spec, match, normalize_axis, register, spec
from .ctc import ctc_loss  # noqa: F401  (Keras has it in this file)
from .elementwise import (
    absolute,
    cast,
    clip,
    divide,
    erf,
    expm1,
    greater,
    less_equal,
    log,
    minimum,
    multiply,
    negative,
    relu,
    sigmoid,
    softplus,
    tanh,
    where,
)
from .reduction import sum  # noqa: A004
from .shape import expand_dims, moveaxis, reshape, transpose

Array = np.ndarray[Any, Any]


def _softmax_reference(x: Array) -> Array:
    shifted = np.exp(x - x.max(axis=-1, keepdims=True))
    return (shifted / shifted.sum(axis=-1, keepdims=True)).astype(x.dtype)


def _log_softmax_reference(x: Array) -> Array:
    shifted = x - x.max(axis=-1, keepdims=True)
    return (shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))).astype(x.dtype)


def _softmax_grad(node: Any, dy: Any) -> list[Any]:
    y = node.outputs[0]
    return [SOFTMAX_GRAD(y, dy)]


def _softmax_grad_grad(node: Any, dg: Any) -> list[Any]:
    """The gradient `y * (dy - sum(dy * y))` once more, in plain ops."""
    y, dy = node.inputs
    inner = sum(dy * y, -1, True)
    crossed = sum(dg * y, -1, True)
    return [dg * (dy - inner) - dy * crossed, y * (dg - crossed)]


def _rowwise(x: Any, *_: Any) -> list[Spec]:
    return [Spec(tuple(x.shape), x.dtype)]


SOFTMAX = register(Op("softmax", _rowwise, _softmax_grad, _softmax_reference))
SOFTMAX_GRAD = register(
    Op(
        "softmax_grad",
        _rowwise,
        _softmax_grad_grad,
        lambda y, dy: (y * (dy - (dy * y).sum(-1, keepdims=True))).astype(y.dtype),
    )
)
LOG_SOFTMAX = register(
    Op(
        "log_softmax",
        _rowwise,
        lambda node, dy: [dy - SOFTMAX(node.inputs[0]) * sum(dy, -1, True)],  # exp(y) would double the error of y
        _log_softmax_reference,
    )
)


def _ce_infer(logits: Any, target: Any) -> list[Spec]:
    return [Spec(tuple(logits.shape[:-1]), logits.dtype), Spec(tuple(logits.shape), logits.dtype)]


def _ce_grad(node: Any, dloss: Any, dprobs: Any) -> list[Any]:
    logits, target = node.inputs
    probs = node.outputs[1]
    dlogits, dtarget = None, None
    if dloss is not None:
        row = expand_dims(dloss, -1)
        dlogits = CROSSENTROPY_GRAD(probs, target, dloss)
        dtarget = negative(row * log_softmax(logits))
    if dprobs is not None:
        through = SOFTMAX_GRAD(probs, dprobs)
        dlogits = through if dlogits is None else dlogits + through
    return [dlogits, dtarget]


def _ce_reference(logits: Array, target: Array) -> tuple[Array, Array]:
    return -(target * _log_softmax_reference(logits)).sum(-1).astype(logits.dtype), _softmax_reference(logits)


def _ce_grad_grad(node: Any, dg: Any) -> list[Any]:
    """`(probs * sum(target) - target) * dloss`, differentiated in plain ops."""
    probs, target, dloss = node.inputs
    weight, row = sum(target, -1, True), expand_dims(dloss, -1)
    return [
        dg * weight * row,
        row * (sum(dg * probs, -1, True) - dg),
        sum(dg * (probs * weight - target), -1),
    ]


CROSSENTROPY = register(Op("softmax_crossentropy", _ce_infer, _ce_grad, _ce_reference))
CROSSENTROPY_GRAD = register(
    Op(
        "softmax_crossentropy_grad",
        lambda probs, target, dloss: [Spec(tuple(probs.shape), probs.dtype)],
        _ce_grad_grad,
        lambda probs, target, dloss: ((probs * target.sum(-1, keepdims=True) - target) * dloss[..., None]).astype(
            probs.dtype
        ),
    )
)


def softmax_crossentropy(logits: Any, target: Any) -> Any:
    """`-sum(target * log_softmax(logits))` over the last axis, for targets that are distributions."""
    logits, target = match(logits, target, to_float=True)
    return CROSSENTROPY(logits, target)[0]


def _last(function: Any, x: Any, axis: Any) -> Any:
    """Apply a function of the last axis along another axis, or along several at once."""
    (x,) = match(x, to_float=True)
    ndim = len(spec(x).shape)
    if isinstance(axis, (tuple, list)) and len(axis) > 1:
        return _several(function, x, axis, ndim)
    axis = normalize_axis(axis[0] if isinstance(axis, (tuple, list)) else axis, ndim, "softmax")
    if axis == ndim - 1:
        return function(x)
    return moveaxis(function(moveaxis(x, axis, -1)), -1, axis)


def _several(function: Any, x: Any, axis: Any, ndim: int) -> Any:
    axes = [normalize_axis(a, ndim, "softmax") for a in axis]
    order = [i for i in range(ndim) if i not in axes] + axes
    moved = transpose(x, order)
    shape = [-1 if s is None else s for s in spec(moved).shape]
    flat = reshape(moved, [*shape[: ndim - len(axes)], int(np.prod(shape[ndim - len(axes) :]))])
    return transpose(reshape(function(flat), shape), [int(i) for i in np.argsort(order)])


def softmax(x: Any, axis: Any = -1) -> Any:
    """`exp(x) / sum(exp(x))` along an axis."""
    return _last(SOFTMAX, x, axis)


def log_softmax(x: Any, axis: Any = -1) -> Any:
    """Logarithm of the softmax along an axis."""
    return _last(LOG_SOFTMAX, x, axis)


def relu6(x: Any) -> Any:
    """`min(max(x, 0), 6)`."""
    return minimum(relu(x), 6)


def elu(x: Any, alpha: float = 1.0) -> Any:
    """`x` where positive, else `alpha * (exp(x) - 1)` (Clevert et al., 2015)."""
    (x,) = match(x, to_float=True)
    return where(greater(x, 0.0), x, alpha * expm1(minimum(x, 0.0)))


def selu(x: Any) -> Any:
    """Scaled elu (Klambauer et al., 2017)."""
    return 1.0507009873554804934193349852946 * elu(x, 1.6732632423543772848170429916717)


def celu(x: Any, alpha: float = 1.0) -> Any:
    """`max(x, 0) + min(0, alpha * (exp(x / alpha) - 1))` (Barron, 2017)."""
    (x,) = match(x, to_float=True)
    return relu(x) + alpha * expm1(minimum(x, 0.0) / alpha)


def silu(x: Any) -> Any:
    """`x * sigmoid(x)`."""
    (x,) = match(x, to_float=True)
    return multiply(x, sigmoid(x))


swish = silu


def gelu(x: Any, approximate: bool = True) -> Any:
    """`x * Phi(x)`, Phi the normal distribution, or its tanh approximation (Hendrycks & Gimpel, 2016)."""
    (x,) = match(x, to_float=True)
    if approximate:
        return 0.5 * x * (1.0 + tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x * x * x)))
    return 0.5 * x * (1.0 + erf(x * math.sqrt(0.5)))


def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any:
    """`x` where positive, else `negative_slope * x`."""
    (x,) = match(x, to_float=True)
    return where(greater(x, 0.0), x, negative_slope * x)


def hard_sigmoid(x: Any) -> Any:
    """`clip(x / 6 + 0.5, 0, 1)`."""
    (x,) = match(x, to_float=True)
    return clip(x / 6.0 + 0.5, 0.0, 1.0)


def hard_silu(x: Any) -> Any:
    """`x * hard_sigmoid(x)`."""
    (x,) = match(x, to_float=True)
    return multiply(x, hard_sigmoid(x))


hard_swish = hard_silu


def hard_tanh(x: Any) -> Any:
    """`clip(x, -1, 1)`."""
    return clip(x, -1.0, 1.0)


def softsign(x: Any) -> Any:
    """`x / (1 + |x|)`."""
    (x,) = match(x, to_float=True)
    return divide(x, 1.0 + absolute(x))


def log_sigmoid(x: Any) -> Any:
    """`-softplus(-x)`."""
    (x,) = match(x, to_float=True)
    return negative(softplus(negative(x)))


def mish(x: Any) -> Any:
    """`x * tanh(softplus(x))` (Misra, 2019)."""
    (x,) = match(x, to_float=True)
    return multiply(x, tanh(softplus(x)))


def tanh_shrink(x: Any) -> Any:
    """`x - tanh(x)`."""
    (x,) = match(x, to_float=True)
    return x - tanh(x)


def soft_shrink(x: Any, threshold: float = 0.5) -> Any:
    """`x` moved towards 0 by `threshold`, 0 within it."""
    (x,) = match(x, to_float=True)
    return where(greater(x, threshold), x - threshold, where(greater(negative(x), threshold), x + threshold, 0.0))


def hard_shrink(x: Any, threshold: float = 0.5) -> Any:
    """`x`, but 0 within `threshold` of 0."""
    (x,) = match(x, to_float=True)
    return where(greater(absolute(x), threshold), x, 0.0)


def threshold(x: Any, threshold: float, default_value: float) -> Any:
    """`x` above the threshold, else the default value."""
    (x,) = match(x, to_float=True)
    return where(greater(x, threshold), x, default_value)


def squareplus(x: Any, b: float = 4.0) -> Any:
    """`(x + sqrt(x**2 + b)) / 2`."""
    from .elementwise import sqrt

    (x,) = match(x, to_float=True)
    return (x + sqrt(x * x + b)) / 2.0


def sparse_plus(x: Any) -> Any:
    """0 below -1, `(x + 1)**2 / 4` up to 1, `x` above."""
    (x,) = match(x, to_float=True)
    return where(less_equal(x, -1.0), 0.0, where(less_equal(1.0, x), x, 0.25 * (x + 1.0) * (x + 1.0)))


def sparse_sigmoid(x: Any) -> Any:
    """0 below -1, `(x + 1) / 2` up to 1, 1 above."""
    return clip(0.5 * (match(x, to_float=True)[0] + 1.0), 0.0, 1.0)


def glu(x: Any, axis: int = -1) -> Any:
    """The first half along `axis` times the sigmoid of the second."""
    from .shape import split

    (x,) = match(x, to_float=True)
    first, second = split(x, 2, axis)
    return multiply(first, sigmoid(second))


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """`-(t * log(p) + (1 - t) * log(1 - p))`; from logits as `max(z, 0) - z*t + log(1 + exp(-|z|))`."""
    from ..config import epsilon

    output, target = match(output, target, to_float=True)
    if from_logits:
        return relu(output) - output * target + softplus(negative(absolute(output)))
    p = clip(output, epsilon(), 1.0 - epsilon())
    return negative(target * log(p) + (1.0 - target) * log(1.0 - p))


def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """`-sum(t * log(p))` along `axis`; probabilities are first divided by their sum."""
    from ..config import epsilon

    output, target = match(output, target, to_float=True)
    ndim = len(spec(output).shape)
    if from_logits:
        if normalize_axis(axis, ndim, "categorical_crossentropy") != ndim - 1:
            output, target = moveaxis(output, axis, -1), moveaxis(target, axis, -1)
        return softmax_crossentropy(output, target)
    p = output / sum(output, axis, True)
    return negative(sum(target * log(clip(p, epsilon(), 1.0 - epsilon())), axis))


def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """Cross-entropy whose targets are class indices."""
    from .shape import one_hot, squeeze

    output = match(output, to_float=True)[0]
    shape = spec(output).shape
    target = cast(target, "int64")
    if len(spec(target).shape) == len(shape):
        target = squeeze(target, -1)
    axis = normalize_axis(axis, len(shape), "sparse_categorical_crossentropy")
    classes = shape[axis]
    if classes is None:
        raise ValueError("sparse_categorical_crossentropy: the number of classes must be known.")
    hot = one_hot(target, classes, axis=axis, dtype=spec(output).dtype)
    return categorical_crossentropy(hot, output, from_logits, axis)
