"""Small random programs whose every value is a whole number that its dtype holds, so that devices must agree exactly.

A program has a few shapes and many ops on them, reads variables at will and gives them new values at the end: sums of
what it made, each other's values, inputs, constants, views of one another. That is where a plan that fuses, shares
memory and writes in place goes wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasish import ops
from kerasish.graph.function import Function
from kerasish.graph.tensor import Tensor, constant, placeholder
from kerasish.graph.variable import Variable
from kerasish.testing.compare import on_device

Array = np.ndarray[Any, Any]
Shape = tuple[int, ...]

DTYPES = ("float32", "float32", "float32", "float64", "float16", "int32", "uint8")
EXACT = {"float16": 2**10, "float32": 2**22, "float64": 2**22}  # whole numbers up to here lose nothing
SMALL = 9
EXTENTS = (1, 2, 3, 4, 5, 8, 17)


class RandomProgram:
    """A function of arrays and variables made from a seed.

    Arguments:
        seed: what everything is drawn from.
        size: how many ops it has.
        dtypes: what the inputs and variables may be made of.
        extents: how long the axes may be.
    """

    def __init__(
        self, seed: int, size: int = 24, dtypes: tuple[str, ...] = DTYPES, extents: tuple[int, ...] = EXTENTS
    ) -> None:
        self.rng = np.random.RandomState(seed)
        self.dtypes = self._some(dtypes)
        self.shapes = self._shapes(extents)
        self.limit = 4 * max(20, *extents) ** 2  # items of one array
        self.pool: list[Tensor] = []
        self.bound: dict[Tensor, float] = {}
        self.inputs = [self._leaf(placeholder) for _ in range(self.rng.randint(1, 4))]
        self.variables = [self._variable() for _ in range(self.rng.randint(1, 5))]
        self.start = [v.numpy() for v in self.variables]
        for _ in range(self.rng.randint(0, 3)):
            self._leaf(lambda shape, dtype: constant(self.numbers(shape, dtype)))
        for _ in range(size):
            self._grow()
        outputs = [self._pick() for _ in range(self.rng.randint(1, 5))]
        updates = [(v, self._new_value(v)) for v in self.variables if self.rng.rand() < 0.85]
        self.function = Function(self.inputs, outputs, updates)

    def numbers(self, shape: Shape, dtype: str) -> Array:
        """Small whole numbers."""
        low = 0 if dtype.startswith("u") else -3
        return self.rng.randint(low, 4, shape).astype(dtype)

    def run(self, device: str, feeds: list[list[Array]]) -> list[Array]:
        """All results of one run per feed, and all variables after each, from the start values on."""
        found: list[Array] = []
        for variable, array in zip(self.variables, self.start, strict=True):
            variable.assign(array)
        with on_device(device):
            for arrays in feeds:
                found += self.function(*arrays)
                found += [v.numpy() for v in self.variables]
        return found

    def feeds(self, count: int = 2) -> list[list[Array]]:
        """Arrays for the inputs, some of them with gaps."""
        return [[self._with_gaps(t) for t in self.inputs] for _ in range(count)]

    # ---- leaves

    def _some(self, values: tuple[Any, ...]) -> list[Any]:
        return [values[self.rng.randint(len(values))] for _ in range(self.rng.randint(1, 3))]

    def _shapes(self, extents: tuple[int, ...]) -> list[Shape]:
        rows, columns = (int(self.rng.choice(extents)) for _ in range(2))
        family = [(rows, columns), (columns, rows), (columns,), (rows, 1), (1, columns), (), (2, rows, columns)]
        family += [(0, columns)] * (self.rng.rand() < 0.1) + [(40, 50)] * (self.rng.rand() < 0.25)
        return [family[0], *(family[self.rng.randint(len(family))] for _ in range(self.rng.randint(1, 4)))]

    def _spec(self) -> tuple[Shape, str]:
        shape = self.shapes[0] if self.rng.rand() < 0.5 else self.shapes[self.rng.randint(len(self.shapes))]
        return shape, self.dtypes[self.rng.randint(len(self.dtypes))]

    def _leaf(self, make: Callable[[Shape, str], Tensor]) -> Tensor:
        return self._add(make(*self._spec()), 3)

    def _variable(self) -> Variable:
        shape, dtype = self._spec()
        variable = Variable(self.numbers(shape, dtype), dtype=dtype, name="v")
        self._add(variable.leaf(), SMALL)
        return variable

    def _with_gaps(self, tensor: Tensor) -> Array:
        array = self.numbers(tuple(int(s or 0) for s in tensor.shape), tensor.dtype)
        return np.array(array, order="F") if self.rng.rand() < 0.3 else array

    # ---- ops

    def _add(self, tensor: Any, bound: float) -> Any:
        self.pool.append(tensor)
        self.bound[tensor] = bound
        return tensor

    def _pick(self, like: Tensor | None = None) -> Tensor:
        """One of the tensors so far, a recent one more often; of the dtype of another if there is one."""
        fitting = self.pool if like is None else [t for t in self.pool if t.dtype == like.dtype]
        recent = fitting[-8:] if self.rng.rand() < 0.5 else fitting
        return recent[self.rng.randint(len(recent))]

    def small(self, x: Tensor) -> Tensor:
        """`x` held so close to 0 that any op on it stays exact."""
        if self.bound[x] <= SMALL:
            return x
        y = ops.clip(x, 0 if x.dtype.startswith("u") else -SMALL, SMALL)
        return self._add(y, SMALL)

    def _grow(self) -> None:
        kind = OPS[self.rng.randint(len(OPS))]
        x = self._pick()
        if kind in (_combine, _select, _multiply_add):
            result = kind(self, x, self._pick(x))
        else:
            result = kind(self, x)
        if result is None:
            return
        y, bound = result
        size = int(np.prod([s or 0 for s in y.shape]))
        if size > self.limit or len(y.shape) > 4:
            return
        if y.dtype == "bool":
            y, bound = ops.cast(y, x.dtype if x.dtype != "bool" else "float32"), 1
        self._add(y, bound)
        if bound > EXACT.get(y.dtype, np.inf):
            raise AssertionError("the maker of programs lets numbers grow too large")

    def _new_value(self, variable: Variable) -> Tensor:
        """What a variable becomes: mostly something made from its own value and others of its shape."""
        same = [t for t in self.pool if t.shape == variable.shape]
        value = same[self.rng.randint(len(same))]
        if self.rng.rand() < 0.5:
            other = ops.cast(self.small(self._pick()), variable.dtype)
            try:
                merged = ops.add(variable.leaf(), other) if self.rng.rand() < 0.5 else ops.maximum(other, value)
            except ValueError:  # shapes that do not broadcast
                merged = value
            value = merged if merged.shape == variable.shape else value
            self.bound.setdefault(value, 2 * SMALL + EXACT["float16"])
        return ops.cast(self.small(value), variable.dtype)


def _broadcasts(x: Tensor, y: Tensor) -> bool:
    try:
        np.broadcast_shapes(x.shape, y.shape)
    except ValueError:
        return False
    return True


def _unary(p: RandomProgram, x: Tensor) -> Any:
    functions = [ops.absolute, ops.relu, ops.sign, ops.square]
    functions += [] if x.dtype.startswith("u") else [ops.negative]
    return functions[p.rng.randint(len(functions))](p.small(x)), SMALL * SMALL


def _combine(p: RandomProgram, x: Tensor, y: Tensor) -> Any:
    if not _broadcasts(x, y):
        return None
    functions = [ops.add, ops.subtract, ops.multiply, ops.maximum, ops.minimum, ops.greater, ops.equal]
    return functions[p.rng.randint(len(functions))](p.small(x), p.small(y)), SMALL * SMALL


def _multiply_add(p: RandomProgram, x: Tensor, y: Tensor) -> Any:
    """A product that one sum reads later: the two become one instruction."""
    if not _broadcasts(x, y):
        return None
    product = ops.multiply(p.small(x), p.small(y))
    for _ in range(p.rng.randint(0, 3)):
        p._grow()
    z = p.small(p._pick(x))
    if not _broadcasts(product, z):
        return None
    function = ops.subtract if p.rng.rand() < 0.5 else ops.add
    ends = (product, z) if p.rng.rand() < 0.5 else (z, product)
    return function(*ends), SMALL * SMALL + SMALL


def _select(p: RandomProgram, x: Tensor, y: Tensor) -> Any:
    condition = ops.greater(p._pick(), 0)
    if not (_broadcasts(x, y) and _broadcasts(condition, x) and _broadcasts(condition, y)):
        return None
    return ops.where(condition, x, y), max(p.bound[x], p.bound[y])


def _fold(p: RandomProgram, x: Tensor) -> Any:
    if not x.shape or 0 in x.shape:
        return None
    axes = [i for i in range(len(x.shape)) if p.rng.rand() < 0.6]
    count = int(np.prod([x.shape[i] or 0 for i in axes])) if axes else 1
    if p.rng.rand() < 0.4:
        return (ops.max if p.rng.rand() < 0.5 else ops.min)(x, axes, bool(p.rng.rand() < 0.5)), p.bound[x]
    x = p.small(x)
    if count * SMALL > EXACT.get(x.dtype, np.inf):
        return None
    return ops.sum(x, axes, bool(p.rng.rand() < 0.5)), count * SMALL


def _move(p: RandomProgram, x: Tensor) -> Any:
    choice, rank = p.rng.randint(6), len(x.shape)
    if choice == 0:
        y = ops.transpose(x, [int(i) for i in p.rng.permutation(rank)])
    elif choice == 1:
        y = ops.reshape(x, (-1,) if 0 not in x.shape else x.shape)
    elif choice == 2:
        y = ops.expand_dims(x, int(p.rng.randint(rank + 1)))
    elif choice == 3 and rank:
        steps = [(None, None, -1), (0, 2, 1), (1, None, 1), (None, None, 2)]
        y = x[tuple(slice(*steps[p.rng.randint(len(steps))]) for _ in range(rank))]
    elif choice == 4 and rank and x.shape[0]:
        y = ops.take(x, p.rng.randint(0, x.shape[0], 3).astype("int32"), 0)
    else:
        y = ops.broadcast_to(x, (2, *x.shape))
    return y, p.bound[x]


def _join(p: RandomProgram, x: Tensor) -> Any:
    same = [t for t in p.pool if t.shape == x.shape and t.dtype == x.dtype]
    if not x.shape:
        return None
    other = same[p.rng.randint(len(same))]
    return ops.concatenate([x, other], int(p.rng.randint(len(x.shape)))), max(p.bound[x], p.bound[other])


def _product(p: RandomProgram, x: Tensor) -> Any:
    """A matrix product with, sometimes, a bias and relu behind it."""
    fitting = [t for t in p.pool if len(t.shape) == 2 and x.shape and t.shape[0] == x.shape[-1] and t.dtype == x.dtype]
    if len(x.shape) < 2 or not fitting:
        return None
    b = p.small(fitting[p.rng.randint(len(fitting))])
    bound = float(SMALL * SMALL * max(int(x.shape[-1] or 0), 1))
    if bound + SMALL > EXACT.get(x.dtype, np.inf):
        return None
    y = ops.matmul(p.small(x), b)
    rows = [t for t in p.pool if t.dtype == y.dtype and t.shape in ((y.shape[-1],), (1, y.shape[-1]))]
    if rows and p.rng.rand() < 0.6:
        y = ops.add(y, p.small(rows[p.rng.randint(len(rows))]))
    return (ops.relu(y) if p.rng.rand() < 0.5 else y), bound + SMALL


def _convert(p: RandomProgram, x: Tensor) -> Any:
    target = p.dtypes[p.rng.randint(len(p.dtypes))]
    if target.startswith("u") and not x.dtype.startswith("u"):
        return ops.cast(ops.relu(p.small(x)), target), SMALL
    return ops.cast(p.small(x), target), SMALL


OPS = (_combine, _combine, _combine, _combine, _multiply_add, _multiply_add, _unary, _unary, _select)
OPS += (_fold, _move, _move, _join, _product, _product, _convert)
