"""What an initializer is: a callable `(shape, dtype)` that gives an array, with a configuration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import numpy as np

from .. import dtypes
from ..compat.level import at_least
from ..random.seed import SeedGenerator, fresh_seed
from ..registry import export

Array = np.ndarray[Any, Any]
Seed = int | SeedGenerator | None
I = TypeVar("I", bound="Initializer")  # noqa: E741


@export("initializers.Initializer")
class Initializer:
    """Base of all initializers; a subclass defines `__call__(shape, dtype=None)` and `get_config()`.

    Example:
        >>> class Halves(Initializer):
        ...     def __call__(self, shape, dtype=None):
        ...         return np.full(shape, 0.5, dtype or "float32")
        >>> Halves()((2,)).tolist()
        [0.5, 0.5]
    """

    def __call__(self, shape: Any, dtype: Any = None) -> Any:
        """An array of this shape."""
        raise NotImplementedError(f"{type(self).__name__} needs a method __call__(shape, dtype=None).")

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal initializer."""
        return {}

    @classmethod
    def from_config(cls: type[I], config: dict[str, Any]) -> I:
        """An initializer from its configuration; the `dtype` that tf.keras 1.x wrote into it says nothing."""
        return cls(**{name: value for name, value in config.items() if name != "dtype"})

    def clone(self: I) -> I:
        """An equal initializer."""
        return type(self).from_config(self.get_config())


class RandomInitializer(Initializer):
    """An initializer that draws numbers.

    Arguments:
        seed: an integer gives the same values on every call; a `SeedGenerator` new ones on every call; None draws a
            seed from NumPy's global generator: once from level 2.15 on, on every call below.
    """

    def __init__(self, seed: Seed = None) -> None:
        if isinstance(seed, dict):
            seed = SeedGenerator(**seed["config"])
        if seed is not None and not isinstance(seed, (int, np.integer, SeedGenerator)):
            raise ValueError(f"{type(self).__name__}: seed must be an integer, a SeedGenerator or None, got {seed!r}.")
        self.seed = seed
        self._key: int | None = int(seed) if isinstance(seed, (int, np.integer)) else None
        if seed is None and at_least("2.15"):
            self._key = fresh_seed()

    def generator(self) -> np.random.Generator:
        """The generator that the next array is drawn from: NumPy's Philox, keyed by the seed."""
        if isinstance(self.seed, SeedGenerator):
            state = self.seed.state.array  # not next(): weights made while a step is traced are drawn at once
            key = _unsigned(state[0]) | (_unsigned(state[1]) << 64)
            state[1] += 1
        else:
            key = _unsigned(fresh_seed() if self._key is None else self._key)
        return np.random.Generator(np.random.Philox(key=key))

    def get_config(self) -> dict[str, Any]:
        """The seed, as it was given."""
        if isinstance(self.seed, SeedGenerator):
            described = {"module": "keras.random", "class_name": "SeedGenerator", "config": self.seed.get_config()}
            return {"seed": described | {"registered_name": None}}
        return {"seed": self.seed if self.seed is None else int(self.seed)}


def _unsigned(number: Any) -> int:
    return int(number) & (2**64 - 1)


def extents(shape: Any) -> tuple[int, ...]:
    """A shape as a tuple of integers; a single integer is a shape of one axis."""
    return tuple(int(s) for s in shape) if isinstance(shape, Iterable) else (int(shape),)


def storage(dtype: Any) -> np.dtype[Any]:
    """The NumPy dtype of an array to be made; None means `floatx`."""
    from ..config import floatx

    return dtypes.numpy_dtype(dtypes.canonical(dtype if dtype is not None else floatx()))
