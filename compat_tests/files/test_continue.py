"""Training that was saved and loaded goes on bit for bit as if it had not been interrupted."""

import numpy as np
import pytest

from kerasish import compat, layers, models, optimizers
from kerasish.registry import exported

ROWS = 48
X = np.random.default_rng(0).uniform(-1, 1, (ROWS, 4)).astype("float32")
Y = np.random.default_rng(1).uniform(-1, 1, (ROWS, 3)).astype("float32")
CASES = [
    (n, "optimizers")
    for n, v in exported("optimizers").items()
    if isinstance(v, type) and n[0].isupper() and "." not in n
]
CASES += [(n, "optimizers.legacy") for n in exported("optimizers.legacy")]
CASES = [c for c in CASES if c[0] not in ("Optimizer", "TFOptimizer")]


def noisy(optimizer):
    """A model whose training draws random numbers."""
    stack = [layers.Dense(8, activation="relu", input_shape=(4,)), layers.Dropout(0.4), layers.GaussianNoise(0.1)]
    model = models.Sequential([*stack, layers.Dense(3)])
    model.compile(optimizer, "mse", metrics=["mae"])
    return model


def train(model, epochs, shuffle, seed):
    np.random.seed(seed)
    model.fit(X, Y, batch_size=16, epochs=epochs, shuffle=shuffle, verbose=0)


@pytest.mark.parametrize("level", ["2.3", "2.15", "3"])
@pytest.mark.parametrize(("name", "room"), CASES, ids=[".".join(reversed(c)) for c in CASES])
def test_goes_on_bit_for_bit(tmp_path, name, room, level):
    compat.set_level(level)
    path = tmp_path / "model.h5"
    whole, halves = (noisy(exported(room)[name]()) for _ in range(2))
    halves.set_weights(whole.get_weights())
    for one, other in zip(whole.layers, halves.layers, strict=True):
        for attribute, value in vars(one).items():
            if hasattr(value, "state"):
                vars(other)[attribute].state.assign(value.state.array)
    train(whole, 1, False, 1)
    train(halves, 1, False, 1)
    halves.save(path)
    loaded = models.load_model(path)
    assert loaded.optimizer.get_config() | {"name": ""} == halves.optimizer.get_config() | {"name": ""}
    for shuffle in (False, True):
        train(whole, 1, shuffle, 2)
        train(loaded, 1, shuffle, 2)
    for a, b in zip(whole.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_two_epochs_equal_one_and_one(tmp_path):
    compat.set_level("3")
    model = noisy(optimizers.Adam(0.01))
    model.save(tmp_path / "start.h5")
    whole, half = (models.load_model(tmp_path / "start.h5") for _ in range(2))
    train(whole, 2, False, 0)
    train(half, 1, False, 0)
    half.save(tmp_path / "half.h5")
    half = models.load_model(tmp_path / "half.h5")
    train(half, 1, False, 0)
    for a, b in zip(whole.get_weights(), half.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    "setting", [{"use_ema": True}, {"gradient_accumulation_steps": 2}, {"global_clipnorm": 0.1}, {"weight_decay": 0.01}]
)
def test_settings_of_every_optimizer_go_on(tmp_path, setting):
    compat.set_level("3")
    model = noisy(optimizers.Adam(optimizers.schedules.ExponentialDecay(0.01, 2, 0.9), **setting))
    train(model, 1, False, 0)
    model.save(tmp_path / "half.h5")
    loaded = models.load_model(tmp_path / "half.h5")
    train(model, 1, False, 0)
    train(loaded, 1, False, 0)
    for a, b in zip(model.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
