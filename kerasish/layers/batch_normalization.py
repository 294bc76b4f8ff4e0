"""Normalization by the statistics of a batch in training, by moving averages of them otherwise."""

from __future__ import annotations

from typing import Any

from .. import initializers, ops, regularizers
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..ops.normalization import axes_back, axes_last, channel_affine
from ..registry import export
from .batch_statistics import CLIPPING, Renorm, correction, follow, mask_weights, moments
from .context import frozen
from .history import as_list
from .input_spec import InputSpec
from .scale_and_shift import ARGUMENTS, ScaleAndShift, extents


@export("layers.BatchNormalization")
class BatchNormalization(ScaleAndShift):
    """`(x - mean) / sqrt(variance + epsilon) * gamma + beta`, with a mean and a variance for each channel.

    In training they are the batch's, and moving averages follow: `moving = moving * momentum + batch * (1 - momentum)`.
    Otherwise they are the moving averages. A layer that is not `trainable` uses them in training too; up to level 2.3
    it goes on with the batch's.

    Arguments:
        axis: the axis of the channels; below level 3 a list of axes, too.
        momentum: share of the moving averages that stays.
        epsilon: added to the variance.
        center, scale: whether there are `beta` and `gamma`.
        beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer: how weights start.
        beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint: penalties and projections.
        renorm: batch renormalization: corrections bring the batch's statistics near the moving ones.
        renorm_clipping: limits of the corrections, a dict of 'rmax', 'rmin', 'dmax'.
        renorm_momentum: share of the statistics of renormalization that stays.
        synchronized: across devices; there is one.
        mode: of Keras 1: 0; 1 for the statistics of each sample's last axis; 2 for those of the batch at all times.
        fused: of tf.keras: False keeps the variance of images uncorrected at level 2.15; elsewhere without effect.
        virtual_batch_size, adjustment: of tf.keras; not there yet.

    Call arguments:
        inputs: the numbers.
        training: whether the batch's statistics are used.
        mask: which steps count in them (from level 2.15 on).

    Shapes: input (...), output the same, weights (C,).

    Errors:
        ValueError for axes that are not there and channels whose number is not known.

    >>> layer = BatchNormalization(epsilon=0.0, dtype="float64")
    >>> layer(np.array([[1.0, 5.0], [3.0, 5.5]]), training=True).tolist()
    [[-1.0, -1.0], [1.0, 1.0]]
    >>> layer.moving_mean.numpy().round(4).tolist()
    [0.02, 0.0525]

    Source: Ioffe & Szegedy, 2015, arXiv:1502.03167.
    """

    @accepts_old_spellings
    def __init__(
        self,
        axis: Any = -1,
        momentum: float = 0.99,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: dict[str, float] | None = None,
        renorm_momentum: float = 0.99,
        synchronized: bool = False,
        mode: int = 0,
        fused: bool | None = None,
        virtual_batch_size: int | None = None,
        adjustment: Any = None,
        **kwargs: Any,
    ) -> None:
        given = locals()
        super().__init__(center, scale, {name: given[name] for name in ARGUMENTS}, **kwargs)
        for word in ("virtual_batch_size", "adjustment"):
            if given[word] is not None:
                raise NotImplementedError(f"BatchNormalization({word}=...) is not there yet; leave it out.")
        if mode not in (0, 1, 2):
            raise ValueError(f"BatchNormalization needs mode 0, 1 or 2, received {mode!r}.")
        strange = sorted(set(renorm_clipping or ()) - set(CLIPPING))
        if strange:
            raise ValueError(f"renorm_clipping has {strange}; expected keys among {list(CLIPPING)}.")
        self.axis, self.momentum, self.epsilon = axis, momentum, epsilon
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.renorm, self.renorm_momentum = bool(renorm), renorm_momentum
        self.renorm_clipping = renorm_clipping or {} if renorm else renorm_clipping
        self.synchronized, self.mode, self.fused = bool(synchronized), mode, fused

    def build(self, input_shape: Any) -> None:
        """Make gamma, beta and the moving averages, all of the extents of the channel axes."""
        rank = len(input_shape)
        axes = self._axes(rank)
        channels = extents(input_shape, axes, self)
        shape = channels
        if len(axes) > 1:
            shape = tuple(e if i in axes else 1 for i, e in enumerate(input_shape))
        kept = {"dtype": "float32"} if self.dtype == "float16" and not at_least("3") else {}
        self.add_scale_and_shift(shape, **kept)
        self.moving_mean = self.add_weight(
            name="moving_mean", shape=shape, initializer=self.moving_mean_initializer, trainable=False, **kept
        )
        self.moving_variance = self.add_weight(
            name="moving_variance", shape=shape, initializer=self.moving_variance_initializer, trainable=False, **kept
        )
        self._renorm = Renorm(self, shape) if self.renorm else None
        self.input_spec = InputSpec(ndim=rank, axes=dict(zip(axes, channels, strict=True)))
        if at_least("2.15") and not at_least("3"):
            self._check_fused(rank)
            self.axis = list(axes)
        self.built = True

    def _axes(self, rank: int) -> tuple[int, ...]:
        """The axes of the channels, from the front, in order."""
        asked = as_list(self.axis)
        axes = tuple(sorted({int(a) % rank for a in asked if -rank <= a < rank}))
        if len(axes) != len(asked):
            raise ValueError(
                explain(
                    f"BatchNormalization {self.name!r} cannot normalize along axis {self.axis!r}.",
                    f"different axes from {-rank} to {rank - 1}",
                    f"an input with {rank} axes",
                )
            )
        return axes

    def _check_fused(self, rank: int) -> None:
        if self.fused and rank not in (4, 5):
            raise ValueError(f"BatchNormalization(fused=True) takes inputs with 4 or 5 axes, received {rank}.")

    def _is_fused(self, rank: int, axes: tuple[int, ...]) -> bool:
        """Whether tf.keras 2.15 would call TensorFlow's fused kernel, which corrects the variance and knows no mask."""
        refused = self.fused is False or self.renorm or self.synchronized
        return not refused and rank in (4, 5) and axes in ((1,), (rank - 1,))

    def call(self, inputs: Any, training: Any = None, mask: Any = None) -> Any:
        """(...) to (...)."""
        axes = self._axes(len(inputs.shape))
        wide = ops.cast(inputs, "float32") if inputs.dtype == "float16" else inputs
        x, order = axes_last(wide, axes)
        if self.mode == 1:
            y = self._of_each_sample(x)
        elif self.mode == 2 or (training and (self.trainable or not at_least("2.15"))):
            y = self._of_the_batch(x, inputs, axes, mask)
        else:
            y = self._of_the_past(x)
        return ops.cast(axes_back(y, wide, order), inputs.dtype)

    def _vector(self, weight: Any) -> Any:
        """A weight as a vector (C,)."""
        return weight if weight is None or len(weight.shape) == 1 else ops.reshape(weight, (-1,))

    def _of_the_past(self, x: Any) -> Any:
        """By the moving averages: `x * scale + shift`, both vectors made of weights alone."""
        scale = ops.rsqrt(self._vector(self.moving_variance) + self.epsilon)
        scale = scale if self.gamma is None else scale * self._vector(self.gamma)
        product = self._vector(self.moving_mean) * scale
        shift = -product if self.beta is None else self._vector(self.beta) - product
        return ops.add(ops.multiply(x, scale), shift)

    def _of_the_batch(self, x: Any, inputs: Any, axes: tuple[int, ...], mask: Any) -> Any:
        """By the batch's own statistics, which the moving averages follow."""
        rank, fused = len(inputs.shape), self._is_fused(len(inputs.shape), axes)
        counts = None if not at_least("2.15") or (fused and not at_least("3")) else mask_weights(mask, inputs, axes)
        mean, variance = moments(x, counts)
        scale, gamma, beta = ops.rsqrt(variance + self.epsilon), self._vector(self.gamma), self._vector(self.beta)
        if self._renorm is not None:
            r, d = self._renorm.factors(mean, variance)
            factor, offset = (r, d) if gamma is None else (r * gamma, d * gamma)
            gamma, beta = factor, offset if beta is None else offset + beta
        if self.mode == 0 and (not frozen() or not at_least("2.2") or at_least("2.15")):
            self._follow(mean, variance, correction(_rows(x), rank, axes, fused, self.epsilon))
        return channel_affine(x, mean, scale if gamma is None else scale * gamma, beta)

    def _follow(self, mean: Any, variance: Any, corrected: Any) -> None:
        follow(self.moving_mean, mean, self.momentum)
        if self._renorm is not None:
            self._renorm.follow_variance(variance)
            return
        follow(self.moving_variance, variance if corrected is None else variance * corrected, self.momentum)

    def _of_each_sample(self, x: Any) -> Any:
        """Mode 1 of Keras 1, which adds epsilon to the variance and to its root."""
        mean = ops.mean(x, -1, True)
        deviation = ops.sqrt(ops.mean(ops.square(x - mean), -1, True) + self.epsilon)
        y = (x - mean) / (deviation + self.epsilon)
        y = y if self.gamma is None else y * self._vector(self.gamma)
        return y if self.beta is None else y + self._vector(self.beta)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer, as the generation of the level spells them."""
        config = super().get_config()
        if not at_least("2.2"):
            return config | {
                "epsilon": self.epsilon,
                "mode": self.mode,
                "axis": self.axis,
                "gamma_regularizer": regularizers.serialize(self.gamma_regularizer),
                "beta_regularizer": regularizers.serialize(self.beta_regularizer),
                "momentum": self.momentum,
            }
        config |= {"axis": self.axis, "momentum": self.momentum, "epsilon": self.epsilon}
        config |= self.scale_and_shift_config(
            moving_mean_initializer=initializers.serialize(self.moving_mean_initializer),
            moving_variance_initializer=initializers.serialize(self.moving_variance_initializer),
        )
        return config | self._newer_config()

    def _newer_config(self) -> dict[str, Any]:
        renorm = {
            "renorm": self.renorm,
            "renorm_clipping": self.renorm_clipping,
            "renorm_momentum": self.renorm_momentum,
        }
        if at_least("3"):
            return {"synchronized": self.synchronized, **renorm}
        return (renorm if self.renorm else {}) | ({"mode": self.mode} if self.mode else {})


def _rows(x: Any) -> Any:
    """How many values each channel has."""
    return ops.count(x, tuple(range(len(x.shape) - 1)))


@export("layers.SyncBatchNormalization", "layers.experimental.SyncBatchNormalization")
class SyncBatchNormalization(BatchNormalization):
    """BatchNormalization whose statistics are those of all devices together (tf.keras 2.15, experimental).

    Arguments:
        axis, momentum, epsilon, and the others: as for BatchNormalization.

    Shapes: input (...), output the same, weights (C,).

    >>> SyncBatchNormalization()(np.zeros((2, 3))).tolist()
    [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]

    Source: tensorflow.org, tf.keras.layers.experimental.SyncBatchNormalization.
    """

    @accepts_old_spellings
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.synchronized = True

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        config = super().get_config()
        config.pop("synchronized", None)
        return config
