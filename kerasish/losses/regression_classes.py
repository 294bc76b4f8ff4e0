"""Loss objects between real numbers."""

from __future__ import annotations

from typing import Any

from ..compat import by_level
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import LossFunctionWrapper
from .regression import (
    cosine_similarity,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)


@export("losses.MeanSquaredError")
class MeanSquaredError(LossFunctionWrapper):
    """Mean of squared differences, `(y_true - y_pred)**2`.

    Arguments:
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/regression_losses/

    >>> float(MeanSquaredError()([[0.0, 2.0]], [[1.0, 4.0]]))
    2.5
    """

    @accepts_old_spellings
    def __init__(
        self, reduction: Any = "sum_over_batch_size", name: Any = "mean_squared_error", dtype: Any = None
    ) -> None:
        super().__init__(mean_squared_error, reduction, name, dtype)


@export("losses.MeanAbsoluteError")
class MeanAbsoluteError(LossFunctionWrapper):
    """Mean of absolute differences, `|y_true - y_pred|`.

    Arguments:
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/regression_losses/

    >>> float(MeanAbsoluteError()([[0.0, 2.0]], [[1.0, 4.0]]))
    1.5
    """

    @accepts_old_spellings
    def __init__(
        self, reduction: Any = "sum_over_batch_size", name: Any = "mean_absolute_error", dtype: Any = None
    ) -> None:
        super().__init__(mean_absolute_error, reduction, name, dtype)


@export("losses.MeanAbsolutePercentageError")
class MeanAbsolutePercentageError(LossFunctionWrapper):
    """Mean relative difference in percent, `100 * |y_true - y_pred| / |y_true|`.

    Arguments:
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/regression_losses/

    >>> float(MeanAbsolutePercentageError()([[1.0, 2.0]], [[2.0, 4.0]]))
    100.0
    """

    @accepts_old_spellings
    def __init__(
        self, reduction: Any = "sum_over_batch_size", name: Any = "mean_absolute_percentage_error", dtype: Any = None
    ) -> None:
        super().__init__(mean_absolute_percentage_error, reduction, name, dtype)


@export("losses.MeanSquaredLogarithmicError")
class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """Mean of squared differences of `log(1 + value)`.

    Arguments:
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/regression_losses/

    >>> float(MeanSquaredLogarithmicError()([[1.0, 2.0]], [[1.0, 2.0]]))
    0.0
    """

    @accepts_old_spellings
    def __init__(
        self, reduction: Any = "sum_over_batch_size", name: Any = "mean_squared_logarithmic_error", dtype: Any = None
    ) -> None:
        super().__init__(mean_squared_logarithmic_error, reduction, name, dtype)


@export("losses.LogCosh")
class LogCosh(LossFunctionWrapper):
    """Mean of `log(cosh(y_pred - y_true))`.

    Arguments:
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/regression_losses/

    >>> float(LogCosh()([[1.0]], [[1.0]]))
    0.0
    """

    @accepts_old_spellings
    def __init__(self, reduction: Any = "sum_over_batch_size", name: Any = None, dtype: Any = None) -> None:
        super().__init__(log_cosh, reduction, name or by_level(v1="logcosh", v2_15="log_cosh"), dtype)


@export("losses.Huber")
class Huber(LossFunctionWrapper):
    """Quadratic up to an error of `delta`, linear beyond (Huber, 1964).

    Arguments:
        delta: where the loss turns from quadratic to linear.
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/regression_losses/

    >>> float(Huber()([[0.0, 0.0]], [[1.0, 3.0]]))
    1.5
    """

    @accepts_old_spellings
    def __init__(
        self, delta: float = 1.0, reduction: Any = "sum_over_batch_size", name: Any = "huber_loss", dtype: Any = None
    ) -> None:
        super().__init__(huber, reduction, name, dtype, delta=delta)


@export("losses.CosineSimilarity")
class CosineSimilarity(LossFunctionWrapper):
    """Minus the cosine of the angle between target and prediction.

    Arguments:
        axis: the axis of the vectors.
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/regression_losses/

    >>> float(CosineSimilarity()([[0.0, 2.0]], [[0.0, 3.0]]))
    -1.0
    """

    @accepts_old_spellings
    def __init__(
        self, axis: Any = -1, reduction: Any = "sum_over_batch_size", name: Any = "cosine_similarity", dtype: Any = None
    ) -> None:
        super().__init__(cosine_similarity, reduction, name, dtype, axis=axis)
