"""The area under the ROC or precision-recall curve."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import ops
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..graph.variable import Variable
from ..losses.prepare import shape_of
from ..losses.reduction import divide_or_zero
from ..registry import export
from .base import Metric
from .confusion import are_even, check_thresholds, count, even_thresholds, select

CURVES = ("ROC", "PR", "PRGAIN")
METHODS = ("interpolation", "minoring", "majoring")


def _choice(value: Any, known: tuple[str, ...], what: str) -> str:
    for name in known:
        if str(value).lower() == name.lower():
            return name
    raise ValueError(explain(f"AUC: unknown {what}.", f"one of {', '.join(known)}", repr(value)))


@export("metrics.AUC")
class AUC(Metric):
    """The area under a curve of rates, from counts at many thresholds (Riemann sums).

    Arguments:
        num_thresholds: how many thresholds, at least 2, evenly spread unless `thresholds` is given.
        curve: `"ROC"`, `"PR"` (precision and recall) or `"PRGAIN"` (Flach & Kull, 2015).
        summation_method: `"interpolation"` (Davis & Goadrich, 2006, for PR), `"minoring"` or `"majoring"`.
        name: the metric's name.
        dtype: the dtype of its state.
        thresholds: the thresholds to use, between 0 and 1.
        multi_label: whether each column is a label of its own, whose areas are averaged.
        num_labels: the number of labels, so that the state can be made before the first batch.
        label_weights: a weight per label.
        from_logits: whether predictions are logits.

    Errors:
        ValueError for unknown curves and methods, fewer than 2 thresholds, and shapes that do not fit.

    Source: https://keras.io/api/metrics/classification_metrics/

    >>> float(AUC(num_thresholds=3)([0, 0, 1, 1], [0, 0.5, 0.3, 0.9]))
    0.75
    """

    true_positives: Variable
    states = ("true_positives", "false_positives", "true_negatives", "false_negatives")

    @accepts_old_spellings
    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: Any = None,
        dtype: Any = None,
        thresholds: Any = None,
        multi_label: bool = False,
        num_labels: Any = None,
        label_weights: Any = None,
        from_logits: bool = False,
    ) -> None:
        super().__init__(name=name, dtype=dtype)
        self.curve = _choice(curve, CURVES, "curve")
        self.summation_method = _choice(summation_method, METHODS, "summation method")
        self.init_thresholds = thresholds
        if thresholds is None:
            if not isinstance(num_thresholds, (int, np.integer)) or num_thresholds < 2:
                raise ValueError(
                    explain("AUC: too few thresholds.", "num_thresholds of at least 2", str(num_thresholds))
                )
            inner = even_thresholds(int(num_thresholds))
        else:
            inner = sorted(check_thresholds(thresholds, "AUC"))
        self.num_thresholds = len(inner) + 2
        self.even = are_even([0.0, *inner, 1.0])
        # The ends lie just outside 0 to 1, so that predictions of exactly 0 and 1 are counted.
        self._thresholds = [-1e-7, *inner, 1.0 + 1e-7]
        self.multi_label, self.num_labels, self._from_logits = multi_label, num_labels, from_logits
        self.label_weights = None if label_weights is None else np.asarray(label_weights, self.dtype)
        if num_labels and not multi_label:
            raise ValueError("AUC: num_labels needs multi_label=True.")
        self.built = False
        if not multi_label:
            self._build((self.num_thresholds,))
        elif num_labels:
            self._build((self.num_thresholds, int(num_labels)))

    @property
    def thresholds(self) -> list[float]:
        """The thresholds, ends included."""
        return list(self._thresholds)

    def _build(self, shape: tuple[int, ...]) -> None:
        for state in self.states:
            setattr(self, state, self.add_variable(shape, "zeros", name=state))
        self.built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in one batch."""
        y_true, y_pred = select(y_true, y_pred, None, None, "AUC", self.dtype)
        if self.multi_label:
            self._check_labels(shape_of(y_pred))
        if self._from_logits:
            y_pred = ops.sigmoid(y_pred)
        counts = count(
            y_true,
            y_pred,
            self._thresholds,
            sample_weight,
            self.multi_label,
            self.label_weights,
            even=self.even and at_least("2.15"),
        )
        for state in self.states:
            variable = getattr(self, state)
            variable.assign(variable + getattr(counts, state))

    def _check_labels(self, shape: tuple[int | None, ...]) -> None:
        labels = shape[-1] if len(shape) == 2 else None
        if labels is None:
            raise ValueError(explain("AUC with multi_label=True.", "predictions of shape (batch, labels)", f"{shape}"))
        if self.label_weights is not None and len(self.label_weights) != labels:
            raise ValueError(
                explain("AUC: label_weights do not fit.", f"{labels} weights", f"{len(self.label_weights)} weights")
            )
        if not self.built:
            self._build((self.num_thresholds, labels))
        elif self.true_positives.shape[1] != labels:
            raise ValueError(explain("AUC.", f"{self.true_positives.shape[1]} labels", f"{labels} labels"))

    def result(self) -> Any:
        """The area so far."""
        tp, fp, tn, fn = (getattr(self, state).value for state in self.states)
        if self.curve == "PR" and self.summation_method == "interpolation":
            return self._average(_interpolated_pr(tp, fp, fn))
        x, y = _rates(self.curve, tp, fp, tn, fn)
        left, right = y[:-1], y[1:]
        if self.summation_method == "minoring":
            height = ops.minimum(left, right)
        elif self.summation_method == "majoring":
            height = ops.maximum(left, right)
        else:
            height = (left + right) / 2.0
        return self._average(ops.sum((x[:-1] - x[1:]) * height, 0))

    def _average(self, areas: Any) -> Any:
        """The mean area of all labels, weighted when there are label weights."""
        if not self.multi_label:
            return areas
        if self.label_weights is None:
            return ops.mean(areas)
        return divide_or_zero(ops.sum(areas * self.label_weights), ops.sum(self.label_weights))

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        weights = None if self.label_weights is None else self.label_weights.tolist()
        config = super().get_config() | {
            "num_thresholds": self.num_thresholds,
            "curve": self.curve,
            "summation_method": self.summation_method,
            "multi_label": self.multi_label,
            "num_labels": self.num_labels,
            "label_weights": weights,
            "from_logits": self._from_logits,
        }
        # Evenly spread thresholds are not listed: their number says it all.
        return config if self.init_thresholds is None else config | {"thresholds": self._thresholds[1:-1]}


