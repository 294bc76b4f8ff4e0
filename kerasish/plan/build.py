"""Turn a program into a plan for the chosen device."""

from __future__ import annotations

from typing import Protocol

from .. import config
from ..errors import DeviceError
from .ir import Array, Program


class Plan(Protocol):
    """A program ready to run: bind arrays, replay, get arrays back.

    Attributes:
        arena_bytes: memory that it holds between runs.
    """

    arena_bytes: int

    def run(self, arrays: list[Array], into: list[Array] | None = None) -> list[Array]:
        """Run once; variables are updated in place, results are written `into` arrays where given."""
        ...

    def run_series(self, arrays: list[Array], moving: int, count: int) -> None:
        """Run `count` times without results, one input moving on by its own size each time."""
        ...


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
