"""Kernels of connectionist temporal classification: forward and backward sums over alignments, sample by sample.

The states of a target lie in two rows: `blank[n]`, the blank before label n, and `label[n + 1]`, label n itself;
`label[0]` stands before the first blank and is never reached. Rows are filled up to whole vectors with states that are
never reached either, so that short targets run as vectors too. All is in log space, and the largest value of a row is
taken out of it, so that float32 keeps its digits. `ops/ctc_reference.py` has the mathematics and the source.

Extents: R rows of W blanks and V = W + 1 labels; row r + 1 is what holds after step r, row 0 what holds before the
first. K is C, filled up to whole vectors.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from .inline import inlined
from .intrinsics import bitcast_f32_i32, bitcast_f64_i64, bitcast_i32_f32, bits_float
from .lowering import code_of, lowers, run
from .mathf import exp32, log32
from .mathf64 import exp64, log64
from .spec import FAST, make_spec, register

_LANES = 16  # items of the widest vector
_COST = 2.0  # an exponential in plain operations: one for each class, and some four for each state, at every step
_BACK = 4  # rows of the backward sum
LOG_ZERO = float(np.log(1e-307))  # see `ops/ctc_reference.py`

# What the functions below call; each float type has its own. `never` is the log of nothing: finite, so that
# differences of it are no nan.
exp: Any = exp32
log: Any = log32
one: Any = np.float32(1)
never: Any = np.float32(-1e30)
bits: Any = bitcast_f32_i32
from_bits: Any = bitcast_i32_f32
word: Any = np.int32
sign: Any = np.int32(31)
magnitude: Any = np.int32(2**31 - 1)
_DOUBLE: dict[str, Any] = {
    "exp": exp64, "log": log64, "one": np.float64(1), "never": np.float64(-1e30), "bits": bitcast_f64_i64,
    "from_bits": bits_float, "word": np.int64, "sign": np.int64(63), "magnitude": np.int64(2**63 - 1),
}  # fmt: skip
_SCOPES: dict[str, dict[str, Any]] = {"f4": dict(globals()), "f8": globals() | _DOUBLE}


def _by_float(make: Callable[[Any, str], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make something of a copy of the function for each float type; a copy calls the copies of its type."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        for code, scope in _SCOPES.items():
            copy = FunctionType(function.__code__, scope, function.__name__)
            scope[function.__name__] = make(copy, code)
        return function

    return declare


def _kernel(signature: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a kernel for each float type, `name_f4` and `name_f8`."""

    def make(copy: Any, code: str) -> Any:
        register(make_spec(f"{copy.__name__}_{code}", copy, signature, split="B", fastmath=FAST))

    return _by_float(make)


_helper = _by_float(lambda copy, _: copy)
_inlined = _by_float(lambda copy, _: inlined(copy))


@_inlined
def either(a, b):  # type: ignore[no-untyped-def]
    """log(exp(a) + exp(b))."""
    top = a if a > b else b
    low = b if a > b else a
    return top + log(one + exp(low - top))


@_inlined
def any_of(a, b, c):  # type: ignore[no-untyped-def]
    """log(exp(a) + exp(b) + exp(c))."""
    high = a if a > b else b
    low = b if a > b else a
    top = high if high > c else c
    rest = c if high > c else high
    return top + log(one + (exp(low - top) + exp(rest - top)))


@_inlined
def log_share(x, top, total):  # type: ignore[no-untyped-def]
    """x - top - total in this order, and no less than the log of nothing."""
    y = (x - top) - total
    return never if y < never else y


@_inlined
def rank(x):  # type: ignore[no-untyped-def]
    """An integer that orders as x does: the largest of integers is found by vectors, that of floats is not."""
    k = bits(x)
    return word(k ^ word(word(k >> sign) & magnitude))


@_inlined
def ranked(k):  # type: ignore[no-untyped-def]
    """The number whose rank this is."""
    return from_bits(word(k ^ word(word(k >> sign) & magnitude)))


