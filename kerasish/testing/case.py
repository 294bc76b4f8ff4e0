"""One row of a table of layers to be checked: the class, its arguments, the shape of its input."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..compat import LEVELS
from ..graph.variable import Variable

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]

ELEMENTWISE_GRID: tuple[Shape, ...] = ((0, 3), (1, 1), (2, 0), (3, 5), (2, 3, 7), (33, 65))


@dataclass(frozen=True)
class Case:
    """What to check of a layer.

    Arguments:
        layer: its class.
        arguments: what it is made with.
        input_shape: shape of one batch, batch axis first; a list of shapes for a layer of several inputs.
        grid: further input shapes (each like `input_shape`) that it must take: extents of 0 and 1, odd ones, large
            ones. By default those of `input_shape` with other batch sizes.
        values: `"plain"` (floats that stay clear of kinks at multiples of 0.1), `"positive"`, `"distinct"` (no two are
            equal), or `"indices"`.
        high: one more than the largest index.
        mask: what becomes of a mask: `"passed"` on, `"dropped"`, `"refused"`, `"made"` anew; by default as
            `supports_masking` and the level say.
        random: whether the layer draws random numbers while training.
        trains_alike: whether it computes the same in training as otherwise; False for random layers.
        row_by_row: whether each sample's output depends on that sample alone.
        weights: from the variables to the arrays they are given for the checks; random numbers by default.
        call_arguments: further arguments of the call.
        level: the compatibility level it is checked at.
        skip: names of checks that make no sense here, each with the reason.
    """

    layer: Any
    arguments: dict[str, Any] = field(default_factory=dict)
    input_shape: Any = (4, 3)
    grid: Sequence[Any] = ()
    values: str = "plain"
    high: int = 5
    mask: str | None = None
    random: bool = False
    trains_alike: bool | None = None
    row_by_row: bool = True
    weights: Callable[[list[Variable]], list[Array]] | None = None
    call_arguments: dict[str, Any] = field(default_factory=dict)
    level: str = "3"
    skip: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """A name for test reports."""
        shapes = "+".join("x".join(map(str, s)) for s in self.shapes(self.input_shape))
        told = ",".join(f"{k}={_short(v)}" for k, v in self.arguments.items())
        level = "" if self.level == "3" else f"-level{self.level}"
        return f"{self.layer.__name__}-{told or 'default'}-{shapes}{level}"

    def shapes(self, input_shape: Any) -> list[Shape]:
        """The shapes of all inputs, as a list."""
        return list(input_shape) if isinstance(input_shape, list) else [input_shape]

    def all_shapes(self) -> list[Any]:
        """`input_shape` and those of the grid."""
        if self.grid:
            return [self.input_shape, *self.grid]
        batches = (0, 1, 5)
        many = isinstance(self.input_shape, list)
        others = [[(b, *s[1:]) for s in self.shapes(self.input_shape)] for b in batches]
        return [self.input_shape, *(o if many else o[0] for o in others)]

    def inputs(self, input_shape: Any = None, dtype: str = "float32", seed: int = 0) -> Any:
        """Arrays to feed: one, or a list of them, as `input_shape` has it."""
        input_shape = self.input_shape if input_shape is None else input_shape
        rng = np.random.RandomState(seed)
        arrays = [self._array(rng, shape, dtype) for shape in self.shapes(input_shape)]
        return arrays if isinstance(input_shape, list) else arrays[0]

    def _array(self, rng: np.random.RandomState, shape: Shape, dtype: str) -> Array:
        if self.values == "indices":
            return rng.randint(0, self.high, shape).astype("int32")
        if self.values == "distinct":
            size = int(np.prod(shape))
            return ((rng.permutation(size) - size // 2 + 0.5) / 10.0).reshape(shape).astype(dtype)
        low = 0 if self.values == "positive" else -20
        return ((rng.randint(low, 20, shape) + 0.5) / 10.0).astype(dtype)

    def make(self, dtype: str | None = None, **more: Any) -> Any:
        """The layer, not built; random layers get a seed so that a check can be repeated."""
        given = {name: _fresh(value, dtype) for name, value in self.arguments.items()}
        given |= more | ({"dtype": dtype} if dtype else {})
        if self.random:
            given = {"seed": 7} | given
        return self.layer(**given)

    def built(self, dtype: str | None = None, input_shape: Any = None) -> Any:
        """The layer, built, its weights set to numbers that are not their defaults."""
        layer = self.make(dtype)
        layer(self.inputs(input_shape, dtype or "float32"), **self.call_arguments)
        layer.set_weights(self._weights(layer.weights))
        return layer

    def _weights(self, variables: list[Variable]) -> list[Array]:
        if self.weights is not None:
            return self.weights(variables)
        rng = np.random.RandomState(3)
        return [((rng.randint(-10, 10, v.shape) + 0.27) / 10.0).astype(v.dtype) for v in variables]

    def expected_mask(self, layer: Any) -> str:
        """What becomes of a mask."""
        refused = LEVELS.index(self.level) < LEVELS.index("2.15")
        return self.mask or ("passed" if layer.supports_masking else "refused" if refused else "dropped")


def _fresh(value: Any, dtype: str | None) -> Any:
    """An argument that is a layer as a new one, so that no check sees what another has built."""
    if not hasattr(value, "get_config") or not hasattr(value, "inbound_calls"):
        return value
    return type(value).from_config(value.get_config() | ({"dtype": dtype} if dtype else {}))


def _short(value: Any) -> str:
    name = getattr(value, "__name__", None) or (type(value).__name__ if hasattr(value, "get_config") else None)
    return name if name else str(value).replace(" ", "")[:40]
