"""How fast is our matrix product? GF/s beside NumPy (OpenBLAS), torch (MKL) and JAX, float32, at 1 and 2 threads.

    python benchmarks/gemm.py
    python benchmarks/gemm.py --reference-python PYTHON --threads 1 2

Each library is timed in a process of its own for each thread count, one after the other, best of many; ours runs its
native calls from a small spinning pool, as the plan's runner does. `T` marks a transposed operand: `TC` is
dW = x^T dy, `CT` is dx = dy W^T.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

SHAPES = [
    ("CC", 32, 784, 32), ("CC", 32, 784, 512), ("CC", 128, 784, 512), ("CC", 128, 512, 512),
    ("CC", 1024, 1024, 1024), ("CC", 2048, 2048, 2048),
    ("TC", 784, 32, 32), ("TC", 784, 32, 512), ("TC", 784, 128, 512), ("TC", 512, 128, 512), ("TC", 1024, 1024, 1024),
    ("CT", 32, 32, 784), ("CT", 32, 512, 784), ("CT", 128, 512, 784), ("CT", 128, 512, 512), ("CT", 1024, 1024, 1024),
    ("CC", 1, 784, 32), ("CC", 1, 784, 512), ("CC", 1, 32, 10), ("CC", 32, 512, 10), ("CC", 128, 128, 10),
    ("TC", 128, 128, 10), ("CT", 128, 10, 128), ("TC", 288, 25088, 64), ("CC", 1024, 256, 1), ("CT", 1, 512, 784),
]  # fmt: skip
"""(layout, m, k, n). The last rows: predict, class scores and their gradients, a long sum, one column, and x W^T."""

BUDGET = 0.4
"""Seconds of measuring a case."""


def operands(layout: str, m: int, k: int, n: int) -> tuple[Any, Any]:
    """Random A[m,k] and B[k,n] in their layouts."""
    import numpy as np

    rng = np.random.default_rng(0)
    a, b = rng.random((m, k), "f4") - 0.5, rng.random((k, n), "f4") - 0.5
    return (a.T.copy().T if layout[0] == "T" else a), (b.T.copy().T if layout[1] == "T" else b)


def best(call: Any, flops: float) -> float:
    """GF/s of the best of many runs of `call`, which may time itself and return the seconds."""
    call()
    end, least = time.perf_counter() + BUDGET, 9e9
    while time.perf_counter() < end:
        start = time.perf_counter()
        own = call()
        least = min(least, own if isinstance(own, float) else time.perf_counter() - start)
    return flops / least / 1e9


def numpy_calls(threads: int) -> Any:
    """NumPy with an output array."""
    import numpy as np

    def prepare(layout: str, m: int, k: int, n: int) -> Any:
        a, b = operands(layout, m, k, n)
        out = np.empty((m, n), "f4")
        return lambda: np.matmul(a, b, out=out)

    return prepare


def torch_calls(threads: int) -> Any:
    """torch.mm with an output tensor."""
    import torch

    torch.set_num_threads(threads)

    def prepare(layout: str, m: int, k: int, n: int) -> Any:
        a, b = (torch.from_numpy(x) for x in operands(layout, m, k, n))
        out = torch.empty((m, n))
        return lambda: torch.mm(a, b, out=out)

    return prepare


def jax_calls(threads: int) -> Any:
    """A jitted product; a transposed operand is a `.T` inside the jitted function, as in a gradient."""
    import jax

    def prepare(layout: str, m: int, k: int, n: int) -> Any:
        a, b = operands(layout, m, k, n)
        at, bt = layout[0] == "T", layout[1] == "T"
        a, b = jax.device_put(a.T if at else a), jax.device_put(b.T if bt else b)
        step = jax.jit(lambda x, y: (x.T if at else x) @ (y.T if bt else y))
        return lambda: step(a, b).block_until_ready()

    return prepare


def kerasish_calls(threads: int) -> Any:
    """Our native calls, run by `pool_run` on `threads` threads."""
    import numpy as np

    from kerasish.kernels.cpu import library, matmul

    def prepare(layout: str, m: int, k: int, n: int) -> Any:
        a, b = operands(layout, m, k, n)
        c, calls, keep = np.empty((m, n), "f4"), [], [a, b]

        def scratch(nbytes: int) -> Any:
            keep.append(np.zeros(nbytes // 4 + 16, "f4"))
            return keep[-1][-(keep[-1].ctypes.data // 4) % 16 :]

        def emit(address: int, words: list[Any], parts: int) -> None:
            keep.append(np.array([w.ctypes.data if isinstance(w, np.ndarray) else w for w in words], np.int64))
            calls.extend([address, keep[-1].ctypes.data, parts])

        steps = [tuple(s // 4 for s in x.strides) for x in (a, b, c)]
        matmul.lower_gemm(emit, scratch, a, steps[0], b, steps[1], c, steps[2][0], m, n, k, "f4")
        run = Pool(library, calls, threads, 2.0 * m * k * n)
        run()
        wrong = np.abs(c - a @ b).max() / np.sqrt(k)
        assert wrong < 1e-5, f"{layout} {m}x{k}x{n}: off by {wrong}"
        keep.append(c)
        run.keep = keep
        return run

    return prepare


def pool_run(words, part, thread):  # type: ignore[no-untyped-def]
    """Run every call, parts taken dynamically, with a spinning barrier after each; `part` is the thread.

    Words: 0 repeats, 1 calls, 2 threads, 3 address of the counters (the start line, then two a call);
    4... address, words and parts of each call.
    """
    atomic_add(words[3], 1)  # noqa: F821
    while atomic_load(words[3]) < words[2]:  # noqa: F821
        pass
    for turn in range(words[0] * words[1]):
        call = turn % words[1]
        counter = words[3] + 128 * (turn + 1)
        parts = words[6 + 3 * call]
        while True:
            mine = parts if parts == 1 and part else atomic_add(counter, 1)  # noqa: F821
            if mine >= parts:
                break
            call_kernel(words[4 + 3 * call], words[5 + 3 * call], mine, part)  # noqa: F821
        atomic_add(counter + 64, 1)  # noqa: F821
        while atomic_load(counter + 64) < words[2]:  # noqa: F821
            pass


class Pool:
    """Threads that all run `pool_run` on the same calls; they meet at every call's barrier."""

    def __init__(self, library: Any, calls: list[int], threads: int, flops: float) -> None:
        """Prepare the words: batches of about half a millisecond, short enough to find both cores free now and then."""
        import numpy as np

        from kerasish.kernels.cpu import intrinsics
        from kerasish.kernels.cpu.spec import KernelSpec

        # Set here, so that a process that times another library needs none of ours.
        globals().update({name: getattr(intrinsics, name) for name in ("atomic_add", "atomic_load", "call_kernel")})
        spec = KernelSpec("pool_run", pool_run, (), None, frozenset(), raw=True)
        self.entry = library.Entry(library.address_of(spec, {}))
        self.repeats = max(1, min(3000 if threads == 1 else 100, int(5e7 * threads / flops)))
        self.threads, count = threads, len(calls) // 3
        self.counters = np.zeros(16 * (count * self.repeats + 1), np.int64)
        self.words = np.array([1, count, threads, self.counters.ctypes.data, *calls], np.int64)
        self.slot, self.keep = np.zeros(4, np.int64), []

    def _enter(self, thread: int) -> None:
        self.entry(self.slot.ctypes.data, self.slot.ctypes.data, self.words.ctypes.data, thread, thread)

    def __call__(self) -> float:
        """Run the program as often as `words[0]` says; seconds from when every thread was at the start line."""
        self.counters[:] = 0
        others = [threading.Thread(target=self._enter, args=(t,)) for t in range(1, self.threads)]
        for other in others:
            other.start()
        while self.counters[0] < self.threads - 1:
            time.sleep(0)  # gives the interpreter lock to the threads that are still on their way
        start = time.perf_counter()
        self._enter(0)
        took = time.perf_counter() - start
        for other in others:
            other.join()
        return took


