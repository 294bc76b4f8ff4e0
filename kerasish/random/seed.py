"""Seeds: each one a Philox key and a counter that lives in a variable, so that draws are reproducible on any device."""

from __future__ import annotations

import random as _python_random
from typing import Any

import numpy as np

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
    """

    def __init__(self, seed: int | None = None, name: str = "seed_generator", **_: Any) -> None:
        self.initial_seed = seed
        key = fresh_seed() if seed is None else int(seed)
        self.name = name
        self.state = Variable(np.array([key, 0], np.int64), dtype="int64", trainable=False, name="seed_generator_state")

    def next(self) -> Any:
        """The state to draw from; the counter moves on by one."""
        tensor = self.state.symbolic()
        state = self.state.numpy() if tensor is None else tensor
        self.state.assign(state + np.array([0, 1], np.int64))
        return state

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal generator."""
        return {"seed": self.initial_seed}


@export("utils.set_random_seed")
def set_random_seed(seed: int) -> None:
    """Seed Python's and NumPy's global generators, from which all other seeds are drawn."""
    _python_random.seed(seed)
    np.random.seed(seed)
