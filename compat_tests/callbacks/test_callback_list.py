"""CallbackList: who is called, with what, and what it costs."""

import pytest

import kerasish.compat
from kerasish.callbacks import (
    BackupAndRestore,
    BaseLogger,
    Callback,
    CallbackList,
    CSVLogger,
    History,
    LambdaCallback,
    ModelCheckpoint,
    ProgbarLogger,
    TerminateOnNaN,
)

HOOKS = [f"on_{p}{b}_{m}" for p in ("train", "test", "predict") for b in ("", "_batch") for m in ("begin", "end")]


class Duck:
    """Not a Callback; has one hook only."""

    def __init__(self):
        self.seen = []

    def on_epoch_end(self, epoch, logs):
        self.seen.append((epoch, dict(logs)))


class OldStyle(Callback):
    def __init__(self):
        self.seen = []

    def on_batch_end(self, batch, logs=None):
        self.seen.append((batch, logs))


class Model:
    stop_training = False


@pytest.fixture(autouse=True)
def level_3():
    kerasish.compat.set_level("3")
    yield
    kerasish.compat.set_level(None)


def test_every_hook_reaches_every_callback():
    calls = []
    made = LambdaCallback(**{h: (lambda *a, h=h: calls.append(h)) for h in [*HOOKS, "on_epoch_begin", "on_epoch_end"]})
    several = CallbackList([[made], (made,)])
    for hook in HOOKS:
        getattr(several, hook)(*([0] if "batch" in hook else []))
    several.on_epoch_begin(0)
    several.on_epoch_end(0)
    assert calls == [h for h in [*HOOKS, "on_epoch_begin", "on_epoch_end"] for _ in range(2)]


def test_a_duck_needs_no_other_hooks():
    duck = Duck()
    several = CallbackList(duck, model=Model(), epochs=3)
    for hook in HOOKS:
        getattr(several, hook)(*([0] if "batch" in hook else []))
    several.on_epoch_end(2, {"loss": 1.0})
    assert duck.seen == [(2, {"loss": 1.0})]
    assert not several.train_batch_hooks


def test_old_batch_names_are_called():
    old = OldStyle()
    several = CallbackList([old])
    assert several.train_batch_hooks and several.wants_batch_logs and not several.test_batch_hooks
    several.on_train_batch_end(4, {"loss": 1.0})
    several.on_batch_end(5, {"loss": 2.0})
    assert old.seen == [(4, {"loss": 1.0}), (5, {"loss": 2.0})]


def test_hooks_set_on_the_instance_are_called():
    """Keras 2.3's own tests wrap every hook of an instance."""
    counted = []
    callback = Callback()
    inner = callback.on_train_batch_begin
    callback.on_batch_begin = lambda *a: counted.append("old")
    callback.on_train_batch_begin = lambda *a: (counted.append("new"), inner(*a))
    CallbackList([callback]).on_train_batch_begin(0)
    assert counted == ["new", "old"]


def test_logs_are_read_once_and_only_when_wanted():
    reads = []

    def means():
        reads.append(1)
        return {"loss": 1.0}

    CallbackList([History(), CSVLogger("unused")]).on_train_batch_end(0, means)
    assert reads == []
    first, second = OldStyle(), OldStyle()
    CallbackList([first, second]).on_train_batch_end(0, means)
    assert reads == [1] and first.seen == second.seen == [(0, {"loss": 1.0})]


@pytest.mark.parametrize(
    ("callback", "wanted"),
    [
        (History(), False),
        (ModelCheckpoint("x.keras"), False),
        (ModelCheckpoint("x.keras", save_freq=3), True),
        (BackupAndRestore("x"), False),
        (BackupAndRestore("x", save_freq=3), True),
        (TerminateOnNaN(), True),
        (LambdaCallback(on_epoch_end=print), False),
        (LambdaCallback(on_train_batch_begin=print), True),
        (BaseLogger(), True),
    ],
)
def test_which_callbacks_want_batches(callback, wanted):
    assert CallbackList([callback]).train_batch_hooks is wanted


def test_a_subclass_may_use_a_hook_that_its_base_leaves_idle():
    class Mine(ModelCheckpoint):
        def on_train_batch_end(self, batch, logs=None):
            pass

    assert CallbackList([Mine("x.keras")]).train_batch_hooks


@pytest.mark.parametrize(
    ("level", "order"), [("1", [1, 0, 2]), ("2.3", [0, 1, 2]), ("2.15", [1, 0, 2]), ("3", [1, 0, 2])]
)
def test_where_the_default_callbacks_go(level, order):
    kerasish.compat.set_level(level)
    mine = OldStyle()
    several = CallbackList([mine], add_history=True, add_progbar=True)
    kinds = [ProgbarLogger, OldStyle, History]
    assert [type(c) for c in several.callbacks] == [kinds[i] for i in order]


def test_queue_length_in_the_second_place():
    assert len(CallbackList([], 10)) == 0


def test_what_one_callback_logs_the_next_sees():
    history = History()
    several = CallbackList([LambdaCallback(on_epoch_end=lambda epoch, logs: logs.update(extra=7)), history])
    several.on_epoch_end(0, {"loss": 1.0})
    assert history.history == {"loss": [1.0], "extra": [7]}


def test_history_answers_to_both_names():
    history = History()
    history.on_epoch_end(0, {"accuracy": 0.5, "val_accuracy": 0.25, "learning_rate": 0.1})
    found = history.history
    assert found["acc"] == [0.5] and found["val_acc"] == [0.25] and found["lr"] == [0.1]
    assert list(found) == ["accuracy", "val_accuracy", "learning_rate"]
    with pytest.raises(KeyError):
        found["auc"]


def test_evaluate_leaves_the_history_of_fit():
    model = Model()
    fitted = CallbackList(None, add_history=True, model=model)
    fitted.on_train_begin()
    CallbackList(None, add_history=True, model=model).on_test_begin()
    assert model.history is fitted.history


def test_lambda_callback_refuses_what_is_no_hook():
    with pytest.raises(TypeError, match="did you mean 'on_epoch_end'"):
        LambdaCallback(on_epoch_ends=print)


def test_lambda_callback_places():
    for level, place in (("2.3", "on_batch_begin"), ("3", "on_train_begin")):
        kerasish.compat.set_level(level)
        assert getattr(LambdaCallback(None, None, print), place) is print


def test_absent_callbacks_say_what_to_use():
    with pytest.raises(ImportError, match="CSVLogger"):
        from kerasish.callbacks import TensorBoard  # noqa: F401
