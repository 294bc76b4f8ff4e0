"""Layers that cut, frame and enlarge: outputs, gradients, shapes and configurations equal real Keras's.

TensorFlow reads the cubic kernel from a table of 1024 steps, so that it is off by 1e-3 where an image is not enlarged
by a power of 2: there what is computed in float64 from the formula is the measure, and what JAX gives.
"""

import make_resizing
import numpy as np
import pytest
from golden_harness import TOLERANCE_GRADIENTS, TOLERANCE_VALUES, stored
from golden_kerasish import assert_close, family_of, identify, replay

CASES = stored("resizing")
ROUGH = ("interpolation=bicubic,size=[3, 2]", "interpolation=bicubic,size=[3, 7]", "interpolation=bicubic,size=[9, 4]")
TABLE = [row for row in CASES if any(text in row[1] for text in ROUGH)]
EXACT = [row for row in CASES if row not in TABLE]
FORWARD = [row for row in CASES if not row[1].startswith(("gradient", "resize"))]


def tolerance(case):
    """Interpolation sums up to a hundred products, and real Keras makes its weights in float32."""
    sums = case.startswith(("gradient", "resize")) or "interpolation" in case
    return TOLERANCE_GRADIENTS if sums else TOLERANCE_VALUES


@pytest.mark.parametrize(("generation", "case"), EXACT, ids=identify(EXACT, "resizing"))
def test_resizing(kerasish_at, generation, case):
    expected, arrays, *_ = replay(kerasish_at(generation), make_resizing, "resizing", case)
    assert_close(expected, arrays, tolerance(case))


@pytest.mark.parametrize(("generation", "case"), TABLE, ids=identify(TABLE, "resizing"))
def test_cubic_interpolation(kerasish_at, generation, case):
    """Near TensorFlow's table, and as the formula in float64 has it."""
    expected, arrays, *_ = replay(kerasish_at(generation), make_resizing, "resizing", case)
    assert_close(expected, arrays, 2e-3)
    if not case.startswith("gradient"):
        spec, inputs, *_ = family_of(generation, "resizing")[1][case]
        assert_close({"y": in_float64(inputs["x"], arrays["y"].shape)}, arrays, TOLERANCE_VALUES)


def in_float64(x, shape):
    """Cubic interpolation of (B, H, W, C) to another height and width, one axis at a time."""
    for axis in (1, 2):
        matrix = np.zeros((shape[axis], x.shape[axis]))
        for new in range(shape[axis]):
            place = (new + 0.5) * x.shape[axis] / shape[axis] - 0.5
            taps = [t for t in range(int(np.floor(place)) - 1, int(np.floor(place)) + 3) if 0 <= t < x.shape[axis]]
            values = [keys(abs(place - t)) for t in taps]
            matrix[new, taps] = np.array(values) / sum(values)
        x = np.moveaxis(np.tensordot(matrix, x.astype("float64"), (1, axis)), 0, axis)
    return x


def keys(d):
    """The cubic kernel of Keys with a = -1/2."""
    return 1.5 * d**3 - 2.5 * d**2 + 1 if d <= 1 else -0.5 * d**3 + 2.5 * d**2 - 4 * d + 2


@pytest.mark.parametrize(("generation", "case"), FORWARD, ids=identify(FORWARD, "resizing"))
def test_facts(kerasish_at, generation, case):
    _, _, facts, own = replay(kerasish_at(generation), make_resizing, "resizing", case)
    if generation == "keras-1.2.2":
        own["config"].pop("dim_ordering", None)  # which real Keras 1 forgets, so that the layer is not made again
    assert own == facts
