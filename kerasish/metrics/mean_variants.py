"""Means and sums that only one generation has: Reduce (2.3), MeanTensor and MeanRelativeError (tf.keras 2)."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..graph.variable import Variable
from ..losses.prepare import pair, shape_of
from ..losses.reduction import divide_or_zero, weigh
from ..registry import export
from .base import Metric, current, mask_of
from .mean import Mean, broadcast_weights
from .naming import default_name


@export("metrics.Reduce")
class Reduce(Mean):
    """A sum or a mean of values over all batches (Keras 2.3).

    Arguments:
        reduction: `"sum"`, `"sum_over_batch_size"` (divided by the number of values) or `"weighted_mean"` (divided by
            the sum of the weights).
        name: the metric's name.
        dtype: the dtype of its state.

    Errors:
        ValueError for an unknown reduction.

    >>> float(Reduce("sum_over_batch_size", "mean")([1.0, 3.0], [1.0, 0.0]))
    0.5
    """

    @accepts_old_spellings
    def __init__(self, reduction: str, name: Any, dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        known = ("sum", "sum_over_batch_size", "weighted_mean")
        if reduction not in known:
            raise ValueError(explain("Reduce: unknown reduction.", f"one of {', '.join(known)}", repr(reduction)))
        self.reduction = reduction

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take in the values, each with its weight."""
        if self.reduction == "weighted_mean":
            super().update_state(values, sample_weight)
            return
        values = ops.cast(ops.array(values), self.dtype)
        total = weigh(values, sample_weight, mask_of(values))[0]
        self.total.assign(self.total + ops.sum(total))
        self.count.assign(self.count + ops.cast(ops.count(values), self.dtype))

    def result(self) -> Any:
        """The sum or mean so far."""
        return current(self.total) if self.reduction == "sum" else super().result()

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return super().get_config() | {"reduction": self.reduction}


@export("metrics.MeanTensor")
class MeanTensor(Metric):
    """The weighted mean of tensors of one shape, element by element (tf.keras 2).

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.
        shape: the shape of the tensors (default: that of the first).

    Source: https://www.tensorflow.org/api_docs/python/tf/keras/metrics/MeanTensor

    >>> metric = MeanTensor()
    >>> metric.update_state([1.0, 3.0]); metric.update_state([3.0, 7.0]); metric.result().tolist()
    [2.0, 5.0]
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "mean_tensor", dtype: Any = None, shape: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self._shape = shape
        self.total: Variable | None = None
        self.count: Variable | None = None
        if shape is not None:
            self._build(shape)

    def _build(self, shape: Any) -> None:
        self.total = self.add_variable(shape, "zeros", name="total")
        self.count = self.add_variable(shape, "zeros", name="count")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take in one tensor."""
        values = ops.cast(ops.array(values), self.dtype)
        if self.total is None or self.count is None:
            self._build(shape_of(values))
        assert self.total is not None and self.count is not None
        if shape_of(values) != self.total.shape:
            raise ValueError(f"MeanTensor {self.name!r} takes shape {self.total.shape}, received {shape_of(values)}.")
        total, weights = broadcast_weights(values, sample_weight)
        self.total.assign(self.total + total)
        self.count.assign(self.count + (ops.ones_like(values) if weights is None else weights))

    def result(self) -> Any:
        """The means so far."""
        if self.total is None or self.count is None:
            raise ValueError(f"MeanTensor {self.name!r} has no result before its first update, unless shape= is given.")
        return divide_or_zero(self.total.value, self.count.value)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return super().get_config() | ({} if self._shape is None else {"shape": list(self._shape)})


@export("metrics.MeanRelativeError")
class MeanRelativeError(Mean):
    """The mean of `|y_true - y_pred| / normalizer` (tf.keras 2).

    Arguments:
        normalizer: what each error is divided by, of a shape that broadcasts against the targets; 0 gives 0.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://www.tensorflow.org/api_docs/python/tf/keras/metrics/MeanRelativeError

    >>> float(MeanRelativeError([1.0, 2.0])([1.0, 2.0], [2.0, 4.0]))
    1.0
    """

    @accepts_old_spellings
    def __init__(self, normalizer: Any, name: Any = None, dtype: Any = None) -> None:
        super().__init__(name=name or default_name(type(self).__name__), dtype=dtype)
        self.normalizer = ops.cast(ops.array(normalizer), self.dtype)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        """Take in one batch."""
        y_true, y_pred = pair("MeanRelativeError", y_true, y_pred)
        error = ops.absolute(y_true - y_pred)
        scale = ops.broadcast_like(self.normalizer, error)
        self._add(ops.cast(divide_or_zero(error, scale), self.dtype), sample_weight, mask_of(y_pred))

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs."""
        return super().get_config() | {"normalizer": self.normalizer.tolist()}
