"""Data sets in NumPy's .npz files, among them lists of unequal lengths, which NumPy can only keep as pickles."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import ModelFileError, explain
from . import safe_pickle

Array = np.ndarray[Any, Any]


def read_npz(path: str, names: Sequence[str], what: str, lists: Sequence[str] = ()) -> list[Any]:
    """Arrays of a file, by their names.

    Arguments:
        path: the file.
        names: the arrays that are wanted.
        what: the data set, for error texts.
        lists: those of the names under which it may hold lists of numbers, of unequal lengths.

    Errors:
        ValueError for a file that lacks them, or that holds anything but plain data: nothing in it is run.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return [_read(archive, f"{name}.npy", name in lists) for name in names]
    except (KeyError, ValueError, OSError, EOFError, zipfile.BadZipFile) as error:
        text = f"Reading {what} from {path} failed: {error}"
        expected = f"a NumPy .npz file with the arrays {', '.join(names)}"
        raise ModelFileError(explain(text, expected, "", "delete it, and it will be downloaded again")) from error


def _read(archive: zipfile.ZipFile, name: str, may_be_lists: bool) -> Any:
    with archive.open(name) as file:
        version = np.lib.format.read_magic(file)
        header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = header(file)
        if dtype.hasobject and may_be_lists:
            rows = safe_pickle.read(file)
            if not isinstance(rows, list) or shape != (len(rows),) or not all(map(_is_text, rows)):
                raise ValueError(f"{name} is no list of lists of numbers")
            return rows
    with archive.open(name) as file:
        return np.lib.format.read_array(file, allow_pickle=False)


def _is_text(row: Any) -> bool:
    return isinstance(row, list) and all(type(word) is int for word in row)
