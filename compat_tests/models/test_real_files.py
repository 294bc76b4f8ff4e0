"""Nested graphs in HDF5 files that real Keras wrote, read and computed."""

import pathlib

import make_functional
import make_model_files
import numpy as np
import pytest

from kerasish import compat
from kerasish.models import load_model

FILES = sorted((pathlib.Path(__file__).parent / "files").glob("*.h5"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_predictions(path):
    model = load_model(path, compile=False)
    with np.load(path.with_suffix(".npz")) as data:
        expected = [data[f"y{i}"] for i in range(len(data.files))]
    for got, want in zip(make_model_files.outputs(model, make_functional.feed(model)), expected, strict=True):
        np.testing.assert_allclose(got, want, atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("level", compat.LEVELS)
@pytest.mark.parametrize("name", ["shared_thrice", "model_on_two_inputs", "sequential_inside", "nested_twice"])
def test_own_files_of_every_level(name, level, tmp_path):
    """The numbers of calls differ between generations: what was written at one level is read at all."""
    import golden_kerasish

    generation = {"1": "keras-1.2.2", "2.2": "keras-2.3.1", "2.3": "keras-2.3.1", "2.15": "keras-2.15"}.get(level)
    api = golden_kerasish.at(generation or "keras-3.15")
    compat.set_level(level)
    model = make_functional.BUILDERS[name](make_functional.Words(api))
    make_functional.fill(model)
    want = make_model_files.outputs(model, make_functional.feed(model))
    model.save(tmp_path / "model.h5")
    for other in ("1", "3"):
        compat.set_level(other)
        again = load_model(tmp_path / "model.h5")
        for got, expected in zip(make_model_files.outputs(again, make_functional.feed(again)), want, strict=True):
            np.testing.assert_allclose(got, expected, rtol=1e-6)
