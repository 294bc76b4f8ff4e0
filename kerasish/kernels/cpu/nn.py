"""Kernels of softmax and its cross-entropy, row by row over the last axis."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

from ..arrays import count
from .lowering import code_of, lowers, run
from .mathf import exp32, log32
from .mathf64 import exp64, log64
from .spec import FAST, kernel, make_spec, register

_MATHS: dict[str, dict[str, Any]] = {"f4": {"exp": exp32, "log": log32}, "f8": {"exp": exp64, "log": log64}}
exp: Any = exp32  # what the kernels below call; replaced in the copy for each float type
log: Any = log32


def _by_float(signature: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a kernel for each float type, `name_f4` and `name_f8`: one text, with the exponential of that type."""

    def declare(function: Callable[..., None]) -> Callable[..., None]:
        for code, maths in _MATHS.items():
            copy = FunctionType(function.__code__, globals() | maths, function.__name__)
            register(make_spec(f"{function.__name__}_{code}", copy, signature, split="B", fastmath=FAST))
        return function

    return declare


@_by_float("x: T[B,F], y: T[B,F]")
def softmax(x, y):  # type: ignore[no-untyped-def]
    """y = exp(x - max) / sum(exp(x - max))."""
    for b in range(x.shape[0]):
        top = x[b, 0]
        for f in range(1, x.shape[1]):
            top = max(top, x[b, f])
        total = x.dtype.type(0)
        for f in range(x.shape[1]):
            y[b, f] = exp(x[b, f] - top)
        for f in range(x.shape[1]):
            total += y[b, f]
        for f in range(x.shape[1]):
            y[b, f] = y[b, f] / total


@_by_float("x: T[B,F], y: T[B,F]")
def log_softmax(x, y):  # type: ignore[no-untyped-def]
    """y = x - max - log(sum(exp(x - max)))."""
    for b in range(x.shape[0]):
        top = x[b, 0]
        for f in range(1, x.shape[1]):
            top = max(top, x[b, f])
        total = x.dtype.type(0)
        for f in range(x.shape[1]):
            y[b, f] = exp(x[b, f] - top)
        for f in range(x.shape[1]):
            total += y[b, f]
        shift = top + log(total)
        for f in range(x.shape[1]):
            y[b, f] = x[b, f] - shift


@_by_float("x: T[B,F], target: T[B,F], loss: T[B], y: T[B,F]")
def crossentropy(x, target, loss, y):  # type: ignore[no-untyped-def]
    """y = softmax(x); loss = -sum(target * log(y)), formed from the logits so that it cannot overflow."""
    for b in range(x.shape[0]):
        top = x[b, 0]
        for f in range(1, x.shape[1]):
            top = max(top, x[b, f])
        total = x.dtype.type(0)
        for f in range(x.shape[1]):
            y[b, f] = exp(x[b, f] - top)
        for f in range(x.shape[1]):
            total += y[b, f]
        shift = top + log(total)
        part = x.dtype.type(0)
        for f in range(x.shape[1]):
            y[b, f] = y[b, f] / total
            part += target[b, f] * (shift - x[b, f])
        loss[b] = part


@kernel("y: T[B,F], dy: T[B,F], dx: T[B,F]", split="B", fastmath=FAST)
def softmax_grad(y, dy, dx):  # type: ignore[no-untyped-def]
    """dx = y * (dy - sum(dy * y))."""
    for b in range(y.shape[0]):
        inner = y.dtype.type(0)
        for f in range(y.shape[1]):
            inner += dy[b, f] * y[b, f]
        for f in range(y.shape[1]):
            dx[b, f] = y[b, f] * (dy[b, f] - inner)


@kernel("y: T[B,F], target: T[B,F], dloss: T[B], dx: T[B,F]", split="B", fastmath=FAST)
def crossentropy_grad(y, target, dloss, dx):  # type: ignore[no-untyped-def]
    """dx = (y * sum(target) - target) * dloss."""
    for b in range(y.shape[0]):
        weight = y.dtype.type(0)
        for f in range(y.shape[1]):
            weight += target[b, f]
        for f in range(y.shape[1]):
            dx[b, f] = (y[b, f] * weight - target[b, f]) * dloss[b]


def _rows(array: Any) -> dict[str, int]:
    return {"B": count(array.shape[:-1]), "F": array.shape[-1]}


_COST = 4.0  # an exponential and two passes, in plain operations per element


@lowers("softmax", "log_softmax")
def lower_softmax(launch: Any, call: Any) -> None:
    """Softmax or its logarithm over the last axis."""
    x, y = launch.contiguous(call.inputs[0]), launch.out(call.outputs[0])
    if y.size:
        code = code_of(x.dtype)
        run(launch, f"{call.op.name}_{code}", {"x": x, "y": y}, _rows(x), _COST * x.size, T=code)


@lowers("softmax_crossentropy")
def lower_crossentropy(launch: Any, call: Any) -> None:
    """Loss per row, and the softmax."""
    x, target = (launch.contiguous(v) for v in call.inputs)
    loss, y = (launch.out(v) for v in call.outputs)
    if y.size:
        code = code_of(x.dtype)
        values = {"x": x, "target": target, "loss": loss, "y": y}
        run(launch, f"crossentropy_{code}", values, _rows(x), 2 * _COST * x.size, T=code)


@lowers("softmax_grad")
def lower_softmax_grad(launch: Any, call: Any) -> None:
    """Gradient of softmax."""
    y, dy = (launch.contiguous(v) for v in call.inputs)
    dx = launch.out(call.outputs[0])
    if dx.size:
        run(launch, "softmax_grad", {"y": y, "dy": dy, "dx": dx}, _rows(y), 2.0 * y.size, T=code_of(y.dtype))


@lowers("softmax_crossentropy_grad")
def lower_crossentropy_grad(launch: Any, call: Any) -> None:
    """Gradient of the cross-entropy with respect to the logits."""
    y, target, dloss = (launch.contiguous(v) for v in call.inputs)
    dx = launch.out(call.outputs[0])
    if dx.size:
        values = {"y": y, "target": target, "dloss": dloss, "dx": dx}
        run(launch, "crossentropy_grad", values, _rows(y), 2.0 * y.size, T=code_of(y.dtype))
