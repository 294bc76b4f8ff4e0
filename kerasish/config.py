"""The only global state: float type, epsilon, image layout, device, threads.

Read from `~/.keras/keras.json` at first use.
"""

from __future__ import annotations

import json
import os
import threading
from typing import Any

_DEFAULTS: dict[str, Any] = {"floatx": "float32", "epsilon": 1e-7, "image_data_format": "channels_last"}
_state: dict[str, Any] = {}
_lock = threading.Lock()

DEVICES = ("cpu", "gpu", "reference")


def _settings() -> dict[str, Any]:
    if not _state:
        with _lock:
            if not _state:
                _state.update(_DEFAULTS | _keras_json(), device=os.environ.get("KERASISH_DEVICE", "cpu"))
    return _state


def _keras_json() -> dict[str, Any]:
    """What `$KERAS_HOME/keras.json` says of the keys known here; a file that is absent or broken says nothing."""
    home = os.environ.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras")
    try:
        with open(os.path.join(home, "keras.json"), encoding="utf-8") as file:
            found = json.load(file)
    except (OSError, ValueError):
        return {}
    known = {k: found[k] for k in _DEFAULTS if k in found}
    if "image_data_format" not in known and "image_dim_ordering" in found:
        known["image_data_format"] = "channels_first" if found["image_dim_ordering"] == "th" else "channels_last"
    return known


def floatx() -> str:
    """The default float type, as a string (`'float32'`)."""
    return str(_settings()["floatx"])


def set_floatx(value: str) -> None:
    """Set the default float type: `'float16'`, `'float32'` or `'float64'`."""
    if value == "bfloat16":
        raise NotImplementedError("set_floatx('bfloat16') is not there yet; use 'float16', 'float32' or 'float64'.")
    if value not in ("float16", "float32", "float64"):
        raise ValueError(f"Unknown floatx {value!r}: expected 'float16', 'float32' or 'float64'.")
    _settings()["floatx"] = str(value)


def epsilon() -> float:
    """The fuzz factor used to avoid division by zero and log of zero (1e-7)."""
    return float(_settings()["epsilon"])


def set_epsilon(value: float) -> None:
    """Set the fuzz factor."""
    _settings()["epsilon"] = float(value)


def image_data_format() -> str:
    """The default image layout: `'channels_last'` or `'channels_first'`."""
    return str(_settings()["image_data_format"])


def set_image_data_format(data_format: str) -> None:
    """Set the default image layout."""
    if data_format not in ("channels_last", "channels_first"):
        raise ValueError(f"Unknown data_format {data_format!r}: expected 'channels_last' or 'channels_first'.")
    _settings()["image_data_format"] = str(data_format)


def device() -> str:
    """The device plans run on: `'cpu'`, `'gpu'`, or `'reference'` (plain NumPy, for testing)."""
    return str(_settings()["device"])


def set_device(name: str) -> None:
    """Choose the device for everything that runs from now on."""
    if name not in DEVICES:
        raise ValueError(f"Unknown device {name!r}: expected one of {', '.join(DEVICES)}.")
    _settings()["device"] = name


def threads() -> int:
    """How many threads a plan may use (`KERASISH_THREADS`, else the cores this process may run on)."""
    chosen = _settings().get("threads")
    if chosen is None:
        asked = os.environ.get("KERASISH_THREADS", "")
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        chosen = _settings()["threads"] = max(1, min(int(asked) if asked.isdigit() else cores, 64))
    return int(chosen)


def set_threads(count: int) -> None:
    """Set how many threads a plan may use, 1 to 64. Results do not depend on it."""
    if not 1 <= count <= 64:
        raise ValueError(f"set_threads({count}): expected 1 to 64.")
    _settings()["threads"] = int(count)
