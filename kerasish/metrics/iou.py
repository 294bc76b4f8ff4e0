"""Intersection over union of classes, from a confusion matrix over batches."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import ops
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..losses.prepare import is_symbolic, shape_of
from ..losses.reduction import divide_or_zero, fit_weights
from ..registry import export
from .base import Metric


class ConfusionMatrix(Metric):
    """Base of the IoU metrics: `total_cm[i, j]` is the weight of samples of class i that are predicted as class j."""

    def __init__(
        self,
        num_classes: int,
        name: Any = None,
        dtype: Any = None,
        ignore_class: Any = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(name=name, dtype=dtype or ("int64" if at_least("3") else None))
        self.num_classes, self.ignore_class = int(num_classes), ignore_class
        self.sparse_y_true, self.sparse_y_pred, self.axis = sparse_y_true, sparse_y_pred, axis
        shape = (self.num_classes, self.num_classes)
        self.total_cm = self.add_variable(shape, "zeros", name="total_confusion_matrix")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in one batch.

        Errors:
            ValueError when shapes do not fit or, on arrays, when a class is outside `0..num_classes - 1`.
        """
        y_true = ops.array(y_true) if self.sparse_y_true else ops.argmax(ops.array(y_true), self.axis)
        y_pred = ops.array(y_pred) if self.sparse_y_pred else ops.argmax(ops.array(y_pred), self.axis)
        for what, values in (("y_true", y_true), ("y_pred", y_pred)):
            self._check_range(what, values)
        true, pred = (ops.reshape(ops.cast(v, "int32"), (-1,)) for v in (y_true, y_pred))
        if None not in (shape_of(true)[0], shape_of(pred)[0]) and shape_of(true) != shape_of(pred):
            text = f"y_true {shape_of(y_true)}, y_pred {shape_of(y_pred)}"
            raise ValueError(
                explain(f"{type(self).__name__}: shapes do not fit.", "as many targets as predictions", text)
            )
        kind = self.dtype if self.dtype.startswith("float") else "float32"
        if sample_weight is None:
            weights = ops.ones_like(true, kind)
        else:
            weights = fit_weights(sample_weight, ops.cast(y_true, kind))
            weights = ops.reshape(ops.broadcast_like(weights, y_true), (-1,))
            if kind != self.dtype:  # a matrix of integers counts whole weights, as in Keras 3
                weights = ops.cast(ops.cast(weights, self.dtype), kind)
        place = true * self.num_classes + pred
        if self.ignore_class is not None:  # a place outside the matrix is not counted
            place = ops.where(ops.equal(true, int(self.ignore_class)), -1, place)
        flat = ops.bin_sums(place, weights, self.num_classes**2)
        matrix = ops.reshape(flat, (self.num_classes, self.num_classes))
        self.total_cm.assign(self.total_cm + ops.cast(matrix, self.dtype))

    def _check_range(self, what: str, values: Any) -> None:
        if is_symbolic(values):
            return
        values = np.asarray(values)
        bad = (values < 0) | (values >= self.num_classes)
        if self.ignore_class is not None:
            bad &= values != self.ignore_class
        if np.any(bad):
            where = f"{type(self).__name__}: {what} holds a class that is not there."
            raise ValueError(explain(where, f"0 to {self.num_classes - 1}", str(values[bad].flat[0])))

    def ious(self) -> tuple[Any, Any]:
        """IoU of every class, and whether the class has occurred at all."""
        matrix = ops.cast(self.total_cm.value, "float32")
        hits = ops.sum(matrix * np.eye(self.num_classes, dtype=np.float32), 0)
        union = ops.sum(matrix, 0) + ops.sum(matrix, 1) - hits
        return divide_or_zero(hits, union), ops.not_equal(union, 0.0)

    def _config_of(self, *names: str) -> dict[str, Any]:
        """The config with the given arguments."""
        return super().get_config() | {n: getattr(self, n) for n in names}


@export("metrics.IoU")
class IoU(ConfusionMatrix):
    """The mean, over chosen classes, of `tp / (tp + fp + fn)`.

    Arguments:
        num_classes: the number of classes.
        target_class_ids: the classes to average over.
        name: the metric's name.
        dtype: the dtype of the confusion matrix.
        ignore_class: a target class whose samples are not counted.
        sparse_y_true: whether targets are integers rather than one-hot.
        sparse_y_pred: whether predictions are integers rather than scores.
        axis: the class axis of one-hot targets and scores.

    Source: https://keras.io/api/metrics/segmentation_metrics/

    >>> round(float(IoU(2, [0])([0, 0, 1, 1], [0, 1, 0, 1])), 6)
    0.333333
    """

    @accepts_old_spellings
    def __init__(
        self,
        num_classes: int,
        target_class_ids: Any,
        name: Any = None,
        dtype: Any = None,
        ignore_class: Any = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis)
        self.target_class_ids = [int(i) for i in target_class_ids]
        if any(not 0 <= i < num_classes for i in self.target_class_ids):
            who = f"{type(self).__name__}: a target class is not there."
            raise ValueError(explain(who, f"0 to {num_classes - 1}", str(self.target_class_ids)))

    def result(self) -> Any:
        """The mean over those of the chosen classes that have occurred."""
        values, there = self.ious()
        chosen = np.isin(np.arange(self.num_classes), self.target_class_ids).astype(np.float32)
        counted = ops.cast(there, "float32") * chosen
        return divide_or_zero(ops.sum(values * counted), ops.sum(counted))

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return self._config_of(
            "num_classes", "target_class_ids", "ignore_class", "sparse_y_true", "sparse_y_pred", "axis"
        )


