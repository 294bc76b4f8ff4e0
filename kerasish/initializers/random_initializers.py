"""Random numbers of a fixed scale: normal, truncated normal, uniform."""

from __future__ import annotations

from typing import Any

from ..registry import export
from . import sampling
from .initializer import Array, RandomInitializer, Seed


@export("initializers.RandomNormal", "initializers.random_normal", "initializers.normal")
class RandomNormal(RandomInitializer):
    """Normally distributed numbers.

    Arguments:
        mean: their mean.
        stddev: their standard deviation.
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> RandomNormal(stddev=0.01, seed=1)((2, 3)).shape
        (2, 3)
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Seed = None) -> None:
        self.mean, self.stddev = mean, stddev
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> Array:
        """An array of this shape."""
        return sampling.normal(self.generator(), shape, self.mean, self.stddev, dtype, "RandomNormal")

    def get_config(self) -> dict[str, Any]:
        """Mean, standard deviation and seed."""
        return {"mean": self.mean, "stddev": self.stddev} | super().get_config()


@export("initializers.TruncatedNormal", "initializers.truncated_normal")
class TruncatedNormal(RandomInitializer):
    """Normally distributed numbers, none farther than `2 * stddev` from the mean.

    Arguments:
        mean: the mean.
        stddev: the standard deviation before cutting off; that of the values is 0.88 of it.
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> bool(abs(TruncatedNormal(stddev=1.0, seed=1)((1000,))).max() <= 2)
        True
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Seed = None) -> None:
        self.mean, self.stddev = mean, stddev
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> Array:
        """An array of this shape."""
        return sampling.truncated(self.generator(), shape, self.mean, self.stddev, dtype, "TruncatedNormal")

    def get_config(self) -> dict[str, Any]:
        """Mean, standard deviation and seed."""
        return {"mean": self.mean, "stddev": self.stddev} | super().get_config()


@export("initializers.RandomUniform", "initializers.random_uniform", "initializers.uniform")
class RandomUniform(RandomInitializer):
    """Numbers spread evenly over `[minval, maxval)`.

    Arguments:
        minval: the lower end.
        maxval: the upper end.
        seed: an integer, a `SeedGenerator` or None.

    Example:
        >>> RandomUniform(0.0, 1.0, seed=1)((4,)).shape
        (4,)
    """

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: Seed = None) -> None:
        self.minval, self.maxval = minval, maxval
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> Array:
        """An array of this shape."""
        return sampling.uniform(self.generator(), shape, self.minval, self.maxval, dtype, "RandomUniform")

    def get_config(self) -> dict[str, Any]:
        """Both ends and the seed."""
        return {"minval": self.minval, "maxval": self.maxval} | super().get_config()
