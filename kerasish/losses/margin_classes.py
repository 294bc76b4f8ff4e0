"""Loss objects of margins, divergences and counts."""

from __future__ import annotations

from typing import Any

from ..compat import by_level
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import LossFunctionWrapper
from .hinge import categorical_hinge, hinge, squared_hinge
from .probabilistic import kl_divergence, poisson


@export("losses.Hinge")
class Hinge(LossFunctionWrapper):
    """Mean of `max(1 - y_true * y_pred, 0)` for targets of -1 and +1 (or 0 and 1).

    Arguments:
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/hinge_losses/

    >>> float(Hinge()([[-1.0, 1.0]], [[0.5, 0.5]]))
    1.0
    """

    @accepts_old_spellings
    def __init__(self, reduction: Any = "sum_over_batch_size", name: Any = "hinge", dtype: Any = None) -> None:
        super().__init__(hinge, reduction, name, dtype)


@export("losses.SquaredHinge")
class SquaredHinge(LossFunctionWrapper):
    """Mean of `max(1 - y_true * y_pred, 0)**2` for targets of -1 and +1 (or 0 and 1).

    Arguments:
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/hinge_losses/

    >>> float(SquaredHinge()([[-1.0, 1.0]], [[0.5, 0.5]]))
    1.25
    """

    @accepts_old_spellings
    def __init__(self, reduction: Any = "sum_over_batch_size", name: Any = "squared_hinge", dtype: Any = None) -> None:
        super().__init__(squared_hinge, reduction, name, dtype)


@export("losses.CategoricalHinge")
class CategoricalHinge(LossFunctionWrapper):
    """`max(neg - pos + 1, 0)`: how far the best wrong class is above the right one, less a margin.

    Arguments:
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/hinge_losses/

    >>> float(CategoricalHinge()([[0.0, 1.0]], [[0.5, 1.0]]))
    0.5
    """

    @accepts_old_spellings
    def __init__(
        self, reduction: Any = "sum_over_batch_size", name: Any = "categorical_hinge", dtype: Any = None
    ) -> None:
        super().__init__(categorical_hinge, reduction, name, dtype)


@export("losses.KLDivergence")
class KLDivergence(LossFunctionWrapper):
    """Kullback-Leibler divergence, `sum(y_true * log(y_true / y_pred))`.

    Arguments:
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> float(KLDivergence()([[0.5, 0.5]], [[0.5, 0.5]]))
    0.0
    """

    @accepts_old_spellings
    def __init__(self, reduction: Any = "sum_over_batch_size", name: Any = None, dtype: Any = None) -> None:
        super().__init__(
            kl_divergence, reduction, name or by_level(v1="kullback_leibler_divergence", v2_15="kl_divergence"), dtype
        )


@export("losses.Poisson")
class Poisson(LossFunctionWrapper):
    """Mean of `y_pred - y_true * log(y_pred)`.

    Arguments:
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> float(Poisson()([[0.0, 0.0]], [[1.0, 3.0]]))
    2.0
    """

    @accepts_old_spellings
    def __init__(self, reduction: Any = "sum_over_batch_size", name: Any = "poisson", dtype: Any = None) -> None:
        super().__init__(poisson, reduction, name, dtype)
