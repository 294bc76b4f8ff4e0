"""Convolution kernels against NumPy, on every vector unit that this processor can stand in for."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest

from kerasish.kernels.cpu import microkernel
from kerasish.ops.core import REGISTRY
from kerasish.plan.build import build
from kerasish.plan.ir import Call, Program, Value
from kerasish.testing.compare import with_threads

Array = np.ndarray[Any, Any]


class Case(NamedTuple):
    """A convolution: shapes of input and kernel, and how the windows lie."""

    x: tuple[int, ...]
    w: tuple[int, ...]
    strides: int = 1
    padding: Any = "same"
    dilation: int = 1
    groups: int = 1

    @property
    def attrs(self) -> dict[str, Any]:
        """As the ops take them."""
        rank = len(self.x) - 2
        return {
            "strides": (self.strides,) * rank,
            "padding": self.padding,
            "dilation": (self.dilation,) * rank,
            "groups": self.groups,
        }


WINDOWS = [
    Case((3, 9, 8, 5), (kh, 3, 5, filters), strides, padding)
    for kh, filters in ((3, 7), (2, 40))
    for strides in (1, 2, 3)
    for padding in ("valid", "same", "full")
]
CASES = [
    *WINDOWS,
    *(Case((2, 11, 12, 4), (3, 2, 4, 6), padding=p, dilation=d) for d in (2, 3) for p in ("valid", "same")),
    *(Case((2, 9, 8, 1), (5, 3, 1, 33), s) for s in (1, 2)),
    *(Case((2, 11, 12, 4), (3, 2, 2, 6), dilation=d, groups=2) for d in (1, 2)),
    *(Case((2, 11, 12, 6), (3, 3, 2, 9), s, groups=3) for s in (1, 2, 3)),
    *(Case((2, 11, 12, c), (3, 3, 1, c), s, groups=c) for s in (1, 2, 3) for c in (3, 20, 70)),
    *(Case((2, 11, 12, 20), (3, 5, 1, 20), 1, p, 2, 20) for p in ("valid", "same", "full")),
    Case((2, 2, 2, 20), (5, 5, 1, 20), groups=20),
    Case((2, 9, 9, 70), (7, 7, 1, 70), groups=70),
    Case((2, 5, 6, 7, 8), (2, 3, 3, 1, 8), groups=8),
    Case((2, 11, 12, 5), (3, 3, 1, 10), groups=5),
    *(Case((2, 9, 8, 37), (3, 3, 37, f)) for f in (1, 3, 4)),
    Case((9, 3, 3, 64), (3, 3, 64, 2)),
    Case((2, 10, 3), (3, 3, 4), padding="causal", dilation=2),
    *(Case((b, 100, 30), (5, 30, 40)) for b in (1, 2)),
    *(Case((2, 5, 6, 7, 3), (2, 3, 3, 3, 4), s) for s in (1, 2)),
    Case((2, 7, 6, 7, 3), (2, 3, 3, 3, 4), padding="valid", dilation=2),
    *(Case((16, 4, 4, 24), (3, 3, 24, 40), s) for s in (1, 2)),
    Case((9, 2, 2, 24), (3, 3, 24, 64)),
    *(Case((4, 14, 14, 64), (1, 1, 64, 96), s) for s in (1, 2)),
    Case((1, 40, 40, 64), (3, 3, 64, 64)),
    Case((1, 70, 70, 3), (7, 7, 3, 64), 2),
    Case((2, 8, 8, 16), (3, 3, 16, 16), 2, ((0, 1), (2, 0))),
    Case((2, 4, 4, 3), (2, 2, 3, 5), 5),
    Case((1, 3, 1500, 80), (3, 3, 80, 16)),
    Case((0, 8, 8, 16), (3, 3, 16, 16)),
    Case((1, 1, 1, 1), (1, 1, 1, 1)),
]
TARGETS = ["avx512", "avx2", "sse", "neon"]


def _run(name: str, arrays: list[Array], attrs: dict[str, Any]) -> Array:
    values = [Value(a.shape, a.dtype.name, "input") for a in arrays]
    call = Call(REGISTRY[name], tuple(values), attrs)
    return build(Program(values, list(call.outputs), [call])).run(arrays)[0]


def _numbers(case: Case, dtype: str) -> tuple[Array, Array, Array]:
    rng = np.random.RandomState(3)
    x, w = (rng.standard_normal(s).astype(dtype) for s in (case.x, case.w))
    shape = REGISTRY["conv"].infer(x, w, **case.attrs)[0].shape
    return x, w, rng.standard_normal(shape).astype(dtype)


def _check(case: Case, dtype: str) -> list[str]:
    """What is wrong with the three products of a case."""
    x, w, dy = _numbers(case, dtype)
    wrong = []
    for name, arrays in (("conv", [x, w]), ("conv_input_grad", [dy, w, x]), ("conv_kernel_grad", [x, dy, w])):
        found, expected = _run(name, arrays, case.attrs), REGISTRY[name].reference(*arrays, **case.attrs)
        scale = max(float(np.abs(expected).max(initial=0.0)), 1e-9)
        off = float(np.abs(found - expected).max(initial=0.0)) / scale
        if not off <= (3e-6 if dtype == "float32" else 1e-14):
            wrong.append(f"{name} of {case}: off by {off:.1e}")
    return wrong


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_products_equal_numpy(target: str, dtype: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forward and both gradients, every case of the grid."""
    host, wanted = microkernel.host_target(), microkernel.TARGETS[target]
    if wanted.width > host.width:
        pytest.skip(f"vectors of {wanted.width} bytes; this processor has {host.width}")
    monkeypatch.setattr(microkernel, "host_target", lambda: wanted)
    cases = CASES if dtype == "float32" else CASES[::3]
    wrong = [text for case in cases for text in _check(case, dtype)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    "case", [Case((8, 20, 20, 32), (3, 3, 32, 40)), Case((8, 20, 20, 70), (3, 3, 1, 70), 1, "same", 1, 70)]
)
def test_threads_agree_bit_for_bit(case: Case) -> None:
    """The cut into parts follows from shapes alone."""
    x, w, dy = _numbers(case, "float32")
    results = []
    for threads in (1, 2, 4):
        with with_threads(threads):
            names = {"conv": [x, w], "conv_input_grad": [dy, w, x], "conv_kernel_grad": [x, dy, w]}
            results.append([_run(name, arrays, case.attrs).tobytes() for name, arrays in names.items()])
    assert results[0] == results[1] == results[2]
