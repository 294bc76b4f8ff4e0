"""Writing a file so that, whatever happens, the old one stays whole until the new one is complete."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def atomic(path: str) -> Iterator[str]:
    """The name of a temporary file beside `path`, which takes its place when the block ends without error.

    Errors:
        OSError, with the path, when the disk is full or the folder cannot be written to; `path` is then unchanged.
    """
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        raise FileNotFoundError(f"Cannot save to {path!r}: the folder {folder!r} does not exist.")
    handle, name = tempfile.mkstemp(dir=folder, prefix=".kerasish-", suffix=os.path.splitext(path)[1])
    os.close(handle)
    try:
        yield name
        _to_disk(name)
        os.chmod(name, _mode(path))
        os.replace(name, path)
    except BaseException:
        if os.path.exists(name):
            os.unlink(name)
        raise


def _to_disk(name: str) -> None:
    with open(name, "rb+") as file:
        os.fsync(file.fileno())


def _mode(path: str) -> int:
    """The old file's permissions, or those of any new file."""
    if os.path.exists(path):
        return os.stat(path).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
