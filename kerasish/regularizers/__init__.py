"""`keras.regularizers`: penalties on weights and outputs that are added to the loss."""

from typing import Any

from .lookup import NAMESPACE as _NAMESPACE
from .lookup import deserialize, get, serialize
from .matrices import EigenvalueRegularizer, OrthogonalRegularizer
from .older import activity_l1, activity_l1l2, activity_l2, l1l2
from .regularizer import Regularizer
from .sums import L1, L1L2, L2

orthogonal_regularizer = OrthogonalRegularizer
L1L2Regularizer = WeightRegularizer = ActivityRegularizer = L1L2

__all__ = [
    "ActivityRegularizer",
    "EigenvalueRegularizer",
    "L1",
    "L1L2",
    "L1L2Regularizer",
    "L2",
    "OrthogonalRegularizer",
    "Regularizer",
    "WeightRegularizer",
    "activity_l1",
    "activity_l1l2",
    "activity_l2",
    "deserialize",
    "get",
    "l1",
    "l1_l2",
    "l1l2",
    "l2",
    "orthogonal_regularizer",
    "serialize",
]


def __getattr__(name: str) -> Any:
    """`l1`, `l2` and `l1_l2`, which are classes in Keras 3 and functions with other defaults before."""
    return _NAMESPACE.attribute(name)
