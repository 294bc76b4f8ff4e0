"""Initializers: deterministic ones equal real Keras's, random ones follow the same law."""

import make_initializers
import numpy as np
import pytest
from golden_harness import TOLERANCE_VALUES, stored
from golden_kerasish import assert_close, identify, replay

CASES = stored("initializers")
EXACT = [row for row in CASES if row[1].startswith("exact")]
LAWS = [row for row in CASES if row[1].startswith("law")]
#: Allowed distance of two samples' moments and quantiles, in standard errors of the worse-determined quantiles.
STANDARD_ERRORS = 8
#: Extremes of a bounded law (uniform, truncated) may differ by this part of the standard deviation.
TOLERANCE_BOUND = 0.03


@pytest.mark.parametrize(("generation", "case"), EXACT, ids=identify(EXACT, "initializers"))
def test_deterministic(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_initializers, "initializers", case)
    assert_close(expected, arrays, TOLERANCE_VALUES)


@pytest.mark.parametrize(("generation", "case"), LAWS, ids=identify(LAWS, "initializers"))
def test_law(kerasish_at, generation, case):
    expected, arrays, facts, own = replay(kerasish_at(generation), make_initializers, "initializers", case)
    want, got = expected["law"], arrays["law"]
    if want[1] == 0:
        assert_close({"law": want}, {"law": got}, TOLERANCE_VALUES)
        return
    size = 120000 if case.endswith(("400x300", "300x400")) else 4608
    allowed = STANDARD_ERRORS * want[1] / np.sqrt(size)
    assert abs(got[0] - want[0]) < allowed and abs(got[1] - want[1]) < allowed, (got[:2], want[:2])
    assert np.all(np.abs(got[4:] - want[4:])[1:-1] < 2.5 * allowed), (got[4:], want[4:])
    reach = np.max(np.abs(want[2:4] - want[0])) / want[1]
    if reach < 2.4:  # uniform: 1.73, truncated normal: 2.27 standard deviations; a plain normal goes beyond
        bound = max(TOLERANCE_BOUND, STANDARD_ERRORS / np.sqrt(size)) * want[1]
        assert np.all(np.abs(got[2:4] - want[2:4]) < bound), (got[2:4], want[2:4])
    else:
        assert np.max(np.abs(got[2:4] - got[0])) / got[1] > 2.4
    if facts["dtype"] == "float32":  # 2.3.1's Orthogonal returns a NumPy float64 array, which layers then cast
        assert own["dtype"] == "float32"


@pytest.mark.parametrize(("generation", "case"), [row for row in LAWS if "rthogonal" in row[1]])
def test_orthogonal(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_initializers, "initializers", case)
    # 1.2.2 has orthonormal rows along the first axis: folded to (-1, F), its kernels are a random matrix, a law too.
    random = generation == "keras-1.2.2" and case.endswith("3x3x16x32")
    near = {"rtol": 0.1} if random else {"atol": 1e-5}
    np.testing.assert_allclose(arrays["singular"], expected["singular"], **near)
