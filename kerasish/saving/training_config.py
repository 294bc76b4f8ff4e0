"""What `compile` was told, as a configuration, and how a loaded model is compiled again."""

from __future__ import annotations

from typing import Any

from .. import losses, metrics, optimizers


def training_config(model: Any) -> dict[str, Any] | None:
    """Loss, metrics and optimizer in the form that HDF5 files hold; None for a model that is not compiled."""
    if not getattr(model, "compiled", False):
        return None
    told = model._compile_arguments
    return {
        "loss": _describe(told["loss"], losses),
        "metrics": _describe(told["metrics"], metrics),
        "weighted_metrics": _describe(told["weighted_metrics"], metrics),
        "loss_weights": told["loss_weights"],
        "sample_weight_mode": told["sample_weight_mode"],
        "optimizer_config": optimizers.serialize(model.optimizer, use_legacy_format=True),
    }


def _describe(value: Any, room: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, dict):
        return {k: _describe(v, room) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_describe(v, room) for v in value]
    if hasattr(value, "get_config"):
        config = room.serialize(value)
        if not isinstance(config, dict):
            return config
        return {k: v for k, v in config.items() if k in ("class_name", "config")}
    return getattr(value, "__name__", str(value))


def compile_from(model: Any, config: dict[str, Any], custom_objects: Any) -> None:
    """Compile a model as its file says."""
    from .custom_objects import CustomObjectScope

    with CustomObjectScope(custom_objects):
        model.compile(
            optimizer=optimizers.deserialize(config["optimizer_config"], custom_objects),
            loss=_restore(config.get("loss"), losses),
            metrics=_restore(config.get("metrics"), metrics),
            weighted_metrics=_restore(config.get("weighted_metrics"), metrics),
            loss_weights=config.get("loss_weights"),
            sample_weight_mode=config.get("sample_weight_mode"),
        )


def _restore(value: Any, room: Any) -> Any:
    if isinstance(value, dict) and "class_name" in value:
        return room.deserialize(value)
    if isinstance(value, dict):
        return {k: _restore(v, room) for k, v in value.items()}
    if isinstance(value, list):
        return [_restore(v, room) for v in value]
    return value
