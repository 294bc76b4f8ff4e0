"""Threads, processes, signals, copies: results stay right, and memory stays where it is."""

import copy
import multiprocessing  # noqa: F401 (for the scripts below)
import os
import pickle
import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kerasish import layers, models

WIDE = 512  # units: plans of this size run in parallel
CALLS = 60
GROWTH_KB = 3000  # of 10,000 predicts: a leak of 300 bytes a call
LONGEST_WAIT = 120.0
X = np.random.default_rng(0).uniform(-1, 1, (64, 32)).astype("float32")
Y = np.random.default_rng(1).uniform(-1, 1, (64, 4)).astype("float32")


def model_of(units=WIDE, seed=0):
    stack = [layers.Dense(units, activation="relu", input_shape=(32,)), layers.Dropout(0.3, seed=1), layers.Dense(4)]
    model = models.Sequential(stack)
    draw = np.random.default_rng(seed)
    model.set_weights([draw.uniform(-0.1, 0.1, w.shape) for w in model.get_weights()])
    model.compile("adam", "mse")
    return model


def run(body, *arguments, **extra):
    environment = {**os.environ, "KERASISH_COMPAT": "3", "PYTHONPATH": os.pathsep.join(sys.path), **extra}
    head = f"import sys; sys.path.insert(0, {os.path.dirname(__file__)!r})\nfrom test_robust import *\n"
    command = [sys.executable, "-c", head + textwrap.dedent(body), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=LONGEST_WAIT)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_same_bits_on_any_number_of_threads():
    body = """
        import hashlib
        np.random.seed(3)
        model = models.Sequential([layers.Dense(WIDE, activation="relu", input_shape=(32,)), layers.Dropout(0.5),
                                   layers.GaussianNoise(0.1), layers.Dense(WIDE, activation="tanh"), layers.Dense(4)])
        model.compile("adam", "mse", metrics=["mae"])
        h = model.fit(np.tile(X, (8, 1)), np.tile(Y, (8, 1)), batch_size=128, epochs=2, verbose=0).history
        print(hashlib.sha256(b"".join(w.tobytes() for w in model.get_weights())).hexdigest(), h)
    """
    found = {run(body, KERASISH_THREADS=str(n)) for n in (1, 2, 2, 4)}
    assert len(found) == 1


def test_predict_from_many_threads():
    several = [model_of(WIDE, 0), model_of(WIDE, 1), model_of(8, 2)]
    other = model_of(WIDE, 3)
    inputs = [X[: 8 * (i + 1)] for i in range(8)]
    expected = [[m.predict(x, verbose=0) for x in inputs] for m in several]
    stop, failures = threading.Event(), []

    def train():
        while not stop.is_set():
            other.fit(X, Y, verbose=0)

    def work(number):
        for turn in range(CALLS):
            which, size = (number + turn) % len(several), (number * 3 + turn) % len(inputs)
            got = several[which].predict(inputs[size], verbose=0)
            if not np.array_equal(got, expected[which][size]):
                failures.append((which, size, np.abs(got - expected[which][size]).max()))

    trainer = threading.Thread(target=train)
    trainer.start()
    try:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(8)))
    finally:
        stop.set()
        trainer.join()
    assert not failures


def test_training_beside_others_gives_the_same_bits():
    alone, beside = model_of(), model_of()
    alone.fit(X, Y, epochs=3, shuffle=False, verbose=0)
    predicted = model_of(WIDE, 5)
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(predicted.predict, X, verbose=0) for _ in range(CALLS)]
        beside.fit(X, Y, epochs=3, shuffle=False, verbose=0)
        for job in jobs:
            job.result()
    for a, b in zip(alone.get_weights(), beside.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def after(model):
    """What a child process makes of a model."""
    p = model.predict(X, verbose=0)
    model.fit(X, Y, epochs=2, shuffle=False, verbose=0)
    return p, model.get_weights()


def same(found, expected):
    np.testing.assert_array_equal(found[0], expected[0])
    for a, b in zip(found[1], expected[1], strict=True):
        np.testing.assert_array_equal(a, b)


def test_fork():
    body = """
        model = model_of()
        model.predict(X, verbose=0)
        twin = copy.deepcopy(model)
        read, write = os.pipe()
        if os.fork() == 0:
            os.write(write, bytes([all(np.array_equal(a, b) for a, b in zip(after(twin)[1], after(model_of())[1]))]))
            os._exit(0)
        assert os.wait()[1] == 0
        assert os.read(read, 1) == bytes([1])
        same(after(model), after(model_of()))
    """
    run(body)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_multiprocessing(method):
    body = f"""
        if __name__ == "__main__":
            model = model_of()
            model.predict(X, verbose=0)
            with multiprocessing.get_context({method!r}).Pool(2) as pool:
                found = pool.map(after, [model, model])
            for one in found:
                same(one, after(model_of()))
    """
    run(body)


def test_interrupted_fit():
    body = """
        import signal
        model = model_of()
        kept = []
        for delay in (0.05, 0.11, 0.3):
            timer = threading.Timer(delay, os.kill, (os.getpid(), signal.SIGINT))
            timer.start()
            try:
                model.fit(X, Y, epochs=10**6, verbose=0)
            except KeyboardInterrupt:
                kept.append(delay)
            timer.join()
            assert np.isfinite(model.predict(X, verbose=0)).all()
            assert np.isfinite(model.fit(X, Y, verbose=0).history["loss"]).all()
        assert len(kept) == 3
        other = model_of()
        same(after(other), after(model_of()))
    """
    run(body)


def test_no_growth():
    body = """
        import gc
        model, many = model_of(), 10_000
        def rss():
            gc.collect()
            return int(open("/proc/self/statm").read().split()[1]) * 4
        for _ in range(500):
            model.predict(X[:8], verbose=0)
        before = rss()
        for i in range(many):
            model.predict(X[: 1 + i % 8], verbose=0)
        print(rss() - before)
    """
    assert int(run(body)) < GROWTH_KB


@pytest.mark.parametrize("how", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))], ids=["deepcopy", "pickle"])
@pytest.mark.parametrize("trained", [False, True])
def test_copies(how, trained):
    model = model_of()
    if trained:
        model.fit(X, Y, shuffle=False, verbose=0)
    twin = how(model)
    same(after(twin), after(model))
    assert not np.shares_memory(model.weights[0].array, twin.weights[0].array)
    kept = model.get_weights()[0].copy()
    twin.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(kept, model.get_weights()[0])
