"""The base of layers that hold one other layer."""

from __future__ import annotations

from typing import Any

from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import Layer
from .serialization import deserialize, serialize


@export("layers.Wrapper")
class Wrapper(Layer):
    """Holds a layer; a subclass says in `call` how it is used.

    Arguments:
        layer: the layer to hold.

    Errors:
        ValueError when `layer` is no layer.

    >>> class Twice(Wrapper):
    ...     def call(self, inputs):
    ...         return self.layer(self.layer(inputs))
    >>> from kerasish.layers import LeakyReLU
    >>> Twice(LeakyReLU(0.5))(np.array([[-4.0, 4.0]])).tolist()
    [[-1.0, 4.0]]

    Source: keras.io, layers API, Wrapper.
    """

    @accepts_old_spellings
    def __init__(self, layer: Layer, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not isinstance(layer, Layer):
            raise ValueError(f"{type(self).__name__} needs a layer to hold, received {layer!r}.")
        self.layer = layer

    def build(self, input_shape: Any = None) -> None:
        """Build the layer inside, unless it is built."""
        if not self.layer.built and input_shape is not None:
            self.layer.build(input_shape)
            self.layer.built = True
        self.built = True

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer, the configuration of the layer inside among them."""
        return super().get_config() | {"layer": serialize(self.layer)}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Any:
        """The layer of a configuration."""
        arguments = dict(config)
        inner = deserialize(arguments.pop("layer"), custom_objects=custom_objects)
        return cls(inner, **arguments)
