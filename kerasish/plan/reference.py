"""The plan that uses no kernels: every call is its NumPy reference. Slow, and right by definition."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dtypes import numpy_dtype
from .ir import Program, Value

Array = np.ndarray[Any, Any]


class ReferencePlan:
    """Runs a program on NumPy references."""

    arena_bytes = 0

    def __init__(self, program: Program) -> None:
        self.program = program

    def run(self, arrays: list[Array], into: list[Array] | None = None) -> list[Array]:
        """Run once; variables are updated in place."""
        known: dict[Value, Array] = dict(zip(self.program.inputs, arrays, strict=True))

        def fetch(value: Value) -> Array:
            if value.kind == "variable":
                return value.source.array
            return value.source if value.kind == "constant" else known[value]

        for call in self.program.calls:
            with np.errstate(all="ignore"):
                result = call.op.reference(*(fetch(v) for v in call.inputs), **call.attrs)
            results = result if isinstance(result, tuple) else (result,)
            for value, array in zip(call.outputs, results, strict=True):
                known[value] = np.asarray(array, dtype=numpy_dtype(value.dtype))
        fresh = [(variable, fetch(value).copy()) for variable, value in self.program.updates]
        outputs = [np.array(fetch(v)) for v in self.program.outputs]
        for variable, array in fresh:
            variable.array[...] = array
        for target, result in zip(into or (), outputs, strict=bool(into)):
            target[...] = result
        return outputs

    def run_series(self, arrays: list[Array], moving: int, count: int) -> None:
        """Run `count` times; one input is the first of `count` adjacent pieces of one array."""
        first = arrays[moving]
        whole = np.lib.stride_tricks.as_strided(first, (count * len(first), *first.shape[1:]), first.strides)
        for i in range(count):
            self.run([whole[i * len(first) : (i + 1) * len(first)] if k == moving else a for k, a in enumerate(arrays)])
