"""One workload under one provider, timed inside its own process; prints one JSON line.

    python benchmarks/workloads.py PROVIDER WORKLOAD

PROVIDER is a package name that has `layers`, `models` and `optimizers` (kerasish, keras, tf_keras); the backend of
Keras 3 is chosen by KERAS_BACKEND. WORKLOAD is one of `mlp_seed`, `mlp_wide` (training and prediction, samples per
second, median over epochs after a first one), `latency` (one-row predict and train_on_batch of 32 rows, median
microseconds), `startup` (seconds of import, and from process start to the end of the first epoch of mlp_seed) and
`growth` (bytes of memory gained over 10,000 one-row predicts).
"""

from __future__ import annotations

import time

START = time.perf_counter()

import importlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def load(provider: str) -> dict:
    """Import the package, and note how long that took."""
    before = time.perf_counter()
    if provider == "keras" and os.environ.get("KERAS_BACKEND") == "torch":
        import torch

        torch.set_num_threads(os.cpu_count())
    rooms = {room: importlib.import_module(f"{provider}.{room}") for room in ("layers", "models", "optimizers")}
    rooms["import_s"] = time.perf_counter() - before
    return rooms


def seed_model(rooms: dict) -> object:
    """784-32-10 with SGD, momentum and nesterov: the textbook's model."""
    layers, models = rooms["layers"], rooms["models"]
    model = models.Sequential()
    model.add(layers.Dense(32, input_shape=(784,), activation="relu"))
    model.add(layers.Dense(10, activation="softmax"))
    sgd = rooms["optimizers"].SGD(learning_rate=0.01, momentum=0.9, nesterov=True)
    model.compile(loss="categorical_crossentropy", optimizer=sgd, metrics=["accuracy"])
    return model


def mlp_seed(rooms: dict) -> tuple:
    """The textbook's model on 60,000 rows in batches of 32."""
    return seed_model(rooms), *data(60000), 32


def mlp_wide(rooms: dict) -> tuple:
    """784-512-512-10 with dropout and RMSprop: Keras's `mnist_mlp` example. Batches of 128."""
    layers, models = rooms["layers"], rooms["models"]
    model = models.Sequential()
    model.add(layers.Dense(512, input_shape=(784,), activation="relu"))
    model.add(layers.Dropout(0.2))
    model.add(layers.Dense(512, activation="relu"))
    model.add(layers.Dropout(0.2))
    model.add(layers.Dense(10, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
    return model, *data(20000), 128


def data(rows: int) -> tuple:
    """Random inputs and one-hot targets."""
    import numpy as np

    rng = np.random.default_rng(0)
    return rng.standard_normal((rows, 784), dtype="float32"), np.eye(10, dtype="float32")[rng.integers(0, 10, rows)]


def median(values: list) -> float:
    """The middle one."""
    return sorted(values)[len(values) // 2]


def timed(function: object, times: int) -> float:
    """Median seconds of calls of a function."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        found.append(time.perf_counter() - start)
    return median(found)


def throughput(make: object, rooms: dict) -> dict:
    """Samples per second of training and prediction."""
    model, x, y, batch = make(rooms)
    model.fit(x, y, batch_size=batch, epochs=1, verbose=0)
    train = timed(lambda: model.fit(x, y, batch_size=batch, epochs=1, verbose=0), 3)
    model.predict(x, batch_size=batch, verbose=0)
    predict = timed(lambda: model.predict(x, batch_size=batch, verbose=0), 3)
    return {"train_per_s": len(x) / train, "predict_per_s": len(x) / predict, "peak_mb": peak()}


def latency(rooms: dict) -> dict:
    """Microseconds of small calls."""
    model, x, y, _ = mlp_seed(rooms)
    for _ in range(20):
        model.predict(x[:1], verbose=0)
        model.train_on_batch(x[:32], y[:32])
    return {
        "predict_one_us": 1e6 * timed(lambda: model.predict(x[:1], verbose=0), 300),
        "train_on_batch_us": 1e6 * timed(lambda: model.train_on_batch(x[:32], y[:32]), 300),
    }


def startup(rooms: dict) -> dict:
    """From process start to the end of the first epoch; making the data is not counted."""
    before = time.perf_counter()
    x, y = data(60000)
    spent = time.perf_counter() - before
    model = seed_model(rooms)
    model.fit(x, y, batch_size=32, epochs=1, verbose=0)
    return {"import_s": rooms["import_s"], "first_epoch_s": time.perf_counter() - START - spent}


def growth(rooms: dict) -> dict:
    """Resident memory gained over 10,000 predicts."""
    model, x, _, _ = mlp_seed(rooms)
    for _ in range(200):
        model.predict(x[:1], verbose=0)
    before = resident()
    for _ in range(10_000):
        model.predict(x[:1], verbose=0)
    return {"growth_kb": (resident() - before) / 1024}


def resident() -> int:
    """Bytes of memory that this process occupies (Linux)."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def peak() -> float:
    """The most memory this process has had, in MB."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(provider: str, workload: str) -> None:
    """Run one workload and print its figures."""
    rooms = load(provider)
    makers = {"mlp_seed": mlp_seed, "mlp_wide": mlp_wide}
    if workload in makers:
        figures = throughput(makers[workload], rooms)
    else:
        figures = {"latency": latency, "startup": startup, "growth": growth}[workload](rooms)
    print(json.dumps({"provider": provider, "workload": workload, **{k: round(v, 4) for k, v in figures.items()}}))


if __name__ == "__main__":
    main(*sys.argv[1:3])
