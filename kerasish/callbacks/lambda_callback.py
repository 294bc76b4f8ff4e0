"""LambdaCallback: a callback made of functions."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from ..compat import at_least
from ..errors import unknown_argument
from ..registry import export
from .callback import HOOKS, Callback

Function = Callable[..., Any]

_EPOCH, _RUN = ("on_epoch_begin", "on_epoch_end"), ("on_train_begin", "on_train_end")
_PLACES = (*_EPOCH, *_RUN, "on_train_batch_begin", "on_train_batch_end")
_OLD_PLACES = (*_EPOCH, "on_batch_begin", "on_batch_end", *_RUN)


def _old_places(function: Function) -> Function:
    """Give positional functions the places they had up to Keras 2.15, at those levels."""

    @functools.wraps(function)
    def wrapper(self: Any, *functions: Any, **hooks: Any) -> Any:
        if len(functions) > len(_EPOCH) and not at_least("3"):
            hooks |= dict(zip(_OLD_PLACES, functions, strict=False))
            functions = ()
        return function(self, *functions, **hooks)

    return wrapper


@export("callbacks.LambdaCallback")
class LambdaCallback(Callback):
    """A callback whose hooks are given as functions.

    Arguments:
        on_epoch_begin, on_epoch_end: functions of `(epoch, logs)`.
        on_train_begin, on_train_end: functions of `(logs)`.
        on_train_batch_begin, on_train_batch_end: functions of `(batch, logs)`.
        on_batch_begin, on_batch_end: the same under their old names.
        **hooks: any other hook of `Callback`, such as `on_test_end`.

    Errors:
        TypeError for a name that is no hook.

    The order of places is that of the level in force: after the epoch hooks came the batch hooks up to Keras 2.15,
    and come the train hooks from 3 on.

    Source: https://keras.io/api/callbacks/lambda_callback/

    >>> seen = []
    >>> LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(epoch)).on_epoch_end(3, {})
    >>> seen
    [3]
    """

    @_old_places
    def __init__(
        self,
        on_epoch_begin: Function | None = None,
        on_epoch_end: Function | None = None,
        on_train_begin: Function | None = None,
        on_train_end: Function | None = None,
        on_train_batch_begin: Function | None = None,
        on_train_batch_end: Function | None = None,
        **hooks: Function | None,
    ) -> None:
        named = (on_epoch_begin, on_epoch_end, on_train_begin, on_train_end, on_train_batch_begin, on_train_batch_end)
        for name, function in [*zip(_PLACES, named, strict=True), *hooks.items()]:
            if name not in HOOKS:
                raise unknown_argument("LambdaCallback", name, HOOKS)
            if function is not None:
                setattr(self, name, function)
