"""Batches of image files whose folders are their classes."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator as Iteration
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import config
from ...compat.arguments import accepts_old_spellings
from ...errors import explain
from ...registry import export
from .file_batches import FileBatches
from .files import has_ending

if TYPE_CHECKING:
    from .generator import ImageDataGenerator


@export("preprocessing.image.DirectoryIterator")
class DirectoryIterator(FileBatches):
    """Batches of the image files in a folder; each folder in it is a class.

    Arguments:
        directory: the folder.
        image_data_generator: an `ImageDataGenerator` that changes and normalises them, or None.
        target_size: rows and columns that all images are brought to.
        color_mode: 'rgb', 'rgba' or 'grayscale'.
        classes: names of the folders that count (default: all, sorted).
        class_mode: the targets: 'categorical' one-hot vectors, 'binary' or 'sparse' numbers, 'input' the images
            themselves, None nothing.
        batch_size: images per batch.
        shuffle: whether they are shuffled before each epoch.
        seed: seed of NumPy's global generator.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        save_to_dir: a folder in which the changed images are kept, or None.
        save_prefix: how the names of these files begin.
        save_format: 'png' or 'jpeg'.
        follow_links: whether links to folders are followed.
        subset: 'training' or 'validation', where the generator has a `validation_split`.
        interpolation: how images are resized, see `load_img`.
        keep_aspect_ratio: whether they are first cut to the proportions of `target_size`.
        dtype: dtype of the images (default: `floatx`).

    Errors:
        ValueError for unknown words, FileNotFoundError for a folder that is absent.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> import os, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> os.mkdir(os.path.join(folder, "cats"))
    >>> DirectoryIterator(folder, None).class_indices
    Found 0 images belonging to 1 classes.
    {'cats': 0}
    """

    allowed_class_modes = ("categorical", "binary", "sparse", "input", None)

    @accepts_old_spellings
    def __init__(
        self,
        directory: Any,
        image_data_generator: ImageDataGenerator | None,
        target_size: Sequence[int] = (256, 256),
        color_mode: str = "rgb",
        classes: Sequence[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        data_format: str | None = None,
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str | None = None,
        follow_links: bool = False,
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
        dtype: Any = None,
    ) -> None:
        self.set_processing_attrs(
            image_data_generator, target_size, color_mode, data_format, save_to_dir, save_prefix, save_format, subset,
            interpolation, keep_aspect_ratio,
        )  # fmt: skip
        if class_mode not in self.allowed_class_modes:
            text = f"Invalid class_mode: {class_mode!r}."
            raise ValueError(explain(text, f"one of {', '.join(map(repr, self.allowed_class_modes))}"))
        self.directory, self.classes_given = os.fspath(directory), classes
        self.class_mode, self.dtype = class_mode, dtype or config.floatx()
        names = list(classes or []) or sorted(entry.name for entry in os.scandir(directory) if entry.is_dir())
        self.num_classes = len(names)
        self.class_indices = {name: number for number, name in enumerate(names)}
        self.filenames: list[str] = []
        found: list[int] = []
        for name in names:
            files = list(_image_files(os.path.join(self.directory, name), follow_links))
            files = files[self.portion(len(files))]
            self.filenames += [os.path.join(name, file) for file in files]
            found += [self.class_indices[name]] * len(files)
        self.classes = np.array(found, np.int32)
        self.samples = len(self.filenames)
        self._filepaths = [os.path.join(self.directory, name) for name in self.filenames]
        print(f"Found {self.samples} images belonging to {self.num_classes} classes.")
        super().__init__(self.samples, batch_size, shuffle, seed)

    @property
    def filepaths(self) -> list[str]:
        """The paths of all files."""
        return self._filepaths

    @property
    def labels(self) -> Any:
        """The class of each file, as a number."""
        return self.classes

    @property
    def sample_weight(self) -> Any:
        """None: files in folders have no weights."""
        return None


def _image_files(folder: str, follow_links: bool) -> Iteration[str]:
    """The image files in a folder and the folders in it, sorted, as paths within it."""
    walk = sorted(os.walk(folder, followlinks=follow_links), key=lambda entry: entry[0])
    for root, _, names in walk:
        for name in sorted(names):
            if name.lower().endswith(".tiff"):
                text = 'Using ".tiff" files with multiple bands will cause distortion. Please verify your output.'
                warnings.warn(text, UserWarning, stacklevel=5)
            if has_ending(name):
                yield os.path.relpath(os.path.join(root, name), folder)
