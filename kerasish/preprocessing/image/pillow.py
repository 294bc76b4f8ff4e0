"""Pillow, which reads and writes image files: an optional package, loaded where it is needed."""

from __future__ import annotations

from typing import Any

from ...errors import explain, nearest

FILTERS = {
    "nearest": "NEAREST", "bilinear": "BILINEAR", "bicubic": "BICUBIC", "hamming": "HAMMING", "box": "BOX",
    "lanczos": "LANCZOS",
}  # fmt: skip
"""Keras's names of Pillow's resampling filters."""


def pillow(purpose: str) -> Any:
    """Pillow's module `Image`.

    Arguments:
        purpose: what it is needed for, as the error text says it.

    Errors:
        ImportError that names the cure when Pillow is not installed.
    """
    try:
        from PIL import Image
    except ImportError as error:
        raise ImportError(
            explain(f"{purpose} needs the package Pillow.", "Pillow, installed", "", "pip install pillow")
        ) from error
    return Image


def resampling(name: str) -> Any:
    """The filter of Pillow that a name of Keras stands for.

    Errors:
        ValueError for an unknown name.
    """
    if name not in FILTERS:
        text = f"Invalid interpolation method {name!r} for an image."
        raise ValueError(explain(text, f"one of {', '.join(FILTERS)}", "", nearest(str(name), FILTERS)))
    image = pillow("Resizing an image")
    return getattr(getattr(image, "Resampling", image), FILTERS[name])
