"""Weights after three epochs equal those that real Keras 1.2.2, 2.3.1, 2.15 and 3.15 computed."""

from __future__ import annotations

import functools
import importlib
import sys
from pathlib import Path

import numpy as np
import pytest
from optimizer_trainer import fit, weights

from kerasish import optimizers
from kerasish.compat import set_level

GOLDENS = Path(__file__).resolve().parent.parent / "goldens"
LEVELS = {"keras-1.2.2": "1", "keras-2.3.1": "2.3", "keras-2.15": "2.15", "keras-3.15": "3"}
ROOMS = {
    "optimizers": optimizers,
    "optimizers.legacy": optimizers.legacy,
    "optimizers.schedules": optimizers.schedules,
}


@functools.cache
def harness():
    sys.path.insert(0, str(GOLDENS))
    try:
        return importlib.import_module("golden_harness")
    finally:
        sys.path.remove(str(GOLDENS))


def files(generation):
    folder = GOLDENS / generation
    return [p for p in (folder / "optimizers.npz", folder / "optimizers.jax.npz") if p.exists()]


@functools.cache
def cases(generation):
    """Case id to (spec, inputs, list of accepted outputs); a second file holds another backend's outputs."""
    first, *others = [harness().load(str(p))[1] for p in files(generation)]
    return {n: (s, i, [o, *(more[n][2] for more in others if n in more)]) for n, (s, i, o, _) in first.items()}


def ids():
    return [(g, name) for g in LEVELS if files(g) for name in sorted(cases(g))]


def make(space, name, args):
    args = {k: make(*v["make"]) if isinstance(v, dict) else v for k, v in args.items()}
    return getattr(ROOMS[space], name)(**args)


def difference(generation, name):
    spec, inputs, accepted = cases(generation)[name]
    set_level(LEVELS[generation])
    optimizer = make(spec["space"], spec["name"], spec["args"])
    if spec["exclude"]:
        optimizer.exclude_from_weight_decay(var_names=spec["exclude"])
    w = weights([inputs[f"w{i}"] for i in range(4)])
    fit(optimizer, w, inputs["x"], inputs["y"], spec["loss"])
    differences = [[harness().difference(o[f"w{i}"], v.numpy()) for i, v in enumerate(w)] for o in accepted]
    return min(max(row) for row in differences)


@pytest.mark.parametrize(("generation", "name"), ids())
def test_weights_after_training(generation, name):
    with np.errstate(all="ignore"):
        assert difference(generation, name) < 2e-6
