"""One workload under one provider, timed inside its own process; prints one JSON line.

    python benchmarks/workloads.py PROVIDER WORKLOAD [--rows N] [--repeats N]

PROVIDER is a package name that has `layers`, `models` and `optimizers` (kerasish, keras, tf_keras), the backend of
Keras 3 being chosen by KERAS_BACKEND; or `onnxruntime`, for prediction by the large nets. WORKLOAD is one of
`models.py` (`mlp_seed`, `resnet20`...: training and prediction, samples per second, median over epochs after a first
one) or of `nets.py` (`resnet50_b1`, `vgg16_b16`...: prediction), or `latency` (one-row predict and train_on_batch of
32 rows, median microseconds), `startup` (seconds of import, and from process start to the end of the first epoch of
mlp_seed) and `growth` (bytes of memory gained over 10,000 one-row predicts). `--rows` cuts the data short, for a trial.
"""

from __future__ import annotations

import time

START = time.perf_counter()

import argparse  # noqa: E402
import importlib  # noqa: E402
import json  # noqa: E402
import os  # noqa: E402

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


def throughput(make: object, rooms: dict, rows: int, repeats: int) -> dict:
    """Samples per second of training and prediction, and the multiply-adds of one sample forward."""
    from work import multiply_adds

    model, x, y, batch = make(rooms)
    x, y = x[:rows], y[:rows]
    model.fit(x, y, batch_size=batch, epochs=1, verbose=0)
    train = timed(lambda: model.fit(x, y, batch_size=batch, epochs=1, verbose=0), repeats)
    model.predict(x, batch_size=batch, verbose=0)
    predict = timed(lambda: model.predict(x, batch_size=batch, verbose=0), repeats)
    figures = {"train_per_s": len(x) / train, "predict_per_s": len(x) / predict, "peak_mb": peak()}
    return figures | {"multiply_adds": multiply_adds(model)}


def prediction(provider: str, workload: str, rows: int, repeats: int) -> dict:
    """Images per second of a large net, and the multiply-adds of one image."""
    import numpy as np
    from nets import NETS, SHAPE, keras_predicts, onnx_predicts
    from work import multiply_adds

    net, batch, images = NETS[workload]
    x = np.random.default_rng(0).standard_normal((min(images, rows), *SHAPE), dtype="float32")
    model, predict = onnx_predicts(net) if provider == "onnxruntime" else keras_predicts(provider, net)
    predict(x, batch)
    figures = {"predict_per_s": len(x) / timed(lambda: predict(x, batch), repeats), "peak_mb": peak()}
    return figures | ({} if model is None else {"multiply_adds": multiply_adds(model)})


def latency(rooms: dict, repeats: int) -> dict:
    """Microseconds of small calls."""
    from models import mlp_seed

    model, x, y, _ = mlp_seed(rooms)
    for _ in range(20):
        model.predict(x[:1], verbose=0)
        model.train_on_batch(x[:32], y[:32])
    return {
        "predict_one_us": 1e6 * timed(lambda: model.predict(x[:1], verbose=0), 100 * repeats),
        "train_on_batch_us": 1e6 * timed(lambda: model.train_on_batch(x[:32], y[:32]), 100 * repeats),
    }


def startup(rooms: dict) -> dict:
    """From process start to the end of the first epoch; making the data is not counted."""
    before = time.perf_counter()
    from models import normal, one_hot, seed_model

    x, y = normal(60000, 784), one_hot(60000)
    spent = time.perf_counter() - before
    model = seed_model(rooms)
    model.fit(x, y, batch_size=32, epochs=1, verbose=0)
    return {"import_s": rooms["import_s"], "first_epoch_s": time.perf_counter() - START - spent}


def growth(rooms: dict, times: int) -> dict:
    """Resident memory gained over 10,000 predicts."""
    from models import mlp_seed

    model, x, _, _ = mlp_seed(rooms)
    for _ in range(200):
        model.predict(x[:1], verbose=0)
    before = resident()
    for _ in range(times):
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


def measure(provider: str, workload: str, rows: int, repeats: int) -> dict:
    """The figures of a workload."""
    if workload.rpartition("_b")[2].isdigit():
        if provider != "onnxruntime":
            load(provider)
        return prediction(provider, workload, rows, repeats)
    rooms = load(provider)
    if workload == "latency":
        return latency(rooms, repeats)
    if workload == "startup":
        return startup(rooms)
    if workload == "growth":
        return growth(rooms, min(rows, 10_000))
    from models import TRAINED

    return throughput(TRAINED[workload], rooms, rows, repeats)


def main() -> None:
    """Run one workload and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("provider")
    parser.add_argument("workload")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    figures = measure(given.provider, given.workload, given.rows, given.repeats)
    rounded = {k: round(v, 4) for k, v in figures.items()}
    print(json.dumps({"provider": given.provider, "workload": given.workload, **rounded}))


if __name__ == "__main__":
    main()
