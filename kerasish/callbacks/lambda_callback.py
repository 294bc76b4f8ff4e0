"""LambdaCallback: a callback made of functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import unknown_argument
from ..registry import export
from .callback import HOOKS, Callback

Function = Callable[..., Any]


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

    def __init__(self, *functions: Function | None, **hooks: Function | None) -> None:
        from ..compat import by_level

        batch, run = ("on_batch_begin", "on_batch_end"), ("on_train_begin", "on_train_end")
        new_batch = ("on_train_batch_begin", "on_train_batch_end")
        places = ("on_epoch_begin", "on_epoch_end", *by_level(v1=(*batch, *run), v3=(*run, *new_batch)))
        if len(functions) > len(places):
            raise TypeError(f"LambdaCallback takes at most {len(places)} positional functions, got {len(functions)}.")
        for name, function in [*zip(places, functions, strict=False), *hooks.items()]:
            if name not in HOOKS:
                raise unknown_argument("LambdaCallback", name, HOOKS)
            if function is not None:
                setattr(self, name, function)
