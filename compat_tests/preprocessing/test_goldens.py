"""The same seed gives the same images as in real Keras 1.2.2, 2.3.1 and 2.15."""

import functools
import pathlib
import warnings

import image_cases
import numpy as np
import pytest

from kerasish import compat
from kerasish.preprocessing import image

pytest.importorskip("PIL")

GOLDENS = pathlib.Path(__file__).parent / "goldens"
GENERATIONS = {"1.2.2": "1", "2.3.1": "2.3", "2.15": "2.15"}
"""Version of Keras: the level that stands for it."""
TOLERANCE = 1e-4
"""Of the largest magnitude."""
ROWS = [(g, name) for g in GENERATIONS for name in sorted(image_cases.cases_for(g))]


@functools.cache
def golden(generation):
    with np.load(GOLDENS / f"keras-{generation}.npz") as arrays:
        return dict(arrays)


def wanted(generation, name):
    found = golden(generation)
    return [found[f"{name}/{i}"] for i in range(len(found)) if f"{name}/{i}" in found]


@pytest.mark.parametrize(("generation", "name"), ROWS)
def test_as_in_real_keras(generation, name):
    compat.set_level(GENERATIONS[generation])
    np.random.seed(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        result = image_cases.cases_for(generation)[name](image, generation)
    got = result if isinstance(result, list) else [result]
    want = wanted(generation, name)
    assert len(got) == len(want)
    for a, b in zip(got, want, strict=True):
        assert np.shape(a) == b.shape
        magnitude = max(np.abs(b).max(), 1.0)
        assert np.abs(np.asarray(a, "float64") - b).max() <= TOLERANCE * magnitude


def test_real_images_are_bytes_where_ours_are():
    for generation in GENERATIONS:
        assert golden(generation)["image/0"].dtype == np.uint8


def test_keras_3_draws_as_2_15():
    compat.set_level("3")
    np.random.seed(1)
    got = image_cases.CASES["flow all"](image, "3.15")
    assert all(np.allclose(a, b, atol=0.03) for a, b in zip(got, wanted("2.15", "flow all"), strict=True))
