"""`keras.random`: arrays of random numbers.

Every function takes `seed`: an integer gives the same numbers each time, a `SeedGenerator` new ones each time, None
new ones that `np.random.seed` or `keras.utils.set_random_seed` make repeatable. A shape may hold symbolic extents.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import dtypes
from ..config import floatx
from ..graph.tensor import is_symbolic
from ..ops import random as laws
from ..ops.core import is_weak, match
from ..ops.elementwise import add, cast, floor, multiply, subtract
from ..registry import export
from .seed import SeedGenerator, state_of

Seed = int | SeedGenerator | None


def _plain(value: Any) -> bool:
    """Whether a parameter is one number, known now."""
    return is_weak(value) or (not hasattr(value, "symbolic") and np.ndim(value) == 0)


@export("random.uniform")
def uniform(shape: Any, minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, seed: Seed = None) -> Any:
    """Numbers spread evenly over `[minval, maxval)`.

    Arguments:
        shape: the shape.
        minval: the lower end, a number or a tensor that broadcasts to the shape.
        maxval: the upper end.
        dtype: a float dtype (default `floatx`).
        seed: see above.

    Errors:
        ValueError for a dtype that is no float; for integers there is `randint`.

    Example:
        >>> uniform((2, 3), seed=1).shape
        (2, 3)
    """
    kind, state = laws.float_dtype(dtype, "random.uniform"), state_of(seed)
    if _plain(minval) and _plain(maxval):
        return laws.random_uniform(state, shape, minval, maxval, kind)
    low = cast(minval, kind)
    return add(multiply(laws.random_uniform(state, shape, dtype=kind), subtract(cast(maxval, kind), low)), low)


@export("random.normal")
def normal(shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Seed = None) -> Any:
    """Normal numbers.

    Arguments:
        shape: the shape.
        mean: their mean, a number or a tensor that broadcasts to the shape.
        stddev: their standard deviation.
        dtype: a float dtype (default `floatx`).
        seed: see above.

    Example:
        >>> normal((2, 3), seed=1).dtype.name
        'float32'
    """
    kind, state = laws.float_dtype(dtype, "random.normal"), state_of(seed)
    if _plain(mean) and _plain(stddev):
        return laws.random_normal(state, shape, mean, stddev, kind)
    return add(multiply(laws.random_normal(state, shape, dtype=kind), cast(stddev, kind)), cast(mean, kind))


@export("random.truncated_normal")
def truncated_normal(shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Seed = None) -> Any:
    """Normal numbers, none farther than two standard deviations from the mean.

    Arguments:
        shape: the shape.
        mean: their mean, a number or a tensor that broadcasts to the shape.
        stddev: the standard deviation before cutting off.
        dtype: a float dtype (default `floatx`).
        seed: see above.

    Example:
        >>> bool(abs(truncated_normal((100,), seed=1)).max() <= 2)
        True
    """
    kind, state = laws.float_dtype(dtype, "random.truncated_normal"), state_of(seed)
    if _plain(mean) and _plain(stddev):
        return laws.random_truncated_normal(state, shape, mean, stddev, kind)
    x = laws.random_truncated_normal(state, shape, dtype=kind)
    return add(multiply(x, cast(stddev, kind)), cast(mean, kind))


@export("random.randint")
def randint(shape: Any, minval: Any, maxval: Any, dtype: Any = "int32", seed: Seed = None) -> Any:
    """Integers spread evenly over `[minval, maxval)`.

    Arguments:
        shape: the shape.
        minval: the lowest integer, a number or a tensor that broadcasts to the shape.
        maxval: one more than the highest.
        dtype: an integer dtype.
        seed: see above.

    Errors:
        ValueError for a dtype that is no integer; for floats there is `uniform`.

    Example:
        >>> randint((100,), 3, 5, seed=1).max().item()
        4
    """
    kind = dtypes.canonical(dtype)
    if kind not in dtypes.INTEGERS:
        raise ValueError(f"random.randint draws integers; it was asked for dtype {kind!r}. Try random.uniform.")
    state = state_of(seed)
    if _plain(minval) and _plain(maxval):
        return laws.random_integers(state, shape, int(minval), int(maxval), kind)
    low = cast(minval, "float64")
    x = multiply(laws.random_uniform(state, shape, dtype="float64"), subtract(cast(maxval, "float64"), low))
    return cast(add(floor(x), low), kind)


@export("random.dropout")
def dropout(inputs: Any, rate: float, noise_shape: Any = None, seed: Seed = None) -> Any:
    """Each entry set to 0 with probability `rate`, the others divided by `1 - rate` (Srivastava et al., 2014).

    Arguments:
        inputs: an array or tensor of floats.
        rate: the part that is dropped, from 0 to 1.
        noise_shape: a shape that broadcasts to that of `inputs`; along its extents of 1 all entries share their fate.
        seed: see above.

    Example:
        >>> sorted(set(dropout(np.ones(100, "float32"), 0.5, seed=1).tolist()))
        [0.0, 2.0]
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"random.dropout: rate is the part that is dropped, from 0 to 1; got {rate!r}.")
    (values,) = match(inputs if hasattr(inputs, "dtype") else np.asarray(inputs, floatx()), to_float=True)
    state = state_of(seed)
    if rate == 0:
        return values
    if rate == 1:
        return multiply(values, 0.0)
    return laws.random_dropout(state, values, rate, noise_shape)


def concrete(value: Any) -> bool:
    """Whether the numbers of a value are known now."""
    tensor = value.symbolic() if hasattr(value, "symbolic") else None
    return not is_symbolic(tensor)
