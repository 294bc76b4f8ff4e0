"""`keras.initializations`: the functions of Keras 1, which return variables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..graph.variable import Variable
from ..registry import export, resolve
from .constant import Identity, Ones, Zeros
from .fans import get_fans
from .initializer import Initializer
from .orthogonal import Orthogonal
from .random_initializers import RandomNormal, RandomUniform

Shape = Sequence[int]


def _made(initializer: Initializer, shape: Shape, name: str | None) -> Variable:
    return Variable(initializer, tuple(shape), name=name)


@export("initializations.uniform")
def uniform(shape: Shape, scale: float = 0.05, name: str | None = None, dim_ordering: str = "th") -> Variable:
    """A variable of numbers spread evenly over `[-scale, scale)`."""
    del dim_ordering  # part of the signature that all of these functions shared
    return _made(RandomUniform(-scale, scale), shape, name)


@export("initializations.normal")
def normal(shape: Shape, scale: float = 0.05, name: str | None = None, dim_ordering: str = "th") -> Variable:
    """A variable of normal numbers of standard deviation `scale`."""
    del dim_ordering
    return _made(RandomNormal(0.0, scale), shape, name)


@export("initializations.lecun_uniform")
def lecun_uniform(shape: Shape, name: str | None = None, dim_ordering: str = "th") -> Variable:
    """Uniform, `scale = sqrt(3 / fan_in)` (LeCun et al., 1998)."""
    return uniform(shape, math.sqrt(3.0 / get_fans(shape, dim_ordering)[0]), name)


@export("initializations.glorot_normal")
def glorot_normal(shape: Shape, name: str | None = None, dim_ordering: str = "th") -> Variable:
    """Normal, `scale = sqrt(2 / (fan_in + fan_out))` (Glorot & Bengio, 2010)."""
    return normal(shape, math.sqrt(2.0 / sum(get_fans(shape, dim_ordering))), name)


@export("initializations.glorot_uniform")
def glorot_uniform(shape: Shape, name: str | None = None, dim_ordering: str = "th") -> Variable:
    """Uniform, `scale = sqrt(6 / (fan_in + fan_out))` (Glorot & Bengio, 2010)."""
    return uniform(shape, math.sqrt(6.0 / sum(get_fans(shape, dim_ordering))), name)


@export("initializations.he_normal")
def he_normal(shape: Shape, name: str | None = None, dim_ordering: str = "th") -> Variable:
    """Normal, `scale = sqrt(2 / fan_in)` (He et al., 2015)."""
    return normal(shape, math.sqrt(2.0 / get_fans(shape, dim_ordering)[0]), name)


@export("initializations.he_uniform")
def he_uniform(shape: Shape, name: str | None = None, dim_ordering: str = "th") -> Variable:
    """Uniform, `scale = sqrt(6 / fan_in)` (He et al., 2015)."""
    return uniform(shape, math.sqrt(6.0 / get_fans(shape, dim_ordering)[0]), name)


@export("initializations.orthogonal")
def orthogonal(shape: Shape, scale: float = 1.1, name: str | None = None, dim_ordering: str = "th") -> Variable:
    """`scale` times orthonormal rows or columns (Saxe et al., 2014); the first axis makes the rows."""
    del dim_ordering
    rows, columns = int(shape[0]), int(np.prod(shape[1:]))
    return Variable(Orthogonal(scale)((rows, columns)).reshape(tuple(shape)), name=name)


@export("initializations.identity")
def identity(shape: Shape, scale: float = 1, name: str | None = None, dim_ordering: str = "th") -> Variable:
    """`scale` times the identity matrix; ValueError unless the shape is square."""
    del dim_ordering
    if len(shape) != 2 or shape[0] != shape[1]:
        raise ValueError(f"identity makes square matrices; the shape is {tuple(shape)}.")
    return _made(Identity(scale), shape, name)


@export("initializations.zero")
def zero(shape: Shape, name: str | None = None, dim_ordering: str = "th") -> Variable:
    """A variable of zeros."""
    del dim_ordering
    return _made(Zeros(), shape, name)


@export("initializations.one")
def one(shape: Shape, name: str | None = None, dim_ordering: str = "th") -> Variable:
    """A variable of ones."""
    del dim_ordering
    return _made(Ones(), shape, name)


def get(identifier: Any, **kwargs: Any) -> Any:
    """The initialisation function of a name; `kwargs` (such as `dim_ordering`) are what Keras 1 passed on, and ignored.

    Errors:
        ValueError for an unknown name.
    """
    return resolve(identifier, "initializations", "initialization") if isinstance(identifier, str) else identifier
