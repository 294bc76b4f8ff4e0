"""What layers of normalization share: a factor `gamma` and a shift `beta` for each channel."""

from __future__ import annotations

from typing import Any

from .. import constraints, initializers, regularizers
from .elementwise import Elementwise

ARGUMENTS = ("beta_initializer", "gamma_initializer", "beta_regularizer", "gamma_regularizer", "beta_constraint",
             "gamma_constraint")  # fmt: skip


class ScaleAndShift(Elementwise):
    """A layer whose output has the shape and mask of its input, and that ends with `y * gamma + beta`.

    Arguments:
        center: whether there is a `beta`.
        scale: whether there is a `gamma`.
        settings: initializers, regularizers and constraints of both, by the names in `ARGUMENTS`.
    """

    def __init__(self, center: bool, scale: bool, settings: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.center, self.scale = bool(center), bool(scale)
        self.beta_initializer = initializers.get(settings["beta_initializer"])
        self.gamma_initializer = initializers.get(settings["gamma_initializer"])
        self.beta_regularizer = regularizers.get(settings["beta_regularizer"])
        self.gamma_regularizer = regularizers.get(settings["gamma_regularizer"])
        self.beta_constraint = constraints.get(settings["beta_constraint"])
        self.gamma_constraint = constraints.get(settings["gamma_constraint"])
        self.gamma: Any = None
        self.beta: Any = None

    def add_scale_and_shift(self, shape: tuple[int, ...], **more: Any) -> None:
        """Make `gamma` and `beta` of a shape, those that the layer has; `more` goes to `add_weight`."""
        for name in ["gamma"] * self.scale + ["beta"] * self.center:
            weight = self.add_weight(
                name=name,
                shape=shape,
                initializer=getattr(self, f"{name}_initializer"),
                regularizer=getattr(self, f"{name}_regularizer"),
                constraint=getattr(self, f"{name}_constraint"),
                **more,
            )
            setattr(self, name, weight)

    def scale_and_shift_config(self, **between: Any) -> dict[str, Any]:
        """The arguments about `gamma` and `beta`, in Keras's order; `between` follows the initializers."""
        return {
            "center": self.center,
            "scale": self.scale,
            "beta_initializer": initializers.serialize(self.beta_initializer),
            "gamma_initializer": initializers.serialize(self.gamma_initializer),
            **between,
            "beta_regularizer": regularizers.serialize(self.beta_regularizer),
            "gamma_regularizer": regularizers.serialize(self.gamma_regularizer),
            "beta_constraint": constraints.serialize(self.beta_constraint),
            "gamma_constraint": constraints.serialize(self.gamma_constraint),
        }


def extents(shape: Any, axes: tuple[int, ...], layer: Any) -> tuple[int, ...]:
    """The extents of some axes of a shape.

    Errors:
        ValueError when one is not known.
    """
    found = tuple(shape[axis] for axis in axes)
    if None in found:
        raise ValueError(
            f"{type(layer).__name__} {layer.name!r} has weights along axis {axes[found.index(None)]}, whose extent "
            f"must be known; the input has shape {tuple(shape)}."
        )
    return found
