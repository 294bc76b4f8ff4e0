"""Graphs of layers made again from the configurations of any generation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..errors import ModelFileError, explain
from ..graph.tensor import Tensor
from ..layers.history import map_structure
from ..layers.input_layer import InputLayer
from .custom_objects import CustomObjectScope

Place = tuple[str, int, int]  # layer, call, output


class _To(NamedTuple):
    """A tensor that is not made yet."""

    place: Place


class _Job(NamedTuple):
    """A call that is to be made: the layer's name, the call's number, its arguments."""

    name: str
    number: int
    args: Any
    kwargs: dict[str, Any]


def functional_from_config(cls: Any, config: dict[str, Any], custom_objects: Any) -> Any:
    """The functional model of a configuration of any generation.

    Errors:
        ModelFileError for calls that refer to what is not there.
    """
    from ..layers import deserialize

    tensors: dict[Place, Tensor] = {}
    config = _counted_alike(config)
    with CustomObjectScope(custom_objects):
        layers = {_name(item): deserialize(item, custom_objects) for item in config["layers"]}
        for name, layer in layers.items():
            layer.name = name  # a Sequential of Keras 1 has it here alone
            if isinstance(layer, InputLayer):
                tensors[(name, 0, 0)] = layer._tensor
        waiting = _jobs(config["layers"], layers, _references(config["output_layers"]))
        while waiting:
            left = [job for job in waiting if not _connect(job, layers, tensors)]
            if len(left) == len(waiting):
                stuck = ", ".join(sorted({job.name for job in left}))
                problem = "The layers of a model cannot be connected."
                raise ModelFileError(explain(problem, "calls whose inputs other calls make", f"none for {stuck}"))
            waiting = left
    inputs, outputs = (_ends(config[key], tensors) for key in ("input_layers", "output_layers"))
    settings = {} if config.get("trainable", True) else {"trainable": False}
    return cls(inputs=inputs, outputs=outputs, name=config.get("name"), **settings)


def _counted_alike(config: dict[str, Any]) -> dict[str, Any]:
    """Keras 3 counts the calls of a functional model from 1 where it names outputs, from 0 everywhere else."""
    items = [item for item in config["layers"] if any(isinstance(n, dict) for n in item.get("inbound_nodes") or [])]
    models = {_name(item) for item in items if (item.get("registered_name") or item["class_name"]) == "Functional"}

    def lower(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: lower(v) for k, v in value.items()}
        if _is_reference(value):
            return [value[0], value[1] - (value[0] in models and value[1] > 0), *value[2:]]
        return [lower(v) for v in value]

    return config | {"output_layers": lower(config["output_layers"])}


def _name(item: Mapping[str, Any]) -> str:
    return str(item.get("name") or item["config"]["name"])


def _jobs(items: list[Any], layers: dict[str, Any], ends: list[Place]) -> list[_Job]:
    """All calls. Numbers of calls start where the references to them start: see `graph_config.call_numbers`."""
    jobs = []
    for item in items:
        name = _name(item)
        if not isinstance(layers[name], InputLayer):
            for number, node in enumerate(item.get("inbound_nodes") or []):
                keras_3 = isinstance(node, dict)
                args, kwargs = _keras_3_call(node) if keras_3 else _keras_2_call(node, layers, layers[name])
                jobs.append(_Job(name, number, args, kwargs))
    highest: dict[str, int] = {}
    for place in (*ends, *(place for job in jobs for place in _places((job.args, job.kwargs)))):
        highest[place[0]] = max(highest.get(place[0], 0), place[1])
    counts = {_name(item): len(item.get("inbound_nodes") or []) for item in items}
    late = {n for n, most in highest.items() if most >= counts.get(n, 0) > 0 and _has_inputs(layers[n])}
    return [job._replace(number=job.number + 1) if job.name in late else job for job in jobs]


def _has_inputs(layer: Any) -> bool:
    return bool(getattr(layer, "inputs", None))


def _ends(value: Any, tensors: dict[Place, Tensor]) -> Any:
    """The tensors of references in lists or dicts; a list of one is that one."""
    if isinstance(value, dict):
        return {k: _ends(v, tensors) for k, v in value.items()}
    if _is_reference(value):
        place = _key(value)
        if place not in tensors:
            problem = "A model's input or output cannot be found."
            raise ModelFileError(explain(problem, "an output of one of its layers", f"{place}"))
        return tensors[place]
    found = [_ends(v, tensors) for v in value]
    return found[0] if len(found) == 1 and isinstance(found[0], Tensor) else found


def _references(value: Any) -> list[Place]:
    """All references in nested lists and dicts."""
    if isinstance(value, dict):
        value = list(value.values())
    if _is_reference(value):
        return [_key(value)]
    return [place for item in value for place in _references(item)] if isinstance(value, (list, tuple)) else []


def _is_reference(value: Any) -> bool:
    """Whether a value is `[layer name, call, output]`, with or without keywords after it."""
    if not isinstance(value, (list, tuple)) or len(value) not in (3, 4):
        return False
    return isinstance(value[0], str) and isinstance(value[1], int)


def _key(reference: Any) -> Place:
    return (reference[0], int(reference[1]), int(reference[2]))


def _connect(job: _Job, layers: dict[str, Any], tensors: dict[Place, Tensor]) -> bool:
    """Make one call, when its inputs are there."""
    if any(place not in tensors for place in _places((job.args, job.kwargs))):
        return False
    args, kwargs = _fill((job.args, job.kwargs), tensors.__getitem__)
    outputs = layers[job.name](*args, **kwargs)
    for position, tensor in enumerate(_flat(outputs)):
        tensors[(job.name, job.number, position)] = tensor
    return True


def _places(value: Any) -> list[Place]:
    found: list[Place] = []
    _fill(value, lambda place: found.append(place))
    return found


def _fill(value: Any, find: Callable[[Place], Any]) -> Any:
    """A structure with tensors in place of references to them."""
    if isinstance(value, _To):
        return find(value.place)
    if isinstance(value, dict):
        return {k: _fill(v, find) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_fill(v, find) for v in value)
    return value


def _keras_2_call(node: Any, layers: dict[str, Any], layer: Any) -> tuple[Any, dict[str, Any]]:
    """A list of references; keywords come with the first, and may hold references too."""
    entries = [node] if _is_reference(node) else list(node)
    kwargs = dict(entries[0][3]) if len(entries[0]) > 3 else {}
    inputs = [_To(_key(entry)) for entry in entries]
    single = len(inputs) == 1 and not getattr(layer, "takes_list", False)
    return (inputs[0] if single else inputs,), {k: _keras_2_value(v, layers) for k, v in kwargs.items()}


def _keras_2_value(value: Any, layers: dict[str, Any]) -> Any:
    if _is_reference(value) and value[0] in layers:
        return _To(_key(value))
    return [_keras_2_value(v, layers) for v in value] if isinstance(value, list) else value


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
