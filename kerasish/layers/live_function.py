"""Python code inside a configuration: good for making the layer again in this process, never written to a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import explain


class LiveFunction:
    """A function that a configuration carries as it is.

    Arguments:
        function: the function.
        layer: name of the layer it belongs to, for the error text.
    """

    def __init__(self, function: Callable[..., Any], layer: str) -> None:
        self.function, self.layer = function, layer

    def to_json(self) -> Any:
        """What an encoder of configurations asks for; there is no answer.

        Errors:
            ValueError, which names the layer and the cure.
        """
        name = getattr(self.function, "__name__", repr(self.function))
        raise ValueError(
            explain(
                f"Layer {self.layer!r} cannot be saved: its function {name!r} is Python code.",
                "a function with a registered name; code in a file could do anything to whoever loads it",
                "",
                "give the function a name and register it (saving.register_keras_serializable(), or "
                "utils.get_custom_objects()[name] = function); whoever loads the file passes custom_objects",
            )
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LiveFunction) and other.function is self.function

    def __hash__(self) -> int:
        return hash(self.function)

    def __deepcopy__(self, memo: dict[int, Any]) -> LiveFunction:
        return self

    def __repr__(self) -> str:
        return f"<function {getattr(self.function, '__name__', self.function)!r} of layer {self.layer!r}>"
