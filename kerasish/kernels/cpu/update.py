"""A whole update as one loop: chains that write variables in place, such as an optimizer's step.

A chain over blocks pays a pass through the cache for every op. Updates of large variables are the same few formulas in
every model, so they are compiled whole, once per machine: by formula and dtypes, never by model or shape.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from . import library
from .lowering import parts_for
from .mathf import namespace
from .spec import KernelSpec, make_spec

SMALLEST = 4096  # elements; below that a chain over blocks does as well
_CHECKS = 8  # pairs of arrays that LLVM will compare for overlap before it gives up on vectors
_UNIT = 120_000.0

_specs: dict[str, KernelSpec] = {}


class Update:
    """Arrays, scalars and formulas of one update, or why it cannot be one loop (`fits` is False)."""

    def __init__(self, launch: Any, items: list[Any], escaping: set[Any]) -> None:
        self.launch, self.items = launch, items
        self.arrays: list[Any] = []
        self.scalars: list[Any] = []
        self.names: dict[Any, str] = {}
        self.lines: list[str] = []
        self.written: set[int] = set()
        self.code = items[0].out_code
        self.shape = items[0].value.shape
        self.fits = all(self._add(item, escaping) for item in items) and self._few_enough()

    def _few_enough(self) -> bool:
        w, n = len(self.written), len(self.arrays)
        return w * (w - 1) // 2 + w * (n - w) <= _CHECKS

    def _add(self, item: Any, escaping: set[Any]) -> bool:
        """Append one formula; False for other dtypes, spread operands, or results that are no variables."""
        if item.out_code != self.code or set(item.codes) != {self.code}:
            return False
        operands = [self._operand(v) for v in item.operands]
        if None in operands:
            return False
        table = dict(zip("xyz", operands, strict=False))
        formula = re.sub(r"\b([xyz])\b", lambda m: str(table[m.group(1)]), item.expression)
        name = self.names[item.value] = f"t{len(self.names)}"
        self.lines.append(f"{name} = {formula}")
        if item.value in escaping:
            place = self.launch.out(item.value)
            index = self._array(place)
            self.written.add(index)
            self.lines.append(f"a{index}[i] = {name}")
        return True

    def _operand(self, value: Any) -> str | None:
        found = self.names.get(value)
        if found is None:
            place = self.launch.array(value)
            if place.size == 1:
                self.scalars.append(place)
                found = f"s{len(self.scalars) - 1}"
            elif place.shape == self.shape and place.contiguous:
                index = self._array(place)
                found = f"v{index}"
                if index in self.written:  # it would be read after it was overwritten
                    return None
            else:
                return None
            self.names[value] = found
        return found

    def _array(self, place: Any) -> int:
        """The number of an array; what lies at the same address is the same array."""
        for i, known in enumerate(self.arrays):
            same = known.buffer.kind == place.buffer.kind == "fixed" and known.buffer.address == place.buffer.address
            if known.ref == place.ref or (same and known.offset == place.offset):
                return i
        self.arrays.append(place)
        return len(self.arrays) - 1

    def emit(self, work: float) -> None:
        """Append the launch."""
        arrays = [f"a{i}" for i in range(len(self.arrays))]
        scalars = [f"p{i}" for i in range(len(self.scalars))]
        head = [f"    s{i} = p{i}[0]" for i in range(len(scalars))]
        loads = [f"        v{i} = a{i}[i]" for i in range(len(arrays)) if re.search(rf"\bv{i}\b", " ".join(self.lines))]
        body = [*head, "    for i in range(a0.shape[0]):", *loads, *(f"        {line}" for line in self.lines)]
        text = f"def update({', '.join(arrays + scalars)}):\n" + "\n".join(body)
        signature = ", ".join([f"{a}: {self.code}[N]" for a in arrays] + [f"{s}: {self.code}[O]" for s in scalars])
        spec = _spec(text, signature, self.code)
        size = self.arrays[0].size
        parts = parts_for(work, size, _UNIT)
        values = dict(zip(arrays + scalars, [*self.arrays, *self.scalars], strict=True))
        self.launch.emit(library.address_of(spec, {}), spec.pack(values, {"N": size, "O": 1}, parts), parts)


def _spec(text: str, signature: str, code: str) -> KernelSpec:
    """The kernel of a text, known by its hash."""
    name = f"update_{hashlib.sha256(f'{signature}{text}'.encode()).hexdigest()[:20]}"
    if name not in _specs:
        import numpy as np

        kind = np.dtype(code)
        scope: dict[str, Any] = dict(namespace(code)) | {"zero": kind.type(0), "one": kind.type(1)}
        exec(text, scope)
        _specs[name] = make_spec(name, scope["update"], signature, split="N")
    return _specs[name]
