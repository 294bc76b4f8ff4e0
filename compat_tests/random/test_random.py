"""`keras.random`: laws, seeds, shapes known and symbolic, and that no gradient flows into random numbers."""

import math

import numpy as np
import pytest

from kerasish import ops, random
from kerasish.graph.autodiff import gradients
from kerasish.graph.function import make_function
from kerasish.graph.tensor import placeholder
from kerasish.ops import random as laws
from kerasish.registry import exported

N = 40000
PHI = np.vectorize(lambda x: 0.5 * (1 + math.erf(x / 2**0.5)), otypes=[float])


def _binomial(n, p):
    below = np.cumsum([math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)])
    return lambda k: below[k.astype(int)]


#: name -> (draw of a shape, mean, variance, distribution function or None)
CASES = {
    "uniform": (lambda s, **k: random.uniform(s, -1.0, 3.0, **k), 1.0, 16 / 12, lambda x: (x + 1) / 4),
    "normal": (lambda s, **k: random.normal(s, 1.0, 2.0, **k), 1.0, 4.0, lambda x: PHI((x - 1) / 2)),
    "truncated_normal": (
        lambda s, **k: random.truncated_normal(s, **k), 0.0, 0.7737413,
        lambda x: (PHI(x) - PHI(-2.0)) / (PHI(2.0) - PHI(-2.0)),
    ),
    "randint": (lambda s, **k: random.randint(s, -3, 4, **k), 0.0, 4.0, None),
    "gamma": (lambda s, **k: random.gamma(s, 1.0, **k), 1.0, 1.0, lambda x: 1 - np.exp(-x)),
    "beta": (lambda s, **k: random.beta(s, 2.0, 1.0, **k), 2 / 3, 1 / 18, lambda x: x**2),
    "binomial": (lambda s, **k: random.binomial(s, 12, 0.3, **k), 3.6, 2.52, None),
    "categorical": (
        lambda s, **k: random.categorical(np.log(np.array([[0.2, 0.5, 0.3]])), int(np.prod(s)), **k), 1.1, 0.49, None
    ),
    "dropout": (lambda s, **k: random.dropout(np.ones(s, "float32"), 0.2, **k), 1.0, 0.25, None),
    "shuffle": (lambda s, **k: random.shuffle(np.arange(N) / N, **k), 0.5, 1 / 12, lambda x: x),
}  # fmt: skip


def distance(sample, law):
    """Kolmogorov and Smirnov's statistic times the root of the sample size; above 2.2 once in 10000 samples."""
    x = np.sort(np.ravel(sample).astype("float64"))
    n, cumulative = len(x), law(np.sort(np.ravel(sample).astype("float64")))
    return max((np.arange(1, n + 1) / n - cumulative).max(), (cumulative - np.arange(n) / n).max()) * math.sqrt(n)


def test_every_function_has_a_case():
    assert set(exported("random")) == set(CASES) | {"SeedGenerator"}
    assert set(random.__all__) - {"set_random_seed"} == set(exported("random"))


@pytest.mark.parametrize("name", CASES)
def test_law(name):
    draw, mean, variance, law = CASES[name]
    x = np.asarray(draw((N,), seed=11), "float64")
    assert abs(x.mean() - mean) < 5 * math.sqrt(variance / N)
    assert abs(x.var() / variance - 1) < 0.05
    if law is not None:
        assert distance(x, law) < 2.2


@pytest.mark.parametrize("name", CASES)
def test_seeds(name):
    draw = CASES[name][0]
    np.testing.assert_array_equal(draw((50,), seed=3), draw((50,), seed=3))
    assert not np.array_equal(draw((50,), seed=3), draw((50,), seed=4))
    stream = random.SeedGenerator(3)
    first = draw((50,), seed=stream)
    np.testing.assert_array_equal(first, draw((50,), seed=3))
    assert not np.array_equal(first, draw((50,), seed=stream))
    random.set_random_seed(5)
    free = draw((50,)), draw((50,))
    assert not np.array_equal(*free)
    random.set_random_seed(5)
    np.testing.assert_array_equal(free[0], draw((50,)))


@pytest.mark.parametrize("name", ["uniform", "normal", "truncated_normal"])
def test_an_element_depends_on_its_place_alone(name):
    draw = getattr(random, name)
    np.testing.assert_array_equal(draw((7,), seed=1), draw((101,), seed=1)[:7])
    np.testing.assert_array_equal(draw((3, 4), seed=1).ravel(), draw((12,), seed=1))


