"""Schedules: closed forms, what real Keras computed, round trips."""

from __future__ import annotations

import functools
import importlib
import math
import sys
from pathlib import Path

import numpy as np
import pytest

from kerasish import optimizers
from kerasish.compat import set_level
from kerasish.graph.function import make_function
from kerasish.graph.tensor import placeholder
from kerasish.registry import exported

S = optimizers.schedules
GOLDENS = Path(__file__).resolve().parent.parent / "goldens"
CASES = [
    (S.ExponentialDecay(0.1, 5, 0.5), lambda t: 0.1 * 0.5 ** (t / 5)),
    (S.ExponentialDecay(0.1, 5, 0.5, staircase=True), lambda t: 0.1 * 0.5 ** (t // 5)),
    (S.InverseTimeDecay(0.1, 5, 0.5), lambda t: 0.1 / (1 + 0.5 * t / 5)),
    (S.InverseTimeDecay(0.1, 5, 0.5, True), lambda t: 0.1 / (1 + 0.5 * (t // 5))),
    (S.PiecewiseConstantDecay([4, 9], [0.1, 0.05, 0.01]), lambda t: 0.1 if t <= 4 else 0.05 if t <= 9 else 0.01),
    (S.PolynomialDecay(0.1, 10, 0.01, 2.0), lambda t: 0.09 * (1 - min(t, 10) / 10) ** 2 + 0.01),
    (
        S.PolynomialDecay(0.1, 6, 0.01, cycle=True),
        lambda t: 0.09 * (1 - t / (6 * max(1, math.ceil(t / 6)))) + 0.01,
    ),
    (S.CosineDecay(0.1, 10, 0.1), lambda t: 0.1 * (0.9 * 0.5 * (1 + math.cos(math.pi * min(t, 10) / 10)) + 0.1)),
    (
        S.CosineDecay(0.01, 8, warmup_target=0.1, warmup_steps=4),
        lambda t: 0.01 + 0.09 * t / 4 if t < 4 else 0.05 * (1 + math.cos(math.pi * min(t - 4, 8) / 8)),
    ),
    (
        S.CosineDecayRestarts(0.1, 4, t_mul=1.0, m_mul=0.5),
        lambda t: 0.1 * 0.5 ** (t // 4) * 0.5 * (1 + math.cos(math.pi * (t % 4) / 4)),
    ),
]


@pytest.mark.parametrize(("schedule", "expected"), CASES)
def test_closed_forms(schedule, expected):
    values = [float(schedule(t)) for t in range(25)]
    np.testing.assert_allclose(values, [expected(t) for t in range(25)], rtol=2e-6, atol=1e-8)


@pytest.mark.parametrize(("schedule", "expected"), CASES)
def test_in_a_graph(schedule, expected):
    step = placeholder((), "int64")
    run = make_function(lambda t: [schedule(t)], [step])
    for t in (0, 3, 17):
        np.testing.assert_allclose(run(np.int64(t))[0], expected(t), rtol=2e-6, atol=1e-8)


@pytest.mark.parametrize("schedule", [c[0] for c in CASES])
def test_round_trip(schedule):
    for old_form in (False, True):
        again = S.deserialize(S.serialize(schedule, use_legacy_format=old_form))
        assert type(again) is type(schedule)
        assert again.get_config() == schedule.get_config()


def test_every_schedule_has_a_case():
    classes = {t for t in exported("optimizers.schedules").values() if isinstance(t, type)}
    assert classes == {type(c[0]) for c in CASES} | {S.LearningRateSchedule}


@functools.cache
def goldens(generation):
    sys.path.insert(0, str(GOLDENS))
    try:
        harness = importlib.import_module("golden_harness")
    finally:
        sys.path.remove(str(GOLDENS))
    path = GOLDENS / generation / "schedules.npz"
    return harness.load(str(path))[1] if path.exists() else {}


@pytest.mark.parametrize(
    ("generation", "name"), [(g, n) for g in ("keras-2.15", "keras-3.15") for n in sorted(goldens(g))]
)
def test_goldens(generation, name):
    set_level(generation.removeprefix("keras-").replace("3.15", "3"))
    spec, inputs, outputs, facts = goldens(generation)[name]
    schedule = getattr(S, spec["name"])(**spec["args"])
    with np.errstate(all="ignore"):
        values = [float(schedule(int(t))) for t in inputs["steps"]]
    np.testing.assert_allclose(values, outputs["values"], rtol=1e-6, atol=2e-7)
    ours = schedule.get_config()
    if generation == "keras-3.15":
        assert ours == facts["config"]
