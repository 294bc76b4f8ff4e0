"""Activations and their gradients equal real Keras's."""

import make_activations
import pytest
from golden_harness import TOLERANCE_GRADIENTS, TOLERANCE_VALUES, stored
from golden_kerasish import assert_close, distance, family_of, identify, replay

CASES = stored("activations")


@pytest.mark.parametrize(("generation", "case"), CASES, ids=identify(CASES, "activations"))
def test_activations(kerasish_at, generation, case):
    api = kerasish_at(generation)
    expected, arrays, *_ = replay(api, make_activations, "activations", case)
    if case.startswith("gradient"):
        exact = in_float64(api, case)
        if distance(exact, expected) > TOLERANCE_VALUES:  # real Keras's own rounding: the exact gradient decides
            assert_close(expected, exact, TOLERANCE_GRADIENTS)
            expected = exact
    assert_close(expected, arrays, TOLERANCE_VALUES)


def in_float64(api, case):
    """The case, computed by kerasish in float64."""
    spec, inputs, *_ = family_of(api.generation, "activations")[1][case]
    backend = api.keras.backend
    backend.set_floatx("float64")
    try:
        return make_activations.run(api, spec, {k: v.astype("float64") for k, v in inputs.items()})[0]
    finally:
        backend.set_floatx("float32")
