"""Callbacks that write files, send things, or change weights."""

import json
import pathlib
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

import kerasish.compat
from kerasish.callbacks import (
    BackupAndRestore,
    CallbackList,
    CSVLogger,
    EarlyStopping,
    ModelCheckpoint,
    RemoteMonitor,
    SwapEMAWeights,
    TerminateOnNaN,
)
from kerasish.graph.variable import Variable


class Model:
    """Weights that are one number, saved as text."""

    built = True
    stop_training = False
    metrics = ()

    def __init__(self):
        self.value = 0.0

    def save_weights(self, path, overwrite=True):
        pathlib.Path(path).write_text(str(self.value))

    def load_weights(self, path):
        self.value = float(pathlib.Path(path).read_text())


@pytest.fixture(autouse=True)
def level_3():
    kerasish.compat.set_level("3")
    yield
    kerasish.compat.set_level(None)


def fit(model, callback, epochs, stop_at=None, batches=5, during=lambda place: None):
    """A training loop that adds one to the weights per batch; returns the epochs it ran."""
    several, ran = CallbackList([callback], model=model, epochs=epochs), []
    model._initial_epoch = 0
    several.on_train_begin()
    for epoch in range(model._initial_epoch, epochs):
        several.on_epoch_begin(epoch)
        for batch in range(batches):
            if (epoch, batch) == stop_at:
                raise KeyboardInterrupt
            model.value += 1
            several.on_train_batch_end(batch, {"loss": 1.0})
            during((epoch, batch))
        ran.append(epoch)
        several.on_epoch_end(epoch, {"loss": 1.0})
    several.on_train_end()
    return ran


def test_backup_goes_on_after_an_interruption(tmp_path):
    folder = tmp_path / "bk"
    with pytest.raises(KeyboardInterrupt):
        fit(Model(), BackupAndRestore(folder), 4, stop_at=(2, 3))
    assert sorted(p.name for p in folder.iterdir()) != []
    model = Model()
    assert fit(model, BackupAndRestore(folder), 4) == [2, 3]
    assert model.value == 20
    assert not folder.exists()


