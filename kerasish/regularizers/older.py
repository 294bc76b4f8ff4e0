"""Functions that made regularizers before they were classes, with their own defaults; and the classes of Keras 1."""

from __future__ import annotations

from ..registry import EXPORTS, export
from .sums import L1L2

for _name in ("L1L2Regularizer", "WeightRegularizer", "ActivityRegularizer"):  # all three were one class in Keras 1.2
    EXPORTS[f"regularizers.{_name}"] = L1L2


def l1(l: float = 0.01) -> L1L2:  # noqa: E741  the old name
    """`l * sum(|x|)`: Keras 1 and 2's `l1`.

    Example:
        >>> l1(0.1).get_config()["l1"]
        0.1
    """
    return L1L2(l1=l)


def l2(l: float = 0.01) -> L1L2:  # noqa: E741  the old name
    """`l * sum(x**2)`: Keras 1 and 2's `l2`.

    Example:
        >>> l2(0.1).get_config()["l2"]
        0.1
    """
    return L1L2(l2=l)


@export("regularizers.l1l2")
def l1l2(l1: float = 0.01, l2: float = 0.01) -> L1L2:
    """`l1 * sum(|x|) + l2 * sum(x**2)`, both 0.01 by default: Keras 1's `l1l2`, and `l1_l2` below level 3.

    Example:
        >>> l1l2().l2
        0.01
    """
    return L1L2(l1, l2)


@export("regularizers.activity_l1")
def activity_l1(l: float = 0.01) -> L1L2:  # noqa: E741  the old name
    """`l * sum(|x|)`, meant for outputs.

    Example:
        >>> activity_l1().l1
        0.01
    """
    return L1L2(l1=l)


@export("regularizers.activity_l2")
def activity_l2(l: float = 0.01) -> L1L2:  # noqa: E741  the old name
    """`l * sum(x**2)`, meant for outputs.

    Example:
        >>> activity_l2().l2
        0.01
    """
    return L1L2(l2=l)


@export("regularizers.activity_l1l2")
def activity_l1l2(l1: float = 0.01, l2: float = 0.01) -> L1L2:
    """`l1 * sum(|x|) + l2 * sum(x**2)`, meant for outputs.

    Example:
        >>> activity_l1l2().l1
        0.01
    """
    return L1L2(l1, l2)
