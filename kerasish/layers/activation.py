"""An activation function as a layer."""

from __future__ import annotations

from typing import Any

from .. import activations
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .elementwise import Elementwise


@export("layers.Activation")
class Activation(Elementwise):
    """`activation(x)`.

    Arguments:
        activation: a name, or a function of a tensor.

    Shapes: input (...), output (...).

    >>> Activation("relu")(np.array([[-1.0, 2.0]])).tolist()
    [[0.0, 2.0]]

    Source: keras.io, layers API, Activation.
    """

    @accepts_old_spellings
    def __init__(self, activation: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.activation = activations.get(activation)

    def call(self, inputs: Any) -> Any:
        """(...) to (...)."""
        return self.activation(inputs)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"activation": activations.serialize(self.activation)}
