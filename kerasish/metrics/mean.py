"""Sums and means over batches: the metrics that most others are made from."""

from __future__ import annotations

from typing import Any

from .. import dtypes, ops
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..losses.base import check_keywords
from ..losses.prepare import shape_of
from ..losses.reduction import divide_or_zero, reduce_weighted, weigh
from ..registry import export
from .base import Metric, current, mask_of


def broadcast_weights(values: Any, sample_weight: Any, mask: Any = None) -> tuple[Any, Any]:
    """Weighted values, and the weights repeated to their shape (None where there are none)."""
    total, weights, mask = weigh(values, sample_weight, mask)
    if weights is None and mask is None:
        return total, None
    factor = mask if weights is None else weights if mask is None else ops.multiply(weights, mask)
    return total, ops.broadcast_like(factor, total) if len(shape_of(total)) else factor


@export("metrics.Sum")
class Sum(Metric):
    """The weighted sum of values over all batches.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/reduction_metrics/

    >>> float(Sum()([1.0, 3.0, 5.0]))
    9.0
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "sum", dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), "zeros", name="total")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Add the values, each times its weight."""
        values = ops.cast(ops.array(values), self.dtype)
        self.total.assign(self.total + ops.sum(weigh(values, sample_weight, mask_of(values))[0]))

    def result(self) -> Any:
        """The sum so far."""
        return current(self.total)


@export("metrics.Mean")
class Mean(Metric):
    """The weighted mean of values over all batches: `sum(values * weights) / sum(weights)`.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/reduction_metrics/

    >>> float(Mean()([1.0, 3.0, 5.0, 7.0]))
    4.0
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "mean", dtype: Any = None) -> None:
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), "zeros", name="total")
        self.count = self.add_variable((), "zeros", name="count")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take in the values, each with its weight."""
        mask = mask_of(values)
        self._add(ops.cast(ops.array(values), self.dtype), sample_weight, mask)

    def _add(self, values: Any, sample_weight: Any, mask: Any) -> None:
        total, weights = broadcast_weights(values, sample_weight, mask)
        count = ops.count(values) if weights is None else ops.sum(weights)
        self.total.assign(self.total + ops.sum(total))
        self.count.assign(self.count + ops.cast(count, self.dtype))

    def result(self) -> Any:
        """The mean so far; 0 before any batch."""
        return divide_or_zero(self.total.value, self.count.value)


@export("metrics.MeanMetricWrapper")
class MeanMetricWrapper(Mean):
    """The mean over all samples of a function `fn(y_true, y_pred, ...)`.

    A function that returns one number per batch is averaged over batches; up to Keras 2.2 every batch counts by its
    size.

    Arguments:
        fn: the function.
        name: the metric's name (default: the function's).
        dtype: the dtype of its state.
        kwargs: further arguments of `fn`.

    Errors:
        TypeError for a keyword that `fn` does not take.

    Source: https://keras.io/api/metrics/base_metric/

    >>> from kerasish.losses import mean_squared_error
    >>> float(MeanMetricWrapper(mean_squared_error)([[1.0], [2.0]], [[1.0], [4.0]]))
    2.0
    """

    def __init__(self, fn: Any, name: Any = None, dtype: Any = None, **kwargs: Any) -> None:
        super().__init__(name=name or getattr(fn, "__name__", None), dtype=dtype)
        self._fn, self._fn_kwargs = fn, check_keywords(fn, kwargs, type(self).__name__)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        """Take in one batch; a mask that the predictions carry is heeded."""
        mask = mask_of(y_pred)
        values = self._fn(self._convert(y_true), self._convert(y_pred), **self._fn_kwargs)
        values = ops.cast(ops.array(values), self.dtype)
        if at_least("2.3"):
            self._add(values, sample_weight, mask if len(shape_of(values)) else None)
        else:
            self._add_batch(values, sample_weight, mask, y_pred)

    def _convert(self, value: Any) -> Any:
        """Floats in the metric's dtype; integers, and structures of tensors, as they are."""
        if isinstance(value, dict) or (isinstance(value, (list, tuple)) and any(hasattr(v, "shape") for v in value)):
            return value
        value = ops.array(value)
        return ops.cast(value, self.dtype) if dtypes.is_float(dtypes.of(value)) else value

    def _add_batch(self, values: Any, sample_weight: Any, mask: Any, y_pred: Any) -> None:
        """Keras 1 and 2.0 to 2.2: the batch's own mean, weighted by the size of the batch."""
        if len(shape_of(values)):
            values = reduce_weighted(values, sample_weight, mask)
        y_pred = ops.array(y_pred)
        size = ops.cast(ops.count(y_pred, 0), self.dtype) if len(shape_of(y_pred)) else 1.0
        self.total.assign(self.total + values * size)
        self.count.assign(self.count + size)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs; the function itself only where the class does not imply it."""
        from .serialization import serialize

        own = {"fn": serialize(self._fn)} if type(self) is MeanMetricWrapper else {}
        return super().get_config() | own | self._fn_kwargs

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Metric:
        """A metric from what `get_config` returned."""
        config = dict(config)
        if cls is MeanMetricWrapper and not callable(config.get("fn")):
            from .serialization import function

            config["fn"] = function(config["fn"])
        elif cls is not MeanMetricWrapper:
            from ..losses.base import without_unused

            config = without_unused(cls, config)
        return cls(**config)
