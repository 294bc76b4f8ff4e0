"""Old spellings of the arguments of pooling and spatial dropout: rows for their bases, and for each layer."""

from __future__ import annotations

_FORMAT = {"dim_ordering": "data_format"}
_WINDOWS = {"pool_length": "pool_size", "stride": "strides", "border_mode": "padding", **_FORMAT}
_DROPOUT = {"p": "rate", **_FORMAT}

POOLING_RENAMED: dict[str, dict[str, str]] = {
    "Pooling": _WINDOWS,
    "GlobalPooling": _FORMAT,
    "SpatialDropout": _DROPOUT,
    **{f"{kind}Pooling{rank}D": _WINDOWS for kind in ("Max", "Average") for rank in (1, 2, 3)},
    **{f"Global{kind}Pooling{rank}D": _FORMAT for kind in ("Max", "Average") for rank in (1, 2, 3)},
    "SpatialDropout1D": {"p": "rate"},
    "SpatialDropout2D": _DROPOUT,
    "SpatialDropout3D": _DROPOUT,
}
"""Class: old name to new name."""
