"""Layers that join tensors: outputs, masks, gradients, shapes and configurations equal real Keras's."""

import make_merge
import pytest
from golden_harness import TOLERANCE_GRADIENTS, TOLERANCE_VALUES, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("merge")
FORWARD = [row for row in CASES if not row[1].startswith(("gradient", "mask"))]


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "merge"))
def test_merge(kerasish_at, generation, case):
    expected, arrays, facts, own = replay(kerasish_at(generation), make_merge, "merge", case)
    assert_close(expected, arrays, TOLERANCE_GRADIENTS if case.startswith("gradient") else TOLERANCE_VALUES)
    if case.startswith("mask"):
        assert own == facts


@pytest.mark.parametrize(("generation", "case"), FORWARD, ids=identify(FORWARD, "merge"))
def test_facts(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_merge, "merge", case)
    assert own == facts
