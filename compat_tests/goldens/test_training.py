"""Training semantics: losses under weights and masks, validation rows, history keys and names equal real Keras's."""

import make_training
import pytest
from golden_harness import TOLERANCE_WEIGHTS, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("training")


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "training"))
def test_values(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_training, "training", case)
    assert_close(expected, arrays, TOLERANCE_WEIGHTS)


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "training"))
def test_names(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_training, "training", case)
    assert own == facts
