"""CTC: the reference by counting every alignment, the edges that real Keras has values for, long rows, and errors."""

import itertools

import numpy as np
import pytest

from kerasish import ops
from kerasish.errors import GradientError
from kerasish.graph.autodiff import gradients
from kerasish.graph.function import Function
from kerasish.graph.tensor import placeholder
from kerasish.ops import ctc_reference
from kerasish.testing.graphs import Projection

LOGITS = (np.arange(48).reshape(2, 6, 4) * 7 % 11 / 5).astype("float32")


def ints(*values):
    return [np.asarray(v, "int32") for v in values]


def loss_and_slope(target, logits, counts, frames, mask_index=0):
    """In a graph that knows neither batch nor lengths, as training has it."""
    arrays = [*ints(target), logits, *ints(counts, frames)]
    t, x, *lengths = (
        placeholder((None,) * a.ndim if a.ndim < 3 else (None, None, a.shape[2]), str(a.dtype)) for a in arrays
    )
    loss = ops.ctc_loss(t, x, *lengths, mask_index)
    return Function([t, x, *lengths], [loss, *gradients([loss], [x])])(*arrays)


def counted(target, logits, blank):
    """Minus the log of the summed probability of all alignments that leave the target: all are tried."""
    p = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    total = 0.0
    for path in itertools.product(range(p.shape[1]), repeat=len(p)):
        merged = [c for c, _ in itertools.groupby(path)]
        if [c for c in merged if c != blank] == list(target):
            total += np.prod(p[np.arange(len(p)), list(path)])
    return -np.log(total)


@pytest.mark.parametrize("target", [[], [1], [2, 1], [1, 1], [1, 2, 1], [2, 2, 1]])
@pytest.mark.parametrize("steps", [4, 6])
def test_every_alignment_counts_once(target, steps):
    logits = np.random.RandomState(steps).randn(1, steps, 3)
    arrays = ints([target] if target else np.zeros((1, 0)), [len(target)], [steps])
    expected = counted(target, logits[0], 0)
    got = [f(arrays[0], logits, *arrays[1:], 0)[0] for f in (ctc_reference.loss, ops.ctc_loss)]
    np.testing.assert_allclose(got, expected, rtol=1e-12)


@pytest.mark.parametrize("blank", [0, 1, 3, -1])
def test_any_class_may_be_the_blank(blank):
    logits = np.random.RandomState(1).randn(1, 5, 4)
    target = [c for c in (2, 0, 1) if c != blank % 4][:2]
    got = ops.ctc_loss(np.array([target]), logits, np.array([2]), np.array([5]), mask_index=blank)
    np.testing.assert_allclose(got, counted(target, logits[0], blank % 4), rtol=1e-12)


REAL = [  # Keras 3.15.1 on TensorFlow 2.21: targets, lengths, losses
    ([[1, 1], [1, 2]], [2, 2], [2, 6], [708.9686279296875, 4.685512542724609]),  # no room for the blank between 1 and 1
    ([[1, 2, 3], [3, 2, 1]], [3, 3], [2, 1], [708.2711791992188, 708.336181640625]),  # more labels than steps
    ([[1, 2, 0], [0, 0, 0]], [2, 0], [0, 0], [706.8936157226562, 0.0]),  # no steps
    ([[1, 2, 0], [3, 3, 0]], [2, 2], [1, 2], [707.93115234375, 708.6422119140625]),  # padded, and too long
]


@pytest.mark.parametrize(("target", "counts", "frames", "expected"), REAL)
def test_targets_without_alignment_cost_what_they_cost_in_keras(target, counts, frames, expected):
    loss, slope = loss_and_slope(target, LOGITS, counts, frames)
    np.testing.assert_allclose(loss, expected, rtol=1e-6)
    assert np.all(np.isfinite(slope))
    np.testing.assert_allclose(slope.sum(-1), 0, atol=1e-6)
    for b, steps in enumerate(frames):
        assert not slope[b, steps:].any()


