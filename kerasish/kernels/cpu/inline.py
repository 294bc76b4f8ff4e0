"""`inlined`: a scalar function that every kernel takes in whole, compiled with no freedom but contraction.

LLVM leaves a call to a function of moderate length alone, and a loop with a call in it is not vectorised. And where a
kernel allows reassociation, its ordinary helpers do too, which would undo the exact steps of an argument reduction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from .intrinsics import LOWERED

F = TypeVar("F", bound=Callable[..., Any])


def inlined(function: F, fastmath: frozenset[str] = frozenset({"contract"})) -> F:
    """Have kernels inline this function, whatever its length and whatever the kernel's floating-point freedoms."""
    made: list[Any] = []

    def once() -> Any:
        if not made:
            made.append(_compile(function, fastmath))
        return made[0]

    LOWERED[function] = once
    return function


def strictly_inlined(function: F) -> F:
    """As `inlined`, without contraction: every product and sum is rounded, so that NumPy finds the same bits."""
    return inlined(function, frozenset())


def _compile(function: Callable[..., Any], fastmath: frozenset[str]) -> Any:
    import numba

    from .codegen import bind

    options: dict[str, Any] = {
        "_nrt": False,
        "error_model": "numpy",
        "no_cpython_wrapper": True,
        "no_cfunc_wrapper": True,
        "forceinline": True,
        "fastmath": set(fastmath) or False,
    }
    return numba.njit(**options)(bind(function))
