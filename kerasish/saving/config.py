"""Models as configurations and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..compat import at_least
from ..errors import ModelFileError, explain
from ..graph.tensor import Tensor
from ..layers.history import map_structure
from ..layers.input_layer import InputLayer
from .custom_objects import CustomObjectScope

_DEPTH_LIMIT = 64
Place = tuple[str, int, int]  # layer, call, output


def layer_config(layer: Any) -> dict[str, Any]:
    """Class and configuration of a layer, with its name; graphs of layers go by other names than their class here."""
    from ..layers import serialize
    from ..models import Functional

    config = dict(serialize(layer))
    if type(layer) is Functional:
        if not at_least("2.15"):
            return {"class_name": "Model", "config": config["config"]}
        config["module"] = "keras.src.models.functional" if at_least("3") else "keras.src.engine.functional"
        config["registered_name"] = "Functional"
    return config


def sequential_config(model: Any) -> dict[str, Any]:
    """Name and layers of a Sequential; from level 2.15 on the input is a layer of its own."""
    layers = list(model.layers)
    if model._input_layer is not None and at_least("2.15"):
        layers.insert(0, model._input_layer)
    configs = [layer_config(layer) for layer in layers]
    if not at_least("2.15") and model._input_layer is not None and configs:
        configs[0]["config"].setdefault("batch_input_shape", model._input_layer.batch_shape)
    return {"name": model.name, "layers": configs}


def sequential_from_config(cls: Any, config: Any, custom_objects: Any) -> Any:
    """The Sequential of a configuration (Keras 1 and early 2 wrote a bare list of layers)."""
    from ..layers import deserialize

    if isinstance(config, list):
        config = {"name": None, "layers": config}
    model = cls(name=config.get("name"))
    with CustomObjectScope(custom_objects):
        for item in config["layers"]:
            model.add(deserialize(item, custom_objects))
    shape = config.get("build_input_shape")
    if not model.inputs and shape:
        model.build(shape)
    return model


def functional_config(model: Any) -> dict[str, Any]:
    """Layers, their calls, and which tensors go in and out, in the form of Keras 2."""
    calls = {id(call): call for call in model._calls}
    places = {id(call): _place(model, call) for call in calls.values()}
    layers = []
    for layer in model.layers:
        own = [c for c in layer.inbound_calls if id(c) in calls]
        item = layer_config(layer)
        item["name"] = layer.name
        item["inbound_nodes"] = [_node(call, places) for call in own]
        layers.append(item)
    return {
        "name": model.name,
        "layers": layers,
        "input_layers": [[t.history.layer.name, 0, 0] for t in model.inputs],
        "output_layers": [_reference(t, places) for t in model.outputs],
    }


def _place(model: Any, call: Any) -> int:
    """The number of a call among those of its layer that belong to the model."""
    own = {id(c) for c in model._calls}
    return [c for c in call.layer.inbound_calls if id(c) in own].index(call)


def _reference(tensor: Tensor, places: dict[int, int]) -> list[Any]:
    layer, index, position = tensor.history
    call = layer.inbound_calls[index]
    return [layer.name, places.get(id(call), 0), position]


def _node(call: Any, places: dict[int, int]) -> list[Any]:
    kwargs = {k: v for k, v in call.kwargs.items() if not isinstance(v, Tensor) and v is not None and k != "mask"}
    return [[*_reference(t, places), kwargs] for t in call.input_tensors]


def functional_from_config(cls: Any, config: dict[str, Any], custom_objects: Any) -> Any:
    """The functional model of a configuration of any generation."""
    from ..layers import deserialize

    with CustomObjectScope(custom_objects):
        layers = {
            item.get("name") or item["config"]["name"]: deserialize(item, custom_objects) for item in config["layers"]
        }
        tensors: dict[Place, Tensor] = {}
        for name, layer in layers.items():
            if isinstance(layer, InputLayer):
                tensors[(name, 0, 0)] = layer._tensor
        waiting = [
            (name, i, node)
            for name, item in zip(layers, config["layers"], strict=True)
            if not isinstance(layers[name], InputLayer)
            for i, node in enumerate(item.get("inbound_nodes") or [])
        ]
        while waiting:
            left = [job for job in waiting if not _connect(job, layers, tensors)]
            if len(left) == len(waiting):
                raise ModelFileError(
                    explain(
                        "The layers of a model cannot be connected.", "calls in some order", str([j[0] for j in left])
                    )
                )
            waiting = left
    inputs, outputs = (_ends(config[key], tensors) for key in ("input_layers", "output_layers"))
    return cls(inputs=inputs, outputs=outputs, name=config.get("name"))


def _ends(value: Any, tensors: dict[Place, Tensor]) -> Any:
    """The tensors of references in lists or, in Keras 3, dicts; a list of one is that one."""
    if isinstance(value, dict):
        return {k: _ends(v, tensors) for k, v in value.items()}
    if _is_reference(value):
        place = _key(value)
        if place not in tensors:
            raise ModelFileError(
                explain("A model's input or output cannot be found.", "an output of one of its layers", f"{place}")
            )
        return tensors[place]
    found = [_ends(v, tensors) for v in value]
    return found[0] if len(found) == 1 and isinstance(found[0], Tensor) else found


def _is_reference(value: Any) -> bool:
    """Whether a value is `[layer name, call, output]`, with or without keywords after it."""
    if not isinstance(value, (list, tuple)) or len(value) not in (3, 4):
        return False
    return isinstance(value[0], str) and isinstance(value[1], int)


def _key(reference: Any) -> Place:
    return (reference[0], int(reference[1]), int(reference[2]))


def _connect(job: tuple[str, int, Any], layers: dict[str, Any], tensors: dict[Place, Tensor]) -> bool:
    """Make one call, when its inputs are there."""
    name, index, node = job
    args, kwargs = _keras_3_call(node) if isinstance(node, dict) else _keras_2_call(node, layers)
    needed: list[Place] = []
    _fill((args, kwargs), lambda place: needed.append(place))
    if any(place not in tensors for place in needed):
        return False
    args, kwargs = _fill((args, kwargs), tensors.__getitem__)
    outputs = layers[name](*args, **kwargs)
    for position, tensor in enumerate(_flat(outputs)):
        tensors[(name, index, position)] = tensor
    return True


class _To(NamedTuple):
    """A tensor that is not made yet."""

    place: Place


def _fill(value: Any, find: Callable[[Place], Any]) -> Any:
    """A structure with tensors in place of references to them."""
    if isinstance(value, _To):
        return find(value.place)
    if isinstance(value, dict):
        return {k: _fill(v, find) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_fill(v, find) for v in value)
    return value


def _keras_2_call(node: Any, layers: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """A list of references; keywords come with the first, and may hold references too."""
    entries = [node] if _is_reference(node) else list(node)
    kwargs = dict(entries[0][3]) if len(entries[0]) > 3 else {}
    kwargs = {k: _To(_key(v)) if _is_reference(v) and v[0] in layers else v for k, v in kwargs.items()}
    inputs = [_To(_key(entry)) for entry in entries]
    return (inputs[0] if len(inputs) == 1 else inputs,), kwargs


def _keras_3_call(node: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Arguments as they were given. Keras 3 notes `training=False` of its own accord and overrides it at every call."""
    kwargs = {k: _keras_3_value(v) for k, v in node.get("kwargs", {}).items() if v is not None}
    if not kwargs.get("training", True):
        del kwargs["training"]
    return tuple(_keras_3_value(v) for v in node.get("args", ())), kwargs


def _keras_3_value(value: Any) -> Any:
    if isinstance(value, list):
        return [_keras_3_value(v) for v in value]
    if not isinstance(value, dict):
        return value
    if value.get("class_name") == "__keras_tensor__":
        return _To(_key(value["config"]["keras_history"]))
    if value.get("class_name") == "__tuple__":
        return tuple(_keras_3_value(v) for v in value["items"])
    if "class_name" in value:
        from .objects import deserialize_keras_object

        return deserialize_keras_object(value)
    return {k: _keras_3_value(v) for k, v in value.items()}


def _flat(outputs: Any) -> list[Tensor]:
    found: list[Tensor] = []
    map_structure(found.append, outputs)
    return found


def check_depth(value: Any, depth: int = 0) -> None:
    """Raise ModelFileError for configurations nested deeper than any model is."""
    if depth > _DEPTH_LIMIT:
        raise ModelFileError(f"The configuration is nested more than {_DEPTH_LIMIT} levels deep.")
    if isinstance(value, dict):
        for item in value.values():
            check_depth(item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            check_depth(item, depth + 1)
