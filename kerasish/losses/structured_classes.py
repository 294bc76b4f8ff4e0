"""Loss objects of image segmentation and of embeddings."""

from __future__ import annotations

from typing import Any

from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import LossFunctionWrapper
from .circle import circle
from .overlap import dice, tversky


@export("losses.Dice")
class Dice(LossFunctionWrapper):
    """One minus twice the overlap over the two areas.

    Arguments:
        axis: the axes summed over; None means all.
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/

    >>> round(float(Dice()([[1.0, 0.0]], [[1.0, 0.0]])), 6)
    0.0
    """

    @accepts_old_spellings
    def __init__(
        self, reduction: Any = "sum_over_batch_size", name: Any = "dice", axis: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(dice, reduction, name, dtype, axis=axis)


@export("losses.Tversky")
class Tversky(LossFunctionWrapper):
    """One minus the Tversky index, which weighs false positives and negatives apart (Salehi et al., 2017).

    Arguments:
        alpha: the weight of false negatives.
        beta: the weight of false positives.
        axis: the axes summed over; None means all.
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/

    >>> round(float(Tversky()([[1.0, 0.0]], [[1.0, 0.0]])), 6)
    0.0
    """

    @accepts_old_spellings
    def __init__(
        self,
        alpha: float = 0.5,
        beta: float = 0.5,
        reduction: Any = "sum_over_batch_size",
        name: Any = "tversky",
        axis: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(tversky, reduction, name, dtype, alpha=alpha, beta=beta, axis=axis)


@export("losses.Circle")
class Circle(LossFunctionWrapper):
    """Pulls embeddings of one class together and pushes those of others apart (Sun et al., 2020).

    Arguments:
        gamma: the scale.
        margin: the margin.
        remove_diagonal: whether a sample is no pair with itself.
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/

    >>> float(Circle()([0, 0], [[1.0, 0.0], [1.0, 0.0]]))
    0.0
    """

    @accepts_old_spellings
    def __init__(
        self,
        gamma: float = 80.0,
        margin: float = 0.4,
        remove_diagonal: bool = True,
        reduction: Any = "sum_over_batch_size",
        name: Any = "circle",
        dtype: Any = None,
    ) -> None:
        super().__init__(circle, reduction, name, dtype, gamma=gamma, margin=margin, remove_diagonal=remove_diagonal)
