"""Writing a file so that, whatever happens, the old one stays whole until the new one is complete."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Output(io.FileIO):
    """A file that keeps the first error of a write to itself until it is asked.

    HDF5 cannot close a file that it cannot finish (h5py raises RuntimeError then, and keeps the file open), so it is
    let believe that all went well.
    """

    error: OSError | None = None

    def write(self, data: Any) -> int:
        """Write, or note that it failed."""
        view = memoryview(data).cast("B")
        done = 0
        while done < len(view) and self.error is None:
            try:
                done += super().write(view[done:]) or 0
            except OSError as error:
                self.error = error
        return len(view)

    def truncate(self, size: int | None = None) -> int:
        """Cut off or extend, or note that it failed."""
        try:
            return super().truncate(size)
        except OSError as error:
            self.error = self.error or error
            return size or 0


@contextmanager
def atomic(path: str) -> Iterator[Output]:
    """A temporary file beside `path`, which takes its place when the block ends without error.

    Errors:
        OSError, with the path, when the disk is full or the folder cannot be written to; `path` is then unchanged.
    """
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        raise FileNotFoundError(f"Cannot save to {path!r}: the folder {folder!r} does not exist.")
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".kerasish-", suffix=os.path.splitext(path)[1])
        with Output(handle, "w+") as file:
            yield file
            if file.error is not None:
                raise file.error
            os.fsync(handle)
        os.chmod(name, _mode(path))
        os.replace(name, path)
        name = ""
        _folder_to_disk(folder)
    except OSError as error:
        text = f"Cannot save to {path!r}: {error.strerror or error}. An old file is as it was"
        raise type(error)(error.errno, text) from error
    finally:
        if name and os.path.exists(name):
            os.unlink(name)


def _folder_to_disk(folder: str) -> None:
    """Make the new name last through a power cut, where the system allows it."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        except OSError:  # some network file systems know no fsync of a folder; the file itself is there
            pass
        finally:
            os.close(handle)


def _mode(path: str) -> int:
    """The old file's permissions, or those of any new file."""
    if os.path.exists(path):
        return os.stat(path).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
