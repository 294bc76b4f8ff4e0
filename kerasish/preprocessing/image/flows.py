"""`flow`, `flow_from_directory` and `flow_from_dataframe`: where ImageDataGenerator takes its images from."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

from ...compat.arguments import accepts_old_spellings
from ...errors import unknown_argument
from .array_iterator import NumpyArrayIterator
from .dataframe_iterator import DataFrameIterator
from .directory_iterator import DirectoryIterator

_GONE = {
    "has_ext": "filenames in the dataframe have to match the exact filenames on disk",
    "sort": "batches come in the order of the filenames if `shuffle` is False",
    "drop_duplicates": "drop them by pandas.DataFrame.drop_duplicates",
}
"""Arguments of flow_from_dataframe that Keras 2.2 once had, and what to do instead."""


class Flows:
    """Mixed into `ImageDataGenerator`."""

    data_format: str
    dtype: Any

    @accepts_old_spellings
    def flow(
        self,
        x: Any,
        y: Any = None,
        batch_size: int = 32,
        shuffle: bool = True,
        sample_weight: Any = None,
        seed: int | None = None,
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str | None = None,
        ignore_class_split: bool = False,
        subset: str | None = None,
    ) -> NumpyArrayIterator:
        """Batches of images from an array; see `NumpyArrayIterator` for the arguments.

        Returns:
            An endless iterator over `x`, `(x, y)` or `(x, y, sample_weight)`, which also is a `Sequence`.
        """
        return NumpyArrayIterator(
            x,
            y,
            self,  # type: ignore[arg-type]
            batch_size=batch_size,
            shuffle=shuffle,
            sample_weight=sample_weight,
            seed=seed,
            data_format=self.data_format,
            save_to_dir=save_to_dir,
            save_prefix=save_prefix,
            save_format=save_format,
            subset=subset,
            ignore_class_split=ignore_class_split,
            dtype=self.dtype,
        )

    @accepts_old_spellings
    def flow_from_directory(
        self,
        directory: Any,
        target_size: Sequence[int] = (256, 256),
        color_mode: str = "rgb",
        classes: Sequence[str] | None = None,
        class_mode: str | None = "categorical",
        batch_size: int = 32,
        shuffle: bool = True,
        seed: int | None = None,
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str | None = None,
        follow_links: bool = False,
        subset: str | None = None,
        interpolation: str = "nearest",
        keep_aspect_ratio: bool = False,
    ) -> DirectoryIterator:
        """Batches of the image files in a folder, whose folders are the classes; see `DirectoryIterator`.

        Returns:
            An endless iterator over `(x, y)`, or `x` without a class mode, which also is a `Sequence`.
        """
        return DirectoryIterator(
            directory,
            self,  # type: ignore[arg-type]
            target_size=target_size,
            color_mode=color_mode,
            classes=classes,
            class_mode=class_mode,
            batch_size=batch_size,
            shuffle=shuffle,
            seed=seed,
            data_format=self.data_format,
            save_to_dir=save_to_dir,
            save_prefix=save_prefix,
            save_format=save_format,
            follow_links=follow_links,
            subset=subset,
            interpolation=interpolation,
            keep_aspect_ratio=keep_aspect_ratio,
            dtype=self.dtype,
        )

    @accepts_old_spellings
    def flow_from_dataframe(
        self,
        dataframe: Any,
        directory: Any = None,
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
        save_to_dir: str | None = None,
        save_prefix: str = "",
        save_format: str | None = None,
        subset: str | None = None,
        interpolation: str = "nearest",
        validate_filenames: bool = True,
        **kwargs: Any,
    ) -> DataFrameIterator:
        """Batches of the image files that a pandas DataFrame names; see `DataFrameIterator`.

        Returns:
            An endless iterator over `(x, y)`, `(x, y, sample_weight)`, or `x` without a class mode, which also is a
            `Sequence`.
        """
        for name in kwargs:
            if name not in _GONE:
                raise unknown_argument("flow_from_dataframe", name, ["dataframe", "validate_filenames", *_GONE])
            warnings.warn(f"{name} is deprecated: {_GONE[name]}.", DeprecationWarning, stacklevel=3)
        if class_mode == "other":
            warnings.warn('`class_mode` "other" is deprecated: use "raw".', DeprecationWarning, stacklevel=3)
            class_mode = "raw"
        return DataFrameIterator(
            dataframe,
            directory,
            self,  # type: ignore[arg-type]
            x_col=x_col,
            y_col=y_col,
            weight_col=weight_col,
            target_size=target_size,
            color_mode=color_mode,
            classes=classes,
            class_mode=class_mode,
            batch_size=batch_size,
            shuffle=shuffle,
            seed=seed,
            data_format=self.data_format,
            save_to_dir=save_to_dir,
            save_prefix=save_prefix,
            save_format=save_format,
            subset=subset,
            interpolation=interpolation,
            validate_filenames=validate_filenames,
            dtype=self.dtype,
        )
