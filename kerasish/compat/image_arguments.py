"""Old spellings of the arguments of image preprocessing and data sets, and orders of places that changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .level import at_least

_LAYOUT = {"dim_ordering": "data_format"}

IMAGE_RENAMED: dict[str, dict[str, str]] = {
    "ImageDataGenerator": _LAYOUT,
    "NumpyArrayIterator": {"X": "x", **_LAYOUT},
    "DirectoryIterator": _LAYOUT,
    "array_to_img": _LAYOUT,
    "img_to_array": _LAYOUT,
    "save_img": _LAYOUT,
    "flow": {"X": "x"},
    "random_channel_shift": {"intensity": "intensity_range"},
    "load_data": {"nb_words": "num_words"},
}
"""Class or function: old name to new name."""

_GENERATOR = (
    "featurewise_center samplewise_center featurewise_std_normalization samplewise_std_normalization zca_whitening "
    "zca_epsilon rotation_range width_shift_range height_shift_range brightness_range shear_range zoom_range "
    "channel_shift_range fill_mode cval horizontal_flip vertical_flip rescale preprocessing_function data_format "
    "validation_split interpolation_order dtype"
).split()
_NOT_IN_1 = ("zca_epsilon", "brightness_range", "validation_split", "interpolation_order", "dtype")
_FLOW = "seed save_to_dir save_prefix save_format ignore_class_split subset".split()
_LOAD = "grayscale color_mode target_size interpolation".split()


def _named(owner: str, order: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    if len(values) > len(order):
        raise TypeError(f"{owner} got too many positional arguments: {values[len(order) :]!r} after {order[-1]!r}.")
    return dict(zip(order, values))


def generator(values: Sequence[Any]) -> dict[str, Any]:
    """Places of ImageDataGenerator: Keras 1 had fewer options."""
    order = _GENERATOR if at_least("2.2") else [name for name in _GENERATOR if name not in _NOT_IN_1]
    return _named("ImageDataGenerator", order, values)


def flow(values: Sequence[Any]) -> dict[str, Any]:
    """Places of flow after `shuffle`: there was no sample_weight in Keras 1, and no ignore_class_split before 2.15."""
    order = [name for name in _FLOW if name != "ignore_class_split" or at_least("2.15")]
    return _named("flow", ["sample_weight", *order] if at_least("2.2") else order, values)


def load_img(values: Sequence[Any]) -> dict[str, Any]:
    """Places of load_img after the path: a size before the color mode is Keras 1, a color mode first is Keras 3."""
    if isinstance(values[0], str):
        return _named("load_img", [*_LOAD[1:], "keep_aspect_ratio"], values)
    early = len(values) > 1 and isinstance(values[1], (tuple, list))
    return _named("load_img", ["grayscale", *_LOAD[2:]] if early else [*_LOAD, "keep_aspect_ratio"], values)


def directory(values: Sequence[Any]) -> dict[str, Any]:
    """Places of DirectoryIterator after `color_mode`: Keras 1 has the layout there."""
    order = "classes class_mode batch_size shuffle seed data_format save_to_dir save_prefix save_format".split()
    if not at_least("2.2"):
        order = ["data_format", *(name for name in order if name != "data_format")]
    order += "follow_links subset interpolation".split() + (["keep_aspect_ratio"] if at_least("2.15") else [])
    return _named("DirectoryIterator", [*order, "dtype"], values)


IMAGE_POSITIONS: dict[str, tuple[int, Callable[..., dict[str, Any]]]] = {
    "ImageDataGenerator": (0, generator),
    "flow": (4, flow),
    "load_img": (1, load_img),
    "DirectoryIterator": (4, directory),
}
"""Class or function: how many places all generations share, and the reader of the others."""
