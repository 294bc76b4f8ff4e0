"""Random initializers: the law they draw from, dtypes, seeds, bounds, and that drawing is fast."""

import math
import time

import numpy as np
import pytest

from kerasish import initializers
from kerasish.random import SeedGenerator, set_random_seed

Z = 2**0.5
PHI = np.vectorize(lambda x: 0.5 * (1 + math.erf(x / Z)), otypes=[float])


def _normal(mean, stddev):
    return lambda x: PHI((x - mean) / stddev)


def _truncated(mean, stddev):
    low, high = PHI(-2.0), PHI(2.0)
    return lambda x: np.clip((PHI((x - mean) / stddev) - low) / (high - low), 0, 1)


def _uniform(low, high):
    return lambda x: np.clip((x - low) / (high - low), 0, 1)


SHAPE = (5, 4, 30, 50)  # fan in 600, fan out 1000
CUT = 0.87962566103423978
S = math.sqrt
#: class, arguments, distribution function for SHAPE
LAWS = [
    ("RandomNormal", {"mean": 1.0, "stddev": 0.2}, _normal(1, 0.2)),
    ("TruncatedNormal", {"mean": 1.0, "stddev": 0.2}, _truncated(1, 0.2)),
    ("RandomUniform", {"minval": -1.0, "maxval": 3.0}, _uniform(-1, 3)),
    ("GlorotUniform", {}, _uniform(-S(6 / 1600), S(6 / 1600))),
    ("GlorotNormal", {}, _truncated(0, S(2 / 1600) / CUT)),
    ("HeUniform", {}, _uniform(-S(6 / 600), S(6 / 600))),
    ("HeNormal", {}, _truncated(0, S(2 / 600) / CUT)),
    ("LecunUniform", {}, _uniform(-S(3 / 600), S(3 / 600))),
    ("LecunNormal", {}, _truncated(0, S(1 / 600) / CUT)),
    ("VarianceScaling", {}, _truncated(0, S(1 / 600) / CUT)),
    ("VarianceScaling", {"scale": 3.0, "mode": "fan_out", "distribution": "uniform"},
     _uniform(-3 / S(1000), 3 / S(1000))),
    ("VarianceScaling", {"mode": "fan_avg", "distribution": "untruncated_normal"}, _normal(0, S(1 / 800))),
    ("VarianceScaling", {"input_axes": (0,), "output_axes": (1, 2)}, _truncated(0, S(1 / 5) / CUT)),
]  # fmt: skip
RANDOM = ["RandomNormal", "TruncatedNormal", "RandomUniform", "GlorotUniform", "HeNormal", "Orthogonal"]


def distance(sample, law):
    """Kolmogorov and Smirnov's statistic times the root of the sample size; above 2.2 once in 10000 samples."""
    x = np.sort(np.ravel(sample).astype("float64"))
    n = len(x)
    cumulative = law(x)
    return max((np.arange(1, n + 1) / n - cumulative).max(), (cumulative - np.arange(n) / n).max()) * math.sqrt(n)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("name", "arguments", "law"), LAWS)
def test_law(name, arguments, law, dtype):
    sample = getattr(initializers, name)(**arguments, seed=7)(SHAPE, dtype=dtype)
    assert sample.shape == SHAPE and sample.dtype == dtype
    assert distance(sample, law) < 2.2


def test_variance_of_scaled_weights():
    for mode, fan in (("fan_in", 600), ("fan_out", 1000), ("fan_avg", 800)):
        for distribution in ("truncated_normal", "untruncated_normal", "uniform"):
            x = initializers.VarianceScaling(2.0, mode, distribution, seed=1)(SHAPE)
            assert abs(x.var() * fan / 2.0 - 1) < 0.02 and abs(x.mean()) < 0.001


def test_plain_normal_at_level_1(at_level):
    at_level("1")
    assert distance(initializers.get("glorot_normal")(SHAPE), _normal(0, S(2 / 1600))) < 2.2
    assert distance(initializers.get("he_normal")(SHAPE), _normal(0, S(2 / 600))) < 2.2
    at_level("2.2")
    assert distance(initializers.get("he_normal")(SHAPE), _truncated(0, S(2 / 600) / CUT)) < 2.2


