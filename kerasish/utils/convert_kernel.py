"""Convolution kernels from Theano's convention to the other one."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..registry import export


@export("utils.np_utils.convert_kernel", "utils.conv_utils.convert_kernel", "utils.layer_utils.convert_kernel")
def convert_kernel(kernel: Any, dim_ordering: str | None = None) -> np.ndarray[Any, Any]:
    """Flip a kernel's taps, which turns a convolution (Theano) into a correlation (everybody else), and back.

    Arguments:
        kernel: K x C x F, K x K x C x F or K x K x K x C x F; with the channels in front under `dim_ordering="th"`.
        dim_ordering: `"tf"` or `"th"` (default: by `image_data_format`).

    Returns:
        A flipped copy.

    Errors:
        ValueError for a kernel of other rank, or another `dim_ordering`.

    Source: Keras 1.2.2 and 2.3.1, utils.

    >>> convert_kernel(np.arange(3).reshape(3, 1, 1), "tf").ravel()
    array([2, 1, 0])
    """
    from ..config import image_data_format

    array = np.asarray(kernel)
    if not 3 <= array.ndim <= 5:
        raise ValueError(f"convert_kernel: expected a kernel with 3 to 5 axes, received shape {array.shape}.")
    if dim_ordering not in (None, "tf", "th"):
        raise ValueError(f"convert_kernel: unknown dim_ordering {dim_ordering!r}, expected 'tf' or 'th'.")
    first = (dim_ordering or ("th" if image_data_format() == "channels_first" else "tf")) == "th"
    # Keras 2 kept the channels behind whatever the layout of images; a vector of taps has one convention only.
    taps = range(2, array.ndim) if first and array.ndim > 3 else range(array.ndim - 2)
    return np.flip(array, tuple(taps)).copy()
