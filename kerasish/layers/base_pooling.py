"""What pooling layers share: their arguments, where their windows lie, and their configuration in each generation."""

from __future__ import annotations

from typing import Any

from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..ops.conv import geometry
from .base import Layer
from .input_spec import InputSpec
from .spatial import data_format_of, join_shape, per_axis, split_shape

PADDINGS = ("valid", "same")


def format_setting(layer: Any) -> dict[str, str]:
    """The entry of a configuration for the place of the channels; layers of sequences in Keras 1 have none."""
    if at_least("2.2"):
        return {"data_format": layer.data_format}
    return {} if layer.rank == 1 else {"dim_ordering": {"channels_last": "tf"}.get(layer.data_format, "th")}


def pooling_format(value: Any, rank: int, kind: str) -> str:
    """The data format of a pooling layer. That of sequences follows `config` from level 3 on only."""
    if value is None and rank == 1 and not at_least("3"):
        return "channels_last"
    return data_format_of(value, kind)


class Pooling(Layer):
    """Folds windows of each channel of its input into one number each.

    A variant says in `rank` how many spatial axes there are, and in `pool` what becomes of the windows.
    """

    rank = 1

    @accepts_old_spellings
    def __init__(
        self,
        pool_size: Any = 2,
        strides: Any = None,
        padding: str = "valid",
        data_format: Any = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        kind = type(self).__name__
        self.pool_size = per_axis(pool_size, self.rank, "pool_size", kind)
        self.strides = self.pool_size if strides is None else per_axis(strides, self.rank, "strides", kind)
        self.padding = str(padding).lower()
        if self.padding not in PADDINGS:
            raise ValueError(
                explain(
                    f"{kind} {self.name!r} got padding={padding!r}.", "'valid' (none) or 'same' (as much as it takes)"
                )
            )
        self.data_format = pooling_format(data_format, self.rank, kind)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def pool(self, inputs: Any) -> Any:
        """A tensor with a batch axis, spatial axes and channels, pooled."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it pools.")

    def call(self, inputs: Any) -> Any:
        """(B, ..., C) to (B, ..., C) with shorter axes; channels first alike."""
        self.compute_output_shape(inputs.shape)  # refuses what has no output, with the name of the layer
        return self.pool(inputs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape with its spatial axes pooled."""
        extents, channels = split_shape(input_shape, self.data_format)
        out = geometry(extents, self.pool_size, self.strides, self.padding, (1,) * self.rank).out
        if self.padding == "valid" and any(n is not None and n <= 0 for n in out):
            raise ValueError(
                explain(
                    f"{type(self).__name__} {self.name!r} cannot pool an input of shape {tuple(input_shape)}.",
                    f"spatial extents of at least {self.pool_size}, which is pool_size",
                    str(extents),
                    "a smaller pool_size, padding='same', or fewer pooling layers before it",
                )
            )
        return join_shape(input_shape[0], out, channels, self.data_format)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer, as the generation of the level spells them."""
        size, strides, padding = ("pool_size", "strides", "padding") if at_least("2.2") else self._keras_1_words()
        plain = self.rank == 1 and not at_least("2.2")
        return (
            super().get_config()
            | {size: self.pool_size[0] if plain else self.pool_size, padding: self.padding}
            | {strides: self.strides[0] if plain else self.strides}
            | format_setting(self)
        )

    def _keras_1_words(self) -> tuple[str, str, str]:
        return ("pool_length", "stride", "border_mode") if self.rank == 1 else ("pool_size", "strides", "border_mode")
