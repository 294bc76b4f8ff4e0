"""Tensors joined element by element: sums, differences, products, means, extrema."""

from __future__ import annotations

import functools
from typing import Any

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .merge_base import MergeLayer


@export("layers.Add")
class Add(MergeLayer):
    """`x1 + x2 + ...`

    Shapes: input [(B, ...), (B, ...), ...], output the shape they stretch to, as in NumPy.

    >>> Add()([np.ones((1, 3)), np.ones((1, 3))]).tolist()
    [[2.0, 2.0, 2.0]]

    Source: keras.io, layers API, Add.
    """

    @accepts_old_spellings
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def combine(self, tensors: list[Any]) -> Any:
        """The sum."""
        return functools.reduce(ops.add, tensors)


@export("layers.Subtract")
class Subtract(MergeLayer):
    """`x1 - x2`

    Shapes: input [(B, ...), (B, ...)], output the shape they stretch to.

    >>> Subtract()([np.ones((1, 2)), np.full((1, 2), 3.0)]).tolist()
    [[-2.0, -2.0]]

    Source: keras.io, layers API, Subtract.
    """

    pair = True

    @accepts_old_spellings
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def combine(self, tensors: list[Any]) -> Any:
        """The difference."""
        return ops.subtract(tensors[0], tensors[1])


@export("layers.Multiply")
class Multiply(MergeLayer):
    """`x1 * x2 * ...`

    Shapes: input [(B, ...), (B, ...), ...], output the shape they stretch to; (B, C) scales the channels of
    (B, H, W, C).

    >>> Multiply()([np.full((1, 2), 3.0), np.full((1, 2), 2.0)]).tolist()
    [[6.0, 6.0]]

    Source: keras.io, layers API, Multiply.
    """

    @accepts_old_spellings
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def combine(self, tensors: list[Any]) -> Any:
        """The product."""
        return functools.reduce(ops.multiply, tensors)


@export("layers.Average")
class Average(MergeLayer):
    """`(x1 + x2 + ... + xn) / n`

    Shapes: input [(B, ...), (B, ...), ...], output the shape they stretch to.

    >>> Average()([np.full((1, 2), 3.0), np.full((1, 2), 2.0)]).tolist()
    [[2.5, 2.5]]

    Source: keras.io, layers API, Average.
    """

    @accepts_old_spellings
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def combine(self, tensors: list[Any]) -> Any:
        """The mean."""
        return ops.divide(functools.reduce(ops.add, tensors), float(len(tensors)))


@export("layers.Maximum")
class Maximum(MergeLayer):
    """`max(x1, x2, ...)`, number by number.

    Shapes: input [(B, ...), (B, ...), ...], output the shape they stretch to.

    >>> Maximum()([np.array([[1.0, 5.0]]), np.array([[4.0, 2.0]])]).tolist()
    [[4.0, 5.0]]

    Source: keras.io, layers API, Maximum.
    """

    @accepts_old_spellings
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def combine(self, tensors: list[Any]) -> Any:
        """The largest."""
        return functools.reduce(ops.maximum, tensors)


@export("layers.Minimum")
class Minimum(MergeLayer):
    """`min(x1, x2, ...)`, number by number.

    Shapes: input [(B, ...), (B, ...), ...], output the shape they stretch to.

    >>> Minimum()([np.array([[1.0, 5.0]]), np.array([[4.0, 2.0]])]).tolist()
    [[1.0, 2.0]]

    Source: keras.io, layers API, Minimum.
    """

    @accepts_old_spellings
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)

    def combine(self, tensors: list[Any]) -> Any:
        """The smallest."""
        return functools.reduce(ops.minimum, tensors)


@export("layers.add")
def add(inputs: Any, **kwargs: Any) -> Any:
    """`Add(**kwargs)(inputs)`: the sum of a list of tensors."""
    return Add(**kwargs)(inputs)


@export("layers.subtract")
def subtract(inputs: Any, **kwargs: Any) -> Any:
    """`Subtract(**kwargs)(inputs)`: the difference of two tensors."""
    return Subtract(**kwargs)(inputs)


@export("layers.multiply")
def multiply(inputs: Any, **kwargs: Any) -> Any:
    """`Multiply(**kwargs)(inputs)`: the product of a list of tensors."""
    return Multiply(**kwargs)(inputs)


@export("layers.average")
def average(inputs: Any, **kwargs: Any) -> Any:
    """`Average(**kwargs)(inputs)`: the mean of a list of tensors."""
    return Average(**kwargs)(inputs)


@export("layers.maximum")
def maximum(inputs: Any, **kwargs: Any) -> Any:
    """`Maximum(**kwargs)(inputs)`: the largest of a list of tensors, number by number."""
    return Maximum(**kwargs)(inputs)


@export("layers.minimum")
def minimum(inputs: Any, **kwargs: Any) -> Any:
    """`Minimum(**kwargs)(inputs)`: the smallest of a list of tensors, number by number."""
    return Minimum(**kwargs)(inputs)
