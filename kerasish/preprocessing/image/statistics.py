"""What `ImageDataGenerator.fit` learns of images, and how one image is normalised by it."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from ...compat import at_least, by_level
from ...errors import explain

if TYPE_CHECKING:
    from .generator import ImageDataGenerator

Array = np.ndarray[Any, Any]


def check_images(x: Array, channel_axis: int, what: str) -> None:
    """Refuse what is no batch of images, and warn of an unusual number of channels.

    Errors:
        ValueError for other than 4 axes.
    """
    if x.ndim != 4:
        raise ValueError(explain(f"Input to {what} should have rank 4.", "a batch of images", f"shape {x.shape}"))
    channels = x.shape[channel_axis]
    if channels not in (1, 3, 4):
        text = f"{what} expects images with 1, 3 or 4 channels on axis {channel_axis}; these of shape {x.shape} have "
        warnings.warn(f"{text}{channels}.", UserWarning, stacklevel=4)


def learn(generator: ImageDataGenerator, x: Array) -> None:
    """Store the mean, the deviation and the whitening matrix of images, as far as the options ask for them.

    Arguments:
        generator: whose options; it gets `mean`, `std` and `zca_whitening_matrix`.
        x: (B, H, W, C) or (B, C, H, W); changed.
    """
    axes = (0, generator.row_axis, generator.col_axis)
    shape = [1, 1, 1]
    shape[generator.channel_axis - 1] = x.shape[generator.channel_axis]
    if generator.featurewise_center:
        generator.mean = x.mean(axis=axes).reshape(shape)
        x -= generator.mean
    if generator.featurewise_std_normalization:
        generator.std = x.std(axis=axes).reshape(shape)
        x /= generator.std + tiny()
    if generator.zca_whitening:
        generator.zca_whitening_matrix = whitening(x.reshape(len(x), -1), generator.zca_epsilon)


def tiny() -> float:
    """What is added to a deviation that may be zero."""
    return float(by_level(v1=1e-7, v2_2=1e-6))


def whitening(flat: Array, epsilon: float) -> Array:
    """The matrix W = U diag(1 / sqrt(s + epsilon)) U' that makes the covariance U diag(s) U' of the data the identity.

    Arguments:
        flat: (B, F), of mean zero.
        epsilon: keeps directions of no variance in bounds; from level 2.15 on it is added to the singular values of the
            data instead of to s.

    Returns:
        (F, F).

    Source: Krizhevsky, Learning multiple layers of features from tiny images (2009), appendix A.
    """
    if at_least("2.15"):
        u, values, _ = np.linalg.svd(flat.T, full_matrices=False)
        return (u * (np.sqrt(len(flat)) / (values + epsilon))) @ u.T
    u, variances, _ = np.linalg.svd(flat.T @ flat / len(flat))
    return (u / np.sqrt(variances + epsilon)) @ u.T


def normalized(generator: ImageDataGenerator, x: Array) -> Array:
    """One image, or a batch, normalised by the options of a generator; `x` is changed."""
    if generator.samplewise_center:
        x -= np.mean(x, axis=_sample_axes(generator, x), keepdims=True)
    if generator.samplewise_std_normalization:
        x /= np.std(x, axis=_sample_axes(generator, x), keepdims=True) + tiny()
    if generator.featurewise_center and _is_known(generator.mean, "featurewise_center"):
        x -= generator.mean
    if generator.featurewise_std_normalization and _is_known(generator.std, "featurewise_std_normalization"):
        x /= generator.std + tiny()
    if generator.zca_whitening and _is_known(generator.zca_whitening_matrix, "zca_whitening"):
        flat = x.reshape(-1, int(np.prod(x.shape[-3:])))
        x = (flat @ generator.zca_whitening_matrix).reshape(x.shape)
    return x


def _sample_axes(generator: ImageDataGenerator, x: Array) -> Any:
    """All axes together; Keras 1 normalises each pixel by itself, over its channels."""
    return None if at_least("2.2") else generator.channel_axis - 4


def _is_known(value: Any, option: str) -> bool:
    if value is None:
        text = f"This ImageDataGenerator specifies `{option}`, but it has not been fit on any training data. Fit it "
        warnings.warn(text + "first by calling `.fit(numpy_data)`.", UserWarning, stacklevel=5)
    return value is not None
