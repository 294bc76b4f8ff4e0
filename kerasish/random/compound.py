"""Random numbers made from simpler ones: choices, permutations, gamma, beta and binomial variates."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..ops import random as laws
from ..ops.core import spec
from ..ops.creation import arange
from ..ops.elementwise import (
    add,
    cast,
    divide,
    greater,
    less,
    log,
    maximum,
    minimum,
    multiply,
    negative,
    subtract,
    where,
)
from ..ops.elementwise import floor as _floor
from ..ops.reduction import argmax
from ..ops.reduction import sum as _sum
from ..ops.shape import broadcast_like, broadcast_to, expand_dims, getitem, take
from ..ops.shape import shape as shape_of
from ..ops.sorting import argsort
from ..registry import export
from .draws import Seed, concrete
from .seed import state_of

_SUMMED = 64
"""Up to so many trials of a binomial variate are drawn one by one; more are first split in halves."""
_MOST_TRIALS = 2**24
"""Trials assumed where the number of trials is symbolic: the largest count that float32 holds exactly."""


def branch(state: Any, number: int) -> Any:
    """A state whose draws are independent of those of `state`: no counter ever reaches 2**40."""
    return add(state, np.array([0, number << 40], np.int64))


def _fill(value: Any, shape: Any, dtype: str) -> Any:
    """A parameter repeated to fill a shape."""
    known = laws.static_shape(shape)
    value = cast(value, dtype)
    return broadcast_like(value, laws.stand_in(shape)) if known is None else broadcast_to(value, known)


@export("random.categorical")
def categorical(logits: Any, num_samples: int, dtype: Any = "int32", seed: Seed = None) -> Any:
    """Indices drawn with probability `softmax(logits)`.

    The index of the largest of `logits - log(-log(u))`, u uniform (the Gumbel-max trick).

    Arguments:
        logits: unnormalised log-probabilities (B, C).
        num_samples: draws S in each row.
        dtype: the dtype of the indices.
        seed: an integer, a `SeedGenerator` or None.

    Returns:
        Indices (B, S).

    Example:
        >>> categorical(np.log([[1e-9, 1.0]]).astype("float32"), 3, seed=1).tolist()
        [[1, 1, 1]]
    """
    kind = laws.float_dtype(spec(logits).dtype, "random.categorical")
    rows, classes = spec(logits).shape
    size = (getitem(shape_of(logits), 0) if rows is None else rows, int(num_samples), classes)
    noise = negative(log(negative(log(laws.random_uniform(state_of(seed), size, dtype=kind)))))
    return cast(argmax(add(expand_dims(logits, 1), noise), -1), dtype)


@export("random.shuffle")
def shuffle(x: Any, axis: int = 0, seed: Seed = None) -> Any:
    """The entries along an axis in random order.

    Arguments:
        x: an array or tensor.
        axis: the axis along which entries change places.
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> sorted(shuffle(np.arange(5), seed=1).tolist())
        [0, 1, 2, 3, 4]
    """
    extent = spec(x).shape[axis]
    size = (getitem(shape_of(x), axis) if extent is None else extent,)
    order = argsort(laws.random_uniform(state_of(seed), size, dtype="float64"))
    return take(x, order, axis=axis)


@export("random.gamma")
def gamma(shape: Any, alpha: Any, dtype: Any = None, seed: Seed = None) -> Any:
    """Gamma numbers of density `x**(alpha - 1) * exp(-x) / Gamma(alpha)` (Marsaglia & Tsang, 2000).

    Arguments:
        shape: the shape.
        alpha: the shape parameter, a positive number or a tensor that broadcasts to the shape.
        dtype: a float dtype (default `floatx`).
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> bool((gamma((50,), 0.5, seed=1) > 0).all())
        True
    """
    kind = laws.float_dtype(dtype, "random.gamma")
    return laws.random_gamma(state_of(seed), _fill(alpha, shape, kind))


@export("random.beta")
def beta(shape: Any, alpha: Any, beta: Any, dtype: Any = None, seed: Seed = None) -> Any:
    """Beta numbers, of density proportional to `x**(alpha - 1) * (1 - x)**(beta - 1)`.

    Arguments:
        shape: the shape.
        alpha: the first parameter, a positive number or a tensor that broadcasts to the shape.
        beta: the second parameter.
        dtype: a float dtype (default `floatx`).
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> x = beta((50,), 2.0, 3.0, seed=1)
        >>> bool((x > 0).all() and (x < 1).all())
        True
    """
    kind = laws.float_dtype(dtype, "random.beta")
    a, b = (_fill(parameter, shape, "float64") for parameter in (alpha, beta))
    return cast(_beta(state_of(seed), a, b), kind)


def _beta(state: Any, a: Any, b: Any) -> Any:
    """Beta variates of parameters `a`, `b` of one shape, float64. Tiny parameters, for which both gamma variates
    vanish, give 0 or 1, as the law does in the limit."""
    g, h = laws.random_gamma(state, a), laws.random_gamma(branch(state, 1), b)
    total = add(g, h)
    coin = less(_uniform_like(branch(state, 2), a), divide(a, add(a, b)))
    gone = less(total, float(np.finfo(np.float64).tiny))
    return where(gone, cast(coin, "float64"), divide(g, where(gone, 1.0, total)))


def _uniform_like(state: Any, like: Any) -> Any:
    return laws.UNIFORM[1](state, like, dtype="float64", low=0.0, high=1.0)


@export("random.binomial")
def binomial(shape: Any, counts: Any, probabilities: Any, dtype: Any = None, seed: Seed = None) -> Any:
    """How many of `counts` trials succeed, each with its probability.

    Large counts are halved by drawing the middle one of the trials' uniform numbers, a beta variate, and going on with
    the half in which the probability falls (Ahrens & Dieter, 1974; Devroye, "Non-uniform random variate generation",
    X.4.3); the last few trials are drawn one by one.

    Arguments:
        shape: the shape.
        counts: numbers of trials, a number or a tensor that broadcasts to the shape; symbolic ones up to 2**24.
        probabilities: the probability of success, from 0 to 1.
        dtype: a float dtype (default `floatx`).
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> bool((binomial((50,), 10, 0.5, seed=1) <= 10).all())
        True
    """
    kind, state = laws.float_dtype(dtype, "random.binomial"), state_of(seed)
    most = int(np.max(np.asarray(counts), initial=0)) if concrete(counts) else _MOST_TRIALS
    n, p = (_fill(parameter, shape, "float64") for parameter in (counts, probabilities))
    splits = max(0, math.ceil(math.log2(max(most, 1) / _SUMMED)))
    total: Any = 0.0
    for split in range(splits):
        n, p, found = _halve(branch(state, 3 * split + 3), n, p)
        total = add(total, found)
    return cast(add(total, _trials(state, n, p, min(most, _SUMMED))), kind)


def _halve(state: Any, n: Any, p: Any) -> tuple[Any, Any, Any]:
    """The trials that are still open, their probability, and the successes found by drawing the middle one."""
    middle = add(_floor(multiply(n, 0.5)), 1.0)
    some = greater(n, 0.0)
    safe = where(some, n, 1.0)
    value = _beta(state, where(some, middle, 1.0), subtract(add(safe, 1.0), where(some, middle, 1.0)))
    below = less(value, p)  # the middle trial and all smaller ones succeed
    upper = divide(subtract(p, value), maximum(subtract(1.0, value), 1e-300))
    lower = divide(p, maximum(value, 1e-300))
    left = where(below, subtract(n, middle), subtract(middle, 1.0))
    chance = minimum(maximum(where(below, upper, lower), 0.0), 1.0)
    return where(some, left, 0.0), where(some, chance, 0.0), where(some, where(below, middle, 0.0), 0.0)


def _trials(state: Any, n: Any, p: Any, most: int) -> Any:
    """Successes of up to `most` trials, drawn one by one along a new last axis."""
    index = arange(most, dtype="float64")
    wide = broadcast_like(expand_dims(p, -1), add(expand_dims(n, -1), index))
    hit = less(_uniform_like(state, wide), wide) & less(index, expand_dims(n, -1))
    return _sum(cast(hit, "float64"), -1)
