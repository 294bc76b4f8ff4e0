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
        q = _orthonormal(self.generator().standard_normal((max(rows, columns), min(rows, columns))))
        q *= self.gain
        return np.ascontiguousarray(q if rows >= columns else q.T).reshape(size).astype(storage(dtype), copy=False)

    def get_config(self) -> dict[str, Any]:
        """Gain and seed."""
        return {"gain": self.gain} | super().get_config()


def _orthonormal(a: Array) -> Array:
    """Q of `a = Q @ R`, R with a positive diagonal, for a tall matrix of float64.

    Cholesky QR done twice (Yamamoto et al., 2015): nearly all of it is matrix products, which makes it several times
    faster than Householder's method here. That one takes over for the rare matrix that is too close to singular.
    """
    try:
        return _cholesky_step(_cholesky_step(a))
    except np.linalg.LinAlgError:
        q, r = np.linalg.qr(a)
        return q * np.where(np.diag(r) < 0, -1.0, 1.0)


def _cholesky_step(a: Array) -> Array:
    lower = np.linalg.cholesky(a.T @ a)
    return a @ np.linalg.inv(lower).T
