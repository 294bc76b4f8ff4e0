"""A save that fails, whatever the reason, leaves the old file whole and nothing behind."""

import errno
import os
import signal
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from kerasish import compat, layers, models

SMALL, LARGE = 4, 3000  # units; LARGE makes a file of megabytes
KILLS = 5
LONGEST_WAIT = 60.0  # seconds for a subprocess to start


@pytest.fixture(autouse=True)
def level():
    compat.set_level("3")


def model_of(units):
    return models.Sequential([layers.Dense(units, input_shape=(100,)), layers.Dense(2)])


@pytest.fixture
def saved(tmp_path):
    """A model on disk, and its predictions."""
    model = model_of(SMALL)
    path = tmp_path / "model.h5"
    model.save(path)
    x = np.ones((2, 100), "float32")
    return path, x, model.predict(x, verbose=0)


def is_whole(saved, others=()):
    path, x, expected = saved
    np.testing.assert_array_equal(models.load_model(path).predict(x, verbose=0), expected)
    assert sorted(os.listdir(path.parent)) == sorted([path.name, *others])


def full(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("where", ["os.fsync", "h5py.Group.create_dataset", "os.replace"])
def test_disk_full(saved, monkeypatch, where):
    path, _, _ = saved
    with monkeypatch.context() as patch:
        patch.setattr(where, full)
        with pytest.raises(OSError, match=r"Cannot save to .*model\.h5.*No space left.*old file"):
            model_of(SMALL).save(path)
    is_whole(saved)


def test_disk_full_for_weights(saved, monkeypatch):
    model = model_of(SMALL)
    target = saved[0].parent / "w.weights.h5"
    model.save_weights(target)
    before = target.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space left"):
            model.save_weights(target)
    assert target.read_bytes() == before
    is_whole(saved, ["w.weights.h5"])


def script(body):
    head = "import sys; from kerasish import layers, models; path = sys.argv[1]\n"
    make = f"model = models.Sequential([layers.Dense({LARGE}, input_shape=(100,)), layers.Dense(2)])\n"
    return [sys.executable, "-c", head + make + textwrap.dedent(body)]


def environment():
    return {**os.environ, "KERASISH_COMPAT": "3", "PYTHONPATH": os.pathsep.join(sys.path)}


def test_file_size_limit(saved):
    """What a quota does: the write fails in the middle."""
    body = """
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            model.save(path)
        except OSError as error:
            print("refused", error)
    """
    done = subprocess.run(
        [*script(body), str(saved[0])], capture_output=True, text=True, env=environment(), timeout=LONGEST_WAIT
    )
    assert "Cannot save to" in done.stdout and "File too large" in done.stdout, done.stdout + done.stderr
    is_whole(saved)


@pytest.mark.skipif(os.geteuid() == 0 and not os.path.exists("/proc/self"), reason="needs a way to be refused")
def test_read_only_folder(saved, monkeypatch):
    path = saved[0]
    if os.geteuid() == 0:  # root may write anywhere: say what the system would say to others

        def refuse(*_, **__):
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr("tempfile.mkstemp", refuse)
    else:
        path.parent.chmod(0o500)
    try:
        with pytest.raises(PermissionError, match=r"Cannot save to .*model\.h5.*Permission denied"):
            model_of(SMALL).save(path)
    finally:
        path.parent.chmod(0o700)
    monkeypatch.undo()
    is_whole(saved)


def test_missing_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match="the folder .* does not exist"):
        model_of(SMALL).save(tmp_path / "nowhere" / "model.h5")


def test_killed_in_the_middle(saved):
    path, _, _ = saved
    body = """
        while True:
            model.save(path)
            print("saved", flush=True)
    """
    for attempt in range(KILLS):
        worker = subprocess.Popen([*script(body), str(path)], stdout=subprocess.PIPE, env=environment())
        worker.stdout.readline()
        try:
            worker.wait(0.013 * attempt)
        except subprocess.TimeoutExpired:
            pass
        worker.send_signal(signal.SIGKILL)
        worker.wait(LONGEST_WAIT)
        worker.stdout.close()
        assert models.load_model(path).count_params() == (100 + 1) * LARGE + (LARGE + 1) * 2


def test_permissions_are_kept(saved):
    path = saved[0]
    path.chmod(0o640)
    model_of(SMALL).save(path)
    assert path.stat().st_mode & 0o777 == 0o640
