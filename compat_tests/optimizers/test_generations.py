"""What the same name means in each generation: defaults, orders of arguments, old spellings, clipping, averages."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import numpy as np
import pytest
from optimizer_trainer import weights

from kerasish import optimizers
from kerasish.compat import LEVELS, set_level

GENERATIONS = Path(__file__).resolve().parents[3] / "shared" / Path("generations")


def value(x):
    return round(float(np.asarray(x)), 6)


@pytest.mark.parametrize(
    ("name", "attribute", "by_level"),
    [
        ("Adagrad", "learning_rate", [0.01, 0.01, 0.01, 0.001, 0.001]),
        ("Adagrad", "initial_accumulator_value", [0.0, 0.0, 0.0, 0.1, 0.1]),
        ("Adadelta", "learning_rate", [1.0, 1.0, 1.0, 0.001, 0.001]),
        ("Adamax", "learning_rate", [0.002, 0.002, 0.002, 0.001, 0.001]),
        ("Nadam", "learning_rate", [0.002, 0.002, 0.002, 0.001, 0.001]),
        ("Nadam", "schedule_decay", [0.004, 0.004, 0.004, 1.0, 1.0]),
        ("SGD", "learning_rate", [0.01] * 5),
        ("Lion", "learning_rate", [0.0001, 0.0001, 0.0001, 0.0001, 0.001]),
    ],
)
def test_defaults(name, attribute, by_level):
    for level, expected in zip(LEVELS, by_level, strict=True):
        set_level(level)
        assert value(getattr(getattr(optimizers, name)(), attribute)) == expected, level


@pytest.mark.parametrize("name", ["Adam", "RMSprop", "Adagrad", "Adadelta", "Adamax", "Nadam"])
def test_epsilon(name):
    for level, expected in zip(LEVELS, [1e-8, 1e-7, 1e-7, 1e-7, 1e-7], strict=True):
        set_level(level)
        assert getattr(optimizers, name)().epsilon == expected
        assert getattr(optimizers, name)(epsilon=None).epsilon == expected


def test_legacy_defaults_do_not_depend_on_the_level():
    for level in LEVELS:
        set_level(level)
        assert value(optimizers.legacy.Adagrad().lr) == 0.001
        assert optimizers.legacy.Adagrad().initial_accumulator_value == 0.1
        assert optimizers.legacy.Nadam().get_config()["decay"] == 0.004


def test_default_names():
    for level, expected in zip(LEVELS, ["Adam", "Adam", "Adam", "Adam", "adam"], strict=True):
        set_level(level)
        assert optimizers.Adam().name.startswith(expected)


@pytest.mark.parametrize(
    ("level", "args", "expected"),
    [
        ("1", (0.1, 0.9, 1e-6, True), {"decay": 1e-6, "nesterov": True}),
        ("2.2", (0.1, 0.9, 1e-6, True), {"decay": 1e-6, "nesterov": True}),
        ("2.2", (0.1, 0.9, True), {"nesterov": True, "decay": 0.0}),
        ("2.3", (0.1, 0.9, True), {"nesterov": True}),
        ("2.3", (0.1, 0.9, 1e-6, True), {"decay": 1e-6, "nesterov": True}),
        ("3", (0.1, 0.9, True, 0.5), {"nesterov": True, "weight_decay": 0.5}),
        ("3", (0.1, 0.9, 1e-6, True), {"decay": 1e-6, "nesterov": True}),
    ],
)
def test_positional_arguments_of_sgd(level, args, expected):
    set_level(level)
    made = optimizers.SGD(*args)
    assert {k: getattr(made, k) for k in expected} == expected
    assert value(made.lr) == 0.1


@pytest.mark.parametrize(
    ("level", "args", "expected"),
    [
        ("1", (0.1, 0.8, 0.9, 1e-3, 0.5), {"epsilon": 1e-3, "decay": 0.5}),
        ("2.2", (0.1, 0.8, 0.9, 1e-3, 0.5, True), {"epsilon": 1e-3, "decay": 0.5, "amsgrad": True}),
        ("2.2", (0.1, 0.8, 0.9, None, 0.0, True), {"epsilon": 1e-7, "decay": 0.0, "amsgrad": True}),
        ("2.3", (0.1, 0.8, 0.9, True), {"amsgrad": True, "epsilon": 1e-7}),
        ("2.3", (0.1, 0.8, 0.9, 1e-3), {"epsilon": 1e-3}),
        ("3", (0.1, 0.8, 0.9, 1e-3, True), {"epsilon": 1e-3, "amsgrad": True}),
        ("3", (0.1, 0.8, 0.9, True), {"amsgrad": True}),
    ],
)
def test_positional_arguments_of_adam(level, args, expected):
    set_level(level)
    made = optimizers.Adam(*args)
    assert {k: getattr(made, k) for k in expected} == expected


@pytest.mark.parametrize("level", LEVELS)
def test_old_spellings_at_every_level(level):
    set_level(level)
    made = optimizers.SGD(lr=0.5, decay=1.0)
    w = weights([np.zeros(1, np.float32)])
    for _ in range(3):
        made.apply([np.ones(1, np.float32)], w)
    np.testing.assert_allclose(w[0].numpy(), -0.5 * (1 + 1 / 2 + 1 / 3), rtol=1e-6)
    made.lr = 0.25
    assert value(made.learning_rate) == 0.25
    assert optimizers.Nadam(schedule_decay=0.01).schedule_decay == 0.01
    assert optimizers.sgd is optimizers.SGD
    assert optimizers.Adam(jit_compile=True).beta_1 == 0.9


def clipped(level, **kw):
    set_level(level)
    w = weights([np.zeros(2, np.float32), np.zeros(1, np.float32)])
    optimizers.SGD(1.0, **kw).apply([np.array([3.0, 0.0], np.float32), np.array([4.0], np.float32)], w)
    return [-x for v in w for x in v.numpy().tolist()]


@pytest.mark.parametrize(
    ("levels", "kw", "expected"),
    [
        (("1", "2.2", "2.3"), {"clipnorm": 1.0}, [0.6, 0.0, 0.8]),
        (("1", "2.2", "2.3"), {"clipnorm": 1.0, "clipvalue": 0.7}, [0.6, 0.0, 0.7]),
        (("2.15", "3"), {"clipnorm": 1.0}, [1.0, 0.0, 1.0]),
        (("2.15", "3"), {"global_clipnorm": 1.0}, [0.6, 0.0, 0.8]),
        (("2.15",), {"clipnorm": 1.0, "clipvalue": 0.7}, [1.0, 0.0, 1.0]),
        (LEVELS, {"clipvalue": 0.5}, [0.5, 0.0, 0.5]),
    ],
)
def test_clipping(levels, kw, expected):
    for level in levels:
        np.testing.assert_allclose(clipped(level, **kw), expected, rtol=1e-6)


def test_average_starts_at_the_first_weights_in_2_15_and_after_the_first_step_in_3():
    for level, expected in (("2.15", 0.5), ("3", 1.0)):
        set_level(level)
        w = weights([np.zeros(1, np.float32)])
        made = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
        made.apply([-np.ones(1, np.float32)], w)
        np.testing.assert_allclose(w[0].numpy(), 1.0)
        made.finalize_variable_values(w)
        np.testing.assert_allclose(w[0].numpy(), expected)


def test_constraints_come_after_the_update():
    w = weights([np.array([1.0], np.float32)])
    w[0].constraint = lambda x: x * 0.5
    optimizers.SGD(1.0).apply([np.array([-1.0], np.float32)], w)
    np.testing.assert_allclose(w[0].numpy(), 1.0)


def test_signatures_name_every_argument_of_every_generation():
    target = GENERATIONS / "kerasish-target.json"
    if not target.exists():
        pytest.skip("the recorded signatures are not here")
    symbols = json.loads(target.read_text())["symbols"]
    for path, row in symbols.items():
        room, _, name = path.removeprefix("keras.").rpartition(".")
        if (
            room != "optimizers"
            or row.get("kind") != "class"
            or name.endswith("Optimizer")
            or not hasattr(optimizers, name)
        ):
            continue
        known = {*inspect.signature(getattr(optimizers, name)).parameters, "lr", "jit_compile"}
        assert set(row.get("union_params", ())) <= known, name
        modern = [r["signature"] for r in row.get("signatures", ()) if "3.15" in r["generations"]]
        for signature in modern:
            expected = [p for p, kind, _ in signature if kind == "POSITIONAL_OR_KEYWORD"]
            ours = inspect.signature(getattr(optimizers, name)).parameters
            have = [n for n, p in ours.items() if p.kind is not p.KEYWORD_ONLY]
            assert have == expected, name
            for parameter, _, default in signature:
                if parameter in expected:
                    assert repr(ours[parameter].default) == default, (name, parameter)
