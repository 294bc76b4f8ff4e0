"""From loss values per sample to one number: weights, masks and kinds of reduction, as each generation has them."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat import at_least
from ..errors import explain, nearest
from ..registry import export
from .prepare import align_ranks, shape_of

MEANS = ("auto", "mean", "sum_over_batch_size")
REDUCTIONS = ("sum_over_batch_size", "sum", "none", "mean", "mean_with_sample_weight", "auto")


@export("losses.Reduction")
class Reduction:
    """Names of the kinds of reduction.

    `sum_over_batch_size`, `mean` and `auto` all mean: the sum of the weighted values, divided by their number.
    Source: https://keras.io/api/losses/

    >>> Reduction.SUM_OVER_BATCH_SIZE
    'sum_over_batch_size'
    """

    AUTO = "auto"
    NONE = "none"
    SUM = "sum"
    SUM_OVER_BATCH_SIZE = "sum_over_batch_size"
    MEAN = "mean"
    MEAN_WITH_SAMPLE_WEIGHT = "mean_with_sample_weight"

    @classmethod
    def all(cls) -> tuple[str, ...]:
        """Every name."""
        return REDUCTIONS

    @classmethod
    def validate(cls, key: Any) -> None:
        """Raise ValueError for a name that is none of them."""
        check_reduction(key, "Reduction")


def check_reduction(value: Any, where: str) -> str:
    """The name of a reduction given as a name or None (no reduction); raises ValueError for anything else."""
    if value is None:
        return "none"
    if value not in REDUCTIONS:
        raise ValueError(
            explain(
                f"{where}: unknown reduction.",
                f"one of {', '.join(REDUCTIONS)} or None",
                repr(value),
                nearest(str(value), REDUCTIONS),
            )
        )
    return str(value)


def fit_weights(weights: Any, values: Any, what: str = "sample_weight") -> Any:
    """Weights (or a mask) in the dtype of the values and with as many axes: missing axes are added on the right.

    A weight per sample, per time step or per element therefore all work on values of any rank. An extra last axis of
    extent 1 is dropped.

    Errors:
        ValueError when the shapes cannot be brought together.
    """
    weights = ops.cast(ops.array(weights), values.dtype if hasattr(values, "dtype") else "float32")
    want = shape_of(values)
    while len(shape_of(weights)) > len(want) and shape_of(weights)[-1] == 1:
        weights = ops.squeeze(weights, -1)
    have = shape_of(weights)
    if have and len(have) < len(want):
        weights = ops.expand_dims(weights, tuple(range(len(have), len(want))))
    have = shape_of(weights)
    fits = len(have) <= len(want) and all(
        None in (a, b) or a in (1, b) for a, b in zip(reversed(have), reversed(want), strict=False)
    )
    if not fits and all(s == 1 for s in want):
        fits = True  # a loss that is one number already takes weights as factors
    if not fits:
        raise ValueError(
            explain(
                f"{what} does not fit the loss values.",
                f"a number, or a shape that {want} starts with",
                f"shape {have}",
                "one weight per sample",
            )
        )
    return weights


def weigh(values: Any, sample_weight: Any = None, mask: Any = None) -> tuple[Any, Any, Any]:
    """Values times weights and mask; also returns weights and mask as they multiply the values (None where absent)."""
    weights = None if sample_weight is None else fit_weights(sample_weight, values)
    mask = None if mask is None else fit_weights(mask, values, "mask")
    for factor in (weights, mask):
        values = values if factor is None else ops.multiply(values, factor)
    return values, weights, mask


def reduce_weighted(
    values: Any, sample_weight: Any = None, mask: Any = None, reduction: str = "sum_over_batch_size"
) -> Any:
    """Reduce loss values with weights and a mask, by the rules of the level in force.

    Arguments:
        values: loss values, one per sample (or per sample and time step, ...).
        sample_weight: None, a number, or weights per sample, step or element.
        mask: None, or booleans: which values count.
        reduction: one of `REDUCTIONS`.

    Returns:
        A scalar, or the weighted values when `reduction` is `"none"`.
    """
    if reduction in MEANS and not at_least("2.3"):
        return _keras1_mean(values, sample_weight, mask)
    if at_least("3") and sample_weight is not None and len(shape_of(values)) == 1:
        sample_weight, values = align_ranks(ops.array(sample_weight), values)  # a column of weights makes a column
    total, weights, mask = weigh(values, sample_weight, mask)
    if reduction == "none":
        return total
    if reduction == "sum":
        return ops.sum(total)
    if reduction == "mean_with_sample_weight":
        return _ratio(total, weights, mask)
    if mask is None or not at_least("2.15"):
        return ops.mean(total)
    return divide_or_zero(ops.sum(total), ops.sum(ops.broadcast_like(mask, total)))


def _ratio(total: Any, weights: Any, mask: Any) -> Any:
    """The sum of weighted values over the sum of the weights."""
    if weights is None and mask is None:
        return ops.mean(total)
    factors = [f for f in (weights, mask) if f is not None]
    weight = factors[0] if len(factors) == 1 else ops.multiply(*factors)
    return divide_or_zero(ops.sum(total), ops.sum(weight))  # Keras 3 does not count a weight once per value it meets


def divide_or_zero(a: Any, b: Any) -> Any:
    """`a / b`, and 0 where `b` is 0; the gradient is 0 there, too."""
    zero = ops.equal(b, 0.0)
    return ops.where(zero, 0.0, ops.divide(a, ops.where(zero, 1.0, b)))


def _keras1_mean(values: Any, sample_weight: Any, mask: Any) -> Any:
    """Keras up to 2.2: masked values over the mean of the mask, weighted values over the share of weights not 0."""
    if mask is not None:
        mask = fit_weights(mask, values, "mask")
        values = divide_or_zero(ops.multiply(values, mask), ops.mean(mask))
    if sample_weight is not None:
        weights = ops.cast(ops.array(sample_weight), values.dtype)
        rank = len(shape_of(weights))
        if rank < len(shape_of(values)):
            values = ops.mean(values, tuple(range(rank, len(shape_of(values))))) if rank else ops.mean(values)
        weights = fit_weights(weights, values)
        share = ops.mean(ops.cast(ops.not_equal(weights, 0.0), values.dtype))
        values = divide_or_zero(ops.multiply(values, weights), share)
    return ops.mean(values)
