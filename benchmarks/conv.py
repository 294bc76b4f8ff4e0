"""How fast is our convolution? GF/s forward and of both gradients, beside torch (oneDNN), TensorFlow and JAX.

    python benchmarks/conv.py
    python benchmarks/conv.py --reference-python PYTHON --threads 2 [--only 28x28] [--peers torch]

Channels last, padding "same", float32. Each library is timed in a process of its own, one after the other, best of
many; ours replays the plan of one op. The last column is our speed over that of the fastest of them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple


class Shape(NamedTuple):
    """A convolution: batch, height and width, channels, filters, extent of the kernel, stride, groups."""

    batch: int
    extent: int
    channels: int
    filters: int
    window: int = 3
    stride: int = 1
    groups: int = 1

    @property
    def out(self) -> int:
        """Height and width of the output."""
        return -(-self.extent // self.stride)

    @property
    def flops(self) -> float:
        """Operations of one of the three products."""
        return 2.0 * self.batch * self.out**2 * self.filters * self.window**2 * self.channels / self.groups

    def __str__(self) -> str:
        kind = f"{self.window}x{self.window}" + (f"/{self.stride}" if self.stride > 1 else "")
        kind += " depthwise" if self.groups > 1 else ""
        return f"{kind} {self.batch}x{self.extent}x{self.extent} {self.channels}->{self.filters}"


SHAPES = [
    Shape(32, 28, 32, 64), Shape(32, 32, 32, 32), Shape(32, 32, 64, 64), Shape(32, 16, 128, 128),
    Shape(32, 14, 256, 256), Shape(8, 56, 64, 64), Shape(1, 56, 64, 64), Shape(1, 14, 256, 256),
    Shape(32, 28, 1, 32), Shape(32, 32, 3, 16), Shape(32, 32, 16, 16), Shape(32, 16, 32, 32), Shape(32, 8, 64, 64),
    Shape(32, 32, 16, 32, 3, 2), Shape(1, 224, 3, 64, 7, 2), Shape(1, 7, 512, 512), Shape(1, 56, 64, 256, 1),
    Shape(16, 14, 1024, 256, 1), Shape(1, 112, 96, 96, 3, 2, 96), Shape(16, 28, 192, 192, 3, 1, 192),
]  # fmt: skip
"""Those of Keras's image examples, of CIFAR residual nets, and of ResNet50 and MobileNetV2."""

KINDS = ("forward", "dx", "dw")
BUDGET = 0.25
"""Seconds of measuring a case."""


def best(call: Any, flops: float) -> float:
    """GF/s of the best of many runs."""
    call()
    end, least = time.perf_counter() + BUDGET, 9e9
    while time.perf_counter() < end:
        start = time.perf_counter()
        call()
        least = min(least, time.perf_counter() - start)
    return flops / least / 1e9


