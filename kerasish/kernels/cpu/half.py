"""float16 in ops that compute: processors have no arithmetic for it, so they run on float32 copies.

Elementwise chains widen and narrow on the way (`lower.py`); ops that only move items take float16 as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..arrays import collapse, row_major
from .elementwise import ChainBuilder, function_address

HALF = "float16"
_MOVERS = frozenset({"concatenate", "pad", "take", "unslice", "upsample"})


def computes_half(call: Any) -> bool:
    """Whether a call does arithmetic on float16."""
    return call.op.name not in _MOVERS and any(v.dtype == HALF for v in (*call.inputs, *call.outputs))


def in_float32(launch: Any, call: Any, lowering: Callable[[Any, Any], None]) -> None:
    """Launch a call by way of its float32 twin."""
    twin = call.twin(HALF, "float32")
    for place, (value, wide) in enumerate(zip(call.inputs, twin.inputs, strict=True)):
        if wide is not value and place not in call.op.shape_only:
            _convert(launch, launch.out(wide), launch.array(value))
    for value, wide in zip(call.outputs, twin.outputs, strict=True):
        if value.dtype != HALF:
            launch.places[wide] = launch.out(value)
    lowering(launch, twin)
    for value, wide in zip(call.outputs, twin.outputs, strict=True):
        if value.dtype == HALF:
            _convert(launch, launch.out(value), launch.array(wide))


def _convert(launch: Any, target: Any, source: Any) -> None:
    """Copy an array into a contiguous one of the other width."""
    if target.size == 0:
        return
    builder = ChainBuilder(launch, target.size)
    extents, (steps, _) = collapse(source.shape, source.strides, row_major(source.shape))
    names = ("half_to_float(x)", ("u2",), "f4") if source.dtype == HALF else ("float_to_half(x)", ("f4",), "u2")
    operand = builder.load(source, extents, steps)
    builder.op(function_address(*names), builder.store(target), [operand], 1.0)
    builder.emit()
