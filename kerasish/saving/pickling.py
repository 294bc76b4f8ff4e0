"""Models in pickles and deep copies: made anew from their configuration, with weights, counters and optimizer state."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..compat.level import at_level
from . import own_state

_LEVEL = "2.15"  # whose configurations say all there is to say


def reduce(model: Any) -> tuple[Any, ...]:
    """What `pickle` and `copy` need to make an equal model; plans and traces are made again when they are needed."""
    with at_level(_LEVEL):
        config = model.get_config()
    weights = [v.array for v in model._all_weights()]
    counters = [v.array for v in own_state.counters(model)]
    return _restore, (type(model), config, weights, counters, model.trainable, _compiled(model))


def _compiled(model: Any) -> dict[str, Any] | None:
    if not getattr(model, "compiled", False):
        return None
    optimizer = model.optimizer
    state = [v.array for v in own_state.everything(optimizer)]
    told = {k: v for k, v in model._compile_arguments.items() if k != "optimizer"}
    return {
        "told": told,
        "class": type(optimizer),
        "era": optimizer.era,
        "config": optimizer.get_config(),
        "state": state,
    }


def _restore(
    cls: Any, config: Any, weights: list[Any], counters: list[Any], trainable: bool, compiled: dict[str, Any] | None
) -> Any:
    kept = np.random.get_state()  # making layers draws seeds; copying a model must not move the user's generator
    try:
        with at_level(_LEVEL):
            model = cls.from_config(config)
        model._trainable = trainable
        for variable, value in zip(model._all_weights(), weights, strict=True):
            variable.assign(value)
        for variable, value in zip(own_state.counters(model), counters, strict=True):
            variable.assign(value)
        if compiled is not None:
            _compile(model, compiled)
    finally:
        np.random.set_state(kept)
    return model


def _compile(model: Any, compiled: dict[str, Any]) -> None:
    told = {"era": compiled["era"], "optimizer_config": {}}
    with own_state.optimizer_level(told):
        optimizer = compiled["class"].from_config(compiled["config"])
    model.compile(optimizer=optimizer, **compiled["told"])
    if len(compiled["state"]) > len(own_state.everything(optimizer)):
        optimizer.build(model.trainable_weights)
    for variable, value in zip(own_state.everything(optimizer), compiled["state"], strict=False):
        variable.assign(value)
