"""Default names of metrics: from the class name, numbered when a name is taken, as each generation numbers them."""

from __future__ import annotations

from collections import Counter

from ..compat import at_least
from ..losses.base import snake_case

_taken: Counter[str] = Counter()


def default_name(class_name: str) -> str:
    """`AUC` to `auc`, then `auc_1`, `auc_2`; up to Keras 2.3 the first is `auc_1`.

    >>> reset_names()
    >>> default_name("TruePositives"), default_name("TruePositives")
    ('true_positives', 'true_positives_1')
    """
    base = snake_case(class_name)
    number = _taken[base]
    _taken[base] += 1
    if not at_least("2.15"):
        return f"{base}_{number + 1}"
    return f"{base}_{number}" if number else base


def reset_names() -> None:
    """Start numbering afresh: `clear_session` calls this."""
    _taken.clear()
