"""A private directory of compiled kernels. One file a kernel, holding its symbol and its object code.

The name of a file carries a hash of everything that shapes the code: every kernel source, Numba, llvmlite, the
processor and its features. Because loading a file runs it, a directory that others can write to is refused.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from functools import cache
from importlib import metadata
from pathlib import Path

_SEPARATOR = b"\n"


@cache
def directory() -> Path:
    """The cache directory (`KERASISH_CACHE_DIR`, else `~/.cache/kerasish/kernels`), made 0700 and owned by us."""
    chosen = os.environ.get("KERASISH_CACHE_DIR")
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    for path in (Path(chosen) if chosen else Path(base) / "kerasish" / "kernels", Path(_fallback())):
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _private(path) and os.access(path, os.W_OK):
                return path
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="kerasish-"))


def _fallback() -> str:
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "user")
    return os.path.join(tempfile.gettempdir(), f"kerasish-{user}")


def _private(path: Path) -> bool:
    """Whether only this user can put files into `path`."""
    if os.name != "posix":
        return True
    info = path.lstat()
    if stat.S_ISDIR(info.st_mode) and info.st_uid == os.getuid() and info.st_mode & 0o077:
        path.chmod(0o700)
        info = path.lstat()
    return stat.S_ISDIR(info.st_mode) and info.st_uid == os.getuid() and not info.st_mode & 0o077


@cache
def salt() -> str:
    """Hash of all that shapes object code besides the kernel's own name and dtypes."""
    import llvmlite.binding as llvm

    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.rglob("*.py")):
        digest.update(source.read_bytes())
    for package in ("numba", "llvmlite"):
        digest.update(metadata.version(package).encode())
    digest.update(llvm.get_host_cpu_name().encode())
    digest.update(llvm.get_host_cpu_features().flatten().encode())
    return digest.hexdigest()[:24]


def _file(key: str) -> Path:
    return directory() / f"{hashlib.sha256(f'{salt()}/{key}'.encode()).hexdigest()[:40]}.o"


def load(key: str) -> tuple[str, bytes] | None:
    """The stored (symbol, object code) of a kernel, or None. A damaged file counts as absent."""
    try:
        content = _file(key).read_bytes()
    except OSError:
        return None
    digest, _, rest = content.partition(_SEPARATOR)
    if digest != hashlib.sha256(rest).hexdigest().encode():
        return None
    symbol, _, code = rest.partition(_SEPARATOR)
    return symbol.decode(), code


def store(key: str, symbol: str, code: bytes) -> None:
    """Keep a compiled kernel. A full or read-only disk is not an error: the kernel is compiled again next time."""
    rest = symbol.encode() + _SEPARATOR + code
    content = hashlib.sha256(rest).hexdigest().encode() + _SEPARATOR + rest
    try:
        handle, name = tempfile.mkstemp(dir=directory())
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.replace(name, _file(key))
    except OSError:
        pass
