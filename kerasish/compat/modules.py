"""Module paths that only old Keras had: rows of one table, served by an import hook under `kerasish.`.

Each row says where the names of an old module live today. The hook makes a module whose attributes are looked up
there when they are asked for.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from types import ModuleType
from typing import Any

from ..registry import exported

ROOT = __package__.partition(".")[0]

OLD_PATHS: dict[str, tuple[str, ...]] = {
    "objectives": ("losses",),
    "initializations": ("initializers.keras1", "initializers"),
    "engine": ("layers", "models"),
    "engine.topology": ("layers", "models"),
    "engine.base_layer": ("layers",),
    "engine.input_layer": ("layers",),
    "engine.training": ("models",),
    "engine.sequential": ("models",),
    "engine.network": ("models",),
    "layers.core": ("layers",),
    "layers.noise": ("layers",),
    "layers.advanced_activations": ("layers",),
    "layers.normalization": ("layers",),
    "layers.convolutional": ("layers",),
    "layers.pooling": ("layers",),
    "layers.recurrent": ("layers",),
    "layers.embeddings": ("layers",),
    "layers.merge": ("layers",),
    "legacy": ("layers", "models"),
    "legacy.layers": ("layers",),
    "legacy.models": ("layers", "models"),
    "layers.wrappers": ("layers",),
    "layers.local": ("layers",),
    "optimizers.experimental": ("optimizers",),
    "applications.mobilenetv2": ("applications.mobilenet_v2",),
    "layers.experimental": ("layers",),
    "layers.experimental.preprocessing": ("layers",),
    "utils.np_utils": ("utils",),
    "utils.generic_utils": ("utils",),
    "utils.data_utils": ("utils",),
    "utils.layer_utils": ("utils",),
    "utils.io_utils": ("utils",),
    "callbacks.callbacks": ("callbacks",),
}
"""Old module path: the rooms its names are looked up in, in order."""


class _OldModule(ModuleType):
    """A module whose names live elsewhere."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """`layers.merge` is a function in Keras 1 and a module in Keras 2: once imported, it serves as both."""
        room, _, name = self.__name__[len(ROOT) + 1 :].rpartition(".")
        function = exported(room).get(name)
        if function is None:
            raise TypeError(f"module {self.__name__!r} is not callable")
        return function(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        own = f"{self.__name__}.{name}"
        if is_known(own):
            return importlib.import_module(own)
        for room in OLD_PATHS[self.__name__[len(ROOT) + 1 :]]:
            module = importlib.import_module(f"{ROOT}.{room}")
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> Any:
        if is_known(fullname):
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: Any) -> ModuleType:
        return _OldModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.__path__ = []


def is_known(fullname: str) -> bool:
    """Whether a full module name is a row of the table."""
    return fullname.startswith(ROOT + ".") and fullname[len(ROOT) + 1 :] in OLD_PATHS


def install() -> None:
    """Serve the old paths; files that exist are found first."""
    if not any(isinstance(f, _Finder) for f in sys.meta_path):
        sys.meta_path.append(_Finder())