def test_backup_by_batches_runs_the_broken_epoch_again(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fit(Model(), BackupAndRestore(tmp_path, save_freq=3), 3, stop_at=(1, 3))
    model = Model()
    assert fit(model, BackupAndRestore(tmp_path, save_freq=3, delete_checkpoint=False), 3) == [1, 2]
    assert model.value == 6 + 10  # as Keras 3.15: the weights after batch 6, then whole epochs


def test_backup_can_be_kept_and_is_followed_once(tmp_path):
    model = Model()
    fit(model, BackupAndRestore(tmp_path, delete_checkpoint=False), 2)
    again = Model()
    assert fit(again, BackupAndRestore(tmp_path, delete_checkpoint=False), 2) == []
    assert again.value == 10


def test_backup_leaves_the_files_of_others(tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    fit(Model(), BackupAndRestore(tmp_path), 2)
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_backup_of_keras_3_is_read(tmp_path):
    (tmp_path / "latest.weights.h5").write_text("7")
    (tmp_path / "training_metadata.json").write_text(json.dumps({"epoch": 2, "batch": 0}))
    model = Model()
    assert fit(model, BackupAndRestore(tmp_path), 3) == [2] and model.value == 12


def test_double_backup_survives_a_broken_one(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fit(Model(), BackupAndRestore(tmp_path, double_checkpoint=True), 5, stop_at=(3, 0))
    note = json.loads((tmp_path / "training_metadata.json").read_text())
    (tmp_path / note["weights"]).write_text("broken")
    model = Model()
    assert fit(model, BackupAndRestore(tmp_path, double_checkpoint=True), 5) == [2, 3, 4]
    assert model.value == 25


def test_single_broken_backup_says_what_to_do(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        fit(Model(), BackupAndRestore(tmp_path), 5, stop_at=(3, 0))
    note = json.loads((tmp_path / "training_metadata.json").read_text())
    (tmp_path / note["weights"]).write_text("broken")
    with pytest.raises(ValueError, match="delete the folder"):
        fit(Model(), BackupAndRestore(tmp_path), 5)


def test_an_interrupted_backup_leaves_the_one_before(tmp_path):
    class Failing(Model):
        def save_weights(self, path, overwrite=True):
            if self.value > 10:
                pathlib.Path(path).write_text("half")
                raise KeyboardInterrupt
            super().save_weights(path)

    with pytest.raises(KeyboardInterrupt):
        fit(Failing(), BackupAndRestore(tmp_path), 5)
    model = Model()
    assert fit(model, BackupAndRestore(tmp_path), 5) == [2, 3, 4] and model.value == 25


@pytest.mark.parametrize("arguments", [{"backup_dir": ""}, {"backup_dir": "x", "save_freq": "week"}])
def test_backup_arguments(arguments):
    with pytest.raises(ValueError):
        BackupAndRestore(**arguments)


def test_unknown_arguments_suggest_the_nearest():
    with pytest.raises(TypeError, match="did you mean 'save_freq'"):
        BackupAndRestore("x", save_frq=3)
    with pytest.raises(TypeError, match="did you mean 'save_best_only'"):
        ModelCheckpoint("x.keras", save_best=True)


def test_checkpoint_every_so_many_batches(tmp_path, capsys):
    model = Model()
    model.save = lambda path, overwrite: print("SAVE", pathlib.Path(path).name)
    fit(model, ModelCheckpoint(tmp_path / "q-{epoch}-{batch}.keras", save_freq=2), 2)
    # The numbers that Keras 2.15 and 3.15 give for five batches an epoch.
    assert capsys.readouterr().out.split() == [
        w for n in ("1-2", "1-4", "2-1", "2-3", "2-5") for w in ("SAVE", f"q-{n}.keras")
    ]


def test_checkpoint_makes_folders_and_finds_other_names(tmp_path):
    model = Model()
    checkpoint = ModelCheckpoint(tmp_path / "new" / "{acc:.1f}.weights.h5", save_weights_only=True)
    checkpoint.set_model(model)
    checkpoint.on_epoch_end(0, {"accuracy": 0.5})
    assert (tmp_path / "new" / "0.5.weights.h5").exists()


def test_period_in_the_seventh_place():
    kerasish.compat.set_level("2.3")
    checkpoint = ModelCheckpoint("x.h5", "val_loss", 0, False, False, "auto", 3)
    assert (checkpoint.period, checkpoint.save_freq) == (3, "epoch")


def test_level_3_needs_the_direction_of_a_metric():
    stopper = EarlyStopping("val_score")
    stopper.set_model(Model())
    stopper.on_train_begin()
    stopper.on_epoch_begin(0)
    with pytest.raises(ValueError, match="mode='max'"):
        stopper.on_epoch_end(0, {"val_score": 1.0})
    kerasish.compat.set_level("2.15")
    stopper = EarlyStopping("val_score")
    stopper.set_model(Model())
    stopper.on_train_begin()
    stopper.on_epoch_end(0, {"val_score": 1.0})
    assert stopper.best == 1.0


def test_nan_is_never_the_best():
    stopper = EarlyStopping("loss", patience=2)
    stopper.set_model(Model())
    stopper.on_train_begin()
    for epoch, loss in enumerate((float("nan"), 1.0, 0.5)):
        stopper.on_epoch_end(epoch, {"loss": loss})
    assert stopper.best == 0.5 and not stopper.model.stop_training


def test_terminate_on_nan(capsys):
    callback = TerminateOnNaN()
    callback.set_model(Model())
    callback.on_batch_end(0, {"loss": 1.0})
    assert not callback.model.stop_training
    callback.on_batch_end(3, {"loss": np.float32("inf")})
    assert callback.model.stop_training
    assert capsys.readouterr().out == "Batch 3: Invalid loss, terminating training\n"
    with pytest.raises(RuntimeError, match="batch 4"):
        TerminateOnNaN(raise_error=True).on_batch_end(4, {"loss": float("nan")})


def test_csv_append_keeps_the_columns(tmp_path):
    path = tmp_path / "new" / "log.csv"
    for append in (False, True):
        logger = CSVLogger(path, append=append)
        logger.on_train_begin()
        logger.on_epoch_end(int(append), {"loss": 1.5, "val_loss": 2.0} | ({"extra": 1} if append else {}))
        logger.on_train_end()
    assert path.read_text() == "epoch,loss,val_loss\n0,1.5,2.0\n1,1.5,2.0\n"


@pytest.mark.parametrize("as_json", [False, True])
def test_remote_monitor(as_json):
    received = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.update(path=self.path, kind=self.headers["Content-Type"], extra=self.headers["X-Extra"])
            received["body"] = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.send_response(200)
            self.end_headers()

        def log_message(self, *arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    monitor = RemoteMonitor(f"http://127.0.0.1:{server.server_port}", send_as_json=as_json, headers={"X-Extra": "1"})
    monitor.on_epoch_end(2, {"loss": np.float32(0.5), "v": np.array([1, 2])})
    thread.join()
    server.server_close()
    body = received["body"] if as_json else urllib.parse.parse_qs(received["body"])["data"][0]
    assert json.loads(body) == {"epoch": 2, "loss": 0.5, "v": [1, 2]}
    assert received["path"] == "/publish/epoch/end/" and received["extra"] == "1"
    assert ("json" in received["kind"]) is as_json


def test_remote_monitor_warns_when_nobody_listens():
    with pytest.warns(UserWarning, match="Could not reach"):
        RemoteMonitor("http://127.0.0.1:9").on_epoch_end(0, {})


class Averaging:
    use_ema = True

    def __init__(self):
        self._trainable_variables = [Variable(np.float32([1.0]))]
        self._averages = [Variable(np.float32([5.0]))]


def test_swapping_averages():
    model = Model()
    model.optimizer = Averaging()
    weight, average = model.optimizer._trainable_variables[0], model.optimizer._averages[0]
    swap = SwapEMAWeights()
    swap.set_model(model)
    swap.on_test_begin()
    assert (float(weight.numpy()[0]), float(average.numpy()[0])) == (5.0, 1.0)
    swap.on_test_end()
    assert (float(weight.numpy()[0]), float(average.numpy()[0])) == (1.0, 5.0)


def test_swapping_averages_per_epoch():
    model = Model()
    model.optimizer = Averaging()
    weight, average = model.optimizer._trainable_variables[0], model.optimizer._averages[0]
    swap = SwapEMAWeights(swap_on_epoch=True)
    swap.set_model(model)
    swap.set_params({"epochs": 2})
    swap.on_epoch_end(0)
    assert float(weight.numpy()[0]) == 5.0
    swap.on_epoch_begin(1)
    assert float(weight.numpy()[0]) == 1.0
    swap.on_epoch_end(1)
    assert float(weight.numpy()[0]) == float(average.numpy()[0]) == 5.0


def test_swapping_needs_averages():
    model = Model()
    model.optimizer = object()
    swap = SwapEMAWeights()
    swap.set_model(model)
    with pytest.raises(ValueError, match="use_ema=True"):
        swap.on_test_begin()
