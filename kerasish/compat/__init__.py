"""Generations of Keras: which one a script means, and what differs between them."""

from .level import LEVELS, at_least, at_level, by_level, level, set_level

__all__ = ["LEVELS", "at_least", "at_level", "by_level", "level", "set_level"]
