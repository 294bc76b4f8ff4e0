"""A layer whose kernel is kept at a largest singular value of 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import ops
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..graph.variable import Variable
from ..initializers import TruncatedNormal
from ..registry import export
from .base import Layer
from .wrapper import Wrapper


@export("layers.SpectralNormalization")
class SpectralNormalization(Wrapper):
    """In training, divides the kernel of a layer by its largest singular value, which power iteration estimates.

    Arguments:
        layer: the layer, with a `kernel` or `embeddings`.
        power_iterations: steps of power iteration per batch.

    Call arguments:
        inputs: the layer's inputs.
        training: whether the kernel is normalized before it is used.

    Shapes: those of the layer; the estimate `vector_u` is (1, last extent of the kernel).

    Errors:
        ValueError for no iterations, and for a layer without kernel.

    >>> from kerasish.layers import Dense
    >>> layer = SpectralNormalization(Dense(2, use_bias=False), power_iterations=20)
    >>> _ = layer(np.ones((1, 3)), training=True)
    >>> float(np.linalg.norm(layer.layer.kernel.numpy(), 2).round(3))
    1.0

    Source: Miyato et al., 2018, arXiv:1802.05957.
    """

    @accepts_old_spellings
    def __init__(self, layer: Layer, power_iterations: int = 1, **kwargs: Any) -> None:
        super().__init__(layer, **kwargs)
        if power_iterations <= 0:
            raise ValueError(
                f"SpectralNormalization needs at least 1 of power_iterations, received {power_iterations!r}."
            )
        self.power_iterations = int(power_iterations)

    def build(self, input_shape: Any = None) -> None:
        """Build the layer inside, find its kernel, and make `vector_u`."""
        super().build(input_shape)
        kernel = getattr(self.layer, "kernel", None)
        kernel = getattr(self.layer, "embeddings", None) if kernel is None else kernel
        if kernel is None:
            raise ValueError(
                f"SpectralNormalization {self.name!r}: {type(self.layer).__name__} {self.layer.name!r} has neither a "
                "kernel nor embeddings to normalize."
            )
        self.kernel: Variable = kernel
        self.vector_u = self.add_weight(
            name="vector_u",
            shape=(1, self.kernel.shape[-1]),
            initializer=TruncatedNormal(stddev=0.02),
            trainable=False,
            dtype=self.kernel.dtype,
        )

    @property
    def weights(self) -> list[Variable]:
        """All weights: at level 3 the kernel and `vector_u` first."""
        found = super().weights
        first = [self.kernel, self.vector_u] if self.built and at_least("3") else []
        return first + [v for v in found if not any(v is f for f in first)]

    def call(self, inputs: Any, training: Any = False) -> Any:
        """The layer's output; in training with its kernel normalized."""
        if training:
            vector_u, kernel = self.normalized_weights()
            self.vector_u.assign(vector_u)
            # Gradients by the kernel are taken behind the division, as by the variable in Keras.
            self.kernel.assign(self.kernel + ops.stop_gradient(kernel - self.kernel))
        told = {"training": training} if self.layer._call_takes["training"] else {}
        return self.layer(inputs, **told)

    def normalized_weights(self) -> tuple[Any, Any]:
        """The new `vector_u` and the kernel divided by its largest singular value."""
        kernel, u = self.kernel.value, self.vector_u.value
        weights = ops.reshape(kernel, (-1, kernel.shape[-1]))
        transposed = ops.transpose(weights, (1, 0))
        for _ in range(self.power_iterations):
            v = ops.normalize(ops.matmul(u, transposed), axis=None)
            u = ops.normalize(ops.matmul(v, weights), axis=None)
        sigma = ops.matmul(ops.matmul(v, weights), ops.transpose(u, (1, 0)))
        return u, ops.reshape(weights / sigma, kernel.shape)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The layer's."""
        return tuple(int(s) if isinstance(s, np.integer) else s for s in self.layer.compute_output_shape(input_shape))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer, the configuration of the layer inside among them."""
        return super().get_config() | {"power_iterations": self.power_iterations}
