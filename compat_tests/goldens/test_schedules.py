"""Learning-rate schedules give real Keras's values."""

import make_schedules
import pytest
from golden_harness import TOLERANCE_VALUES, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("schedules")


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "schedules"))
def test_schedules(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_schedules, "schedules", case)
    assert_close(expected, arrays, TOLERANCE_VALUES)
