"""Numbers as shares of a whole."""

from __future__ import annotations

from typing import Any

from .. import ops
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .elementwise import Elementwise


@export("layers.Softmax")
class Softmax(Elementwise):
    """`exp(x) / sum(exp(x))` along an axis.

    Arguments:
        axis: the axis that sums to 1, or several that do so together.

    Call arguments:
        inputs: the numbers.
        mask: booleans that broadcast to the inputs; where False, the share is 0. A row that is masked whole is all 0
            at level 3, and as if nothing were masked below.

    Shapes: input (...), output (...).

    >>> Softmax()(np.array([[0.0, 0.0, 5.0]]), mask=np.array([[True, True, False]])).tolist()
    [[0.5, 0.5, 0.0]]

    Source: keras.io, layers API, Softmax.
    """

    @accepts_old_spellings
    def __init__(self, axis: Any = -1, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis = axis

    def call(self, inputs: Any, mask: Any = None) -> Any:
        """(...) to (...)."""
        if mask is None or not at_least("2.15"):  # older generations hand the mask on without looking at it
            return ops.softmax(inputs, axis=self.axis)
        low = -3e4 if inputs.dtype == "float16" else -1e9
        if not at_least("3"):
            return ops.softmax(inputs + (1.0 - ops.cast(mask, inputs.dtype)) * low, axis=self.axis)
        shares = ops.softmax(ops.where(mask, inputs, low), axis=self.axis)
        return ops.multiply(shares, ops.cast(mask, inputs.dtype))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {"axis": self.axis}
