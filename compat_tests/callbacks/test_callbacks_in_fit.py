"""Callbacks through Sequential.fit."""

import numpy as np
import pytest

import kerasish.compat
from kerasish import callbacks, layers, models
from kerasish.training import progress

X = np.linspace(0, 1, 80, dtype="float32").reshape(40, 2)
Y = X[:, :1]


@pytest.fixture(params=["1", "2.3", "2.15", "3"])
def level(request):
    kerasish.compat.set_level(request.param)
    yield request.param
    kerasish.compat.set_level(None)


def model():
    made = models.Sequential([layers.Dense(1, input_shape=(2,))])
    made.compile("sgd", "mse", metrics=["mae"])
    return made


def test_one_plain_line_per_epoch(level, capsys):
    model().fit(X, Y, batch_size=8, epochs=2, verbose=1, validation_data=(X, Y))
    out = capsys.readouterr().out
    assert not set(out) & set("\r\b\x1b")
    lines = [line for line in out.split("\n") if line and not line.startswith("Train on")]
    assert lines[0] == "Epoch 1/2" and lines[2] == "Epoch 2/2" and len(lines) == 4
    count = "40/40" if level in ("1", "2.3") else "5/5"
    bar = "━" * 20 if level == "3" else "[" + "=" * 30 + "]"
    assert lines[1].startswith(f"{count} {bar}") and "loss: " in lines[1] and "val_loss: " in lines[1]


def test_bar_on_a_terminal(level, capsys, monkeypatch):
    monkeypatch.setattr(progress, "is_dynamic", lambda: True)
    monkeypatch.setattr("kerasish.callbacks.progbar_logger.is_dynamic", lambda: True)
    model().fit(X, Y, batch_size=8, epochs=1, verbose=1)
    out = capsys.readouterr().out
    first = out.split("\r")[1]
    assert (" 8/40 " if level in ("1", "2.3") else "1/5") in first and "loss: " in first
    assert out.endswith("\n")


def test_early_stopping_and_history(level):
    stopper = callbacks.EarlyStopping("loss", min_delta=100.0, patience=2)
    history = model().fit(X, Y, epochs=9, verbose=0, callbacks=[stopper])
    assert len(history.epoch) == len(history.history["loss"]) == (4 if level == "1" else 3)


def test_learning_rate_is_set_and_logged(level):
    schedule = callbacks.LearningRateScheduler(lambda epoch: 0.1 / (epoch + 1))
    made = model()
    history = made.fit(X, Y, epochs=2, verbose=0, callbacks=[schedule]).history
    assert float(made.optimizer.learning_rate) == pytest.approx(0.05)
    if level != "1":
        assert history["lr"] == pytest.approx([0.1, 0.05]) == history["learning_rate"]


def test_plateau(level):
    made = model()
    made.fit(X, Y, epochs=4, verbose=0, callbacks=[callbacks.ReduceLROnPlateau("loss", 0.5, 1, min_delta=100.0)])
    # After the first epoch every one is a bad one; Keras 1 allowed one more, and then counted on.
    assert float(made.optimizer.learning_rate) == pytest.approx(0.01 * 0.5 ** (2 if level == "1" else 3))


def test_nan(level):
    history = model().fit(X * np.nan, Y, epochs=3, verbose=0, callbacks=[callbacks.TerminateOnNaN()])
    assert len(history.history["loss"]) == 1


def test_restored_weights(level):
    made, kept = model(), []
    spoil = callbacks.LambdaCallback(
        on_epoch_begin=lambda e, logs: (
            kept.append(made.get_weights()) or made.optimizer.__setattr__("learning_rate", 5.0 if e else 0.01)
        )
    )
    made.fit(
        X,
        Y,
        epochs=5,
        verbose=0,
        callbacks=[spoil, callbacks.EarlyStopping("loss", patience=1, restore_best_weights=True)],
    )
    best = kept[1:]
    assert any(all(np.array_equal(a, b) for a, b in zip(made.get_weights(), w, strict=True)) for w in best)


def test_batch_callbacks_see_losses(level):
    seen = []
    model().fit(
        X,
        Y,
        batch_size=8,
        epochs=1,
        verbose=0,
        callbacks=[callbacks.LambdaCallback(on_batch_end=lambda b, logs: seen.append((b, logs["loss"])))],
    )
    assert [b for b, _ in seen] == [0, 1, 2, 3, 4] and all(np.isfinite(v) for _, v in seen)
