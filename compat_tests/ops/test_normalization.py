"""Formulas of normalization whose gradients are rules of their own, precision, and sums of many rows."""

from __future__ import annotations

import numpy as np
import pytest

from kerasish import ops
from kerasish.graph.autodiff import gradients
from kerasish.graph.function import Function
from kerasish.graph.tensor import placeholder
from kerasish.graph.trace import Trace
from kerasish.ops.normalization import channel_affine, channel_moments, normalize_rows
from kerasish.testing.compare import close, identical, with_threads
from kerasish.testing.graphs import Projection

RNG = np.random.RandomState(0)


def drawn(*shape):
    """Numbers in double precision."""
    return RNG.randn(*shape) + 0.5


def batch_norm(x, gamma, beta):
    """What BatchNormalization computes in training."""
    mean, variance = channel_moments(x)
    return channel_affine(x, mean, ops.rsqrt(variance + 0.1) * gamma, beta)


def per_sample(x, gamma, beta):
    """The same for each sample: instance normalization."""
    mean, variance = channel_moments(x, 1)
    scale = ops.rsqrt(variance + 0.1) * gamma
    return channel_affine(x, mean, scale, ops.broadcast_like(beta, scale), 1)


def layer_norm(x, gamma, beta):
    """What LayerNormalization computes."""
    return channel_affine(normalize_rows(x, 0.1), None, gamma, beta)


FORMULAS = [
    batch_norm,
    per_sample,
    layer_norm,
    lambda x, gamma, beta: channel_affine(x, None, gamma, None),
    lambda x, gamma, beta: channel_affine(x, beta, gamma, None),
    lambda x, gamma, beta: channel_affine(x, beta, None, gamma),
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_gradient(formula):
    Projection(formula, [drawn(3, 4, 5), drawn(5), drawn(5)]).check()


@pytest.mark.parametrize("formula", FORMULAS)
def test_second_gradient(formula):
    """As for a penalty on gradients (WGAN-GP): gradients of gradients by everything there is."""

    def first(x, gamma, beta):
        y = formula(x, gamma, beta)
        return [g for g in gradients([ops.sum(y * y * y)], [x, gamma, beta]) if g is not None]

    Projection(first, [drawn(3, 4, 5), drawn(5), drawn(5)]).check(tolerance=1e-5)


@pytest.mark.parametrize("shape", [(100, 3), (64, 1000), (20000, 16), (30, 2048), (100000, 1)])
@pytest.mark.parametrize(("mean", "deviation"), [(0, 1), (1e3, 1), (-1e4, 10), (1e3, 1e-2)])
def test_moments_far_from_zero(shape, mean, deviation):
    x = (RNG.randn(*shape) * deviation + mean).astype("float32")
    wide = x.astype("float64")
    got_mean, got_variance = channel_moments(x)
    assert np.max(np.abs(got_mean - wide.mean(0))) <= 1e-7 * abs(mean) + 1e-6 * deviation
    assert np.max(np.abs(got_variance / wide.var(0) - 1)) <= 1e-6


def test_moments_of_rows_in_order():
    """Blocks far from each other: what the distances lose is a share of the spread between blocks."""
    x = np.sort(RNG.randn(50000, 2), axis=0).astype("float32") * 100
    x[:4096] = 0
    assert np.max(np.abs(channel_moments(x)[1] / x.astype("float64").var(0) - 1)) <= 1e-6


def test_a_constant_channel_has_no_variance():
    assert np.all(channel_moments(np.full((3000, 3), 0.1, "float32"))[1] < 1e-16)


@pytest.mark.parametrize("shape", [(4, 50, 50, 16), (4, 50, 50, 3), (8, 40, 300), (1, 70000)])
def test_threads_agree(shape):
    """Large enough to be cut into parts: one thread and two give the same bits."""
    x, dy = (RNG.randn(*shape).astype("float32") for _ in range(2))
    results = []
    for count in (1, 2):
        with with_threads(count):
            results.append(training_step(x, dy))
    identical(results[0], results[1], "1 and 2 threads")


def training_step(x, dy):
    """Output and gradients of batch normalization."""
    given = [placeholder(a.shape, "float32") for a in (x, dy)]
    gamma, beta = (placeholder(x.shape[-1:], "float32") for _ in range(2))
    with Trace():
        y = batch_norm(given[0], gamma, beta)
        found = gradients([y], [given[0], gamma, beta], [given[1]])
    ones = np.ones(x.shape[-1], "float32")
    return Function([*given, gamma, beta], [y, *found])(x, dy, ones, ones)


def test_a_training_step_is_two_sums_and_two_chains():
    """Large arrays are met by one sum and one chain forwards, and as many backwards."""
    from kerasish.graph.specialize import specialize
    from kerasish.plan import fuse

    x, dy = (placeholder((32, 8, 8, 16), "float32") for _ in range(2))
    gamma, beta = (placeholder((16,), "float32") for _ in range(2))
    with Trace():
        y = ops.relu(batch_norm(x, gamma, beta))
        found = gradients([y], [x, gamma, beta], [dy])
    function = Function([x, dy, gamma, beta], [y, *found])
    arrays = [np.zeros(t.shape, "float32") for t in function.inputs]
    steps = fuse.steps(specialize(function, arrays))
    large = [s for s in steps if any(v.size > 1000 for v in (*s.inputs, *s.outputs))]
    assert sum(not s.chain for s in large) == 2
    assert sum(s.chain for s in large) == 2


def test_inference_is_a_product_and_a_sum():
    from kerasish.graph.specialize import specialize
    from kerasish.layers import BatchNormalization, Input

    layer = BatchNormalization()
    x = Input((6, 6, 4))
    y = layer(x)
    program = specialize(Function([x], [y]), [np.zeros((2, 6, 6, 4), "float32")])
    last, product = program.calls[-1], program.calls[-1].inputs[0].source
    assert (last.op.name, product.op.name) == ("add", "multiply")
    assert [v.shape for v in (product.inputs[1], last.inputs[1])] == [(4,), (4,)]


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_dtypes(dtype):
    x = drawn(6, 5, 4).astype(dtype)
    wide = x.astype("float64")
    want = (wide - wide.mean(-1, keepdims=True)) / np.sqrt(wide.var(-1, keepdims=True) + 1e-3)
    close(ops.layer_normalization(x, epsilon=1e-3), want.astype(dtype), {"float16": 4e-3}.get(dtype))
    rms = wide / np.sqrt((wide**2).mean(-1, keepdims=True) + 1e-3)
    close(ops.rms_normalization(x, epsilon=1e-3), rms.astype(dtype), {"float16": 4e-3}.get(dtype))


def test_wrong_arguments():
    with pytest.raises(ValueError, match="order"):
        ops.normalize(np.ones(3), order=0)
    with pytest.raises(ValueError, match="axis"):
        ops.layer_normalization(np.ones((2, 3)), axis=4)
    with pytest.raises(NotImplementedError, match="synchronized"):
        ops.moments(np.ones((2, 3)), 0, synchronized=True)
