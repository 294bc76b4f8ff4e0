"""Hundreds of random programs give the same numbers, bit for bit, on kernels and on plain NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from random_programs import RandomProgram

from kerasish.testing.compare import with_threads

BLOCK = 50


def _disagreement(seed: int, size: int, **options: Any) -> str | None:
    program = RandomProgram(seed, size, **options)
    feeds = program.feeds()
    got, want = (program.run(device, feeds) for device in ("cpu", "reference"))
    for i, (a, b) in enumerate(zip(got, want, strict=True)):
        if a.dtype != b.dtype or not np.array_equal(a, b):
            return f"seed {seed}, size {size}, result {i} of {len(got)}: {a!r} differs from {b!r}"
    return None


@pytest.mark.parametrize("first", range(0, 400, BLOCK))
@pytest.mark.parametrize("size", [8, 30])
def test_kernels_agree_with_numpy(first: int, size: int) -> None:
    """Fused, with shared memory, and with variables written in place, as one op after another."""
    wrong = [d for d in (_disagreement(seed, size) for seed in range(first, first + BLOCK)) if d]
    assert not wrong, f"{len(wrong)} of {BLOCK} programs; the first: {wrong[0]}"


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_large_arrays_on_several_threads(threads: int) -> None:
    """Where calls are cut into parts."""
    with with_threads(threads):
        options = {"dtypes": ("float32", "float64"), "extents": (300, 411)}
        wrong = [d for d in (_disagreement(seed, 12, **options) for seed in range(15)) if d]
    assert not wrong, f"{len(wrong)} programs; the first: {wrong[0]}"
