"""Helpers that scripts import from `keras.utils`."""

from typing import Any

from ..random.seed import set_random_seed
from ..saving.custom_objects import (
    CustomObjectScope,
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)
from ..saving.objects import deserialize_keras_object, serialize_keras_object
from ..training.progress import Progbar
from ..training.sequence import PyDataset, Sequence
from .cache_dir import cache_dir
from .categorical import categorical_probas_to_classes, probas_to_classes, to_categorical
from .convert_kernel import convert_kernel
from .file_hash import validate_file
from .get_file import get_file
from .normalize import normalize
from .summary import print_summary

__all__ = [
    "CustomObjectScope",
    "custom_object_scope",
    "deserialize_keras_object",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "register_keras_serializable",
    "serialize_keras_object",
    "set_random_seed",
    "Progbar",
    "PyDataset",
    "Sequence",
    "array_to_img",
    "cache_dir",
    "categorical_probas_to_classes",
    "convert_kernel",
    "get_file",
    "img_to_array",
    "load_img",
    "normalize",
    "print_summary",
    "probas_to_classes",
    "save_img",
    "to_categorical",
    "validate_file",
]


def __getattr__(name: str) -> Any:
    # Images live in a room that itself needs this one.
    if name in ("array_to_img", "img_to_array", "load_img", "save_img"):
        from ..preprocessing import image

        return getattr(image, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
