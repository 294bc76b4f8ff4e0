"""Inputs, targets and weights come as one array, a list, or a dict by name; inside they are flat lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import explain


def flatten(value: Any, names: Sequence[str], what: str) -> list[Any]:
    """One entry per name, from an array, a list or tuple, or a dict by name.

    Errors:
        ValueError when entries are missing or left over.
    """
    if value is None:
        return []
    if isinstance(value, dict):
        missing = [n for n in names if n not in value]
        if missing and set(value) != set(names):
            raise ValueError(
                explain(f"The {what} do not match the model.", f"keys {list(names)}", f"keys {sorted(map(str, value))}")
            )
        return [value[n] for n in names]
    if isinstance(value, (list, tuple)) and (len(names) > 1 or (len(value) == 1 and hasattr(value[0], "shape"))):
        if len(value) != len(names):
            raise ValueError(
                explain(
                    f"The {what} do not match the model.", f"{len(names)} arrays, for {list(names)}", f"{len(value)}"
                )
            )
        return list(value)
    if len(names) > 1:
        raise ValueError(
            explain(f"The {what} do not match the model.", f"{len(names)} arrays, for {list(names)}", "one array")
        )
    return [value]


def per_output(setting: Any, names: Sequence[str], what: str) -> list[Any]:
    """One setting per output, from a single one for all, a list, or a dict by output name."""
    if isinstance(setting, dict):
        unknown = set(setting) - set(names)
        if unknown:
            raise ValueError(f"{what}: unknown outputs {sorted(unknown)}; the model has {list(names)}.")
        return [setting.get(n) for n in names]
    if isinstance(setting, (list, tuple)):
        if len(setting) != len(names):
            raise ValueError(f"{what}: {len(setting)} given for the {len(names)} outputs {list(names)}.")
        return list(setting)
    return [setting] * len(names)


def metrics_per_output(metrics: Any, names: Sequence[str]) -> list[list[Any]]:
    """The metrics of each output, from a flat list for all, a list of lists, or a dict by output name."""
    if metrics is None:
        return [[] for _ in names]
    if isinstance(metrics, dict):
        chosen = per_output(metrics, names, "metrics")
    elif isinstance(metrics, (list, tuple)) and any(isinstance(m, (list, tuple)) for m in metrics):
        chosen = per_output(list(metrics), names, "metrics")
    elif isinstance(metrics, (list, tuple)) and len(names) > 1 and any(m is None for m in metrics):
        chosen = per_output(list(metrics), names, "metrics")
    else:
        chosen = [metrics] * len(names)
    return [[] if m is None else list(m) if isinstance(m, (list, tuple)) else [m] for m in chosen]


def pack(values: Sequence[Any], single: bool) -> Any:
    """The first of one value, else all of them as a list."""
    return values[0] if single and len(values) == 1 else list(values)
