"""Weights and losses after three epochs of training equal real Keras's."""

import make_optimizers
import pytest
from golden_harness import TOLERANCE_WEIGHTS, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("optimizers")


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "optimizers"))
def test_optimizers(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_optimizers, "optimizers", case)
    assert_close(expected, arrays, TOLERANCE_WEIGHTS)
