"""The coefficient of determination over batches."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..losses.prepare import as_float, check_shapes, shape_of
from ..losses.reduction import divide_or_zero, fit_weights
from ..registry import export
from .base import Metric

AGGREGATIONS = (None, "uniform_average", "variance_weighted_average")


@export("metrics.R2Score")
class R2Score(Metric):
    """`1 - sum((y - p)**2) / sum((y - mean(y))**2)`: 1 is perfect, 0 is as good as the mean.

    Arguments:
        class_aggregation: `"uniform_average"`, `"variance_weighted_average"`, or None (one value per column).
        num_regressors: the number of independent regressors, for the adjusted score (samples are counted once per
            column there, as in Keras).
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/regression_metrics/

    >>> float(R2Score()([[1.0], [4.0], [3.0]], [[1.0], [4.0], [3.0]]))
    1.0
    """

    @accepts_old_spellings
    def __init__(
        self,
        class_aggregation: Any = "uniform_average",
        num_regressors: int = 0,
        name: Any = "r2_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        if class_aggregation not in AGGREGATIONS:
            known = ", ".join(map(repr, AGGREGATIONS))
            raise ValueError(explain("R2Score: unknown class_aggregation.", f"one of {known}", repr(class_aggregation)))
        if num_regressors < 0:
            raise ValueError(explain("R2Score: num_regressors is out of range.", "at least 0", str(num_regressors)))
        self.class_aggregation, self.num_regressors = class_aggregation, int(num_regressors)
        self.num_samples = self.add_variable((), "zeros", name="num_samples")
        self.built = False

    def _build(self, y_true: tuple[int | None, ...], y_pred: tuple[int | None, ...]) -> None:
        if len(y_pred) != 2 or len(y_true) != 2 or y_pred[-1] is None:
            text = f"y_true {y_true}, y_pred {y_pred}"
            raise ValueError(explain("R2Score: two axes are needed.", "shapes (batch, outputs)", text))
        shape = (y_pred[-1],)
        self.squared_sum = self.add_variable(shape, "zeros", name="squared_sum")
        self.sum = self.add_variable(shape, "zeros", name="sum")
        self.total_mse = self.add_variable(shape, "zeros", name="residual")
        self.count = self.add_variable(shape, "zeros", name="count")
        self.built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in one batch."""
        y_pred = ops.cast(as_float(y_pred), self.dtype)
        y_true = ops.cast(ops.array(y_true), self.dtype)
        if not self.built:
            self._build(shape_of(y_true), shape_of(y_pred))
        check_shapes("R2Score", shape_of(y_true), shape_of(y_pred), exact=True)
        weights = ops.ones_like(y_true)
        if sample_weight is not None:
            weights = ops.broadcast_like(fit_weights(sample_weight, y_true), y_true)
        weighted = y_true * weights
        self.sum.assign(self.sum + ops.sum(weighted, 0))
        self.squared_sum.assign(self.squared_sum + ops.sum(y_true * weighted, 0))
        self.total_mse.assign(self.total_mse + ops.sum(ops.square(y_true - y_pred) * weights, 0))
        self.count.assign(self.count + ops.sum(weights, 0))
        self.num_samples.assign(self.num_samples + ops.cast(ops.count(y_true), self.dtype))

    def result(self) -> Any:
        """The score so far: one per column when `class_aggregation` is None."""
        if not self.built:
            return ops.zeros((), self.dtype)
        mean = divide_or_zero(self.sum.value, self.count.value)
        spread = self.squared_sum - self.sum * mean
        flat = ops.equal(spread, 0.0)  # targets that do not vary: 0, as for any other meaningless score
        score = ops.where(flat, 0.0, 1.0 - divide_or_zero(self.total_mse.value, spread))
        if self.class_aggregation == "uniform_average":
            score = ops.mean(score)
        elif self.class_aggregation == "variance_weighted_average":
            score = divide_or_zero(ops.sum(spread * score), ops.sum(spread))
        return self._adjusted(score) if self.num_regressors else score

    def _adjusted(self, score: Any) -> Any:
        """The adjusted score, or the plain one where there are too few samples for it."""
        samples = self.num_samples.value
        free = samples - float(self.num_regressors) - 1.0
        adjusted = 1.0 - divide_or_zero((1.0 - score) * (samples - 1.0), free)
        return ops.where(ops.greater(free, 0.0), adjusted, score)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        own = {"class_aggregation": self.class_aggregation, "num_regressors": self.num_regressors}
        return super().get_config() | own
