"""How a CPU kernel is declared: a plain function on arrays, and one line that says what the arrays are.

    @kernel("x: T[B,F], y: T[B,F], eps: float", split="B")
    def scale_rows(x, y, eps): ...

Letters in brackets are extents, `T` and `U` are dtypes bound when the kernel is asked for, and a fixed dtype is
written as its NumPy code (`i8`, `f4`). All arrays are C-contiguous. The driver cuts axis `split` (leading wherever it
appears) into parts, and threads take parts; a kernel sees only its slice, so its result cannot depend on threads.
A kernel may also take `part` and `thread`, which the driver fills in. It allocates nothing: the runtime that would
let it allocate is not linked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

FAST = frozenset({"reassoc", "contract", "nsz", "arcp"})
IMPLICIT = ("part", "thread")
_PARAM = re.compile(r"(\w+)\s*:\s*(\w+)(?:\[([\w, ]*)\])?")


@dataclass(frozen=True)
class Param:
    """One parameter of a kernel: an array (`dims` set) or a scalar (`dims` None)."""

    name: str
    dtype: str
    dims: tuple[str, ...] | None


@dataclass(frozen=True)
class KernelSpec:
    """A declared kernel: its function, its parameters, its split axis and its floating-point freedoms."""

    name: str
    function: Callable[..., None]
    params: tuple[Param, ...]
    split: str | None
    fastmath: frozenset[str]
    raw: bool = False
    extents: tuple[str, ...] = field(default=())

    def pack(self, values: dict[str, Any], extents: dict[str, int], parts: int) -> list[Any]:
        """The argument words of one call: addresses and scalars in order, then extents, then the split chunk."""
        words: list[Any] = []
        for param in self.params:
            value = values[param.name]
            if param.dims is None and param.dtype == "float":
                value = float_bits(value)
            words.append(value)
        words += [extents[letter] for letter in self.extents]
        if self.split:
            words.append(chunk(extents[self.split], parts))
        return words


KERNELS: dict[str, KernelSpec] = {}


def chunk(extent: int, parts: int) -> int:
    """Rows per part when `extent` rows are cut into `parts`: the last part may be shorter or empty."""
    return -(-extent // max(parts, 1))


def float_bits(value: float) -> int:
    """The bits of a float64, as the signed 64-bit integer that travels in an argument word."""
    return int(np.float64(value).view(np.int64))


def parse(signature: str) -> tuple[Param, ...]:
    """Read a kernel signature such as `"x: T[B,F], n: int"`."""
    params = []
    for name, dtype, dims in _PARAM.findall(signature):
        bracket = re.search(rf"\b{name}\s*:\s*{dtype}\s*\[", signature)
        params.append(Param(name, dtype, tuple(d.strip() for d in dims.split(",")) if bracket else None))
    return tuple(params)


def kernel(
    signature: str, split: str | None = None, fastmath: Sequence[str] | frozenset[str] = ("contract",)
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare the decorated plain function as a kernel under its own name."""

    def declare(function: Callable[..., None]) -> Callable[..., None]:
        register(make_spec(function.__name__, function, signature, split, fastmath))
        return function

    return declare


def raw_kernel(fastmath: Sequence[str] | frozenset[str] = ("contract",)) -> Callable[[Callable[..., None]], Any]:
    """Declare a kernel that reads its own argument words: `def k(words, part, thread)`, `words[i]` int64."""

    def declare(function: Callable[..., None]) -> Callable[..., None]:
        register(KernelSpec(function.__name__, function, (), None, frozenset(fastmath), raw=True))
        return function

    return declare


def make_spec(
    name: str,
    function: Callable[..., None],
    signature: str,
    split: str | None = None,
    fastmath: Sequence[str] | frozenset[str] = ("contract",),
) -> KernelSpec:
    """A `KernelSpec` from a signature line; used by `kernel` and by generated elementwise kernels."""
    params = tuple(p for p in parse(signature) if p.name not in IMPLICIT)
    letters: dict[str, None] = {}
    for param in params:
        for position, letter in enumerate(param.dims or ()):
            if letter == split and position:
                raise ValueError(f"kernel {name}: split axis {split} must lead in {param.name}")
            letters.setdefault(letter)
    return KernelSpec(name, function, params, split, frozenset(fastmath), extents=tuple(letters))


def register(spec: KernelSpec) -> None:
    """Add a kernel to the table; a name can be taken once."""
    if spec.name in KERNELS:
        raise ValueError(f"kernel {spec.name!r} is declared twice")
    KERNELS[spec.name] = spec
