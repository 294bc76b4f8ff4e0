"""What a plan is made from: values with concrete shapes, the calls that compute them, and the program they form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


class Value:
    """An array of known shape and dtype. `kind` is 'input', 'variable', 'constant' or 'call'; `source` says which."""

    __slots__ = ("shape", "dtype", "kind", "source")

    def __init__(self, shape: tuple[int, ...], dtype: str, kind: str, source: Any = None) -> None:
        self.shape, self.dtype, self.kind, self.source = shape, dtype, kind, source

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """Number of elements."""
        size = 1
        for extent in self.shape:
            size *= extent
        return size

    def __repr__(self) -> str:
        return f"<{self.kind} {self.shape} {self.dtype}>"


class Call:
    """One op applied to values."""

    __slots__ = ("op", "inputs", "attrs", "outputs")

    def __init__(self, op: Any, inputs: tuple[Value, ...], attrs: dict[str, Any]) -> None:
        self.op, self.inputs, self.attrs = op, inputs, attrs
        specs = op.infer(*inputs, **attrs)
        self.outputs = tuple(Value(tuple(s.shape), s.dtype, "call", self) for s in specs)

    def twin(self, dtype: str, instead: str) -> Call:
        """The same op on inputs of another dtype wherever they have `dtype`; those inputs have no source."""
        inputs = tuple(Value(v.shape, instead, "call") if v.dtype == dtype else v for v in self.inputs)
        attrs = {k: instead if k == "dtype" and v == dtype else v for k, v in self.attrs.items()}
        return Call(self.op, inputs, attrs)

    def __repr__(self) -> str:
        return f"{self.op.name}({', '.join(map(repr, self.inputs))})"


@dataclass
class Program:
    """Calls in order, what is fed, what is returned, and which variables take a new value at the end."""

    inputs: list[Value]
    outputs: list[Value]
    calls: list[Call]
    updates: list[tuple[Any, Value]] = field(default_factory=list)
