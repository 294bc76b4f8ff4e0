"""Every error text with more than one line is put together here, so that all of them read alike."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ModelFileError(ValueError):
    """A model file that cannot be read: says the file, the place in it, what was expected and what came."""


class GradientError(ValueError):
    """A gradient was asked for where none is defined."""


class DeviceError(RuntimeError):
    """The asked-for device is not there; the text names the cure."""


def explain(attempted: str, expected: str = "", received: str = "", hint: str = "") -> str:
    """The four-line error text: what was attempted, what was expected and why, what came, what to try."""
    lines = [attempted]
    for label, text in (("Expected", expected), ("Received", received), ("Try", hint)):
        if text:
            lines.append(f"  {label}: {text}")
    return "\n".join(lines)


def nearest(word: str, known: Iterable[str]) -> str:
    """`"did you mean 'units'?"`, or an empty string when nothing is near."""
    match = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {match[0]!r}?" if match else ""


def unknown_argument(where: str, word: str, known: Iterable[str]) -> TypeError:
    """The error for a keyword that nobody knows, with the nearest known spelling."""
    names = sorted(set(known))
    hint = nearest(word, names) or "see the known names above"
    return TypeError(explain(f"{where} got an unknown argument {word!r}.", f"one of {', '.join(names)}", "", hint))
