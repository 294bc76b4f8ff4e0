"""F scores over batches: weighted harmonic means of precision and recall per class."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..losses.prepare import as_float, check_shapes, shape_of
from ..losses.reduction import divide_or_zero, fit_weights
from ..registry import export
from .base import Metric

AVERAGES = (None, "micro", "macro", "weighted")


@export("metrics.FBetaScore")
class FBetaScore(Metric):
    """`(1 + b**2) * precision * recall / (b**2 * precision + recall)` per class, then averaged.

    Arguments:
        average: None (one score per class), `"micro"` (all classes counted together), `"macro"` (plain mean) or
            `"weighted"` (mean weighted by the number of targets of each class).
        beta: how many times as much recall counts as precision.
        threshold: a prediction above it is positive; None: the largest prediction of each row is.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/classification_metrics/

    >>> FBetaScore(beta=2.0, threshold=0.5)([[1, 1], [1, 0]], [[0.9, 0.8], [0.7, 0.1]]).tolist()
    [1.0, 1.0]
    """

    @accepts_old_spellings
    def __init__(
        self,
        average: Any = None,
        beta: float = 1.0,
        threshold: Any = None,
        name: Any = "fbeta_score",
        dtype: Any = None,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        who = type(self).__name__
        if average not in AVERAGES:
            raise ValueError(explain(f"{who}: unknown average.", "None, 'micro', 'macro' or 'weighted'", repr(average)))
        if not isinstance(beta, float) or beta <= 0:
            raise ValueError(explain(f"{who}: beta is out of range.", "a float above 0", repr(beta)))
        if threshold is not None and (not isinstance(threshold, float) or not 0 < threshold <= 1):
            raise ValueError(
                explain(f"{who}: threshold is out of range.", "None, or a float above 0 and up to 1", repr(threshold))
            )
        self.average, self.beta, self.threshold = average, beta, threshold
        self.axis = None if average == "micro" else 0
        self.built = False

    def _build(self, y_true: tuple[int | None, ...], y_pred: tuple[int | None, ...]) -> None:
        who = type(self).__name__
        if len(y_pred) != 2 or len(y_true) != 2 or y_pred[-1] is None:
            text = f"y_true {y_true}, y_pred {y_pred}"
            raise ValueError(explain(f"{who}: two axes are needed.", "shapes (batch, classes)", text))
        shape = () if self.average == "micro" else (y_pred[-1],)
        self.true_positives = self.add_variable(shape, "zeros", name="true_positives")
        self.false_positives = self.add_variable(shape, "zeros", name="false_positives")
        self.false_negatives = self.add_variable(shape, "zeros", name="false_negatives")
        self.intermediate_weights = self.add_variable(shape, "zeros", name="intermediate_weights")
        self.built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in one batch."""
        y_pred = ops.cast(as_float(y_pred), self.dtype)
        y_true = ops.cast(ops.array(y_true), self.dtype)
        if not self.built:
            self._build(shape_of(y_true), shape_of(y_pred))
        check_shapes(type(self).__name__, shape_of(y_true), shape_of(y_pred), exact=True)
        if self.threshold is None:
            largest = ops.greater_equal(y_pred, ops.max(y_pred, -1, True))
            y_pred = ops.logical_and(largest, ops.greater(ops.absolute(y_pred), 1e-9))
        else:
            y_pred = ops.greater(y_pred, self.threshold)
        y_pred = ops.cast(y_pred, self.dtype)
        weights = None if sample_weight is None else fit_weights(sample_weight, y_true)

        def add(variable: Any, values: Any) -> None:
            values = values if weights is None else values * weights
            variable.assign(variable + ops.sum(values, self.axis))

        add(self.true_positives, y_pred * y_true)
        add(self.false_positives, y_pred * (1.0 - y_true))
        add(self.false_negatives, (1.0 - y_pred) * y_true)
        add(self.intermediate_weights, y_true)

    def result(self) -> Any:
        """The score so far: one per class when `average` is None."""
        if not self.built:
            return ops.zeros((), self.dtype)
        hits = self.true_positives.value
        precision = divide_or_zero(hits, hits + self.false_positives)
        recall = divide_or_zero(hits, hits + self.false_negatives)
        square = self.beta**2
        score = divide_or_zero((1.0 + square) * (precision * recall), square * precision + recall)
        if self.average == "weighted":
            counts = self.intermediate_weights.value
            return ops.sum(score * divide_or_zero(counts, ops.sum(counts)))
        return ops.mean(score) if self.average == "macro" else score

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        own = {"average": self.average, "beta": self.beta, "threshold": self.threshold}
        return super().get_config() | own


@export("metrics.F1Score")
class F1Score(FBetaScore):
    """The harmonic mean of precision and recall per class, then averaged.

    Arguments:
        average: None, `"micro"`, `"macro"` or `"weighted"`; see `FBetaScore`.
        threshold: a prediction above it is positive; None: the largest prediction of each row is.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/classification_metrics/

    >>> F1Score(threshold=0.5)([[1, 1], [1, 0]], [[0.9, 0.8], [0.7, 0.1]]).tolist()
    [1.0, 1.0]
    """

    @accepts_old_spellings
    def __init__(self, average: Any = None, threshold: Any = None, name: Any = "f1_score", dtype: Any = None) -> None:
        super().__init__(average, 1.0, threshold, name, dtype)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return {k: v for k, v in super().get_config().items() if k != "beta"}
