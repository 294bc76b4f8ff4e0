"""Metric functions and stateful metrics give real Keras's values."""

import make_metrics
import pytest
from golden_harness import TOLERANCE_VALUES, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("metrics")


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "metrics"))
def test_metrics(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_metrics, "metrics", case)
    assert_close(expected, arrays, TOLERANCE_VALUES)
