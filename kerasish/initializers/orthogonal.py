"""Random matrices with orthonormal rows or columns."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..registry import export
from .initializer import Array, RandomInitializer, Seed, extents, storage
from .sampling import precision


@export("initializers.Orthogonal", "initializers.orthogonal", "initializers.OrthogonalInitializer")
class Orthogonal(RandomInitializer):
    """`gain * Q`, Q evenly distributed among matrices with orthonormal rows or columns (Saxe et al., 2014).

    All axes but the last are folded into the rows; of rows and columns, the fewer are orthonormal. Q is that of the QR
    decomposition of normal numbers whose R has a positive diagonal, which makes it evenly distributed (Mezzadri, 2007).

    Arguments:
        gain: a factor.
        seed: an integer, a `SeedGenerator` or None.

    Errors:
        ValueError for a shape with fewer than 2 axes.

    Example:
        >>> q = Orthogonal(seed=1)((5, 3), dtype="float64")
        >>> bool(np.allclose(q.T @ q, np.eye(3)))
        True
    """

    def __init__(self, gain: float = 1.0, seed: Seed = None) -> None:
        self.gain = gain
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> Array:
        """An array of this shape."""
        size = extents(shape)
        if len(size) < 2:
            raise ValueError(f"Orthogonal needs a shape of at least 2 axes; it is {size}.")
        rows, columns = math.prod(size[:-1]), size[-1]
        precision(dtype, "Orthogonal")
        tall = max(rows, columns), min(rows, columns)
        q, r = np.linalg.qr(self.generator().standard_normal(tall))
        q *= np.where(np.diag(r) < 0, -self.gain, self.gain)
        return np.ascontiguousarray(q if rows >= columns else q.T).reshape(size).astype(storage(dtype), copy=False)

    def get_config(self) -> dict[str, Any]:
        """Gain and seed."""
        return {"gain": self.gain} | super().get_config()
