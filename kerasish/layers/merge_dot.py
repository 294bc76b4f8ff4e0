"""Sums of products of two tensors, sample by sample."""

from __future__ import annotations

import math
from typing import Any

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..registry import export
from .merge_base import MergeLayer, Shape


@export("layers.Dot")
class Dot(MergeLayer):
    """The two tensors of each sample multiplied and summed over one axis of each.

    `y[b, i.., j..] = sum_k x1[b, i.., k] * x2[b, j.., k]`, with k along the axes named.

    Arguments:
        axes: the axis of both, or a pair of axes; counted with the batch axis, which is 0 and cannot be summed over.
        normalize: whether vectors along the axes are first brought to length 1: cosines instead of products.

    Shapes: input [(B, I.., K), (B, J.., K)], output (B, I.., J..), or (B, 1) for two vectors.

    Errors:
        ValueError when the extents along the axes differ.

    >>> Dot(axes=1)([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])]).tolist()
    [[11.0]]

    Source: keras.io, layers API, Dot.
    """

    pair = True

    @accepts_old_spellings
    def __init__(self, axes: Any, normalize: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if isinstance(axes, int):
            self.axes: Any = axes
        elif isinstance(axes, (list, tuple)) and len(axes) == 2 and all(isinstance(a, int) for a in axes):
            self.axes = axes
        else:
            error = ValueError if isinstance(axes, (list, tuple)) else TypeError
            raise error(explain(f"Dot got axes={axes!r}.", "an axis, or one axis for each of the two tensors"))
        self.normalize = normalize

    def call(self, inputs: Any) -> Any:
        """[(B, I.., K), (B, J.., K)] to (B, I.., J..)."""
        shapes = self.shapes([tuple(x.shape) for x in inputs] if isinstance(inputs, (list, tuple)) else None)
        self.joined(shapes)
        axes = self._axes(shapes)
        a, b = inputs
        if self.normalize:
            a, b = ops.normalize(a, axes[0]), ops.normalize(b, axes[1])
        return batch_dot(a, b, axes)

    def _axes(self, shapes: list[Shape]) -> tuple[int, int]:
        given = (self.axes, self.axes) if isinstance(self.axes, int) else tuple(self.axes)
        places = []
        for axis, shape in zip(given, shapes, strict=True):
            if not -len(shape) <= axis < len(shape) or axis % len(shape) == 0:
                raise self._mismatch(shapes, f"an axis from 1 to {len(shape) - 1}", f"axis {axis}")
            places.append(axis % len(shape))
        return places[0], places[1]

    def joined(self, shapes: list[Shape]) -> Shape:
        """The shape of the result."""
        a, b = shapes
        i, j = self._axes(shapes)
        if a[i] is not None and b[j] is not None and a[i] != b[j]:
            raise self._mismatch(shapes, "the same extent along both", f"{a[i]} and {b[j]}")
        rest = (*a[1:i], *a[i + 1 :], *b[1:j], *b[j + 1 :])
        return (a[0] if a[0] is not None else b[0], *(rest or (1,)))

    def _mismatch(self, shapes: list[Shape], expected: str, received: str) -> ValueError:
        return ValueError(
            explain(
                f"Layer {self.name!r} cannot multiply tensors of shapes {' and '.join(map(str, shapes))} over axes "
                f"{self.axes}.",
                expected,
                received,
                "other axes, one for each tensor such as axes=(2, 1), or a Dense or Permute layer on one of them",
            )
        )

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """None: the axis that a mask is about may be gone."""
        return None

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"axes": self.axes, "normalize": self.normalize}


def batch_dot(a: Any, b: Any, axes: tuple[int, int]) -> Any:
    """Sums of products over axis `axes[0]` of `a` (B, ...) and `axes[1]` of `b` (B, ...), sample by sample."""
    left, right = ops.moveaxis(a, axes[0], -1), ops.moveaxis(b, axes[1], 1)
    rows, columns = tuple(left.shape[1:-1]), tuple(right.shape[2:])
    y = ops.matmul(_one_axis(left, 1, rows), _one_axis(right, 2, columns))
    if len(rows) == 1 == len(columns):
        return y
    if not rows:
        y = ops.squeeze(y, 1)
    if not columns:
        y = ops.squeeze(y, -1)
    if not rows and not columns:
        return ops.expand_dims(y, 1)
    if len(rows) < 2 and len(columns) < 2:
        return y
    return ops.reshape(y, (_batch(y), *rows, *columns))


def _one_axis(x: Any, place: int, extents: tuple[Any, ...]) -> Any:
    """The axes with these extents, which start at `place`, as one axis."""
    if len(extents) == 1:
        return x
    if not extents:
        return ops.expand_dims(x, place)
    if None in extents:
        raise ValueError(f"Dot of tensors with more than 3 axes needs known extents, got {tuple(x.shape)}.")
    return ops.reshape(x, (_batch(x), *x.shape[1:place], math.prod(extents), *x.shape[place + len(extents) :]))


def _batch(x: Any) -> int:
    return -1 if x.shape[0] is None else x.shape[0]


@export("layers.dot")
def dot(inputs: Any, axes: Any = -1, normalize: bool = False, **kwargs: Any) -> Any:
    """`Dot(axes, normalize, **kwargs)(inputs)`: sums of products of two tensors, sample by sample."""
    return Dot(axes=axes, normalize=normalize, **kwargs)(inputs)
