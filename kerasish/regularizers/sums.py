"""Penalties that are sums over all entries: of absolute values, of squares, of both."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat.level import at_least
from ..registry import export
from .regularizer import Regularizer, strength


def _penalty(x: Any, l1: float, l2: float) -> Any:
    """`l1 * sum(|x|) + l2 * sum(x**2)`; a strength of 0 costs nothing."""
    parts = []
    if l1:
        parts.append(l1 * ops.sum(ops.absolute(x)))
    if l2:
        parts.append(l2 * ops.sum(ops.square(x)))
    return parts[0] + parts[1] if len(parts) == 2 else parts[0] if parts else 0.0


def _older(name: str, value: Any, default: float, older: float | None) -> Any:
    if older is None:
        return value
    if value != default:
        raise TypeError(f"'l' is the old name of {name!r}; both were given.")
    return older


@export("regularizers.L1", "regularizers.l1")
class L1(Regularizer):
    """`l1 * sum(|x|)` (Tibshirani, 1996).

    Arguments:
        l1: the strength, a finite number from 0 on.
        l: its name in Keras 1 and 2.

    Example:
        >>> import numpy as np
        >>> round(float(L1(0.1)(np.array([1.0, -2.0]))), 6)
        0.3
    """

    def __init__(self, l1: float | None = 0.01, *, l: float | None = None) -> None:  # noqa: E741  the old name
        self.l1 = strength(_older("l1", l1, 0.01, l), "l1", 0.01)

    def __call__(self, x: Any) -> Any:
        """The penalty, a scalar."""
        return _penalty(x, self.l1, 0.0)

    def get_config(self) -> dict[str, Any]:
        """The strength."""
        return {"l1": self.l1}

    def as_keras_2(self) -> tuple[str, dict[str, Any]]:
        """Class name and configuration as Keras 2.0 to 2.3 wrote them."""
        return "L1L2", {"l1": self.l1, "l2": 0.0}


@export("regularizers.L2", "regularizers.l2")
class L2(Regularizer):
    """`l2 * sum(x**2)` (Hoerl & Kennard, 1970).

    Arguments:
        l2: the strength, a finite number from 0 on.
        l: its name in Keras 1 and 2.

    Example:
        >>> import numpy as np
        >>> float(L2(0.5)(np.array([1.0, -2.0])))
        2.5
    """

    def __init__(self, l2: float | None = 0.01, *, l: float | None = None) -> None:  # noqa: E741  the old name
        self.l2 = strength(_older("l2", l2, 0.01, l), "l2", 0.01)

    def __call__(self, x: Any) -> Any:
        """The penalty, a scalar."""
        return _penalty(x, 0.0, self.l2)

    def get_config(self) -> dict[str, Any]:
        """The strength."""
        return {"l2": self.l2}

    def as_keras_2(self) -> tuple[str, dict[str, Any]]:
        """Class name and configuration as Keras 2.0 to 2.3 wrote them."""
        return "L1L2", {"l1": 0.0, "l2": self.l2}


@export("regularizers.L1L2", "regularizers.l1_l2")
class L1L2(Regularizer):
    """`l1 * sum(|x|) + l2 * sum(x**2)` (Zou & Hastie, 2005).

    Arguments:
        l1: the strength of the first sum, a finite number from 0 on.
        l2: the strength of the second.

    Example:
        >>> import numpy as np
        >>> float(L1L2(1.0, 0.5)(np.array([1.0, -2.0])))
        5.5
    """

    def __init__(self, l1: float | None = 0.0, l2: float | None = 0.0) -> None:
        self.l1, self.l2 = strength(l1, "l1", 0.0), strength(l2, "l2", 0.0)

    def __call__(self, x: Any) -> Any:
        """The penalty, a scalar."""
        return _penalty(x, self.l1, self.l2)

    def get_config(self) -> dict[str, Any]:
        """Both strengths; at level 1 the name as well, as Keras 1 wrote it."""
        name = {} if at_least("2.2") else {"name": "L1L2Regularizer"}
        return name | {"l1": self.l1, "l2": self.l2}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> L1L2:
        """A regularizer from its configuration."""
        return cls(**{key: value for key, value in config.items() if key != "name"})
