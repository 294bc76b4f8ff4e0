"""Nadam: Adam with Nesterov momentum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import ops
from ..graph.variable import Variable
from ..registry import export
from .arguments import Common, arguments
from .base import Optimizer
from .generations import CLASSIC
from .slots import Slot

if TYPE_CHECKING:
    from typing_extensions import Unpack


@export("optimizers.Nadam", "optimizers.nadam", "optimizers.experimental.Nadam")
class Nadam(Optimizer):
    """Nadam. With `p` the product of all `u` up to this step:

        u[t] = b1 * (1 - 0.5 * 0.96**(t * schedule_decay))
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        n = u[t+1] * m / (1 - p * u[t+1]) + (1 - u[t]) * g / (1 - p)
        w = w - rate * n / (sqrt(v / (1 - b2**t)) + epsilon)

    Arguments:
        learning_rate: the rate, or a schedule (default 0.002 up to Keras 2.3, 0.001 later).
        beta_1: share of the old mean that is kept.
        beta_2: share of the old mean square that is kept.
        epsilon: keeps the denominator off zero; None for the generation's default.
        schedule_decay: how fast the momentum warms up (default 0.004 up to Keras 2.3 and in `legacy`, 1 later).
        common: what every optimizer takes; see `Optimizer`.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.array([1.0], np.float32))
        >>> Nadam(0.1).apply([np.array([0.0], np.float32)], [w])
        >>> w.numpy()
        array([1.], dtype=float32)

    Source: https://cs229.stanford.edu/proj2015/054_report.pdf
    """

    own_arguments = ("beta_1", "beta_2", "epsilon", "schedule_decay")

    @arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float | None = 1e-7,
        *,
        schedule_decay: float = 1.0,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate=learning_rate, **common)
        self.beta_1, self.beta_2, self.epsilon, self.schedule_decay = beta_1, beta_2, epsilon, schedule_decay

    def slots(self) -> Sequence[Sequence[Slot]]:
        """The mean and the mean square."""
        return [[Slot("momentum"), Slot("velocity")]]

    def build(self, variables: Sequence[Any]) -> None:
        """Create the slots, and the product of the momenta so far."""
        if self.built:
            return
        super().build(variables)
        wide = any(v.dtype == "float64" for v in variables)
        self._product = Variable(np.ones((), "float64" if wide else "float32"), trainable=False, name="variable")
        if self.era in CLASSIC:
            self._product.path = f"{self.name}/m_schedule"
            self._leading.append(self._product)
        self._unlisted.append(self._product)  # 2.15 keeps it out of its files, Keras 3 has it last
        if self.era == "3":
            self._tracked.append(self._product)

    def _momentum(self, ahead: int, dtype: str) -> Any:
        """The momentum of this step (`ahead` 0) or of the next (1)."""
        base = np.dtype("float64" if dtype == "float64" else "float32").type(0.96)
        exponent = (self.step_number(dtype) + float(ahead)) * self.schedule_decay
        return self.beta_1 * (1.0 - 0.5 * ops.power(ops.cast(base, dtype), exponent))

    def prepare_step(self, variables: Sequence[Any]) -> None:
        """Move the product on."""
        dtype = self._product.dtype
        product, now = self._product.value, self._momentum(0, dtype)
        buggy = self.era == "2.15"
        for place, variable in enumerate(variables if buggy else variables[:1], len(variables) - 1):
            # In the graph that `fit` of 2.15 runs, each of n weights multiplies the product again, but for weight k at
            # step n - 1 + k: it compares the iterations with a count made in Python while tracing, which happens twice
            again = product * now
            product = ops.where(ops.equal(self.iterations, place), product, again) if buggy else again
            self._scalars[f"product {id(variable)}", dtype] = product
        self.assign(self._product, product)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one weight."""
        m, v, dtype = self.slot(variable, "momentum"), self.slot(variable, "velocity"), variable.dtype
        mean = m + (gradient - m) * self.complement(self.beta_1)
        square = v + (ops.square(gradient) - v) * self.complement(self.beta_2)
        self.assign(m, mean)
        self.assign(v, square)
        shared = "" if self.era != "2.15" else str(id(variable))
        rates = self.per_step("rates" + shared, dtype, lambda: self._rates(learning_rate, variable))
        of_mean, of_gradient, spread = rates
        self.assign_sub(
            variable, (mean * of_mean + gradient * of_gradient) / (ops.sqrt(square / spread) + self.epsilon)
        )

    def _rates(self, rate: Any, variable: Any) -> tuple[Any, Any, Any]:
        """What to multiply the mean and the gradient with, and what to divide the mean square by."""
        dtype = variable.dtype
        known = self._scalars.get((f"product {id(variable)}", self._product.dtype), self._product)
        product = ops.cast(known, dtype)
        now, after = self._momentum(0, dtype), self._momentum(1, dtype)
        of_mean = rate * after / (1.0 - product * after)
        return of_mean, rate * (1.0 - now) / (1.0 - product), 1.0 - self.power("beta_2", self.beta_2, dtype)

    def restored(self, variables: Sequence[Variable]) -> None:
        """Work the product out from the iterations where a file does not hold it (Keras 1 and 2.15)."""
        if any(v is self._product for v in variables):
            return
        buggy = self.era == "2.15"
        product, count = 1.0, len(self._trainable_variables) if buggy else 1
        for step in range(int(np.asarray(self.iterations))):
            times = count - 1 if buggy and count - 1 <= step < 2 * count - 1 else count
            product *= (self.beta_1 * (1.0 - 0.5 * 0.96 ** ((step + 1) * self.schedule_decay))) ** times
        self._product.assign(product)
