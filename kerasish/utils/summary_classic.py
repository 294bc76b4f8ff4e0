"""The summary as Keras 1 and 2 print it: columns under lines of underscores and equals signs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..compat import at_least
from .summary_rows import Row, counts_of, memory_text, sources_of


def classic_lines(
    model: Any, rows: list[Row], line_length: int | None, positions: Sequence[float] | None, show_trainable: bool
) -> list[str]:
    """The lines of the summary.

    Arguments:
        model: the model.
        rows: its layers.
        line_length: width, or None for the usual one.
        positions: where columns end, or None for the usual ones.
        show_trainable: whether to add a column for it.
    """
    rows = _with_sources(rows)
    width, ends = _layout(rows, line_length, positions, show_trainable)
    header = ["Layer (type)", "Output Shape", "Param #"]
    header += ["Connected to"] if len(ends) - show_trainable == 4 else []
    header += ["Trainable"] if show_trainable else []
    lines = [f'Model: "{model.name}"'] if at_least("2.2") else []
    lines += ["_" * width, *_cells(header, ends, 0), "=" * width]
    lines += _body(rows, ends, width, show_trainable)
    return [*lines, *_totals(model), "_" * width] + ([] if at_least("2.2") else [""])


def _with_sources(rows: list[Row]) -> list[Row]:
    """Keras 1 showed the inputs of every layer, chains included."""
    if at_least("2.2"):
        return rows
    return [row if row.sources is not None else row._replace(sources=sources_of(row.layer, set())) for row in rows]


def _layout(
    rows: list[Row], line_length: int | None, positions: Sequence[float] | None, show_trainable: bool
) -> tuple[int, list[int]]:
    chain = all(row.sources is None for row in rows)
    if not at_least("2.2"):
        width, shares = 100, [0.33, 0.55, 0.67, 1.0]
    elif chain:
        width, shares = 65, [0.45, 0.85, 1.0]
    else:
        width, shares = 98, [0.3, 0.6, 0.70, 1.0] if at_least("2.15") else [0.33, 0.55, 0.67, 1.0]
    width = line_length or width
    shares = list(positions or shares)
    ends = [int(width * share) for share in shares] if shares[-1] <= 1 else [int(end) for end in shares]
    if show_trainable:
        width += 11
        ends = [*ends, width]
    return width, ends


def _body(rows: list[Row], ends: list[int], width: int, show_trainable: bool) -> list[str]:
    lines: list[str] = []
    modern = at_least("2.15")
    depth = 0
    for place, row in enumerate(rows):
        lines += _borders(depth, row.depth, width)
        depth = row.depth
        lines += _boxed(_cells(_fields(row, ends, show_trainable), ends, depth), depth, width)
        following = rows[place + 1].depth if place + 1 < len(rows) else 0
        if modern:
            # A blank line after each layer, except above a box that opens or closes.
            lines += _boxed([" " * width], depth, width) if following == depth else []
        elif place + 1 < len(rows):
            lines.append("_" * width)
    return [*lines, *_borders(depth, 0, width), "=" * width]


def _borders(before: int, now: int, width: int) -> list[str]:
    """The edges of the boxes around nested models."""
    opened = ["|" * (d - 1) + "|" + "¯" * (width - 2 * d) + "|" * d for d in range(before + 1, now + 1)]
    closed = ["|" * (d - 1) + "¯" * (width - 2 * (d - 1)) + "|" * (d - 1) for d in range(before, now, -1)]
    return opened + closed


def _boxed(lines: list[str], depth: int, width: int) -> list[str]:
    if not depth:
        return lines
    inner = width - 2 * depth
    return ["|" * depth + line[:inner].ljust(inner) + "|" * depth for line in lines]


def _fields(row: Row, ends: list[int], show_trainable: bool) -> list[str]:
    shape = row.shape
    if type(row.layer).__name__ == "InputLayer" and at_least("2.15"):
        shape = [shape]  # Keras 2.15 shows an input's shape in brackets
    text = "multiple" if shape is None else str(shape)
    if isinstance(shape, list) and at_least("2.15"):
        text = "[" + ",\n ".join(map(str, shape)) + "]"
    fields = [f"{row.name} ({row.kind})", text, str(row.params or 0)]
    if row.sources is not None:
        names = [f"{name}[{call}][{tensor}]" for name, call, tensor in row.sources]
        fields.append("[" + ",\n ".join(f"'{name}'" for name in names) + "]" if at_least("2.15") else "\n".join(names))
    if show_trainable:
        fields.append("Y" if row.layer.trainable else "N")
    return fields


def _cells(fields: list[str], ends: list[int], depth: int) -> list[str]:
    """The lines of one row of cells: wrapped from level 2.15 on, cut off before."""
    return _wrapped(fields, ends, depth) if at_least("2.15") else _cut(fields, ends)


def _cut(fields: list[str], ends: list[int]) -> list[str]:
    """Each cell on one line, cut where its column ends; the inputs go on below one another."""
    columns = [field.split("\n") for field in fields]
    lines = []
    for place in range(max(len(column) for column in columns)):
        line = ""
        for i, (column, end) in enumerate(zip(columns, ends, strict=False)):
            # A column that is cut still ends in a space.
            line = (line[:-1] + " " if i else "") + (column[place] if place < len(column) else "")
            line = line[:end].ljust(end)
        lines.append(line)
    return lines


def _wrapped(fields: list[str], ends: list[int], depth: int) -> list[str]:
    """Each cell in as many lines as it needs, two spaces between columns; the first column starts with a space."""
    starts = [1, *ends[:-1]]
    columns = []
    for field, start, end in zip(fields, starts, ends, strict=False):
        gap = 0 if end == ends[-1] else 2
        room = max(end - start - gap - (depth if start > 1 else 0), 1)
        columns.append([line[i : i + room] for line in field.split("\n") for i in range(0, max(len(line), 1), room)])
    lines = []
    for place in range(max(len(column) for column in columns)):
        line = ""
        for column, start, end in zip(columns, starts, ends, strict=False):
            line = line.ljust(start - (depth if start > 1 else 0))
            line += column[place] if place < len(column) else ""
            line = line.ljust(end) if end == ends[-1] else line
        lines.append(line)
    return lines


def _totals(model: Any) -> list[str]:
    counts = counts_of(model)
    rows = (
        ("Total params", counts.trainable + counts.fixed, counts.trainable_bytes + counts.fixed_bytes),
        ("Trainable params", counts.trainable, counts.trainable_bytes),
        ("Non-trainable params", counts.fixed, counts.fixed_bytes),
    )
    if at_least("2.15"):
        return [f"{name}: {count} ({memory_text(size, 'Byte')})" for name, count, size in rows]
    return [f"{name}: {count:,}" for name, count, _ in rows]
