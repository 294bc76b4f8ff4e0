"""The layer that changes nothing."""

from __future__ import annotations

from typing import Any

from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .elementwise import Elementwise


@export("layers.Identity")
class Identity(Elementwise):
    """`x`. Stands where a layer is wanted and none is needed.

    Shapes: input (...), output (...).

    >>> Identity()(np.array([[1.0, 2.0]])).tolist()
    [[1.0, 2.0]]

    Source: keras.io, layers API, Identity.
    """

    @accepts_old_spellings
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = at_least("3")  # tf.keras 2.15 drops the mask here

    def call(self, inputs: Any) -> Any:
        """(...) to (...)."""
        return inputs
