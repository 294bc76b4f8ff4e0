"""The options of ImageDataGenerator, checked."""

from __future__ import annotations

import numbers
import warnings
from typing import Any

from ...compat import at_least
from ...errors import explain
from ...ops.warp import MODES


def zoom_pair(zoom_range: Any) -> list[float]:
    """The smallest and the largest zoom, from one number or from both.

    Errors:
        ValueError for anything else.
    """
    if isinstance(zoom_range, numbers.Real):
        return [1 - float(zoom_range), 1 + float(zoom_range)]
    return list(_pair("zoom_range", "a number, or a pair of numbers", zoom_range))


def brightness_pair(brightness_range: Any) -> Any:
    """The smallest and the largest factor of the brightness, or None.

    Errors:
        ValueError for anything else.
    """
    return None if brightness_range is None else _pair("brightness_range", "a pair of numbers", brightness_range)


def _pair(name: str, expected: str, value: Any) -> Any:
    pair = hasattr(value, "__len__") and len(value) == 2 and all(isinstance(v, numbers.Real) for v in value)
    if not pair:
        raise ValueError(explain(f"ImageDataGenerator cannot use `{name}`.", expected, repr(value)))
    return value


def fraction(validation_split: Any) -> float:
    """The part of the images that is kept for validation.

    Errors:
        ValueError outside 0 to 1.
    """
    if validation_split and not 0 < validation_split < 1:
        text = "`validation_split` must be strictly between 0 and 1."
        raise ValueError(explain(text, "", f"{validation_split}"))
    return float(validation_split or 0)


def filling(fill_mode: str, order: int | None) -> None:
    """Refuse what no image can be warped with, before the first one comes.

    Errors:
        ValueError for another mode or order.
    """
    if fill_mode not in MODES or order not in (None, 0, 1):
        text = "ImageDataGenerator cannot warp images so."
        expected = f"fill_mode one of {', '.join(MODES)}; interpolation_order 0 or 1"
        raise ValueError(explain(text, expected, f"{fill_mode=}, interpolation_order={order}"))


def implied(center: bool, std: bool, zca: bool, samplewise_center: bool, samplewise_std: bool) -> tuple[bool, ...]:
    """What of featurewise_center, featurewise_std_normalization and samplewise_center holds, given the others.

    Dividing by a deviation and whitening imply that the mean is taken away, but at level 1.
    """
    if not at_least("2.2"):
        return center, std, samplewise_center
    if zca and not center:
        center = _say("zca_whitening", "featurewise_center", True)
    if zca and std:
        std = _say("zca_whitening", "featurewise_std_normalization", False)
    if std and not center:
        center = _say("featurewise_std_normalization", "featurewise_center", True)
    if samplewise_std and not samplewise_center:
        samplewise_center = _say("samplewise_std_normalization", "samplewise_center", True)
    return center, std, samplewise_center


def _say(given: str, other: str, becomes: bool) -> bool:
    text = f"This ImageDataGenerator specifies `{given}`, which overrides the setting of `{other}`: it is {becomes}."
    warnings.warn(text, UserWarning, stacklevel=6)
    return becomes