CALLS = {"kerasish": kerasish_calls, "numpy": numpy_calls, "torch": torch_calls, "jax": jax_calls}


def measure(library: str, threads: int, shapes: list[Any]) -> list[float]:
    """GF/s of every shape; runs inside the process of one library."""
    prepare, rates = CALLS[library](threads), []
    for layout, m, k, n in shapes:
        call = prepare(layout, m, k, n)
        flops = 2.0 * m * k * n
        if isinstance(call, Pool):
            call.words[0] = call.repeats
            flops *= call.repeats
        rates.append(best(call, flops))
    return rates


def in_process(python: str, library: str, threads: int, shapes: list[Any]) -> list[float] | None:
    """`measure` in a process that may use `threads` threads; None where the library cannot be imported."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    environment = {**os.environ, **dict.fromkeys(names, str(threads)), "PYTHONPATH": str(Path(__file__).parents[1])}
    if library == "jax" and hasattr(os, "sched_setaffinity"):
        environment["KERASISH_BENCH_CPUS"] = str(threads)
    command = [python, __file__, "--measure", library, str(threads), json.dumps(shapes)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        if "ModuleNotFoundError" not in done.stderr:
            print(done.stderr, file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def table(threads: int, python: str | None, shapes: list[Any]) -> None:
    """Measure and print one table."""
    ours = in_process(sys.executable, "kerasish", threads, shapes)
    assert ours
    peers = {"numpy": in_process(sys.executable, "numpy", threads, shapes)}
    for name in ("torch", "jax"):
        peers[name] = in_process(python or sys.executable, name, threads, shapes)
    again = in_process(sys.executable, "kerasish", threads, shapes)
    ours = [max(x, y) for x, y in zip(ours, again or ours)]
    found = {name: rates for name, rates in peers.items() if rates}
    print(f"\n{threads} thread(s), float32, GF/s; ratio = kerasish / best of the others")
    print(f"{'m x k x n':>22}  {'kerasish':>9}" + "".join(f"{name:>9}" for name in found) + f"{'ratio':>8}")
    for i, (layout, m, k, n) in enumerate(shapes):
        others = [rates[i] for rates in found.values()]
        cells = "".join(f"{x:9.1f}" for x in others)
        print(f"{layout} {f'{m}x{k}x{n}':>19}  {ours[i]:9.1f}{cells}{ours[i] / max(others):8.2f}", flush=True)


def main() -> None:
    """Read the arguments; print the tables, or measure one library when asked by ourselves."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference-python", help="an interpreter that has torch and jax")
    parser.add_argument("--threads", type=int, nargs="*", default=[1, min(2, os.cpu_count() or 1)])
    parser.add_argument("--measure", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--only", type=int, nargs="*", help="positions of the shapes to run")
    chosen = parser.parse_args()
    if chosen.measure:
        if os.environ.get("KERASISH_BENCH_CPUS") == "1":
            os.sched_setaffinity(0, {0})  # jax has no switch for its number of threads
        print(json.dumps(measure(chosen.measure[0], int(chosen.measure[1]), json.loads(chosen.measure[2]))))
        return
    shapes = [SHAPES[i] for i in chosen.only] if chosen.only else SHAPES
    for threads in chosen.threads:
        table(threads, chosen.reference_python, shapes)


if __name__ == "__main__":
    main()