@_helper
def exponentials(x, row, b, t):  # type: ignore[no-untyped-def]
    """row = exp(x - max), 0 behind the last class; returns the maximum and the log of the sum."""
    for c in range(x.shape[2]):
        row[b, c] = x[b, t, c]
    for c in range(x.shape[2], row.shape[1]):
        row[b, c] = -np.inf
    k = rank(row[b, 0])
    for c in range(row.shape[1]):
        k = max(k, rank(row[b, c]))
    top = ranked(k)
    total = row.dtype.type(0)
    for c in range(row.shape[1]):
        row[b, c] = exp(row[b, c] - top)
    for c in range(row.shape[1]):
        total += row[b, c]
    return top, log(total)


@_helper
def states_of(target, labels, frames, b, skip):  # type: ignore[no-untyped-def]
    """How many labels make states (all of the row where those that count do not fit), and whether they fit.

    `skip` becomes 0 where the blank before a label may be left out.
    """
    used = min(max(labels[b], 0), target.shape[1])
    needed = used
    for n in range(1, used):
        if target[b, n] == target[b, n - 1]:
            needed += 1
    fits = needed <= frames
    if not fits:
        used = target.shape[1]
    for n in range(skip.shape[1]):
        skip[b, n] = never
    for n in range(1, used):
        if target[b, n] != target[b, n - 1]:
            skip[b, n] = 0
    return used, fits


@_helper
def emissions(target, x, emit, b, t, r, used, top, total):  # type: ignore[no-untyped-def]
    """Log probability of each label at a step; 0 for a label that names no class, as in Keras."""
    for n in range(used):
        c = target[b, n]
        emit[b, r, n] = log_share(x[b, t, c], top, total) if 0 <= c and c < x.shape[2] else 0
    for n in range(used, emit.shape[2]):
        emit[b, r, n] = never


@_helper
def start(blank, label, b):  # type: ignore[no-untyped-def]
    """Before the first step: the first blank, and nothing else."""
    for r in range(blank.shape[1]):
        label[b, r, 0] = never
    for n in range(blank.shape[2]):
        blank[b, 0, n] = never
        label[b, 0, n + 1] = never
    blank[b, 0, 0] = 0


@_helper
def advance(blank, label, emit, skip, b, old, new, pause):  # type: ignore[no-untyped-def]
    """One step of the forward sum; `pause` is the log probability of the blank. Returns what was taken out."""
    for n in range(blank.shape[2]):
        blank[b, new, n] = either(blank[b, old, n], label[b, old, n]) + pause
    for n in range(blank.shape[2]):
        step = any_of(label[b, old, n + 1], blank[b, old, n], label[b, old, n] + skip[b, n])
        label[b, new, n + 1] = step + emit[b, new, n]
    k = rank(blank[b, new, 0])
    for n in range(blank.shape[2]):
        k = max(k, max(rank(blank[b, new, n]), rank(label[b, new, n + 1])))
    top = ranked(k)
    for n in range(blank.shape[2]):
        blank[b, new, n] -= top
        label[b, new, n + 1] -= top
    return top


@_helper
def ending(blank, label, b, r, used, fits):  # type: ignore[no-untyped-def]
    """Log of the sum over the states that may come last: the last label and blank, or any where nothing fits."""
    total = blank[b, r, used]
    for n in range(used):
        if n == used - 1 or not fits:
            total = either(total, label[b, r, n + 1])
        if not fits:
            total = either(total, blank[b, r, n])
    return total


@_helper
def finish(back, b, used, fits):  # type: ignore[no-untyped-def]
    """After the last step: where an alignment may end. Rows 0 and 2 are blanks, rows 1 and 3 labels."""
    for n in range(back.shape[2]):
        back[b, 0, n] = 0 if n == used or (n < used and not fits) else never
        back[b, 1, n] = 0 if n == used - 1 or (n < used and not fits) else never
    back[b, 2, back.shape[2] - 1] = never
    back[b, 3, back.shape[2] - 1] = never


