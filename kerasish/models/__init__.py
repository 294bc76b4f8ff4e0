"""`keras.models`: Sequential, Model, and reading them from files."""

from .functional import Functional
from .model import Model
from .sequential import Sequential

__all__ = ["Functional", "Model", "Sequential"]
