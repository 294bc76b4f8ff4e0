"""Updates that happen on some steps only, in a graph without branches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .. import ops
from ..graph.tensor import is_symbolic


def when(flag: Any, variables: Iterable[Any], action: Callable[[], None]) -> None:
    """Do `action` where `flag` holds.

    On arrays this is an `if`. While tracing, `action` is recorded and each of `variables` that it assigned keeps its
    earlier value where `flag` does not hold: a select, which costs nothing in a fused update.
    """
    if not is_symbolic(flag):
        if bool(np.asarray(flag)):
            action()
        return
    before = [(v, v.value) for v in variables]
    action()
    for variable, old in before:
        new = variable.value
        if new is not old:
            variable.assign(ops.where(flag, new, old))
