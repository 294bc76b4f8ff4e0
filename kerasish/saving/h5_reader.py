"""Reading HDF5 without being led astray: only hard links are followed, and only plain data sets are read.

A file can point to other files on the reader's disk through external links, virtual data sets and external storage;
none of these is ever opened.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import ModelFileError, explain


def member(group: Any, path: str, kind: str = "object") -> Any:
    """The group or data set at a path below `group`, reached by hard links only.

    Errors:
        ModelFileError when a part of the path is missing or is no hard link.
    """
    import h5py

    current = group
    for part in [p for p in path.split("/") if p]:
        if not isinstance(current, h5py.Group) or part not in current:
            raise _error(group, path, f"a {kind} of this name", "nothing")
        if not isinstance(current.get(part, getlink=True), h5py.HardLink):
            raise _error(group, path, "an object in the file itself", "a link that leads elsewhere")
        current = current[part]
    return current


def array(
    group: Any, path: str, shape: tuple[int, ...] | None = None, largest: int | None = None
) -> np.ndarray[Any, Any]:
    """The numbers of a data set, read only when its declared shape is the expected one, or it is no larger than told.

    Errors:
        ModelFileError for another shape, data stored outside the file, or data that are no numbers.
    """
    import h5py

    data = member(group, path, "data set")
    if not isinstance(data, h5py.Dataset):
        raise _error(group, path, "a data set", "a group")
    if data.is_virtual or data.external:
        raise _error(group, path, "data stored in the file itself", "data stored elsewhere")
    if data.dtype.kind not in "fiub":
        raise _error(group, path, "numbers", f"dtype {data.dtype}")
    if shape is not None and tuple(data.shape) != tuple(shape):
        raise _error(group, path, f"shape {tuple(shape)}", f"shape {tuple(data.shape)}")
    if largest is not None and data.size > largest:
        raise _error(group, path, f"at most {largest} numbers", f"shape {tuple(data.shape)}")
    return np.asarray(data[()])


def text(value: Any) -> str:
    """An attribute as str; old files hold bytes."""
    return value.decode("utf-8") if isinstance(value, bytes) else str(value)


def names(group: Any, attribute: str) -> list[str]:
    """A list of names in an attribute, which long lists have in pieces `name0`, `name1`, ..."""
    if attribute in group.attrs:
        return [text(n) for n in np.asarray(group.attrs[attribute]).reshape(-1)]
    found: list[str] = []
    piece = 0
    while f"{attribute}{piece}" in group.attrs:
        found += [text(n) for n in np.asarray(group.attrs[f"{attribute}{piece}"]).reshape(-1)]
        piece += 1
    return found


def _error(group: Any, path: str, expected: str, received: str) -> ModelFileError:
    place = f"{group.name.rstrip('/')}/{path}"
    return ModelFileError(explain(f"File {group.file.filename!r} cannot be read at {place!r}.", expected, received))
