"""Weights in HDF5, in the layout of Keras 1 and 2: a group per layer, the names of its weights in an attribute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import ModelFileError, explain
from . import h5_reader

ATTRIBUTE_LIMIT = 64512  # HDF5 keeps at most 64 KB of attributes with an object

KERAS_VERSION = b"2.15.0"
BACKEND = b"tensorflow"


def write(group: Any, layers: Sequence[Any]) -> None:
    """Write the weights of layers into a group."""
    group.attrs["backend"] = BACKEND
    group.attrs["keras_version"] = KERAS_VERSION
    write_names(group, "layer_names", [layer.name for layer in layers])
    for layer in sorted(layers, key=lambda layer: layer.name):
        place = group.create_group(layer.name)
        variables = ordered_weights(layer)
        stored = weight_names(layer, variables)
        write_names(place, "weight_names", stored)
        for name, variable in zip(stored, variables, strict=True):
            place.create_dataset(name, data=variable.array)


def write_names(group: Any, attribute: str, names: Sequence[str]) -> None:
    """Write a list of names as an attribute, in pieces when it is long."""
    data = [n.encode("utf-8") for n in names]
    longest = max((len(n) for n in data), default=1)
    if longest > ATTRIBUTE_LIMIT:
        raise ModelFileError(f"A name of {longest} bytes is too long for HDF5.")
    if longest * len(data) <= ATTRIBUTE_LIMIT:
        group.attrs[attribute] = np.array(data, dtype=f"S{max(longest, 1)}")
        return
    size = ATTRIBUTE_LIMIT // longest
    for piece, start in enumerate(range(0, len(data), size)):
        group.attrs[f"{attribute}{piece}"] = np.array(data[start : start + size], dtype=f"S{longest}")


def ordered_weights(layer: Any) -> list[Any]:
    """The weights of a layer in the order files hold them: trainable ones first."""
    return list(layer._all_weights())


def weight_names(layer: Any, variables: Sequence[Any]) -> list[str]:
    """Names as TensorFlow spelled them, `dense_1/kernel:0`; repeated ones are numbered."""
    seen: dict[str, int] = {}
    result = []
    for variable in variables:
        name = variable.path if "/" in variable.path else f"{layer.name}/{variable.path}"
        number = seen.get(name, 0)
        seen[name] = number + 1
        result.append(f"{name}_{number}:0" if number else f"{name}:0")
    return result


def read(group: Any, layers: Sequence[Any], skip_mismatch: bool = False) -> None:
    """Read weights in the order of layers, those without weights left out on both sides.

    Errors:
        ModelFileError when numbers of layers or weights, or shapes, differ.
    """
    targets = [layer for layer in layers if ordered_weights(layer)]
    every = h5_reader.names(group, "layer_names")
    stored = [n for n in every if h5_reader.names(h5_reader.member(group, n), "weight_names")]
    if len(stored) != len(targets):
        raise ModelFileError(
            explain(
                f"Loading weights from {group.file.filename!r} failed.",
                f"{len(targets)} layers with weights: {[layer.name for layer in targets]}",
                f"{len(stored)} layers: {stored}",
                "by_name=True to load the layers whose names agree",
            )
        )
    pairs = zip(targets, stored, strict=True)
    assign([(layer, *read_layer(group, name, layer, skip_mismatch)) for layer, name in pairs])


def stored_names(group: Any, layers: Sequence[Any]) -> dict[int, str]:
    """By id of each weight, the name under which a file holds it; layers are matched as `read` matches them."""
    targets = [layer for layer in layers if ordered_weights(layer)]
    places = [h5_reader.member(group, n) for n in h5_reader.names(group, "layer_names")]
    stored = [names for names in (h5_reader.names(place, "weight_names") for place in places) if names]
    pairs = zip(targets, stored, strict=False)
    return {id(v): name for layer, names in pairs for v, name in zip(ordered_weights(layer), names, strict=False)}


def read_by_name(group: Any, layers: Sequence[Any], skip_mismatch: bool = False) -> None:
    """Read the weights of those layers whose names the file knows."""
    stored = set(h5_reader.names(group, "layer_names"))
    found = [layer for layer in layers if layer.name in stored and ordered_weights(layer)]
    assign([(layer, *read_layer(group, layer.name, layer, skip_mismatch)) for layer in found])


def read_layer(group: Any, name: str, layer: Any, skip_mismatch: bool) -> tuple[list[Any], list[Any]]:
    """The variables of a layer, and their stored values; empty when a mismatch is to be skipped."""
    place = h5_reader.member(group, name)
    variables = ordered_weights(layer)
    paths = h5_reader.names(place, "weight_names")
    try:
        if len(paths) != len(variables):
            raise ModelFileError(
                explain(
                    f"Layer {layer.name!r} (stored as {name!r}) does not fit the file {group.file.filename!r}.",
                    f"{len(variables)} weights of shapes {[v.shape for v in variables]}",
                    f"{len(paths)} weights: {paths}",
                )
            )
        return variables, [h5_reader.array(place, p, v.shape) for p, v in zip(paths, variables, strict=True)]
    except ModelFileError:
        if skip_mismatch:
            return [], []
        raise


def assign(loaded: Sequence[tuple[Any, list[Any], list[Any]]]) -> None:
    """Give variables their values, once everything was read without error."""
    for _, variables, values in loaded:
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
