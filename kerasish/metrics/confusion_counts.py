"""True and false positives and negatives, counted over batches."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import Metric, current
from .confusion import check_thresholds, count, select


class ConfusionCount(Metric):
    """Base of the four counts; `which` names the one a subclass keeps."""

    which = ""

    def __init__(self, thresholds: Any = None, name: Any = None, dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.init_thresholds = thresholds
        self.thresholds = check_thresholds(0.5 if thresholds is None else thresholds, type(self).__name__)
        self.accumulator = self.add_variable((len(self.thresholds),), "zeros", name="accumulator")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in one batch."""
        y_true, y_pred = select(y_true, y_pred, None, None, type(self).__name__, self.dtype)
        order = sorted(range(len(self.thresholds)), key=self.thresholds.__getitem__)
        counts = getattr(count(y_true, y_pred, [self.thresholds[i] for i in order], sample_weight), self.which)
        self.accumulator.assign(self.accumulator + in_order_given(counts, order))

    def result(self) -> Any:
        """The weighted number so far: one per threshold, or a scalar for one threshold."""
        value = current(self.accumulator)
        return value[0] if len(self.thresholds) == 1 else value

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return super().get_config() | {"thresholds": self.init_thresholds}


def in_order_given(counts: Any, order: list[int]) -> Any:
    """Counts at sorted thresholds, brought back to the order in which the thresholds were given."""
    if order == list(range(len(order))):
        return counts
    return ops.take(counts, np.argsort(order).astype(np.int32), axis=0)


@export("metrics.TruePositives")
class TruePositives(ConfusionCount):
    """The weighted number of positive targets that are predicted positive.

    Arguments:
        thresholds: a number or numbers between 0 and 1 (default 0.5); a prediction above it is positive.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/classification_metrics/

    >>> float(TruePositives()([0, 1, 1], [0.9, 0.8, 0.1]))
    1.0
    """

    which = "true_positives"

    @accepts_old_spellings
    def __init__(self, thresholds: Any = None, name: Any = None, dtype: Any = None) -> None:
        super().__init__(thresholds, name, dtype)


@export("metrics.FalsePositives")
class FalsePositives(ConfusionCount):
    """The weighted number of negative targets that are predicted positive.

    Arguments:
        thresholds: a number or numbers between 0 and 1 (default 0.5); a prediction above it is positive.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/classification_metrics/

    >>> float(FalsePositives()([0, 1, 1], [0.9, 0.8, 0.1]))
    1.0
    """

    which = "false_positives"

    @accepts_old_spellings
    def __init__(self, thresholds: Any = None, name: Any = None, dtype: Any = None) -> None:
        super().__init__(thresholds, name, dtype)


@export("metrics.TrueNegatives")
class TrueNegatives(ConfusionCount):
    """The weighted number of negative targets that are predicted negative.

    Arguments:
        thresholds: a number or numbers between 0 and 1 (default 0.5); a prediction above it is positive.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/classification_metrics/

    >>> float(TrueNegatives()([0, 0, 1], [0.9, 0.2, 0.1]))
    1.0
    """

    which = "true_negatives"

    @accepts_old_spellings
    def __init__(self, thresholds: Any = None, name: Any = None, dtype: Any = None) -> None:
        super().__init__(thresholds, name, dtype)


@export("metrics.FalseNegatives")
class FalseNegatives(ConfusionCount):
    """The weighted number of positive targets that are predicted negative.

    Arguments:
        thresholds: a number or numbers between 0 and 1 (default 0.5); a prediction above it is positive.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/classification_metrics/

    >>> float(FalseNegatives()([0, 1, 1], [0.9, 0.8, 0.1]))
    1.0
    """

    which = "false_negatives"

    @accepts_old_spellings
    def __init__(self, thresholds: Any = None, name: Any = None, dtype: Any = None) -> None:
        super().__init__(thresholds, name, dtype)
