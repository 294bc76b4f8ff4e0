"""From a call to kernel launches: each family's file registers how its ops are launched.

    @lowers("softmax")
    def lower_softmax(launch, call): ...

`launch` is the plan under construction: it gives arrays (`launch.array(value)`, `launch.contiguous(value)`,
`launch.out(value)`), scratch memory, and appends native calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .spec import KERNELS

Lowering = Callable[[Any, Any], None]

LOWERINGS: dict[str, Lowering] = {}

MAX_PARTS = 64


def lowers(*names: str) -> Callable[[Lowering], Lowering]:
    """Register the decorated function as the way these ops are launched."""

    def declare(function: Lowering) -> Lowering:
        for name in names:
            if name in LOWERINGS:
                raise ValueError(f"op {name!r} is lowered twice")
            LOWERINGS[name] = function
        return function

    return declare


def parts_for(work: float, extent: int, unit: float = 60_000.0) -> int:
    """How many parts to cut an axis into: one per `unit` of work, and no more than its extent.

    `work` counts vector-friendly element operations; a unit takes some 10 us. It depends on shapes alone, so that
    results are the same for any number of threads.
    """
    return int(max(1, min(work // unit, extent, MAX_PARTS)))


def run(
    launch: Any, name: str, values: dict[str, Any], extents: dict[str, int], work: float = 0.0, **dtypes: str
) -> None:
    """Append the launch of a declared kernel; `work` decides into how many parts its split axis is cut."""
    from . import library

    spec = KERNELS[name]
    if any(extent == 0 for extent in extents.values()) and spec.split and extents[spec.split] == 0:
        return
    parts = parts_for(work, extents[spec.split]) if spec.split else 1
    launch.emit(library.address(name, **dtypes), spec.pack(values, extents, parts), parts)


def code_of(dtype: str) -> str:
    """The NumPy code of a dtype in kernels; bools are bytes."""
    import numpy as np

    return "u1" if dtype == "bool" else np.dtype(dtype).str[1:]


def word_code(itemsize: int) -> str:
    """The unsigned code that moves items of a size without looking at them."""
    return f"u{itemsize}"
