"""`keras.applications.vgg16`."""

from __future__ import annotations

from typing import Any

from ..compat.arguments import accepts_old_spellings
from . import imagenet_utils
from .vgg import vgg

VGG16 = vgg(16, (2, 2, 3, 3, 3))
decode_predictions = imagenet_utils.decode_predictions


@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None) -> Any:
    """Pixels of RGB images from 0 to 255, made BGR around the means of ImageNet, as VGG16 was trained."""
    return imagenet_utils.preprocess_input(x, data_format=data_format, mode="caffe")
