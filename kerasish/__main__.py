"""The command line: `python -m kerasish info | warmup | run script.py`."""

from __future__ import annotations

import argparse
import importlib
import os
import runpy
import sys
import time
from collections.abc import Iterator, Sequence

_PACKAGES = ("numpy", "numba", "llvmlite", "h5py", "ml_dtypes", "cupy")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one of the commands; returns the exit code."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.command is None:
        parser.print_help()
        return 2
    return int(chosen.function(chosen))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m kerasish", description="kerasish runs Keras scripts of every generation without TensorFlow."
    )
    commands = parser.add_subparsers(dest="command", metavar="command")
    info = commands.add_parser("info", help="versions, device, threads, cache and compatibility level")
    info.set_defaults(function=_info)
    warmup = commands.add_parser("warmup", help="compile the kernels now rather than on first use")
    warmup.set_defaults(function=_warmup)
    run = commands.add_parser("run", help="run a script with `keras` standing for kerasish")
    run.add_argument("script", help="the Python script")
    run.add_argument("arguments", nargs=argparse.REMAINDER, help="what the script finds in sys.argv")
    run.set_defaults(function=_run)
    return parser


def _info(chosen: argparse.Namespace) -> int:
    """Print what a bug report needs."""
    for name, value in _facts():
        print(f"{name:<10} {value}")
    return 0


def _facts() -> Iterator[tuple[str, str]]:
    import platform

    from . import config
    from .compat import level

    yield "kerasish", _version("kerasish")
    yield "Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    for name in _PACKAGES:
        yield name, _version(name)
    yield "device", config.device()
    yield "threads", str(config.threads())
    folder = _kernel_cache()
    yield "cache", f"{folder} ({_size(folder) / 2**20:.1f} MiB)" if folder else "none yet"
    yield "level", level()


def _version(name: str) -> str:
    """The installed version, without importing the package."""
    from importlib.metadata import PackageNotFoundError, packages_distributions, version

    # cupy is installed as cupy-cuda12x or cupy-cuda13x.
    for distribution in (name, *packages_distributions().get(name, ())):
        try:
            return version(distribution)
        except PackageNotFoundError:
            continue
    return "not installed"


def _kernel_cache() -> str | None:
    """The folder of compiled kernels, or None where the kernel library does not say."""
    try:
        cache = importlib.import_module("kerasish.kernels.cpu.cache")
    except ImportError:
        return None
    found = getattr(cache, "cache_dir", None) or getattr(cache, "directory", None)
    folder = str(found()) if callable(found) else ""
    return folder if folder and os.path.isdir(folder) else None


def _size(folder: str) -> int:
    """Bytes of the files in a folder."""
    return sum(
        os.path.getsize(path)
        for root, _, names in os.walk(folder)
        for path in (os.path.join(root, name) for name in names)
        if os.path.isfile(path)
    )


def _warmup(chosen: argparse.Namespace) -> int:
    """Compile the kernels."""
    from .kernels.cpu import library
    from .training.warmup import warmup

    start = time.perf_counter()
    warmup()
    seconds = time.perf_counter() - start
    print(f"{len(library.compiled)} kernels compiled in {seconds:.1f} s; all that common models use are ready")
    return 0


def _run(chosen: argparse.Namespace) -> int:
    """Run a script as `__main__`, with `keras` standing for kerasish."""
    script = os.path.abspath(chosen.script)
    if not os.path.isfile(script):
        print(f"python -m kerasish run: there is no file {chosen.script}", file=sys.stderr)
        return 2
    sys.argv = [chosen.script, *chosen.arguments]
    sys.path[0] = os.path.dirname(script)  # as Python itself does for a script
    _choose_level(script)
    from .compat import alias

    alias.install()
    runpy.run_path(script, run_name="__main__")
    return 0


def _choose_level(script: str) -> None:
    """Read the script's spelling: `__main__` is still this module when the level is first asked for."""
    from .compat import set_level
    from .compat.spelling import detect

    if os.environ.get("KERASISH_COMPAT", "auto") not in ("auto", ""):
        return
    with open(script, encoding="utf-8", errors="replace") as file:
        found = detect(file.read())
    set_level(found)
    if found != "3":
        print(
            f"kerasish: {os.path.basename(script)} is written for Keras {found}; its defaults are used "
            "(KERASISH_COMPAT=3 for today's).",
            file=sys.stderr,
        )


if __name__ == "__main__":
    sys.exit(main())
