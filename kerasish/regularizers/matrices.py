"""Penalties of matrices: how far rows or columns are from orthogonal, and the largest singular value."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import ops
from ..compat.level import at_least
from ..errors import explain
from ..ops.core import spec
from ..registry import export
from .regularizer import Regularizer, strength


def _matrix(x: Any, who: str) -> tuple[int, int]:
    shape = spec(x).shape
    if len(shape) != 2 or None in shape:
        raise ValueError(explain(f"{who} was applied to shape {shape}.", "a matrix, of 2 known axes"))
    return int(shape[0] or 0), int(shape[1] or 0)


@export("regularizers.OrthogonalRegularizer", "regularizers.orthogonal_regularizer")
class OrthogonalRegularizer(Regularizer):
    """`factor` times the mean of `|cos(angle)|` over all pairs of rows, or of columns, of a matrix.

    Arguments:
        factor: the strength, a finite number from 0 on.
        mode: `'rows'` or `'columns'`.

    Errors:
        ValueError for another mode, and for arrays that are no matrices.

    Example:
        >>> import numpy as np
        >>> float(OrthogonalRegularizer(1.0)(np.eye(3)))
        0.0
    """

    def __init__(self, factor: float = 0.01, mode: str = "rows") -> None:
        if mode not in ("rows", "columns"):
            raise ValueError(f"Unknown mode {mode!r} of OrthogonalRegularizer: expected 'rows' or 'columns'.")
        self.factor, self.mode = strength(factor, "factor", 0.01), mode

    def __call__(self, inputs: Any) -> Any:
        """The penalty, a scalar; 0 where there is no pair."""
        rows, columns = _matrix(inputs, "OrthogonalRegularizer")
        count = rows if self.mode == "rows" else columns
        pairs = count * (count - 1) / 2
        if not pairs:
            return 0.0
        unit = ops.normalize(inputs, axis=1 if self.mode == "rows" else 0)
        other = ops.transpose(unit)
        cosines = ops.matmul(unit, other) if self.mode == "rows" else ops.matmul(other, unit)
        others = np.asarray(1.0 - np.eye(count), spec(cosines).dtype)
        return self.factor * 0.5 * ops.sum(ops.absolute(cosines * others)) / pairs

    def get_config(self) -> dict[str, Any]:
        """Strength and mode."""
        return {"factor": self.factor, "mode": self.mode}


@export("regularizers.EigenvalueRegularizer")
class EigenvalueRegularizer(Regularizer):
    """`k` times the largest singular value of a matrix.

    It is the root of the largest eigenvalue of `transpose(x) @ x`, found by 9 steps of the power method from a vector
    of ones, as in Keras 1.

    Arguments:
        k: the strength.

    Errors:
        ValueError for arrays that are no matrices.

    Example:
        >>> import numpy as np
        >>> round(float(EigenvalueRegularizer(0.5)(np.diag([1.0, 3.0]))), 3)
        1.5
    """

    STEPS = 9

    def __init__(self, k: float) -> None:
        self.k = float(k)

    def __call__(self, x: Any) -> Any:
        """The penalty, a scalar."""
        _, size = _matrix(x, "EigenvalueRegularizer")
        square = ops.matmul(ops.transpose(x), x)
        vector: Any = np.ones((size, 1), spec(square).dtype)
        for _ in range(self.STEPS):
            vector = ops.matmul(square, vector)
        image = ops.matmul(square, vector)
        return self.k * ops.sqrt(ops.divide(ops.sum(image * vector), ops.sum(vector * vector)))

    def get_config(self) -> dict[str, Any]:
        """The strength; at level 1 the name as well, which is all that Keras 1 wrote."""
        return ({} if at_least("2.2") else {"name": "EigenvalueRegularizer"}) | {"k": self.k}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> EigenvalueRegularizer:
        """A regularizer from its configuration."""
        return cls(config["k"])
