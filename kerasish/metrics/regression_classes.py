"""Metrics between real numbers, averaged over all batches."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..losses.prepare import pair
from ..registry import export
from . import correlation, functions
from .base import mask_of
from .mean import Mean, MeanMetricWrapper


@export("metrics.MeanSquaredError")
class MeanSquaredError(MeanMetricWrapper):
    """The mean of squared differences.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/regression_metrics/

    >>> float(MeanSquaredError()([[0.0, 2.0]], [[1.0, 4.0]]))
    2.5
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "mean_squared_error", dtype: Any = None) -> None:
        super().__init__(functions.mean_squared_error, name, dtype)


@export("metrics.MeanAbsoluteError")
class MeanAbsoluteError(MeanMetricWrapper):
    """The mean of absolute differences.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/regression_metrics/

    >>> float(MeanAbsoluteError()([[0.0, 2.0]], [[1.0, 4.0]]))
    1.5
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "mean_absolute_error", dtype: Any = None) -> None:
        super().__init__(functions.mean_absolute_error, name, dtype)


@export("metrics.MeanAbsolutePercentageError")
class MeanAbsolutePercentageError(MeanMetricWrapper):
    """The mean relative difference, in percent.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/regression_metrics/

    >>> float(MeanAbsolutePercentageError()([[1.0, 2.0]], [[2.0, 4.0]]))
    100.0
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "mean_absolute_percentage_error", dtype: Any = None) -> None:
        super().__init__(functions.mean_absolute_percentage_error, name, dtype)


@export("metrics.MeanSquaredLogarithmicError")
class MeanSquaredLogarithmicError(MeanMetricWrapper):
    """The mean of squared differences of `log(1 + value)`.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/regression_metrics/

    >>> float(MeanSquaredLogarithmicError()([[1.0, 2.0]], [[1.0, 2.0]]))
    0.0
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "mean_squared_logarithmic_error", dtype: Any = None) -> None:
        super().__init__(functions.mean_squared_logarithmic_error, name, dtype)


@export("metrics.LogCoshError")
class LogCoshError(MeanMetricWrapper):
    """The mean of `log(cosh(y_pred - y_true))`.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/regression_metrics/

    >>> float(LogCoshError()([[1.0]], [[1.0]]))
    0.0
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "logcosh", dtype: Any = None) -> None:
        super().__init__(functions.log_cosh, name, dtype)


@export("metrics.CosineSimilarity")
class CosineSimilarity(MeanMetricWrapper):
    """The mean cosine of the angle between targets and predictions: +1 where they point the same way.

    Arguments:
        axis: the axis of the vectors.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/regression_metrics/

    >>> float(CosineSimilarity()([[0.0, 2.0]], [[0.0, 3.0]]))
    1.0
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "cosine_similarity", dtype: Any = None, axis: int = -1) -> None:
        super().__init__(functions.cosine_similarity, name, dtype, axis=axis)


@export("metrics.PearsonCorrelation")
class PearsonCorrelation(MeanMetricWrapper):
    """The mean of Pearson's correlations between targets and predictions.

    Arguments:
        axis: the axis the correlation is over.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/regression_metrics/

    >>> round(float(PearsonCorrelation()([[0.0, 1.0, 2.0]], [[0.0, 2.0, 4.0]])), 5)
    1.0
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "pearson_correlation", dtype: Any = None, axis: int = -1) -> None:
        super().__init__(correlation.pearson_correlation, name, dtype, axis=axis)


@export("metrics.ConcordanceCorrelation")
class ConcordanceCorrelation(MeanMetricWrapper):
    """The mean of the concordance correlations between targets and predictions.

    Arguments:
        axis: the axis the correlation is over.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/regression_metrics/

    >>> round(float(ConcordanceCorrelation()([[0.0, 1.0, 2.0]], [[0.0, 1.0, 2.0]])), 5)
    1.0
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "concordance_correlation", dtype: Any = None, axis: int = -1) -> None:
        super().__init__(correlation.concordance_correlation, name, dtype, axis=axis)


@export("metrics.RootMeanSquaredError")
class RootMeanSquaredError(Mean):
    """The square root of the mean of all squared differences.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/regression_metrics/

    >>> float(RootMeanSquaredError()([[0.0, 0.0]], [[3.0, 3.0]]))
    3.0
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "root_mean_squared_error", dtype: Any = None) -> None:
        super().__init__(name, dtype)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        """Take in one batch."""
        mask = mask_of(y_pred)
        y_true, y_pred = pair("RootMeanSquaredError", y_true, y_pred)
        self._add(ops.cast(ops.square(y_pred - y_true), self.dtype), sample_weight, mask)

    def result(self) -> Any:
        """The root so far."""
        return ops.sqrt(super().result())
