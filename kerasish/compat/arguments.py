"""Old spellings of arguments, as rows; accepted at every level with their old meaning.

    class Dense(Layer):
        @accepts_old_spellings
        def __init__(self, units, ...)

A row says: the class or function, the old name, the new name. Rows under `"*"` hold for every class of that kind.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from ..errors import unknown_argument

F = TypeVar("F", bound=Callable[..., Any])

Convert = Callable[[Any], Any]

RENAMED: dict[str, dict[str, str]] = {
    "Dense": {
        "output_dim": "units",
        "init": "kernel_initializer",
        "W_regularizer": "kernel_regularizer",
        "b_regularizer": "bias_regularizer",
        "W_constraint": "kernel_constraint",
        "b_constraint": "bias_constraint",
        "bias": "use_bias",
    },
    "Dropout": {"p": "rate"},
    "AlphaDropout": {"p": "rate"},
    "GaussianDropout": {"p": "rate"},
    "GaussianNoise": {"sigma": "stddev"},
    "LeakyReLU": {"alpha": "negative_slope"},
    "PReLU": {"init": "alpha_initializer"},
    "fit": {"nb_epoch": "epochs", "nb_worker": "workers", "max_q_size": "max_queue_size"},
    "to_categorical": {"nb_classes": "num_classes", "y": "x"},
}


def accepts_old_spellings(function: F) -> F:
    """Rename old keywords by `RENAMED`, refuse unknown ones with the nearest spelling."""
    parameters = list(inspect.signature(function).parameters.values())
    known = {p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)} - {"self"}
    open_ended = any(p.kind is p.VAR_KEYWORD for p in parameters)
    owner = function.__qualname__.split(".")[-2] if function.__name__ == "__init__" else function.__name__
    names = RENAMED.get(owner, {})

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        for old in [k for k in kwargs if k not in known]:
            new = names.get(old)
            if new is not None:
                if new in kwargs:
                    raise TypeError(f"{owner}: {old!r} is the old name of {new!r}; both were given.")
                kwargs[new] = kwargs.pop(old)
            elif not open_ended:
                raise unknown_argument(owner, old, known | set(names))
        return function(*args, **kwargs)

    return wrapper  # type: ignore[return-value]
