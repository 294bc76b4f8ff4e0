"""Precision and recall over batches."""

from __future__ import annotations

from typing import Any

from ..compat.arguments import accepts_old_spellings
from ..losses.reduction import divide_or_zero
from ..registry import export
from .base import Metric
from .confusion import NEGATIVE_INFINITY, check_thresholds, count, select
from .confusion_counts import in_order_given


class HitShare(Metric):
    """Base of precision and recall: true positives over true positives and `other`."""

    other = ""

    def __init__(self, thresholds: Any, top_k: Any, class_id: Any, name: Any, dtype: Any) -> None:
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds, self.top_k, self.class_id = thresholds, top_k, class_id
        if thresholds is None and top_k is not None:
            self.thresholds = [NEGATIVE_INFINITY]
        else:
            self.thresholds = check_thresholds(0.5 if thresholds is None else thresholds, type(self).__name__)
        self.true_positives = self.add_variable((len(self.thresholds),), "zeros", name="true_positives")
        setattr(self, self.other, self.add_variable((len(self.thresholds),), "zeros", name=self.other))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in one batch."""
        y_true, y_pred = select(y_true, y_pred, self.top_k, self.class_id, type(self).__name__, self.dtype)
        order = sorted(range(len(self.thresholds)), key=self.thresholds.__getitem__)
        counts = count(y_true, y_pred, [self.thresholds[i] for i in order], sample_weight)
        for state in ("true_positives", self.other):
            variable = getattr(self, state)
            variable.assign(variable + in_order_given(getattr(counts, state), order))

    def result(self) -> Any:
        """The share so far: one per threshold, or a scalar for one threshold."""
        hits = self.true_positives.value
        value = divide_or_zero(hits, hits + getattr(self, self.other).value)
        return value[0] if len(self.thresholds) == 1 else value

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        own = {"thresholds": self.init_thresholds, "top_k": self.top_k, "class_id": self.class_id}
        return super().get_config() | own


@export("metrics.Precision")
class Precision(HitShare):
    """The share of positive predictions that are right: `tp / (tp + fp)`, 0 where nothing is predicted positive.

    Arguments:
        thresholds: a number or numbers between 0 and 1 (default 0.5); a prediction above it is positive.
        top_k: count the `k` largest predictions of each row as positive instead.
        class_id: the one class to look at.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/classification_metrics/

    >>> float(Precision()([0, 1, 1, 1], [1, 0, 1, 0]))
    0.5
    """

    other = "false_positives"

    @accepts_old_spellings
    def __init__(
        self, thresholds: Any = None, top_k: Any = None, class_id: Any = None, name: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(thresholds, top_k, class_id, name, dtype)


@export("metrics.Recall")
class Recall(HitShare):
    """The share of positive targets that are predicted: `tp / (tp + fn)`, 0 where no target is positive.

    Arguments:
        thresholds: a number or numbers between 0 and 1 (default 0.5); a prediction above it is positive.
        top_k: count the `k` largest predictions of each row as positive instead.
        class_id: the one class to look at.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/classification_metrics/

    >>> float(Recall()([0, 1, 1], [1, 0, 1]))
    0.5
    """

    other = "false_negatives"

    @accepts_old_spellings
    def __init__(
        self, thresholds: Any = None, top_k: Any = None, class_id: Any = None, name: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(thresholds, top_k, class_id, name, dtype)
