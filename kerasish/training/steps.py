"""The graphs of one training, test or prediction step.

A training step is one graph: gather the batch, forward, loss, backward, optimizer update, metrics, random counters.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import ops
from ..graph.autodiff import gradients
from ..graph.function import ROOM, Function, make_function
from ..graph.tensor import Tensor, as_tensor, placeholder
from ..layers.context import CallContext
from ..layers.history import tensors_in
from .batch import Batch

Array = np.ndarray[Any, Any]
_LIMIT = 64
"""Functions that a model keeps; their plans may hold `ROOM` bytes together."""


class Steps:
    """Makes and keeps the functions of a model's steps.

    A function is known by its phase, by whether it gathers batches from whole arrays by index, by whether it starts
    from reset metrics, and by the shapes and dtypes of what it is fed.
    """

    def __init__(self, model: Any) -> None:
        self.model = model
        self._functions: OrderedDict[Any, Function] = OrderedDict()
        self.keys: list[str] = []

    def function(self, phase: str, feed: Batch, gather: bool, reset: bool = False, report: bool = False) -> Function:
        """The function for a feed; `report` makes it return the current losses and metrics."""
        key = (phase, gather, reset, report, feed.signature)
        found = self._functions.get(key)
        if found is None:
            self._make_room()
            found = self._functions[key] = self._make(phase, feed, gather, reset, report)
        self._functions.move_to_end(key)
        return found

    def _make_room(self) -> None:
        """Let go of the functions that were not used for longest: images of ever new sizes need one for each size."""
        held = sum(f.held_bytes for f in self._functions.values())
        while self._functions and (held > ROOM or len(self._functions) > _LIMIT):
            held -= self._functions.popitem(last=False)[1].held_bytes

    def _make(self, phase: str, feed: Batch, gather: bool, reset: bool, report: bool) -> Function:
        whole = [placeholder((None, *a.shape[1:]), a.dtype.name) for a in feed.arrays]
        index = placeholder((None,), "int64")

        def step(*given: Tensor) -> list[Any]:
            arrays = [ops.take(a, index, 0) for a in given[: len(whole)]] if gather else list(given)
            x, y, weights = feed.split(arrays)
            if phase == "predict":
                return self._forward(x, training=False)
            getattr(self, f"_{phase}")(x, y, weights, reset)
            if reset or report:
                results = self.model.objective.results()
                self.keys = [k for k, _ in results]
                return [as_tensor(v) for _, v in results] if report else []
            return []

        return make_function(step, [*whole, index] if gather else whole)

    def _forward(self, x: Sequence[Tensor], training: bool) -> list[Tensor]:
        with CallContext(training):
            self.model._clear_losses()
            outputs = self.model._call_flat(x, training)
        return [as_tensor(t) for t in (tensors_in(outputs) or [outputs])]

    def _loss(self, x: Sequence[Tensor], y: Sequence[Any], weights: Sequence[Any], training: bool, reset: bool) -> Any:
        objective = self.model.objective
        y_pred = self._forward(x, training)
        check_targets(self.model, y, y_pred)
        objective.bind([t.shape for t in y], [t.shape for t in y_pred])
        if reset:
            objective.reset()  # not before bind, which may make the metrics
        total, values = objective.loss(y, y_pred, weights)
        for penalty in self.model.losses:
            total = penalty if total is None else ops.add(total, penalty)
        if total is None:
            raise ValueError(
                f"Model {self.model.name!r} has nothing to minimise: no loss was given and no layer adds one."
            )
        objective.update(total, values, y, y_pred, weights)
        return total

    def _train(self, x: Sequence[Tensor], y: Sequence[Any], weights: Sequence[Any], reset: bool) -> None:
        total = self._loss(x, y, weights, True, reset)
        variables = self.model.trainable_weights
        optimizer = self.model.optimizer
        found = gradients([optimizer.scale_loss(total)], variables)
        optimizer.apply(found, variables)

    def _test(self, x: Sequence[Tensor], y: Sequence[Any], weights: Sequence[Any], reset: bool) -> None:
        self._loss(x, y, weights, False, reset)

    def results(self) -> dict[str, float]:
        """Current losses and metrics, read from the device."""
        key = ("results",)
        found = self._functions.get(key)
        if found is None:
            names: list[str] = []

            def read() -> list[Any]:
                pairs = self.model.objective.results()
                names.extend(k for k, _ in pairs)
                return [as_tensor(v) for _, v in pairs]

            found = self._functions[key] = make_function(read, [])
            self.keys = names
        return {k: _number(v) for k, v in zip(self.keys, found(), strict=True)}

    def reset(self) -> None:
        """Reset losses and metrics."""
        self.model.objective.reset()


def _number(value: Array) -> Any:
    return float(value) if value.ndim == 0 else value


def check_targets(model: Any, y: Sequence[Any], y_pred: Sequence[Any]) -> None:
    """Raise ValueError when targets are missing or cannot belong to the outputs."""
    needed = sum(1 for loss in model.objective.losses if loss is not None)
    if needed and len(y) != len(y_pred):
        raise ValueError(
            f"Model {model.name!r} has {len(y_pred)} outputs with a loss, but {len(y)} targets were given."
        )
