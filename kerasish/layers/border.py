"""Numbers of steps before and after each spatial axis, in all the ways that the generations of Keras write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..compat import at_least
from ..errors import explain

Pairs = tuple[tuple[int, int], ...]

_KEYS = {1: ("left_pad", "right_pad"), 2: ("top_pad", "bottom_pad", "left_pad", "right_pad")}  # of Keras 1


def border(value: Any, rank: int, name: str, layer: str) -> Pairs:
    """(before, after) for each spatial axis.

    Arguments:
        value: an integer for all sides; for one axis a pair; for several axes an integer or a pair each. As in Keras 1
            also a dict of `top_pad`, `bottom_pad`, `left_pad`, `right_pad`, or these four in this order.
        rank: number of spatial axes.
        name, layer: what to call them in an error text.

    Errors:
        ValueError for anything else, and for negative numbers.

    >>> border((1, 2), 2, "padding", "ZeroPadding2D")
    ((1, 1), (2, 2))
    """
    sides = _by_key(value, rank, name, layer) if isinstance(value, Mapping) else value
    if _is_count(sides):
        return ((int(sides), int(sides)),) * rank
    if isinstance(sides, Sequence) and not isinstance(sides, str):
        if rank == 1 and len(sides) == 2:
            sides = (sides,)
        elif rank == 2 and len(sides) == 4:
            sides = (sides[:2], sides[2:])
        pairs = [(s, s) if _is_count(s) else s for s in sides]
        if len(pairs) == rank and all(_is_pair(p) for p in pairs):
            return tuple((int(a), int(b)) for a, b in pairs)
    each = "a pair of them" if rank == 1 else f"{rank} of them, or {rank} pairs ((before, after), ...)"
    expected = f"an integer or {each}, none of them negative"
    raise ValueError(explain(f"{layer} got {name}={value!r}.", expected, "", _usual(rank, name)))


def _usual(rank: int, name: str) -> str:
    return f"{name}=(1, 1)" if rank == 1 else f"{name}=({', '.join(['(1, 1)'] * rank)})"


def _by_key(value: Mapping[str, Any], rank: int, name: str, layer: str) -> Any:
    keys = _KEYS.get(rank, ())
    unknown = sorted(set(value) - set(keys))
    if unknown or not keys:
        raise ValueError(
            explain(f"{layer} got {name}={dict(value)!r}.", f"the keys {', '.join(keys)}" if keys else "a tuple")
        )
    return tuple(value.get(key, 0) for key in keys)


def _is_count(value: Any) -> bool:
    return isinstance(value, (int, float)) or hasattr(value, "__index__") if not _negative(value) else False


def _negative(value: Any) -> bool:
    return isinstance(value, (int, float)) and (value < 0 or int(value) != value)


def _is_pair(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2 and all(map(_is_count, value))


def as_configured(pairs: Pairs, flat: bool = False) -> Any:
    """The form that configurations have: pairs, one pair for one axis; at level 1 as short as Keras 1 wrote padding.

    >>> as_configured(((1, 1),))
    (1, 1)
    """
    if flat and not at_least("2.2"):
        if all(a == b for a, b in pairs):
            sides = tuple(a for a, _ in pairs)
            return sides[0] if len(sides) == 1 else sides
        return pairs if len(pairs) > 2 else tuple(side for pair in pairs for side in pair)
    return pairs[0] if len(pairs) == 1 else pairs


def format_setting(data_format: str) -> dict[str, str]:
    """The entry of a configuration for the place of the channels: Keras 1 writes none where it is the usual one."""
    from .. import config

    if at_least("2.2"):
        return {"data_format": data_format}
    old = {"channels_last": "tf", "channels_first": "th"}[data_format]
    return {} if data_format == config.image_data_format() else {"dim_ordering": old}
