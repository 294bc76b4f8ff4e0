"""The GEMM core against NumPy in float64: shapes, strides, epilogues, batches, dtypes, vector widths, parts."""

from __future__ import annotations

import ctypes
import itertools
import mmap
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from kerasish.kernels.cpu import library, matmul
from kerasish.kernels.cpu.microkernel import TARGETS, Target

EXTENTS = (0, 1, 2, 7, 16, 33, 64, 100)
GUARD = 12345.0
"""What every byte around C holds before a product; it must still be there after."""


class Program:
    """A list of native calls whose references are arrays, run the way the plan's runner would."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, np.ndarray, int]] = []
        self.keep: list[np.ndarray] = []

    def emit(self, address: int, words: list[Any], parts: int) -> None:
        """Append one call; arrays among the words become their addresses."""
        words = [w.ctypes.data if isinstance(w, np.ndarray) else w for w in words]
        self.calls.append((library.Entry(address), np.array(words, np.int64), parts))

    def scratch(self, nbytes: int) -> np.ndarray:
        """Memory full of NaN: a kernel that reads what it did not write is found out."""
        self.keep.append(np.full(nbytes // 4 + 1, np.nan, np.float32))
        return self.keep[-1]

    def run(self, threads: int = 1, backwards: bool = False) -> None:
        """Run every call; parts in order, backwards, or on threads."""
        slot = np.zeros(4, np.int64)
        for entry, words, parts in self.calls:

            def one(part: int, entry: Any = entry, words: np.ndarray = words) -> None:
                entry(slot.ctypes.data, slot.ctypes.data, words.ctypes.data, part, part % threads)

            order = range(parts)[::-1] if backwards else range(parts)
            if threads == 1:
                for part in order:
                    one(part)
            else:
                with ThreadPoolExecutor(threads) as pool:
                    list(pool.map(one, order))


def tolerance(dtype: str, k: int) -> float:
    """Half an ulp of the partial sum a step (inputs are in [-1, 1], partial sums stay under 2 on average)."""
    return float(np.finfo(dtype).eps) * (4 + k)


def operand(rng: np.random.Generator, rows: int, cols: int, layout: str, dtype: str, batch: int = 1) -> np.ndarray:
    """Values in [-1, 1] seen as [batch, rows, cols]: `C` rows adjacent, `T` transposed, `S` every third item."""
    if layout == "T":
        return rng.uniform(-1, 1, (batch, cols, rows)).astype(dtype).swapaxes(1, 2)
    if layout == "S":
        return rng.uniform(-1, 1, (batch, rows * 2, cols * 3)).astype(dtype)[:, ::2, ::3]
    return rng.uniform(-1, 1, (batch, rows, cols)).astype(dtype)


def product(
    a: np.ndarray,
    b: np.ndarray,
    dtype: str = "f4",
    bias: np.ndarray | None = None,
    relu: bool = False,
    base: np.ndarray | None = None,
    target: Target | None = None,
    gap: int = 0,
    **how: Any,
) -> np.ndarray:
    """Our C for a[batch,m,k] and b[batch,k,n] (batch 1 is shared), inside guards, with `gap` items between rows."""
    batch, (m, k), n = max(len(a), len(b)), a.shape[1:], b.shape[2]
    whole = np.full((batch, m + 2, n + gap), GUARD).astype(dtype)
    c = whole[:, 1 : m + 1, :n]
    if base is not None:
        c[:] = base
    steps = [tuple(s // x.itemsize for s in x.strides) for x in (a, b, c)]
    over = tuple(s[0] if len(x) > 1 else 0 for s, x in zip(steps, (a, b, c)))
    program = Program()
    matmul.lower_gemm(
        program.emit, program.scratch, a, steps[0][1:], b, steps[1][1:], c, steps[2][1], m, n, k, dtype,
        batch=batch, batch_strides=over, bias=bias, relu=relu, accumulate=base is not None, target=target,
    )  # fmt: skip
    program.run(**how)
    outside = whole.copy()
    outside[:, 1 : m + 1, :n] = np.array(GUARD).astype(dtype)
    assert (outside == np.array(GUARD).astype(dtype)).all(), "wrote outside C"
    return c


def reference(a: np.ndarray, b: np.ndarray, bias: np.ndarray | None, relu: bool, base: np.ndarray | None) -> np.ndarray:
    """The same in float64 NumPy."""
    c = a.astype("f8") @ b.astype("f8")
    c = c if bias is None else c + bias
    c = np.maximum(c, 0) if relu else c
    return c if base is None else c + base


def check(
    m: int, n: int, k: int, layouts: str, bias: bool, relu: bool, accumulate: bool, dtype: str = "f4",
    batch: tuple[int, int] = (1, 1), **how: Any,
) -> None:  # fmt: skip
    """One case of the grid."""
    rng = np.random.default_rng([m, n, k])
    a = operand(rng, m, k, layouts[0], dtype, batch[0])
    b = operand(rng, k, n, layouts[1], dtype, batch[1])
    row = rng.uniform(-1, 1, n).astype(dtype) if bias else None
    base = rng.uniform(-1, 1, (max(batch), m, n)).astype(dtype) if accumulate else None
    got = product(a, b, dtype, row, relu, base, **how)
    np.testing.assert_allclose(got, reference(a, b, row, relu, base), rtol=0, atol=tolerance(dtype, k))


@pytest.mark.parametrize("layouts", ["CC", "TC", "CT", "TT", "SS"])
def test_every_extent(layouts: str) -> None:
    for case, (m, n, k) in enumerate(itertools.product(EXTENTS, repeat=3)):
        check(m, n, k, layouts, bool(case & 1), bool(case & 2), bool(case & 4), gap=case % 3)


@pytest.mark.parametrize("epilogue", range(8))
@pytest.mark.parametrize("m, n, k", [(33, 100, 0), (1, 10, 33), (16, 33, 1), (70, 90, 1000), (8, 300, 513)])
def test_every_epilogue(m: int, n: int, k: int, epilogue: int) -> None:
    check(m, n, k, "CC", bool(epilogue & 1), bool(epilogue & 2), bool(epilogue & 4))


@pytest.mark.parametrize("name, dtype", [("avx2", "f4"), ("avx2", "f8"), ("neon", "f4"), ("neon", "f8"), ("sse", "f4")])
def test_other_vector_widths(name: str, dtype: str) -> None:
    extents = (1, 5, 16, 33)
    for case, (m, n, k) in enumerate(itertools.product(extents, repeat=3)):
        layouts = ("CC", "TC", "CT", "SS")[case % 4]
        check(m, n, k, layouts, bool(case & 1), bool(case & 2), bool(case & 4), dtype, target=TARGETS[name])
    check(150, 300, 700, "CT", True, True, False, dtype, target=TARGETS[name])


@pytest.mark.parametrize("layouts", ["CC", "TC", "CT", "SS"])
def test_float64(layouts: str) -> None:
    for case, (m, n, k) in enumerate(itertools.product((1, 7, 33, 100), repeat=3)):
        check(m, n, k, layouts, bool(case & 1), bool(case & 2), bool(case & 4), "f8")


@pytest.mark.parametrize("layouts", ["CC", "TC", "CT"])
@pytest.mark.parametrize("batch", [(5, 5), (5, 1), (1, 5)])
@pytest.mark.parametrize("m, n, k", [(1, 33, 64), (64, 64, 16), (33, 7, 100), (100, 300, 260)])
def test_batch(layouts: str, batch: tuple[int, int], m: int, n: int, k: int) -> None:
    check(m, n, k, layouts, True, True, True, batch=batch)


@pytest.mark.parametrize(
    "layouts, m, n, k",
    [("CC", 300, 300, 700), ("TC", 784, 512, 128), ("CT", 128, 784, 512), ("TC", 64, 32, 9000), ("CC", 1, 1000, 2048),
     ("CC", 513, 10, 784), ("CT", 1, 784, 512), ("CC", 1000, 1, 300), ("CT", 3, 2000, 77), ("TT", 65, 130, 4100)],
)  # fmt: skip
@pytest.mark.parametrize("accumulate", [False, True])
def test_large(layouts: str, m: int, n: int, k: int, accumulate: bool) -> None:
    check(m, n, k, layouts, True, False, accumulate)
    check(m, n, k, layouts, True, True, accumulate)


@pytest.mark.parametrize("layouts, m, n, k", [("CC", 300, 300, 700), ("CT", 128, 784, 512), ("TC", 64, 32, 9000)])
def test_threads_and_order_of_parts_change_no_bit(layouts: str, m: int, n: int, k: int) -> None:
    rng = np.random.default_rng(0)
    a, b = operand(rng, m, k, layouts[0], "f4"), operand(rng, k, n, layouts[1], "f4")
    serial = product(a, b)
    for how in ({"threads": 2}, {"threads": 5}, {"backwards": True}):
        assert np.array_equal(serial, product(a, b, **how))  # type: ignore[arg-type]


@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"])
def test_integers_wrap_as_numpy_does(dtype: str) -> None:
    rng = np.random.default_rng(0)
    info = np.iinfo(dtype)
    for m, n, k in [(0, 3, 2), (1, 1, 0), (7, 33, 16), (40, 30, 20)]:
        a, b = (rng.integers(info.min, info.max, (2, *s), dtype, True) for s in ((m, k), (k, n)))
        bias, base = rng.integers(0, 9, n).astype(dtype), rng.integers(0, 9, (2, m, n)).astype(dtype)
        with np.errstate(over="ignore"):
            assert np.array_equal(product(a, b, dtype, base=base), a @ b + base)
            assert np.array_equal(product(a, b, dtype, bias, True), np.maximum(a @ b + bias, 0))
        turned = b.swapaxes(1, 2).copy().swapaxes(1, 2)
        assert np.array_equal(product(a, turned, dtype), a @ b)


@pytest.mark.parametrize("batch, m, n, k", [(1000, 2, 3, 4), (300, 16, 40, 33), (40, 1, 70, 64)])
def test_many_small_products_share_parts(batch: int, m: int, n: int, k: int) -> None:
    check(m, n, k, "CC", False, True, False, batch=(batch, batch), threads=3)
    check(m, n, k, "CT", True, True, True, batch=(batch, 1), threads=3)


def test_bool_is_or_of_ands() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.random((3, 20, 300)) < 0.1, rng.random((1, 300, 9)) < 0.1
    assert np.array_equal(product(a, b, "?"), a @ b)


def test_nan_and_infinity_pass_through_relu() -> None:
    a = np.ones((1, 3, 40), np.float32)
    b = np.ones((1, 40, 17), np.float32)
    b[0, 3, 5], b[0, 4, 16] = np.nan, np.inf
    got = product(a, b, relu=True)
    assert np.isnan(got[0, :, 5]).all() and np.isposinf(got[0, :, 16]).all()
    assert (np.delete(got, [5, 16], axis=2) == 40).all()


@pytest.mark.skipif(os.name != "posix", reason="needs guard pages")
@pytest.mark.parametrize("m, n, k", [(1, 1, 1), (3, 10, 7), (15, 33, 17), (100, 70, 130)])
@pytest.mark.parametrize("layouts", ["CC", "TC", "CT"])
@pytest.mark.parametrize("name", [None, "avx2", "neon"])
def test_reads_nothing_out_of_bounds(name: str | None, layouts: str, m: int, n: int, k: int) -> None:
    """Operands end exactly at an unreadable page: one item too far would end the process."""
    rng = np.random.default_rng(0)
    shapes = [(m, k)[:: -1 if layouts[0] == "T" else 1], (k, n)[:: -1 if layouts[1] == "T" else 1]]
    a, b = (guarded(rng.uniform(-1, 1, s).astype("f4")) for s in shapes)
    a, b = a.T if layouts[0] == "T" else a, b.T if layouts[1] == "T" else b
    got = product(a[None], b[None], bias=guarded(np.zeros(n, "f4")), target=name and TARGETS[name])
    np.testing.assert_allclose(got[0], a.astype("f8") @ b, rtol=0, atol=tolerance("f4", k))


_PAGES: list[Any] = []


def guarded(x: np.ndarray) -> np.ndarray:
    """A copy of `x` whose last byte is followed by a page that may not be touched."""
    size = -(-x.nbytes // mmap.PAGESIZE) * mmap.PAGESIZE
    pages = mmap.mmap(-1, size + mmap.PAGESIZE)
    _PAGES.append(pages)
    start = np.frombuffer(pages, np.uint8).ctypes.data
    assert ctypes.CDLL(None, use_errno=True).mprotect(ctypes.c_void_p(start + size), mmap.PAGESIZE, 0) == 0
    copy = np.frombuffer(pages, x.dtype, x.size, size - x.nbytes).reshape(x.shape)
    copy[:] = x
    return copy
