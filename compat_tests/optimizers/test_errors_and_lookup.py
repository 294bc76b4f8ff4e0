"""Errors that say what to do, and the ways to name an optimizer."""

from __future__ import annotations

import numpy as np
import pytest
from optimizer_trainer import weights

from kerasish import ops, optimizers
from kerasish.compat import set_level
from kerasish.graph.function import Function
from kerasish.graph.tensor import placeholder


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: optimizers.Adam(learning_rat=0.1), TypeError, "did you mean 'learning_rate'"),
        (lambda: optimizers.SGD(momentun=0.1), TypeError, "did you mean 'momentum'"),
        (lambda: optimizers.SGD(0.1, lr=0.1), TypeError, "old name"),
        (lambda: optimizers.SGD("fast", 0.1), TypeError, "name the arguments"),
        (lambda: optimizers.SGD(learning_rate="fast"), ValueError, "a number, a variable"),
        (lambda: optimizers.SGD(momentum=2.0), ValueError, "from 0 to 1"),
        (lambda: optimizers.SGD(clipnorm=1.0, clipvalue=1.0), ValueError, "only one of"),
        (lambda: optimizers.SGD(gradient_accumulation_steps=1), ValueError, "2 or more"),
        (lambda: optimizers.SGD(use_ema=True, ema_momentum=1.5), ValueError, "ema_momentum"),
        (lambda: optimizers.AdamW(weight_decay=None), ValueError, "weight_decay"),
        (lambda: optimizers.Lion(beta_1=0.0), ValueError, "beta_1"),
        (lambda: optimizers.Ftrl(learning_rate_power=0.5), ValueError, "0 or less"),
        (lambda: optimizers.Adagrad(initial_accumulator_value=-1.0), ValueError, "0 or more"),
        (lambda: optimizers.get("adan"), ValueError, "did you mean"),
        (lambda: optimizers.get(3), ValueError, "a name, a dictionary"),
        (lambda: optimizers.SGD().apply([np.ones(1)]), ValueError, "build"),
        (lambda: optimizers.SGD().set_weights([]), ValueError, "no weights yet"),
        (lambda: optimizers.TFOptimizer(None), TypeError, "Keras optimizer of the same name"),
        (lambda: optimizers.schedules.CosineDecay(0.1, 0), ValueError, "above 0"),
        (lambda: optimizers.schedules.PiecewiseConstantDecay([1], [1.0]), ValueError, "one value more"),
        (
            lambda: optimizers.Optimizer(0.1).apply([np.ones(1)], weights([np.ones(1)])),
            NotImplementedError,
            "update_step",
        ),
    ],
)
def test_errors(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_unknown_weights_and_missing_gradients():
    w = weights([np.ones(1, np.float32), np.ones(1, np.float32)])
    made = optimizers.SGD()
    made.build(w[:1])
    with pytest.raises(ValueError, match="does not know"):
        made.apply([np.ones(1), np.ones(1)], w)
    with pytest.raises(ValueError, match="no gradient"):
        optimizers.SGD().apply([None, None], w)
    with pytest.warns(UserWarning, match="do not exist"):
        optimizers.SGD().apply([np.ones(1, np.float32), None], w)
    set_level("2.3")
    with pytest.raises(ValueError, match="no gradient"):
        optimizers.SGD().apply([np.ones(1, np.float32), None], w)


def test_excluding_from_weight_decay():
    w = weights([np.ones((1, 1), np.float32), np.ones(1, np.float32)])
    made = optimizers.SGD(1.0, weight_decay=0.5)
    made.exclude_from_weight_decay(var_names=["bias"])
    made.apply([np.zeros((1, 1), np.float32), np.zeros(1, np.float32)], w)
    assert w[0].numpy().item() == 0.5
    assert w[1].numpy().item() == 1.0
    with pytest.raises(ValueError, match="before"):
        made.exclude_from_weight_decay(var_list=[w[0]])


@pytest.mark.parametrize("name", ["sgd", "SGD", "rmsprop", "RMSprop", "adamW", "scheduleFreeAdamW", "nadam", "Lamb"])
def test_get_by_name(name):
    assert type(optimizers.get(name)).__name__.lower() == name.lower()


def test_get_otherwise():
    made = optimizers.Adam()
    assert optimizers.get(made) is made
    assert optimizers.get(None) is None
    assert type(optimizers.get(optimizers.SGD)) is optimizers.SGD
    assert optimizers.get("sgd", {"lr": 0.5}).get_config()["learning_rate"] == 0.5
    assert optimizers.get({"class_name": "adam", "config": {"lr": 0.5}}).beta_1 == 0.9

    class Mine(optimizers.SGD):
        pass

    config = optimizers.serialize(Mine(0.5))
    assert type(optimizers.deserialize(config, custom_objects={"Mine": Mine})) is Mine


def test_configurations_of_every_generation_are_read():
    old = {"class_name": "SGD", "config": {"lr": 0.5, "momentum": 0.0, "decay": 0.25, "nesterov": False}}
    assert optimizers.deserialize(old).decay == 0.25
    tf2 = {"class_name": "Adam", "config": {"name": "Adam", "learning_rate": 0.5, "decay": 0.0, "beta_1": 0.9}}
    assert isinstance(optimizers.deserialize(tf2), optimizers.legacy.Adam)
    new = {"name": "Adam", "weight_decay": None, "use_ema": False, "jit_compile": True, "is_legacy_optimizer": False}
    assert (
        type(optimizers.deserialize({"class_name": "Adam", "config": {**new, "learning_rate": 0.5}})) is optimizers.Adam
    )
    schedule = optimizers.schedules.serialize(optimizers.schedules.CosineDecay(0.5, 10))
    made = optimizers.deserialize({"class_name": "Adam", "config": {"learning_rate": schedule}})
    assert made._learning_rate.decay_steps == 10
    with pytest.raises(TypeError, match="schedule"):
        made.learning_rate = 0.1


def test_get_updates_in_both_orders():
    for order in ("new", "old", "old without constraints"):
        w = weights([np.array([2.0], np.float32)])
        x = placeholder((1,), "float32")
        loss = ops.sum(w[0] * x)
        made = optimizers.SGD(0.5)
        calls = {
            "new": lambda m=made, l=loss, w=w: m.get_updates(l, w),
            "old": lambda m=made, l=loss, w=w: m.get_updates(w, {w[0]: lambda v: v * 0.5}, l),
            "old without constraints": lambda m=made, l=loss, w=w: m.get_updates(w, l),
        }
        updates = calls[order]()
        assert updates is made.updates
        Function([x], [loss], updates)(np.array([1.0], np.float32))
        assert w[0].numpy().item() == (0.75 if order == "old" else 1.5)
        assert int(made.iterations) == 1


def test_the_learning_rate_changes_without_a_new_trace():
    w = weights([np.zeros(1, np.float32)])
    made = optimizers.SGD(1.0)
    x = placeholder((1,), "float32")
    loss = ops.sum(w[0] * x)
    run = Function([x], [loss], made.get_updates(loss, w))
    run(np.ones(1, np.float32))
    made.learning_rate = 0.25
    run(np.ones(1, np.float32))
    assert w[0].numpy().item() == -1.25


def test_stateless_apply_changes_nothing():
    w = weights([np.zeros(1, np.float32)])
    made = optimizers.SGD(1.0, momentum=0.5)
    made.build(w)
    new, state = made.stateless_apply(made.get_weights(), [np.ones(1, np.float32)], [v.numpy() for v in w])
    assert new[0].item() == -1.0
    assert int(state[0]) == 1
    assert w[0].numpy().item() == 0.0
    assert int(made.iterations) == 0


def test_subclasses_in_the_style_of_keras_3_and_of_2_15():
    class Three(optimizers.Optimizer):
        def build(self, variables):
            super().build(variables)
            self.m = [self.add_variable_from_reference(reference_variable=v, name="momentum") for v in variables]

        def update_step(self, gradient, variable, learning_rate):
            m = self.m[self._get_variable_index(variable)]
            self.assign(m, ops.subtract(m * 0.5, gradient * learning_rate))
            self.assign_add(variable, m)

    class Two(optimizers.Optimizer):
        def __init__(self, rate, name="two"):
            super().__init__(name=name)
            self._learning_rate = self._build_learning_rate(rate)

        def update_step(self, gradient, variable):
            variable.assign_sub(gradient * self.learning_rate)

    for made, expected in ((Three(1.0), -2.5), (Two(1.0), -2.0)):
        w = weights([np.zeros(1, np.float32)])
        for _ in range(2):
            made.apply_gradients([(np.ones(1, np.float32), w[0])])
        assert w[0].numpy().item() == expected
