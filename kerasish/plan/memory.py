"""One arena for all temporaries: buffers whose lives do not overlap share the same bytes.

Greedy by size, as in "Efficient Memory Management for Deep Neural Net Inference" (Pisarchyk & Lee, 2020).
"""

from __future__ import annotations

from ..kernels.arrays import Buffer

ALIGNMENT = 64


def place(lives: dict[Buffer, tuple[int, int]]) -> tuple[dict[Buffer, int], int]:
    """Offsets of buffers in the arena, and the arena's size, from the first and last step that uses each."""
    offsets: dict[Buffer, int] = {}
    placed: list[tuple[int, int, int, int]] = []  # start, end, first, last
    total = 0
    for buffer in sorted(lives, key=lambda b: -b.nbytes):
        first, last = lives[buffer]
        size = -(-max(buffer.nbytes, 1) // ALIGNMENT) * ALIGNMENT
        start = 0
        for low, high, begin, end in sorted(placed):
            if end < first or last < begin:
                continue
            if low - start >= size:
                break
            start = max(start, high)
        offsets[buffer] = start
        placed.append((start, start + size, first, last))
        total = max(total, start + size)
    return offsets, total
