"""Images read, written, changed at random and served in batches: `keras.preprocessing.image`."""

from .affine import apply_affine_transform, apply_transform, transform_matrix_offset_center
from .array_iterator import NumpyArrayIterator
from .arrays import array_to_img, img_to_array
from .dataframe_iterator import DataFrameIterator
from .directory_iterator import DirectoryIterator
from .files import list_pictures, load_img, save_img
from .generator import ImageDataGenerator
from .intensity import apply_brightness_shift, apply_channel_shift, flip_axis
from .iterator import Iterator
from .random_transforms import (
    random_brightness,
    random_channel_shift,
    random_rotation,
    random_shear,
    random_shift,
    random_zoom,
)
from .smart_resize import smart_resize

__all__ = [
    "DataFrameIterator",
    "DirectoryIterator",
    "ImageDataGenerator",
    "Iterator",
    "NumpyArrayIterator",
    "apply_affine_transform",
    "apply_brightness_shift",
    "apply_channel_shift",
    "apply_transform",
    "array_to_img",
    "flip_axis",
    "img_to_array",
    "list_pictures",
    "load_img",
    "random_brightness",
    "random_channel_shift",
    "random_rotation",
    "random_shear",
    "random_shift",
    "random_zoom",
    "save_img",
    "smart_resize",
    "transform_matrix_offset_center",
]
