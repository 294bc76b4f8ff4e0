"""Models as configurations and back."""

from __future__ import annotations

from typing import Any

from ..compat import at_least
from ..errors import ModelFileError, explain
from ..graph.tensor import Tensor
from ..layers.history import map_structure
from ..layers.input_layer import InputLayer
from .custom_objects import CustomObjectScope

_DEPTH_LIMIT = 64


def layer_config(layer: Any) -> dict[str, Any]:
    """Class and configuration of a layer, with its name."""
    from ..layers import serialize

    return serialize(layer)


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
    """The functional model of a configuration of Keras 2."""
    from ..layers import deserialize

    with CustomObjectScope(custom_objects):
        layers = {item["name"]: deserialize(item, custom_objects) for item in config["layers"]}
    tensors: dict[tuple[str, int, int], Tensor] = {}
    for name, layer in layers.items():
        if isinstance(layer, InputLayer):
            tensors[(name, 0, 0)] = layer._tensor
    waiting = [
        (item["name"], i, node) for item in config["layers"] for i, node in enumerate(item.get("inbound_nodes") or [])
    ]
    while waiting:
        left = [job for job in waiting if not _connect(job, layers, tensors)]
        if len(left) == len(waiting):
            raise ModelFileError(
                explain("The layers of a model cannot be connected.", "calls in some order", str([j[0] for j in left]))
            )
        waiting = left
    ends = [[_tensor(r, tensors) for r in _references(config[key])] for key in ("input_layers", "output_layers")]
    inputs, outputs = (e[0] if len(e) == 1 else e for e in ends)
    return cls(inputs=inputs, outputs=outputs, name=config.get("name"))


def _references(value: Any) -> list[Any]:
    return [value] if value and isinstance(value[0], str) else list(value)


def _tensor(reference: Any, tensors: dict[tuple[str, int, int], Tensor]) -> Tensor:
    return tensors[(reference[0], int(reference[1]), int(reference[2]))]


def _connect(job: tuple[str, int, Any], layers: dict[str, Any], tensors: dict[tuple[str, int, int], Tensor]) -> bool:
    """Make one call, when its inputs are there."""
    name, index, node = job
    if isinstance(node, dict):
        raise ModelFileError(f"The call of layer {name!r} is written in the form of Keras 3, which is not read yet.")
    entries = _references(node)
    keys = [(e[0], int(e[1]), int(e[2])) for e in entries]
    if any(k not in tensors for k in keys):
        return False
    inputs = [tensors[k] for k in keys]
    kwargs = entries[0][3] if len(entries[0]) > 3 else {}
    outputs = layers[name](inputs[0] if len(inputs) == 1 else inputs, **kwargs)
    for position, tensor in enumerate(_flat(outputs)):
        tensors[(name, index, position)] = tensor
    return True


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
