"""Layers: outputs, masks, gradients, shapes and default configurations equal real Keras's."""

import make_layers
import pytest
from golden_harness import TOLERANCE_GRADIENTS, TOLERANCE_VALUES, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("layers")
FORWARD = [row for row in CASES if not row[1].startswith("gradient") and not row[1].endswith("mask")]


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "layers"))
def test_layers(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_layers, "layers", case)
    assert_close(expected, arrays, TOLERANCE_GRADIENTS if case.startswith("gradient") else TOLERANCE_VALUES)


@pytest.mark.parametrize(("generation", "case"), FORWARD, ids=identify(FORWARD, "layers"))
def test_shapes(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_layers, "layers", case)
    assert {k: own[k] for k in ("output_shape", "weights")} == {k: facts[k] for k in ("output_shape", "weights")}


@pytest.mark.parametrize(("generation", "case"), FORWARD, ids=identify(FORWARD, "layers"))
def test_configurations(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_layers, "layers", case)
    assert own["config"] == facts["config"]
