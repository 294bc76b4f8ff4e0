"""What kerasish adds to an HDF5 file so that training goes on bit for bit.

That is its level, the random counters, and the optimizer exactly as it was. Other programs look at none of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ..compat.level import LEVELS, at_level
from ..errors import ModelFileError, explain
from . import h5_reader, h5_weights

LEVEL = "kerasish_level"
_TRAINING = "kerasish_training_config"
_COUNTERS = "kerasish_random_state"
_EXTRA = "kerasish_optimizer_state"
_THEIRS = "optimizer_weights"


def write_training(file: Any, optimizer: Any, told: dict[str, Any], plain: Callable[[Any], Any]) -> None:
    """Write what `compile` was told, and the optimizer's state: what 2.15 expects of it, in the order it expects."""
    file.attrs[_TRAINING] = json.dumps({**told, "era": optimizer.era}, default=plain).encode("utf-8")
    own = everything(optimizer)
    theirs = [v for v in optimizer._layout("2.15" if optimizer.era == "3" else optimizer.era) if v is not None]
    names = dict(zip(map(id, own), _unique([v.path for v in own]), strict=True))
    order = []
    for place, variables in ((_THEIRS, theirs), (_EXTRA, [v for v in own if all(v is not t for t in theirs)])):
        if variables:
            group = file.create_group(place)
            h5_weights.write_names(group, "weight_names", [names[id(v)] for v in variables])
            for variable in variables:
                group.create_dataset(names[id(variable)], data=variable.array)
            order += [(id(v), f"{place}/{names[id(v)]}") for v in variables]
    places = dict(order)
    h5_weights.write_names(file, "kerasish_optimizer_order", [places[id(v)] for v in own])


def everything(optimizer: Any) -> list[Any]:
    """All state, and what the optimizer's generation leaves out of its files."""
    listed = list(optimizer.variables)
    return listed + [v for v in optimizer._unlisted if all(v is not known for known in listed)]


def _unique(paths: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    result = []
    for path in paths:
        number = seen.get(path, 0)
        seen[path] = number + 1
        result.append(f"{path}_{number}:0" if number else f"{path}:0")
    return result


def training(file: Any, read: Callable[[Any, str], Any]) -> dict[str, Any] | None:
    """What `write_training` was told; None in files of other programs."""
    return read(file, _TRAINING) if _TRAINING in file.attrs else None


@contextmanager
def optimizer_level(told: dict[str, Any]) -> Iterator[None]:
    """The level at which the optimizer was made, which decides its rules."""
    era = told.get("era")
    if era == "legacy":
        told["optimizer_config"]["module"] = "keras.optimizers.legacy"
        yield
    elif era in LEVELS:
        with at_level(era):
            yield
    else:
        raise ModelFileError(
            explain("The optimizer in the file cannot be made.", f"one of {LEVELS} or 'legacy' as era", repr(era))
        )


def read_optimizer(file: Any, model: Any) -> None:
    """Give the optimizer exactly the state that was written."""
    paths = h5_reader.names(file, "kerasish_optimizer_order")
    optimizer = model.optimizer
    if len(paths) > 2:
        optimizer.build(model.trainable_weights)
    variables = everything(optimizer)
    if len(paths) > len(variables) or (optimizer.built and len(paths) != len(variables)):
        raise ModelFileError(
            explain(
                f"{file.filename!r}: the optimizer's state does not fit.",
                f"{len(variables)} variables",
                f"{len(paths)}",
            )
        )
    values = [h5_reader.array(file, path, v.shape) for path, v in zip(paths, variables, strict=False)]
    for variable, value in zip(variables, values, strict=False):
        variable.assign(value)


def write_counters(file: Any, model: Any) -> None:
    """Random counters of noise layers, so that training goes on as if it had not been interrupted."""
    found = counters(model)
    if found:
        group = file.create_group(_COUNTERS)
        for number, variable in enumerate(found):
            group.create_dataset(str(number), data=variable.array)


def read_counters(file: Any, model: Any) -> None:
    """Set random counters as they were."""
    if _COUNTERS in file:
        state = h5_reader.member(file, _COUNTERS)
        for number, variable in enumerate(counters(model)):
            if str(number) in state:
                variable.assign(h5_reader.array(state, str(number), variable.shape))


def counters(model: Any) -> list[Any]:
    """The random counters of a model and of all layers inside it."""
    from ..random.seed import SeedGenerator

    found = {id(v): v.state for layer in walk(model) for v in vars(layer).values() if isinstance(v, SeedGenerator)}
    return list(found.values())


def walk(layer: Any) -> list[Any]:
    """A layer and all layers inside it."""
    return [layer, *(inner for own in layer._own_layers() if hasattr(own, "name") for inner in walk(own))]
