"""Keras 1 counted the samples of an epoch where later generations count batches: `samples_per_epoch=2000`."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

COUNTS: dict[str, Mapping[str, tuple[str, str]]] = {
    "fit_generator": {
        "samples_per_epoch": ("generator", "steps_per_epoch"),
        "nb_val_samples": ("validation_data", "validation_steps"),
    },
    "evaluate_generator": {"val_samples": ("generator", "steps")},
    "predict_generator": {"val_samples": ("generator", "steps")},
}
"""Function: the old argument, the one whose samples it counts, and the one that counts steps."""


def counts_in_steps(
    rows: Mapping[str, tuple[str, str]], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Replace counts of samples by counts of steps. `args` are the model and, mostly, the generator."""
    for old, (source, new) in rows.items():
        if old not in kwargs:
            continue
        if new in kwargs:
            raise TypeError(f"{old!r} (samples) and {new!r} (batches) say the same thing; give one of them.")
        samples, by_place = kwargs.pop(old), source not in kwargs
        given = args[1] if by_place and len(args) > 1 and source == "generator" else kwargs.get(source)
        if samples is None or given is None or isinstance(given, (tuple, list)):
            continue  # arrays say themselves how many they are
        kwargs[new], given = steps_of(int(samples), given)
        if by_place:
            args = (args[0], given, *args[2:])
        else:
            kwargs[source] = given
    return args, kwargs


def steps_of(samples: int, source: Any) -> tuple[int, Any]:
    """The number of batches that hold `samples` rows, and the source. A plain generator is asked for its first batch.

    >>> steps_of(10, ([0, 0, 0, 0] for _ in range(5)))[0]
    3
    """
    size = getattr(source, "batch_size", None)
    if size is None and hasattr(source, "__getitem__"):
        size = _rows(source[0])
    elif size is None:
        iterator = iter(source)
        first = next(iterator)
        size, source = _rows(first), itertools.chain([first], iterator)
    return -(-samples // max(int(size), 1)), source


def _rows(batch: Any) -> int:
    while isinstance(batch, (tuple, dict)) or (isinstance(batch, list) and batch and hasattr(batch[0], "shape")):
        batch = next(iter(batch.values())) if isinstance(batch, dict) else batch[0]
    return len(batch)
