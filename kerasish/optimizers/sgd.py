"""Gradient descent, with momentum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..registry import export
from .arguments import Common, arguments
from .base import Optimizer
from .configuration import require
from .slots import Slot

if TYPE_CHECKING:
    from typing_extensions import Unpack


@export("optimizers.SGD", "optimizers.sgd", "optimizers.experimental.SGD")
class SGD(Optimizer):
    """Gradient descent.

        w = w - rate * g

    With momentum `u`:

        m = u * m - rate * g
        w = w + m                      or, with nesterov,  w = w + u * m - rate * g

    Arguments:
        learning_rate: the rate, or a schedule.
        momentum: share of the last movement that is kept, 0 to 1.
        nesterov: look ahead along the movement (Sutskever et al. 2013).
        common: what every optimizer takes; see `Optimizer`.

    Up to Keras 2.2 the positional order is `lr, momentum, decay, nesterov`; a number in third place is `decay` at every
    level.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.array([1.0], np.float32))
        >>> SGD(0.5).apply([np.array([1.0], np.float32)], [w])
        >>> w.numpy()
        array([0.5], dtype=float32)

    Source: https://www.cs.toronto.edu/~fritz/absps/momentum.pdf
    """

    own_arguments = ("momentum", "nesterov")

    @arguments
    def __init__(
        self, learning_rate: Any = 0.01, momentum: float = 0.0, nesterov: bool = False, **common: Unpack[Common]
    ) -> None:
        super().__init__(learning_rate=learning_rate, **common)
        require(self, "momentum", momentum, 0 <= momentum <= 1, "from 0 to 1")
        self.momentum, self.nesterov = float(momentum), bool(nesterov)

    def slots(self) -> Sequence[Sequence[Slot]]:
        """The last movement; up to 2.15 files have it even where momentum is 0, and then it stays 0 here."""
        kept = self.momentum or self.era not in ("legacy", "3")
        return [[Slot("momentum")]] if kept else []

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one weight."""
        step = gradient * learning_rate
        if not self.momentum:
            self.assign_sub(variable, step)
            return
        m = self.slot(variable, "momentum")
        moved = m * self.momentum - step
        self.assign(m, moved)
        self.assign_add(variable, moved * self.momentum - step if self.nesterov else moved)
