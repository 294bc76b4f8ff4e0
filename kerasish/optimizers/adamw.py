"""AdamW: Adam with weight decay that the gradient's size does not touch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..registry import export
from .adam import Adam
from .arguments import Shared, arguments
from .configuration import require

if TYPE_CHECKING:
    from typing_extensions import Unpack


@export("optimizers.AdamW", "optimizers.experimental.AdamW")
class AdamW(Adam):
    """Adam, with every weight first shrunk by `rate * weight_decay` of itself.

    Arguments:
        learning_rate: the rate, or a schedule.
        weight_decay: the decay; not None.
        beta_1: share of the old mean that is kept.
        beta_2: share of the old mean square that is kept.
        epsilon: keeps the denominator off zero.
        amsgrad: let the denominator never shrink.
        common: what every optimizer takes; see `Optimizer`.

    Errors:
        ValueError where `weight_decay` is None.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.array([1.0], np.float32))
        >>> AdamW(0.1, weight_decay=0.5).apply([np.array([0.0], np.float32)], [w])
        >>> w.numpy()
        array([0.95], dtype=float32)

    Source: https://arxiv.org/abs/1711.05101
    """

    since = "2.15"

    @arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float | None = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float | None = 1e-7,
        amsgrad: bool = False,
        **common: Unpack[Shared],
    ) -> None:
        super().__init__(
            learning_rate=learning_rate,
            beta_1=beta_1,
            beta_2=beta_2,
            epsilon=epsilon,
            amsgrad=amsgrad,
            weight_decay=weight_decay,
            **common,
        )
        require(self, "weight_decay", weight_decay, weight_decay is not None, "that is a number")
