"""Normalization of each sample by itself: LayerNormalization, RMSNormalization, UnitNormalization."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat import at_least, by_level
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import Layer
from .elementwise import Elementwise
from .history import as_list
from .scale_and_shift import ARGUMENTS, ScaleAndShift, extents


def _checked_axis(axis: Any, layer: str) -> Any:
    """An axis, or a list of axes."""
    if isinstance(axis, (list, tuple)) and all(isinstance(a, int) for a in axis):
        return list(axis)
    if isinstance(axis, int):
        return axis
    raise TypeError(f"{layer} needs an integer or a list of integers for axis, received {axis!r}.")


def _sorted(axis: Any, rank: int, layer: Any) -> tuple[int, ...]:
    """Axes counted from the front, in order."""
    asked = as_list(axis)
    axes = tuple(sorted({int(a) % rank for a in asked if -rank <= a < rank}))
    if len(axes) != len(asked):
        raise ValueError(f"{type(layer).__name__} {layer.name!r}: axis {axis!r} does not fit inputs with {rank} axes.")
    return axes


@export("layers.LayerNormalization")
class LayerNormalization(ScaleAndShift):
    """`(x - mean) / sqrt(variance + epsilon) * gamma + beta`, mean and variance being those of one sample.

    Arguments:
        axis: the axis, or axes, that are normalized together.
        epsilon: added to the variance.
        center, scale: whether there are `beta` and `gamma`.
        beta_initializer, gamma_initializer: how weights start.
        beta_regularizer, gamma_regularizer, beta_constraint, gamma_constraint: penalties and projections.
        rms_scaling: divide by the standard deviation without taking off the mean, and leave out `beta`.

    Shapes: input (...), output the same, gamma and beta of the extents of the axes.

    >>> LayerNormalization(epsilon=0.0)(np.array([[1.0, 3.0], [5.0, 4.0]])).tolist()
    [[-1.0, 1.0], [1.0, -1.0]]

    Source: Ba, Kiros & Hinton, 2016, arXiv:1607.06450.
    """

    @accepts_old_spellings
    def __init__(
        self,
        axis: Any = -1,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        rms_scaling: bool = False,
        **kwargs: Any,
    ) -> None:
        given = locals()
        super().__init__(center, scale, {name: given[name] for name in ARGUMENTS}, **kwargs)
        axis = _checked_axis(axis, "LayerNormalization")
        self.axis = sorted(axis) if isinstance(axis, list) and at_least("3") else axis
        self.epsilon, self.rms_scaling = epsilon, bool(rms_scaling)

    def build(self, input_shape: Any) -> None:
        """Make gamma and beta, of the extents of the axes in the order they were given."""
        rank = len(input_shape)
        _sorted(self.axis, rank, self)
        asked = tuple(int(a) % rank for a in as_list(self.axis))
        shape = extents(input_shape, asked, self)
        if self.rms_scaling:
            self.gamma = self.add_weight(name="gamma", shape=shape, initializer="ones")
        else:
            self.add_scale_and_shift(shape)
        self.axis = as_list(self.axis) if at_least("3") else list(asked)
        self.built = True

    def call(self, inputs: Any) -> Any:
        """(...) to (...)."""
        axes = _sorted(self.axis, len(inputs.shape), self)
        return ops.layer_normalization(inputs, self.gamma, self.beta, axes, self.epsilon, self.rms_scaling)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        config = super().get_config() | {"axis": self.axis, "epsilon": self.epsilon}
        config |= self.scale_and_shift_config()
        return config | ({"rms_scaling": self.rms_scaling} if at_least("3") or self.rms_scaling else {})


@export("layers.RMSNormalization")
class RMSNormalization(Layer):
    """`x / sqrt(mean(x**2) + epsilon) * scale`, the mean being that of one sample.

    Arguments:
        axis: the axis, or axes, that are normalized together.
        epsilon: added to the mean square.

    Shapes: input (...), output the same, scale of the extents of the axes.

    >>> RMSNormalization(epsilon=0.0, dtype="float64")(np.array([[1.0, 7.0]])).round(3).tolist()
    [[0.2, 1.4]]

    Source: Zhang & Sennrich, 2019, arXiv:1910.07467.
    """

    @accepts_old_spellings
    def __init__(self, axis: Any = -1, epsilon: float = 1e-6, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis, self.epsilon = _checked_axis(axis, "RMSNormalization"), epsilon

    def build(self, input_shape: Any) -> None:
        """Make the factors."""
        axes = _sorted(self.axis, len(input_shape), self)
        self.scale = self.add_weight(name="scale", shape=extents(input_shape, axes, self), initializer="ones")
        self.axis = as_list(self.axis)
        self.built = True

    def call(self, inputs: Any) -> Any:
        """(...) to (...)."""
        axes = _sorted(self.axis, len(inputs.shape), self)
        return ops.rms_normalization(inputs, self.scale, axes, self.epsilon)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"axis": self.axis, "epsilon": self.epsilon}


@export("layers.UnitNormalization")
class UnitNormalization(Elementwise):
    """`x / ||x||`, the Euclidean norm being that of one sample.

    Arguments:
        axis: the axis, or axes, along which the norm is taken.

    Shapes: input (...), output the same.

    >>> UnitNormalization(dtype="float64")(np.array([[3.0, 4.0]])).round(3).tolist()
    [[0.6, 0.8]]

    Source: keras.io, layers API, UnitNormalization.
    """

    @accepts_old_spellings
    def __init__(self, axis: Any = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = _checked_axis(axis, "UnitNormalization")

    def build(self, input_shape: Any) -> None:
        """There are no weights; tf.keras counts its axes from the front once it knows how many there are."""
        _sorted(self.axis, len(input_shape), self)
        if not at_least("3"):
            self.axis = [int(a) % len(input_shape) for a in as_list(self.axis)]
        self.built = True

    def call(self, inputs: Any) -> Any:
        """(...) to (...)."""
        axes = _sorted(self.axis, len(inputs.shape), self)
        return ops.normalize(inputs, axes, 2, by_level(v1=1e-6, v3=1e-12))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"axis": self.axis}
