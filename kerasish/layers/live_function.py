"""Python code inside a configuration: good for making the layer again in this process, never written to a file.

A model with such a layer can still be saved, so that no training is lost: `load_model(path, custom_objects={name of the
layer: function})` reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class LiveFunction:
    """A function that a configuration carries as it is.

    Arguments:
        function: the function.
        layer: name of the layer it belongs to.
    """

    def __init__(self, function: Callable[..., Any], layer: str) -> None:
        self.function, self.layer = function, layer

    def to_json(self) -> Any:
        """What a file says in its place: that there was code."""
        return {"class_name": "__lambda__", "config": None}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LiveFunction) and other.function is self.function

    def __hash__(self) -> int:
        return hash(self.function)

    def __deepcopy__(self, memo: dict[int, Any]) -> LiveFunction:
        return self

    def __repr__(self) -> str:
        return f"<function {getattr(self.function, '__name__', self.function)!r} of layer {self.layer!r}>"
