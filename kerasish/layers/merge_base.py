"""What layers that join several tensors have in common: how many they take, how shapes go together, masks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import ops
from ..compat import at_least
from ..errors import explain
from .base import Layer
from .history import as_list

Shape = tuple[int | None, ...]


class MergeLayer(Layer):
    """A layer of a list of tensors, combined element by element.

    Tensors of fewer axes get axes of extent 1 behind the batch axis; then extents of 1 are stretched, as in NumPy:
    (B, C) goes with (B, H, W, C). A subclass overrides `combine`, and `pair` when it takes exactly two tensors.
    """

    supports_masking = True
    takes_list = True  # of a single tensor too: a configuration of Keras 2 does not tell it from the tensor itself
    pair = False

    def combine(self, tensors: list[Any]) -> Any:
        """What the layer makes of tensors with equal numbers of axes."""
        raise NotImplementedError(f"{type(self).__name__} has no combine method.")

    def build(self, input_shape: Any) -> None:
        """Check that the shapes go together."""
        self.joined(self.shapes(input_shape))
        self.built = True

    def call(self, inputs: Any) -> Any:
        """[(B, ...), (B, ...), ...] to (B, ...)."""
        self.joined(self.shapes([tuple(x.shape) for x in inputs] if isinstance(inputs, (list, tuple)) else None))
        rank = max(len(x.shape) for x in inputs)
        return self.combine([_with_rank(x, rank) for x in inputs])

    def shapes(self, input_shape: Any) -> list[Shape]:
        """The shapes of the inputs.

        Errors:
            ValueError when there are too few or too many of them.
        """
        found = _shapes(input_shape)
        least = 2 if self.pair or not at_least("2.15") else 1
        if found is None or len(found) < least or (self.pair and len(found) != 2):
            raise ValueError(
                explain(
                    f"Layer {self.name!r} joins several tensors.",
                    f"a list of {'exactly' if self.pair else 'at least'} {least} tensors",
                    f"one input, of shape {input_shape}" if found is None else f"{len(found)}: {found}",
                    f"{type(self).__name__}(...)([a, b])",
                )
            )
        return found

    def joined(self, shapes: list[Shape]) -> Shape:
        """The shape of the result.

        Errors:
            ValueError when two extents differ and neither is 1.
        """
        result = shapes[0][1:]
        for shape in shapes[1:]:
            result = self._stretched(result, shape[1:], shapes)
        batches = {shape[0] for shape in shapes} - {None}
        return (batches.pop() if len(batches) == 1 else None, *result)

    def _stretched(self, a: Shape, b: Shape, shapes: list[Shape]) -> Shape:
        rank = max(len(a), len(b))
        pairs = zip((1,) * (rank - len(a)) + a, (1,) * (rank - len(b)) + b, strict=True)
        result: list[int | None] = []
        for place, (x, y) in enumerate(pairs):
            if x is not None and y is not None and x != y and 1 not in (x, y):
                raise ValueError(
                    explain(
                        f"Layer {self.name!r} cannot join tensors of shapes {' and '.join(map(str, shapes))}.",
                        "equal extents, or 1, axis by axis from the last one on (the batch axis aside)",
                        f"{x} and {y} on axis {place - rank}",
                        f"make that axis equal (Dense, Conv or Reshape on one of them), or {_other(self)}",
                    )
                )
            result.append(y if x == 1 else x if y == 1 else None if None in (x, y) else x)
        return tuple(result)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape that the inputs' shapes stretch to."""
        return self.joined(self.shapes(input_shape))

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """Steps count that count in every input; at level 3 in any input, and in all where one has no mask."""
        masks = self.masks(inputs, mask)
        if masks is None or all(m is None for m in masks):
            return None
        if at_least("3"):
            return None if any(m is None for m in masks) else both(masks, ops.logical_or)
        return both([m for m in masks if m is not None], ops.logical_and)

    def masks(self, inputs: Any, mask: Any) -> list[Any] | None:
        """The masks, one for each input, or None.

        Errors:
            ValueError for what is no list of masks, or has another length.
        """
        if mask is None:
            return None
        given = as_list(mask) if isinstance(mask, (list, tuple)) else None
        if given is None or not isinstance(inputs, (list, tuple)) or len(given) != len(inputs):
            received = "one mask" if given is None else f"{len(given)} masks"
            raise ValueError(
                explain(f"Layer {self.name!r} joins several tensors.", "a list of masks, one for each input", received)
            )
        return given


def both(masks: Sequence[Any], combine: Any) -> Any:
    """Masks combined, those of fewer axes stretched."""
    result = masks[0]
    for mask in masks[1:]:
        result = combine(result, mask)
    return result


def _shapes(input_shape: Any) -> list[Shape] | None:
    several = isinstance(input_shape, (list, tuple)) and all(hasattr(s, "__len__") for s in input_shape)
    return [tuple(shape) for shape in input_shape] if several else None


def _with_rank(x: Any, rank: int) -> Any:
    missing = rank - len(x.shape)
    return ops.expand_dims(x, tuple(range(1, 1 + missing))) if missing and len(x.shape) else x


def _other(layer: Any) -> str:
    return "give both the same axes" if type(layer).__name__ == "Merge" else "join them with Concatenate instead"
