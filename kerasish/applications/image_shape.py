"""The shape of the images that a network is made for."""

from __future__ import annotations

import warnings
from typing import Any

Shape = tuple[int | None, ...]


def obtain_input_shape(
    input_shape: Any,
    default_size: int,
    min_size: int,
    data_format: str,
    require_flatten: bool,
    weights: Any = None,
) -> Shape:
    """The shape of one image that a network is made for.

    Arguments:
        input_shape: what the caller gave, or None.
        default_size: the usual extent of an image.
        min_size: the least extent that it permits.
        data_format: `"channels_last"` or `"channels_first"`.
        require_flatten: whether the extents must be known, as a network with a classifier on top demands.
        weights: None, `"imagenet"` or a path.

    Returns:
        The shape, with None for unknown extents.

    Errors:
        ValueError for a shape that is no image, is too small, or does not suit the weights.

    >>> obtain_input_shape(None, 224, 32, "channels_last", require_flatten=False)
    (None, None, 3)
    """
    last = data_format == "channels_last"
    given = None if input_shape is None else tuple(input_shape)
    if weights != "imagenet" and given is not None and len(given) == 3:
        channels = given[-1 if last else 0]
        if channels not in (1, 3):
            warnings.warn(
                f"This network usually takes 1 or 3 channels; it is made for input_shape={given}.", stacklevel=4
            )
    else:
        channels = 3
    usual = _image_shape(default_size, channels, last)
    if weights == "imagenet" and require_flatten:
        if given is not None and given != usual:
            raise ValueError(
                "When setting `include_top=True` and loading `imagenet` weights, `input_shape` should be "
                f"{usual}.  Received: input_shape={input_shape}"
            )
        return usual
    if given is not None:
        _check_image(given, min_size, last, weights)
    shape = given if given is not None else usual if require_flatten else _image_shape(None, 3, last)
    if require_flatten and None in shape:
        raise ValueError(
            f"If `include_top` is True, you should specify a static `input_shape`. Received: input_shape={input_shape}"
        )
    return shape


def _image_shape(extent: int | None, channels: Any, last: bool) -> Shape:
    return (extent, extent, channels) if last else (channels, extent, extent)


def _check_image(shape: Shape, least: int, last: bool, weights: Any) -> None:
    if len(shape) != 3:
        raise ValueError(f"`input_shape` must be a tuple of three integers. Received: input_shape={shape}")
    if weights == "imagenet" and shape[-1 if last else 0] != 3:
        raise ValueError(f"The input must have 3 channels with `imagenet` weights; Received: input_shape={shape}")
    if any(extent is not None and extent < least for extent in (shape[:2] if last else shape[1:])):
        raise ValueError(f"Input size must be at least {least}x{least}; Received: input_shape={shape}")
