"""Hundreds of random programs give the same numbers, bit for bit, on kernels and on plain NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from random_programs import RandomProgram

BLOCK = 25


def _disagreement(seed: int, size: int) -> str | None:
    program = RandomProgram(seed, size)
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
