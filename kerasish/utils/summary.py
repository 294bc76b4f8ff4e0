"""print_summary: the table of a model's layers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from ..compat import at_least
from ..registry import export
from .summary_classic import classic_lines
from .summary_rows import Row, rows_of
from .summary_table import table_lines

Print = Callable[..., Any]


@export("utils.print_summary", "utils.layer_utils.print_summary", "utils.summary_utils.print_summary")
def print_summary(
    model: Any,
    line_length: int | None = None,
    positions: Sequence[float] | None = None,
    print_fn: Print | None = None,
    expand_nested: bool = False,
    show_trainable: bool = False,
    layer_range: Sequence[str] | None = None,
) -> None:
    """Print the layers of a model with their output shapes and numbers of weights.

    Arguments:
        model: the model.
        line_length: width in characters.
        positions: where the columns end, as shares of the width or, when the last is above 1, in characters.
        print_fn: called with each line instead of `print` (at level 3 once, with the whole text).
        expand_nested: whether to show the layers of models inside the model.
        show_trainable: whether to say which layers are trained.
        layer_range: names, or regular expressions, of the first and the last layer to show.

    Errors:
        ValueError for a model that is not built (up to level 2.15), for a `layer_range` that matches nothing, for a
        width that is too small.

    The look is that of the level in force.

    Source: https://keras.io/api/models/model/
    """
    new = at_least("3")
    if not new and not getattr(model, "built", True):
        raise ValueError(
            "This model has not yet been built. Build the model first by calling `build()` or by calling the model on "
            "a batch of data."
        )
    layers = _ranged(list(model.layers), layer_range)
    rows = rows_of(model, layers, expand_nested)
    make = table_lines if new else classic_lines
    lines = make(model, rows, line_length, positions, show_trainable)
    if new:
        _print_whole(lines, print_fn)
        return
    for line in lines:
        (print_fn or print)(line)


def _print_whole(lines: list[str], print_fn: Print | None) -> None:
    if print_fn is None:
        print("\n".join(lines))
        return
    text = "\n".join([*lines, ""])
    try:
        print_fn(text, line_break=False)
    except TypeError:  # most functions take the text alone
        print_fn(text)


def _ranged(layers: list[Any], layer_range: Sequence[str] | None) -> list[Any]:
    """The layers from the first that matches the first name to the last that matches the second."""
    if layer_range is None:
        return layers
    if len(layer_range) != 2 or not all(isinstance(name, str) for name in layer_range):
        raise ValueError(f"layer_range should be a list or tuple of two strings. Received: {layer_range}")
    first = [i for i, layer in enumerate(layers) if re.match(layer_range[0], layer.name)]
    last = [i for i, layer in enumerate(layers) if re.match(layer_range[1], layer.name)]
    if not first or not last:
        names = ", ".join(layer.name for layer in layers)
        raise ValueError(f"Passed layer_range {layer_range} does not match model layers: {names}.")
    start, stop = min(first), max(last)
    return layers[min(start, stop) : max(start, stop) + 1]


__all__ = ["Row", "print_summary"]
