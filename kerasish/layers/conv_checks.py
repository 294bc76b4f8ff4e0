"""What convolution layers say of arguments and inputs that do not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import explain

_SPACE = {1: "time", 2: "height, width", 3: "depth, height, width"}


def positive(value: Any, name: str, kind: str) -> int:
    """A positive integer; `name` is the argument's, `kind` the class of the layer."""
    if not isinstance(value, (int, float)) or int(value) != value or value <= 0:
        raise ValueError(f"{kind} needs a positive integer for {name}, received {value!r}.")
    return int(value)


def refuse_what_is_not_there(kind: str, others: dict[str, Any]) -> None:
    """Take arguments out of `others` that mean something in Keras 3 and nothing here, if they ask for nothing."""
    for word in ("lora_rank", "lora_alpha", "quantization_config"):
        if others.pop(word, None) is not None:
            raise NotImplementedError(f"{kind}({word}=...) is not there yet; leave it out.")


def known_padding(padding: Any, allowed: Sequence[str], kind: str) -> str:
    """The padding in lower case, if it is one of those allowed."""
    word = str(padding).lower()
    if word not in allowed:
        hint = "ZeroPadding before it, for a padding in front alone" if word == "causal" else ""
        raise ValueError(explain(f"{kind} got padding={padding!r}.", " or ".join(map(repr, allowed)), "", hint))
    return word


def check_arguments(layer: Any) -> None:
    """Strides and dilation are not both more than 1, where Keras forbids it; groups divide the filters."""
    kind = type(layer).__name__
    if max(layer.strides) > 1 and max(layer.dilation_rate) > 1 and not layer.strides_with_dilation():
        raise ValueError(
            explain(
                f"{kind} cannot have strides and a dilation at once.",
                "strides of 1, or dilation_rate of 1",
                f"strides={layer.strides}, dilation_rate={layer.dilation_rate}",
            )
        )
    if layer.filters is not None and layer.filters % layer.groups:
        raise ValueError(
            explain(
                f"{kind} cannot cut its filters into groups of equal size.",
                f"filters to be a multiple of groups={layer.groups}",
                f"filters={layer.filters}",
                f"filters={-(-layer.filters // layer.groups) * layer.groups}",
            )
        )


def check_channels(layer: Any, input_shape: Sequence[Any], channels: int | None) -> None:
    """The channels of the input are known, and the groups divide them."""
    what = f"{type(layer).__name__} {layer.name!r} cannot be built for inputs of shape {tuple(input_shape)}."
    if channels is None:
        place = "last" if layer.data_format == "channels_last" else "second"
        hint = "give Input(shape=...) with the channels, or another data_format"
        raise ValueError(explain(what, f"a known number of channels, the {place} axis", "None", hint))
    if channels % layer.groups:
        hint = "another number of groups, or another data_format"
        raise ValueError(explain(what, f"channels to be a multiple of groups={layer.groups}", str(channels), hint))


def check_rank(layer: Any, shape: tuple[int | None, ...]) -> None:
    """The input has a batch axis, the spatial axes and one of channels."""
    if len(shape) == layer.rank + 2:
        return
    space, first = _SPACE[layer.rank], layer.data_format == "channels_first"
    short = len(shape) == layer.rank + 1
    raise ValueError(
        explain(
            f"{type(layer).__name__} {layer.name!r} cannot take this input.",
            f"{layer.rank + 2} axes: batch, " + (f"channels, {space}" if first else f"{space}, channels"),
            f"shape {shape}, {len(shape)} axes",
            "x[..., None] to add a channel, or x[None] to make a batch of one sample" if short else "ops.reshape",
        )
    )


def check_output(layer: Any, extents: Sequence[int | None], out: Sequence[int | None]) -> None:
    """No extent of the output is zero or less."""
    if all(n is None or n > 0 for n in out):
        return
    reach = tuple((k - 1) * d + 1 for k, d in zip(layer.kernel_size, layer.dilation_rate, strict=True))
    raise ValueError(
        explain(
            f"{type(layer).__name__} {layer.name!r} would have no output: its kernel is larger than its input.",
            f"extents of at least {reach}: kernel_size={layer.kernel_size}, dilation_rate={layer.dilation_rate}",
            f"extents {tuple(extents)}",
            "a smaller kernel or dilation, padding='same', or less pooling before it",
        )
    )
