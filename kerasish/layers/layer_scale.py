"""A learned number for each channel, which ConvNeXt is made of and whose name its model files hold."""

from __future__ import annotations

from typing import Any

from ..compat import at_least
from ..initializers import Constant
from ..registry import export
from .base import Layer


@export("src.applications.convnext.LayerScale", "layers.LayerScale")
class LayerScale(Layer):
    """Each channel times a number of its own, which training changes.

    Arguments:
        init_values: what the numbers are at first.
        projection_dim: how many channels there are.

    Shapes: input (..., C), output (..., C).

    >>> LayerScale(0.5, 2)(np.array([[2.0, 4.0]])).tolist()
    [[1.0, 2.0]]

    Source: Touvron et al.: Going deeper with image transformers, 2021, arXiv:2103.17239.
    """

    def __init__(self, init_values: float, projection_dim: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.init_values, self.projection_dim = init_values, projection_dim

    def build(self, input_shape: Any) -> None:
        """Make the scale."""
        name = None if at_least("3") else "gamma"  # Keras 3 leaves it without a name of its own
        self.gamma = self.add_weight((self.projection_dim,), Constant(self.init_values), name=name)
        self.built = True

    def call(self, inputs: Any) -> Any:
        """(..., C) to (..., C)."""
        return inputs * self.gamma

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return tuple(input_shape)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"init_values": self.init_values, "projection_dim": self.projection_dim}
