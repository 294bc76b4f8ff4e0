"""`keras.backend`: the settings and the session calls that scripts make. Functions on tensors live in `kerasish.ops`."""

from __future__ import annotations

from .config import (
    epsilon,
    floatx,
    image_data_format,
    set_epsilon,
    set_floatx,
    set_image_data_format,
)

__all__ = [
    "backend", "clear_session", "epsilon", "floatx", "image_data_format", "set_epsilon", "set_floatx",
    "set_image_data_format",
]  # fmt: skip


def backend() -> str:
    """The name of the backend: `'kerasish'`."""
    return "kerasish"


def clear_session(free_memory: bool = True) -> None:
    """Start numbering layers again, and let unused plans go."""
    from .layers.naming import reset_names
    from .plan import eager

    reset_names()
    if free_memory:
        eager.clear()
