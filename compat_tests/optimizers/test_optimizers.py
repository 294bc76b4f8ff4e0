"""What holds for every exported optimizer: round trips, tracing, ranks, restoring, copying."""

from __future__ import annotations

import copy
import inspect
import pickle

import numpy as np
import pytest
from optimizer_trainer import weights

from kerasish import optimizers
from kerasish.compat import LEVELS, set_level
from kerasish.graph.function import make_function
from kerasish.graph.tensor import placeholder
from kerasish.registry import exported

VARIANTS = {
    "SGD": [{}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True}],
    "RMSprop": [{}, {"momentum": 0.5, "centered": True}],
    "Adagrad": [{}],
    "Adadelta": [{"learning_rate": 1.0}],
    "Adam": [{}, {"amsgrad": True}],
    "AdamW": [{}],
    "Adamax": [{}],
    "Nadam": [{}, {"schedule_decay": 0.004}],
    "Ftrl": [{"learning_rate": 0.1}, {"learning_rate": 0.1, "beta": 0.5, "l1_regularization_strength": 0.1}],
    "Adafactor": [{}],
    "Lion": [{}],
    "Lamb": [{}],
    "Muon": [{}],
    "ScheduleFreeAdamW": [{"warmup_steps": 2}],
}
COMMON = [
    {"weight_decay": 0.1},
    {"clipnorm": 0.5},
    {"clipvalue": 0.1},
    {"global_clipnorm": 0.5},
    {"use_ema": True, "ema_momentum": 0.8, "ema_overwrite_frequency": 2},
    {"gradient_accumulation_steps": 2},
    {"loss_scale_factor": 4.0},
    {"decay": 0.1},
    {"learning_rate": optimizers.schedules.ExponentialDecay(0.1, 3, 0.5)},
]
SHAPES = [(), (5,), (4, 3), (2, 2, 3, 4)]
CASES = [(f"optimizers.{n}", kw) for n, rows in VARIANTS.items() for kw in rows]
CASES += [
    (f"optimizers.legacy.{n}", {}) for n in ("SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam", "Ftrl")
]
CASES += [("optimizers.Adam", kw) for kw in COMMON] + [("optimizers.SGD", kw | {"momentum": 0.5}) for kw in COMMON]


def make(path, kw):
    room = optimizers.legacy if ".legacy." in path else optimizers
    return getattr(room, path.rpartition(".")[2])(**kw)


def start(seed=0):
    rng = np.random.RandomState(seed)
    return weights([np.asarray(rng.randn(*s), np.float32) for s in SHAPES])


def gradients(count, seed=1):
    rng = np.random.RandomState(seed)
    return [[np.asarray(rng.randn(*s), np.float32) for s in SHAPES] for _ in range(count)]


def run(optimizer, w, rows):
    for row in rows:
        optimizer.apply(row, w)
    return [v.numpy() for v in w]


def close(a, b):
    for x, y in zip(a, b, strict=True):
        np.testing.assert_allclose(x, y, rtol=2e-6, atol=1e-7)


def test_every_exported_optimizer_has_a_case():
    have = {path for path, _ in CASES}
    for name, thing in exported("optimizers").items():
        if inspect.isclass(thing) and issubclass(thing, optimizers.Optimizer) and not name.endswith("Optimizer"):
            assert thing.export_path in have, name


@pytest.mark.parametrize(("path", "kw"), CASES)
def test_traced_equals_at_once(path, kw):
    w, traced = start(), start()
    expected = run(make(path, kw), w, gradients(5))
    optimizer = make(path, kw)
    inputs = [placeholder(s, "float32") for s in SHAPES]

    def step(*grads):
        optimizer.apply(list(grads), traced)
        return [optimizer.iterations]

    function = make_function(step, inputs)
    for row in gradients(5):
        function(*row)
    close(expected, [v.numpy() for v in traced])
    assert int(optimizer._iterations) == 5


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("path", "kw"), CASES)
def test_config_round_trip(path, kw, level):
    set_level(level)
    first = make(path, kw)
    config = first.get_config()
    again = type(first).from_config(config)
    assert again.get_config() == config
    by_name = optimizers.deserialize(optimizers.serialize(first))
    assert type(by_name) is type(first)
    assert by_name.get_config() == config
    close(run(first, start(), gradients(2)), run(by_name, start(), gradients(2)))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(("path", "kw"), CASES)
