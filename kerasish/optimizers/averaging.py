"""The moving average of the weights (`use_ema`).

    average = m * average + (1 - m) * weight

Keras 3 starts it at the weights after the first step; 2.15 at the initial weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import ops
from ..errors import explain
from ..graph.variable import Variable
from .conditional import when


class Averaging:
    """Keeps the average, and puts it in place of the weights when asked."""

    era: str
    use_ema: bool
    ema_momentum: float
    ema_overwrite_frequency: int | None
    iterations: Any
    _averages: list[Variable]
    _trainable_variables: list[Any]
    add_variable_from_reference: Callable[..., Variable]
    per_step: Callable[..., Any]

    def _add_average(self, variable: Any) -> Variable:
        start = variable.numpy() if self.era == "2.15" else None
        return self.add_variable_from_reference(variable, "average", initial_value=start)

    def _update_averages(self) -> None:
        """Move the averages towards the weights; on every so-manyth step overwrite the weights with them."""
        if not self.use_ema:
            return
        for variable, average in zip(self._trainable_variables, self._averages, strict=True):
            old = self._old_share(average.dtype)
            average.assign(old * average + (1.0 - old) * variable)
        if self.ema_overwrite_frequency:
            due = ops.equal(ops.mod(self.iterations + 1, self.ema_overwrite_frequency), 0)
            when(due, self._trainable_variables, lambda: self._overwrite(self._trainable_variables))

    def _old_share(self, dtype: str) -> Any:
        if self.era == "2.15":
            return self.ema_momentum
        return self.per_step(
            "ema", dtype, lambda: ops.cast(ops.not_equal(self.iterations, 0), dtype) * self.ema_momentum
        )

    def _overwrite(self, variables: Sequence[Any]) -> None:
        for variable, average in zip(variables, self._averages, strict=True):
            variable.assign(average.value)

    def finalize_variable_values(self, var_list: Sequence[Any]) -> None:
        """Put the averages in place of the weights, where `use_ema` asks for it; `fit` calls it when it ends.

        Errors:
            ValueError when the weights are not those that the optimizer was built with.
        """
        if not self.use_ema:
            return
        if len(var_list) != len(self._averages):
            raise ValueError(
                explain(
                    "Putting the averaged weights in place failed.",
                    f"the {len(self._averages)} weights that the optimizer averages",
                    f"{len(var_list)} weights",
                )
            )
        self._overwrite(var_list)
