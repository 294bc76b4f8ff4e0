"""Weights after three epochs equal those that real Keras 1.2.2, 2.3.1, 2.15 and 3.15 computed."""

from __future__ import annotations

import functools
import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

from kerasish import optimizers
from kerasish.compat import set_level

from .trainer import fit, weights

GOLDENS = Path(__file__).resolve().parent.parent / "goldens"
LEVELS = {"keras-1.2.2": "1", "keras-2.3.1": "2.3", "keras-2.15": "2.15", "keras-3.15": "3"}


@functools.cache
def harness():
    sys.path.insert(0, str(GOLDENS))
    try:
        return importlib.import_module("golden_harness")
    finally:
        sys.path.remove(str(GOLDENS))


@functools.cache
def cases(generation):
    return harness().load(str(GOLDENS / generation / "optimizers.npz"))[1]


def ids():
    files = [g for g in LEVELS if (GOLDENS / g / "optimizers.npz").exists()]
    return [(g, name) for g in files for name in sorted(cases(g))]


def make(space, name, args):
    room = {
        "optimizers": optimizers,
        "optimizers.legacy": optimizers.legacy,
        "optimizers.schedules": optimizers.schedules,
    }[space]
    args = {k: make(*v["make"]) if isinstance(v, dict) else v for k, v in args.items()}
    return getattr(room, name)(**args)


def difference(generation, name):
    spec, inputs, expected, _ = cases(generation)[name]
    set_level(LEVELS[generation])
    optimizer = make(spec["space"], spec["name"], spec["args"])
    if spec["exclude"]:
        optimizer.exclude_from_weight_decay(var_names=spec["exclude"])
    w = weights([inputs[f"w{i}"] for i in range(4)])
    fit(optimizer, w, inputs["x"], inputs["y"], spec["loss"])
    return max(harness().difference(expected[f"w{i}"], v.numpy()) for i, v in enumerate(w))


@pytest.mark.parametrize(("generation", "name"), ids())
def test_weights_after_training(generation, name):
    with np.errstate(all="ignore"):
        assert difference(generation, name) < 1e-5
