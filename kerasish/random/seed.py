"""Seeds: each one a Philox key and a counter that lives in a variable, so that draws are reproducible on any device."""

from __future__ import annotations

import random as _python_random
from typing import Any

import numpy as np

from ..graph import trace
from ..graph.variable import Variable
from ..registry import export


def fresh_seed() -> int:
    """A seed drawn from NumPy's global generator, so that `np.random.seed` makes a script reproducible."""
    return int(np.random.randint(0, 2**31 - 1))


@export("random.SeedGenerator")
class SeedGenerator:
    """A stream of random numbers, keyed by a seed; each draw moves its counter on.

    Arguments:
        seed: an integer, or None to draw one from NumPy's global generator.
        name: a name for the state.
        backend: accepted and without effect, as there is one backend.
        dtype: accepted and without effect; the state is int64.

    Errors:
        ValueError for a seed that is no integer.

    Example:
        >>> stream = SeedGenerator(seed=1)
        >>> [int(count) for _, count in (stream.next(), stream.next())]
        [0, 1]
    """

    def __init__(
        self, seed: int | None = None, name: str | None = None, backend: Any = None, dtype: Any = None
    ) -> None:
        del backend, dtype
        if seed is not None and not isinstance(seed, (int, np.integer)):
            raise ValueError(f"SeedGenerator: seed must be an integer or None, got {seed!r}.")
        self.initial_seed = None if seed is None else int(seed)
        self.name = name or "seed_generator"
        key = fresh_seed() if seed is None else int(seed)
        self.state = Variable(first_state(key), dtype="int64", trainable=False, name=self.name + "_state")

    def next(self, ordered: bool = True) -> Any:
        """The state to draw from; the counter moves on by one. (`ordered` is Keras's, and always true here.)"""
        del ordered
        tensor = self.state.symbolic()
        state = self.state.numpy() if tensor is None else tensor
        self.state.assign(state + np.array([0, 1], np.int64))
        return state

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal generator."""
        return {"seed": self.initial_seed, "name": self.name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> SeedGenerator:
        """A generator from its configuration."""
        return cls(**config)


def first_state(key: int) -> np.ndarray[Any, Any]:
    """The state before the first draw of a key; keys are taken modulo 2**64."""
    return np.array([key & (2**64 - 1), 0], np.uint64).view(np.int64)


def state_of(seed: int | SeedGenerator | None) -> Any:
    """The state that a `seed` argument means: the same for an integer every time, a new one for a generator or None.

    Within a trace, None makes a generator of its own, so that every run of the traced graph draws anew.

    Errors:
        ValueError for anything else.
    """
    if isinstance(seed, SeedGenerator):
        return seed.next()
    if isinstance(seed, (int, np.integer)):
        return first_state(int(seed))
    if seed is not None:
        raise ValueError(f"A seed must be an integer, a SeedGenerator or None, got {seed!r}.")
    return SeedGenerator().next() if trace.current() else first_state(fresh_seed())


@export("utils.set_random_seed")
def set_random_seed(seed: int) -> None:
    """Seed Python's and NumPy's global generators, from which all other seeds are drawn.

    Arguments:
        seed: an integer from 0 to 2**32 - 1.

    Example:
        >>> set_random_seed(1)
        >>> first = fresh_seed()
        >>> set_random_seed(1)
        >>> fresh_seed() == first
        True
    """
    _python_random.seed(seed)
    np.random.seed(seed)
