"""Old spellings of arguments, as rows; accepted at every level with their old meaning.

    class Dense(Layer):
        @accepts_old_spellings
        def __init__(self, units, ...)

A row says: the class or function, the old name, the new name. Orders of positional arguments are in `positions`,
counts of samples in `samples`.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from ..errors import nearest, unknown_argument
from .conv_arguments import CONV_RENAMED, gather
from .image_arguments import IMAGE_RENAMED
from .pooling_arguments import POOLING_RENAMED
from .positions import POSITIONS
from .samples import COUNTS, counts_in_steps

F = TypeVar("F", bound=Callable[..., Any])

_QUEUE = {"max_q_size": "max_queue_size", "nb_worker": "workers", "pickle_safe": "use_multiprocessing"}

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
    "Embedding": {
        "init": "embeddings_initializer",
        "W_regularizer": "embeddings_regularizer",
        "W_constraint": "embeddings_constraint",
    },
    "Dropout": {"p": "rate"},
    "AlphaDropout": {"p": "rate"},
    "GaussianDropout": {"p": "rate"},
    "GaussianNoise": {"sigma": "stddev"},
    "LeakyReLU": {"alpha": "negative_slope"},
    "BatchNormalization": {"beta_init": "beta_initializer", "gamma_init": "gamma_initializer"},
    "PReLU": {"init": "alpha_initializer"},
    "UpSampling1D": {"length": "size"},
    "UpSampling2D": {"dim_ordering": "data_format"},
    "UpSampling3D": {"dim_ordering": "data_format"},
    "Cropping2D": {"dim_ordering": "data_format"},
    "Cropping3D": {"dim_ordering": "data_format"},
    "ZeroPadding2D": {"dim_ordering": "data_format"},
    "ZeroPadding3D": {"dim_ordering": "data_format"},
    "Input": {"batch_input_shape": "batch_shape", "input_dtype": "dtype", "input_shape": "shape"},
    "fit": {"nb_epoch": "epochs", "nb_val_samples": "validation_steps", **_QUEUE},
    "evaluate": {"val_samples": "steps", **_QUEUE},
    "predict": {"val_samples": "steps", **_QUEUE},
    "fit_generator": {"nb_epoch": "epochs", **_QUEUE},
    "evaluate_generator": dict(_QUEUE),
    "predict_generator": dict(_QUEUE),
    "to_categorical": {"nb_classes": "num_classes", "y": "x"},
    "set_epsilon": {"e": "value"},
    "one_hot": {"indices": "x", "nb_classes": "num_classes"},
    "preprocess_input": {"dim_ordering": "data_format"},
    **{f"ConvNeXt{size}": {"model_name": "name"} for size in ("Tiny", "Small", "Base", "Large", "XLarge")},
    **CONV_RENAMED,
    **IMAGE_RENAMED,
    **POOLING_RENAMED,
}
"""Class or function: old name to new name."""


def accepts_old_spellings(function: F) -> F:
    """Rename keywords by `RENAMED`, read orders by `POSITIONS`, refuse unknown keywords and name the nearest."""
    parameters = list(inspect.signature(function).parameters.values())
    known = {p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)} - {"self"}
    required = [p.name for p in parameters if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
    open_ended = any(p.kind is p.VAR_KEYWORD for p in parameters)
    owner = function.__qualname__.split(".")[-2] if function.__name__ == "__init__" else function.__name__
    names = RENAMED.get(owner, {})
    place, read = POSITIONS.get(owner, (0, None))
    place += "self" in inspect.signature(function).parameters
    counts = COUNTS.get(owner)
    asks = read is not None and len(inspect.signature(read).parameters) > 1  # what the keywords are

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        if read is not None and len(args) > place:
            _put_all(owner, kwargs, read(args[place:], kwargs) if asks else read(args[place:]))
            args = args[:place]
        if counts is not None:
            args, kwargs = counts_in_steps(counts, args, kwargs)
        gather(owner, kwargs)
        strange = [k for k in kwargs if k not in known]
        for old in [k for k in strange if k in names]:
            new = names[old]
            if new in kwargs:
                raise TypeError(f"{owner}: {old!r} is the old name of {new!r}; both were given.")
            kwargs[new] = kwargs.pop(old)
        for word in [k for k in strange if k not in names]:
            if not open_ended or _is_misspelt(word, required[len(args) :], kwargs, names):
                raise unknown_argument(owner, word, known | set(names))
        return function(*args, **kwargs)

    return wrapper  # type: ignore[return-value]


def _is_misspelt(word: str, required: list[str], kwargs: dict[str, Any], names: dict[str, str]) -> bool:
    """Whether a keyword nobody here knows looks like an argument that is needed and missing."""
    missing = {name for name in required if name not in kwargs}
    return bool(nearest(word, missing | {old for old, new in names.items() if new in missing}))


def _put_all(owner: str, kwargs: dict[str, Any], named: dict[str, Any]) -> None:
    """Add positional arguments, by now named, to the keywords."""
    for name, value in named.items():
        if name in kwargs:
            raise TypeError(f"{owner} got {name!r} twice: by its place {value!r}, by its name {kwargs[name]!r}.")
        kwargs[name] = value
