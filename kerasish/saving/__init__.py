"""`keras.saving`: models and weights in files, chosen by extension."""

from __future__ import annotations

import os
from typing import Any

from ..compat import at_least, at_level, by_level
from ..errors import ModelFileError, explain
from ..registry import export
from .custom_objects import (
    CustomObjectScope,
    custom_object_scope,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
)
from .objects import deserialize_keras_object, serialize_keras_object

__all__ = [
    "CustomObjectScope", "ModelFileError", "custom_object_scope", "deserialize_keras_object", "get_custom_objects",
    "get_registered_name", "get_registered_object", "load_model", "load_weights", "model_from_config",
    "model_from_json", "register_keras_serializable", "save_model", "save_weights", "serialize_keras_object", "to_json",
]  # fmt: skip

HDF5 = (".h5", ".hdf5", ".hdf", ".keras_h5")


def _extension(path: str) -> str:
    lowered = path.lower()
    return ".weights.h5" if lowered.endswith(".weights.h5") else os.path.splitext(lowered)[1]


def _confirm(path: str, overwrite: bool) -> None:
    if not overwrite and os.path.exists(path):
        raise FileExistsError(f"{path!r} exists already; pass overwrite=True to replace it.")


@export("saving.save_model", "models.save_model")
def save_model(
    model: Any, filepath: Any, overwrite: bool = True, include_optimizer: bool = True, save_format: Any = None
) -> None:
    """Write architecture, weights and optimizer state to a file.

    Arguments:
        model: the model.
        filepath: where to; `.h5` or `.hdf5` (at levels 1 and 2 any other name is HDF5 too).
        overwrite: whether an existing file may be replaced.
        include_optimizer: whether the optimizer's state is kept.
        save_format: `'h5'`, for names without extension.

    Errors:
        ValueError for an extension that is not supported; OSError when the disk is full (an old file stays whole).
    """
    from .h5_model import save

    path = os.fspath(filepath)
    extension = _extension(path)
    if extension == ".keras":
        raise NotImplementedError("Writing .keras archives is not there yet; use a name that ends in .h5.")
    if extension not in HDF5 and save_format not in ("h5", "hdf5") and at_least("2.15"):
        raise ValueError(explain(f"Cannot save to {path!r}.", "a name that ends in .h5", f"extension {extension!r}"))
    if not model.built:
        raise ValueError(f"Model {model.name!r} has no weights yet: build it, or call it on data, before saving.")
    _confirm(path, overwrite)
    save(model, path, include_optimizer)


@export("saving.load_model", "models.load_model")
def load_model(filepath: Any, custom_objects: Any = None, compile: bool = True, safe_mode: bool = True) -> Any:  # noqa: A002
    """Read a model from a file; it is read by the rules of the Keras that wrote it.

    Arguments:
        filepath: the file.
        custom_objects: names and the user's own classes and functions.
        compile: whether to compile the model as it was when saved.
        safe_mode: files are never run; False is refused.

    Errors:
        ModelFileError for files that are no models, damaged, or do not fit together.
    """
    from .h5_model import load

    if not safe_mode:
        raise ValueError("safe_mode=False is not supported: nothing in a file is ever run; pass custom_objects.")
    path = os.fspath(filepath)
    if _extension(path) == ".keras" and os.path.isfile(path) and not _is_hdf5(path):
        raise NotImplementedError("Reading .keras archives is not there yet; save the model as .h5.")
    return load(path, custom_objects, compile)


def _is_hdf5(path: str) -> bool:
    with open(path, "rb") as file:
        return file.read(8) == b"\x89HDF\r\n\x1a\n"


@export("saving.save_weights")
def save_weights(model: Any, filepath: Any, overwrite: bool = True) -> None:
    """Write the weights of a model to an HDF5 file, a group per layer."""
    import h5py

    from . import h5_weights
    from .atomic import atomic
    from .h5_model import stored_layers

    path = os.fspath(filepath)
    _confirm(path, overwrite)
    if not model.built:
        raise ValueError(f"Model {model.name!r} has no weights yet: build it, or call it on data, before saving.")
    with atomic(path) as output, h5py.File(output, "w") as file:
        h5_weights.write(file, stored_layers(model))


@export("saving.load_weights")
def load_weights(model: Any, filepath: Any, by_name: bool = False, skip_mismatch: bool = False) -> None:
    """Read weights from an HDF5 file of weights or of a whole model.

    Arguments:
        model: the model, built.
        filepath: the file.
        by_name: whether layers are found by name rather than by order.
        skip_mismatch: whether layers that do not fit are left as they are.
    """
    from . import h5_reader, h5_weights
    from .h5_model import open_file, stored_layers

    if not model.built:
        raise ValueError(f"Model {model.name!r} has no weights yet: build it, or call it on data, before loading.")
    with open_file(os.fspath(filepath)) as file:
        inside = "layer_names" not in file.attrs and "model_weights" in file
        group = h5_reader.member(file, "model_weights") if inside else file
        if not h5_reader.names(group, "layer_names"):
            raise ModelFileError(explain(f"{filepath!r} holds no weights.", "an attribute 'layer_names'"))
        read = h5_weights.read_by_name if by_name else h5_weights.read
        read(group, stored_layers(model), skip_mismatch)


@export("saving.to_json")
def to_json(model: Any, **kwargs: Any) -> str:
    """The architecture as JSON, as the generation in force writes it; `kwargs` go to `json.dumps`."""
    import json

    from .config import layer_config
    from .h5_model import _plain

    config = layer_config(model)
    if not at_least("3"):
        version = by_level(v1="1.2.2", v2_2="2.2.4", v2_3="2.3.1", v2_15="2.15.0")
        told = {"keras_version": version, "backend": "tensorflow"}
        config = {k: config[k] for k in ("class_name", "config")} | told
    return json.dumps(config, default=_plain, **kwargs)


@export("models.model_from_json")
def model_from_json(json_string: str, custom_objects: Any = None) -> Any:
    """The model whose architecture `to_json` wrote; it is read by the rules of the Keras that wrote it.

    Errors:
        ModelFileError for text that is no JSON, or not that of a model.
    """
    import json

    from .config import check_depth
    from .h5_model import level_of

    try:
        config = json.loads(json_string)
    except (ValueError, RecursionError) as error:
        raise ModelFileError(explain("model_from_json cannot read this text.", "JSON", str(error)[:200])) from None
    check_depth(config)
    if not isinstance(config, dict) or "class_name" not in config:
        received = repr(config)[:200]
        raise ModelFileError(explain("model_from_json cannot use this.", "an object with 'class_name'", received))
    version = config.get("keras_version")
    with at_level("3" if version is None and "module" in config else level_of(str(version or "1"))):
        return model_from_config(config, custom_objects)


@export("models.model_from_config")
def model_from_config(config: Any, custom_objects: Any = None) -> Any:
    """The model of a configuration with `class_name` and `config`."""
    from ..layers import deserialize

    if isinstance(config, list):
        raise TypeError("model_from_config expects a dict; use Sequential.from_config for a list of layers.")
    return deserialize(config, custom_objects)


def compile_config(model: Any) -> dict[str, Any] | None:
    """What `compile` was told, as a configuration."""
    from .training_config import training_config

    return training_config(model)
