"""Guards: whatever is exported must have a case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import explain
from ..layers.base import Layer
from ..ops.core import REGISTRY
from ..registry import exported
from .case import Case

ABSTRACT = ("Layer", "InputLayer", "Wrapper")  # bases, and the one layer that has nothing to compute


def exported_layers() -> dict[str, type[Layer]]:
    """The layer classes that users see, by their first name; other names of the same class are left out."""
    found: dict[int, tuple[str, type[Layer]]] = {}
    for name, thing in exported("layers").items():
        if isinstance(thing, type) and issubclass(thing, Layer) and name not in ABSTRACT:
            found.setdefault(id(thing), (name, thing))
    return dict(found.values())


def layers_without_case(cases: Iterable[Case]) -> list[str]:
    """Names of exported layers that no case is about, sorted."""
    covered = {case.layer for case in cases}
    return sorted(name for name, cls in exported_layers().items() if cls not in covered)


def ops_without_row(rows: Iterable[Any]) -> list[str]:
    """Names of registered ops that no row is about, sorted."""
    return sorted(set(REGISTRY) - {row.op for row in rows})


def assert_none(missing: list[str], what: str, where: str) -> None:
    """Fail when anything is missing, and say where it belongs.

    Errors:
        AssertionError with the names.
    """
    assert not missing, explain(f"Not every {what} is tested.", f"a row in {where}", f"none for {', '.join(missing)}")
