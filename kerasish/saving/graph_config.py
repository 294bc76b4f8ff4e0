"""Graphs of layers as configurations: the layers, what each is called on, which tensors go in and come out."""

from __future__ import annotations

from typing import Any

from ..compat import at_least
from ..graph.tensor import Tensor
from ..layers.history import map_structure, tensors_in

Numbers = dict[int, int]  # id of a call: its number among the calls of its layer


def functional_config(model: Any) -> dict[str, Any]:
    """The configuration of a functional model, in the form of the level's generation."""
    from .config import layer_config

    numbers = call_numbers(model)
    layers = []
    for layer in model.layers:
        own = [call for call in layer.inbound_calls if id(call) in numbers]
        nodes = [] if _is_input(layer) else [_node(call, numbers) for call in own]
        layers.append(layer_config(layer, True) | {"name": layer.name, "inbound_nodes": nodes})
    return {
        "name": model.name,
        **({"trainable": model.trainable} if at_least("2.15") else {}),
        "layers": layers,
        "input_layers": _ends(_listed(model), numbers),
        "output_layers": _ends(model._told_outputs, numbers),
    }


def call_numbers(model: Any) -> Numbers:
    """The number of each call of the model among those of its layer.

    Up to level 2.15 they start from 1 for a model inside the model: call 0 is the one that it was made by.
    """
    own = {id(call) for call in model._calls}
    numbers: Numbers = {}
    for layer in model.layers:
        calls = [call for call in layer.inbound_calls if id(call) in own]
        first = 0 if at_least("3") or not getattr(layer, "inputs", None) else 1
        numbers |= {id(call): first + place for place, call in enumerate(calls)}
    return numbers


def _is_input(layer: Any) -> bool:
    from ..layers.input_layer import InputLayer

    return isinstance(layer, InputLayer)


def _reference(tensor: Tensor, numbers: Numbers) -> list[Any]:
    layer, index, position = tensor.history
    return [layer.name, numbers.get(id(layer.inbound_calls[index]), 0), position]


def _listed(model: Any) -> Any:
    """The inputs; up to level 2.3 without those that lead nowhere, as the layers are."""
    told = model._told_inputs
    known = {layer.name for layer in model.layers}
    return [t for t in told if t.history.layer.name in known] if isinstance(told, (list, tuple)) else told


def _ends(structure: Any, numbers: Numbers) -> Any:
    """References to inputs or outputs. Up to level 2.15 a single one comes in a list all the same.

    Keras 3 counts the calls of a model from 1 here, and from 0 everywhere else.
    """
    if isinstance(structure, Tensor) and not at_least("3"):
        structure = [structure]

    def reference(tensor: Tensor) -> list[Any]:
        name, number, place = _reference(tensor, numbers)
        return [name, number + (at_least("3") and hasattr(tensor.history.layer, "_told_inputs")), place]

    return map_structure(reference, structure)


def _node(call: Any, numbers: Numbers) -> Any:
    return _keras_3_node(call, numbers) if at_least("3") else _keras_2_node(call, numbers)


def _keras_2_node(call: Any, numbers: Numbers) -> list[Any]:
    """References to the tensors of the first argument, each with the other arguments."""
    names = call.layer._call_names[1:]
    given = dict(zip(names, call.args[1:], strict=False)) | call.kwargs
    kept = {name: value for name, value in given.items() if value is not None and name != "mask"}
    kwargs = map_structure(lambda v: _reference(v, numbers) if isinstance(v, Tensor) else v, kept)
    references = [_reference(tensor, numbers) for tensor in tensors_in(call.args[:1])]
    return [[*reference, kwargs] if at_least("2.2") else reference for reference in references]


def _keras_3_node(call: Any, numbers: Numbers) -> dict[str, Any]:
    """All arguments as they were given; models note that they were called without a mask."""
    kwargs = {name: _keras_3_value(value, numbers) for name, value in call.kwargs.items()}
    if hasattr(call.layer, "inputs") and call.args:
        kwargs.setdefault("mask", map_structure(lambda _: None, call.args[0]))
    return {"args": [_keras_3_value(value, numbers) for value in call.args], "kwargs": kwargs}


def _keras_3_value(value: Any, numbers: Numbers) -> Any:
    from .objects import serialize_keras_object

    if isinstance(value, Tensor):
        if value.history is None:
            return None
        place = {"shape": list(value.shape), "dtype": value.dtype, "keras_history": _reference(value, numbers)}
        return {"class_name": "__keras_tensor__", "config": place}
    if isinstance(value, dict):
        return {k: _keras_3_value(v, numbers) for k, v in value.items()}
    if isinstance(value, list):
        return [_keras_3_value(v, numbers) for v in value]
    if isinstance(value, tuple):
        return {"class_name": "__tuple__", "items": [_keras_3_value(v, numbers) for v in value]}
    return serialize_keras_object(value)
