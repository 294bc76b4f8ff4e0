"""`keras.random`: seeds, and arrays of random numbers drawn from them."""

from .compound import beta, binomial, categorical, gamma, shuffle
from .draws import dropout, normal, randint, truncated_normal, uniform
from .seed import SeedGenerator, set_random_seed

__all__ = [
    "SeedGenerator",
    "beta",
    "binomial",
    "categorical",
    "dropout",
    "gamma",
    "normal",
    "randint",
    "set_random_seed",
    "shuffle",
    "truncated_normal",
    "uniform",
]