def operands(s: Shape) -> tuple[Any, Any, Any]:
    """x (B, H, W, C), w (K, K, C, F) and dy (B, H, W, F), random."""
    import numpy as np

    rng = np.random.default_rng(0)
    shapes = (
        (s.batch, s.extent, s.extent, s.channels),
        (s.window, s.window, s.channels // s.groups, s.filters),
        (s.batch, s.out, s.out, s.filters),
    )
    return tuple(aligned(rng.random(shape, "f4") - 0.5) for shape in shapes)  # type: ignore[return-value]


def aligned(array: Any) -> Any:
    """A copy that starts on a cache line, as weights and intermediate results do in every library."""
    import numpy as np

    room = np.empty(array.size + 16, array.dtype)
    start = -(room.ctypes.data // 4) % 16
    room[start : start + array.size] = array.ravel()
    return room[start : start + array.size].reshape(array.shape)


def kerasish_calls(threads: int) -> Any:
    """Ours: the plan of one op, replayed."""
    from kerasish import config, ops  # noqa: F401  (ops fills the registry)
    from kerasish.ops.core import REGISTRY
    from kerasish.plan.build import build
    from kerasish.plan.ir import Call, Program, Value

    config.set_threads(threads)

    def prepare(s: Shape, kind: str) -> Any:
        x, w, dy = operands(s)
        name = {"forward": "conv", "dx": "conv_input_grad", "dw": "conv_kernel_grad"}[kind]
        arrays = {"forward": [x, w], "dx": [dy, w, x], "dw": [x, dy, w]}[kind]
        attrs = {"strides": (s.stride,) * 2, "padding": "same", "dilation": (1, 1), "groups": s.groups}
        values = [Value(a.shape, "float32", "input") for a in arrays]
        call = Call(REGISTRY[name], tuple(values), attrs)
        plan = build(Program(values, list(call.outputs), [call]))
        into = plan.run(arrays)
        return lambda: plan.run(arrays, into)

    return prepare


def torch_calls(threads: int) -> Any:
    """torch on oneDNN, in channels_last memory."""
    import torch

    torch.set_num_threads(threads)

    def prepare(s: Shape, kind: str) -> Any:
        x, w, dy = operands(s)
        total = max((s.out - 1) * s.stride + s.window - s.extent, 0)
        before = total // 2 if total % 2 == 0 else total  # an uneven border is not ours to time: pad more
        last = {"memory_format": torch.channels_last}
        xt = torch.from_numpy(x).permute(0, 3, 1, 2).contiguous(**last)
        wt = torch.from_numpy(w).permute(3, 2, 0, 1).contiguous(**last)
        how = ([s.stride] * 2, [before] * 2, [1, 1], False, [0, 0], s.groups)
        if kind == "forward":
            return lambda: torch.convolution(xt, wt, None, *how)
        y = torch.convolution(xt, wt, None, *how)
        grad = torch.rand_like(y).contiguous(**last)
        mask = [kind == "dx", kind == "dw", False]
        return lambda: torch.ops.aten.convolution_backward(grad, xt, wt, None, *how, mask)

    return prepare


def tensorflow_calls(threads: int) -> Any:
    """TensorFlow, NHWC, inside a tf.function."""
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)

    def prepare(s: Shape, kind: str) -> Any:
        x, w, dy = (tf.constant(a) for a in operands(s))
        if s.groups > 1:
            w = tf.reshape(w, (s.window, s.window, s.channels, 1))
            step, stride = tf.nn, (1, s.stride, s.stride, 1)
            calls = {
                "forward": lambda x, w, dy: step.depthwise_conv2d(x, w, stride, "SAME"),
                "dx": lambda x, w, dy: step.depthwise_conv2d_backprop_input(x.shape, w, dy, stride, "SAME"),
                "dw": lambda x, w, dy: step.depthwise_conv2d_backprop_filter(x, w.shape, dy, stride, "SAME"),
            }
        else:
            raw, how = tf.raw_ops, {"strides": [1, s.stride, s.stride, 1], "padding": "SAME"}
            sizes = {"x": list(x.shape), "w": list(w.shape)}
            calls = {
                "forward": lambda x, w, dy: raw.Conv2D(input=x, filter=w, **how),
                "dx": lambda x, w, dy: raw.Conv2DBackpropInput(
                    input_sizes=sizes["x"], filter=w, out_backprop=dy, **how
                ),
                "dw": lambda x, w, dy: raw.Conv2DBackpropFilter(
                    input=x, filter_sizes=sizes["w"], out_backprop=dy, **how
                ),
            }
        call = tf.function(calls[kind])
        return lambda: call(x, w, dy).numpy()

    return prepare


def jax_calls(threads: int) -> Any:
    """A jitted convolution, or its vector-Jacobian product."""
    import jax

    def prepare(s: Shape, kind: str) -> Any:
        x, w, dy = (jax.device_put(a) for a in operands(s))

        def forward(x: Any, w: Any) -> Any:
            return jax.lax.conv_general_dilated(
                x, w, (s.stride,) * 2, "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC"), feature_group_count=s.groups
            )

        calls = {
            "forward": lambda x, w, dy: forward(x, w),
            "dx": lambda x, w, dy: jax.vjp(lambda x: forward(x, w), x)[1](dy)[0],
            "dw": lambda x, w, dy: jax.vjp(lambda w: forward(x, w), w)[1](dy)[0],
        }
        call = jax.jit(calls[kind])
        return lambda: call(x, w, dy).block_until_ready()

    return prepare


LIBRARIES = {"kerasish": kerasish_calls, "torch": torch_calls, "tensorflow": tensorflow_calls, "jax": jax_calls}


def chosen(only: str) -> list[Shape]:
    """The shapes whose names contain a text."""
    return [s for s in SHAPES if only in str(s)]


def measure(library: str, threads: int, only: str) -> None:
    """One library in this process: prints one JSON line of GF/s by case."""
    prepare = LIBRARIES[library](threads)
    found = {}
    for shape in chosen(only):
        for kind in KINDS:
            found[f"{shape} {kind}"] = best(prepare(shape, kind), shape.flops)
    print(json.dumps(found))


def run(library: str, threads: int, python: str, only: str) -> dict[str, float]:
    """A library's figures, from a process of its own."""
    environment = dict(os.environ, TF_CPP_MIN_LOG_LEVEL="3", OMP_NUM_THREADS=str(threads))
    root = Path(__file__).resolve().parent.parent
    environment["PYTHONPATH"] = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    if library == "jax" and threads == 1:
        environment["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    command = [python, __file__, "--measure", library, "--threads", str(threads), "--only", only]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{library}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return {}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def main() -> None:
    """Measure all and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--reference-python", default="")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="")
    parser.add_argument("--peers", nargs="*", default=["torch", "tensorflow", "jax"])
    parser.add_argument("--measure", default="")
    args = parser.parse_args()
    if args.measure:
        measure(args.measure, args.threads, args.only)
        return
    peers = args.peers if args.reference_python else []
    ours = run("kerasish", args.threads, sys.executable, args.only)
    others = {peer: run(peer, args.threads, args.reference_python, args.only) for peer in peers}
    print("| convolution | kerasish | " + " | ".join(peers) + " | to the best |")
    print("|---" * (len(peers) + 3) + "|")
    for case, speed in ours.items():
        peer = [others[p].get(case, 0.0) for p in peers]
        ratio = f"{speed / max(peer):.2f}" if any(peer) else "-"
        print(f"| {case} | {speed:.0f} | " + " | ".join(f"{p:.0f}" for p in peer) + f" | {ratio} |")


if __name__ == "__main__":
    main()
