"""Downloading one file, completely or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from typing import Any

from ..errors import explain

_CHUNK = 1 << 16
_TIMEOUT = 60.0  # seconds without a byte
_SCHEMES = ("http", "https", "ftp", "file")


class DownloadError(Exception):
    """A file that could not be downloaded; the text says where to put it by hand."""


def download(origin: str, path: str, file_hash: str | None = None, algorithm: str = "auto") -> None:
    """Download a file to a path.

    Arguments:
        origin: address of the file: http, https, ftp or file.
        path: where it goes.
        file_hash: the hash it must have, or None.
        algorithm: `"sha256"`, `"md5"` or `"auto"`.

    Errors:
        DownloadError when the address cannot be reached or the file breaks off; ValueError for a wrong hash. In either
        case, and when interrupted, no file is left behind.
    """
    from urllib.error import URLError
    from urllib.parse import urlsplit

    if urlsplit(origin).scheme not in _SCHEMES:
        raise ValueError(f"Cannot download {origin!r}: expected an address that starts with http, https, ftp or file.")
    folder, name = os.path.split(path)
    os.makedirs(folder or ".", exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=f".{name}.", suffix=".part", dir=folder or ".")
    try:
        with os.fdopen(handle, "wb") as file:
            try:
                _fetch(origin, file)
            except (URLError, OSError) as error:
                raise _failure(origin, path, error) from error
        _verify(origin, part, file_hash, algorithm)
        os.chmod(part, 0o644)
        os.replace(part, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.remove(part)


def _fetch(origin: str, file: Any) -> None:
    from urllib.request import urlopen

    from ..training.progress import Progbar

    print(f"Downloading data from {origin}")
    with urlopen(origin, timeout=_TIMEOUT) as reply:
        length = reply.headers.get("Content-Length")
        total = int(length) if length and length.isdigit() else None
        bar, done = Progbar(total, unit_name="byte"), 0
        while chunk := reply.read(_CHUNK):
            file.write(chunk)
            done += len(chunk)
            bar.update(done, finalize=False)
    if total is not None and done != total:
        raise OSError(f"the connection broke off after {done} of {total} bytes")
    bar.update(done, finalize=True)


def _verify(origin: str, part: str, file_hash: str | None, algorithm: str) -> None:
    from .file_hash import algorithm_of, hash_file

    if file_hash is None:
        return
    kind = algorithm_of(file_hash, algorithm)
    found = hash_file(part, kind)
    if found != str(file_hash).lower():
        raise ValueError(
            explain(
                f"Incomplete or corrupted file detected: {origin}",
                f"{kind} {file_hash}",
                f"{kind} {found}",
                "download it again; if the file has changed at its origin, give its new hash",
            )
        )


def _failure(origin: str, path: str, error: Exception) -> DownloadError:
    code, reason = getattr(error, "code", None), getattr(error, "reason", None) or error
    return DownloadError(
        explain(
            f"URL fetch failure on {origin}: {code} -- {reason}",
            "to reach that address, or to find the file here already",
            "",
            f"get the file by other means and put it at {path}",
        )
    )
