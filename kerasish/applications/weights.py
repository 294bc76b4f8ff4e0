"""Weights of a whole model, from a file or from the collection that Keras publishes."""

from __future__ import annotations

import os

from ..errors import explain
from ..models.functional import Functional
from ..utils.download import DownloadError
from ..utils.get_file import get_file
from . import imagenet_utils
from .request import Request


def load(model: Functional, request: Request, file: str) -> None:
    """Give a model the weights that the request names."""
    if request.weights == "imagenet":
        model.load_weights(_downloaded(file, request.include_top))
    elif request.weights is not None:
        model.load_weights(os.path.expanduser(os.fspath(request.weights)))


def _downloaded(key: str, include_top: bool) -> str:
    """The path of a file of ImageNet weights in the cache, downloaded when it is not there."""
    name, address, file_hash = imagenet_utils.weight_file(key, include_top)
    try:
        return get_file(name, address, cache_subdir="models", file_hash=file_hash)
    except DownloadError as error:
        raise DownloadError(
            explain(
                f"weights='imagenet' needs the file {name}, which is not in the cache.",
                f"to download it from {address}",
                str(error),
                "get the file by other means and pass its path, weights='...', or weights=None for random weights",
            )
        ) from error
