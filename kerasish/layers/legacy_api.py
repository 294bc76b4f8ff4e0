"""What scripts ask a layer about its place in a graph: `input`, `output`, shapes, and the `get_*_at` methods."""

from __future__ import annotations

from typing import Any

from ..compat import at_least


class LayerGraphAccess:
    """Access to the calls of a layer on symbolic tensors."""

    name: str
    inbound_calls: list[Any]

    def _one_call(self, what: str) -> Any:
        if not self.inbound_calls:
            raise AttributeError(f"Layer {self.name!r} has not been called on a symbolic tensor, so it has no {what}.")
        if len(self.inbound_calls) > 1 and not at_least("3"):  # Keras 3 means the first call
            shapes = {str(c.output_shapes) for c in self.inbound_calls}
            if len(shapes) > 1 or what in ("input", "output"):
                raise AttributeError(
                    f"Layer {self.name!r} was called {len(self.inbound_calls)} times, so its {what} is ambiguous; "
                    f"use get_{what}_at(index)."
                )
        return self.inbound_calls[0]

    @property
    def input(self) -> Any:
        """The symbolic input of the only call; from Keras 3 on, of the first."""
        return _single(self._one_call("input").input_tensors)

    @property
    def output(self) -> Any:
        """The symbolic output of the only call; from Keras 3 on, of the first."""
        return _single(self._one_call("output").output_tensors)

    @property
    def input_shape(self) -> Any:
        """Shape of the input."""
        return self._one_call("input_shape").input_shapes

    @property
    def output_shape(self) -> Any:
        """Shape of the output."""
        return self._one_call("output_shape").output_shapes

    @property
    def input_mask(self) -> Any:
        """Mask of the input."""
        return _single([t.mask for t in self._one_call("input").input_tensors])

    @property
    def output_mask(self) -> Any:
        """Mask of the output."""
        return _single([t.mask for t in self._one_call("output").output_tensors])

    def get_input_at(self, node_index: int) -> Any:
        """The symbolic input of one call."""
        return _single(self._call_at(node_index).input_tensors)

    def get_output_at(self, node_index: int) -> Any:
        """The symbolic output of one call."""
        return _single(self._call_at(node_index).output_tensors)

    def get_input_shape_at(self, node_index: int) -> Any:
        """The input shape of one call."""
        return self._call_at(node_index).input_shapes

    def get_output_shape_at(self, node_index: int) -> Any:
        """The output shape of one call."""
        return self._call_at(node_index).output_shapes

    def get_input_mask_at(self, node_index: int) -> Any:
        """The input mask of one call."""
        return _single([t.mask for t in self._call_at(node_index).input_tensors])

    def get_output_mask_at(self, node_index: int) -> Any:
        """The output mask of one call."""
        return _single([t.mask for t in self._call_at(node_index).output_tensors])

    def _call_at(self, index: int) -> Any:
        if not -len(self.inbound_calls) <= index < len(self.inbound_calls):
            raise ValueError(f"Layer {self.name!r} has {len(self.inbound_calls)} calls; there is no call {index}.")
        return self.inbound_calls[index]


def _single(items: list[Any]) -> Any:
    return items[0] if len(items) == 1 else items
