"""The summary as Keras 3 prints it: a table in box-drawing characters."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from typing import Any

from .summary_rows import Row, counts_of, memory_text

Align = Callable[[str, int], str]


def _left(text: str, width: int) -> str:
    return text.ljust(width)


def _right(text: str, width: int) -> str:
    return text.rjust(width)


def _centre(text: str, width: int) -> str:
    return text.center(width)


def table_lines(
    model: Any, rows: list[Row], line_length: int | None, positions: Sequence[float] | None, show_trainable: bool
) -> list[str]:
    """The lines of the summary.

    Arguments:
        model: the model.
        rows: its layers.
        line_length: width, or None: as wide as usual, but never wider than the terminal.
        positions: where columns end as shares of the width, or None for the usual ones.
        show_trainable: whether to add a column for it.

    Errors:
        ValueError when a column would be too narrow.
    """
    chain = all(row.sources is None for row in rows)
    header = ["Layer (type)", "Output Shape", "Param #"] + ([] if chain else ["Connected to"])
    aligns: list[Align] = [_left, _left, _right, *([] if chain else [_left])]
    usual = 88 if chain else 108
    shares = list(positions or ([0.45, 0.80, 1.0] if chain else [0.3, 0.56, 0.74, 1.0]))
    if show_trainable:
        usual += 12
        shares = [share * 0.9 for share in shares] + [1.0]
        header.append("Trainable")
        aligns.append(_centre)
    length = line_length or min(usual, shutil.get_terminal_size().columns - 4)
    widths = _widths(length, shares)
    lines = [f'Model: "{model.name}"', _rule("┏━┳┓", widths)]
    lines += _row(header, widths, aligns, "┃")
    lines.append(_rule("┡━╇┩", widths))
    for place, row in enumerate(rows):
        lines += [_rule("├─┼┤", widths)] if place else []
        lines += _row(_fields(row, show_trainable), widths, aligns, "│")
    lines.append(_rule("└─┴┘", widths))
    return [*lines, *_totals(model)]


def _widths(length: int, shares: list[float]) -> list[int]:
    """The widths of the texts in the columns. Frames and padding are taken off each column alike."""
    ends = [int(length * share) for share in shares]
    widths = [end - start for start, end in zip([0, *ends[:-1]], ends, strict=True)]
    if min(widths) < 4:
        raise ValueError("Insufficient console width to print summary.")
    excess = 3 * len(widths) + 1
    for i, width in enumerate(widths):
        taken = min(round(excess / (len(widths) - i)), width - 1)
        widths[i] -= taken
        excess -= taken
    return widths


def _rule(parts: str, widths: list[int]) -> str:
    left, dash, cross, right = list(parts)
    return left + cross.join(dash * (width + 2) for width in widths) + right


def _row(cells: list[str], widths: list[int], aligns: list[Align], bar: str) -> list[str]:
    columns = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for place in range(max(len(column) for column in columns)):
        texts = [column[place] if place < len(column) else "" for column in columns]
        padded = [align(text, width) for align, text, width in zip(aligns, texts, widths, strict=True)]
        lines.append(f"{bar} " + f" {bar} ".join(padded) + f" {bar}")
    return lines


def wrapped(text: str, width: int) -> list[str]:
    """A text broken at spaces; a word that is too long for a line ends in an ellipsis."""
    lines = [""]
    for place, word in enumerate(text.split(" ")):
        joined = f"{lines[-1]} {word}" if place else word
        if len(joined) <= width:
            lines[-1] = joined
        elif lines[-1].strip():
            lines.append(word)
        else:
            lines[-1] = joined
    return [line if len(line) <= width else line[: width - 1] + "…" for line in lines]


def _fields(row: Row, show_trainable: bool) -> list[str]:
    prefix = "   " * row.depth + "└ " if row.depth else ""
    params = "0 (unbuilt)" if row.params is None else f"{row.params:,}"
    fields = [f"{prefix}{row.name} ({row.kind})", "?" if row.shape is None else str(row.shape), params]
    if row.sources is not None:
        fields.append(", ".join(f"{name}[{call}][{tensor}]" for name, call, tensor in row.sources) or "-")
    if show_trainable:
        weights = list(getattr(row.layer, "weights", ()))
        fields.append(("Y" if row.layer.trainable else "N") if weights else "-")
    return fields


def _totals(model: Any) -> list[str]:
    counts = counts_of(model)
    total = counts.trainable + counts.fixed + (counts.optimizer or 0)
    size = counts.trainable_bytes + counts.fixed_bytes + counts.optimizer_bytes
    rows = [
        ("Total params", total, size),
        ("Trainable params", counts.trainable, counts.trainable_bytes),
        ("Non-trainable params", counts.fixed, counts.fixed_bytes),
    ]
    if counts.optimizer is not None:
        rows.append(("Optimizer params", counts.optimizer, counts.optimizer_bytes))
    return [f" {name}: {count:,} ({memory_text(size, 'B')})" for name, count, size in rows]
