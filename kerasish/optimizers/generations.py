"""What differs between the generations of Keras, as rows: positional orders and defaults of each optimizer.

An optimizer remembers the *era* it was made in: a compatibility level (`"1"`, `"2.2"`, `"2.3"`, `"2.15"`, `"3"`), or
`"legacy"` for `optimizers.legacy.*` of 2.15. Defaults in a signature are those of Keras 3; a row here overrides one.
"""

from __future__ import annotations

from typing import Any

OLD = ("1", "2.2", "2.3")
CLASSIC = (*OLD, "legacy")
ERAS = (*CLASSIC, "2.15", "3")

COMMON = {
    "weight_decay": None,
    "clipnorm": None,
    "clipvalue": None,
    "global_clipnorm": None,
    "use_ema": False,
    "ema_momentum": 0.99,
    "ema_overwrite_frequency": None,
    "loss_scale_factor": None,
    "gradient_accumulation_steps": None,
    "name": None,
}

FLAGS = ("nesterov", "amsgrad", "centered", "use_ema", "relative_step", "exclude_embeddings", "jit_compile")

RENAMED = {"lr": "learning_rate"}

IGNORED = ("jit_compile", "is_legacy_optimizer", "mesh", "gradient_aggregator", "gradient_transformers")

_UNTIL_2_2 = {
    "SGD": "learning_rate momentum decay nesterov",
    "RMSprop": "learning_rate rho epsilon decay",
    "Adagrad": "learning_rate epsilon decay",
    "Adadelta": "learning_rate rho epsilon decay",
    "Adam": "learning_rate beta_1 beta_2 epsilon decay amsgrad",
    "Adamax": "learning_rate beta_1 beta_2 epsilon decay",
    "Nadam": "learning_rate beta_1 beta_2 epsilon schedule_decay",
}
_2_3 = {
    "SGD": "learning_rate momentum nesterov",
    "RMSprop": "learning_rate rho",
    "Adagrad": "learning_rate",
    "Adadelta": "learning_rate rho",
    "Adam": "learning_rate beta_1 beta_2 amsgrad",
    "Adamax": "learning_rate beta_1 beta_2",
    "Nadam": "learning_rate beta_1 beta_2",
}
_LEGACY = {
    "SGD": "learning_rate momentum nesterov name",
    "RMSprop": "learning_rate rho momentum epsilon centered name",
    "Adagrad": "learning_rate initial_accumulator_value epsilon name",
    "Adadelta": "learning_rate rho epsilon name",
    "Adam": "learning_rate beta_1 beta_2 epsilon amsgrad name",
    "Adamax": "learning_rate beta_1 beta_2 epsilon name",
    "Nadam": "learning_rate beta_1 beta_2 epsilon name",
    "Ftrl": (
        "learning_rate learning_rate_power initial_accumulator_value l1_regularization_strength "
        "l2_regularization_strength name l2_shrinkage_regularization_strength beta"
    ),
}
_2_15 = {
    "Optimizer": "name weight_decay clipnorm clipvalue global_clipnorm use_ema ema_momentum ema_overwrite_frequency",
}
_ORDERS = {"1": _UNTIL_2_2, "2.2": _UNTIL_2_2, "2.3": _2_3, "legacy": _LEGACY, "2.15": _2_15}

_DEFAULTS: dict[str, dict[str, dict[str, Any]]] = {
    "RMSprop": {"ema_overwrite_frequency": {"2.15": 100}},
    "Adagrad": {
        "learning_rate": dict.fromkeys(OLD, 0.01),
        "initial_accumulator_value": dict.fromkeys(OLD, 0.0),
    },
    "Adadelta": {"learning_rate": dict.fromkeys(OLD, 1.0)},
    "Adamax": {"learning_rate": dict.fromkeys(OLD, 0.002)},
    "Nadam": {
        "learning_rate": dict.fromkeys(OLD, 0.002),
        "schedule_decay": dict.fromkeys(CLASSIC, 0.004),
    },
    "Lion": {"learning_rate": {"2.15": 1e-4}},
}


def orders(owner: str, era: str, modern: list[str]) -> list[list[str]]:
    """Positional orders worth trying, that of the era first; `modern` is the order of 2.15 and 3."""
    rows = {name: table[owner].split() for name, table in _ORDERS.items() if owner in table}
    own = rows.get(era, modern)
    return [own, modern, *(row for row in rows.values() if row is not own)]


def default(owner: str, name: str, era: str, modern: Any) -> Any:
    """The default of an argument in an era; `modern` is what the signature says."""
    if name == "epsilon" and era in OLD:
        from ..config import epsilon

        return 1e-8 if era == "1" else epsilon()
    return _DEFAULTS.get(owner, {}).get(name, {}).get(era, modern)


# Entries of a configuration that the generations up to 2.3 did not know; left out there while they say nothing new.
_YOUNG = {"momentum": 0.0, "centered": False, "initial_accumulator_value": 0.0, "amsgrad": False}


def config_entry(owner: str, name: str, value: Any, era: str) -> bool:
    """Whether the configuration written in an era has this entry."""
    if name == "schedule_decay":
        return era in OLD or value != 1.0
    if owner in ("RMSprop", "Adagrad") and era in OLD and name in _YOUNG:
        return bool(value != _YOUNG[name])
    return not (name == "amsgrad" and era == "1" and not value)
