"""Random numbers from a counter: Philox4x32-10, so that element i of a draw depends on (key, draw, i) and nothing else.

J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. A draw is named by
`state`, two int64 in memory: the key (a seed) and the number of the draw. Philox encrypts the 128-bit counter
(block, draw) under the key to four 32-bit words; blocks are numbered from 0 in every draw, and element i takes

- words of block i // 4, one word each (bits, float32 uniforms, masks) or two for a pair of elements (normals), or
- words of block i // 2, two each (float64 and integers, twice that for a pair of float64 normals).

Kernels are split over elements, and `chunk` (what `spec.chunk` gives for the number of parts) says where a part
begins: `part * chunk`. No split, thread count or device changes a bit; `ops/random_reference.py` is the same in NumPy.
"""

# mypy: disable-error-code="arg-type,return-value,assignment,no-any-return,operator,call-overload"
# NumPy scalars stand for machine numbers here, which its stubs keep apart from float and int.

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any

import numpy as np

from .inline import inlined, strictly_inlined
from .intrinsics import LOWERED
from .lowering import code_of, lowers, parts_for, run
from .mathf import log32
from .mathf64 import exp64, log64
from .mathf_special import erfinv32, erfinv64, sincos_turns64
from .mathf_trig import sincos_turns32
from .spec import chunk as rows_per_part
from .spec import kernel, make_spec, register

_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = np.uint32(0x9E3779B9)  # golden ratio
_WEYL_1 = np.uint32(0xBB67AE85)  # sqrt(3) - 1
_WORD = np.uint64(32)

Four = tuple[float, float, float, float]

_TO_UNIT_24 = np.float32(2.0**-24)
_TO_UNIT_31 = np.float32(2.0**-31)
_HALF_UNIT_31 = np.float32(2.0**-32)
_TO_UNIT_32 = 2.0**-32
_TO_UNIT_53 = 2.0**-53
_MINUS_TWO = np.float32(-2.0)
_ERF_SQRT2 = 0.9544997361036416  # the mass within two standard deviations
_SQRT2 = 1.4142135623730951
_ATTEMPTS = 64  # the longest run of rejections of a gamma variate: 0.05**64