@_helper
def retreat(back, emit, skip, b, r, pause):  # type: ignore[no-untyped-def]
    """One step of the backward sum, over the emissions of row r. Returns what was taken out."""
    width = back.shape[2] - 1
    for n in range(width):
        back[b, 2, n] = back[b, 0, n] + pause
        back[b, 3, n] = back[b, 1, n] + emit[b, r, n]
    for n in range(width):
        back[b, 0, n] = either(back[b, 2, n], back[b, 3, n])
    for n in range(width):
        back[b, 1, n] = any_of(back[b, 3, n], back[b, 2, n + 1], back[b, 3, n + 1] + skip[b, n + 1])
    k = rank(back[b, 0, 0])
    for n in range(width):
        k = max(k, max(rank(back[b, 0, n]), rank(back[b, 1, n])))
    top = ranked(k)
    for n in range(width):
        back[b, 0, n] -= top
        back[b, 1, n] -= top
    return top


@_helper
def shares(blank, label, back, b, r, shift):  # type: ignore[no-untyped-def]
    """Rows 2 and 3 of `back`: the probability of each state at a step, given the target. Returns their sum."""
    total = back.dtype.type(0)
    for n in range(back.shape[2] - 1):
        back[b, 2, n] = exp(blank[b, r, n] + back[b, 0, n] + shift)
        back[b, 3, n] = exp(label[b, r, n + 1] + back[b, 1, n] + shift)
    for n in range(back.shape[2] - 1):
        total += back[b, 2, n] + back[b, 3, n]
    return total


@_helper
def slope(dx, target, back, b, t, used, mask, total, dy):  # type: ignore[no-untyped-def]
    """dx, which holds the softmax, becomes (softmax * probability of the states that name a class - counts) * dy."""
    outside = back.dtype.type(0)
    blanks = back.dtype.type(0)
    for n in range(used + 1):
        blanks += back[b, 2, n]
    for n in range(used):
        if target[b, n] < 0 or target[b, n] >= dx.shape[2]:
            outside += back[b, 3, n]
    scale = dy / total
    keep = (total - outside) * scale
    for c in range(dx.shape[2]):
        dx[b, t, c] *= keep
    dx[b, t, mask] -= blanks * scale
    for n in range(used):
        c = target[b, n]
        if 0 <= c and c < dx.shape[2]:
            dx[b, t, c] -= back[b, 3, n] * scale


@_kernel(
    "target: i4[B,N], x: U[B,T,C], labels: i4[B], frames: i4[B], loss: U[B], row: U[B,K],"
    "blank: U[B,R,W], label: U[B,R,V], emit: U[B,R,W], skip: U[B,V], mask: int"
)
def ctc_loss(target, x, labels, frames, loss, row, blank, label, emit, skip, mask):  # type: ignore[no-untyped-def]
    """loss = -log(sum over alignments of the product over steps of softmax(x)); R = 2 rows that take turns."""
    for b in range(x.shape[0]):
        last = min(max(frames[b], 0), x.shape[1])
        used, fits = states_of(target, labels, last, b, skip)
        start(blank, label, b)
        taken = 0.0
        for t in range(last):
            new = (t + 1) % 2
            top, total = exponentials(x, row, b, t)
            emissions(target, x, emit, b, t, new, used, top, total)
            taken += advance(blank, label, emit, skip, b, t % 2, new, log_share(x[b, t, mask], top, total))
        if last > 0:
            taken += ending(blank, label, b, last % 2, used, fits)
        if not fits:
            taken += LOG_ZERO
        loss[b] = np.inf if taken < 0.5 * never else -taken


