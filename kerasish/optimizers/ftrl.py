"""Ftrl: follow the regularised leader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import ops
from ..registry import export
from .arguments import Common, arguments
from .base import Optimizer
from .configuration import require
from .slots import Slot

if TYPE_CHECKING:
    from typing_extensions import Unpack


@export("optimizers.Ftrl", "optimizers.experimental.Ftrl")
class Ftrl(Optimizer):
    """Ftrl-proximal. With `k = -learning_rate_power`, and `l2' = l2 + beta / (2 * rate)`:

        n' = n + g**2
        z = z + g + 2 * shrinkage * w - (n'**k - n**k) / rate * w
        w = (clip(z, -l1, l1) - z) / (n'**k / rate + 2 * l2')
        n = n'

    Arguments:
        learning_rate: the rate, or a schedule.
        learning_rate_power: how the rate falls with the sum of squares; 0 or less, 0 for a fixed rate.
        initial_accumulator_value: what `n` starts as; 0 or more.
        l1_regularization_strength: `l1`; makes weights exactly zero.
        l2_regularization_strength: `l2`.
        l2_shrinkage_regularization_strength: `shrinkage`; a penalty on size, not on change.
        beta: `beta` of the paper.
        common: what every optimizer takes; see `Optimizer`.

    Errors:
        ValueError for an argument of the wrong sign.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.array([0.0], np.float32))
        >>> Ftrl(1.0, l1_regularization_strength=5.0).apply([np.array([3.0], np.float32)], [w])
        >>> w.numpy()
        array([0.], dtype=float32)

    Source: https://research.google.com/pubs/archive/41159.pdf
    """

    since = "2.15"
    own_arguments = (
        "learning_rate_power",
        "initial_accumulator_value",
        "l1_regularization_strength",
        "l2_regularization_strength",
        "l2_shrinkage_regularization_strength",
        "beta",
    )

    @arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate=learning_rate, **common)
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = initial_accumulator_value
        self.l1_regularization_strength = l1_regularization_strength
        self.l2_regularization_strength = l2_regularization_strength
        self.l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        self.beta = beta
        require(self, "learning_rate_power", learning_rate_power, learning_rate_power <= 0, "of 0 or less")
        for name in self.own_arguments[1:-1]:
            require(self, name, getattr(self, name), getattr(self, name) >= 0, "of 0 or more")

    def slots(self) -> Sequence[Sequence[Slot]]:
        """`n` and `z`."""
        return [[Slot("accumulator", self.initial_accumulator_value), Slot("linear")]]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one weight."""
        n, z = self.slot(variable, "accumulator"), self.slot(variable, "linear")
        total = n + ops.square(gradient)
        grown, before = ops.power(total, -self.learning_rate_power), ops.power(n, -self.learning_rate_power)
        shrinkage = 2.0 * self.l2_shrinkage_regularization_strength
        pull = gradient + variable * shrinkage if shrinkage else gradient
        linear = z + (pull - (grown - before) / learning_rate * variable)
        l1 = self.l1_regularization_strength
        clipped = ops.clip(linear, -l1, l1) - linear if l1 else -linear
        self.assign(n, total)
        self.assign(z, linear)
        self.assign(variable, clipped / (grown / learning_rate + self._l2(learning_rate, variable.dtype)))

    def _l2(self, rate: Any, dtype: str) -> Any:
        l2 = 2.0 * self.l2_regularization_strength
        return self.per_step("l2", dtype, lambda: l2 + self.beta / rate) if self.beta else l2