@inlined
def _round(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    p0 = _MULTIPLIER_0 * np.uint64(c0)
    p1 = _MULTIPLIER_1 * np.uint64(c2)
    high0, high1 = np.uint32(p0 >> _WORD), np.uint32(p1 >> _WORD)
    return np.uint32(high1 ^ c1 ^ k0), np.uint32(p1), np.uint32(high0 ^ c3 ^ k1), np.uint32(p0)


@inlined
def philox(c0: int, c1: int, c2: int, c3: int, k0: int, k1: int) -> tuple[int, int, int, int]:
    """Four random words from a counter of four words and a key of two, all uint32. Written out, or no loop of it
    would be vectorised."""
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = np.uint32(k0 + _WEYL_0), np.uint32(k1 + _WEYL_1)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = np.uint32(k0 + _WEYL_0), np.uint32(k1 + _WEYL_1)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = np.uint32(k0 + _WEYL_0), np.uint32(k1 + _WEYL_1)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = np.uint32(k0 + _WEYL_0), np.uint32(k1 + _WEYL_1)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = np.uint32(k0 + _WEYL_0), np.uint32(k1 + _WEYL_1)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = np.uint32(k0 + _WEYL_0), np.uint32(k1 + _WEYL_1)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = np.uint32(k0 + _WEYL_0), np.uint32(k1 + _WEYL_1)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = np.uint32(k0 + _WEYL_0), np.uint32(k1 + _WEYL_1)
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = np.uint32(k0 + _WEYL_0), np.uint32(k1 + _WEYL_1)
    return _round(c0, c1, c2, c3, k0, k1)


@inlined
def _block(key: int, draw: int, block: int) -> tuple[int, int, int, int]:
    """The words of one block of a draw."""
    return philox(
        np.uint32(block), np.uint32(block >> 32), np.uint32(draw), np.uint32(draw >> 32),
        np.uint32(key), np.uint32(key >> 32),
    )  # fmt: skip


@inlined
def _lane(lane: int, w0: int, w1: int, w2: int, w3: int) -> int:
    low = w1 if lane == 1 else w0
    high = w3 if lane == 3 else w2
    return high if lane >= 2 else low


# From words to values: four elements of group `group`, from one block or, `_wide`, from two. `out` decides the width.


@strictly_inlined
def _unit(w: int) -> float:
    """A float32 in [0, 1) from the upper 24 bits of a word."""
    return np.float32(np.int32(w >> np.uint32(8))) * _TO_UNIT_24


@strictly_inlined
def _unit_wide(w0: int, w1: int) -> float:
    """A float64 in [0, 1) from the upper 27 bits of one word and the upper 26 of another."""
    return (np.float64(w0 >> np.uint32(5)) * 67108864.0 + np.float64(w1 >> np.uint32(6))) * _TO_UNIT_53


@strictly_inlined
def _uniform_narrow(key: int, draw: int, group: int, low: float, high: float, out: Any) -> Four:
    w0, w1, w2, w3 = _block(key, draw, group)
    a = np.float32(low)
    span = np.float32(high) - a
    return _unit(w0) * span + a, _unit(w1) * span + a, _unit(w2) * span + a, _unit(w3) * span + a


@strictly_inlined
def _uniform_wide(key: int, draw: int, group: int, low: float, high: float, out: Any) -> Four:
    w0, w1, w2, w3 = _block(key, draw, 2 * group)
    w4, w5, w6, w7 = _block(key, draw, 2 * group + 1)
    s = high - low
    return (
        _unit_wide(w0, w1) * s + low, _unit_wide(w2, w3) * s + low,
        _unit_wide(w4, w5) * s + low, _unit_wide(w6, w7) * s + low,
    )  # fmt: skip


@inlined
def _normal_pair(w0: int, w1: int) -> tuple[float, float]:
    """Box and Muller (1958): radius from 31 bits, never of log(0); angle from 24 bits."""
    u = np.float32(np.int32(w0 >> np.uint32(1))) * _TO_UNIT_31 + _HALF_UNIT_31
    radius = np.sqrt(_MINUS_TWO * log32(u))
    s, c = sincos_turns32(_unit(w1))
    return radius * c, radius * s


@inlined
def _normal_narrow(key: int, draw: int, group: int, mean: float, stddev: float, out: Any) -> Four:
    w0, w1, w2, w3 = _block(key, draw, group)
    n0, n1 = _normal_pair(w0, w1)
    n2, n3 = _normal_pair(w2, w3)
    a, b = np.float32(mean), np.float32(stddev)
    return n0 * b + a, n1 * b + a, n2 * b + a, n3 * b + a


@inlined
def _normal_pair_wide(key: int, draw: int, block: int) -> tuple[float, float]:
    w0, w1, w2, w3 = _block(key, draw, block)
    radius = np.sqrt(-2.0 * log64(1.0 - _unit_wide(w0, w1)))
    s, c = sincos_turns64(_unit_wide(w2, w3))
    return radius * c, radius * s


@inlined
def _normal_wide(key: int, draw: int, group: int, mean: float, stddev: float, out: Any) -> Four:
    n0, n1 = _normal_pair_wide(key, draw, 2 * group)
    n2, n3 = _normal_pair_wide(key, draw, 2 * group + 1)
    return n0 * stddev + mean, n1 * stddev + mean, n2 * stddev + mean, n3 * stddev + mean


@inlined
def _truncated(w: int) -> float:
    """A normal variate cut at two standard deviations: the inverse error function of an odd multiple of 2**-24."""
    odd = np.int32(np.int32(w >> np.uint32(8)) * 2 - 16777215)
    return np.float32(_SQRT2) * erfinv32(np.float32(odd) * np.float32(_ERF_SQRT2 * 2.0**-24))


@inlined
def _truncated_narrow(key: int, draw: int, group: int, mean: float, stddev: float, out: Any) -> Four:
    w0, w1, w2, w3 = _block(key, draw, group)
    a, b = np.float32(mean), np.float32(stddev)
    return _truncated(w0) * b + a, _truncated(w1) * b + a, _truncated(w2) * b + a, _truncated(w3) * b + a


@inlined
def _truncated_far(w0: int, w1: int, mean: float, stddev: float) -> float:
    return _SQRT2 * erfinv64((2.0 * _unit_wide(w0, w1) + (_TO_UNIT_53 - 1.0)) * _ERF_SQRT2) * stddev + mean


@inlined
def _truncated_wide(key: int, draw: int, group: int, mean: float, stddev: float, out: Any) -> Four:
    w0, w1, w2, w3 = _block(key, draw, 2 * group)
    w4, w5, w6, w7 = _block(key, draw, 2 * group + 1)
    return (
        _truncated_far(w0, w1, mean, stddev), _truncated_far(w2, w3, mean, stddev),
        _truncated_far(w4, w5, mean, stddev), _truncated_far(w6, w7, mean, stddev),
    )  # fmt: skip


@inlined
def _bernoulli(key: int, draw: int, group: int, p: float, unused: float, out: Any) -> tuple[bool, bool, bool, bool]:
    w0, w1, w2, w3 = _block(key, draw, group)
    a = np.float32(p)
    return _unit(w0) < a, _unit(w1) < a, _unit(w2) < a, _unit(w3) < a


@inlined
def _bits(key: int, draw: int, group: int, a: float, b: float, out: Any) -> tuple[int, int, int, int]:
    return _block(key, draw, group)


@inlined
def _scaled_integer(w0: int, w1: int, low: int, span: int) -> int:
    """low + (64 random bits * span) // 2**64, from four 32-bit products; bias below span / 2**64 (Lemire 2019)."""
    x0, x1 = np.uint64(w0), np.uint64(w1)
    s = np.uint64(span)
    s0, s1 = s & np.uint64(0xFFFFFFFF), s >> _WORD
    middle = x1 * s0 + ((x0 * s0) >> _WORD)
    carry = x0 * s1 + (middle & np.uint64(0xFFFFFFFF))
    return np.int64(x1 * s1 + (middle >> _WORD) + (carry >> _WORD)) + low


@inlined
def _integers(key: int, draw: int, group: int, low: int, span: int, out: Any) -> tuple[int, int, int, int]:
    w0, w1, w2, w3 = _block(key, draw, 2 * group)
    w4, w5, w6, w7 = _block(key, draw, 2 * group + 1)
    return (
        _scaled_integer(w0, w1, low, span), _scaled_integer(w2, w3, low, span),
        _scaled_integer(w4, w5, low, span), _scaled_integer(w6, w7, low, span),
    )  # fmt: skip


def _by_width(narrow: Callable[..., Four], wide: Callable[..., Four]) -> Callable[..., Four]:
    """`wide` where `out` has 64-bit items, else `narrow`. Chosen while a kernel is typed: the other is not compiled."""

    def chosen(key: int, draw: int, group: int, a: float, b: float, out: Any) -> Four:
        raise NotImplementedError("chosen inside compiled kernels")

    def lower() -> Any:
        from numba.extending import overload

        compiled = LOWERED[narrow](), LOWERED[wide]()

        def choose(key: Any, draw: Any, group: Any, a: Any, b: Any, out: Any) -> Any:
            values = compiled[out.dtype.bitwidth == 64]

            def call(key: Any, draw: Any, group: Any, a: Any, b: Any, out: Any) -> Any:
                return values(key, draw, group, a, b, out)

            return call

        options = {"_nrt": False, "error_model": "numpy", "forceinline": True}
        overload(chosen, jit_options=options)(choose)
        return chosen

    LOWERED[chosen] = lru_cache(lower)
    return chosen


_values: Any = _bits  # replaced in every copy of the loop below
_F1, _F2, _F3 = np.uint64(1), np.uint64(2), np.uint64(3)  # unsigned, so that Numba adds no wrap-around of indices


def _fill(state: Any, a: float, b: float, chunk: int, out: Any, part: int) -> None:
    """Whole groups of four in one vector loop, then the elements of cut groups before and after them one by one."""
    first, n = part * chunk, out.shape[0]
    key, draw = state[0], state[1]
    head = min(-first & 3, n)
    groups = (n - head) >> 2
    base = (first + head) >> 2
    for group in range(groups):
        v0, v1, v2, v3 = _values(key, draw, base + group, a, b, out)
        i = np.uint64(head + 4 * group)
        out[i] = v0
        out[i + _F1] = v1
        out[i + _F2] = v2
        out[i + _F3] = v3
    for k in range(min(n - 4 * groups, 6)):  # the bound tells LLVM that vectors do not pay here
        i = k if k < head else k + 4 * groups
        v0, v1, v2, v3 = _values(key, draw, (first + i) >> 2, a, b, out)
        out[np.uint64(i)] = _lane((first + i) & 3, v0, v1, v2, v3)


def _loop(values: Callable[..., Any]) -> Callable[..., None]:
    return FunctionType(_fill.__code__, dict(globals(), _values=values), _fill.__name__)


def _declare(name: str, parameters: str, values: Callable[..., Any]) -> None:
    register(make_spec(name, _loop(values), f"state: i8[S], {parameters}, chunk: int, out: T[N]", split="N"))


_declare("random_uniform", "low: float, high: float", _by_width(_uniform_narrow, _uniform_wide))
_declare("random_normal", "mean: float, stddev: float", _by_width(_normal_narrow, _normal_wide))
_declare("random_truncated_normal", "mean: float, stddev: float", _by_width(_truncated_narrow, _truncated_wide))
_declare("random_integers", "low: int, span: int", _integers)

_fill_bits = inlined(_loop(_bits))
_fill_bernoulli = inlined(_loop(_bernoulli))


@kernel("state: i8[S], chunk: int, out: T[N]", split="N")
def random_bits(state: Any, chunk: int, out: Any, part: int) -> None:
    """Philox words, 32 bits an element."""
    _fill_bits(state, 0.0, 0.0, chunk, out, part)


@kernel("state: i8[S], p: float, chunk: int, out: T[N]", split="N")
def random_bernoulli(state: Any, p: float, chunk: int, out: Any, part: int) -> None:
    """1 where a uniform number is below `p`, else 0; the same elements for every dtype."""
    _fill_bernoulli(state, p, 0.0, chunk, out, part)


@kernel("state: i8[S], rate: float, chunk: int, x: T[N], out: T[N], kept: u1[N]", split="N")
def random_dropout(state: Any, rate: float, chunk: int, x: Any, out: Any, kept: Any, part: int) -> None:
    """x / (1 - rate) where a uniform number is at least `rate`, else 0; and where that is."""
    first = part * chunk
    n = out.shape[0]
    key, draw = state[0], state[1]
    limit = np.float32(rate)
    zero = x.dtype.type(0.0)
    scale = x.dtype.type(1.0 / (1.0 - rate))
    head = min(-first & 3, n)
    blocks = (n - head) >> 2
    base = (first + head) >> 2
    for block in range(blocks):
        w0, w1, w2, w3 = _block(key, draw, base + block)
        i = np.uint64(head + 4 * block)
        x0, x1, x2, x3 = x[i] * scale, x[i + _F1] * scale, x[i + _F2] * scale, x[i + _F3] * scale
        k0 = _unit(w0) >= limit
        out[i] = x0 if k0 else zero
        kept[i] = k0
        k1 = _unit(w1) >= limit
        out[i + _F1] = x1 if k1 else zero
        kept[i + _F1] = k1
        k2 = _unit(w2) >= limit
        out[i + _F2] = x2 if k2 else zero
        kept[i + _F2] = k2
        k3 = _unit(w3) >= limit
        out[i + _F3] = x3 if k3 else zero
        kept[i + _F3] = k3
    for k in range(min(n - 4 * blocks, 6)):
        i = np.uint64(k if k < head else k + 4 * blocks)
        w0, w1, w2, w3 = _block(key, draw, (first + np.int64(i)) >> 2)
        u = _unit(_lane((first + np.int64(i)) & 3, w0, w1, w2, w3))
        out[i] = x[i] * scale if u >= limit else zero
        kept[i] = u >= limit


@inlined
def _centre(w: int) -> float:
    """A float64 in (0, 1) from a word."""
    return (np.float64(w) + 0.5) * _TO_UNIT_32


@kernel("state: i8[S], chunk: int, alpha: T[N], out: T[N]", split="N")
def random_gamma(state: Any, chunk: int, alpha: Any, out: Any, part: int) -> None:
    """Gamma variates of shape `alpha` and scale 1, by rejection: attempt t of element i takes block i + 2**48 t.

    G. Marsaglia and W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26, 2000; below shape 1 a
    variate of shape alpha + 1 is multiplied by u**(1 / alpha), as they propose.
    """
    first = part * chunk
    key, draw = state[0], state[1]
    for i in range(out.shape[0]):
        shape = np.float64(alpha[i])
        d = (shape if shape >= 1.0 else shape + 1.0) - 1.0 / 3.0
        c = 1.0 / np.sqrt(9.0 * d)
        value = np.nan
        attempt = 0 if shape > 0.0 else _ATTEMPTS
        while attempt < _ATTEMPTS:
            w0, w1, w2, w3 = _block(key, draw, first + i + (attempt << 48))
            _, cosine = sincos_turns64(np.float64(w1) * _TO_UNIT_32)
            normal = np.sqrt(-2.0 * log64(_centre(w0))) * cosine
            v = 1.0 + c * normal
            v = v * v * v
            if v > 0.0 and log64(_centre(w2)) < 0.5 * normal * normal + d - d * v + d * log64(v):
                value = d * v * (1.0 if shape >= 1.0 else exp64(log64(_centre(w3)) / shape))
                attempt = _ATTEMPTS
            attempt += 1
        out[i] = value


_WORK = {  # vector operations an element, as `parts_for` counts them
    "random_bits": 4.0, "random_uniform": 4.0, "random_bernoulli": 4.0, "random_dropout": 5.0, "random_integers": 8.0,
    "random_normal": 8.0, "random_truncated_normal": 12.0, "random_gamma": 300.0,
}  # fmt: skip


def launch_draw(launch: Any, name: str, values: dict[str, Any], size: int, code: str) -> None:
    """Append the launch of a random kernel over `size` elements of dtype `code`: fills in `chunk` and the parts."""
    work = size * _WORK[name]
    values = values | {"chunk": rows_per_part(size, parts_for(work, size))}
    run(launch, name, values, {"S": 2, "N": size}, work, T=code)


_SCALARS = {
    "random_uniform": ("low", "high"), "random_normal": ("mean", "stddev"), "random_integers": ("low", "span"),
    "random_truncated_normal": ("mean", "stddev"), "random_bernoulli": ("p",),
}  # fmt: skip


@lowers(*_SCALARS, *(f"{name}_like" for name in _SCALARS))
def lower_draw(launch: Any, call: Any) -> None:
    """A law with scalar parameters; the shape is the output's in both forms."""
    name = call.op.name.removesuffix("_like")
    out = launch.out(call.outputs[0])
    values = {"state": launch.contiguous(call.inputs[0]), "out": out}
    launch_draw(launch, name, values | {k: call.attrs[k] for k in _SCALARS[name]}, out.size, code_of(out.dtype))


@lowers("random_dropout")
def lower_dropout(launch: Any, call: Any) -> None:
    """Mask and scale in one pass."""
    state, x = (launch.contiguous(v) for v in call.inputs)
    out = launch.out(call.outputs[0])
    values = {"state": state, "x": x, "out": out, "kept": launch.out(call.outputs[1]), "rate": call.attrs["rate"]}
    launch_draw(launch, "random_dropout", values, out.size, code_of(out.dtype))


@lowers("random_gamma")
def lower_gamma(launch: Any, call: Any) -> None:
    """One variate for each shape parameter."""
    state, alpha = (launch.contiguous(v) for v in call.inputs)
    out = launch.out(call.outputs[0])
    launch_draw(launch, "random_gamma", {"state": state, "alpha": alpha, "out": out}, out.size, code_of(out.dtype))
