"""NumPy references of the random kernels: the same Philox words and the same bits from them.

Bits, uniform numbers, integers, masks and dropout are equal bit for bit on every device; normal and gamma variates
differ by the rounding of log, sin and erfinv alone. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
SC 2011; how elements take words of a draw is said in `kernels/cpu/random.py`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .elementwise_reference import erfinv

Array = Any  # np.ndarray; its operators' result types are not told apart here

_LOW = np.uint64(0xFFFFFFFF)
_MULTIPLIER_0 = np.uint64(0xD2511F53)
_MULTIPLIER_1 = np.uint64(0xCD9E8D57)
_WEYL_0 = 0x9E3779B9
_WEYL_1 = 0xBB67AE85
_ERF_SQRT2 = 0.9544997361036416
_ATTEMPTS = 64


def philox(counter: Array, key: tuple[int, int]) -> Array:
    """Philox4x32-10: counters (4, ...) of 32-bit words and a key of two words to random words (4, ...), uint32."""
    c0, c1, c2, c3 = (c.astype(np.uint64) for c in counter)
    for turn in range(10):
        k0 = np.uint64((key[0] + turn * _WEYL_0) & 0xFFFFFFFF)
        k1 = np.uint64((key[1] + turn * _WEYL_1) & 0xFFFFFFFF)
        p0, p1 = _MULTIPLIER_0 * c0, _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & _LOW, (p0 >> 32) ^ c3 ^ k1, p0 & _LOW
    return np.stack([c0, c1, c2, c3]).astype(np.uint32)


def blocks(state: Array, numbers: Array) -> Array:
    """The words (len(numbers), 4) of numbered blocks of the draw that `state` = [key, draw] names."""
    key, draw = (int(word) & 0xFFFFFFFFFFFFFFFF for word in state)
    counter = np.zeros((4, *numbers.shape), np.uint64)
    counter[0] = numbers.astype(np.uint64) & _LOW
    counter[1] = numbers.astype(np.uint64) >> np.uint64(32)
    counter[2] = draw & 0xFFFFFFFF
    counter[3] = draw >> 32
    return philox(counter, (key & 0xFFFFFFFF, key >> 32)).T


def words(state: Array, size: int, each: int = 1) -> Array:
    """The first `size` groups of `each` (1, 2 or 4) words of a draw: (size, each)."""
    count = -(-size * each // 4)
    return blocks(state, np.arange(count)).reshape(-1, each)[:size]


def bits(state: Array, size: int) -> Array:
    """32 random bits an element, uint32."""
    return words(state, size)[:, 0]


def _unit(word: Array) -> Array:
    return np.asarray(word >> 8).astype(np.float32) * np.float32(2.0**-24)


def _unit_wide(pair: Array) -> Array:
    return np.asarray((pair[:, 0] >> 5) * 67108864.0 + (pair[:, 1] >> 6)) * 2.0**-53


def uniform(state: Array, size: int, low: float = 0.0, high: float = 1.0, dtype: Any = np.float32) -> Array:
    """Uniform numbers in [low, high): 24 random bits in float32, 53 in float64."""
    kind = np.dtype(dtype).type
    unit = _unit(bits(state, size)) if kind is np.float32 else _unit_wide(words(state, size, 2))
    return unit * (kind(high) - kind(low)) + kind(low)


def normal(state: Array, size: int, mean: float = 0.0, stddev: float = 1.0, dtype: Any = np.float32) -> Array:
    """Normal variates by Box and Muller (1958), a pair from two words (float32) or four (float64)."""
    narrow = np.dtype(dtype) == np.float32
    w = words(state, (size + 1) // 2, 2 if narrow else 4)
    if narrow:
        u = ((w[:, 0] >> 1).astype(np.float32) * np.float32(2.0**-31) + np.float32(2.0**-32)).astype(np.float64)
        angle = _unit(w[:, 1]).astype(np.float64)
    else:
        u, angle = 1.0 - _unit_wide(w[:, :2]), _unit_wide(w[:, 2:])
    radius = np.sqrt(-2.0 * np.log(u))
    pair = np.stack([radius * np.cos(2 * np.pi * angle), radius * np.sin(2 * np.pi * angle)], 1)
    return (pair.reshape(-1)[:size] * stddev + mean).astype(dtype)


def truncated_normal(state: Array, size: int, mean: float = 0.0, stddev: float = 1.0, dtype: Any = np.float32) -> Array:
    """Normal variates cut at two standard deviations, by the inverse of their distribution function."""
    if np.dtype(dtype) == np.float32:
        centred = ((bits(state, size) >> 8).astype(np.int64) * 2 - (2**24 - 1)) * 2.0**-24
    else:
        centred = 2.0 * _unit_wide(words(state, size, 2)) + (2.0**-53 - 1.0)
    return (np.sqrt(2.0) * erfinv(centred * _ERF_SQRT2) * stddev + mean).astype(dtype)


def bernoulli(state: Array, size: int, p: float, dtype: Any = np.float32) -> Array:
    """1 with probability `p`, else 0."""
    return (_unit(bits(state, size)) < np.float32(p)).astype(dtype)


def dropout(state: Array, x: Array, rate: float) -> tuple[Array, Array]:
    """x / (1 - rate) with probability 1 - rate, else 0; and where x is kept."""
    keep = _unit(bits(state, x.size)).reshape(x.shape) >= np.float32(rate)
    return np.where(keep, x * x.dtype.type(1.0 / (1.0 - rate)), x.dtype.type(0)), keep


def integers(state: Array, size: int, low: int, span: int, dtype: Any = np.int32) -> Array:
    """Integers in [low, low + span): the upper half of 64 random bits times `span`."""
    w = words(state, size, 2).astype(np.uint64)
    s0, s1 = np.uint64(span & 0xFFFFFFFF), np.uint64(span >> 32)
    middle = w[:, 1] * s0 + ((w[:, 0] * s0) >> 32)
    carry = w[:, 0] * s1 + (middle & _LOW)
    high = w[:, 1] * s1 + (middle >> 32) + (carry >> 32)
    return (high.astype(np.int64) + low).astype(dtype)


def gamma(state: Array, alpha: Array) -> Array:
    """Gamma variates of shapes `alpha` (1-D) and scale 1 by Marsaglia and Tsang (2000): attempt t of element i takes
    block i + 2**48 t."""
    shape = alpha.astype(np.float64)
    value = np.full(shape.shape, np.nan)
    todo = np.flatnonzero(shape > 0)
    for attempt in range(_ATTEMPTS):
        a = shape[todo]
        w = blocks(state, todo + (attempt << 48)).astype(np.float64)
        d = np.where(a >= 1, a, a + 1) - 1 / 3
        u = (w + 0.5) * 2.0**-32
        x = np.sqrt(-2 * np.log(u[:, 0])) * np.cos(2 * np.pi * w[:, 1] * 2.0**-32)
        v = (1 + x / np.sqrt(9 * d)) ** 3
        boost = np.where(a >= 1, 1.0, np.exp(np.log(u[:, 3]) / a))
        accept = np.log(u[:, 2]) < 0.5 * x * x + d - d * v + d * np.log(np.where(v > 0, v, 1e-300))
        accept &= v > 0
        value[todo[accept]] = (d * v * boost)[accept]
        todo = todo[~accept]
        if not todo.size:
            break
    return value.astype(alpha.dtype)
