"""`keras.constraints`: projections of weights after each update."""

from .constraint import Constraint
from .lookup import deserialize, get, serialize
from .norms import MaxNorm, MinMaxNorm, NonNeg, UnitNorm
from .radial import RadialConstraint

max_norm = maxnorm = MaxNorm
unit_norm = unitnorm = UnitNorm
non_neg = nonneg = NonNeg
min_max_norm = MinMaxNorm
radial_constraint = RadialConstraint

__all__ = [
    "Constraint",
    "MaxNorm",
    "MinMaxNorm",
    "NonNeg",
    "RadialConstraint",
    "UnitNorm",
    "deserialize",
    "get",
    "max_norm",
    "maxnorm",
    "min_max_norm",
    "non_neg",
    "nonneg",
    "radial_constraint",
    "serialize",
    "unit_norm",
    "unitnorm",
]
