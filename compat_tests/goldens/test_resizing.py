"""Layers that cut, frame and enlarge: outputs, gradients, shapes and configurations equal real Keras's."""

import make_resizing
import pytest
from golden_harness import TOLERANCE_GRADIENTS, TOLERANCE_VALUES, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("resizing")
FORWARD = [row for row in CASES if not row[1].startswith(("gradient", "resize"))]


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "resizing"))
def test_resizing(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_resizing, "resizing", case)
    assert_close(expected, arrays, TOLERANCE_GRADIENTS if case.startswith("gradient") else TOLERANCE_VALUES)


@pytest.mark.parametrize(("generation", "case"), FORWARD, ids=identify(FORWARD, "resizing"))
def test_facts(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_resizing, "resizing", case)
    assert own == facts
