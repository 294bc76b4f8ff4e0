"""Losses, unreduced and reduced, and their gradients equal real Keras's."""

import make_losses
import pytest
from golden_harness import TOLERANCE_GRADIENTS, TOLERANCE_VALUES, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("losses")


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "losses"))
def test_losses(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_losses, "losses", case)
    assert_close(expected, arrays, TOLERANCE_GRADIENTS if case.startswith("gradient") else TOLERANCE_VALUES)
