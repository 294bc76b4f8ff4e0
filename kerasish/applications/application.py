"""What all ready-made architectures share: their arguments and the checks of them, their input, top and weights.

An architecture is a function from an image tensor to features (its body) and a function from features to the output
(its top). `architecture` makes the public function of one that has the usual arguments:

    VGG16 = architecture("VGG16", body, "Sixteen layers ...", top=dense_top)

and `assemble` makes the model of one that has further arguments and so a `def` of its own:

    request = Request(include_top, weights, input_tensor, input_shape, pooling, classes, classifier_activation, name)
    return assemble(request, partial(body, alpha), file=f"mobilenet_{alpha}")
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from .. import config, layers
from ..compat.arguments import accepts_old_spellings
from ..models.functional import Functional
from ..registry import export
from . import imagenet_utils
from .image_input import image_input
from .request import IMAGENET_CLASSES, Request, check_activation, checked
from .weights import load

__all__ = [
    "IMAGENET_CLASSES", "Architecture", "Request", "architecture", "assemble", "channel_axis", "classify", "load",
    "pool", "pooled_top", "published",
]  # fmt: skip

Body = Callable[[Any], Any]
Poolings = tuple[str | None, str | None]
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
    request = checked(request, classes)
    shape = imagenet_utils.obtain_input_shape(
        request.input_shape,
        default_size=size,
        min_size=least,
        data_format=config.image_data_format(),
        require_flatten=request.include_top if flattens is None else flattens,
        weights=request.weights,
    )
    image, sources = image_input(request.input_tensor, shape)
    features = body(image)
    if request.include_top:
        check_activation(request)
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
