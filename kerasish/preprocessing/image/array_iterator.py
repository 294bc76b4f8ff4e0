"""Batches of images that are in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ... import config
from ...compat.arguments import accepts_old_spellings
from ...errors import explain
from ...registry import export
from .iterator import Iterator
from .layout import axes_of, layout
from .saved_batches import default_format, save_batch
from .statistics import check_images

if TYPE_CHECKING:
    from .generator import ImageDataGenerator

Array = np.ndarray[Any, Any]

SUBSETS = ("training", "validation")


@export("preprocessing.image.NumpyArrayIterator")
class NumpyArrayIterator(Iterator):
    """Batches of images from an array, changed and normalised by a generator.

    Arguments:
        x: (B, H, W, C) or (B, C, H, W); or a pair of such images and one further array, or a list of them, which are
            only cut into batches.
        y: targets, or None.
        image_data_generator: an `ImageDataGenerator`.
        batch_size: images per batch.
        shuffle: whether they are shuffled before each epoch.
        sample_weight: weights of the samples, or None.
        seed: seed of NumPy's global generator.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        save_to_dir: a folder in which the changed images are kept, or None.
        save_prefix: how the names of these files begin.
        save_format: 'png' or 'jpeg'.
        subset: 'training' or 'validation', where the generator has a `validation_split`.
        ignore_class_split: whether the two may hold different classes.
        dtype: dtype of the images (default: `floatx`).

    Errors:
        ValueError for images that have other than 4 axes, for arrays of unequal lengths, and for subsets with different
        classes.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> from kerasish.preprocessing.image import ImageDataGenerator
    >>> batches = NumpyArrayIterator(np.zeros((5, 2, 2, 1)), np.arange(5), ImageDataGenerator(), batch_size=2)
    >>> x, y = batches[2]
    >>> x.shape, y.tolist()
    ((1, 2, 2, 1), [4])
    """

    @accepts_old_spellings
    def __init__(
        self,
        x: Any,
        y: Any,
        image_data_generator: ImageDataGenerator,
        batch_size: int = 32,
        shuffle: bool = False,
        sample_weight: Any = None,
        seed: int | None = None,
        data_format: str | None = None,
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str | None = None,
        subset: str | None = None,
        ignore_class_split: bool = False,
        dtype: Any = None,
    ) -> None:
        self.dtype = dtype or config.floatx()
        self.data_format = layout(data_format, "NumpyArrayIterator")
        images, others = _parts(x)
        _check_lengths(images, y, sample_weight)
        if subset is not None:
            part = _subset(subset, image_data_generator, images, y, ignore_class_split)
            images, others = images[part], [other[part] for other in others]
            y = None if y is None else np.asarray(y)[part]
            sample_weight = None if sample_weight is None else np.asarray(sample_weight)[part]
        self.x, self.x_misc = np.asarray(images, self.dtype), others
        check_images(self.x, axes_of(self.data_format).channel, "`NumpyArrayIterator`")
        self.y = None if y is None else np.asarray(y)
        self.sample_weight = None if sample_weight is None else np.asarray(sample_weight)
        self.image_data_generator = image_data_generator
        self.save_to_dir, self.save_prefix = save_to_dir, save_prefix
        self.save_format = save_format or default_format()
        super().__init__(len(self.x), batch_size, shuffle, seed)

    def _get_batches_of_transformed_samples(self, index_array: Array) -> Any:
        images = np.zeros((len(index_array), *self.x.shape[1:]), self.dtype)
        generator = self.image_data_generator
        for place, number in enumerate(index_array):
            image = self.x[number]
            drawn = generator.get_random_transform(image.shape)
            # A copy, since `standardize` works in place.
            images[place] = generator.standardize(generator.apply_transform(image.astype(self.dtype), drawn))
        if self.save_to_dir:
            where = (self.save_to_dir, self.save_prefix, self.save_format, self.data_format)
            save_batch(images, index_array, *where, most=10_000)
        inputs = [images, *(other[index_array] for other in self.x_misc)] if self.x_misc else images
        if self.y is None:
            return inputs
        batch = (inputs, self.y[index_array])
        return batch if self.sample_weight is None else (*batch, self.sample_weight[index_array])


def _parts(x: Any) -> tuple[Any, list[Array]]:
    """The images, and what goes with them."""
    if not isinstance(x, (tuple, list)):
        return x, []
    if len(x) != 2:
        text = "ImageDataGenerator.flow got a list of inputs that it cannot use."
        raise ValueError(explain(text, "(images, further array) or (images, [further arrays])", f"{len(x)} entries"))
    others = [np.asarray(other) for other in (x[1] if isinstance(x[1], list) else [x[1]])]
    if any(len(other) != len(x[0]) for other in others):
        text = "All of the arrays in `x` should have the same length."
        raise ValueError(explain(text, f"{len(x[0])}, as many as there are images", str([len(o) for o in others])))
    return x[0], others


def _check_lengths(images: Any, y: Any, sample_weight: Any) -> None:
    for name, values in (("y", y), ("sample_weight", sample_weight)):
        if values is not None and len(values) != len(images):
            text = f"`x` (images tensor) and `{name}` should have the same length."
            raise ValueError(explain(text, "", f"x: {np.shape(images)}, {name}: {np.shape(values)}"))


def _subset(subset: str, generator: ImageDataGenerator, images: Any, y: Any, ignore_class_split: bool) -> slice:
    """The first images are for validation, the others for training."""
    if subset not in SUBSETS:
        raise ValueError(explain(f"Invalid subset name: {subset!r}.", "'training' or 'validation'"))
    split = int(len(images) * generator._validation_split)
    if y is not None and not ignore_class_split and not _same_classes(np.asarray(y), split):
        text = "Training and validation subsets have different number of classes after the split."
        hint = "if your data is sorted by class, shuffle it first"
        raise ValueError(explain(text, "the same classes in both", "", hint))
    return slice(0, split) if subset == "validation" else slice(split, None)


def _same_classes(y: Array, split: int) -> bool:
    return np.array_equal(np.unique(y[:split]), np.unique(y[split:]))