@pytest.mark.parametrize("name", ["uniform", "normal", "truncated_normal", "gamma", "beta", "binomial"])
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_dtypes(name, dtype):
    more = {"gamma": (1.0,), "beta": (1.0, 2.0), "binomial": (3, 0.5)}.get(name, ())
    draw = getattr(random, name)
    for shape in ((), (0,), (1,), (3, 5)):
        x = draw(shape, *more, dtype=dtype, seed=1)
        assert x.shape == shape and x.dtype == dtype and np.isfinite(x).all()
    with pytest.raises(ValueError, match="int32"):
        draw((2,), *more, dtype="int32")


def test_integers():
    for dtype in ("int32", "int64", "uint8", "int8"):
        x = random.randint((5000,), 2, 7, dtype=dtype, seed=1)
        assert x.dtype == dtype and set(np.unique(x)) == {2, 3, 4, 5, 6}
        assert np.bincount(x.astype(int), minlength=7)[2:].min() > 850
    with pytest.raises(ValueError, match="float32"):
        random.randint((2,), 0, 3, dtype="float32")
    with pytest.raises(ValueError, match="No integer"):
        random.randint((2,), 3, 3)


def test_parameters_may_be_arrays():
    low, high = np.array([0.0, 10.0]), np.array([1.0, 20.0])
    x = random.uniform((500, 2), low, high, seed=1)
    assert ((x >= low) & (x < high)).all() and x.mean(0)[1] > 14
    i = random.randint((500, 2), np.array([0, 5]), np.array([2, 9]), seed=1)
    assert set(i[:, 0]) == {0, 1} and set(i[:, 1]) == {5, 6, 7, 8}
    n = random.normal((5000, 2), np.array([0.0, 3.0]), np.array([1.0, 0.1]), seed=1)
    np.testing.assert_allclose(n.mean(0), [0, 3], atol=0.06)
    g = random.gamma((5000, 2), np.array([0.5, 9.0]), seed=1)
    np.testing.assert_allclose(g.mean(0), [0.5, 9.0], rtol=0.06)
    b = random.binomial((5000, 2), np.array([4, 400]), np.array([0.5, 0.1]), seed=1)
    np.testing.assert_allclose(b.mean(0), [2, 40], rtol=0.05)


@pytest.mark.parametrize(
    ("n", "p"), [(0, 0.5), (1, 0.3), (64, 0.1), (65, 0.9), (200, 0.5), (1000, 0.01), (500, 1.0), (300, 0.0)]
)
def test_binomial(n, p):
    x = random.binomial((5000,), n, p, seed=5).astype("float64")
    assert x.min() >= 0 and x.max() <= n and (x == np.floor(x)).all()
    assert abs(x.mean() - n * p) <= 5 * math.sqrt(n * p * (1 - p) / 5000)
    if 0 < p < 1 and n > 1:
        gap = np.abs(np.array([(x <= k).mean() for k in range(n + 1)]) - _binomial(n, p)(np.arange(n + 1)))
        assert gap.max() * math.sqrt(5000) < 2.2


def test_tiny_beta_parameters():
    x = random.beta((4000,), 0.001, 0.003, seed=2)
    assert np.isfinite(x).all() and abs(x.mean() - 0.25) < 0.04


def test_dropout():
    x = np.random.RandomState(0).randn(400, 300).astype("float32")
    y = random.dropout(x, 0.25, seed=1)
    assert abs((y == 0).mean() - 0.25) < 0.01
    np.testing.assert_allclose(y[y != 0], x[y != 0] / 0.75, rtol=1e-6)
    rows = random.dropout(x, 0.5, noise_shape=(400, 1), seed=1) == 0
    assert (rows == rows[:, :1]).all() and 0.3 < rows[:, 0].mean() < 0.7
    assert random.dropout(x, 0.0) is x
    assert not random.dropout(x, 1.0).any()
    assert random.dropout(x.astype("float16"), 0.5, seed=1).dtype == np.float16
    with pytest.raises(ValueError, match="from 0 to 1"):
        random.dropout(x, 1.5)
    with pytest.raises(ValueError, match="noise_shape"):
        random.dropout(x, 0.5, noise_shape=(1,))


def test_categorical():
    logits = np.log(np.array([[0.1, 0.2, 0.7], [0.8, 0.1, 0.1]])).astype("float32")
    x = random.categorical(logits, 20000, seed=3)
    assert x.shape == (2, 20000) and x.dtype == np.int32
    for row, p in zip(x, np.exp(logits), strict=True):
        np.testing.assert_allclose(np.bincount(row) / 20000, p, atol=0.02)
    assert random.categorical(logits, 2, dtype="int64").dtype == np.int64


