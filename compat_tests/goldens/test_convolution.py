"""Convolutions: outputs, gradients of inputs and of all weights, shapes and configurations equal real Keras's."""

import make_convolution
import make_convolution_theano
import pytest
from golden_harness import TOLERANCE_GRADIENTS, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("convolution")
FORWARD = [row for row in CASES if not row[1].startswith(("gradient", "ops"))]
THEANO = stored("convolution_theano")


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "convolution"))
def test_values(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_convolution, "convolution", case)
    assert_close(expected, arrays, TOLERANCE_GRADIENTS)


@pytest.mark.parametrize(("generation", "case"), FORWARD, ids=identify(FORWARD, "convolution"))
def test_shapes(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_convolution, "convolution", case)
    for fact in ("output_shape", "weights", "shapes"):
        assert own[fact] == facts[fact]


@pytest.mark.parametrize(("generation", "case"), FORWARD, ids=identify(FORWARD, "convolution"))
def test_configurations(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_convolution, "convolution", case)
    assert own["config"] == facts["config"]


@pytest.mark.parametrize(("generation", "case"), THEANO, ids=identify(THEANO, "convolution_theano"))
def test_theano(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_convolution_theano, "convolution_theano", case)
    assert_close(expected, arrays, TOLERANCE_GRADIENTS)
