"""Layers inside models, and stacks of layers, as configurations and back."""

from __future__ import annotations

from typing import Any

from ..compat import at_least
from ..errors import ModelFileError
from ..layers.elementwise import Elementwise
from .custom_objects import CustomObjectScope
from .graph_config import functional_config
from .graph_reader import functional_from_config

__all__ = [
    "check_depth", "functional_config", "functional_from_config", "layer_config", "sequential_config",
    "sequential_from_config",
]  # fmt: skip

_DEPTH_LIMIT = 64


def layer_config(layer: Any, inside: bool = False) -> dict[str, Any]:
    """Class and configuration of a layer or model; models have names of their own for their classes.

    Arguments:
        layer: the layer.
        inside: whether it is part of a model; from level 2.15 on it then says the shape that it was built for.
    """
    from ..layers import serialize
    from ..models import Functional, Sequential

    config = dict(serialize(layer))
    if type(layer) is Functional:
        if not at_least("2.15"):
            return {"class_name": "Model", "config": config["config"]}
        config["module"] = "keras.src.models.functional" if at_least("3") else "keras.src.engine.functional"
        config["registered_name"] = "Functional"
    elif type(layer) is Sequential and at_least("2.15"):
        config["module"] = "keras"
    if inside and at_least("2.15"):
        config |= _built_for(layer)
    return config


def _built_for(layer: Any) -> dict[str, Any]:
    """The input shape of the first call. An InputLayer has none, nor has at level 3 what needs no building."""
    from ..models import Functional, Model

    shape = layer.inbound_calls[0].input_shapes if layer.inbound_calls and layer.inbound_calls[0].args else None
    if at_least("3") and isinstance(layer, Model):
        shape = None if isinstance(layer, Functional) else shape
        return {"build_config": {"input_shape": shape}, "compile_config": {}}
    if shape is None or (at_least("3") and isinstance(layer, Elementwise) and not layer.weights):
        return {}
    return {"build_config": {"input_shape": shape}}


def sequential_config(model: Any) -> Any:
    """Name and layers of a Sequential, at level 1 the bare list of these.

    From level 2.15 on the input is a layer of its own, before that the first layer says its shape.
    """
    layers = [layer_config(layer, True) for layer in model.layers]
    first = model._input_layer
    if first is not None and at_least("2.15"):
        layers.insert(0, layer_config(first))
    elif layers and first is not None and not hasattr(model.layers[0], "inputs"):
        layers[0]["config"].setdefault("batch_input_shape", first.batch_shape)
        if not at_least("2.2"):
            layers[0]["config"].setdefault("input_dtype", first.dtype)
    if getattr(model, "branches", None):
        layers[0]["config"]["layers"] = [layer_config(branch) for branch in model.branches]
    if not at_least("2.2"):
        return layers
    if not at_least("3"):
        return {"name": model.name, "layers": layers}
    from ..layers.dtype_policy import dtype_setting

    config = {"name": model.name, "trainable": model.trainable, **dtype_setting(model.dtype), "layers": layers}
    return config | ({"build_input_shape": first.batch_shape} if first is not None else {})


def sequential_from_config(cls: Any, config: Any, custom_objects: Any) -> Any:
    """The Sequential of a configuration (Keras 1 and early 2 wrote a bare list of layers)."""
    from ..layers import deserialize

    if isinstance(config, list):
        config = {"name": None, "layers": config}
    settings = {} if config.get("trainable", True) else {"trainable": False}
    model = cls(name=config.get("name"), **settings)
    with CustomObjectScope(custom_objects):
        for item in config["layers"]:
            model.add(deserialize(item, custom_objects))
    shape = config.get("build_input_shape")
    if not model.inputs and shape:
        model.build(shape)
    return model


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
