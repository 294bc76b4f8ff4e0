"""What an entry of `compile(metrics=[...])` stands for: `"accuracy"` depends on the loss or on the shapes."""

from __future__ import annotations

import inspect
from typing import Any

from ..compat import at_least
from ..registry import exported
from .accuracy_classes import BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy
from .accuracy_functions import binary_accuracy, categorical_accuracy, sparse_categorical_accuracy
from .base import Metric
from .functions import binary_crossentropy, categorical_crossentropy, sparse_categorical_crossentropy
from .mean import MeanMetricWrapper
from .probabilistic_classes import BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy
from .serialization import class_of, get

Shape = tuple[int | None, ...]

ACCURACY = ("accuracy", "acc")
CROSSENTROPY = ("crossentropy", "ce")

_FUNCTIONS: dict[tuple[str, str], Any] = {
    ("acc", "binary"): binary_accuracy,
    ("acc", "categorical"): categorical_accuracy,
    ("acc", "sparse"): sparse_categorical_accuracy,
    ("ce", "binary"): binary_crossentropy,
    ("ce", "categorical"): categorical_crossentropy,
    ("ce", "sparse"): sparse_categorical_crossentropy,
}
_CLASSES: dict[tuple[str, str], Any] = {
    ("acc", "binary"): BinaryAccuracy,
    ("acc", "categorical"): CategoricalAccuracy,
    ("acc", "sparse"): SparseCategoricalAccuracy,
    ("ce", "binary"): BinaryCrossentropy,
    ("ce", "categorical"): CategoricalCrossentropy,
    ("ce", "sparse"): SparseCategoricalCrossentropy,
}


def loss_name(loss: Any) -> str:
    """The name of a loss given as a name, function, object or class: `"binary_crossentropy"`."""
    if isinstance(loss, str):
        found = exported("losses").get(loss)
        loss = found if found is not None else loss
    if isinstance(loss, dict):
        loss = loss.get("class_name", "")
    inner = getattr(loss, "fn", loss)
    name = inner if isinstance(inner, str) else getattr(inner, "__name__", type(inner).__name__)
    from ..losses.base import snake_case

    return snake_case(name) if not name.islower() else name


def problem_kind(y_true_shape: Shape | None, y_pred_shape: Shape, loss: Any = None) -> str:
    """`"binary"`, `"categorical"` or `"sparse"`: which accuracy and cross-entropy fit.

    Up to level 2.3 the loss decides: one output, or the loss binary_crossentropy, is binary; the loss
    sparse_categorical_crossentropy is sparse. From 2.15 on the shapes decide: a last axis of 1 is binary, targets with
    fewer axes or with a last axis of 1 are sparse.

    >>> problem_kind((None,), (None, 10))
    'sparse'
    """
    one = len(y_pred_shape) > 0 and y_pred_shape[-1] == 1
    if not at_least("2.15"):
        name = loss_name(loss)
        if one or name == "binary_crossentropy":
            return "binary"
        return "sparse" if name == "sparse_categorical_crossentropy" else "categorical"
    if y_true_shape is None:
        return "binary" if one else "sparse" if loss_name(loss).startswith("sparse_") else "categorical"
    if one or len(y_pred_shape) == 1:
        return "binary"
    fewer = len(y_true_shape) < len(y_pred_shape)
    last_is_one = len(y_true_shape) > 0 and y_true_shape[-1] == 1 and y_pred_shape[-1] != 1
    return "sparse" if fewer or last_is_one else "categorical"


def resolve_metric(
    identifier: Any, y_true_shape: Shape | None, y_pred_shape: Shape, loss: Any = None
) -> tuple[str, Metric]:
    """The name under which a metric is reported, and the metric object.

    Arguments:
        identifier: an entry of `compile(metrics=[...])`: a name, a function, a class, a configuration or an object.
        y_true_shape: the shape of the targets, None where unknown (or None when nothing is known of it).
        y_pred_shape: the shape of the predictions.
        loss: the loss of this output, in any form.

    Returns:
        The display name by the rules of the level in force, and a metric object.

    Errors:
        ValueError for unknown names.

    >>> name, metric = resolve_metric("accuracy", (None, 10), (None, 10))
    >>> name, type(metric).__name__
    ('accuracy', 'CategoricalAccuracy')
    """
    short = _picked(identifier)
    if short:
        return _picked_metric(identifier, short, problem_kind(y_true_shape, y_pred_shape, loss))
    if _is_metric(identifier):
        return str(identifier.name), identifier
    if isinstance(identifier, str):
        return _from_name(identifier)
    if inspect.isclass(identifier):
        made: Any = identifier()
        return str(made.name), made
    made = get(identifier)
    return (str(made.name), made) if _is_metric(made) else _from_function(made)


def _picked(identifier: Any) -> str:
    if not isinstance(identifier, str):
        return ""
    return "acc" if identifier in ACCURACY else "ce" if identifier in CROSSENTROPY else ""


def _is_metric(thing: Any) -> Any:
    return not inspect.isclass(thing) and hasattr(thing, "update_state") and hasattr(thing, "result")


def _picked_metric(identifier: str, short: str, kind: str) -> tuple[str, Metric]:
    """`"accuracy"` keeps its spelling as its name from level 2.3 on; before, both spellings are reported as `"acc"`."""
    if at_least("2.3"):
        return identifier, _CLASSES[short, kind](name=identifier)
    return short, MeanMetricWrapper(_FUNCTIONS[short, kind], name=short)


def _from_name(name: str) -> tuple[str, Metric]:
    """A named metric: reported as written from level 2.3 on, by its full name before."""
    found = get(name)
    if _is_metric(found):
        if f"{name}" in exported("metrics") and inspect.isclass(exported("metrics")[name]):
            # 'AUC' is reported as written at levels 2.3 and 3, and as 'auc' at 2.15
            return (str(found.name) if _lower_case_keys() else name), found
        found = class_of(name)(name=name)
        return name, found
    shown = name if at_least("2.3") else getattr(found, "__name__", name)
    return shown, MeanMetricWrapper(found, name=shown)


def _lower_case_keys() -> bool:
    return at_least("2.15") and not at_least("3")


def _from_function(function: Any) -> tuple[str, Metric]:
    """A user's function: reported by its own name."""
    name = str(getattr(function, "__name__", None) or type(function).__name__)
    return name, MeanMetricWrapper(function, name=name)
