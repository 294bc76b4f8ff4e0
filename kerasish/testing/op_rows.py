"""Rows of the table of ops: which op, on which inputs, with which attributes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..ops import random as _random  # noqa: F401  (registers its ops)
from ..ops.core import REGISTRY, Op

Array = np.ndarray[Any, Any]
Draw = Callable[[np.random.RandomState, str], Array]

SHAPES: tuple[tuple[int, ...], ...] = ((), (1,), (7,), (0, 3), (5, 1), (3, 5), (2, 3, 7), (33, 65), (4099,))


@dataclass(frozen=True)
class Row:
    """One use of an op.

    Arguments:
        op: its name.
        inputs: how each input is drawn: `plain(3, 4)`, `positive(3, 4)`, `indices(3, high=5)`...
        attrs: its attributes.
        dtypes: dtypes of the inputs that are not of a fixed one.
        differentiable: whether gradients are checked; by default where the op has a rule and its result is a float.
        tolerance: how far a float32 kernel may be from the reference; float64 by the same share of its precision.
        constants: places of inputs that are constants of the graph.
        once: whether it has a gradient, but its gradient has none.
        note: a word that tells rows of one op apart.
    """

    op: str
    inputs: tuple[Draw, ...]
    attrs: dict[str, Any] = field(default_factory=dict)
    dtypes: tuple[str, ...] = ("float32", "float64")
    differentiable: bool | None = None
    tolerance: float = 2e-6
    constants: tuple[int, ...] = ()
    once: bool = False
    note: str = ""

    @property
    def rule(self) -> Op:
        """The op itself."""
        return REGISTRY[self.op]

    @property
    def id(self) -> str:
        """A name for test reports."""
        shapes = "+".join("x".join(map(str, a.shape)) or "scalar" for a in self.arrays(self.dtypes[0]))
        told = ",".join(f"{k}={v}".replace(" ", "") for k, v in self.attrs.items())
        return "-".join(part for part in (self.op, self.note, told[:40], shapes, self.dtypes[0]) if part)

    def arrays(self, dtype: str, seed: int = 0) -> list[Array]:
        """The inputs in one dtype."""
        rng = np.random.RandomState(seed)
        return [draw(rng, dtype) for draw in self.inputs]

    def reference(self, arrays: list[Array]) -> list[Array]:
        """What NumPy makes of arrays, in the dtypes that the op promises."""
        with np.errstate(all="ignore"):
            result = self.rule.reference(*arrays, **self.attrs)  # type: ignore[misc]
        results = result if isinstance(result, tuple) else (result,)
        return [np.asarray(r, s.dtype) for r, s in zip(results, self.rule.infer(*arrays, **self.attrs), strict=True)]

    def allowed(self, dtype: str) -> float:
        """The tolerance in a dtype."""
        return self.tolerance * {"float64": 2.0**-28, "float16": 2.0**13 * 0.1}.get(dtype, 1.0)

    @property
    def has_gradient(self) -> bool:
        """Whether gradients are checked."""
        if self.differentiable is not None:
            return self.differentiable
        arrays = self.arrays("float64") if "float64" in self.dtypes else []
        floats = any(a.dtype.kind == "f" for a in arrays)
        return floats and self.rule.gradient is not None and self.reference(arrays)[0].dtype.kind == "f"


def plain(*shape: int) -> Draw:
    """Numbers between -2 and 2, clear of multiples of 0.1; small integers; booleans."""

    def draw(rng: np.random.RandomState, dtype: str) -> Array:
        if dtype == "bool":
            return rng.randint(0, 2, shape).astype(bool)
        if "int" in dtype:
            return rng.randint(0 if dtype[0] == "u" else -5, 6, shape).astype(dtype)
        return np.asarray((rng.randint(-20, 20, shape) + rng.uniform(0.3, 0.7, shape)) / 10.0, dtype)

    return draw


def between(low: float, high: float, *shape: int) -> Draw:
    """Numbers between two bounds."""

    def draw(rng: np.random.RandomState, dtype: str) -> Array:
        if "int" in dtype:
            return np.asarray(rng.randint(int(np.ceil(low)), int(high) + 1, shape), dtype)
        return np.asarray(rng.uniform(low, high, shape), dtype)

    return draw


def distinct(*shape: int) -> Draw:
    """Numbers no two of which are equal or close."""

    def draw(rng: np.random.RandomState, dtype: str) -> Array:
        size = int(np.prod(shape, dtype=np.int64))
        return ((rng.permutation(size) - size / 3 + 0.3) / 10.0).reshape(shape).astype(dtype)

    return draw


def indices(high: int, *shape: int, low: int = 0, dtype: str = "int64") -> Draw:
    """Integers of a fixed dtype."""
    return lambda rng, _: np.asarray(rng.randint(low, high, shape), dtype)


def flags(*shape: int) -> Draw:
    """Booleans."""
    return lambda rng, _: np.asarray(rng.randint(0, 2, shape)).astype(bool)


def fixed(value: Any, dtype: str | None = None) -> Draw:
    """An array as it is; of the row's dtype when `dtype` is None."""
    return lambda rng, kind: np.asarray(value, dtype or kind)


def extremes() -> Draw:
    """Infinities, nan, zeros of both signs, and the ends of the range."""

    def draw(rng: np.random.RandomState, dtype: str) -> Array:
        info = np.finfo(dtype)
        ends = [info.max, info.min, info.tiny, -info.tiny]
        return np.asarray([np.inf, -np.inf, np.nan, 0.0, -0.0, *ends, 1.0, -1.0, 0.5, 88.0, -104.0], dtype)

    return draw