@pytest.mark.parametrize("case", [([[1, 2, 1]], [3], [7]), ([[1, 1, 2]], [3], [7]), ([[1, 2, 3]], [3], [2])])
def test_gradient_in_float64(case):
    target, counts, frames = ints(*case)
    logits = np.random.RandomState(3).randn(1, 7, 4)
    Projection(lambda x: ops.ctc_loss(target, x, counts, frames), [logits]).check()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_long_rows_equal_the_reference(dtype):
    rng = np.random.RandomState(2)
    logits = (3 * rng.randn(5, 300, 40)).astype(dtype)
    arrays = ints(rng.randint(1, 40, (5, 70)), [70, 1, 33, 0, 70], [300, 300, 150, 300, 200])
    loss, slope = loss_and_slope(arrays[0], logits, *arrays[1:])
    expected = ctc_reference.loss(arrays[0], logits, *arrays[1:], 0)
    np.testing.assert_allclose(loss, expected, rtol=2e-7 if dtype == "float32" else 1e-14)
    expected = ctc_reference.gradient(arrays[0], logits, *arrays[1:], np.ones(5), 0)
    np.testing.assert_allclose(slope, expected, atol=1e-5 if dtype == "float32" else 1e-11)


def test_sure_predictions_keep_their_digits():
    """Logits that leave one path: nothing overflows, and only that path has weight."""
    path = np.array([0, 1, 0, 1, 2, 2, 0])
    logits = np.where(np.arange(3) == path[:, None], 2e3, -2e3)[None].astype("float32")
    for target, expected in (([1, 1, 2], 0.0), ([1, 2], 4000.0 - np.log(4)), ([2, 2, 2], 12000.0)):
        loss, slope = loss_and_slope([target], logits, [len(target)], [7])
        np.testing.assert_allclose(loss, expected, rtol=1e-6)
        assert np.all(np.abs(slope) <= 1)


def test_what_lies_behind_the_lengths_does_not_count():
    target, counts, frames = [[1, 2, -5], [3, 99, 99]], [2, 1], [4, 3]
    loss, slope = loss_and_slope(target, LOGITS, counts, frames)
    spoilt = LOGITS.copy()
    spoilt[0, 4:], spoilt[1, 3:] = np.nan, np.inf
    again, slope_again = loss_and_slope([[1, 2, 3], [3, 0, 0]], spoilt, counts, frames)
    np.testing.assert_array_equal(loss, again)
    np.testing.assert_array_equal(slope, slope_again)


def test_classes_that_are_ruled_out():
    logits = LOGITS.copy()
    logits[:, :, 3] = -np.inf
    loss, slope = loss_and_slope([[1, 2], [1, 3]], logits, [2, 2], [6, 6])
    without = ops.ctc_loss(np.array([[1, 2]]), LOGITS[:1, :, :3], np.array([2]), np.array([6]))
    np.testing.assert_allclose(loss[0], without[0], rtol=1e-6)
    assert np.isposinf(loss[1]) and not slope[1].any() and np.all(np.isfinite(slope))
    logits[0, 2, 0] = np.nan
    loss, slope = loss_and_slope([[1, 2], [1, 3]], logits, [2, 2], [6, 6])
    assert np.isnan(loss[0]) and np.isnan(slope[0]).any() and np.isposinf(loss[1])


def test_dtypes_as_in_keras():
    lengths = np.array([2]), np.array([6])
    for given, result in (("float16", "float32"), ("int32", "float32"), ("float32", "float32"), ("float64", "float64")):
        loss = ops.ctc_loss(np.array([[1.0, 2.0]]), LOGITS[:1].astype(given), *lengths)
        assert loss.dtype == result


def test_it_is_where_keras_has_it():
    import kerasish.ops.nn

    assert kerasish.ops.nn.ctc_loss is ops.ctc_loss


def test_errors():
    good = np.zeros((2, 3), int), LOGITS, np.array([1, 1]), np.array([6, 6])
    for place, wrong in ((0, np.zeros(2, int)), (1, LOGITS[0]), (2, np.array([1])), (3, np.array([[6, 6]]))):
        with pytest.raises(ValueError, match=r"(?s)do not fit together.*batch, time, classes.*target \("):
            ops.ctc_loss(*(wrong if i == place else v for i, v in enumerate(good)))
    with pytest.raises(ValueError, match="(?s)blank is no class.*0 to 3.*mask_index=4"):
        ops.ctc_loss(*good, mask_index=4)
    x = placeholder(LOGITS.shape, "float32")
    slope = gradients([ops.ctc_loss(good[0], x, *good[2:])], [x])
    with pytest.raises(GradientError, match="ctc_loss can be differentiated once"):
        gradients(slope, [x])
