"""Reverse-mode differentiation of a graph into more graph. It knows no op by name: rules belong to the ops."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import ops
from ..errors import GradientError
from .tensor import Node, Tensor, as_tensor


def gradients(
    targets: Sequence[Tensor], sources: Sequence[Any], output_gradients: Sequence[Any] | None = None
) -> list[Tensor | None]:
    """Gradients of the sum of `targets` with respect to each source.

    Arguments:
        targets: tensors to differentiate.
        sources: tensors or variables.
        output_gradients: what flows into each target (ones by default).

    Returns:
        One tensor per source, of its shape; None where no target depends on it.

    Errors:
        GradientError when a path to a source goes through an op that has no gradient rule.
    """
    wanted = [as_tensor(s) for s in sources]
    nodes = _between(targets, wanted)
    flow: dict[Tensor, Tensor] = {}
    for i, target in enumerate(targets):
        seed = output_gradients[i] if output_gradients else ops.ones_like(target)
        _accumulate(flow, target, as_tensor(seed))
    for node in sorted(nodes, key=lambda n: n.id, reverse=True):
        _backward(node, flow, nodes, set(wanted))
    return [flow.get(s) for s in wanted]


def _between(targets: Sequence[Tensor], sources: Sequence[Tensor]) -> set[Node]:
    """The nodes on some path from a source to a target."""
    reached: dict[Node, bool] = {}
    marks = {s for s in sources}
    order = topological([t.node for t in targets])
    for node in order:
        reached[node] = any(t in marks or reached.get(t.node, False) for t in node.inputs)
    return {n for n, hit in reached.items() if hit}


def topological(roots: Sequence[Node]) -> list[Node]:
    """All nodes that the roots depend on, inputs first."""
    seen: set[Node] = set()
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack.extend(t.node for t in node.inputs)
    return sorted(seen, key=lambda n: n.id)


def _backward(node: Node, flow: dict[Tensor, Tensor], nodes: set[Node], wanted: set[Tensor]) -> None:
    dys = [flow.get(t) for t in node.outputs]
    if all(dy is None for dy in dys):
        return
    if node.op.gradient is None:
        if node.op.name == "stop_gradient" or not _is_differentiable(node):
            return
        raise GradientError(f"The op {node.op.name!r} has no gradient, and one was asked for through it.")
    grads = node.op.gradient(node, *dys)
    for x, dx in zip(node.inputs, grads, strict=True):
        if dx is not None and (x in wanted or x.node in nodes):
            _accumulate(flow, x, dx)


def _is_differentiable(node: Node) -> bool:
    """Ops with integer or boolean results have no gradient by nature; that is no error."""
    return any(t.dtype in ("float16", "bfloat16", "float32", "float64") for t in node.outputs)


def _accumulate(flow: dict[Tensor, Tensor], tensor: Tensor, amount: Tensor) -> None:
    flow[tensor] = ops.add(flow[tensor], amount) if tensor in flow else amount
