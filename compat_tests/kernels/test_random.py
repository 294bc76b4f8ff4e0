"""The random kernels: published answers, NumPy's bits, independence of splits, and the right distributions."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from kerasish.kernels.cpu import library, random  # noqa: F401
from kerasish.kernels.cpu.spec import KERNELS, chunk
from kerasish.ops import random_reference as ref

NORMAL_TOLERANCE = 1e-6  # of a standard normal: rounding of log, sin and cos
GAMMA_TOLERANCE = 1e-6  # relative
SIGMAS = 5.0  # for statistics of fixed seeds
KS_LIMIT = 2.2  # Kolmogorov's statistic times sqrt(n): exceeded with probability 1e-4
STATE = np.array([0x1234_5678_9ABC_DEF, (7 << 32) + 3], np.int64)

Array = np.ndarray[Any, Any]


def draw(name: str, dtype: str, size: int, parts: int = 1, state: Array = STATE, **values: Any) -> Array:
    """Run a random kernel over `size` elements in `parts` parts, in reverse order."""
    spec = KERNELS[name]
    out = np.zeros(size, dtype)
    kept = {k: v for k, v in values.items() if isinstance(v, np.ndarray)}
    values |= {k: v.ctypes.data for k, v in kept.items()}
    values |= {"state": state.ctypes.data, "out": out.ctypes.data, "chunk": chunk(size, parts)}
    words = np.array(spec.pack(values, {"S": 2, "N": size}, parts), np.int64)
    slot = np.zeros(4, np.int64)
    entry = library.entry(name, T=dtype)
    for part in reversed(range(parts)):
        entry(slot.ctypes.data, slot.ctypes.data, words.ctypes.data, part, 0)
    return out


ANSWERS = [  # Random123's kat_vectors, philox4x32 with 10 rounds: counter, key, result
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), ANSWERS)
def test_published_answers(counter: list[int], key: list[int], expected: list[int]) -> None:
    words = ref.philox(np.array(counter, np.uint64)[:, None], (key[0], key[1]))
    assert words[:, 0].tolist() == expected


def test_kernel_gives_the_published_answer() -> None:
    assert draw("random_bits", "u4", 4, state=np.zeros(2, np.int64)).tolist() == ANSWERS[0][2]


EXACT: list[tuple[str, str, dict[str, Any], Any]] = [
    ("random_bits", "u4", {}, lambda n: ref.bits(STATE, n)),
    ("random_uniform", "f4", {"low": 0.0, "high": 1.0}, lambda n: ref.uniform(STATE, n)),
    ("random_uniform", "f4", {"low": -0.3, "high": 7.1}, lambda n: ref.uniform(STATE, n, -0.3, 7.1)),
    ("random_uniform", "f8", {"low": -0.3, "high": 7.1}, lambda n: ref.uniform(STATE, n, -0.3, 7.1, "f8")),
    ("random_bernoulli", "f4", {"p": 0.3}, lambda n: ref.bernoulli(STATE, n, 0.3)),
    ("random_bernoulli", "u1", {"p": 0.3}, lambda n: ref.bernoulli(STATE, n, 0.3, "u1")),
    ("random_integers", "i4", {"low": -5, "span": 17}, lambda n: ref.integers(STATE, n, -5, 17)),
    (
        "random_integers",
        "i8",
        {"low": -(2**62), "span": 2**63 - 9},
        lambda n: ref.integers(STATE, n, -(2**62), 2**63 - 9, "i8"),
    ),
]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 5, 1000])
@pytest.mark.parametrize("case", EXACT, ids=lambda c: f"{c[0]}-{c[1]}-{c[2]}")
def test_bits_equal_numpy(case: tuple[str, str, dict[str, Any], Any], size: int) -> None:
    name, dtype, values, reference = case
    expected = reference(size)
    for parts in (1, 3, 7):
        np.testing.assert_array_equal(draw(name, dtype, size, parts, **values), expected)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_dropout_equals_numpy(dtype: str) -> None:
    x = np.linspace(-3, 3, 1003).astype(dtype)
    expected, expected_kept = ref.dropout(STATE, x, 0.4)
    for parts in (1, 3):
        kept = np.full(x.size, 9, np.uint8)
        np.testing.assert_array_equal(draw("random_dropout", dtype, x.size, parts, x=x, rate=0.4, kept=kept), expected)
        np.testing.assert_array_equal(kept, expected_kept)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
@pytest.mark.parametrize("name", ["random_normal", "random_truncated_normal"])
def test_normals_equal_numpy(name: str, dtype: str) -> None:
    function = getattr(ref, name.removeprefix("random_"))
    for size in (1, 2, 3001):
        expected = function(STATE, size, 0.5, 2.0, dtype)
        for parts in (1, 3):
            found = draw(name, dtype, size, parts, mean=0.5, stddev=2.0)
            np.testing.assert_allclose(found, expected, rtol=NORMAL_TOLERANCE, atol=2 * NORMAL_TOLERANCE)


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_gamma_equals_numpy(dtype: str) -> None:
    alpha = np.geomspace(0.05, 200, 2001).astype(dtype)
    expected = ref.gamma(STATE, alpha)
    for parts in (1, 3):
        found = draw("random_gamma", dtype, alpha.size, parts, alpha=alpha)
        np.testing.assert_allclose(found, expected, rtol=GAMMA_TOLERANCE)


def kolmogorov(sample: Array, distribution: Any) -> float:
    """Kolmogorov's statistic of a sample against a distribution function, times sqrt(n)."""
    ordered = distribution(np.sort(sample.astype(np.float64)))
    steps = np.arange(sample.size + 1) / sample.size
    return float(max((steps[1:] - ordered).max(), (ordered - steps[:-1]).max()) * math.sqrt(sample.size))


