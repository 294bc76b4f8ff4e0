"""Whole models in one HDF5 file: architecture, weights, what `compile` was told, optimizer state, random counters."""

from __future__ import annotations

import json
import os
from typing import Any

from ..compat.level import at_level
from ..errors import ModelFileError, explain
from . import h5_reader, h5_weights
from .atomic import atomic
from .config import check_depth
from .training_config import compile_from, training_config

FILE_LEVEL = "2.15"  # the generation whose spelling files are written in: Keras 2 and 3 both read it


def save(model: Any, path: str, include_optimizer: bool = True) -> None:
    """Write a model to an HDF5 file."""
    import h5py

    with at_level(FILE_LEVEL):
        config = {"class_name": _class_name(model), "config": model.get_config()}
        told = training_config(model) if include_optimizer else None
    with atomic(path) as name, h5py.File(name, "w") as file:
        file.attrs["keras_version"] = h5_weights.KERAS_VERSION
        file.attrs["backend"] = h5_weights.BACKEND
        file.attrs["model_config"] = json.dumps(config, default=_plain).encode("utf-8")
        h5_weights.write(file.create_group("model_weights"), model.layers)
        _write_counters(file, model)
        if told is not None:
            file.attrs["training_config"] = json.dumps(told, default=_plain).encode("utf-8")
            _write_optimizer(file, model.optimizer)


def _class_name(model: Any) -> str:
    """The name by which other programs know the class."""
    name = type(model).__name__
    return name


def _plain(value: Any) -> Any:
    """What JSON does not know: NumPy scalars and arrays, tuples of them."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "get_config"):
        return {"class_name": type(value).__name__, "config": value.get_config()}
    if callable(value):
        return value.__name__
    raise TypeError(f"{value!r} cannot be written as JSON")


def _write_optimizer(file: Any, optimizer: Any) -> None:
    variables = list(optimizer.variables)
    if not variables:
        return
    group = file.create_group("optimizer_weights")
    seen: dict[str, int] = {}
    names = []
    for variable in variables:
        number = seen.get(variable.path, 0)
        seen[variable.path] = number + 1
        names.append(f"{variable.path}_{number}:0" if number else f"{variable.path}:0")
    h5_weights.write_names(group, "weight_names", names)
    for name, variable in zip(names, variables, strict=True):
        group.create_dataset(name, data=variable.array)


def _write_counters(file: Any, model: Any) -> None:
    """Random counters of noise layers, so that training goes on as if it had not been interrupted."""
    counters = _counters(model)
    if counters:
        group = file.create_group("kerasish_random_state")
        for key, variable in counters.items():
            group.create_dataset(key, data=variable.array)


def _counters(model: Any) -> dict[str, Any]:
    from ..random.seed import SeedGenerator

    found: dict[str, Any] = {}
    for layer in walk(model):
        for name, value in vars(layer).items():
            if isinstance(value, SeedGenerator):
                found[f"{layer.name}.{name}"] = value.state
    return found


def walk(layer: Any) -> list[Any]:
    """A layer and all layers inside it."""
    return [layer, *(inner for own in layer._own_layers() if hasattr(own, "name") for inner in walk(own))]


def load(path: str, custom_objects: Any = None, compile: bool = True) -> Any:  # noqa: A002
    """Read a model from an HDF5 file.

    Errors:
        ModelFileError for a file that is no model or does not fit together.
    """
    import h5py

    with open_file(path) as file:
        if "model_config" not in file.attrs:
            raise ModelFileError(
                explain(
                    f"{path!r} holds no model.",
                    "an architecture in the attribute 'model_config'",
                    f"attributes {sorted(file.attrs)}",
                    "build the model and call load_weights, if the file holds weights only",
                )
            )
        config = _json(file, "model_config")
        level = generation(file)
        with at_level(level):
            from ..layers import deserialize

            model = deserialize(config, custom_objects)
            group = h5_reader.member(file, "model_weights") if "model_weights" in file else file
            h5_weights.read(group, model.layers)
            if "kerasish_random_state" in file:
                state = h5_reader.member(file, "kerasish_random_state")
                for key, variable in _counters(model).items():
                    if key in state:
                        variable.assign(h5_reader.array(state, key, variable.shape))
            if compile and "training_config" in file.attrs:
                compile_from(model, _json(file, "training_config"), custom_objects)
                _read_optimizer(file, model)
    del h5py
    return model


def _read_optimizer(file: Any, model: Any) -> None:
    if "optimizer_weights" not in file:
        return
    group = h5_reader.member(file, "optimizer_weights")
    values = [h5_reader.array(group, name) for name in h5_reader.names(group, "weight_names")]
    model.optimizer.build(model.trainable_weights)
    model.optimizer.set_weights(values)


def open_file(path: str) -> Any:
    """Open an HDF5 file for reading.

    Errors:
        FileNotFoundError; ModelFileError for what is no HDF5 file.
    """
    import h5py

    if not os.path.isfile(path):
        raise FileNotFoundError(f"No such model file: {path!r}.")
    try:
        return h5py.File(path, "r", locking="best-effort") if _locking(h5py) else h5py.File(path, "r")
    except OSError as error:
        raise ModelFileError(explain(f"{path!r} cannot be opened.", "an HDF5 file", str(error))) from None


def _locking(h5py: Any) -> bool:
    return tuple(int(p) for p in h5py.__version__.split(".")[:2]) >= (3, 5)


def _json(file: Any, attribute: str) -> Any:
    try:
        value = json.loads(h5_reader.text(file.attrs[attribute]))
    except (ValueError, RecursionError) as error:
        raise ModelFileError(explain(f"{file.filename!r}: {attribute} cannot be read.", "JSON", str(error)[:200])) from None
    check_depth(value)
    return value


def generation(file: Any) -> str:
    """The compatibility level of the Keras that wrote a file; files that do not say are from Keras 1."""
    version = h5_reader.text(file.attrs.get("keras_version", "1"))
    major, _, rest = version.partition(".")
    minor = int(rest.partition(".")[0]) if rest.partition(".")[0].isdigit() else 0
    if major == "2":
        return "2.2" if minor <= 2 else "2.3" if minor == 3 and "tf" not in version else "2.15"
    return "3" if major == "3" else "1"
