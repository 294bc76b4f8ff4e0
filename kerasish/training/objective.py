"""What `compile` was told: losses, their weights, and metrics, per output."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import losses, ops
from ..compat import at_least
from ..metrics import Mean
from ..metrics.pick import resolve_metric
from .structure import metrics_per_output, per_output


class Objective:
    """Losses and metrics, bound to the outputs of a model once shapes are known.

    Arguments:
        loss, loss_weights, metrics, weighted_metrics: as `compile` takes them.
        names: names by which they are given.
        reported: names under which they are reported (the same by default).
    """

    def __init__(
        self,
        loss: Any,
        loss_weights: Any,
        metrics: Any,
        weighted_metrics: Any,
        names: Sequence[str],
        reported: Sequence[str] | None = None,
    ) -> None:
        self.given_names, self.names = list(names), list(reported or names)
        self.losses = [None if item is None else losses.get(item) for item in per_output(loss, names, "loss")]
        self.losses = [_as_loss(item) for item in self.losses]
        weights = per_output(loss_weights, names, "loss_weights")
        self.loss_weights = [1.0 if w is None else float(w) for w in weights]
        self._asked = metrics_per_output(metrics, names)
        self._asked_weighted = metrics_per_output(weighted_metrics, names)
        self._loss_names = per_output(loss, names, "loss")
        self.total = Mean(name="loss")
        several = len(self.names) > 1 and (not at_least("3") or sum(f is not None for f in self.losses) > 1)
        pairs = zip(self.names, self.losses, strict=True)
        self.parts = [Mean(name=f"{n}_loss") if several and f else None for n, f in pairs]
        self.metrics: list[list[tuple[str, Any, bool]]] | None = None

    def with_all_targets(self, y: dict[str, Any]) -> dict[str, Any]:
        """Targets by name, with stand-ins for outputs that have no loss and no metrics."""
        rows = next((len(v) for v in y.values() if hasattr(v, "__len__")), 0)
        asked = zip(self.given_names, self.losses, self._asked, self._asked_weighted, strict=True)
        idle = [n for n, loss, a, b in asked if n not in y and loss is None and not a and not b]
        return y | {name: np.zeros((rows, 1), "float32") for name in idle}

    def bind(self, y_shapes: Sequence[Any], y_pred_shapes: Sequence[Any]) -> None:
        """Choose metrics such as 'accuracy' by the shapes of targets and outputs."""
        if self.metrics is not None:
            return
        self.metrics = []
        for i, name in enumerate(self.names):
            chosen = []
            for weighted, asked in ((False, self._asked[i]), (True, self._asked_weighted[i])):
                for item in asked:
                    key, metric = resolve_metric(item, y_shapes[i], y_pred_shapes[i], self._loss_names[i])
                    chosen.append((f"{name}_{key}" if len(self.names) > 1 else key, metric, weighted))
            self.metrics.append(_distinct(chosen))

    @property
    def all_metrics(self) -> list[tuple[str, Any]]:
        """Everything reported, by key: the loss, the loss of each output, the metrics."""
        found = [("loss", self.total)]
        found += [(p.name, p) for p in self.parts if p is not None]
        found += [(key, metric) for output in self.metrics or [] for key, metric, _ in output]
        return found

    def loss(self, y: Sequence[Any], y_pred: Sequence[Any], weights: Sequence[Any]) -> tuple[Any, list[Any]]:
        """The weighted sum of the outputs' losses, and each one of them."""
        values: list[Any] = []
        total: Any = None
        for i, function in enumerate(self.losses):
            if function is None:
                values.append(None)
                continue
            value = function(y[i], y_pred[i], sample_weight=weights[i] if weights else None)
            values.append(value)
            part = value if self.loss_weights[i] == 1.0 else ops.multiply(value, self.loss_weights[i])
            total = part if total is None else ops.add(total, part)
        return total, values

    def update(
        self, total: Any, values: Sequence[Any], y: Sequence[Any], y_pred: Sequence[Any], weights: Sequence[Any]
    ) -> None:
        """Fold one batch into the running means and metrics."""
        rows = ops.count(y_pred[0], 0) if y_pred else 1.0
        self.total.update_state(total, sample_weight=rows)
        for part, value in zip(self.parts, values, strict=True):
            if part is not None:  # Keras 2.3 alone averages the outputs' losses over batches, large or small
                part.update_state(value, sample_weight=rows if at_least("2.15") or not at_least("2.3") else None)
        for i, output in enumerate(self.metrics or []):
            for _, metric, weighted in output:
                weight = weights[i] if weighted and weights else None
                mask = getattr(y_pred[i], "mask", None)
                if mask is not None and weight is None and at_least("2.3"):
                    weight = ops.cast(mask, y_pred[i].dtype)
                metric.update_state(y[i], y_pred[i], sample_weight=weight)

    def results(self) -> list[tuple[str, Any]]:
        """Current values, by key; a metric of several values gives several keys."""
        found: list[tuple[str, Any]] = []
        for key, metric in self.all_metrics:
            value = metric.result()
            if isinstance(value, dict):
                found += list(value.items())
            else:
                found.append((key, value))
        return found

    def reset(self) -> None:
        """Forget what was folded in."""
        for _, metric in self.all_metrics:
            metric.reset_state()


def _as_loss(function: Any) -> Any:
    """Plain functions get weights, mask and reduction around them."""
    if function is None or isinstance(function, losses.Loss):
        return function
    return losses.LossFunctionWrapper(function, name=getattr(function, "__name__", "loss"))


def _distinct(chosen: list[tuple[str, Any, bool]]) -> list[tuple[str, Any, bool]]:
    """Repeated keys are numbered."""
    seen: dict[str, int] = {}
    result = []
    for key, metric, weighted in chosen:
        number = seen.get(key, 0)
        seen[key] = number + 1
        result.append((f"{key}_{number}" if number else key, metric, weighted))
    return result
