"""Unpacking archives that come from elsewhere: nothing is written outside the folder, and no links are made."""

from __future__ import annotations

import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from ..errors import explain

Formats = str | Sequence[str] | None


def formats_of(archive_format: Formats) -> tuple[str, ...]:
    """The formats to try: `"auto"` means tar, then zip.

    Errors:
        ValueError for another format.
    """
    if not archive_format:
        return ()
    names = ("tar", "zip") if archive_format == "auto" else archive_format
    names = (names,) if isinstance(names, str) else tuple(names)
    for name in names:
        if name not in ("tar", "zip"):
            raise ValueError(f"Unknown archive_format {name!r}: expected 'auto', 'tar', 'zip' or None.")
    return names


def extract(path: str, folder: str, archive_format: Formats = "auto") -> bool:
    """Unpack an archive into a folder.

    Arguments:
        path: the archive.
        folder: where its files go.
        archive_format: `"auto"`, `"tar"` (compressed or not), `"zip"`, a list of these, or None.

    Returns:
        Whether the file was an archive of these formats.

    Errors:
        ValueError, before anything is written, when a member would land outside the folder, or is a link or a device.
    """
    for name in formats_of(archive_format):
        if name == "tar" and tarfile.is_tarfile(path):
            with tarfile.open(path) as tar:
                _unpack(folder, [(m.name, m.isdir(), m) for m in _tar_members(tar, path)], tar.extractfile)
            return True
        if name == "zip" and zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                _unpack(folder, [(i.filename, i.is_dir(), i) for i in _zip_members(archive, path)], archive.open)
            return True
    return False


def _tar_members(tar: tarfile.TarFile, path: str) -> list[tarfile.TarInfo]:
    members = tar.getmembers()
    for member in members:
        if not (member.isfile() or member.isdir()):
            raise _refusal(path, member.name, "a plain file or a folder", "a link or a device")
        _check_name(path, member.name)
    return members


def _zip_members(archive: zipfile.ZipFile, path: str) -> list[zipfile.ZipInfo]:
    members = archive.infolist()
    for info in members:
        kind = (info.external_attr >> 16) & 0o170000  # the Unix file type, where the archive was made on Unix
        if kind not in (0, 0o100000, 0o040000):
            raise _refusal(path, info.filename, "a plain file or a folder", "a link or a device")
        _check_name(path, info.filename)
    return members


def _check_name(path: str, name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in name:
        raise _refusal(path, name, "a path below the folder it is unpacked into", "a path that leads out of it")


def _refusal(path: str, name: str, expected: str, received: str) -> ValueError:
    return ValueError(
        explain(
            f"Refused to unpack {path!r} because of its member {name!r}; nothing was written.",
            expected,
            received,
            "get the archive from a source you trust",
        )
    )


def _unpack(folder: str, members: Sequence[tuple[str, bool, Any]], read: Any) -> None:
    root = os.path.realpath(folder)
    for name, is_folder, member in members:
        target = os.path.realpath(os.path.join(root, name))
        # Again, on the real path: a link that was in the folder before must not lead out of it either.
        if target != root and not target.startswith(root + os.sep):
            raise ValueError(f"Refused to unpack {name!r} to {target!r}, which is outside {root!r}.")
        if is_folder:
            os.makedirs(target, exist_ok=True)
            continue
        os.makedirs(os.path.dirname(target), exist_ok=True)
        for source in _opened(read, member):
            with open(target, "wb") as file:
                shutil.copyfileobj(source, file)


def _opened(read: Any, member: Any) -> Iterator[IO[bytes]]:
    with read(member) as source:
        yield source
