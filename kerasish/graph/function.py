"""A traced function: a graph with inputs, outputs and updates, run through plans kept per shapes, dtypes and device."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import config
from ..plan.build import Plan, build
from .specialize import specialize
from .tensor import Tensor, as_tensor
from .trace import Trace

Array = np.ndarray[Any, Any]
_LIMIT = 64
ROOM = 512 << 20
"""Plans that a function keeps, and bytes of memory that they may hold together; the one in use stays in any case."""


class Function:
    """Outputs and variable updates as a function of arrays.

    Arguments:
        inputs: placeholder tensors, in the order arrays will be given.
        outputs: tensors to return.
        updates: pairs of a variable and the tensor that becomes its value after the run.
    """

    def __init__(
        self, inputs: Sequence[Tensor], outputs: Sequence[Tensor], updates: Sequence[tuple[Any, Tensor]] = ()
    ) -> None:
        self.inputs, self.outputs, self.updates = list(inputs), list(outputs), list(updates)
        self._plans: OrderedDict[Any, Plan] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, *arrays: Any) -> list[Array]:
        """Run on arrays, one per input; returns one array per output."""
        return self.plan([np.asarray(a) for a in arrays]).run([np.asarray(a) for a in arrays])

    @property
    def held_bytes(self) -> int:
        """Memory that the kept plans hold."""
        return sum(plan.arena_bytes for plan in list(self._plans.values()))

    def plan(self, arrays: Sequence[Array]) -> Plan:
        """The plan for arrays of these shapes and dtypes on the current device, built on first use."""
        key = (config.device(), *((a.shape, a.dtype) for a in arrays))
        with self._lock:
            plan = self._plans.get(key)
            if plan is None:
                plan = self._plans[key] = build(specialize(self, arrays))
                held = self.held_bytes
                while len(self._plans) > 1 and (len(self._plans) > _LIMIT or held > ROOM):
                    held -= self._plans.popitem(last=False)[1].arena_bytes
            else:
                self._plans.move_to_end(key)
        return plan


def trace(function: Callable[..., Any], inputs: Sequence[Tensor]) -> tuple[Any, Trace]:
    """Call `function` on placeholders within a trace; returns what it returned, and the trace with its updates."""
    with Trace() as scope:
        result = function(*inputs)
    return result, scope


def make_function(function: Callable[..., Sequence[Any]], inputs: Sequence[Tensor]) -> Function:
    """Trace a function that returns a sequence of tensors, with all that it assigns to variables."""
    result, scope = trace(function, inputs)
    return Function(inputs, [as_tensor(t) for t in result], list(scope.updates.items()))
