"""Adafactor: the mean square of a matrix's gradient, kept as one number per row and per column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import ops
from ..graph.variable import Variable
from ..registry import export
from .arguments import Common, arguments
from .base import Optimizer
from .slots import Shape, Slot

if TYPE_CHECKING:
    from typing_extensions import Unpack


def _rows(variable: Any) -> Shape | None:
    return tuple(variable.shape[:-1]) if len(variable.shape) >= 2 else None


def _columns(variable: Any) -> Shape | None:
    return (*variable.shape[:-2], variable.shape[-1]) if len(variable.shape) >= 2 else None


@export("optimizers.Adafactor", "optimizers.experimental.Adafactor")
class Adafactor(Optimizer):
    """Adafactor. With `s = min(rate, 1 / sqrt(t))`, and `h = 1 - t**beta_2_decay`:

        r = h * r + (1 - h) * mean over columns of (g**2 + epsilon_1)
        c = h * c + (1 - h) * mean over rows of (g**2 + epsilon_1)
        v = (r / mean of r) outer c                        vectors keep v itself
        d = g / sqrt(v)
        w = w - max(epsilon_2, rms(w)) * s * d / max(1, rms(d) / clip_threshold)

    Arguments:
        learning_rate: the largest rate, or a schedule.
        beta_2_decay: how the memory grows with the steps; below 0.
        epsilon_1: added to squared gradients.
        epsilon_2: smallest size that a weight counts with.
        clip_threshold: largest root mean square of a step.
        relative_step: let the rate fall as `1 / sqrt(t)`.
        common: what every optimizer takes; see `Optimizer`.

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> w = Variable(np.array([2.0, 2.0], np.float32))
        >>> Adafactor(0.25).apply([np.array([3.0, -3.0], np.float32)], [w])
        >>> w.numpy()
        array([1.5, 2.5], dtype=float32)

    Source: https://arxiv.org/abs/1804.04235
    """

    since = "2.15"
    own_arguments = ("beta_2_decay", "epsilon_1", "epsilon_2", "clip_threshold", "relative_step")

    @arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta_2_decay: float = -0.8,
        epsilon_1: float = 1e-30,
        epsilon_2: float = 1e-3,
        clip_threshold: float = 1.0,
        relative_step: bool = True,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(learning_rate=learning_rate, **common)
        self.beta_2_decay, self.epsilon_1, self.epsilon_2 = beta_2_decay, epsilon_1, epsilon_2
        self.clip_threshold, self.relative_step = clip_threshold, relative_step

    def slots(self) -> Sequence[Sequence[Slot]]:
        """Means per row, means per column, mean square."""
        return [[Slot("r", shape=_rows, bare=True), Slot("c", shape=_columns, bare=True), Slot("velocity")]]

    def _add_slot(self, slot: Slot, variable: Any) -> Variable | None:
        made = super()._add_slot(slot, variable)
        if made is None and self.era == "3":  # whose files hold an integer 0 in the place of the factors of a vector
            dummy = self._track(Variable(np.zeros((), np.int32), trainable=False, name=variable.name))
            self._unlisted.append(dummy)
        return made

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Move one weight."""
        dtype, v = variable.dtype, self.slot(variable, "velocity")
        slow, kept = self.per_step("factors", dtype, lambda: self._factors(learning_rate, dtype))
        square = ops.square(gradient) + self.epsilon_1
        if len(variable.shape) >= 2:
            r, c = self.slot(variable, "r"), self.slot(variable, "c")
            rows = r * kept + ops.mean(square, -1) * (1.0 - kept)
            columns = c * kept + ops.mean(square, -2) * (1.0 - kept)
            self.assign(r, rows)
            self.assign(c, columns)
            share = rows / ops.mean(rows, -1, keepdims=True)
            mean = ops.expand_dims(share, -1) * ops.expand_dims(columns, -2)
        else:
            mean = v * kept + square * (1.0 - kept)
        self.assign(v, mean)
        step = gradient / ops.sqrt(mean)
        size = ops.maximum(_rms(variable), self.epsilon_2) * slow
        self.assign_sub(variable, step * (size / ops.maximum(_rms(step) / self.clip_threshold, 1.0)))

    def _factors(self, rate: Any, dtype: str) -> tuple[Any, Any]:
        """The rate held under `1 / sqrt(t)`, and the share of the old means that is kept."""
        t = self.step_number(dtype)
        # Keras holds the rate down twice: `relative_step=False` changes nothing, here as there
        return ops.minimum(rate, 1.0 / ops.sqrt(t)), 1.0 - ops.power(t, self.beta_2_decay)


def _rms(x: Any) -> Any:
    return ops.sqrt(ops.mean(ops.square(x)))