@pytest.mark.parametrize("shape", [(6, 4), (4, 6), (5, 5), (3, 3, 4, 8), (1, 7), (2, 1)])
def test_orthogonal(shape):
    q = initializers.Orthogonal(2.0, seed=3)(shape, dtype="float64").reshape(-1, shape[-1])
    small = q.T @ q if q.shape[0] >= q.shape[1] else q @ q.T
    np.testing.assert_allclose(small, 4 * np.eye(len(small)), atol=1e-12)


def test_orthogonal_is_evenly_distributed():
    """The trace of a Haar-distributed orthogonal 3x3 matrix has mean 0 and variance 1."""
    traces = [np.trace(initializers.Orthogonal(seed=s)((3, 3), dtype="float64")) for s in range(3000)]
    assert abs(np.mean(traces)) < 0.08 and abs(np.var(traces) - 1) < 0.12


def test_orthogonal_gain_by_level(at_level):
    for level, gain in (("1", 1.1), ("2.2", 1.0), ("3", 1.0)):
        at_level(level)
        assert np.isclose(np.linalg.norm(initializers.get("orthogonal")((4, 4))[0]), gain)


@pytest.mark.parametrize("name", RANDOM)
def test_seeds(name, at_level):
    make = getattr(initializers, name)
    first = make(seed=5)
    np.testing.assert_array_equal(first((3, 4)), first((3, 4)))
    np.testing.assert_array_equal(first((3, 4)), make(seed=5)((3, 4)))
    assert not np.array_equal(first((3, 4)), make(seed=6)((3, 4)))
    stream = make(seed=SeedGenerator(5))
    assert not np.array_equal(stream((3, 4)), stream((3, 4)))
    at_level("3")
    free = make()
    np.testing.assert_array_equal(free((3, 4)), free((3, 4)))
    at_level("2.3")
    free = make()
    assert not np.array_equal(free((3, 4)), free((3, 4)))


@pytest.mark.parametrize("level", ["2.3", "3"])
@pytest.mark.parametrize("name", RANDOM)
def test_numpy_seed_reproduces(name, level, at_level):
    at_level(level)
    set_random_seed(3)
    first = getattr(initializers, name)()((4, 4))
    np.random.seed(3)
    np.testing.assert_array_equal(first, getattr(initializers, name)()((4, 4)))


def test_odd_seeds():
    for seed in (-1, 2**40, np.int64(3)):
        assert initializers.RandomNormal(seed=seed)((2,)).shape == (2,)
    with pytest.raises(ValueError, match="seed"):
        initializers.RandomNormal(seed="3")


@pytest.mark.parametrize("name", RANDOM)
def test_dtypes(name):
    make = getattr(initializers, name)
    assert make()((2, 2)).dtype == np.float32
    assert make()((2, 2), "float16").dtype == np.float16
    assert make()((2, 2), dtype=np.float64).dtype == np.float64
    with pytest.raises(ValueError, match="int32"):
        make()((2, 2), "int32")


@pytest.mark.parametrize("shape", [(), (0,), (3, 0), (1,), 4, [2, 3]])
def test_shapes(shape):
    for name in ("RandomNormal", "TruncatedNormal", "RandomUniform", "GlorotUniform", "HeNormal"):
        expected = (4,) if shape == 4 else tuple(shape)
        assert getattr(initializers, name)(seed=1)(shape).shape == expected


def test_ten_million_weights_take_a_moment():
    for name in ("GlorotUniform", "HeNormal", "RandomNormal"):
        best = math.inf
        for _ in range(3):
            start = time.process_time()
            getattr(initializers, name)(seed=1)((10000, 1000))
            best = min(best, time.process_time() - start)
        assert best < 0.5, name  # 0.04 to 0.13 s of one 2.6 GHz core
