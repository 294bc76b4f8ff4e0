"""Rectifiers without weights: LeakyReLU, ELU, ReLU, ThresholdedReLU."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat import at_least, by_level
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .elementwise import Elementwise, as_floatx


@export("layers.LeakyReLU")
class LeakyReLU(Elementwise):
    """`x` where `x > 0`, else `negative_slope * x`.

    Arguments:
        negative_slope: slope below 0 (`alpha` before Keras 3).

    Shapes: input (...), output (...).

    >>> LeakyReLU(negative_slope=0.5)(np.array([[-2.0, 2.0]])).tolist()
    [[-1.0, 2.0]]

    Source: Maas et al., 2013, "Rectifier Nonlinearities Improve Neural Network Acoustic Models".
    """

    @accepts_old_spellings
    def __init__(self, negative_slope: float = 0.3, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if negative_slope is None or (at_least("3") and negative_slope < 0):
            raise ValueError(f"LeakyReLU needs a number that is not negative as its slope, got {negative_slope!r}.")
        self.negative_slope = as_floatx(negative_slope, since="2.2")

    @property
    def alpha(self) -> float:
        """The slope below 0, under its old name."""
        return self.negative_slope

    def call(self, inputs: Any) -> Any:
        """(...) to (...)."""
        return ops.leaky_relu(inputs, self.negative_slope)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {by_level(v1="alpha", v3="negative_slope"): self.negative_slope}


@export("layers.ELU")
class ELU(Elementwise):
    """`x` where `x > 0`, else `alpha * (exp(x) - 1)`.

    Arguments:
        alpha: scale below 0.

    Shapes: input (...), output (...).

    >>> ELU()(np.array([[-1e9, 2.0]])).tolist()
    [[-1.0, 2.0]]

    Source: Clevert et al., 2015, arXiv:1511.07289.
    """

    @accepts_old_spellings
    def __init__(self, alpha: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if alpha is None:
            raise ValueError("ELU needs a number for alpha, got None.")
        self.alpha = as_floatx(alpha)

    def call(self, inputs: Any) -> Any:
        """(...) to (...)."""
        return ops.elu(inputs, self.alpha)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"alpha": self.alpha}


@export("layers.ReLU")
class ReLU(Elementwise):
    """`min(x, max_value)` where `x > threshold`, else `negative_slope * (x - threshold)`.

    Arguments:
        max_value: upper bound, or None.
        negative_slope: slope below the threshold.
        threshold: where the unit starts to pass its input on.

    Shapes: input (...), output (...).

    >>> ReLU(max_value=6.0)(np.array([[-1.0, 3.0, 9.0]])).tolist()
    [[0.0, 3.0, 6.0]]

    Source: keras.io, layers API, ReLU.
    """

    @accepts_old_spellings
    def __init__(
        self, max_value: float | None = None, negative_slope: float = 0.0, threshold: float = 0.0, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        for name, value in (("max_value", max_value), ("negative_slope", negative_slope), ("threshold", threshold)):
            if value is None and name != "max_value":
                raise ValueError(f"ReLU needs a number for {name}, got None.")
            if value is not None and value < 0 and (name != "threshold" or at_least("2.15")):
                raise ValueError(f"ReLU: {name} must not be negative, got {value}.")
        self.max_value = as_floatx(max_value)
        self.negative_slope = as_floatx(negative_slope)
        self.threshold = as_floatx(threshold)

    def call(self, inputs: Any) -> Any:
        """(...) to (...)."""
        if self.threshold == 0 and self.negative_slope == 0:
            y = ops.relu(inputs)
            return y if self.max_value is None else ops.minimum(y, self.max_value)
        above = inputs if self.max_value is None else ops.minimum(inputs, self.max_value)
        below = self.negative_slope * (inputs - self.threshold) if self.negative_slope else 0.0
        return ops.where(ops.greater(inputs, self.threshold), above, below)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {
            "max_value": self.max_value,
            "negative_slope": self.negative_slope,
            "threshold": self.threshold,
        }


@export("layers.ThresholdedReLU")
class ThresholdedReLU(Elementwise):
    """`x` where `x > theta`, else 0.

    Arguments:
        theta: the threshold.

    Shapes: input (...), output (...).

    >>> ThresholdedReLU(theta=1.0)(np.array([[0.5, 2.0]])).tolist()
    [[0.0, 2.0]]

    Source: Konda et al., 2014, arXiv:1402.3337.
    """

    @accepts_old_spellings
    def __init__(self, theta: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if theta is None or (at_least("2.15") and theta < 0):
            raise ValueError(f"ThresholdedReLU needs a number that is not negative for theta, got {theta!r}.")
        self.theta = as_floatx(theta)

    def call(self, inputs: Any) -> Any:
        """(...) to (...)."""
        return ops.threshold(inputs, self.theta, 0.0)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"theta": self.theta}