def test_two_steps_equal_one_step_saved_and_one_step_restored(path, kw, level):
    set_level(level)
    rows = gradients(6)
    w = start()
    expected = run(make(path, kw), w, rows)
    w = start()
    first = make(path, kw)
    run(first, w, rows[:3])
    for how in ("weights", "store"):
        second, other = make(path, kw), weights([v.numpy() for v in w])
        second.build(other)
        if how == "weights":
            second.set_weights(first.get_weights())
        else:
            store = {}
            first.save_own_variables(store)
            second.load_own_variables(store)
        close(expected, run(second, other, rows[3:]))


@pytest.mark.parametrize(("path", "kw"), CASES)
def test_copies_go_on_by_themselves(path, kw):
    w, optimizer = start(), make(path, kw)
    run(optimizer, w, gradients(2))
    for duplicate in (copy.deepcopy, lambda pair: pickle.loads(pickle.dumps(pair))):
        other, weights_of_other = duplicate((optimizer, w))
        run(other, weights_of_other, gradients(1))
        assert int(optimizer._iterations) == 2
        assert int(other._iterations) == 3


def test_names_and_paths_are_those_of_keras_3():
    w = start()[2:3]
    w[0].path = "dense/kernel"
    adam = optimizers.Adam(amsgrad=True, use_ema=True, gradient_accumulation_steps=2, name="adam")
    adam.build(w)
    names = ["average", "gradient_accumulator", "momentum", "velocity", "velocity_hat"]
    assert [v.path for v in adam.variables] == [
        "adam/iteration",
        "adam/learning_rate",
        *(f"adam/dense_kernel_{n}" for n in names),
    ]


def shapes_of(optimizer):
    w = weights([np.ones((3, 2), np.float32), np.ones(2, np.float32)])
    optimizer.build(w)
    return [v.shape for v in optimizer.variables]


K, B = (3, 2), (2,)


@pytest.mark.parametrize(
    ("level", "path", "kw", "shapes"),
    [
        ("2.3", "optimizers.SGD", {}, [(), K, B]),
        ("2.3", "optimizers.Adam", {}, [(), K, B, K, B, (1,), (1,)]),
        ("2.3", "optimizers.Nadam", {}, [(), (), K, B, K, B]),
        ("2.3", "optimizers.Adadelta", {}, [(), K, B, K, B]),
        ("1", "optimizers.Adam", {}, [(), K, B, K, B]),
        ("2.15", "optimizers.SGD", {}, [(), K, B]),
        ("2.15", "optimizers.Adam", {}, [(), K, K, B, B]),
        ("2.15", "optimizers.Nadam", {}, [(), K, K, B, B]),
        ("2.15", "optimizers.Adafactor", {}, [(), (3,), (2,), K, B]),
        ("2.15", "optimizers.legacy.SGD", {}, [()]),
        ("2.15", "optimizers.legacy.Adam", {}, [(), K, B, K, B]),
        ("2.15", "optimizers.legacy.Nadam", {}, [(), (), K, B, K, B]),
        ("2.15", "optimizers.legacy.Ftrl", {}, [(), K, K, B, B]),
        ("3", "optimizers.SGD", {}, [(), ()]),
        ("3", "optimizers.Adam", {}, [(), (), K, K, B, B]),
        ("3", "optimizers.Nadam", {}, [(), (), K, K, B, B, ()]),
        ("3", "optimizers.Muon", {}, [(), (), K, B, B]),
        ("3", "optimizers.Adafactor", {}, [(), (), (3,), (2,), K, (), (), B]),
    ],
)
def test_state_comes_in_the_order_of_each_generations_files(level, path, kw, shapes):
    set_level(level)
    assert shapes_of(make(path, kw)) == shapes


def test_weights_of_older_files_are_read():
    set_level("2.2")
    old = optimizers.RMSprop()
    w = start()
    run(old, w, gradients(2))
    new = optimizers.RMSprop()
    new.build(start())
    new.set_weights(old.get_weights()[1:])  # 2.2.4 stored no iterations
    close([v.numpy() for v in new.variables[1:]], [v.numpy() for v in old.variables[1:]])
    adam = optimizers.Adam()
    adam.build(start())
    stored = adam.get_weights()
    set_level("3")
    modern = optimizers.Adam()
    modern.build(start())
    modern.set_weights(stored)
    modern.set_weights(stored[: -len(SHAPES)])  # Keras 1 had nothing in the place of the third moment
