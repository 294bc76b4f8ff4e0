"""What a summary says of each layer, whatever its look."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from ..compat import at_least

# Model, calls and layers are recognised by what they have, so that a summary needs none of their classes.


class Row(NamedTuple):
    """One layer: its name and class, output shape, number of weights, inputs, depth of nesting."""

    layer: Any
    name: str
    kind: str
    shape: Any
    params: int | None
    sources: list[tuple[str, int, int]] | None
    depth: int
    last: tuple[bool, ...] = ()


def rows_of(model: Any, layers: list[Any], expand_nested: bool) -> list[Row]:
    """The rows of a model's layers, those of models inside it after them when `expand_nested`."""
    calls = None if is_chain(model) else {id(call) for call in getattr(model, "_calls", ())}
    return list(_rows(layers, calls, expand_nested, 0))


def _rows(layers: list[Any], calls: set[int] | None, expand: bool, depth: int) -> Iterable[Row]:
    for layer in layers:
        yield Row(
            layer,
            layer.name,
            kind_of(layer),
            output_shape(layer),
            int(layer.count_params()) if getattr(layer, "built", True) else None,
            None if calls is None else sources_of(layer, calls),
            depth,
        )
        inner = getattr(layer, "layers", None)
        if expand and inner:
            yield from _rows(list(inner), calls, expand, depth + 1)


def kind_of(layer: Any) -> str:
    """The name of the class; up to level 2.3 graphs of layers are of the class Model."""
    name = type(layer).__name__
    return "Model" if name == "Functional" and not at_least("2.15") else name


def output_shape(layer: Any) -> Any:
    """The shape of a layer's output (a list for several), or None where it is not known."""
    for path in (("output_shape",), ("output", "shape")):
        found = layer
        try:
            for name in path:
                found = getattr(found, name)
        except (AttributeError, RuntimeError, ValueError, TypeError):
            continue  # not called yet, or called in several ways
        if found is not None:
            return found
    return None


def sources_of(layer: Any, calls: set[int]) -> list[tuple[str, int, int]]:
    """The tensors that feed a layer: name of the layer they come from, which call of it, which output."""
    found = []
    for call in getattr(layer, "inbound_calls", ()):
        if calls and id(call) not in calls:
            continue
        for tensor in call.input_tensors:
            history = tensor.history
            if history is not None:
                # Up to Keras 2.3, call 0 of a model is the one that it was made by.
                own = not at_least("2.15") and bool(getattr(history.layer, "inputs", None))
                found.append((history.layer.name, history.call_index + own, history.tensor_index))
    return found


def is_chain(model: Any) -> bool:
    """Whether each layer feeds the next and none is called twice, so that a column of inputs would say nothing."""
    calls = getattr(model, "_calls", None)
    if not calls:
        return True
    shown = {id(layer) for layer in model.layers}
    inputs = [t for t in getattr(model, "_in", ()) if t.history is None or id(t.history.layer) in shown]
    if len({id(call.layer) for call in calls}) < len(calls) or len(inputs) > 1:
        return False
    before = None
    for call in calls:
        if len(call.input_tensors) != 1:
            return False
        source = call.input_tensors[0].history
        if before is not None and (source is None or source.layer is not before):
            return False
        before = call.layer
    return True


class Counts(NamedTuple):
    """Numbers of weights and their bytes."""

    trainable: int
    trainable_bytes: float
    fixed: int
    fixed_bytes: float
    optimizer: int | None
    optimizer_bytes: float


def counts_of(model: Any) -> Counts:
    """How many weights a model has, and how much memory they take."""
    trainable, fixed = _unique(model.trainable_weights), _unique(model.non_trainable_weights)
    optimizer = getattr(model, "optimizer", None)
    slots: Any = getattr(optimizer, "variables", None) if getattr(optimizer, "built", False) else None
    slots = slots() if callable(slots) else slots
    known = None if slots is None else _unique(slots)
    return Counts(
        _count(trainable), _bytes(trainable), _count(fixed), _bytes(fixed),
        None if known is None else _count(known), _bytes(known or []),
    )  # fmt: skip


def _unique(weights: Iterable[Any]) -> list[Any]:
    return list({id(weight): weight for weight in weights}.values())


def _count(weights: list[Any]) -> int:
    return sum(math.prod(weight.shape) for weight in weights)


def _bytes(weights: list[Any]) -> float:
    return float(sum(math.prod(weight.shape) * _width(weight.dtype) for weight in weights))


def _width(dtype: Any) -> int:
    """Bytes of one element."""
    from ..dtypes import canonical

    name = canonical(dtype)
    digits = "".join(c for c in name if c.isdigit())
    return int(digits) // 8 if digits else 1


def memory_text(count: float, unit: str) -> str:
    """A number of bytes as text: `"1.55 MB"`; `unit` names the bytes themselves."""
    for name in (unit, "KB", "MB", "GB", "TB"):
        if count < 1024:
            return f"{count:.2f} {name}"
        count /= 1024
    return f"{count:.2f} PB"
