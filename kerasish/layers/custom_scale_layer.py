"""The scaled sum that InceptionResNetV2 is made of, and whose name its model files hold."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..errors import explain
from ..registry import export
from .base import Layer


@export("src.applications.inception_resnet_v2.CustomScaleLayer", "layers.CustomScaleLayer")
class CustomScaleLayer(Layer):
    """`a + scale * b`, of a list of two tensors.

    Arguments:
        scale: what the second tensor is multiplied by.

    Shapes: inputs [(B, ...), (B, ...)], output (B, ...).

    Errors:
        ValueError for anything but two tensors.

    >>> float(CustomScaleLayer(0.5)([np.ones((1, 1)), np.full((1, 1), 4.0)])[0, 0])
    3.0

    Source: Szegedy et al., https://arxiv.org/abs/1602.07261, section 3.3: scaling of the residuals.
    """

    def __init__(self, scale: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.scale = scale

    def build(self, input_shape: Any) -> None:
        """Check that there are two inputs."""
        pair = isinstance(input_shape, (list, tuple)) and len(input_shape) == 2
        if not pair or not all(isinstance(shape, (list, tuple)) for shape in input_shape):
            attempted = f"Layer {self.name!r} adds two tensors."
            raise ValueError(explain(attempted, "a list of two", f"input of shape {input_shape}"))
        self.built = True

    def call(self, inputs: Any) -> Any:
        """[(B, ...), (B, ...)] to (B, ...)."""
        return ops.add(inputs[0], ops.multiply(inputs[1], self.scale))

    def compute_output_shape(self, input_shape: Any) -> Any:
        """(B, ...)."""
        return tuple(input_shape[0])

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return {**super().get_config(), "scale": self.scale}
