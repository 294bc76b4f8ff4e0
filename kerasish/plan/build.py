"""Turn a program into a plan for the chosen device."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from .. import config
from ..errors import DeviceError
from .ir import Program


class Plan(Protocol):
    """A program ready to run: bind arrays, replay, get arrays back."""

    def run(self, arrays: list[np.ndarray[Any, Any]]) -> list[np.ndarray[Any, Any]]:
        """Run once; variables are updated in place."""


def build(program: Program) -> Plan:
    """A plan for `config.device()`."""
    device = config.device()
    if device == "reference":
        from .reference import ReferencePlan

        return ReferencePlan(program)
    if device == "cpu":
        from .native import NativePlan

        return NativePlan(program)
    raise DeviceError("The GPU core is not there yet: use KERASISH_DEVICE=cpu.")
