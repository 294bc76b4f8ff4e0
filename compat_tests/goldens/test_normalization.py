"""Normalization: outputs, gradients, moving statistics after steps and configurations equal real Keras's."""

import make_normalization
import pytest
from golden_harness import TOLERANCE_GRADIENTS, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("normalization")
FORWARD = [row for row in CASES if row[1].split("-")[0] not in ("gradient", "steps", "masked") and row[1][:3] != "ops"]


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "normalization"))
def test_normalization(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_normalization, "normalization", case)
    assert_close(expected, arrays, TOLERANCE_GRADIENTS)


@pytest.mark.parametrize(("generation", "case"), FORWARD, ids=identify(FORWARD, "normalization"))
def test_facts(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_normalization, "normalization", case)
    for fact in ("output_shape", "weights", "trainable", "names"):
        assert own[fact] == facts[fact], fact
    apart = ("gamma_regularizer", "beta_regularizer", "layer")  # those have goldens of their own
    told = [{k: v for k, v in config.items() if k not in apart} for config in (own["config"], facts["config"])]
    assert told[0] == told[1]
