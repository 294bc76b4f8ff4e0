"""What layers over images, sequences and volumes share: their arguments, and where the channels are.

Ops have the channels last. A layer whose channels are first moves them at its two ends; the plan cancels what meets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import config, ops
from ..errors import explain

_FORMATS = {"channels_last": "channels_last", "channels_first": "channels_first"}
_OLD_FORMATS = {"tf": "channels_last", "th": "channels_first"}


def data_format_of(value: Any, layer: str) -> str:
    """'channels_last' or 'channels_first' for an argument: None is the default of `config`, 'tf' and 'th' are old."""
    if value is None or value == "default":
        return config.image_data_format()
    found = _FORMATS.get(str(value).lower()) or _OLD_FORMATS.get(str(value).lower())
    if found is None:
        raise ValueError(f"{layer} needs data_format 'channels_last' or 'channels_first', received {value!r}.")
    return found


def per_axis(value: Any, rank: int, name: str, layer: str, least: int = 1) -> tuple[int, ...]:
    """An integer for each spatial axis, from one for all or from as many.

    Errors:
        ValueError for another count, for what is no integer, and for less than `least`.
    """
    values = (value,) * rank if isinstance(value, (int, float)) else value
    fits = isinstance(values, Sequence) and not isinstance(values, str) and len(values) == rank
    if not fits or any(int(v) != v or v < least for v in values):
        axes = "an integer" if rank == 1 else f"an integer or {rank} of them"
        raise ValueError(explain(f"{layer} got {name}={value!r}.", f"{axes}, each at least {least}"))
    return tuple(int(v) for v in values)


def spatial_axes(rank: int, data_format: str) -> tuple[int, ...]:
    """The positions of the spatial axes in a tensor with a batch axis and a channel axis."""
    return tuple(range(1, rank + 1)) if data_format == "channels_last" else tuple(range(2, rank + 2))


def channels_last(x: Any, data_format: str) -> Any:
    """A tensor with its channels moved to the end, if they were not there."""
    return x if data_format == "channels_last" else ops.moveaxis(x, 1, -1)


def channels_back(y: Any, data_format: str) -> Any:
    """A tensor with its channels at the end, brought to `data_format`."""
    return y if data_format == "channels_last" else ops.moveaxis(y, -1, 1)


def split_shape(shape: Sequence[Any], data_format: str) -> tuple[tuple[Any, ...], Any]:
    """The spatial extents and the channels of a shape."""
    shape = tuple(shape)
    return (shape[1:-1], shape[-1]) if data_format == "channels_last" else (shape[2:], shape[1])


def join_shape(batch: Any, extents: Sequence[Any], channels: Any, data_format: str) -> tuple[Any, ...]:
    """A shape from its batch size, its spatial extents and its channels."""
    return (batch, *extents, channels) if data_format == "channels_last" else (batch, channels, *extents)
