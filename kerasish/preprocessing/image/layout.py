"""Where the rows, columns and channels of an image are."""

from __future__ import annotations

from typing import NamedTuple

from ... import config
from ...errors import explain

_NAMES = {
    "channels_last": "channels_last",
    "channels_first": "channels_first",
    "tf": "channels_last",
    "th": "channels_first",
}


class Axes(NamedTuple):
    """Positions of rows, columns and channels in a batch of images."""

    row: int
    column: int
    channel: int


def layout(data_format: str | None, what: str) -> str:
    """'channels_last' or 'channels_first': None and 'default' are that of `config`, 'tf' and 'th' are Keras 1's names.

    Errors:
        ValueError for anything else.
    """
    if data_format is None or data_format == "default":
        return config.image_data_format()
    if data_format not in _NAMES:
        text = f"Invalid data_format for {what}."
        raise ValueError(explain(text, "'channels_last' or 'channels_first'", repr(data_format)))
    return _NAMES[data_format]


def axes_of(data_format: str) -> Axes:
    """The axes of a batch of images."""
    return Axes(1, 2, 3) if data_format == "channels_last" else Axes(2, 3, 1)
