"""`keras.random`: seeds, and arrays of random numbers drawn from them."""

from .seed import SeedGenerator, set_random_seed  # noqa: F401  first: ops of other rooms need no more than this

from .draws import dropout, normal, randint, truncated_normal, uniform  # isort: skip
from .compound import beta, binomial, categorical, gamma, shuffle  # isort: skip

__all__ = [
    "SeedGenerator",
    "beta",
    "binomial",
    "categorical",
    "dropout",
    "gamma",
    "normal",
    "randint",
    "shuffle",
    "truncated_normal",
    "uniform",
]
