"""What an op is, and what happens when one is called.

An op has a shape rule, a gradient rule written with other ops, and a NumPy reference. Called with a symbolic tensor
among its arguments it records a node; called on arrays alone it computes at once, through a plan of one call.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from .. import dtypes
from ..errors import explain

REGISTRY: dict[str, Op] = {}


class Spec(NamedTuple):
    """Shape (None where unknown) and dtype of a value."""

    shape: tuple[int | None, ...]
    dtype: str


class Op:
    """A named operation.

    Attributes:
        infer: `(*specs, **attrs) -> [Spec]`, the shape and dtype rule.
        gradient: `(node, *dys) -> [dx or None]`, written with ops; `dys` holds None where nothing flows back.
        reference: `(*arrays, **attrs) -> array or tuple`, plain NumPy; the contract of every kernel.
        shape_only: positions of inputs of which only the shape matters.
        view: whether the result is the same memory read with other strides.
        scalar: for elementwise ops, the scalar expression that kernels are generated from.
        from_shapes: for ops whose value follows from shapes alone, `(*specs, **attrs) -> array`.
    """

    __slots__ = ("name", "infer", "gradient", "reference", "shape_only", "view", "scalar", "from_shapes")

    def __init__(
        self,
        name: str,
        infer: Callable[..., list[Spec]] | None = None,
        gradient: Callable[..., Sequence[Any]] | None = None,
        reference: Callable[..., Any] | None = None,
        shape_only: tuple[int, ...] = (),
        view: bool = False,
        scalar: str | None = None,
        from_shapes: Callable[..., Any] | None = None,
    ) -> None:
        self.name, self.infer, self.gradient, self.reference = name, infer or _no_rule, gradient, reference
        self.shape_only, self.view, self.scalar, self.from_shapes = shape_only, view, scalar, from_shapes

    def __call__(self, *inputs: Any, **attrs: Any) -> Any:
        for value in inputs:
            symbolic = getattr(value, "symbolic", None)
            tensor = symbolic() if symbolic is not None else None
            if tensor is not None:
                return tensor.record(self, inputs, attrs)
        from ..plan.eager import run

        return run(self, [np.asarray(x) for x in inputs], attrs)

    def __repr__(self) -> str:
        return f"<Op {self.name}>"


def _no_rule(*_: Any, **__: Any) -> list[Spec]:
    raise NotImplementedError("this op stands for a leaf and is never applied")


def register(op: Op) -> Op:
    """Add an op to the table; a name can be taken once."""
    if op.name in REGISTRY:
        raise ValueError(f"op {op.name!r} is declared twice")
    REGISTRY[op.name] = op
    return op


def as_constant(value: Any, dtype: str | None = None) -> np.ndarray[Any, Any]:
    """An array for a value met while recording; Python floats take `floatx`."""
    if dtype is None and not hasattr(value, "dtype"):
        dtype = weak_dtype(value)
    given = dtypes.canonical(np.asarray(value).dtype if dtype is None else dtype)
    return np.array(value, dtype=dtypes.numpy_dtype(given))  # in this machine's byte order


def weak_dtype(value: Any) -> str:
    """The dtype of a value that brings none of its own: `floatx` for floats, int32 for ints, bool for bools."""
    from ..config import floatx

    kind = np.asarray(value).dtype
    if kind.kind == "f":
        return floatx()
    if kind.kind == "i":
        return "int32" if kind.itemsize == 8 and np.all(np.abs(np.asarray(value)) < 2**31) else kind.name
    return kind.name


def spec(value: Any) -> Spec:
    """Shape and dtype of a tensor, variable or array-like."""
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return Spec(tuple(value.shape), dtypes.canonical(value.dtype))
    return Spec(np.shape(value), weak_dtype(value))


def is_weak(value: Any) -> bool:
    """Whether a value is a Python number, which takes the dtype of what it meets."""
    return type(value) in (bool, int, float)  # NumPy's float64 is a float too, but brings its own dtype


def match(*values: Any, to_float: bool = False) -> tuple[Any, ...]:
    """The values brought to one dtype. Python numbers adapt to the others; a float number makes integers `floatx`."""
    from ..config import floatx
    from .elementwise import cast

    strong = [dtypes.of(v) if hasattr(v, "dtype") else weak_dtype(v) for v in values if not is_weak(v)]
    target = dtypes.promote(*strong) if strong else dtypes.promote(*(weak_dtype(v) for v in values))
    weak_float = any(isinstance(v, float) for v in values)
    if not dtypes.is_float(target) and (to_float or (weak_float and strong)):
        target = floatx()
    if target == "bool" and any(isinstance(v, int) and not isinstance(v, bool) for v in values):
        target = "int32"
    return tuple(np.asarray(v, dtypes.numpy_dtype(target)) if is_weak(v) else cast(v, target) for v in values)


def broadcast(name: str, *shapes: tuple[int | None, ...]) -> tuple[int | None, ...]:
    """The common shape of several, by NumPy's rules, with None as an unknown extent."""
    rank = max(len(s) for s in shapes)
    result: list[int | None] = []
    for axis in range(rank):
        extents = {s[axis - rank + len(s)] for s in shapes if axis - rank + len(s) >= 0}
        known = {e for e in extents if e is not None and e != 1}
        if len(known) > 1:
            listed = " and ".join(str(s) for s in shapes)
            raise ValueError(
                explain(f"{name}: shapes do not broadcast.", "equal extents, or 1, from the last axis on", listed)
            )
        result.append(known.pop() if known else None if None in extents else 1)
    return tuple(result)


def normalize_axis(axis: int, ndim: int, name: str) -> int:
    """An axis counted from the front; raises ValueError when out of range."""
    if not -ndim <= axis < ndim:
        raise ValueError(f"{name}: axis {axis} is out of range for a tensor with {ndim} axes.")
    return axis % ndim


def normalize_axes(axis: Any, ndim: int, name: str) -> tuple[int, ...]:
    """Sorted axes counted from the front; None means all."""
    if axis is None:
        return tuple(range(ndim))
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    return tuple(sorted({normalize_axis(int(a), ndim, name) for a in axes}))
