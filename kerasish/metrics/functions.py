"""Losses under their metric names. In Keras 1 a metric function returned one number, the mean over everything."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from .. import losses, ops
from ..compat import at_least
from ..losses.prepare import pair
from ..losses.regression import similarity
from ..registry import export

_NAMES: dict[str, tuple[str, ...]] = {
    "mean_squared_error": ("mse", "MSE"),
    "mean_absolute_error": ("mae", "MAE"),
    "mean_absolute_percentage_error": ("mape", "MAPE"),
    "mean_squared_logarithmic_error": ("msle", "MSLE"),
    "hinge": (),
    "squared_hinge": (),
    "categorical_hinge": (),
    "log_cosh": ("logcosh",),
    "huber": ("huber_loss",),
    "kl_divergence": ("kullback_leibler_divergence", "kld", "KLD"),
    "poisson": (),
    "binary_crossentropy": ("bce", "BCE"),
    "categorical_crossentropy": (),
    "sparse_categorical_crossentropy": (),
    "binary_focal_crossentropy": (),
    "categorical_focal_crossentropy": (),
}


def _as_metric(name: str) -> Callable[..., Any]:
    loss = getattr(losses, name)

    @functools.wraps(loss)
    def metric(y_true: Any, y_pred: Any, *args: Any, **kwargs: Any) -> Any:
        values = loss(y_true, y_pred, *args, **kwargs)
        return values if at_least("2.2") else ops.mean(values)

    return export(*(f"metrics.{n}" for n in (name, *_NAMES[name])))(metric)


mean_squared_error = mse = MSE = _as_metric("mean_squared_error")
mean_absolute_error = mae = MAE = _as_metric("mean_absolute_error")
mean_absolute_percentage_error = mape = MAPE = _as_metric("mean_absolute_percentage_error")
mean_squared_logarithmic_error = msle = MSLE = _as_metric("mean_squared_logarithmic_error")
hinge = _as_metric("hinge")
squared_hinge = _as_metric("squared_hinge")
categorical_hinge = _as_metric("categorical_hinge")
log_cosh = logcosh = _as_metric("log_cosh")
huber = huber_loss = _as_metric("huber")
kl_divergence = kullback_leibler_divergence = kld = KLD = _as_metric("kl_divergence")
poisson = _as_metric("poisson")
binary_crossentropy = bce = BCE = _as_metric("binary_crossentropy")
categorical_crossentropy = _as_metric("categorical_crossentropy")
sparse_categorical_crossentropy = _as_metric("sparse_categorical_crossentropy")
binary_focal_crossentropy = _as_metric("binary_focal_crossentropy")
categorical_focal_crossentropy = _as_metric("categorical_focal_crossentropy")


@export("metrics.cosine_similarity", "metrics.cosine_proximity", "metrics.cosine")
def cosine_similarity(y_true: Any, y_pred: Any, axis: Any = -1) -> Any:
    """The cosine of the angle between target and prediction: +1 where they point the same way.

    Up to level 2.2 it has the sign of the loss (-1 where they point the same way), as it had there; at level 1 it is
    the mean over everything.

    Arguments:
        y_true: targets, `(B, ..., F)`.
        y_pred: predictions of the same shape.
        axis: the axis of the vectors.

    Source: https://keras.io/api/metrics/regression_metrics/

    >>> cosine_similarity([[0.0, 2.0]], [[0.0, 3.0]]).tolist()
    [1.0]
    """
    y_true, y_pred = pair("cosine_similarity", y_true, y_pred)
    products = similarity(y_true, y_pred, axis)
    if not at_least("2.2"):
        return -ops.mean(products)
    total = ops.sum(products, axis)
    return total if at_least("2.3") else -total
