"""Loss objects of the cross-entropies."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import LossFunctionWrapper
from .crossentropy import (
    binary_crossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
    sparse_with_mask,
)
from .ctc import ctc
from .focal import binary_focal_crossentropy, categorical_focal_crossentropy
from .generalized import categorical_generalized_cross_entropy


@export("losses.BinaryCrossentropy")
class BinaryCrossentropy(LossFunctionWrapper):
    """Mean of `-(t * log(p) + (1 - t) * log(1 - p))`.

    Arguments:
        from_logits: whether predictions are logits instead of probabilities.
        label_smoothing: how far targets move towards even ones, 0 to 1.
        axis: the axis of the mean.
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> round(float(BinaryCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]])), 6)
    0.693147
    """

    @accepts_old_spellings
    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: Any = -1,
        reduction: Any = "sum_over_batch_size",
        name: Any = "binary_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            binary_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@export("losses.CategoricalCrossentropy")
class CategoricalCrossentropy(LossFunctionWrapper):
    """`-sum(t * log(p))` over the classes, for one-hot targets.

    Arguments:
        from_logits: whether predictions are logits instead of probabilities.
        label_smoothing: how far targets move towards even ones, 0 to 1.
        axis: the class axis.
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> round(float(CategoricalCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]])), 6)
    0.693147
    """

    @accepts_old_spellings
    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: Any = "sum_over_batch_size",
        name: Any = "categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@export("losses.SparseCategoricalCrossentropy")
class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """`-log(p[class])`, for integer targets.

    Arguments:
        from_logits: whether predictions are logits instead of probabilities.
        ignore_class: a label whose samples are left out of the mean.
        reduction: see `Loss`.
        axis: the class axis.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> round(float(SparseCategoricalCrossentropy()([1], [[0.5, 0.5]])), 6)
    0.693147
    """

    @accepts_old_spellings
    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: Any = None,
        reduction: Any = "sum_over_batch_size",
        axis: int = -1,
        name: Any = "sparse_categorical_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            sparse_categorical_crossentropy,
            reduction,
            name,
            dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )

    def call_with_mask(self, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
        """The values, and which of them are not of the ignored class."""
        return sparse_with_mask(y_true, y_pred, **self._fn_kwargs)


@export("losses.BinaryFocalCrossentropy")
class BinaryFocalCrossentropy(LossFunctionWrapper):
    """Binary cross-entropy in which easy samples count less (Lin et al., 2017).

    Arguments:
        apply_class_balancing: whether classes are weighted by `alpha` and `1 - alpha`.
        alpha: the weight of class 1.
        gamma: the exponent by which easy samples count less.
        from_logits: whether predictions are logits instead of probabilities.
        label_smoothing: how far targets move towards even ones, 0 to 1.
        axis: the axis of the mean.
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> round(float(BinaryFocalCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]])), 6)
    0.173287
    """

    @accepts_old_spellings
    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: Any = -1,
        reduction: Any = "sum_over_batch_size",
        name: Any = "binary_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            binary_focal_crossentropy,
            reduction,
            name,
            dtype,
            apply_class_balancing=apply_class_balancing,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@export("losses.CategoricalFocalCrossentropy")
class CategoricalFocalCrossentropy(LossFunctionWrapper):
    """Categorical cross-entropy in which easy samples count less (Lin et al., 2017).

    Arguments:
        alpha: a weight, or one per class.
        gamma: the exponent by which easy samples count less.
        from_logits: whether predictions are logits instead of probabilities.
        label_smoothing: how far targets move towards even ones, 0 to 1.
        axis: the class axis.
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/probabilistic_losses/

    >>> round(float(CategoricalFocalCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]])), 6)
    0.043322
    """

    @accepts_old_spellings
    def __init__(
        self,
        alpha: Any = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: Any = "sum_over_batch_size",
        name: Any = "categorical_focal_crossentropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(
            categorical_focal_crossentropy,
            reduction,
            name,
            dtype,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@export("losses.CategoricalGeneralizedCrossEntropy")
class CategoricalGeneralizedCrossEntropy(LossFunctionWrapper):
    """`(1 - p[class]**q) / q`, robust to wrong labels (Zhang & Sabuncu, 2018).

    Arguments:
        q: between 0 (cross-entropy) and 1 (absolute error).
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/

    >>> float(CategoricalGeneralizedCrossEntropy()([0], [[0.25, 0.75]]))
    1.0
    """

    @accepts_old_spellings
    def __init__(
        self,
        q: float = 0.5,
        reduction: Any = "sum_over_batch_size",
        name: Any = "categorical_generalized_cross_entropy",
        dtype: Any = None,
    ) -> None:
        super().__init__(categorical_generalized_cross_entropy, reduction, name, dtype, q=q)

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None, mask: Any = None) -> Any:
        """The reduced loss; where a column of labels meets every row of `y_pred`, a weight goes with its row."""
        if sample_weight is not None and len(ops.array(y_true).shape) == len(ops.array(y_pred).shape) == 2:
            sample_weight = ops.expand_dims(ops.reshape(ops.array(sample_weight), (-1,)), 0)
        return super().__call__(y_true, y_pred, sample_weight, mask)


@export("losses.CTC")
class CTC(LossFunctionWrapper):
    """Minus the log probability of labels that come without times (Graves et al., 2006).

    Targets are labels `(B, N)` padded with 0, which is the blank; predictions are logits `(B, T, C)`.

    Arguments:
        reduction: see `Loss`.
        name: the loss's name.
        dtype: the float dtype it computes in.

    Source: https://keras.io/api/losses/

    >>> round(float(CTC()([[1, 0]], [[[0.0, 0.0], [0.0, 0.0]]])), 6)
    0.287682
    """

    @accepts_old_spellings
    def __init__(self, reduction: Any = "sum_over_batch_size", name: Any = "ctc", dtype: Any = None) -> None:
        super().__init__(ctc, reduction, name, dtype)
