"""How many operations a model takes, and how many this machine can do: what a share of the peak is made of.

    python benchmarks/work.py

prints the peak, one JSON line of GF/s: a large matrix product by our own kernel, on all cores.
"""

from __future__ import annotations

import json
import math
import os
from typing import Any

KERNELS = ("kernel", "depthwise_kernel", "pointwise_kernel")


def multiply_adds(model: Any) -> int:
    """Multiply-adds of one sample forward through the dense and convolutional layers of a flat model.

    Each number of a kernel is used once for every place of the output, in a transposed convolution of the input.
    Training takes three times as many (forward, gradients of inputs and of kernels), less what the first layer saves.
    """
    total = 0
    for layer in model.layers:
        kernels = [getattr(layer, name, None) for name in KERNELS]
        for kernel in {id(k): k for k in kernels if k is not None}.values():
            places = (layer.input if "Transpose" in type(layer).__name__ else layer.output).shape[1:-1]
            total += math.prod(kernel.shape) * math.prod(places)
    return total


def peak(threads: int) -> float:
    """The most GF/s that was measured here."""
    from gemm import best, kerasish_calls

    product = kerasish_calls(threads)("CC", 1024, 1024, 1024)
    return max(best(product, 2.0 * 1024**3) for _ in range(5))


if __name__ == "__main__":
    print(json.dumps({"peak": peak(os.cpu_count() or 1)}))
