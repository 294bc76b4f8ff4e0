"""Learning rates as functions of the step."""

from .base import LearningRateSchedule
from .cosine import CosineDecay
from .cosine_restarts import CosineDecayRestarts
from .exponential import ExponentialDecay
from .inverse_time import InverseTimeDecay
from .piecewise import PiecewiseConstantDecay
from .polynomial import PolynomialDecay
from .serialization import deserialize, serialize

__all__ = [
    "CosineDecay",
    "CosineDecayRestarts",
    "ExponentialDecay",
    "InverseTimeDecay",
    "LearningRateSchedule",
    "PiecewiseConstantDecay",
    "PolynomialDecay",
    "deserialize",
    "serialize",
]