@_kernel(
    "target: i4[B,N], x: U[B,T,C], labels: i4[B], frames: i4[B], dy: U[B], dx: U[B,T,C], row: U[B,K], blank: U[B,R,W],"
    "label: U[B,R,V], emit: U[B,R,W], skip: U[B,V], back: U[B,Q,V], pause: U[B,R], taken: f8[B,R], mask: int"
)
def ctc_loss_grad(  # type: ignore[no-untyped-def]
    target, x, labels, frames, dy, dx, row, blank, label, emit, skip, back, pause, taken, mask
):
    """dx = (softmax(x) - how often each class is expected at each step, given the target) * dy; R = T + 1, Q = 4."""
    for b in range(x.shape[0]):
        last = min(max(frames[b], 0), x.shape[1])
        used, fits = states_of(target, labels, last, b, skip)
        start(blank, label, b)
        taken[b, 0] = 0
        for t in range(last):
            top, total = exponentials(x, row, b, t)
            scale = exp(-total)
            for c in range(x.shape[2]):
                dx[b, t, c] = row[b, c] * scale
            emissions(target, x, emit, b, t, t + 1, used, top, total)
            pause[b, t + 1] = log_share(x[b, t, mask], top, total)
            taken[b, t + 1] = taken[b, t] + advance(blank, label, emit, skip, b, t, t + 1, pause[b, t + 1])
        whole = taken[b, last] + ending(blank, label, b, last, used, fits)
        finish(back, b, used, fits)
        given = 0.0
        for s in range(last):
            t = last - 1 - s
            if s > 0:
                given += retreat(back, emit, skip, b, t + 2, pause[b, t + 2])
            total = shares(blank, label, back, b, t + 1, x.dtype.type(taken[b, t + 1] + given - whole))
            slope(dx, target, back, b, t, used, mask, total, dy[b])
        for t in range(0 if whole < 0.5 * never else last, x.shape[1]):
            for c in range(x.shape[2]):
                dx[b, t, c] = 0


def _filled(extent: int) -> int:
    """An extent filled up to whole vectors."""
    return -(-extent // _LANES) * _LANES


def _run(launch: Any, call: Any, rows: int, **more: tuple[int, ...]) -> None:
    """Launch a kernel with room for `rows` rows of states, and for `more` arrays."""
    target, x, labels, frames, *dy = (launch.contiguous(v) for v in call.inputs)
    out = launch.out(call.outputs[0])
    (b, t, c), n = x.shape, target.shape[1]
    if b == 0:
        return
    w, k = _filled(n + 1), _filled(c)
    states = {"blank": (b, rows, w), "label": (b, rows, w + 1), "emit": (b, rows, w), "skip": (b, w + 1)}
    values: dict[str, Any] = {"target": target, "x": x, "labels": labels, "frames": frames, "loss": out}
    values |= {"dy": dy[0], "dx": out} if dy else {}
    for name, shape in {"row": (b, k), **states, **more}.items():
        values[name] = launch.temporary(shape, "float64" if name == "taken" else x.dtype)
    values["mask"] = call.attrs["mask_index"] % c
    extents = {"B": b, "T": t, "C": c, "N": n, "R": rows, "W": w, "V": w + 1, "K": k, "Q": _BACK}
    code = code_of(x.dtype)
    run(launch, f"{call.op.name}_{code}", values, extents, _COST * b * (t + 1) * (k + 4 * w), U=code)


@lowers("ctc_loss")
def lower_ctc_loss(launch: Any, call: Any) -> None:
    """The loss, with two rows of states that take turns."""
    _run(launch, call, 2)


@lowers("ctc_loss_grad")
def lower_ctc_loss_grad(launch: Any, call: Any) -> None:
    """The gradient by the logits, with a row of states for every step."""
    (b, t, _), n = call.inputs[1].shape, call.inputs[0].shape[1]
    _run(launch, call, t + 1, back=(b, _BACK, _filled(n + 1) + 1), pause=(b, t + 1), taken=(b, t + 1))
