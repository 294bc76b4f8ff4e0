"""What EarlyStopping, ModelCheckpoint and ReduceLROnPlateau share: watching a logged value for improvement."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping
from typing import Any

from ..compat import at_least
from ..registry import export
from .callback import Callback
from .logs import find, other_name

_MODES = ("auto", "min", "max")
# What a name says by itself; the union of the rules of Keras 1 to 3 (`conflicts.json`, es-mode).
_RISING_ENDS = ("acc", "accuracy", "auc")

# Which way each metric of Keras 3.15 improves, as its classes say.
_RISING = frozenset(
    "Accuracy BinaryAccuracy CategoricalAccuracy SparseCategoricalAccuracy SparseTopKCategoricalAccuracy "
    "TopKCategoricalAccuracy AUC Precision PrecisionAtRecall Recall RecallAtPrecision SensitivityAtSpecificity "
    "SpecificityAtSensitivity ConcordanceCorrelation PearsonCorrelation F1Score FBetaScore BinaryIoU IoU MeanIoU "
    "OneHotIoU OneHotMeanIoU CosineSimilarity R2Score".split()
)
_FALLING = frozenset(
    "CategoricalHinge Hinge SquaredHinge BinaryCrossentropy CategoricalCrossentropy KLDivergence Poisson "
    "SparseCategoricalCrossentropy LogCoshError MeanAbsoluteError MeanAbsolutePercentageError MeanSquaredError "
    "MeanSquaredLogarithmicError RootMeanSquaredError".split()
)


@export("callbacks.MonitorCallback")
class MonitorCallback(Callback):
    """A callback that watches one logged value.

    Arguments:
        monitor: name of the value. `val_acc` also finds `val_accuracy`, and the other way round.
        mode: `"min"`, `"max"`, or `"auto"`: by the name or, failing that, by the metric of that name.
        min_delta: the least change that counts as an improvement.
        initial_value_threshold: the value to beat at first.

    Errors:
        ValueError at level 3 when `"auto"` cannot tell the direction.

    Source: https://keras.io/api/callbacks/

    >>> MonitorCallback("val_loss").mode
    'auto'
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        mode: str = "auto",
        min_delta: float = 0,
        initial_value_threshold: float | None = None,
    ) -> None:
        if mode not in _MODES:
            warnings.warn(f"{type(self).__name__} mode {mode!r} is unknown, fallback to auto mode.", stacklevel=3)
            mode = "auto"
        self.monitor = monitor
        self.mode = mode
        self.min_delta: float = abs(min_delta)
        self.best: float | None = initial_value_threshold
        self._rising: bool | None = None

    def rising(self) -> bool:
        """Whether larger is better."""
        if self._rising is None:
            self._rising = self.mode == "max" if self.mode != "auto" else self._direction()
        return self._rising

    def _direction(self) -> bool:
        name = self.monitor.removeprefix("val_")
        if name.endswith(_RISING_ENDS) or name.startswith("fmeasure") or (not at_least("2.15") and "acc" in name):
            return True
        if name == "loss" or name.endswith("_loss"):
            return False
        known = metric_rises(_metric(self.model, name))
        if known is not None:
            return known
        if not at_least("3"):
            return False
        raise ValueError(
            f"{type(self).__name__} callback received monitor={self.monitor}, but whether that metric should be "
            "maximized or minimized cannot be told from its name. Pass `mode='max'` in order to monitor based on the "
            "highest metric value, or pass `mode='min'` in order to use the lowest value."
        )

    def worst(self) -> float | None:
        """The value before anything was seen, as this level shows it."""
        if at_least("3"):
            return None
        return -math.inf if self.rising() else math.inf

    def better(self, value: float, than: float | None, min_delta: float = 0.0) -> bool:
        """Whether a value improves on another by more than `min_delta`. NaN improves on nothing."""
        rising = self.rising()
        if math.isnan(value):
            return False
        if than is None or math.isnan(than):
            return True
        return value - min_delta > than if rising else value + min_delta < than

    def value(self, logs: Mapping[str, Any] | None) -> float | None:
        """The watched value as a float, or None where it is not logged."""
        found = find(logs or {}, self.monitor)
        return None if found is None else float(found)

    def missing(self, what: str, logs: Mapping[str, Any] | None) -> None:
        """Warn that the watched value is not logged, and what is."""
        available = ",".join(logs or {})
        warnings.warn(
            f"{what} conditioned on metric `{self.monitor}` which is not available. Available metrics are: {available}",
            RuntimeWarning,
            stacklevel=4,
        )


def metric_rises(metric: Any) -> bool | None:
    """Whether a metric is better when larger, by its own word or its class; None where that is not known."""
    said = getattr(metric, "direction", None) or getattr(metric, "_direction", None)
    if said in ("up", "down"):
        return bool(said == "up")
    names = {cls.__name__ for cls in type(metric).__mro__}
    if names & _RISING:
        return True
    return False if names & _FALLING else None


def _metric(model: Any, name: str) -> Any:
    """The model's metric of this name, in either spelling; in models of several outputs, after the output's name."""
    names = {name, other_name(name)}
    metrics = list(getattr(model, "metrics", None) or [])
    for metric in metrics:
        if getattr(metric, "name", None) in names:
            return metric
    endings = tuple("_" + str(getattr(m, "name", "")) for m in metrics)
    return next((m for m, end in zip(metrics, endings, strict=True) if name.endswith(end) and end != "_"), None)