def normal_cdf(x: Array) -> Array:
    return np.array([0.5 * math.erfc(-v / math.sqrt(2)) for v in x])


def truncated_cdf(x: Array) -> Array:
    edge = 0.5 * math.erfc(math.sqrt(2.0))
    return (normal_cdf(x) - edge) / (1 - 2 * edge)


def gamma_cdf(alpha: float, x: Array) -> Array:
    """The regularised lower incomplete gamma function by its power series (A&S 6.5.29)."""
    term = np.exp(alpha * np.log(x) - x - math.lgamma(alpha + 1))
    total = term.copy()
    for k in range(1, 200):
        term = term * x / (alpha + k)
        total += term
    return total


COUNT = 40000


@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_distributions(dtype: str) -> None:
    uniform = draw("random_uniform", dtype, COUNT, low=0.0, high=1.0)
    assert uniform.min() >= 0 and uniform.max() < 1
    assert kolmogorov(uniform, lambda x: x) < KS_LIMIT
    assert kolmogorov(draw("random_normal", dtype, COUNT, mean=0.0, stddev=1.0), normal_cdf) < KS_LIMIT
    truncated = draw("random_truncated_normal", dtype, COUNT, mean=0.0, stddev=1.0)
    assert np.abs(truncated).max() <= 2
    assert kolmogorov(truncated, truncated_cdf) < KS_LIMIT


@pytest.mark.parametrize("alpha", [0.3, 1.0, 4.5])
def test_gamma_distribution(alpha: float) -> None:
    sample = draw("random_gamma", "f8", COUNT, alpha=np.full(COUNT, alpha))
    assert kolmogorov(sample, lambda x: gamma_cdf(alpha, x)) < KS_LIMIT
    assert abs(sample.mean() - alpha) < SIGMAS * math.sqrt(alpha / COUNT)


def test_moments() -> None:
    z = draw("random_normal", "f4", COUNT, mean=0.0, stddev=1.0).astype(np.float64)
    for power, moment, variance in ((1, 0, 1), (2, 1, 2), (3, 0, 15), (4, 3, 96)):
        assert abs((z**power).mean() - moment) < SIGMAS * math.sqrt(variance / COUNT)
    assert abs((z[:-1] * z[1:]).mean()) < SIGMAS / math.sqrt(COUNT)
    mask = draw("random_bernoulli", "f4", COUNT, p=0.3)
    assert abs(mask.mean() - 0.3) < SIGMAS * math.sqrt(0.21 / COUNT)
    dice = np.bincount(draw("random_integers", "i4", COUNT, low=0, span=6), minlength=6)
    assert dice.size == 6 and ((dice - COUNT / 6) ** 2 / (COUNT / 6)).sum() < 25.7  # chi-square, 5 degrees, 1e-4


def test_draws_and_keys_differ() -> None:
    states = [np.array(s, np.int64) for s in ([1, 0], [1, 1], [2, 0], [-1, 0], [1, 1 << 32], [1 + (1 << 32), 0])]
    seen = {draw("random_bits", "u4", 64, state=s).tobytes() for s in states}
    assert len(seen) == len(states)
    for s in states:
        np.testing.assert_array_equal(draw("random_bits", "u4", 64, state=s), ref.bits(s, 64))
