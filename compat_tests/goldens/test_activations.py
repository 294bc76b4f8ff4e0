"""Activations and their gradients equal real Keras's."""

import make_activations
import pytest
from golden_harness import TOLERANCE_VALUES, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("activations")


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "activations"))
def test_activations(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_activations, "activations", case)
    assert_close(expected, arrays, TOLERANCE_VALUES)
