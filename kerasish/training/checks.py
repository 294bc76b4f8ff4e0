"""Checks of data against a model before anything runs, with errors that say what to do."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import explain
from .batch import Array, Batch


def check_batch(model: Any, batch: Batch) -> None:
    """Raise ValueError unless inputs and targets can belong to the model."""
    for name, expected, array in zip(model.input_names, model.input_shapes, batch.x, strict=False):
        _check_shape(model, name, expected, array)
    if batch.y and getattr(model, "compiled", False):
        for name, expected, loss, array in zip(
            model.target_names, model.output_shapes, model.objective.losses, batch.y, strict=False
        ):
            if loss is not None:
                _check_targets(model, name, expected, loss, array)


def _check_shape(model: Any, name: str, expected: Any, array: Array) -> None:
    if expected is None:
        return
    fits = len(expected) == array.ndim and all(e is None or e == s for e, s in zip(expected, array.shape, strict=True))
    if fits:
        return
    chain = " -> ".join(f"{n} {s}" for n, s in model.shape_chain())
    raise ValueError(
        explain(
            f"Model {model.name!r} cannot take this array as input {name!r}.",
            f"shape {expected}; the chain of shapes is {chain}",
            f"shape {array.shape}",
            _hint(expected, array.shape),
        )
    )


def _hint(expected: Any, shape: tuple[int, ...]) -> str:
    known = [e for e in expected[1:] if e is not None]
    if len(expected) == 2 and known and int(np.prod(shape[1:], dtype=np.int64)) == known[0]:
        return f"x.reshape(len(x), {known[0]}), or a Flatten layer first"
    if len(shape) == len(expected) - 1:
        return "x[None] if this is one sample, or x[..., None] if its last axis is missing"
    return "the input_shape of the first layer leaves out the batch axis; compare it with x.shape[1:]"


_INDEX_LOSSES = ("sparse_categorical_crossentropy",)


def _check_targets(model: Any, name: str, expected: Any, loss: Any, array: Array) -> None:
    kind = getattr(loss, "name", "") or ""
    if kind in _INDEX_LOSSES:
        _check_indices(name, expected, array)
        return
    if expected is None or "categorical_crossentropy" not in kind:
        return
    if array.ndim == len(expected) and array.shape[-1] == 1 and expected[-1] not in (1, None):
        raise ValueError(
            explain(
                f"The targets of {name!r} do not fit {kind}.",
                f"one-hot rows of {expected[-1]} classes",
                f"shape {array.shape}",
                "loss='sparse_categorical_crossentropy' for class indices, or to_categorical(y)",
            )
        )


def _check_indices(name: str, expected: Any, array: Array) -> None:
    if array.size == 0:
        return
    low, high = array.min(), array.max()
    classes = expected[-1] if expected else None
    if array.dtype.kind == "f" and np.isnan(low):
        raise ValueError(
            explain(
                f"The targets of {name!r} hold nan.", "class indices 0, 1, 2, ...", "nan", "drop or fill those rows"
            )
        )
    if low < 0 or (classes is not None and high >= classes):
        raise ValueError(
            explain(
                f"The targets of {name!r} hold class indices out of range.",
                f"0 to {classes - 1 if classes else '...'}, for {classes} outputs",
                f"{low} to {high}",
                "more units in the last layer, or labels counted from 0",
            )
        )


def check_class_weight(name: str, shape: Any, weight: Any) -> None:
    """Raise ValueError for weights of classes that an output of several units does not have."""
    classes = shape[-1] if shape else None
    if not weight or classes is None or classes < 2:
        return
    unknown = [k for k in weight if not 0 <= int(k) < classes]
    if unknown:
        raise ValueError(
            explain(
                f"class_weight for {name!r} names classes that it does not have.", f"0 to {classes - 1}", str(unknown)
            )
        )
