"""Models like other models, with weights of their own."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from ..compat import at_level
from ..errors import explain
from ..layers.history import map_structure, tensors_in
from ..layers.input_layer import InputLayer
from ..registry import export
from .functional import Functional
from .model import Model
from .replay import replayed
from .sequential import Sequential


@export("models.clone_model")
def clone_model(
    model: Any,
    input_tensors: Any = None,
    clone_function: Callable[[Any], Any] | None = None,
    call_function: Any = None,
    recursive: bool = False,
    **kwargs: Any,
) -> Any:
    """A model of the same architecture with new weights.

    Arguments:
        model: a Sequential or functional model.
        input_tensors: symbolic tensors to build it on, instead of new inputs.
        clone_function: from a layer to the layer in its place; by default one of the same configuration.
        recursive: whether `clone_function` is asked about the layers of models inside the model too.
        call_function: of Keras 3; not there yet.

    Errors:
        ValueError for a model that is no graph of layers.

    >>> from kerasish.layers import Dense, Input
    >>> clone_model(Sequential([Input((2,)), Dense(3)])).output_shape
    (None, 3)

    Source: keras.io, models API, clone_model.
    """
    if kwargs:
        raise TypeError(f"clone_model got an unknown argument {next(iter(kwargs))!r}.")
    if call_function is not None:
        raise NotImplementedError("clone_model(call_function=...) is not there yet; leave it out.")
    clone = _cloner(clone_function, recursive)
    if isinstance(model, Sequential):
        return _clone_sequential(model, input_tensors, clone)
    if isinstance(model, Functional):
        return _clone_graph(model, input_tensors, clone)
    raise ValueError(
        explain(
            f"clone_model cannot clone {model!r}.",
            "a Sequential or functional model: only they say how their layers are connected",
            f"an instance of {type(model).__name__}",
        )
    )


def _cloner(function: Callable[[Any], Any] | None, recursive: bool) -> Callable[[Any], Any]:
    """What makes the layer in place of a layer."""

    def clone(layer: Any) -> Any:
        if isinstance(layer, Model) and recursive:
            return clone_model(layer, clone_function=function, recursive=True)
        made = None if function is None else function(layer)
        if made is not None:
            return made
        if isinstance(layer, (Sequential, Functional)):
            return clone_model(layer)
        return type(layer).from_config(_full_config(layer))

    return clone


def _full_config(layer: Any) -> dict[str, Any]:
    """The newest form, for older generations forgot some arguments in theirs, with those that only they had."""
    with at_level("3"):
        config = layer.get_config()
    known = inspect.signature(type(layer).__init__).parameters
    return {k: v for k, v in layer.get_config().items() if k in known} | config


def _clone_sequential(model: Sequential, input_tensors: Any, clone: Callable[[Any], Any]) -> Any:
    if model.branches:
        return type(model).from_config(model.get_config())
    copy = type(model)(name=model.name)
    given = tensors_in(input_tensors)
    if given:
        copy.add(given[0])
    elif model._input_layer is not None:
        copy.add(_same(model._input_layer))
    for layer in model.layers:
        copy.add(clone(layer))
    return copy


def _clone_graph(model: Functional, input_tensors: Any, clone: Callable[[Any], Any]) -> Any:
    given = tensors_in(input_tensors) or [_same(t.history.layer)._tensor for t in model.inputs]
    if len(given) != len(model.inputs):
        expected = f"{len(model.inputs)} tensors"
        raise ValueError(explain(f"clone_model({model.name!r}, input_tensors=...) failed.", expected, f"{len(given)}"))
    known = {id(old): new for old, new in zip(model.inputs, given, strict=True)}
    inputs = map_structure(lambda t: known[id(t)], model._told_inputs)
    copies: dict[int, Any] = {}

    def copy_of(layer: Any) -> Any:
        if id(layer) not in copies:
            copies[id(layer)] = clone(layer)
        return copies[id(layer)]

    outputs = replayed(model._calls, known, model._told_outputs, copy_of)
    return Functional(inputs, outputs, name=model.name)


def _same(layer: InputLayer) -> InputLayer:
    made: InputLayer = InputLayer.from_config(layer.get_config())
    return made
