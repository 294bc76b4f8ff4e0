"""kerasish: runs Keras scripts and model files of every generation on Numba (CPU) and CuPy (GPU) kernels.

Nothing is imported before it is used: `import kerasish` takes a few milliseconds.
"""

from __future__ import annotations

import importlib
from typing import Any

from .compat import modules as _modules

__version__ = "0.1.0"

_ROOMS = (
    "activations", "applications", "backend", "callbacks", "compat", "config", "constraints", "datasets",
    "initializers", "layers", "losses", "metrics", "models", "ops", "optimizers", "preprocessing", "random",
    "regularizers", "saving", "utils",
)  # fmt: skip
_NAMES = {
    "Input": "layers", "InputSpec": "layers", "Layer": "layers", "Variable": "layers", "Model": "models",
    "Sequential": "models", "Initializer": "initializers", "Loss": "losses", "Metric": "metrics",
    "Optimizer": "optimizers", "Regularizer": "regularizers",
}  # fmt: skip

__all__ = [*_ROOMS, *_NAMES]

_modules.install()


def __getattr__(name: str) -> Any:
    if name in _ROOMS or _modules.is_known(f"{__name__}.{name}"):
        return importlib.import_module(f"{__name__}.{name}")
    if name in _NAMES:
        return getattr(importlib.import_module(f"{__name__}.{_NAMES[name]}"), name)
    if name == "version":
        return lambda: __version__
    raise AttributeError(f"module 'kerasish' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*_ROOMS, *_NAMES, "__version__"])
