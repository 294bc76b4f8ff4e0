"""What ImageNet classifiers have in common: scaling of pixels, names of classes, shapes of images."""

from __future__ import annotations

import json
import os
from typing import Any

import numpy as np

from .. import config, dtypes, ops
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import ModelFileError, explain
from ..registry import export
from ..utils.cache_dir import cache_dir
from ..utils.get_file import get_file
from .image_shape import obtain_input_shape
from .weight_files import weight_file

__all__ = ["decode_predictions", "obtain_input_shape", "preprocess_input", "weight_file"]

_INDEX = "imagenet_class_index.json"
_INDEX_ORIGIN = "https://storage.googleapis.com/download.tensorflow.org/data/" + _INDEX
_INDEX_HASH = "c2c37ea517e94d9795004a39431a14cb"
_CLASSES = 1000
_CHANNELS = {
    "caffe": ((103.939, 116.779, 123.68), (1.0, 1.0, 1.0)),
    "torch": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
}
"""Mode: mean and deviation of each channel, in the order in which the channels leave."""


@export("applications.imagenet_utils.preprocess_input")
@accepts_old_spellings
def preprocess_input(x: Any, data_format: str | None = None, mode: str = "caffe") -> Any:
    """Pixels from 0 to 255, scaled as the networks trained on ImageNet expect them.

    Arguments:
        x: RGB images, (B, H, W, 3) or (H, W, 3), or with the channels first; an array or a symbolic tensor.
        data_format: `"channels_last"`, `"channels_first"` or None (as `keras.config` has it).
        mode: `"caffe"`: to BGR, minus the mean of each channel; `"tf"`: to the range -1 to 1; `"torch"`: to the range
            0 to 1, minus the mean of each channel, divided by its deviation.

    Returns:
        The scaled images, a new array; integers become `floatx`. Level 1 alone writes into an array of floats.

    Errors:
        ValueError for another mode or data format.

    Source: https://keras.io/api/applications/

    >>> preprocess_input(np.full((1, 1, 1, 3), 255), mode="tf").tolist()
    [[[[1.0, 1.0, 1.0]]]]
    """
    if mode not in ("caffe", "tf", "torch"):
        raise ValueError(f"Expected mode to be one of `caffe`, `tf` or `torch`. Received: mode={mode}")
    scaled = _scaled(x, _channel_axis(data_format, len(x.shape)), mode)
    if isinstance(x, np.ndarray) and dtypes.is_float(x.dtype.name) and not at_least("2.2"):
        x[...] = scaled
        return x
    return scaled


def _channel_axis(data_format: str | None, rank: int) -> int:
    word = config.image_data_format() if data_format in (None, "default") else str(data_format)
    word = {"tf": "channels_last", "th": "channels_first"}.get(word, word)
    if word not in ("channels_first", "channels_last"):
        raise ValueError(
            "Expected data_format to be one of `channels_first` or `channels_last`. "
            f"Received: data_format={data_format}"
        )
    return rank - 1 if word == "channels_last" else rank - 3


def _scaled(x: Any, axis: int, mode: str) -> Any:
    maths: Any = np if isinstance(x, np.ndarray) else ops
    if not dtypes.is_float(dtypes.of(x)):
        x = x.astype(config.floatx()) if maths is np else ops.cast(x, config.floatx())
    if mode == "tf":
        return x / 127.5 - 1.0
    x = maths.flip(x, axis=axis) if mode == "caffe" else x / 255.0
    shape = [3 if place == axis else 1 for place in range(len(x.shape))]
    dtype = dtypes.numpy_dtype(dtypes.of(x))
    means, deviations = (np.asarray(v, dtype).reshape(shape) for v in _CHANNELS[mode])
    return x - means if mode == "caffe" else (x - means) / deviations


@export("applications.imagenet_utils.decode_predictions")
def decode_predictions(preds: Any, top: int = 5) -> list[list[tuple[str, str, float]]]:
    """The likeliest of the 1000 ImageNet classes of each image.

    Arguments:
        preds: their probabilities, (B, 1000).
        top: how many classes.

    Returns:
        For each image a list of `(WordNet number, name, probability)`, the likeliest first.

    Errors:
        ValueError for another shape; an exception that says where to put the file of names when it cannot be
        downloaded.

    Source: https://keras.io/api/applications/

    >>> decode_predictions(np.zeros((2, 10)))
    Traceback (most recent call last):
    ValueError: `decode_predictions` expects a batch of predictions (i.e. a 2D array of shape (samples, 1000)). ...
    """
    scores = np.asarray(preds.numpy() if hasattr(preds, "numpy") else preds)
    if scores.ndim != 2 or scores.shape[1] != _CLASSES:
        raise ValueError(
            "`decode_predictions` expects a batch of predictions (i.e. a 2D array of shape (samples, 1000)). "
            f"Received array with shape: {scores.shape}"
        )
    index = _class_index()
    best = np.argsort(scores, axis=1)[:, ::-1][:, :top]
    return [[(*index[k], row[k]) for k in places] for row, places in zip(scores, best, strict=True)]


def _class_index() -> list[tuple[str, str]]:
    """WordNet number and name of each class; a file that somebody put there is taken as it is."""
    path = os.path.join(cache_dir(), "models", _INDEX)
    if not os.path.exists(path):
        path = get_file(_INDEX, _INDEX_ORIGIN, cache_subdir="models", file_hash=_INDEX_HASH)
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
        return [(str(found[str(k)][0]), str(found[str(k)][1])) for k in range(_CLASSES)]
    except (ValueError, LookupError, TypeError) as error:
        raise ModelFileError(
            explain(
                f"Reading the names of the ImageNet classes from {path} failed: {error!r}",
                f'JSON with an entry "k": [WordNet number, name] for each k from 0 to {_CLASSES - 1}',
                "",
                f"delete it, and it will be downloaded again, or put a copy of {_INDEX} there",
            )
        ) from error
