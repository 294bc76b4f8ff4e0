"""get_file: a file from the cache, downloaded when it is not there."""

from __future__ import annotations

import os
import shutil
import tempfile
from typing import Any

from ..compat import at_least
from ..errors import explain
from ..registry import export
from .archives import Formats, formats_of
from .archives import extract as unpack
from .cache_dir import cache_dir as default_cache
from .download import download
from .file_hash import algorithm_of, validate_file


@export("utils.get_file", "utils.data_utils.get_file")
def get_file(
    fname: Any = None,
    origin: str | None = None,
    untar: bool = False,
    md5_hash: str | None = None,
    file_hash: str | None = None,
    cache_subdir: str | os.PathLike[str] = "datasets",
    hash_algorithm: str = "auto",
    extract: bool = False,
    archive_format: Formats = "auto",
    cache_dir: str | os.PathLike[str] | None = None,
    force_download: bool = False,
) -> str:
    """The path of a file in the cache; downloads it when it is not there.

    Arguments:
        fname: its name (default: the name in `origin`). Up to level 2.15 it may be an absolute path.
        origin: its address.
        untar: unpack a tar archive; `fname` is then the name of the folder inside it.
        md5_hash: old name of `file_hash`.
        file_hash: the hash it must have; a file in the cache that has another one is downloaded again.
        cache_subdir: folder in the cache, or an absolute path.
        hash_algorithm: `"sha256"`, `"md5"` or `"auto"`: by the length of the hash.
        extract: unpack an archive.
        archive_format: `"auto"`, `"tar"`, `"zip"`, a list of these, or None.
        cache_dir: the cache (default: `$KERAS_HOME`, else `~/.keras`).
        force_download: download even what is in the cache.

    Returns:
        The path of the file. When unpacking: at level 3 the folder it was unpacked into (`data.zip`: `data_extracted`);
        before, the archive itself under `extract` and the unpacked folder under `untar`.

    Errors:
        ValueError for no origin, a path as `fname`, a wrong hash, or an archive that would write elsewhere;
        an exception that says where to put the file by hand when it cannot be downloaded.

    A download that fails or is interrupted leaves no file behind.

    Source: https://keras.io/api/utils/python_utils/

    >>> get_file()
    Traceback (most recent call last):
    ValueError: Please specify the "origin" argument (URL of the file to download).
    """
    if origin is None:
        raise ValueError('Please specify the "origin" argument (URL of the file to download).')
    file_hash, hash_algorithm = (md5_hash, "md5") if md5_hash and not file_hash else (file_hash, hash_algorithm)
    if file_hash:
        algorithm_of(file_hash, hash_algorithm)
    formats = ("tar",) if untar else formats_of(archive_format)
    folder = os.path.join(os.path.expanduser(os.fspath(cache_dir or default_cache())), os.fspath(cache_subdir))
    given = None if fname is None else os.fspath(fname)
    name = given or _name_in(origin)
    _check_name(name)
    archive, unpacked, result = _places(folder, name, untar, extract, given is not None)
    _bring(origin, archive, file_hash, hash_algorithm, force_download)
    if untar or extract:
        if at_least("3"):
            _unpack_aside(archive, unpacked, formats, force_download)
        else:
            unpack(archive, unpacked, formats)
    return result


def _name_in(origin: str) -> str:
    from urllib.parse import unquote, urlsplit

    name = os.path.basename(unquote(urlsplit(origin).path))
    if not name:
        raise ValueError(f"Can't parse the file name from the origin provided: '{origin}'. Please specify the `fname`.")
    return name


def _check_name(name: str) -> None:
    inside = at_least("3") and os.path.basename(name) != name
    if inside or ".." in name.replace("\\", "/").split("/"):
        raise ValueError(
            explain(
                "get_file was given a path as `fname`.",
                "the name of a file",
                f"fname={name}",
                "say the folder by `cache_dir` and `cache_subdir`",
            )
        )


def _places(folder: str, name: str, untar: bool, extract: bool, named: bool) -> tuple[str, str, str]:
    """Where the download goes, where it is unpacked, and which path to return, as each generation lays them out."""
    path = os.path.join(folder, name)
    if not at_least("3"):
        return (path + ".tar.gz" if untar else path), folder, path
    if not (untar or extract):
        return path, folder, path
    if named and "." in name:
        stem = name[: -len(".tar.gz")] if name.endswith(".tar.gz") else os.path.splitext(name)[0]
        unpacked = os.path.join(folder, stem + "_extracted")
        return path, unpacked, unpacked
    return path + "_archive", path, path


def _bring(origin: str, path: str, file_hash: str | None, algorithm: str, force: bool) -> None:
    if os.path.exists(path) and not force:
        if not file_hash or validate_file(path, file_hash, algorithm):
            return
        print(
            f"A local file was found, but it seems to be incomplete or outdated because its hash is not {file_hash}; "
            "it will be downloaded again."
        )
    download(origin, path, file_hash, algorithm)


def _unpack_aside(archive: str, folder: str, formats: Formats, force: bool) -> None:
    """Unpack into a new folder that appears under its name when it is complete."""
    if os.path.isdir(folder):
        if not force:
            return
        shutil.rmtree(folder)
    aside = tempfile.mkdtemp(prefix=".unpacking-", dir=os.path.dirname(folder))
    try:
        if unpack(archive, aside, formats):
            os.chmod(aside, 0o755)
            os.replace(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
