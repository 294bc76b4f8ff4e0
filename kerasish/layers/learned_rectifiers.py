"""Rectifiers whose shape is trained: PReLU, and ParametricSoftplus and SReLU of Keras 1."""

from __future__ import annotations

from typing import Any

from .. import constraints, initializers, ops, regularizers
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .elementwise import Elementwise, as_floatx
from .history import as_list
from .input_spec import InputSpec
from .keras1_config import initializer_name


class _PerFeature(Elementwise):
    """A layer with weights of the shape of one sample, shared along some axes."""

    shared_axes: list[int] | None

    def _share(self, shared_axes: Any) -> None:
        self.shared_axes = None if shared_axes is None else [int(axis) for axis in as_list(shared_axes)]

    def _weight_shape(self, input_shape: Any) -> tuple[int, ...]:
        """The shape of one sample with 1 along shared axes; sets the demands on later inputs.

        Errors:
            ValueError when an axis that is not shared has no known extent.
        """
        shared = set(self.shared_axes or ())
        shape = [1 if axis in shared else extent for axis, extent in enumerate(input_shape[1:], 1)]
        if None in shape:
            raise ValueError(
                f"{type(self).__name__} {self.name!r} has a weight per feature; axis {shape.index(None) + 1} of the "
                f"input shape {tuple(input_shape)} is unknown: give its extent, or name the axis in shared_axes."
            )
        own = {axis: extent for axis, extent in enumerate(input_shape) if axis and axis not in shared}
        self.input_spec = InputSpec(ndim=len(input_shape), axes=own)
        return tuple(shape)


@export("layers.PReLU")
class PReLU(_PerFeature):
    """`x` where `x > 0`, else `alpha * x`, with an `alpha` for each feature.

    Arguments:
        alpha_initializer: how the slopes start.
        alpha_regularizer: penalty on them.
        alpha_constraint: projection after each update.
        shared_axes: axes along which one slope serves all positions, such as `[1, 2]` after a convolution (the batch
            axis is 0).

    Shapes: input (B, ...), output the same, alpha (...) with 1 along shared axes.

    >>> PReLU(alpha_initializer="ones")(np.array([[-2.0, 2.0]])).tolist()
    [[-2.0, 2.0]]

    Source: He et al., 2015, arXiv:1502.01852.
    """

    @accepts_old_spellings
    def __init__(
        self,
        alpha_initializer: Any = "zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        self._share(shared_axes)

    def build(self, input_shape: Any) -> None:
        """Make the slopes, one per feature that is not shared."""
        self.alpha = self.add_weight(
            name="alpha",
            shape=self._weight_shape(input_shape),
            initializer=self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )
        self.built = True

    def call(self, inputs: Any) -> Any:
        """(B, ...) to (B, ...)."""
        return ops.relu(inputs) - self.alpha * ops.relu(-inputs)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        if not at_least("2.2"):
            return super().get_config() | {"init": initializer_name(self.alpha_initializer)}
        return super().get_config() | {
            "alpha_initializer": initializers.serialize(self.alpha_initializer),
            "alpha_regularizer": regularizers.serialize(self.alpha_regularizer),
            "alpha_constraint": constraints.serialize(self.alpha_constraint),
            "shared_axes": self.shared_axes,
        }


@export("layers.ParametricSoftplus")
class ParametricSoftplus(_PerFeature):
    """`alpha * log(1 + exp(beta * x))`, with an `alpha` and a `beta` for each feature (Keras 1).

    Arguments:
        alpha_init, beta_init: the numbers that the weights start from.
        weights: initial weights, as `set_weights` takes them.
        shared_axes: axes along which one weight serves all positions.

    Shapes: input (B, ...), output the same, alpha and beta (...) with 1 along shared axes.

    >>> ParametricSoftplus(alpha_init=0.5)(np.array([[-1e9, 1e3]])).tolist()
    [[0.0, 2500.0]]

    Source: McFarland et al., 2013, "Inferring Nonlinear Neuronal Computation".
    """

    @accepts_old_spellings
    def __init__(
        self,
        alpha_init: float = 0.2,
        beta_init: float = 5.0,
        weights: Any = None,
        shared_axes: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(weights=weights, **kwargs)
        self.alpha_init, self.beta_init = as_floatx(alpha_init), as_floatx(beta_init)
        self._share(shared_axes)

    def build(self, input_shape: Any) -> None:
        """Make alpha and beta, one of each per feature that is not shared."""
        shape = self._weight_shape(input_shape)
        self.alphas = self.add_weight(name="alphas", shape=shape, initializer=initializers.Constant(self.alpha_init))
        self.betas = self.add_weight(name="betas", shape=shape, initializer=initializers.Constant(self.beta_init))
        self.built = True

    def call(self, inputs: Any) -> Any:
        """(B, ...) to (B, ...)."""
        return self.alphas * ops.softplus(self.betas * inputs)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        shared = {"shared_axes": self.shared_axes} if at_least("2.2") else {}  # Keras 1 forgot them
        return super().get_config() | {"alpha_init": self.alpha_init, "beta_init": self.beta_init} | shared


@export("layers.SReLU")
class SReLU(_PerFeature):
    """The S-shaped rectifier: `x` between two thresholds, straight lines of other slopes outside (Keras 1).

    `y = clip(x, tl, tr) + al * min(x - tl, 0) + ar * max(x - tr, 0)`, with `tr = tl + |t_right|`.

    Arguments:
        t_left_init, t_right_init: how the left threshold and the distance to the right one start.
        a_left_init, a_right_init: how the slopes on the left and on the right start.
        shared_axes: axes along which one weight serves all positions.

    Shapes: input (B, ...), output the same, each weight (...) with 1 along shared axes.

    >>> SReLU(t_right_init="one", a_left_init="zero")(np.array([[-2.0, 0.5]])).tolist()
    [[0.0, 0.5]]

    Source: Jin et al., 2015, arXiv:1512.07030.
    """

    @accepts_old_spellings
    def __init__(
        self,
        t_left_init: Any = "zero",
        a_left_init: Any = "glorot_uniform",
        t_right_init: Any = "glorot_uniform",
        a_right_init: Any = "one",
        shared_axes: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.t_left_init, self.a_left_init = initializers.get(t_left_init), initializers.get(a_left_init)
        self.t_right_init, self.a_right_init = initializers.get(t_right_init), initializers.get(a_right_init)
        self._share(shared_axes)

    def build(self, input_shape: Any) -> None:
        """Make thresholds and slopes, one of each per feature that is not shared."""
        shape = self._weight_shape(input_shape)
        self.t_left = self.add_weight(name="t_left", shape=shape, initializer=self.t_left_init)
        self.a_left = self.add_weight(name="a_left", shape=shape, initializer=self.a_left_init)
        self.t_right = self.add_weight(name="t_right", shape=shape, initializer=self.t_right_init)
        self.a_right = self.add_weight(name="a_right", shape=shape, initializer=self.a_right_init)
        self.built = True

    def call(self, inputs: Any) -> Any:
        """(B, ...) to (B, ...)."""
        left = self.t_left
        right = left + ops.absolute(self.t_right)
        middle = ops.minimum(ops.maximum(inputs, left), right)
        return middle + self.a_left * ops.minimum(inputs - left, 0.0) + self.a_right * ops.relu(inputs - right)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        describe = initializers.serialize if at_least("2.2") else initializer_name
        names = ("t_left_init", "a_left_init", "t_right_init", "a_right_init")
        shared = {"shared_axes": self.shared_axes} if at_least("2.2") else {}  # Keras 1 forgot them
        return super().get_config() | {name: describe(getattr(self, name)) for name in names} | shared
