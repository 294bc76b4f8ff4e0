"""Batches of image files that a table names, with their classes or targets."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ... import config
from ...compat import at_least
from ...compat.arguments import accepts_old_spellings
from ...errors import explain
from ...registry import export
from .file_batches import FileBatches
from .files import has_ending

if TYPE_CHECKING:
    from .generator import ImageDataGenerator

WITHOUT_CLASSES = ("input", "multi_output", "raw", None)
"""Class modes whose targets are no classes."""


@export("preprocessing.image.DataFrameIterator")
class DataFrameIterator(FileBatches):
    """Batches of the image files that a pandas DataFrame names.

    Arguments:
        dataframe: the table, one row per file.
        directory: the folder of the files; without one, the table holds whole paths.
        image_data_generator: an `ImageDataGenerator` that changes and normalises them, or None.
        x_col: the column of the names.
        y_col: the column of the classes or targets; a list of columns for 'multi_output', and for 'raw' if wanted.
        weight_col: the column of the samples' weights, or None.
        target_size: rows and columns that all images are brought to.
        color_mode: 'rgb', 'rgba' or 'grayscale'.
        classes: the classes that count (default: all), in order; sorted up to level 2.3.
        class_mode: the targets: 'categorical' one-hot vectors of one class or several, 'binary' or 'sparse' numbers,
            'raw' the values of `y_col`, 'multi_output' a list of them, 'input' the images themselves, None nothing.
        batch_size: images per batch.
        shuffle: whether they are shuffled before each epoch.
        seed: seed of NumPy's global generator.
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        save_to_dir: a folder in which the changed images are kept, or None.
        save_prefix: how the names of these files begin.
        save_format: 'png' or 'jpeg'.
        subset: 'training' or 'validation', where the generator has a `validation_split`.
        interpolation: how images are resized, see `load_img`.
        keep_aspect_ratio: whether they are first cut to the proportions of `target_size`.
        dtype: dtype of the images (default: `floatx`).
        validate_filenames: whether rows whose file is absent, or no image, are left out.

    Errors:
        ValueError and TypeError for unknown words and for columns that do not hold what they should.

    Source: Keras 2.3, keras.preprocessing.image.

    >>> import pandas
    >>> table = pandas.DataFrame({"filename": ["a.png", "b.png"], "class": ["cat", "dog"]})
    >>> DataFrameIterator(table, validate_filenames=False).class_indices
    Found 2 non-validated image filenames belonging to 2 classes.
    {'cat': 0, 'dog': 1}
    """

    allowed_class_modes = ("binary", "categorical", "input", "multi_output", "raw", "sparse", None)

    @accepts_old_spellings
    def __init__(
        self,
        dataframe: Any,
        directory: Any = None,
        image_data_generator: ImageDataGenerator | None = None,
        x_col: str = "filename",
        y_col: Any = "class",
        weight_col: str | None = None,
        target_size: Sequence[int] = (256, 256),
        color_mode: str = "rgb",
        classes: Sequence[Any] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        data_format: str | None = None,
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str | None = None,
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
        dtype: Any = None,
        validate_filenames: bool = True,
    ) -> None:
        self.set_processing_attrs(
            image_data_generator, target_size, color_mode, data_format, save_to_dir, save_prefix, save_format, subset,
            interpolation, keep_aspect_ratio,
        )  # fmt: skip
        self.class_mode, self.dtype = class_mode, dtype or config.floatx()
        self.directory = os.fspath(directory) if directory else ""
        table = dataframe.copy()
        self._check(table, x_col, y_col, weight_col, classes)
        if validate_filenames:
            table = self._with_files(table, x_col)
        if class_mode not in WITHOUT_CLASSES:
            table, classes = _with_classes(table, y_col, classes)
            self.num_classes = len(classes)
            self.class_indices = {name: number for number, name in enumerate(classes)}
        table = table.iloc[self.portion(len(table))]
        self.filenames = table[x_col].tolist()
        self.samples = len(self.filenames)
        self._filepaths = [os.path.join(self.directory, name) for name in self.filenames]
        self._weights = table[weight_col].values if weight_col else None
        self._labels = self._labels_of(table, y_col)
        checked = "validated" if validate_filenames else "non-validated"
        belonging = "" if class_mode in WITHOUT_CLASSES else f" belonging to {self.num_classes} classes"
        print(f"Found {self.samples} {checked} image filenames{belonging}.")
        super().__init__(self.samples, batch_size, shuffle, seed)

    def _labels_of(self, table: Any, y_col: Any) -> Any:
        if self.class_mode == "raw":
            return table[y_col].values
        if self.class_mode == "multi_output":
            return [np.array(table[column].tolist()) for column in y_col]
        if self.class_mode in WITHOUT_CLASSES:
            return None
        self.classes = self.get_classes(table, y_col)
        return self.classes

    def get_classes(self, df: Any, y_col: str) -> list[Any]:
        """The classes of the rows of a table as numbers; a list where a row has several."""
        rows = df[y_col].tolist()
        number = self.class_indices
        return [[number[c] for c in row] if isinstance(row, (list, tuple)) else number[row] for row in rows]

    def _with_files(self, table: Any, x_col: str) -> Any:
        """The rows whose image file is there."""
        there = [_is_image(os.path.join(self.directory, name)) for name in table[x_col]]
        missing = there.count(False)
        if missing:
            text = f'Found {missing} invalid image filename(s) in x_col="{x_col}". These filename(s) will be ignored.'
            warnings.warn(text, UserWarning, stacklevel=5)
        return table[np.array(there, bool)]

    def _check(self, table: Any, x_col: str, y_col: Any, weight_col: str | None, classes: Any) -> None:
        """Refuse columns that do not hold what the class mode needs."""
        mode = self.class_mode
        if mode not in self.allowed_class_modes:
            text = f"Invalid class_mode: {mode!r}."
            raise ValueError(explain(text, f"one of {', '.join(map(repr, self.allowed_class_modes))}"))
        if mode == "multi_output" and not isinstance(y_col, list):
            text = f'If class_mode="{mode}", y_col must be a list.'
            raise TypeError(explain(text, "", type(y_col).__name__))
        _check_types(table, x_col, (str,), "strings")
        if mode in ("binary", "sparse"):
            _check_types(table, y_col, (str,), "strings")
        if mode == "binary":
            count = len(set(classes)) if classes else table[y_col].nunique()
            if count != 2:
                text = 'If class_mode="binary" there must be 2 classes.'
                raise ValueError(explain(text, "", f"{count} classes"))
        if mode == "categorical":
            _check_types(table, y_col, (str, list, tuple), "strings, lists or tuples")
        if classes and mode in WITHOUT_CLASSES:
            text = f'`classes` will be ignored given the class_mode="{mode}"'
            warnings.warn(text, UserWarning, stacklevel=5)
        if weight_col and not np.issubdtype(table[weight_col].dtype, np.number):
            raise TypeError(f"Column weight_col={weight_col} must be numeric.")

    @property
    def filepaths(self) -> list[str]:
        """The paths of all files."""
        return self._filepaths

    @property
    def labels(self) -> Any:
        """The classes as numbers, or the targets."""
        return self._labels

    @property
    def sample_weight(self) -> Any:
        """The weights of the samples, or None."""
        return self._weights


def _check_types(table: Any, column: Any, types: tuple[type, ...], what: str) -> None:
    if not all(isinstance(value, types) for value in table[column]):
        raise TypeError(f"All values in column {column} must be {what}.")


def _is_image(path: str) -> bool:
    return has_ending(path) and os.path.isfile(path)


def _with_classes(table: Any, y_col: str, classes: Sequence[Any] | None) -> tuple[Any, list[Any]]:
    """The rows that have one of the classes, and the classes in order."""
    if not classes:
        several = (row if isinstance(row, (list, tuple)) else [row] for row in table[y_col])
        return table.dropna(subset=[y_col]), sorted({name for row in several for name in row})
    names = list(dict.fromkeys([classes] if isinstance(classes, str) else classes))
    names = names if at_least("2.15") else sorted(names)
    rows = [_only(row, set(names)) for row in table[y_col]]
    kept = np.array([row is not None for row in rows], bool)
    table = table[kept].copy()
    table[y_col] = [row for row in rows if row is not None]
    return table, names


def _only(row: Any, names: set[Any]) -> Any:
    """The classes of a row that count; None where none does."""
    if isinstance(row, (list, tuple)):
        return [name for name in row if name in names] or None
    return row if row in names else None
