"""Batches of images that are read from files: what the flows from folders and from tables have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ...errors import explain
from .arrays import img_to_array
from .files import load_img
from .iterator import Iterator
from .layout import layout
from .saved_batches import default_format, save_batch

if TYPE_CHECKING:
    from .generator import ImageDataGenerator

Array = np.ndarray[Any, Any]

_CHANNELS = {"rgb": 3, "rgba": 4, "grayscale": 1}


class FileBatches(Iterator):
    """An iterator over image files; subclasses give `filepaths`, `labels` and `sample_weight`."""

    class_mode: str | None
    class_indices: dict[Any, int]
    dtype: Any

    def set_processing_attrs(
        self,
        image_data_generator: ImageDataGenerator | None,
        target_size: Sequence[int],
        color_mode: str,
        data_format: str | None,
        save_to_dir: str | None,
        save_prefix: str,
        save_format: str | None,
        subset: str | None,
        interpolation: str,
        keep_aspect_ratio: bool = False,
    ) -> None:
        """Store how files are read, and where changed images are kept; see `DirectoryIterator`.

        Errors:
            ValueError for an unknown `color_mode` or `subset`.
        """
        if color_mode not in _CHANNELS:
            raise ValueError(explain(f"Invalid color mode: {color_mode!r}.", f"one of {', '.join(_CHANNELS)}"))
        self.image_data_generator, self.target_size = image_data_generator, tuple(target_size)
        self.keep_aspect_ratio, self.color_mode = keep_aspect_ratio, color_mode
        self.data_format = layout(data_format, type(self).__name__)
        channels = (_CHANNELS[color_mode],)
        last = self.data_format == "channels_last"
        self.image_shape = self.target_size + channels if last else channels + self.target_size
        self.save_to_dir, self.save_prefix = save_to_dir, save_prefix
        self.save_format, self.interpolation = save_format or default_format(), interpolation
        self.split = self._split(subset)
        self.subset = subset

    def _split(self, subset: str | None) -> tuple[float, float] | None:
        """From which to which part of the files a subset goes; the first ones are for validation."""
        if subset is None:
            return None
        kept = self.image_data_generator._validation_split if self.image_data_generator is not None else 0.0
        parts = {"validation": (0.0, kept), "training": (kept, 1.0)}
        if subset not in parts:
            raise ValueError(explain(f"Invalid subset name: {subset!r}.", "'training' or 'validation'"))
        return parts[subset]

    def portion(self, count: int) -> slice:
        """The files of this subset, out of `count`."""
        return slice(None) if self.split is None else slice(int(self.split[0] * count), int(self.split[1] * count))

    @property
    def filepaths(self) -> list[str]:
        """The paths of all files."""
        raise NotImplementedError(f"{type(self).__name__} must define filepaths.")

    @property
    def labels(self) -> Any:
        """The classes or targets of all files."""
        raise NotImplementedError(f"{type(self).__name__} must define labels.")

    @property
    def sample_weight(self) -> Any:
        """The weights of all files, or None."""
        raise NotImplementedError(f"{type(self).__name__} must define sample_weight.")

    def _get_batches_of_transformed_samples(self, index_array: Array) -> Any:
        images = np.zeros((len(index_array), *self.image_shape), self.dtype)
        for place, number in enumerate(index_array):
            images[place] = self._image(self.filepaths[number])
        if self.save_to_dir:
            where = (self.save_to_dir, self.save_prefix, self.save_format, self.data_format)
            save_batch(images, index_array, *where, most=10_000_000)
        if self.class_mode is None:
            return images
        batch = (images, self._targets(images, index_array))
        return batch if self.sample_weight is None else (*batch, self.sample_weight[index_array])

    def _image(self, path: str) -> Array:
        """One file, read, changed and normalised."""
        img = load_img(
            path,
            color_mode=self.color_mode,
            target_size=self.target_size,
            interpolation=self.interpolation,
            keep_aspect_ratio=self.keep_aspect_ratio,
        )
        x = img_to_array(img, data_format=self.data_format)
        generator = self.image_data_generator
        if generator is None:
            return x
        return generator.standardize(generator.apply_transform(x, generator.get_random_transform(x.shape)))

    def _targets(self, images: Array, index_array: Array) -> Any:
        if self.class_mode == "input":
            return images.copy()
        if self.class_mode == "multi_output":
            return [output[index_array] for output in self.labels]
        if self.class_mode == "raw":
            return self.labels[index_array]
        classes = [self.labels[number] for number in index_array]
        if self.class_mode in ("binary", "sparse"):
            return np.array(classes, self.dtype)
        targets = np.zeros((len(images), len(self.class_indices)), self.dtype)
        for place, found in enumerate(classes):  # a class, or several
            targets[place, found] = 1
        return targets
