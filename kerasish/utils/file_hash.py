"""Hashes of files."""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import Any

from ..registry import export

_SHA256_DIGITS = 64


def algorithm_of(file_hash: str, algorithm: str = "auto") -> str:
    """`"sha256"` or `"md5"`; under `"auto"`, by the length of the hash.

    Errors:
        ValueError for another algorithm.
    """
    if algorithm not in ("auto", "sha256", "md5"):
        raise ValueError(f"Unknown hash_algorithm {algorithm!r}: expected 'auto', 'sha256' or 'md5'.")
    if algorithm == "auto":
        return "sha256" if len(file_hash) == _SHA256_DIGITS else "md5"
    return algorithm


def hash_file(fpath: str | os.PathLike[str], algorithm: str = "sha256", chunk_size: int = 65535) -> str:
    """The hash of a file, in hexadecimal digits."""
    digest: Any = hashlib.sha256() if algorithm == "sha256" else hashlib.md5(usedforsecurity=False)
    with open(fpath, "rb") as file:
        while chunk := file.read(chunk_size):
            digest.update(chunk)
    return str(digest.hexdigest())


@export("utils.data_utils.validate_file")
def validate_file(
    fpath: str | os.PathLike[str], file_hash: str, algorithm: str = "auto", chunk_size: int = 65535
) -> bool:
    """Whether a file has the given hash.

    Arguments:
        fpath: the file.
        file_hash: hexadecimal digits.
        algorithm: `"sha256"`, `"md5"` or `"auto"`: by the length of the hash.
        chunk_size: bytes to read at a time.

    Source: Keras 2.3.1, utils.data_utils.

    >>> validate_file(__file__, "0" * 64)
    False
    """
    found = hash_file(fpath, algorithm_of(file_hash, algorithm), chunk_size)
    return hmac.compare_digest(found, str(file_hash).lower())
