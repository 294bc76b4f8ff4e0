"""What HDF5 files say to other programs: configurations in the one form that both Keras 2 and Keras 3 read.

It is that of Keras 2: no `module`, shapes in an InputLayer, losses and metrics as objects (Keras 3 does not find
`"mse"` in an HDF5 file), optimizer arguments that both know. Measured against 2.15 and 3.15 in `compat_tests/files`.
"""

from __future__ import annotations

from typing import Any

from .. import losses, metrics
from ..layers.conv_config import FOREIGN

_DROPPED = ("module", "registered_name", "build_config", "compile_config")
_CLASSES = {
    "mean_squared_error": "MeanSquaredError",
    "mean_absolute_error": "MeanAbsoluteError",
    "mean_absolute_percentage_error": "MeanAbsolutePercentageError",
    "mean_squared_logarithmic_error": "MeanSquaredLogarithmicError",
    "binary_crossentropy": "BinaryCrossentropy",
    "categorical_crossentropy": "CategoricalCrossentropy",
    "sparse_categorical_crossentropy": "SparseCategoricalCrossentropy",
    "categorical_hinge": "CategoricalHinge",
    "hinge": "Hinge",
    "squared_hinge": "SquaredHinge",
    "poisson": "Poisson",
    "kl_divergence": "KLDivergence",
    "cosine_similarity": "CosineSimilarity",
}
_LOSS_ONLY = {"huber": "Huber", "log_cosh": "LogCosh"}
_METRIC_ONLY = {
    "binary_accuracy": "BinaryAccuracy",
    "categorical_accuracy": "CategoricalAccuracy",
    "sparse_categorical_accuracy": "SparseCategoricalAccuracy",
    "top_k_categorical_accuracy": "TopKCategoricalAccuracy",
    "sparse_top_k_categorical_accuracy": "SparseTopKCategoricalAccuracy",
}
_AS_THEY_ARE = ("accuracy", "acc", "crossentropy", "ce")
_UNKNOWN_TO_2_15 = ("Lamb", "Muon", "ScheduleFreeAdamW", "TFOptimizer")
_KNOWN_TO_2_15 = (
    "SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "AdamW", "Adafactor", "Adamax", "Nadam", "Ftrl", "Lion",
)  # fmt: skip
_UNKNOWN_TO_EITHER = ("schedule_decay", "loss_scale_factor", "gradient_accumulation_steps")


def architecture(value: Any) -> Any:
    """A model's configuration, nested ones included, as Keras 2 wrote it."""
    if isinstance(value, (list, tuple)):
        return [architecture(v) for v in value]
    if not isinstance(value, dict):
        return value
    if "class_name" not in value or "config" not in value:
        return {k: architecture(v) for k, v in value.items()}
    found = {k: architecture(v) for k, v in value.items() if k not in _DROPPED}
    found["class_name"] = value.get("registered_name") or value["class_name"]
    if found["class_name"] != "InputLayer" and isinstance(found["config"], dict):
        found["config"].pop("batch_input_shape", None)  # Keras 3 takes it for the shape of one sample
        for word in FOREIGN.get(found["class_name"], ()):
            found["config"].pop(word, None)  # Keras 2 wrote them for no use, and Keras 3 refuses them
    return found


def for_every_reader(value: Any) -> Any:
    """A configuration of `architecture` in which both Keras 2 and Keras 3 find the calls of models inside models.

    Keras 2 counts these calls from 1, Keras 3 from 0, and neither reads what the other means: Keras 3.15 fails over
    such files of Keras 2.15. Here every such call is written down twice, so that an odd number is the same call to
    both; the call that nothing refers to is no part of the model. An output in a list of its own would be a list to
    Keras 3.
    """
    if isinstance(value, list):
        return [for_every_reader(v) for v in value]
    if not isinstance(value, dict):
        return value
    found = {k: for_every_reader(v) for k, v in value.items()}
    if {"layers", "input_layers", "output_layers"} <= set(found):
        models = {item["name"] for item in found["layers"] if "layers" in item["config"]}
        for key in ("layers", "output_layers"):
            found[key] = _odd(found[key], models)
        for item in found["layers"]:
            if item["name"] in models:
                item["inbound_nodes"] = [node for node in item["inbound_nodes"] for _ in range(2)]
        for key in ("input_layers", "output_layers"):
            ends = found[key]
            found[key] = ends[0] if isinstance(ends, list) and len(ends) == 1 else ends
    return found


def _odd(value: Any, models: set[str]) -> Any:
    """References to calls of models, wherever they are: 1, 2, 3... become 1, 3, 5..."""
    if isinstance(value, dict):
        return {k: v if k == "config" else _odd(v, models) for k, v in value.items()}
    if not isinstance(value, list):
        return value
    if len(value) in (3, 4) and isinstance(value[0], str) and isinstance(value[1], int) and value[0] in models:
        return [value[0], 2 * value[1] - 1, *(_odd(v, models) for v in value[2:])]
    return [_odd(v, models) for v in value]


def training(told: dict[str, Any], era: str) -> dict[str, Any] | None:
    """What `compile` was told; None where a loader would fail over it instead of leaving the model uncompiled."""
    optimizer = told["optimizer_config"]
    if optimizer["class_name"] in _UNKNOWN_TO_2_15:
        return None
    return {
        "loss": _object(told["loss"], losses, _CLASSES | _LOSS_ONLY, {"reduction": "sum_over_batch_size"}),
        "metrics": _object(told["metrics"], metrics, _CLASSES | _METRIC_ONLY, {}),
        "weighted_metrics": _object(told["weighted_metrics"], metrics, _CLASSES | _METRIC_ONLY, {}),
        "loss_weights": told["loss_weights"],
        "sample_weight_mode": told["sample_weight_mode"],
        "optimizer_config": _optimizer(optimizer, era),
    }


def _object(value: Any, room: Any, classes: dict[str, str], extra: dict[str, Any]) -> Any:
    if isinstance(value, dict) and "class_name" in value:
        config = {k: v for k, v in value["config"].items() if k != "reduction" or v != "auto"}
        return {"class_name": value["class_name"], "config": config}
    if isinstance(value, dict):
        return {k: _object(v, room, classes, extra) for k, v in value.items()}
    if isinstance(value, list):
        return [_object(v, room, classes, extra) for v in value]
    if not isinstance(value, str) or value in _AS_THEY_ARE:
        return value
    try:
        known = room.get(value)
    except ValueError:  # a function of the user's own, which only they can name
        return value
    name = classes.get(getattr(known, "__name__", "")) or (type(known).__name__ if hasattr(known, "get_config") else "")
    return {"class_name": name, "config": {"name": value, **extra}} if name else value


def _optimizer(config: dict[str, Any], era: str) -> dict[str, Any]:
    """`Custom>Adam` is how 2.15 writes its new optimizers; Keras 3 takes one by the name in its configuration."""
    name = config["class_name"]
    inner = {k: v for k, v in config["config"].items() if k not in _UNKNOWN_TO_EITHER}
    if "lr" in inner:
        inner["learning_rate"] = inner.pop("lr")
    if isinstance(inner.get("learning_rate"), dict):
        inner["learning_rate"] = architecture(inner["learning_rate"])
    if era in ("2.15", "3") and name in _KNOWN_TO_2_15 and not inner.get("decay"):
        inner.pop("decay", None)
        return {"class_name": f"Custom>{name}", "config": {**inner, "name": name, "is_legacy_optimizer": False}}
    return {"class_name": name, "config": inner}
