"""Symbolic tensors and the nodes that make them."""

from __future__ import annotations

import itertools
from typing import Any

from ..ops.core import Op, Spec, as_constant
from .operators import Operators

_ids = itertools.count()

INPUT = Op("input")
VARIABLE = Op("variable")
CONSTANT = Op("constant")


class Node:
    """One op applied to tensors. `id` grows, so sorting nodes by id is a topological order."""

    __slots__ = ("op", "inputs", "attrs", "outputs", "id")

    def __init__(self, op: Op, inputs: tuple[Tensor, ...], attrs: dict[str, Any], specs: list[Spec]) -> None:
        self.op, self.inputs, self.attrs = op, inputs, attrs
        self.id = next(_ids)
        self.outputs = tuple(Tensor(s.shape, s.dtype, self, i) for i, s in enumerate(specs))

    def __repr__(self) -> str:
        return f"<{self.op.name}#{self.id}>"


class Tensor(Operators):
    """A value that is not there yet: `shape` (None where unknown), `dtype`, and the node that will make it.

    Attributes that layers hang on it: `history` (layer, call, output index), `mask`, `logits`.
    """

    def __init__(self, shape: tuple[int | None, ...], dtype: str, node: Node, index: int = 0) -> None:
        self.shape, self.dtype, self.node, self.index = tuple(shape), dtype, node, index
        self.history: Any = None
        self.mask: Any = None
        self.logits: Tensor | None = None
        self.given_name: str | None = None

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return len(self.shape)

    @property
    def name(self) -> str:
        """A name for people."""
        return self.given_name or f"{self.node.op.name}_{self.node.id}"

    def symbolic(self) -> Tensor:
        """Itself: what ops ask of an argument to know that they must record."""
        return self

    def record(self, op: Op, inputs: tuple[Any, ...], attrs: dict[str, Any]) -> Any:
        """Add a node for `op`; returns its output tensor, or a tuple of them."""
        tensors = tuple(as_tensor(x) for x in inputs)
        node = Node(op, tensors, attrs, op.infer(*tensors, **attrs))
        return node.outputs[0] if len(node.outputs) == 1 else node.outputs

    def get_shape(self) -> tuple[int | None, ...]:
        """The shape, under the name that old scripts use."""
        return self.shape

    def __len__(self) -> int:
        if not self.shape or self.shape[0] is None:
            raise TypeError(f"A symbolic tensor of shape {self.shape} has no length.")
        return self.shape[0]

    def __iter__(self) -> Any:
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        raise TypeError(
            f"The truth of a symbolic tensor ({self.name}, shape {self.shape}) is not known while a graph is being "
            "built. Use ops.where or ops.cond instead of 'if'."
        )

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(
            f"A symbolic tensor ({self.name}, shape {self.shape}) holds no numbers, so NumPy cannot use it. "
            "Use kerasish.ops (or kerasish.backend) functions on it."
        )

    def __repr__(self) -> str:
        return f"<Tensor {self.name} shape={self.shape} dtype={self.dtype}>"


def placeholder(shape: tuple[int | None, ...], dtype: str, name: str | None = None) -> Tensor:
    """A tensor that is fed from outside."""
    tensor = Node(INPUT, (), {"name": name}, [Spec(tuple(shape), dtype)]).outputs[0]
    tensor.given_name = name
    return tensor


def constant(value: Any, dtype: str | None = None) -> Tensor:
    """A tensor holding a fixed array."""
    array = as_constant(value, dtype)
    return Node(CONSTANT, (), {"value": array}, [Spec(array.shape, array.dtype.name)]).outputs[0]


def as_tensor(value: Any) -> Tensor:
    """A tensor for anything: itself, a variable's current value in this trace, or a constant."""
    if isinstance(value, Tensor):
        return value
    leaf = getattr(value, "leaf", None)
    return leaf() if leaf is not None else constant(value)


def is_symbolic(value: Any) -> bool:
    """Whether `value` is a symbolic tensor."""
    return isinstance(value, Tensor)
