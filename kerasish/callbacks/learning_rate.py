"""Reading and setting the learning rate of a model's optimizer, for the callbacks that do."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..compat import by_level
from ..errors import explain


def log_key() -> str:
    """The name under which the learning rate is logged: `lr` up to Keras 2.15, `learning_rate` from 3 on."""
    return str(by_level(v1="lr", v3="learning_rate"))


def read(model: Any, asker: str) -> float:
    """The learning rate in force.

    Errors:
        ValueError when the model's optimizer has none.
    """
    optimizer = _optimizer(model, asker)
    rate = getattr(optimizer, _attribute(optimizer), None)
    if rate is None:
        raise ValueError(
            explain(f"{asker} could not read the learning rate.", "an optimizer with a 'learning_rate' attribute")
        )
    return float(np.asarray(rate))


def write(model: Any, rate: float, asker: str) -> None:
    """Set the learning rate."""
    optimizer = _optimizer(model, asker)
    name = _attribute(optimizer)
    held = vars(optimizer).get(name) if hasattr(optimizer, "__dict__") else None
    # An optimizer of somebody's own may hold a plain variable, which others may hold too.
    if hasattr(held, "assign"):
        held.assign(rate)  # type: ignore[union-attr]
    else:
        setattr(optimizer, name, rate)


def _attribute(optimizer: Any) -> str:
    """Optimizers written for Keras 1 and 2 may have an `lr` only."""
    return "learning_rate" if hasattr(optimizer, "learning_rate") or not hasattr(optimizer, "lr") else "lr"


def _optimizer(model: Any, asker: str) -> Any:
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None:
        raise ValueError(
            explain(
                f"{asker} needs an optimizer.", "a compiled model", "a model without one", "call model.compile first"
            )
        )
    return optimizer
