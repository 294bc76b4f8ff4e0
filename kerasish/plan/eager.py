"""One op on arrays, at once: a program of one call, kept and replayed like any other."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Any

import numpy as np

from .. import config
from .build import build
from .ir import Call, Program, Value

_LIMIT = 512
_ROOM = 256 << 20
"""Plans kept, and bytes of memory that they may hold together."""
_plans: OrderedDict[Any, Any] = OrderedDict()
_lock = threading.Lock()


def run(op: Any, arrays: list[np.ndarray[Any, Any]], attrs: dict[str, Any]) -> Any:
    """Compute `op` on arrays; returns an array, or a tuple where the op has several outputs."""
    if op.from_shapes is not None:  # the value follows from shapes: there is nothing to run
        result = op.reference(*arrays, **attrs)
        return np.array(result)
    key = (op, config.device(), tuple((a.shape, a.dtype) for a in arrays), tuple(sorted(attrs.items())))
    with _lock:
        plan = _plans.get(key)
        if plan is not None:
            _plans.move_to_end(key)
    if plan is None:
        values = tuple(Value(a.shape, a.dtype.name, "input", i) for i, a in enumerate(arrays))
        call = Call(op, values, attrs)
        plan = build(Program(list(values), list(call.outputs), [call]))
        with _lock:
            _plans[key] = plan
            held = sum(p.arena_bytes for p in _plans.values()) if plan.arena_bytes else 0
            while len(_plans) > _LIMIT or held > _ROOM:
                held -= _plans.popitem(last=False)[1].arena_bytes
    results = plan.run(arrays)
    return results[0] if len(results) == 1 else tuple(results)


def clear() -> None:
    """Let go of all kept plans."""
    _plans.clear()
