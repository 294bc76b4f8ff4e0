"""What CIFAR-10 and CIFAR-100 share: archives of pickled batches of 32 x 32 images."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

import numpy as np

from .. import config
from ..errors import ModelFileError, explain
from ..registry import export
from ..utils.archives import extract
from ..utils.cache_dir import cache_dir
from . import safe_pickle
from .source import fetch

Array = np.ndarray[Any, Any]

_ORIGIN = "https://www.cs.toronto.edu/~kriz/"


@export("datasets.cifar.load_batch")
def load_batch(fpath: Any, label_key: str = "labels") -> tuple[Array, list[int]]:
    """One file of CIFAR.

    Arguments:
        fpath: its path.
        label_key: which of its labels: 'labels', 'fine_labels' or 'coarse_labels'.

    Returns:
        Images N x 3 x 32 x 32 from 0 to 255, uint8, and their labels.

    Errors:
        ValueError for a file that holds anything else; nothing in it is run.

    Source: https://www.cs.toronto.edu/~kriz/cifar.html
    """
    try:
        with open(fpath, "rb") as file:
            batch = safe_pickle.read(file)
        images, labels = batch["data"], [int(label) for label in batch[label_key]]
        return np.asarray(images, np.uint8).reshape(len(labels), 3, 32, 32), labels
    except (KeyError, TypeError, ValueError, OSError) as error:
        text = f"Reading a batch of CIFAR from {fpath} failed: {error}"
        expected = f"a dictionary of 'data', N x 3072 bytes, and {label_key!r}, N numbers"
        hint = "delete its folder and its archive, and they will be downloaded again"
        raise ModelFileError(explain(text, expected, "", hint)) from error


def folder_of(name: str, archive: str, file_hash: str) -> str:
    """The folder of a data set's batches; downloads and unpacks them when it is not there.

    Arguments:
        name: the folder's name, in the archive too: Keras's own cache holds it under this name.
        archive: the archive's name where it comes from.
        file_hash: the hash that a download must have.

    Errors:
        An exception that says where to put the archive when it cannot be downloaded; ValueError for an archive that is
        broken or would write elsewhere.
    """
    datasets = os.path.join(cache_dir(), "datasets")
    known = [os.path.join(datasets, name), os.path.join(datasets, f"{name}-target", name)]  # the latter is Keras 3's
    for folder in known:
        if os.path.isdir(folder):
            return folder
    path = os.path.join(datasets, archive)
    path = path if os.path.exists(path) else fetch(f"{name}.tar.gz", file_hash, origin=_ORIGIN + archive)
    _unpack(path, known[0])
    return known[0]


def _unpack(archive: str, folder: str) -> None:
    """Unpack beside the folder; it appears under its name when it is complete."""
    parent, name = os.path.split(folder)
    aside = tempfile.mkdtemp(prefix=".unpacking-", dir=parent)
    try:
        if not extract(archive, aside, "tar") or not os.path.isdir(os.path.join(aside, name)):
            text = f"Unpacking {archive} failed."
            expected = f"a tar archive with a folder {name!r}"
            raise ModelFileError(explain(text, expected, "", "delete it, and it will be downloaded again"))
        os.replace(os.path.join(aside, name), folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def placed(images: Array) -> Array:
    """N x 3 x 32 x 32 images in the layout of `config`."""
    first = config.image_data_format() == "channels_first"
    return images if first else np.ascontiguousarray(images.transpose(0, 2, 3, 1))


def column(labels: Any, dtype: Any) -> Array:
    """Labels as an N x 1 array."""
    return np.asarray(labels, dtype).reshape(-1, 1)
