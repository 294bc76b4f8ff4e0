"""What a caller wants of an architecture, and whether it fits together."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import Any

from ..errors import explain

IMAGENET_CLASSES = 1000


@dataclass(frozen=True)
class Request:
    """What a caller wants of an architecture: the arguments that all of them have, by Keras's names."""

    include_top: bool = True
    weights: Any = "imagenet"
    input_tensor: Any = None
    input_shape: Any = None
    pooling: str | None = None
    classes: int = IMAGENET_CLASSES
    classifier_activation: Any = "softmax"
    name: str | None = None


def checked(request: Request, classes: int) -> Request:
    """The request, once its arguments are known to fit together.

    Arguments:
        request: the caller's arguments.
        classes: how many classes the published weights tell apart.

    Errors:
        ValueError for what does not fit.
    """
    if isinstance(request.pooling, int) and not isinstance(request.pooling, bool):
        # Keras 1 had no pooling: the fifth place was that of `classes`.
        request = replace(request, classes=request.pooling, pooling=None)
    if request.pooling not in (None, "avg", "max"):
        raise ValueError(explain(f"{request.name}: pooling={request.pooling!r}.", "None, 'avg' or 'max'"))
    weights = request.weights
    if weights is not None and weights != "imagenet" and not _is_file(weights):
        raise ValueError(
            explain(
                f"{request.name}: the weights {weights!r} are not there.",
                "None (random), 'imagenet', or the path of a file of weights",
                "" if isinstance(weights, (str, os.PathLike)) else f"a {type(weights).__name__}",
            )
        )
    if weights == "imagenet" and request.include_top and request.classes != classes:
        raise ValueError(
            explain(
                f"{request.name}: weights='imagenet' with include_top=True and classes={request.classes}.",
                f"classes={classes}, since the classifier of these weights tells that many apart",
                "",
                "include_top=False and a Dense layer of your own, or weights=None",
            )
        )
    return request


def _is_file(path: Any) -> bool:
    return isinstance(path, (str, os.PathLike)) and os.path.isfile(os.path.expanduser(os.fspath(path)))


def check_activation(request: Request) -> None:
    """Weights were trained under a softmax; ValueError for a classifier with weights and another activation."""
    activation = request.classifier_activation
    name = getattr(activation, "__name__", activation)
    if request.weights is not None and name not in (None, "softmax"):
        raise ValueError(
            explain(
                f"{request.name}: classifier_activation={activation!r} with weights={request.weights!r}.",
                "'softmax' or None, since the weights of a classifier were trained under a softmax",
                "",
                "include_top=False and a classifier of your own, or weights=None",
            )
        )
