"""Inputs shifted and scaled to mean 0 and variance 1, by numbers that are given or learnt from data beforehand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .. import config, dtypes, ops
from ..compat import at_least
from ..errors import explain
from ..graph.variable import Variable
from ..registry import export
from .base import Layer
from .rescaling import plain

Array = np.ndarray[Any, Any]
Shape = tuple[int | None, ...]


@export("layers.Normalization")
class Normalization(Layer):
    """`(x - mean) / sqrt(variance)`, of each feature by itself.

    Mean and variance are given, or learnt by `adapt`; training does not change them. Until `adapt` they are 0 and 1.

    Arguments:
        axis: the axes that have a mean of their own for each place along them; None: one mean for all numbers.
        mean, variance: the numbers, with the extents of those axes; both or none.
        invert: the other way round: from mean 0 and variance 1 to those.

    Call arguments:
        inputs: the numbers.

    Shapes: input (B, ...), output (B, ...).

    Errors:
        ValueError for a mean without a variance, for axes that are not there or whose extent is not known.

    >>> layer = Normalization()
    >>> layer.adapt(np.array([[1.0, 10.0], [3.0, 30.0]]))
    >>> layer(np.array([[3.0, 30.0]])).tolist()
    [[1.0, 1.0]]

    Source: keras.io, layers API, Normalization.
    """

    def __init__(
        self, axis: Any = -1, mean: Any = None, variance: Any = None, invert: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.axis = () if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
        self.input_mean, self.input_variance, self.invert = mean, variance, invert
        if (mean is None) != (variance is None):
            raise ValueError(
                "When setting values directly, both `mean` and `variance` must be set. "
                f"Received: mean={mean} and variance={variance}"
            )
        self.supports_masking = True
        self.adapt_mean: Variable
        self.adapt_variance: Variable
        self.count: Variable

    def build(self, input_shape: Any) -> None:
        """Make the weights, where the numbers are not given."""
        shape = tuple(input_shape)
        self._broadcast_shape = tuple(
            extent if place in self._kept(shape) else 1 for place, extent in enumerate(shape)
        )  # fmt: skip
        extents = tuple(int(shape[place] or 0) for place in self._kept(shape))
        if self.input_mean is None:
            self.adapt_mean = self.add_weight(extents, "zeros", name="mean", trainable=False)
            self.adapt_variance = self.add_weight(extents, "ones", name="variance", trainable=False)
            self.count = self.add_weight((), "zeros", name="count", dtype="int64", trainable=False)
        self.built = True

    def _kept(self, shape: Shape) -> list[int]:
        """The axes with a mean of their own, counted from the front."""
        rank = len(shape)
        if any(not -rank <= axis < rank for axis in self.axis):
            raise ValueError(
                f"All `axis` values must be in the range [-ndim, ndim). Received inputs with ndim={rank}, "
                f"while axis={self.axis}"
            )
        kept = sorted(axis % rank for axis in self.axis)
        for axis in kept:
            if shape[axis] is None:
                raise ValueError(
                    f"All `axis` values to be kept must have a known shape. Received axis={self.axis}, "
                    f"inputs.shape={shape}, with unknown axis at index {axis}"
                )
        return kept

    def adapt(self, data: Any, batch_size: int | None = None, steps: int | None = None) -> None:
        """Learn mean and variance from data; what was learnt before is forgotten.

        Arguments:
            data: an array (N, ...), or batches of them one after another.
            batch_size: not needed: arrays are looked at whole, batches as they come.
            steps: how many batches to look at (default: all).

        Errors:
            ValueError when mean and variance were given, when there is no data, or for data that is no array.
        """
        del batch_size
        if self.input_mean is not None:
            raise ValueError(
                "Cannot `adapt` a Normalization layer that is initialized with static `mean` and `variance`; "
                f"you passed mean {self.input_mean} and variance {self.input_variance}."
            )
        total, mean, variance = 0, np.zeros(()), np.zeros(())
        for batch in self._batches(data, steps):
            if not self.built:
                self.build((None, *batch.shape[1:]) if 0 not in self._kept(batch.shape) else batch.shape)
            places = tuple(place for place in range(batch.ndim) if place not in self._kept(batch.shape))
            count = int(np.prod([batch.shape[place] for place in places]))
            share = count / (total + count)
            here, spread = batch.mean(places), batch.var(places)
            both = here * share + mean * (1 - share)
            variance = (spread + (here - both) ** 2) * share + (variance + (mean - both) ** 2) * (1 - share)
            total, mean = total + count, both
        if not total:
            raise ValueError(explain(f"Layer {self.name!r} cannot adapt.", "at least one number", "no data"))
        self.adapt_mean.assign(mean.astype(self.dtype))
        self.adapt_variance.assign(variance.astype(self.dtype))
        self.count.assign(0 if at_least("3") else total)  # Keras 3 keeps the weight, but counts nothing in it

    def _batches(self, data: Any, steps: int | None) -> Iterable[Array]:
        """The data as float64 arrays."""
        if hasattr(data, "shape"):
            whole = np.asarray(data, "float64")
            yield whole.reshape(1, -1) if whole.ndim == 1 and self.axis else whole
            return
        if not at_least("3") and isinstance(data, (list, tuple)):
            yield np.asarray(data, "float64")
            return
        for step, batch in enumerate(data):
            if steps is not None and step >= steps:
                return
            if not hasattr(batch, "shape"):
                attempted = f"Layer {self.name!r} cannot adapt to an iterable of {type(batch).__name__}."
                raise TypeError(explain(attempted, "an array, or batches that are arrays", hint="np.array(data)"))
            yield np.asarray(batch, "float64")

    @property
    def mean(self) -> Any:
        """The mean, with one axis for each of the input's."""
        return self._numbers()[0]

    @property
    def variance(self) -> Any:
        """The variance, with one axis for each of the input's."""
        return self._numbers()[1]

    def _numbers(self) -> list[Array]:
        learnt = (self.adapt_mean, self.adapt_variance) if self.input_mean is None else None
        given = (self.input_mean, self.input_variance)
        arrays = [v.numpy() for v in learnt] if learnt else [np.asarray(v, self._numpy_dtype()) for v in given]
        return [np.broadcast_to(self._laid(a), self._broadcast_shape) for a in arrays]

    def _numpy_dtype(self) -> Any:
        return dtypes.numpy_dtype(self.dtype)

    def _laid(self, array: Array) -> Array:
        """An array over the kept axes, laid over the input's axes."""
        size = int(np.prod([extent or 1 for extent in self._broadcast_shape]))
        return array.reshape(self._broadcast_shape) if array.size == size else array

    def call(self, inputs: Any) -> Any:
        """(B, ...) to (B, ...)."""
        inputs = ops.cast(inputs, self.dtype)
        if self.input_mean is None:
            mean, variance = (
                ops.reshape(v, self._broadcast_shape) for v in (self.adapt_mean, self.adapt_variance)
            )  # fmt: skip
            deviation = ops.maximum(ops.sqrt(variance), config.epsilon())
        else:
            mean, variance = self._numbers()
            deviation = np.maximum(np.sqrt(variance), np.asarray(config.epsilon(), variance.dtype))
        return inputs * deviation + mean if self.invert else (inputs - mean) / deviation

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        mean, variance = (
            None if v is None else plain(np.asarray(v)) for v in (self.input_mean, self.input_variance)
        )  # fmt: skip
        settings = {"axis": self.axis, "invert": self.invert, "mean": mean, "variance": variance}
        return super().get_config() | settings