def _rates(curve: str, tp: Any, fp: Any, tn: Any, fn: Any) -> tuple[Any, Any]:
    """The horizontal and the vertical rate of a curve at every threshold."""
    recall = divide_or_zero(tp, tp + fn)
    if curve == "ROC":
        return divide_or_zero(fp, fp + tn), recall
    precision = divide_or_zero(tp, tp + fp)
    if curve == "PR":
        return recall, precision
    odds = divide_or_zero(tp + fn, fp + tn)  # gain = (rate - prior) / ((1 - prior) * rate)
    recall_gain = ops.maximum(1.0 - odds * divide_or_zero(fn, tp), 0.0)
    return ops.where(ops.equal(tp, 0.0), 0.0, recall_gain), 1.0 - odds * divide_or_zero(fp, tp)


def _interpolated_pr(tp: Any, fp: Any, fn: Any) -> Any:
    """The area under the precision-recall curve, true positives interpolated between thresholds (Davis & Goadrich)."""
    positive = tp + fp
    gained, span = tp[:-1] - tp[1:], positive[:-1] - positive[1:]
    slope = divide_or_zero(gained, ops.maximum(span, 0.0))
    intercept = tp[1:] - slope * positive[1:]
    both = ops.logical_and(ops.greater(positive[:-1], 0.0), ops.greater(positive[1:], 0.0))
    ratio = ops.where(both, divide_or_zero(positive[:-1], ops.maximum(positive[1:], 0.0)), 1.0)
    ratio = ops.where(both, ratio, 1.0)
    area = slope * (gained + intercept * ops.log(ratio))
    return ops.sum(divide_or_zero(area, ops.maximum(tp[1:] + fn[1:], 0.0)), 0)
