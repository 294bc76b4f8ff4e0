"""Cross-entropies, divergences and hinges as metrics, averaged over all batches."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat import at_least, by_level
from ..compat.arguments import accepts_old_spellings
from ..losses.crossentropy import sparse_with_mask
from ..registry import export
from . import functions
from .base import mask_of
from .mean import MeanMetricWrapper


@export("metrics.BinaryCrossentropy")
class BinaryCrossentropy(MeanMetricWrapper):
    """The mean binary cross-entropy.

    Arguments:
        from_logits: whether predictions are logits.
        label_smoothing: how far targets move towards even ones, 0 to 1.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/probabilistic_metrics/

    >>> round(float(BinaryCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]])), 6)
    0.693147
    """

    @accepts_old_spellings
    def __init__(
        self,
        name: Any = "binary_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
    ) -> None:
        super().__init__(
            functions.binary_crossentropy, name, dtype, from_logits=from_logits, label_smoothing=label_smoothing
        )


@export("metrics.CategoricalCrossentropy")
class CategoricalCrossentropy(MeanMetricWrapper):
    """The mean categorical cross-entropy, for one-hot targets.

    Arguments:
        from_logits: whether predictions are logits.
        label_smoothing: how far targets move towards even ones, 0 to 1.
        axis: the class axis.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/probabilistic_metrics/

    >>> round(float(CategoricalCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]])), 6)
    0.693147
    """

    @accepts_old_spellings
    def __init__(
        self,
        name: Any = "categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
        axis: int = -1,
    ) -> None:
        super().__init__(
            functions.categorical_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@export("metrics.SparseCategoricalCrossentropy")
class SparseCategoricalCrossentropy(MeanMetricWrapper):
    """The mean categorical cross-entropy, for integer targets.

    Arguments:
        from_logits: whether predictions are logits.
        ignore_class: a label whose samples give 0 and are left out of the mean.
        axis: the class axis.
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/probabilistic_metrics/

    >>> round(float(SparseCategoricalCrossentropy()([1], [[0.5, 0.5]])), 6)
    0.693147
    """

    @accepts_old_spellings
    def __init__(
        self,
        name: Any = "sparse_categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        ignore_class: Any = None,
        axis: int = -1,
    ) -> None:
        super().__init__(
            functions.sparse_categorical_crossentropy,
            name,
            dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:  # type: ignore[override]
        """Take in one batch; samples of the ignored class are left out.

        Unweighted at level 3 they count as 0, as in Keras 3.15.
        """
        mask = mask_of(y_pred)
        values, valid = sparse_with_mask(self._convert(y_true), self._convert(y_pred), **self._fn_kwargs)
        if valid is not None and not (at_least("3") and sample_weight is None):
            mask = valid if mask is None else ops.logical_and(mask, valid)
        self._add(ops.cast(values, self.dtype), sample_weight, mask)


@export("metrics.KLDivergence")
class KLDivergence(MeanMetricWrapper):
    """The mean Kullback-Leibler divergence.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/probabilistic_metrics/

    >>> float(KLDivergence()([[0.5, 0.5]], [[0.5, 0.5]]))
    0.0
    """

    @accepts_old_spellings
    def __init__(self, name: Any = None, dtype: Any = None) -> None:
        super().__init__(
            functions.kl_divergence, name or by_level(v1="kullback_leibler_divergence", v3="kl_divergence"), dtype
        )


@export("metrics.Poisson")
class Poisson(MeanMetricWrapper):
    """The mean of `y_pred - y_true * log(y_pred)`.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/probabilistic_metrics/

    >>> float(Poisson()([[0.0, 0.0]], [[1.0, 3.0]]))
    2.0
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "poisson", dtype: Any = None) -> None:
        super().__init__(functions.poisson, name, dtype)


@export("metrics.Hinge")
class Hinge(MeanMetricWrapper):
    """The mean hinge loss, for targets of -1 and +1 (or 0 and 1).

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/hinge_metrics/

    >>> float(Hinge()([[-1.0, 1.0]], [[0.5, 0.5]]))
    1.0
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "hinge", dtype: Any = None) -> None:
        super().__init__(functions.hinge, name, dtype)


@export("metrics.SquaredHinge")
class SquaredHinge(MeanMetricWrapper):
    """The mean squared hinge loss, for targets of -1 and +1 (or 0 and 1).

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/hinge_metrics/

    >>> float(SquaredHinge()([[-1.0, 1.0]], [[0.5, 0.5]]))
    1.25
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "squared_hinge", dtype: Any = None) -> None:
        super().__init__(functions.squared_hinge, name, dtype)


@export("metrics.CategoricalHinge")
class CategoricalHinge(MeanMetricWrapper):
    """The mean categorical hinge loss.

    Arguments:
        name: the metric's name.
        dtype: the dtype of its state.

    Source: https://keras.io/api/metrics/hinge_metrics/

    >>> float(CategoricalHinge()([[0.0, 1.0]], [[0.5, 1.0]]))
    0.5
    """

    @accepts_old_spellings
    def __init__(self, name: Any = "categorical_hinge", dtype: Any = None) -> None:
        super().__init__(functions.categorical_hinge, name, dtype)
