"""Arguments of optimizers: one constructor that understands the positional orders and spellings of every generation."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypedDict, TypeVar

from ..errors import explain, unknown_argument
from . import generations

F = TypeVar("F", bound=Callable[..., None])
_FLAG_TYPES = (bool, type(None))


class Shared(TypedDict, total=False):
    """Arguments that every optimizer takes alike; `Optimizer` says what they mean."""

    clipnorm: float | None
    clipvalue: float | None
    global_clipnorm: float | None
    use_ema: bool
    ema_momentum: float
    ema_overwrite_frequency: int | None
    loss_scale_factor: float | None
    gradient_accumulation_steps: int | None
    name: str | None
    decay: float


class Common(Shared, total=False):
    """The same, for optimizers that leave weight decay to the base class."""

    weight_decay: float | None


def arguments(initialize: F) -> F:
    """Give `__init__` the whole signature, the old spellings and orders, and the defaults of the era.

    The function declares its own arguments and `**common`; what is passed on is checked here, so an unknown keyword
    is refused with the nearest known one.
    """
    owner = initialize.__qualname__.split(".")[-2]
    signature = _signature(initialize)
    parameters = {p.name: p for p in list(signature.parameters.values())[1:]}
    modern = [p.name for p in parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]

    @functools.wraps(initialize)
    def wrapper(self: Any, *args: Any, **kwargs: Any) -> None:
        era = self.enter_era()
        given = _named(owner, era, modern, args) if args else {}
        for name, value in kwargs.items():
            _put(given, owner, name, value, parameters)
        for name, parameter in parameters.items():
            if given.get(name) is None and (name not in given or name in ("epsilon", "decay")):
                given[name] = generations.default(owner, name, era, parameter.default)
        initialize(self, **given)

    wrapper.__signature__ = signature  # type: ignore[attr-defined]
    return wrapper  # type: ignore[return-value]


def _signature(initialize: Callable[..., None]) -> inspect.Signature:
    """The function's own arguments, then the common ones, then those declared after `*`; last of all `decay`."""
    found = inspect.signature(initialize)
    own = [p for p in found.parameters.values() if p.kind is not p.VAR_KEYWORD]
    names = {p.name for p in own}
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    first = [p for p in own if p.kind is kind]
    later = [p.replace(kind=kind) for p in own if p.kind is p.KEYWORD_ONLY and p.name != "schedule_decay"]
    common = [
        inspect.Parameter(name, kind, default=value, annotation=Common.__annotations__[name])
        for name, value in generations.COMMON.items()
        if name not in names
    ]
    last = [p for p in own if p.name == "schedule_decay"]
    last.append(inspect.Parameter("decay", inspect.Parameter.KEYWORD_ONLY, default=0.0, annotation="float"))
    if "decay" in names:  # the base class declares everything itself
        return found
    return found.replace(parameters=[*first, *common, *later, *last])


def _named(owner: str, era: str, modern: list[str], args: Sequence[Any]) -> dict[str, Any]:
    """Names for positional arguments: the first order in which flags meet flags and numbers meet numbers."""
    for order in generations.orders(owner, era, modern):
        if len(args) <= len(order) and all(_fits(n, v) for n, v in zip(order, args, strict=False)):
            return dict(zip(order, args, strict=False))
    raise TypeError(
        explain(
            f"{owner} got {len(args)} positional arguments that fit no generation of Keras.",
            f"{', '.join(modern)}",
            f"{', '.join(repr(a) for a in args)}",
            "name the arguments",
        )
    )


def _fits(name: str, value: Any) -> bool:
    if name == "name" or isinstance(value, str):
        return name == "name" and (value is None or isinstance(value, str))
    return isinstance(value, _FLAG_TYPES) if name in generations.FLAGS else not isinstance(value, bool)


def _put(given: dict[str, Any], owner: str, word: str, value: Any, parameters: dict[str, Any]) -> None:
    name = generations.RENAMED.get(word, word)
    if name in given:
        hint = f" ({word!r} is its old name)" if word != name else ""
        raise TypeError(f"{owner} got {name!r} twice{hint}: {given[name]!r} and {value!r}.")
    if name in parameters:
        given[name] = value
    elif word not in generations.IGNORED:
        raise unknown_argument(owner, word, [*parameters, *generations.RENAMED])
