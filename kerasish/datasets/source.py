"""Where the data sets come from, and how a file of theirs is found."""

from __future__ import annotations

import os

from ..utils.cache_dir import cache_dir
from ..utils.get_file import get_file

SERVER = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"


def fetch(name: str, file_hash: str | None = None, subdir: str = "datasets", origin: str | None = None) -> str:
    """The path of a data set's file.

    Arguments:
        name: its name, or an absolute path.
        file_hash: the hash that a download must have.
        subdir: folder in the cache.
        origin: its address (default: on Keras's server).

    Returns:
        The path. A file that somebody put there is taken as it is, without looking at its hash: it may be another
        version, and nothing that reads these files can run code from them.

    Errors:
        An exception that says where to put the file when it cannot be downloaded.
    """
    path = os.path.join(cache_dir(), subdir, name)
    if os.path.exists(path):
        return path
    return get_file(os.path.basename(name), origin or SERVER + name, file_hash=file_hash, cache_subdir=subdir)
