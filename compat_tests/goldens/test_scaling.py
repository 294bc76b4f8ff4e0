"""Rescaling and Normalization: outputs, gradients, learnt weights and configurations equal real Keras's."""

import make_scaling
import pytest
from golden_harness import TOLERANCE_GRADIENTS, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("scaling")
FORWARD = [row for row in CASES if not row[1].startswith("gradient")]


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "scaling"))
def test_scaling(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_scaling, "scaling", case)
    assert_close(expected, arrays, TOLERANCE_GRADIENTS)


@pytest.mark.parametrize(("generation", "case"), FORWARD, ids=identify(FORWARD, "scaling"))
def test_facts(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_scaling, "scaling", case)
    facts["config"].pop("batch_input_shape", None)  # tf.keras notes there what it saw in adapt, and needs it nowhere
    assert own == facts
