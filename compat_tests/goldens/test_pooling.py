"""Pooling: outputs, input gradients, output shapes and configurations equal real Keras's."""

import make_pooling
import pytest
from golden_harness import TOLERANCE_GRADIENTS, TOLERANCE_VALUES, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("pooling")
LAYERS = [row for row in CASES if not row[1].startswith(("gradient", "ops")) and not row[1].endswith("mask")]


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "pooling"))
def test_values(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_pooling, "pooling", case)
    assert_close(expected, arrays, TOLERANCE_GRADIENTS if case.startswith("gradient") else TOLERANCE_VALUES)


@pytest.mark.parametrize(("generation", "case"), LAYERS, ids=identify(LAYERS, "pooling"))
def test_shapes_and_configurations(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_pooling, "pooling", case)
    assert own == facts
