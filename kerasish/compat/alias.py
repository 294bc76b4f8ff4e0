"""`keras` and `tensorflow.keras` answered by kerasish: for scripts that cannot be changed.

Never on import of kerasish; only when `install()` is called, or a script is run by `python -m kerasish run`.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import Any

from .level import by_level

ROOT = __package__.partition(".")[0]
PREFIXES = ("keras", "tensorflow.keras", "tensorflow.python.keras", "tf_keras")


class _Root(ModuleType):
    """The module `keras`: kerasish, with a Keras version number."""

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return by_level(v1="1.2.2", v2_2="2.2.4", v2_3="2.3.1", v2_15="2.15.0", v3="3.15.1")
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(importlib.import_module(ROOT), name)


class _TensorFlow(ModuleType):
    """A stand-in for `tensorflow` that holds nothing but `keras`."""

    def __getattr__(self, name: str) -> Any:
        if name == "keras":
            return importlib.import_module("tensorflow.keras")
        raise AttributeError(f"kerasish stands in for tensorflow.keras only; it has no tensorflow.{name}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if fullname == "tensorflow" or _inside(fullname) is not None:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> ModuleType:
        if spec.name == "tensorflow":
            return _TensorFlow(spec.name)
        rest = _inside(spec.name)
        return importlib.import_module(f"{ROOT}.{rest}") if rest else _Root(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        if isinstance(module, (_Root, _TensorFlow)):
            module.__path__ = []


def _inside(fullname: str) -> str | None:
    """The part of a module name below one of the prefixes; None when it is below none."""
    for prefix in PREFIXES:
        if fullname == prefix:
            return ""
        if fullname.startswith(prefix + "."):
            return fullname[len(prefix) + 1 :]
    return None


def install() -> None:
    """Answer `import keras` and `import tensorflow.keras` from now on.

    Errors:
        RuntimeError when a real Keras is imported already.
    """
    for name in ("keras", "tensorflow"):
        module = sys.modules.get(name)
        if module is not None and not isinstance(module, (_Root, _TensorFlow)):
            raise RuntimeError(f"A real {name} is imported already; call kerasish.compat.alias.install() before that.")
    if not any(isinstance(f, _Finder) for f in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
