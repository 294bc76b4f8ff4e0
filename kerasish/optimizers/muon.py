"""Muon: momentum with all its singular values brought near one."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import ops
from ..registry import export
from .arguments import Shared, arguments
from .base import Optimizer
from .slots import Shape, Slot

if TYPE_CHECKING:
    from typing_extensions import Unpack


@export("optimizers.Muon")
class Muon(Optimizer):
    """Muon for matrices, AdamW for all other weights.

        m = u * m + g                                      u is `momentum`
        d = orthogonalised(g + u * m)                      or of m, without nesterov
        w = w - rate * rms_rate * sqrt(max(rows, columns)) * d

    The orthogonalised matrix comes from `ns_steps` rounds of `x = a x + (b A + c A A) x` with `A = x x'`, which starts
    from the matrix divided by its norm.

    Arguments:
        learning_rate: the rate, or a schedule.
        adam_beta_1, adam_beta_2, epsilon: what Adam is to use.
        adam_weight_decay: weight decay of the weights that Adam updates.
        weight_decay: weight decay of the matrices.
        common: what every optimizer takes; see `Optimizer`.
        exclude_layers: patterns of paths of matrices to leave to AdamW, such as the output layer's.
        exclude_embeddings: whether to leave matrices with "embedding" in their path to AdamW.
        muon_a, muon_b, muon_c: `a`, `b`, `c`.
        adam_lr_ratio: Adam's rate is the rate times this.
        momentum: `u`.
        ns_steps: how many rounds.
        nesterov: look ahead along the momentum.
        rms_rate: brings the steps to the size of Adam's; None to leave them.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.zeros((2, 2), np.float32))
        >>> Muon(1.0, rms_rate=None).apply([np.eye(2, dtype=np.float32)], [w])
        >>> bool(np.allclose(w.numpy(), -np.eye(2) * -w.numpy()[0, 0]))
        True

    Source: https://kellerjordan.github.io/posts/muon, https://arxiv.org/abs/2502.16982
    """

    since = "3"
    own_arguments = (
        "adam_beta_1",
        "adam_beta_2",
        "epsilon",
        "exclude_layers",
        "muon_a",
        "muon_b",
        "muon_c",
        "adam_lr_ratio",
        "momentum",
        "ns_steps",
        "nesterov",
        "exclude_embeddings",
        "adam_weight_decay",
        "rms_rate",
    )

    @arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        adam_beta_1: float = 0.9,
        adam_beta_2: float = 0.999,
        adam_weight_decay: float | None = 0.004,
        epsilon: float | None = 1e-7,
        weight_decay: float | None = 0.004,
        *,
        exclude_layers: Sequence[str] | None = None,
        exclude_embeddings: bool = True,
        muon_a: float = 3.4445,
        muon_b: float = -4.7750,
        muon_c: float = 2.0315,
        adam_lr_ratio: float = 1,
        momentum: float = 0.95,
        ns_steps: int = 5,
        nesterov: bool = True,
        rms_rate: float | None = 0.2,
        **common: Unpack[Shared],
    ) -> None:
        super().__init__(learning_rate=learning_rate, weight_decay=weight_decay, **common)
        self.adam_beta_1, self.adam_beta_2, self.epsilon = adam_beta_1, adam_beta_2, epsilon
        self.adam_weight_decay, self.adam_lr_ratio = adam_weight_decay, adam_lr_ratio
        self.exclude_layers, self.exclude_embeddings = list(exclude_layers or ()), exclude_embeddings
        self.muon_a, self.muon_b, self.muon_c = muon_a, muon_b, muon_c
        self.momentum, self.ns_steps, self.nesterov, self.rms_rate = momentum, ns_steps, nesterov, rms_rate

    def uses_adam(self, variable: Any) -> bool:
        """Whether a weight is left to AdamW."""
        if len(variable.shape) != 2 or (self.exclude_embeddings and "embedding" in variable.path.lower()):
            return True
        return any(re.search(pattern, variable.path) for pattern in self.exclude_layers)

    def slots(self) -> Sequence[Sequence[Slot]]:
        """The mean or momentum; the mean square where Adam needs one."""

        def square(variable: Any) -> Shape | None:
            return tuple(variable.shape) if self.uses_adam(variable) else None

        return [[Slot("momentum"), Slot("velocity", shape=square)]]

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one weight."""
        if self.slot(variable, "velocity") is not None:
            self._adam_step(gradient, variable, learning_rate)
            return
        m = self.slot(variable, "momentum")
        moved = gradient + m * self.momentum
        self.assign(m, moved)
        direction = self._orthogonal(gradient + moved * self.momentum if self.nesterov else moved)
        rows, columns = variable.shape
        scale = 1.0 if self.rms_rate is None else math.sqrt(max(rows, columns)) * self.rms_rate
        self.assign_sub(variable, direction * (learning_rate * scale))

    def _adam_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        m, v, dtype = self.slot(variable, "momentum"), self.slot(variable, "velocity"), variable.dtype
        mean = m + (gradient - m) * (1.0 - self.adam_beta_1)
        square = v + (ops.square(gradient) - v) * (1.0 - self.adam_beta_2)
        self.assign(m, mean)
        self.assign(v, square)

        def corrected() -> Any:
            rate = learning_rate * self.adam_lr_ratio
            root = ops.sqrt(1.0 - self.power("beta_2", self.adam_beta_2, dtype))
            return rate * root / (1.0 - self.power("beta_1", self.adam_beta_1, dtype))

        rate = self.per_step("corrected", dtype, corrected)
        self.assign_sub(variable, mean * rate / (ops.sqrt(square) + self.epsilon))

    def _orthogonal(self, x: Any) -> Any:
        """Newton-Schulz: the matrix with its singular values brought to about 0.7 to 1.2."""
        tall = x.shape[0] > x.shape[1]
        x = ops.transpose(x) if tall else x
        x = x / (ops.norm(x) + 1e-7)
        for _ in range(self.ns_steps):
            a = ops.matmul(x, ops.transpose(x))
            x = self.muon_a * x + ops.matmul(self.muon_b * a + ops.matmul(self.muon_c * a, a), x)
        return ops.transpose(x) if tall else x

    def _decay_of(self, variable: Any) -> float | None:
        return self.adam_weight_decay if self.uses_adam(variable) else self.weight_decay
