"""Names, checks and configurations of optimizers, in the form of each generation."""

from __future__ import annotations

from typing import Any

from ..errors import explain
from ..graph.variable import Variable
from . import generations


def default_name(class_name: str, era: str) -> str:
    """`adam`, `adam_1`, ... in Keras 3; the name of the class before."""
    if era != "3":
        return class_name
    from ..layers.naming import snake_case, unique_name

    return unique_name(snake_case(class_name))


def initializer(value: Any) -> Any:
    """A function `(shape, dtype)` for what Keras accepts as an initializer of state."""
    if callable(value):
        return value
    from .. import initializers, ops

    constants = {"zeros": ops.zeros, "ones": ops.ones}
    return constants[value] if value in constants else initializers.get(value)


def check(optimizer: Any) -> None:
    """Refuse settings that contradict one another."""
    o = optimizer
    clips = {n: getattr(o, n) for n in ("clipnorm", "clipvalue", "global_clipnorm")}
    if o.era == "3" and sum(v is not None for v in clips.values()) > 1:
        _refuse(o, "only one of clipnorm, clipvalue and global_clipnorm", f"{clips}")
    if o.era == "2.15" and o.clipnorm is not None and o.global_clipnorm is not None:
        _refuse(o, "only one of clipnorm and global_clipnorm", f"{clips}")
    if o.gradient_accumulation_steps and not o.gradient_accumulation_steps >= 2:
        _refuse(o, "gradient_accumulation_steps of 2 or more", f"{o.gradient_accumulation_steps}")
    if o.use_ema and not 0 <= o.ema_momentum <= 1:
        _refuse(o, "ema_momentum from 0 to 1", f"{o.ema_momentum}")
    every = o.ema_overwrite_frequency
    if o.use_ema and every and (not isinstance(every, int) or every < 1):
        _refuse(o, "ema_overwrite_frequency of 1 or more, or None", f"{every}")
    if o.decay < 0:
        _refuse(o, "decay of 0 or more", f"{o.decay}")


def _refuse(optimizer: Any, expected: str, received: str) -> None:
    raise ValueError(explain(f"Making optimizer {optimizer.name!r} failed.", expected, received))


def require(optimizer: Any, name: str, value: Any, holds: bool, expected: str) -> None:
    """Raise ValueError unless an argument is what it must be."""
    if not holds:
        _refuse(optimizer, f"{name} {expected}", f"{name}={value!r}")


def config_of(optimizer: Any) -> dict[str, Any]:
    """The configuration that the optimizer's own generation writes."""
    o, era = optimizer, optimizer.era
    own = {
        n: getattr(o, n) for n in o.own_arguments if generations.config_entry(type(o).__name__, n, getattr(o, n), era)
    }
    rate = {"lr" if era in ("1", "2.2") else "learning_rate": _rate_config(o._learning_rate)}
    if era in generations.CLASSIC:
        name = {"name": o.name} if era == "legacy" else {}
        clips = {n: getattr(o, n) for n in ("clipnorm", "clipvalue", "global_clipnorm") if getattr(o, n) is not None}
        decay = own.pop("schedule_decay", o.decay) if era == "legacy" else o.decay
        return {**name, **rate, "decay": decay, **own, **clips, **_extras(o)}
    shared = ["weight_decay", "clipnorm", "global_clipnorm", "clipvalue"]
    shared += ["use_ema", "ema_momentum", "ema_overwrite_frequency"]
    config = {"name": o.name, **rate, **{n: getattr(o, n) for n in shared}}
    if era == "2.15":
        config |= {"jit_compile": False, "is_legacy_optimizer": False, **_extras(o, ema=False)}
    else:
        config |= {n: getattr(o, n) for n in ("loss_scale_factor", "gradient_accumulation_steps")}
    return {**config, **({"decay": o.decay} if o.decay else {}), **own}


def _extras(optimizer: Any, ema: bool = True) -> dict[str, Any]:
    """Settings that the generation had no name for, where they say something."""
    names = ["loss_scale_factor", "gradient_accumulation_steps"]
    names += ["weight_decay", "use_ema"] if ema else []
    found = {n: getattr(optimizer, n) for n in names if getattr(optimizer, n)}
    if "use_ema" in found:
        found |= {n: getattr(optimizer, n) for n in ("ema_momentum", "ema_overwrite_frequency")}
    return found


def _rate_config(rate: Any) -> Any:
    from . import schedules

    if isinstance(rate, schedules.LearningRateSchedule):
        return schedules.serialize(rate)
    return float(rate) if isinstance(rate, Variable) else rate


def arguments_from(cls: type, config: dict[str, Any], custom_objects: dict[str, Any] | None) -> dict[str, Any]:
    """Constructor arguments from a configuration of any generation."""
    from . import schedules

    found = dict(config)
    for name in ("learning_rate", "lr"):
        if isinstance(found.get(name), dict):
            found[name] = schedules.deserialize(found[name], custom_objects)
    if cls.__name__ == "Nadam" and getattr(cls, "fixed_era", None) == "legacy" and "decay" in found:
        found["schedule_decay"] = found.pop("decay")
    return found
