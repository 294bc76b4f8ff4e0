"""One rate at the best threshold at which another rate is still reached, such as precision at a given recall."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..graph.variable import Variable
from ..losses.reduction import divide_or_zero
from ..registry import export
from .base import Metric
from .confusion import are_even, count, even_thresholds, select


class OperatingPoint(Metric):
    """Base: `dependent` at the threshold where `constrained` is at least a value.

    From level 2.15 on it is the largest dependent rate among thresholds that reach the value (0 where none does);
    before, the rate at the threshold that comes nearest to the value.
    """

    argument = ""
    true_positives: Variable
    false_positives: Variable
    true_negatives: Variable
    false_negatives: Variable
    states = ("true_positives", "false_positives", "true_negatives", "false_negatives")

    def __init__(self, value: float, num_thresholds: int, class_id: Any, name: Any, dtype: Any) -> None:
        super().__init__(name=name, dtype=dtype)
        who = type(self).__name__
        if not 0 <= value <= 1:
            raise ValueError(explain(f"{who}: {self.argument} is out of range.", "a number from 0 to 1", str(value)))
        if num_thresholds <= 0:
            raise ValueError(explain(f"{who}: num_thresholds is out of range.", "at least 1", str(num_thresholds)))
        self.value, self.num_thresholds, self.class_id = value, int(num_thresholds), class_id
        self.thresholds = [0.5] if num_thresholds == 1 else [0.0, *even_thresholds(num_thresholds), 1.0]
        for state in self.states:
            setattr(self, state, self.add_variable((len(self.thresholds),), "zeros", name=state))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in one batch."""
        y_true, y_pred = select(y_true, y_pred, None, self.class_id, type(self).__name__, self.dtype)
        even = are_even(self.thresholds) and at_least("2.15")
        counts = count(y_true, y_pred, self.thresholds, sample_weight, even=even)
        for state in self.states:
            variable = getattr(self, state)
            variable.assign(variable + getattr(counts, state))

    def rates(self) -> tuple[Any, Any]:
        """The constrained and the dependent rate at every threshold; for subclasses to define."""
        raise NotImplementedError

    def result(self) -> Any:
        """The dependent rate so far."""
        constrained, dependent = self.rates()
        if not at_least("2.15"):
            return ops.take(dependent, ops.argmin(ops.absolute(constrained - float(self.value)), 0), axis=0)
        reached = ops.greater_equal(constrained, float(self.value))
        best = ops.max(ops.where(reached, dependent, -1.0))
        return ops.maximum(best, 0.0)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        own = {"class_id": self.class_id, "num_thresholds": self.num_thresholds, self.argument: self.value}
        return super().get_config() | own

    def sensitivities(self) -> Any:
        """`tp / (tp + fn)`, also called recall."""
        return divide_or_zero(self.true_positives.value, self.true_positives + self.false_negatives)

    def specificities(self) -> Any:
        """`tn / (tn + fp)`."""
        return divide_or_zero(self.true_negatives.value, self.true_negatives + self.false_positives)

    def precisions(self) -> Any:
        """`tp / (tp + fp)`."""
        return divide_or_zero(self.true_positives.value, self.true_positives + self.false_positives)


@export("metrics.SensitivityAtSpecificity")
class SensitivityAtSpecificity(OperatingPoint):
    """The best sensitivity among thresholds at which specificity is at least a given value.

    Arguments:
        specificity: the specificity to reach, 0 to 1.
        num_thresholds: how many thresholds are tried.
        class_id: the one class to look at.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/classification_metrics/

    >>> float(SensitivityAtSpecificity(0.5)([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]))
    1.0
    """

    argument = "specificity"

    @accepts_old_spellings
    def __init__(
        self, specificity: float, num_thresholds: int = 200, class_id: Any = None, name: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(specificity, num_thresholds, class_id, name, dtype)

    def rates(self) -> tuple[Any, Any]:
        """Specificity and sensitivity."""
        return self.specificities(), self.sensitivities()


@export("metrics.SpecificityAtSensitivity")
class SpecificityAtSensitivity(OperatingPoint):
    """The best specificity among thresholds at which sensitivity is at least a given value.

    Arguments:
        sensitivity: the sensitivity to reach, 0 to 1.
        num_thresholds: how many thresholds are tried.
        class_id: the one class to look at.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/classification_metrics/

    >>> float(SpecificityAtSensitivity(0.5)([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]))
    1.0
    """

    argument = "sensitivity"

    @accepts_old_spellings
    def __init__(
        self, sensitivity: float, num_thresholds: int = 200, class_id: Any = None, name: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(sensitivity, num_thresholds, class_id, name, dtype)

    def rates(self) -> tuple[Any, Any]:
        """Sensitivity and specificity."""
        return self.sensitivities(), self.specificities()


@export("metrics.PrecisionAtRecall")
class PrecisionAtRecall(OperatingPoint):
    """The best precision among thresholds at which recall is at least a given value.

    Arguments:
        recall: the recall to reach, 0 to 1.
        num_thresholds: how many thresholds are tried.
        class_id: the one class to look at.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/classification_metrics/

    >>> float(PrecisionAtRecall(0.5)([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]))
    1.0
    """

    argument = "recall"

    @accepts_old_spellings
    def __init__(
        self, recall: float, num_thresholds: int = 200, class_id: Any = None, name: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(recall, num_thresholds, class_id, name, dtype)

    def rates(self) -> tuple[Any, Any]:
        """Recall and precision."""
        return self.sensitivities(), self.precisions()


@export("metrics.RecallAtPrecision")
class RecallAtPrecision(OperatingPoint):
    """The best recall among thresholds at which precision is at least a given value.

    Arguments:
        precision: the precision to reach, 0 to 1.
        num_thresholds: how many thresholds are tried.
        class_id: the one class to look at.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/classification_metrics/

    >>> float(RecallAtPrecision(0.5)([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9]))
    1.0
    """

    argument = "precision"

    @accepts_old_spellings
    def __init__(
        self, precision: float, num_thresholds: int = 200, class_id: Any = None, name: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(precision, num_thresholds, class_id, name, dtype)

    def rates(self) -> tuple[Any, Any]:
        """Precision and recall."""
        return self.precisions(), self.sensitivities()
