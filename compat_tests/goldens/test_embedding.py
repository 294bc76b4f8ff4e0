"""Embedding: outputs, masks, gradients, losses, trained weights, shapes and configurations equal real Keras's."""

import make_embedding
import pytest
from golden_harness import TOLERANCE_GRADIENTS, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("embedding")
FORWARD = [row for row in CASES if not row[1].startswith(("gradient", "loss", "trained"))]


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "embedding"))
def test_values(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_embedding, "embedding", case)
    assert_close(expected, arrays, TOLERANCE_GRADIENTS)


@pytest.mark.parametrize(("generation", "case"), FORWARD, ids=identify(FORWARD, "embedding"))
def test_facts(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_embedding, "embedding", case)
    assert own == facts
