"""The compatibility level: whose defaults and meanings hold where generations truly conflict.

`KERASISH_COMPAT` or `set_level` chooses one of `LEVELS`. Under `auto`, the default, the running script's own source is
read once, and its spelling decides: `nb_epoch` or `border_mode` mean level 1, `lr=` or `fit_generator` 2.3,
`keras.ops` 3; where nothing tells, 3.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")

LEVELS = ("1", "2.2", "2.3", "2.15", "3")

_SIGNS: tuple[tuple[str, str], ...] = (
    ("3", r"\bkeras(?:ish)?\.(?:ops|random|tree)\b|from keras(?:ish)? import (?:.*\b)?(?:ops|random)\b|\.keras['\"]"),
    (
        "1",
        r"\bnb_epoch\b|\bborder_mode\b|\bnb_filter\b|\boutput_dim\s*=|\bdim_ordering\b|\bnb_classes\s*=\s*nb_classes"
        r"|\bConvolution2D\(\s*\d+\s*,\s*\d+\s*,\s*\d|\bsamples_per_epoch\b|\bW_regularizer\b|\bmerge\s*\(\s*\[",
    ),
    (
        "2.3",
        r"\blr\s*=|\bdecay\s*=|\bfit_generator\b|\bpredict_generator\b|\bK\.\w+\(|\bnp_utils\b|\bpredict_classes\b"
        r"|\bsteps_per_epoch\b.*\bmax_queue_size\b|keras(?:ish)?\.layers\.(?:core|convolutional|normalization)\b",
    ),
    ("2.15", r"\btensorflow\.keras\b|\btf\.keras\b"),
)

_chosen: str | None = None


def level() -> str:
    """The level in force: one of `LEVELS`."""
    global _chosen  # the one piece of state that this room keeps
    if _chosen is None:
        asked = os.environ.get("KERASISH_COMPAT", "auto")
        _chosen = asked if asked in LEVELS else _detect(asked)
    return _chosen


def set_level(value: str | None) -> None:
    """Choose a level: one of `LEVELS`, `"auto"`, or None (the same)."""
    global _chosen
    if value not in (*LEVELS, "auto", None):
        raise ValueError(f"Unknown compatibility level {value!r}: expected one of {', '.join(LEVELS)} or 'auto'.")
    _chosen = value if value in LEVELS else None


@contextmanager
def at_level(value: str) -> Iterator[None]:
    """A stretch of code under another level: how a file is read by the rules of the Keras that wrote it."""
    global _chosen
    kept = level()
    set_level(value)
    try:
        yield
    finally:
        _chosen = kept


def at_least(value: str) -> bool:
    """Whether the level in force is this one or a later one."""
    return LEVELS.index(level()) >= LEVELS.index(value)


def by_level(**values: Any) -> Any:
    """The value for the level in force, given where it changes: `by_level(v1=1e-8, v2_3=1e-7)`."""
    rows = sorted((LEVELS.index(name[1:].replace("_", ".")), value) for name, value in values.items())
    here = LEVELS.index(level())
    found = [value for place, value in rows if place <= here]
    return found[-1] if found else rows[0][1]


def detect(source: str) -> str:
    """The level that a script's spelling speaks of; 3 where nothing tells."""
    for name, pattern in _SIGNS:
        if re.search(pattern, source):
            return name
    return "3"


def _detect(asked: str) -> str:
    if asked not in ("auto", ""):
        raise ValueError(f"KERASISH_COMPAT={asked!r}: expected one of {', '.join(LEVELS)} or 'auto'.")
    path = getattr(sys.modules.get("__main__"), "__file__", None)
    if not path:
        return "3"
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            found = detect(file.read())
    except OSError:
        return "3"
    if found != "3":
        print(
            f"kerasish: {os.path.basename(path)} is written for Keras {found}; its defaults are used "
            "(KERASISH_COMPAT=3 for today's).",
            file=sys.stderr,
        )
    return found
