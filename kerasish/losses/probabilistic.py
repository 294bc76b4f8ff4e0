"""Losses between distributions and counts: Kullback-Leibler divergence and Poisson."""

from __future__ import annotations

from typing import Any

from .. import config, ops
from ..registry import export
from .prepare import pair


@export(
    "losses.kl_divergence",
    "losses.kullback_leibler_divergence",
    "losses.kld",
    "losses.KLD",
)
def kl_divergence(y_true: Any, y_pred: Any) -> Any:
    """Kullback-Leibler divergence, `sum(y_true * log(y_true / y_pred))`, both held between epsilon and 1.

    Arguments:
        y_true: distributions over the last axis, `(B, ..., C)`.
        y_pred: distributions of the same shape.

    Returns:
        One value per sample, `(B, ...)`, in nats.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> kl_divergence([[0.5, 0.5]], [[0.5, 0.5]]).tolist()
    [0.0]
    """
    y_true, y_pred = pair("kl_divergence", y_true, y_pred)
    y_true = ops.clip(y_true, config.epsilon(), 1.0)
    y_pred = ops.clip(y_pred, config.epsilon(), 1.0)
    return ops.sum(y_true * ops.log(y_true / y_pred), -1)


@export("losses.poisson")
def poisson(y_true: Any, y_pred: Any) -> Any:
    """Mean of `y_pred - y_true * log(y_pred + epsilon)` over the last axis.

    Arguments:
        y_true: counts, `(B, ..., F)`.
        y_pred: expected counts of the same shape.

    Returns:
        One value per sample, `(B, ...)`.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> poisson([[0.0, 0.0]], [[1.0, 3.0]]).tolist()
    [2.0]
    """
    y_true, y_pred = pair("poisson", y_true, y_pred)
    return ops.mean(y_pred - y_true * ops.log(y_pred + config.epsilon()), -1)
