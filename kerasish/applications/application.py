"""What all ready-made architectures share: their arguments and the checks of them, their input, top and weights.

An architecture is a function from an image tensor to features (its body) and a function from features to the output
(its top). `architecture` makes the public function of one that has the usual arguments:

    VGG16 = architecture("VGG16", body, "Sixteen layers ...", top=dense_top)

and `assemble` makes the model of one that has further arguments and so a `def` of its own:

    request = Request(include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name)
    return assemble(request, partial(body, alpha), file=f"mobilenet_{alpha}")
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Protocol

from .. import config, layers
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..graph.tensor import Tensor
from ..models.functional import Functional
from ..registry import export
from ..utils.download import DownloadError
from ..utils.get_file import get_file
from . import imagenet_utils

Body = Callable[[Any], Any]
Poolings = tuple[str | None, str | None]
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


Top = Callable[[Any, Request], Any]


class Architecture(Protocol):
    """A function with the usual arguments that returns a model."""

    def __call__(
        self,
        include_top: bool = True,
        weights: Any = "imagenet",
        input_tensor: Any = None,
        input_shape: Any = None,
        pooling: str | None = None,
        classes: int = IMAGENET_CLASSES,
        classifier_activation: Any = "softmax",
        name: str | None = None,
    ) -> Functional:
        """The model."""


def architecture(
    word: str,
    body: Body,
    summary: str,
    module: str,
    top: Top | None = None,
    poolings: Poolings = (None, None),
    paths: tuple[str, ...] | None = None,
    named: str | None = None,
    **shape: Any,
) -> Architecture:
    """The public function of an architecture that has the usual arguments.

    Arguments:
        word: its name, `"ResNet50"`.
        body: image tensor to features.
        summary: first line of its docstring, and its source.
        module: the module it is in, `"resnet"`.
        top: features and request to output (default: average pooling, then Dense).
        poolings: names of the layers that pool when there is no top, average and maximum.
        paths: where it is exported (default: `applications.` and the module).
        named: the default name of the model, and key of its weights (default: the word in small letters).
        shape: `size`, `least`, `flattens`, `file` of `assemble`.
    """
    file = shape.pop("file", named or word.lower())
    build = partial(assemble, body=body, top=top, poolings=poolings, file=file, **shape)
    return published(word, build, summary, module, paths, named)


def published(
    word: str,
    build: Callable[[Request], Functional],
    summary: str,
    module: str,
    paths: tuple[str, ...] | None = None,
    named: str | None = None,
) -> Architecture:
    """The public function with the usual arguments that builds what is requested; arguments as for `architecture`."""
    called = named or word.lower()

    def make(
        include_top: bool = True,
        weights: Any = "imagenet",
        input_tensor: Any = None,
        input_shape: Any = None,
        pooling: str | None = None,
        classes: int = IMAGENET_CLASSES,
        classifier_activation: Any = "softmax",
        name: str | None = called,
    ) -> Functional:
        told = (include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name)
        return build(Request(*told))

    make.__name__ = make.__qualname__ = word
    make.__module__ = f"{__package__}.{module}"
    make.__doc__ = summary + _ARGUMENTS
    found = accepts_old_spellings(make)
    return export(*(paths or (f"applications.{word}", f"applications.{module}.{word}")))(found)


_ARGUMENTS = """

    Arguments:
        include_top: whether the classifier is there.
        weights: None (random), the path of a file of weights, or `"imagenet"`, which is downloaded once.
        input_tensor: a symbolic tensor to use as the input.
        input_shape: shape of one image; without a top, other extents than the usual ones may be given.
        pooling: without a top, None (the features as they are), `"avg"` or `"max"` (over all places).
        classes: how many classes the classifier tells apart.
        classifier_activation: activation of the classifier; None gives logits.
        name: name of the model.

    Returns:
        The model.

    Errors:
        ValueError for arguments that do not fit together; an exception that names the file when weights are not there.
    """


def assemble(
    request: Request,
    body: Body,
    top: Top | None = None,
    poolings: Poolings = (None, None),
    *,
    file: str,
    size: int = 224,
    least: int = 32,
    flattens: bool | None = None,
    classes: int = IMAGENET_CLASSES,
) -> Functional:
    """The model of a request.

    Arguments:
        request: the caller's arguments.
        body, top, poolings: as `architecture` takes them.
        file: key of its ImageNet weights in `imagenet_utils.weight_file(key, include_top)`, which returns the name of
            the file, its address and its hash (or None).
        size: the usual extent of an image.
        least: the least extent that it permits.
        flattens: whether the extents must be known (default: when it has a top).
        classes: how many classes its published weights tell apart.
    """
    request = _checked(request, classes)
    shape = imagenet_utils.obtain_input_shape(
        request.input_shape,
        default_size=size,
        min_size=least,
        data_format=config.image_data_format(),
        require_flatten=request.include_top if flattens is None else flattens,
        weights=request.weights,
    )
    image, sources = _input(request.input_tensor, shape)
    features = body(image)
    if request.include_top:
        _check_activation(request)
        output = (top or pooled_top)(features, request)
    else:
        output = pool(features, request.pooling, poolings)
    model = Functional(sources, output, name=request.name)
    load(model, request, file)
    return model


def channel_axis(last: int = 3) -> int:
    """The axis of an image tensor's channels, for BatchNormalization and Concatenate; `last` as configs spell it."""
    return last if config.image_data_format() == "channels_last" else 1


def pooled_top(features: Any, request: Request, pool: str | None = "avg_pool", dense: str = "predictions") -> Any:
    """The mean over all places, then a Dense layer."""
    return classify(layers.GlobalAveragePooling2D(name=pool)(features), request, dense)


def classify(x: Any, request: Request, name: str = "predictions") -> Any:
    """The Dense layer that tells classes apart."""
    return layers.Dense(request.classes, activation=request.classifier_activation, name=name)(x)


def pool(features: Any, pooling: str | None, names: Poolings = (None, None)) -> Any:
    """Features pooled as a model without a top pools them."""
    if pooling == "avg":
        return layers.GlobalAveragePooling2D(name=names[0])(features)
    if pooling == "max":
        return layers.GlobalMaxPooling2D(name=names[1])(features)
    return features


def _checked(request: Request, classes: int) -> Request:
    """The request, once its arguments are known to fit together."""
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


def _check_activation(request: Request) -> None:
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


def _input(tensor: Any, shape: Any) -> tuple[Any, Any]:
    """The image tensor, and the inputs of the model: those that a given tensor is computed from."""
    if tensor is None:
        image = layers.Input(shape=shape)
        return image, image
    if not isinstance(tensor, Tensor):
        raise ValueError(
            explain(
                f"input_tensor={type(tensor).__name__} cannot be the input of a model.",
                "a symbolic tensor, as `Input` and layers make them",
                "",
                "Input(shape=...), and the array in `predict`",
            )
        )
    if tensor.history is None:
        image = layers.Input(tensor=tensor)
        return image, image
    sources = source_inputs(tensor)
    return tensor, sources if len(sources) > 1 else sources[0]


def source_inputs(tensor: Any) -> list[Any]:
    """The tensors made by `Input` that a tensor is computed from, in the order in which they are met."""
    found: list[Any] = []
    seen: set[int] = set()
    waiting = [tensor]
    while waiting:
        here = waiting.pop()
        call = here.history.layer.inbound_calls[here.history.call_index]
        if id(call) in seen:
            continue
        seen.add(id(call))
        if isinstance(call.layer, layers.InputLayer):
            found.append(here)
        else:
            waiting.extend(reversed(call.input_tensors))
    return found


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
