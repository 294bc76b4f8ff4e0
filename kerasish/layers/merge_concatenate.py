"""Tensors joined end to end."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..registry import export
from .merge_base import MergeLayer, Shape, both


@export("layers.Concatenate")
class Concatenate(MergeLayer):
    """Tensors one after another along an axis; all other extents are equal.

    Arguments:
        axis: the axis along which they are joined; 0 is the batch.

    Shapes: input [(B, ..., C1), (B, ..., C2), ...], output (B, ..., C1 + C2 + ...) for the last axis.

    Errors:
        ValueError when numbers of axes, or other extents than those along `axis`, differ.

    >>> Concatenate()([np.ones((2, 3)), np.ones((2, 4))]).shape
    (2, 7)

    Source: keras.io, layers API, Concatenate.
    """

    @accepts_old_spellings
    def __init__(self, axis: int = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = int(axis)

    def call(self, inputs: Any) -> Any:
        """[(B, ...), (B, ...), ...] to one tensor."""
        self.joined(self.shapes([tuple(x.shape) for x in inputs] if isinstance(inputs, (list, tuple)) else None))
        return ops.concatenate(list(inputs), self.axis)

    def joined(self, shapes: list[Shape]) -> Shape:
        """The shape of the result."""
        rank = len(shapes[0])
        if any(len(shape) != rank for shape in shapes):
            raise self._mismatch(shapes, "the same number of axes", f"{[len(s) for s in shapes]} axes")
        if not -rank <= self.axis < rank:
            raise self._mismatch(shapes, f"an axis from {-rank} to {rank - 1}", f"axis {self.axis}")
        along = self.axis % rank
        result: list[int | None] = []
        for place in range(rank):
            extents = [shape[place] for shape in shapes]
            known = {e for e in extents if e is not None}
            if place == along:
                result.append(_total(extents))
            elif len(known) > 1 and place:
                raise self._mismatch(shapes, "all extents equal but those along the axis", f"{extents} on axis {place}")
            else:
                result.append(known.pop() if len(known) == 1 else None)
        return tuple(result)

    def _mismatch(self, shapes: list[Shape], expected: str, received: str) -> ValueError:
        return ValueError(
            explain(
                f"Layer {self.name!r} cannot join tensors of shapes {' and '.join(map(str, shapes))} on axis "
                f"{self.axis}.",
                expected,
                received,
                "another axis, or bring them to one shape first (Reshape, ZeroPadding, Cropping, UpSampling)",
            )
        )

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The masks joined where the axis is one of theirs; else as for other merge layers, without mask all count."""
        masks = self.masks(inputs, mask)
        if masks is None or all(m is None for m in masks):
            return None
        rank = max(len(m.shape) for m in masks if m is not None)
        filled = [_ones(x, rank) if m is None else m for x, m in zip(inputs, masks, strict=True)]
        axis = self.axis % len(inputs[0].shape)
        if axis < rank:
            return ops.concatenate(filled, axis)
        return both(filled, ops.logical_or if at_least("3") else ops.logical_and)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"axis": self.axis}


def _total(extents: list[int | None]) -> int | None:
    known = [e for e in extents if e is not None]
    return sum(known) if len(known) == len(extents) else None


def _ones(x: Any, rank: int) -> Any:
    """A mask under which every step of `x` counts."""
    first = ops.getitem(x, (slice(None),) * rank + (0,) * (len(x.shape) - rank))
    return ops.full_like(first, True, "bool")


@export("layers.concatenate")
def concatenate(inputs: Any, axis: int = -1, **kwargs: Any) -> Any:
    """`Concatenate(axis, **kwargs)(inputs)`: a list of tensors joined end to end."""
    return Concatenate(axis=axis, **kwargs)(inputs)
