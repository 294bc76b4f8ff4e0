"""What a constraint is: a callable that projects a weight after each update, with a configuration."""

from __future__ import annotations

from typing import Any, TypeVar

from ..registry import export

C = TypeVar("C", bound="Constraint")


@export("constraints.Constraint")
class Constraint:
    """Base of all constraints; a subclass defines `__call__(w)`, which returns the projected weight.

    Example:
        >>> class Positive(Constraint):
        ...     def __call__(self, w):
        ...         return abs(w)
        >>> Positive()(-2.0)
        2.0
    """

    def __call__(self, w: Any) -> Any:
        """The weight itself."""
        return w

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal constraint."""
        return {}

    @classmethod
    def from_config(cls: type[C], config: dict[str, Any]) -> C:
        """A constraint from its configuration; the name that Keras 1 wrote into it is left out."""
        return cls(**{key: value for key, value in config.items() if key != "name"})


def chosen(name: str, value: Any, default: Any, older_name: str, older: Any) -> Any:
    """An argument given under its present name or its older one; TypeError when under both."""
    if older is None:
        return value
    if value != default:
        raise TypeError(f"{older_name!r} is the old name of {name!r}; both were given.")
    return older
