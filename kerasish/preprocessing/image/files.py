"""Image files read and written."""

from __future__ import annotations

import io
import os
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...compat.arguments import accepts_old_spellings
from ...errors import explain
from ...registry import export
from .arrays import array_to_img
from .pillow import pillow, resampling

WHITE_LIST = ("png", "jpg", "jpeg", "bmp", "ppm", "tif", "tiff")
"""Endings of the files that are taken for images."""
_MODES = {"rgb": "RGB", "rgba": "RGBA", "grayscale": "L"}
_GREY = ("L", "I", "I;16")


@export("preprocessing.image.load_img", "utils.load_img")
@accepts_old_spellings
def load_img(
    path: Any,
    grayscale: bool = False,
    color_mode: str = "rgb",
    target_size: Sequence[int] | None = None,
    interpolation: str = "nearest",
    keep_aspect_ratio: bool = False,
) -> Any:
    """An image file as an image of Pillow's.

    Arguments:
        path: a path, or an open file.
        grayscale: old name of `color_mode='grayscale'`.
        color_mode: 'rgb', 'rgba' or 'grayscale'.
        target_size: rows and columns to bring it to; as it is by default.
        interpolation: 'nearest', 'bilinear', 'bicubic', 'hamming', 'box' or 'lanczos'.
        keep_aspect_ratio: whether it is first cut, around its middle, to the proportions of `target_size`.

    Returns:
        The image.

    Errors:
        ImportError without Pillow, ValueError for unknown words, OSError for a file that is absent or no image.

    Source: https://keras.io/api/data_loading/image/
    """
    if grayscale:
        color_mode = "grayscale"
    if color_mode not in _MODES:
        raise ValueError(explain(f"load_img got color_mode={color_mode!r}.", f"one of {', '.join(_MODES)}"))
    image = pillow("load_img")
    if isinstance(path, (str, os.PathLike)):
        data: Any = io.BytesIO(Path(path).read_bytes())  # the file is closed again, whatever Pillow makes of it
    elif hasattr(path, "read"):
        data = path
    else:
        raise TypeError(explain("load_img failed.", "a path or an open file", f"{type(path).__name__}: {path!r}"))
    img = image.open(data)
    if img.mode != _MODES[color_mode] and not (color_mode == "grayscale" and img.mode in _GREY):
        img = img.convert(_MODES[color_mode])
    img.load()
    return img if target_size is None else _resized(img, target_size, interpolation, keep_aspect_ratio)


def _resized(img: Any, target_size: Sequence[int], interpolation: str, keep_aspect_ratio: bool) -> Any:
    method = resampling(interpolation)
    height, width = target_size
    if img.size == (width, height):
        return img
    box = _middle(img.size, (width, height)) if keep_aspect_ratio else None
    return img.resize((width, height), method, box=box)


def _middle(size: tuple[int, int], target: tuple[int, int]) -> tuple[int, int, int, int]:
    """The largest rectangle around the middle of an image that has the proportions of the target."""
    width, height = size
    cut_width = min(width, height * target[0] // target[1])
    cut_height = min(height, width * target[1] // target[0])
    left, top = (width - cut_width) // 2, (height - cut_height) // 2
    return left, top, left + cut_width, top + cut_height


@export("preprocessing.image.save_img", "utils.save_img")
@accepts_old_spellings
def save_img(
    path: Any,
    x: Any,
    data_format: str | None = None,
    file_format: str | None = None,
    scale: bool = True,
    **kwargs: Any,
) -> None:
    """Write an array to an image file.

    Arguments:
        path: a path, or a file open for writing.
        x: (H, W, C) or (C, H, W) with C = 1, 3 or 4.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        file_format: 'png', 'jpeg'... (default: by the ending of the path).
        scale: whether the values are spread over 0 to 255.
        kwargs: what else Pillow's `Image.save` takes, such as `quality`.

    Errors:
        ImportError without Pillow, ValueError for other axes or channels.

    Source: https://keras.io/api/data_loading/image/
    """
    img = array_to_img(x, data_format=data_format, scale=scale)
    if img.mode == "RGBA" and file_format in ("jpg", "jpeg"):
        text = "The JPG format does not support RGBA images, converting to RGB."
        warnings.warn(text, UserWarning, stacklevel=3)
        img = img.convert("RGB")
    img.save(path, format="jpeg" if file_format == "jpg" else file_format, **kwargs)


@export("preprocessing.image.list_pictures")
def list_pictures(directory: Any, ext: Any = ("jpg", "jpeg", "bmp", "png", "ppm", "tif", "tiff")) -> list[str]:
    """The paths of all image files in a folder and the folders in it.

    Arguments:
        directory: the folder.
        ext: endings of their names, as a tuple, or as Keras 1's `'jpg|jpeg|png'`.

    Returns:
        Paths, in the order of `os.walk`.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> list_pictures("no such folder")
    []
    """
    endings = ext if isinstance(ext, str) else "|".join(re.escape(e) for e in ext)
    wanted = re.compile(rf".*\.(?:{endings})", re.IGNORECASE)
    found = ((root, name) for root, _, names in os.walk(directory) for name in names)
    return [os.path.join(root, name) for root, name in found if wanted.fullmatch(name)]


def has_ending(path: str, endings: Sequence[str] = WHITE_LIST) -> bool:
    """Whether a path ends like an image file's."""
    return os.path.splitext(path)[1].lower().lstrip(".") in endings
