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
from typing import Any

from .spelling import detect

LEVELS = ("1", "2.2", "2.3", "2.15", "3")

_chosen: str | None = None


def level() -> str:
    """The level in force: one of `LEVELS`."""
    global _chosen  # the one piece of state that this room keeps
    if _chosen is None:
        asked = os.environ.get("KERASISH_COMPAT") or "auto"
        _chosen = _of_script() if asked == "auto" else canonical(asked, "KERASISH_COMPAT")
    return _chosen


def set_level(value: str | None) -> None:
    """Choose a level: one of `LEVELS`, a version of Keras such as `"2.1.6"`, `"auto"`, or None (the same).

    Errors:
        ValueError for anything else.
    """
    global _chosen
    _chosen = None if value in ("auto", None) else canonical(value)


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


def canonical(value: Any, what: str = "compatibility level") -> str:
    """The level of a version of Keras: `"2.1.6"` is at level 2.2, `"2.9"` at 2.15.

    Errors:
        ValueError for what is no version.
    """
    text = str(value)
    if text in LEVELS:
        return text
    found = re.fullmatch(r"(\d+)(?:\.(\d+))?(?:\.\d\w*)*", text)
    if found is None or found[1] not in ("0", "1", "2", "3"):
        raise ValueError(f"Unknown {what} {value!r}: expected one of {', '.join(LEVELS)} or 'auto'.")
    if found[1] != "2":
        return "3" if found[1] == "3" else "1"
    minor = 3 if found[2] is None else int(found[2])
    return "2.2" if minor <= 2 else "2.3" if minor == 3 else "2.15"


def _of_script() -> str:
    """The level that the running script is written for; one line tells when it is not 3."""
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