def test_shuffle():
    x = np.arange(12).reshape(3, 4)
    rows = random.shuffle(x, seed=4)
    assert sorted(rows[:, 0]) == [0, 4, 8] and (np.diff(rows) == 1).all()
    columns = random.shuffle(x, axis=1, seed=4)
    assert sorted(columns[0]) == [0, 1, 2, 3] and (np.diff(columns, axis=0) == 4).all()
    places = np.mean([random.shuffle(np.arange(6), seed=s) == np.arange(6) for s in range(600)])
    assert abs(places - 1 / 6) < 0.03


def test_shapes_that_are_not_known_yet():
    seed = random.SeedGenerator(1)

    def draw(x):
        size = ops.shape(x)
        rows = size[0]
        return [
            random.normal((rows, 5), seed=seed),
            random.uniform((rows * 2, 3), seed=seed),
            random.uniform(size, seed=seed),
            random.randint((rows,), 0, 9, seed=seed),
            random.gamma((rows, 2), 1.0, seed=seed),
            random.binomial((rows, 2), 100, 0.5, seed=seed),
            random.categorical(x, 4, seed=seed),
            random.shuffle(x, seed=seed),
            random.dropout(x, 0.5, noise_shape=(None, 1), seed=seed),
            random.truncated_normal((rows, 1)),
        ]

    x = placeholder((None, 3), "float32")
    function = make_function(draw, [x])
    for rows in (1, 4, 7):
        data = np.random.RandomState(0).rand(rows, 3)
        first, again = function(data), function(data)
        expected = [
            (rows, 5),
            (2 * rows, 3),
            (rows, 3),
            (rows,),
            (rows, 2),
            (rows, 2),
            (rows, 4),
            (rows, 3),
            (rows, 3),
            (rows, 1),
        ]
        assert [a.shape for a in first] == expected
        assert not np.array_equal(first[0], again[0]) and not np.array_equal(first[-1], again[-1])
    with pytest.raises(ValueError, match="None"):
        laws.stand_in((None, 3))


def test_a_traced_stream_continues_the_eager_one():
    x = placeholder((3,), "float32")
    seed = random.SeedGenerator(9)
    function = make_function(lambda x: [random.normal((3,), seed=seed) + x], [x])
    traced = [function(np.zeros(3))[0] for _ in range(3)]
    eager = random.SeedGenerator(9)
    for row in traced:
        np.testing.assert_allclose(row, random.normal((3,), seed=eager), atol=1e-6)
    np.testing.assert_allclose(random.normal((3,), seed=seed), random.normal((3,), seed=eager), atol=1e-6)


def test_gradients():
    """Through dropout flows the mask of the forward pass; into noise nothing, and multiplying by it is no error."""
    seed = random.SeedGenerator(2)

    def step(x):
        y, z = random.dropout(x, 0.5, seed=seed), random.dropout(x, 0.5, noise_shape=(1, 6), seed=seed)
        noisy = x * random.normal((4, 6), seed=seed) + random.gamma((4, 6), ops.absolute(x) + 1.0, seed=seed)
        dx = gradients([ops.sum(y * 2.0) + ops.sum(z * 3.0)], [x])[0]
        return [y, z, dx, gradients([ops.sum(noisy)], [x])[0]]

    x = placeholder((4, 6), "float32")
    y, z, dx, dn = make_function(step, [x])(np.ones((4, 6), "float32"))
    np.testing.assert_allclose(dx, 2 * y + 3 * z)
    assert np.isfinite(dn).all() and dn.std() > 0.1


def test_seed_generator():
    first = random.SeedGenerator(seed=7, name="mine", backend="numpy")
    assert first.get_config() == {"seed": 7, "name": "mine"}
    assert random.SeedGenerator.from_config(first.get_config()).initial_seed == 7
    assert [int(first.next()[1]) for _ in range(3)] == [0, 1, 2]
    for bad in ("1", 1.5):
        with pytest.raises(ValueError, match="integer"):
            random.SeedGenerator(bad)
    with pytest.raises(ValueError, match="seed"):
        random.normal((2,), seed="1")
    assert random.normal((2,), seed=-1).shape == (2,)
    with pytest.raises(TypeError):
        random.SeedGenerator(1, sede=2)
