"""The arrays of a run: inputs, targets and sample weights, checked against the model and against each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import explain

Array = np.ndarray[Any, Any]


class Batch:
    """Inputs, targets and weights as flat lists of arrays with one common leading axis.

    The arrays of a whole data set make a Batch too.
    """

    def __init__(self, x: Sequence[Array], y: Sequence[Array] = (), weights: Sequence[Array] = ()) -> None:
        self.x, self.y, self.weights = list(x), list(y), list(weights)
        self.arrays: list[Array] = [*self.x, *self.y, *self.weights]
        self.rows = self._count()

    def _count(self) -> int:
        lengths = {len(a) for a in self.arrays}
        if len(lengths) > 1:
            received = ", ".join(
                f"{name} of {[len(a) for a in arrays]}"
                for name, arrays in (("inputs", self.x), ("targets", self.y), ("sample weights", self.weights))
                if arrays
            )
            raise ValueError(
                explain("The arrays have unequal lengths.", "the same number of samples in all of them", received)
            )
        return lengths.pop() if lengths else 0

    @property
    def signature(self) -> tuple[Any, ...]:
        """What decides the graph: sample shapes and dtypes, and which array plays which part."""
        return len(self.x), len(self.y), tuple((a.shape[1:], a.dtype) for a in self.arrays)

    def split(self, values: Sequence[Any]) -> tuple[list[Any], list[Any], list[Any]]:
        """Values in the order of `arrays`, as inputs, targets and weights."""
        a, b = len(self.x), len(self.x) + len(self.y)
        return list(values[:a]), list(values[a:b]), list(values[b:])

    def slice(self, start: int, stop: int) -> list[Array]:
        """The arrays' rows from start to stop, not copied."""
        return [a[start:stop] for a in self.arrays]

    def part(self, start: int, stop: int) -> Batch:
        """A batch of a range of rows."""
        return Batch(*self.split(self.slice(start, stop)))


def as_array(value: Any, what: str) -> Array:
    """An array for whatever holds numbers: NumPy, pandas, lists, tensors of other libraries.

    Errors:
        ValueError for what holds no numbers (strings, objects, ragged lists).
    """
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    elif hasattr(value, "toarray"):
        value = value.toarray()
    try:
        array = np.asarray(value)
    except ValueError as error:
        problem = f"The {what} cannot be made into an array."
        raise ValueError(explain(problem, "rows of one length", "", str(error))) from None
    if array.dtype.kind == "O":
        try:
            array = array.astype(np.float64)
        except (TypeError, ValueError):
            raise ValueError(
                explain(f"The {what} cannot be made into an array of numbers.", "numbers", f"dtype {array.dtype}")
            ) from None
    if array.dtype.kind not in "fiub":
        raise ValueError(explain(f"The {what} hold no numbers.", "a numeric dtype", f"dtype {array.dtype}"))
    if array.dtype.byteorder not in "=|":
        array = array.astype(array.dtype.newbyteorder("="))
    if array.dtype.name == "float16" or array.dtype.itemsize <= 8:
        return array
    return array.astype(np.float64)
