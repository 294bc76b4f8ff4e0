"""Whole models in one HDF5 file: architecture, weights, what `compile` was told, optimizer state, random counters."""

from __future__ import annotations

import json
import os
import warnings
from typing import Any

from ..compat.level import LEVELS, at_level, level
from ..errors import ModelFileError, explain
from . import file_form, h5_reader, h5_weights, own_state
from .atomic import atomic
from .config import check_depth
from .custom_objects import get_registered_name
from .training_config import compile_from, training_config

FILE_LEVEL = "2.15"  # the generation whose spelling files are written in: Keras 2 and 3 both read it


def save(model: Any, path: str, include_optimizer: bool = True) -> None:
    """Write a model to an HDF5 file."""
    import h5py

    with at_level(FILE_LEVEL):
        config = file_form.architecture({"class_name": _class_name(model), "config": model.get_config()})
    config = file_form.for_every_reader(config)
    told = training_config(model) if include_optimizer else None
    with atomic(path) as output, h5py.File(output, "w") as file:
        file.attrs["keras_version"] = h5_weights.KERAS_VERSION
        file.attrs["backend"] = h5_weights.BACKEND
        file.attrs["model_config"] = json.dumps(config, default=_plain).encode("utf-8")
        h5_weights.write(file.create_group("model_weights"), stored_layers(model))
        own_state.write_counters(file, model)
        file.attrs[own_state.LEVEL] = level()
        if told is not None:
            own_state.write_training(file, model.optimizer, told, _plain)
            others = file_form.training(told, model.optimizer.era)
            if others is not None:
                file.attrs["training_config"] = json.dumps(others, default=_plain).encode("utf-8")


def stored_layers(model: Any) -> list[Any]:
    """The layers as files list them: of a Sequential that begins with a Merge, those of its branches too."""
    return list(getattr(model, "flattened_layers", model.layers))


def _class_name(model: Any) -> str:
    """The name by which other programs know the class."""
    from ..models import Functional, Sequential

    cls = type(model)
    return {Sequential: "Sequential", Functional: "Functional"}.get(cls) or get_registered_name(cls)


def _plain(value: Any) -> Any:
    """What JSON does not know: NumPy scalars and arrays, tuples of them."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if hasattr(value, "to_json"):
        return value.to_json()
    if hasattr(value, "get_config"):
        return {"class_name": type(value).__name__, "config": value.get_config()}
    if callable(value):
        return value.__name__
    raise TypeError(f"{value!r} cannot be written as JSON")


def load(path: str, custom_objects: Any = None, compile: bool = True) -> Any:  # noqa: A002
    """Read a model from an HDF5 file.

    Errors:
        ModelFileError for a file that is no model or does not fit together.
    """
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
        config = read_json(file, "model_config")
        with at_level(generation(file)):
            model = _model(path, config, custom_objects)
            group = h5_reader.member(file, "model_weights") if "model_weights" in file else file
            h5_weights.read(group, stored_layers(model))
            own_state.read_counters(file, model)
            if compile:
                _compile(file, model, custom_objects)
    return model


def _model(path: str, config: Any, custom_objects: Any) -> Any:
    """The model of a configuration; whatever does not fit in it is told as an error of the file."""
    from ..layers import deserialize

    try:
        return deserialize(config, custom_objects)
    except ModelFileError:
        raise
    except (KeyError, IndexError, AttributeError, RecursionError, MemoryError) as error:
        text = f"{type(error).__name__}: {error}"
        raise ModelFileError(
            explain(f"{path!r} holds a model that cannot be made.", "a complete configuration", text)
        ) from error


def _compile(file: Any, model: Any, custom_objects: Any) -> None:
    """Compile as the file says, and give the optimizer its state."""
    own = own_state.training(file, read_json)
    if own is not None:
        with own_state.optimizer_level(own):
            compile_from(model, own, custom_objects)
        own_state.read_optimizer(file, model)
    elif "training_config" in file.attrs:
        compile_from(model, read_json(file, "training_config"), custom_objects)
        _read_optimizer(file, model)


def _read_optimizer(file: Any, model: Any) -> None:
    if "optimizer_weights" not in file:
        return
    group = h5_reader.member(file, "optimizer_weights")
    largest = max((v.size for v in model.weights), default=1)
    values = [h5_reader.array(group, name, largest=largest) for name in h5_reader.names(group, "weight_names")]
    model.optimizer.build(_in_order_of_file(file, model))
    try:
        model.optimizer.set_weights(values)
    except ValueError as error:
        text = (
            f"{file.filename!r}: the optimizer's state does not fit and is left out; "
            f"training starts with a fresh one. {error}"
        )
        warnings.warn(text, stacklevel=5)


def _in_order_of_file(file: Any, model: Any) -> list[Any]:
    """The trained weights in the order in which the optimizer's state refers to them; Keras 1 sorted them by name."""
    variables = list(model.trainable_weights)
    if level() != "1":
        return variables
    named = h5_weights.stored_names(h5_reader.member(file, "model_weights"), stored_layers(model))
    return sorted(variables, key=lambda v: named.get(id(v), ""))


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


def read_json(file: Any, attribute: str) -> Any:
    try:
        value = json.loads(h5_reader.text(file.attrs[attribute]))
    except (ValueError, RecursionError) as error:
        problem = f"{file.filename!r}: {attribute} cannot be read."
        raise ModelFileError(explain(problem, "JSON", str(error)[:200])) from None
    if not isinstance(value, (dict, list)):
        problem = f"{file.filename!r}: {attribute} cannot be used."
        raise ModelFileError(explain(problem, "a JSON object", repr(value)[:200]))
    check_depth(value)
    return value


def generation(file: Any) -> str:
    """The compatibility level of the Keras that wrote a file; files that do not say are from Keras 1."""
    own = h5_reader.text(file.attrs.get(own_state.LEVEL, ""))
    if own in LEVELS:
        return own
    return level_of(h5_reader.text(file.attrs.get("keras_version", "1")))


def level_of(version: str) -> str:
    """The level of a version of Keras such as `"2.2.4"` or `"2.4.0-tf"`."""
    major, _, rest = version.partition(".")
    minor = int(rest.partition(".")[0]) if rest.partition(".")[0].isdigit() else 0
    if major == "2":
        return "2.2" if minor <= 2 else "2.3" if minor == 3 and "tf" not in version else "2.15"
    return "3" if major == "3" else "1"
