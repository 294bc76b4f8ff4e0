"""Where data enters a model."""

from __future__ import annotations

from typing import Any

from .. import config
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..graph.tensor import Tensor, placeholder
from ..registry import export
from .base import Layer
from .history import LayerCall
from .naming import unique_name


@export("layers.InputLayer", "InputLayer")
class InputLayer(Layer):
    """Holds the symbolic tensor that stands for one input.

    Arguments:
        shape, input_shape: shape of one sample, without the batch axis.
        batch_size: extent of the batch axis, or None.
        batch_shape, batch_input_shape: the whole shape.
        dtype, input_dtype: dtype of the input (default `floatx`).
        input_tensor: a symbolic tensor to use instead of a new one.
        name: its name.
    """

    def __init__(
        self,
        shape: Any = None,
        batch_size: int | None = None,
        dtype: Any = None,
        sparse: bool | None = None,
        batch_shape: Any = None,
        input_tensor: Any = None,
        optional: bool = False,
        name: str | None = None,
        ragged: bool | None = None,
        **kwargs: Any,
    ) -> None:
        batch_shape = batch_shape or kwargs.pop("batch_input_shape", None)
        shape = shape if shape is not None else kwargs.pop("input_shape", None)
        dtype = dtype or kwargs.pop("input_dtype", None)
        for word, value in (("sparse", sparse), ("ragged", ragged)):
            if value:
                raise NotImplementedError(f"Input({word}=True) is not there yet; pass a dense array.")
        if input_tensor is not None:
            batch_shape, dtype = input_tensor.shape, dtype or input_tensor.dtype
        elif batch_shape is None:
            if shape is None:
                raise ValueError("Input needs `shape` (of one sample, without the batch axis) or `batch_shape`.")
            batch_shape = (batch_size, *([shape] if isinstance(shape, int) else shape))
        super().__init__(name=name or unique_name(_prefix()), dtype=dtype or config.floatx(), **kwargs)
        self.batch_shape = tuple(batch_shape)
        self.batch_input_shape = self.batch_shape
        self.optional = optional
        self.sparse = bool(sparse)
        self.built = True
        tensor = input_tensor if input_tensor is not None else placeholder(self.batch_shape, self.dtype, self.name)
        self._tensor: Tensor = tensor
        LayerCall(self, (), {}, tensor)
        self.inbound_calls[0].input_tensors = [tensor]

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """The symbolic tensor itself."""
        return self._tensor

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        shape = {"batch_shape" if at_least("3") else "batch_input_shape": self.batch_shape}
        dtype = {"dtype" if at_least("2.2") else "input_dtype": self.dtype}
        settings = shape | dtype | {"sparse": self.sparse, "name": self.name}
        if at_least("2.15"):
            settings["ragged"] = False
        return settings | ({"optional": self.optional} if at_least("3") else {})


def _prefix() -> str:
    return "input_layer" if at_least("3") else "input"


@export("layers.Input", "Input")
@accepts_old_spellings
def Input(  # noqa: N802
    shape: Any = None,
    batch_size: int | None = None,
    dtype: Any = None,
    sparse: bool | None = None,
    batch_shape: Any = None,
    name: str | None = None,
    tensor: Any = None,
    optional: bool = False,
    ragged: bool | None = None,
    batch_input_shape: Any = None,
) -> Tensor:
    """A symbolic tensor for the input of a model.

    Arguments:
        shape: shape of one sample, without the batch axis.
        batch_size: extent of the batch axis, or None.
        dtype: its dtype (default `floatx`).
        batch_shape: the whole shape, instead of `shape`.
        name: name of the input.
        tensor: a symbolic tensor to wrap instead of making one.

    >>> Input((28, 28)).shape
    (None, 28, 28)
    """
    if isinstance(batch_size, (tuple, list)):  # Keras 1 and 2: Input(shape, batch_shape)
        batch_size, batch_shape = None, batch_size
    layer = InputLayer(
        shape=shape,
        batch_size=batch_size,
        dtype=dtype,
        sparse=sparse,
        batch_shape=batch_shape or batch_input_shape,
        input_tensor=tensor,
        optional=optional,
        name=name,
        ragged=ragged,
    )
    return layer._tensor