@export("metrics.BinaryIoU")
class BinaryIoU(IoU):
    """IoU of two classes, from probabilities and a threshold.

    Arguments:
        target_class_ids: the classes to average over: 0, 1 or both.
        threshold: a prediction at or above it is class 1.
        name: the metric's name.
        dtype: the dtype of the confusion matrix.

    Source: https://keras.io/api/metrics/segmentation_metrics/

    >>> round(float(BinaryIoU(threshold=0.3)([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7])), 6)
    0.333333
    """

    @accepts_old_spellings
    def __init__(
        self, target_class_ids: Any = (0, 1), threshold: float = 0.5, name: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(2, target_class_ids, name, dtype)
        self.threshold = threshold

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in one batch."""
        y_pred = ops.cast(ops.greater_equal(ops.array(y_pred), float(self.threshold)), "int32")
        super().update_state(y_true, y_pred, sample_weight)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return self._config_of("target_class_ids", "threshold")


@export("metrics.MeanIoU")
class MeanIoU(ConfusionMatrix):
    """The mean, over all classes that have occurred, of `tp / (tp + fp + fn)`.

    Arguments:
        num_classes: the number of classes.
        name: the metric's name.
        dtype: the dtype of the confusion matrix.
        ignore_class: a target class whose samples are not counted.
        sparse_y_true: whether targets are integers rather than one-hot.
        sparse_y_pred: whether predictions are integers rather than scores.
        axis: the class axis of one-hot targets and scores.

    Source: https://keras.io/api/metrics/segmentation_metrics/

    >>> round(float(MeanIoU(2)([0, 0, 1, 1], [0, 1, 0, 1])), 6)
    0.333333
    """

    @accepts_old_spellings
    def __init__(
        self,
        num_classes: int,
        name: Any = None,
        dtype: Any = None,
        ignore_class: Any = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis)

    def result(self) -> Any:
        """The mean over the classes that have occurred."""
        values, there = self.ious()
        return divide_or_zero(ops.sum(values), ops.sum(ops.cast(there, "float32")))

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return self._config_of("num_classes", "ignore_class", "sparse_y_true", "sparse_y_pred", "axis")


@export("metrics.OneHotIoU")
class OneHotIoU(IoU):
    """IoU for one-hot targets.

    Arguments:
        num_classes: the number of classes.
        target_class_ids: the classes to average over.
        name: the metric's name.
        dtype: the dtype of the confusion matrix.
        ignore_class: a target class whose samples are not counted.
        sparse_y_pred: whether predictions are integers rather than scores.
        axis: the class axis.

    Source: https://keras.io/api/metrics/segmentation_metrics/

    >>> float(OneHotIoU(2, [0])([[1, 0], [0, 1]], [[0.9, 0.1], [0.2, 0.8]]))
    1.0
    """

    @accepts_old_spellings
    def __init__(
        self,
        num_classes: int,
        target_class_ids: Any,
        name: Any = None,
        dtype: Any = None,
        ignore_class: Any = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, target_class_ids, name, dtype, ignore_class, False, sparse_y_pred, axis)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return self._config_of("num_classes", "target_class_ids", "ignore_class", "sparse_y_pred", "axis")


@export("metrics.OneHotMeanIoU")
class OneHotMeanIoU(MeanIoU):
    """Mean IoU for one-hot targets.

    Arguments:
        num_classes: the number of classes.
        name: the metric's name.
        dtype: the dtype of the confusion matrix.
        ignore_class: a target class whose samples are not counted.
        sparse_y_pred: whether predictions are integers rather than scores.
        axis: the class axis.

    Source: https://keras.io/api/metrics/segmentation_metrics/

    >>> float(OneHotMeanIoU(2)([[1, 0], [0, 1]], [[0.9, 0.1], [0.2, 0.8]]))
    1.0
    """

    @accepts_old_spellings
    def __init__(
        self,
        num_classes: int,
        name: Any = None,
        dtype: Any = None,
        ignore_class: Any = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ) -> None:
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return self._config_of("num_classes", "ignore_class", "sparse_y_pred", "axis")
