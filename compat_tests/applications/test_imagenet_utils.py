"""Scaling of pixels, names of classes, shapes of images: against values that real Keras gave, and hand-made files."""

import importlib
import json
import pathlib

import numpy as np
import pytest

from kerasish import applications, backend, compat, layers
from kerasish.applications import imagenet_utils
from kerasish.applications.imagenet_utils import decode_predictions, obtain_input_shape, preprocess_input
from kerasish.applications.weight_files import weight_file
from kerasish.models import Model

STORED = json.loads((pathlib.Path(__file__).parent / "goldens" / "utils" / "preprocess_input.json").read_text())
"""Module or mode: case `FORMAT-DTYPE`: dtype and numbers, from Keras 3.15; see `make_preprocessing.py`."""
PIXELS = np.arange(72).reshape(2, 3, 4, 3) * 255 / 71


def given(data_format, dtype):
    pixels = PIXELS.astype(dtype)
    return np.ascontiguousarray(pixels.transpose(0, 3, 1, 2)) if data_format == "channels_first" else pixels


CASES = [(name, case) for name, cases in STORED.items() for case in cases]


@pytest.mark.parametrize(("name", "case"), CASES)
def test_preprocess_input(name, case):
    data_format, dtype = case.split("-")
    x = given(data_format, dtype)
    kept = x.copy()
    if name in ("caffe", "tf", "torch"):
        y = preprocess_input(x, data_format=data_format, mode=name)
    else:
        y = importlib.import_module(f"kerasish.applications.{name}").preprocess_input(x, data_format=data_format)
    kind, numbers = STORED[name][case]
    assert (y.dtype.name, y.shape) == (kind, x.shape)
    np.testing.assert_allclose(y.ravel()[: len(numbers)], numbers, rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(x, kept)


@pytest.mark.parametrize("mode", ["caffe", "tf", "torch"])
@pytest.mark.parametrize("data_format", ["channels_first", "channels_last"])
def test_preprocess_tensors(mode, data_format):
    x = given(data_format, "float32")
    expected = preprocess_input(x.copy(), data_format, mode)
    image = layers.Input(x.shape[1:])
    scaled = layers.Lambda(lambda t: preprocess_input(t, data_format, mode))(image)
    assert scaled.shape == (None, *x.shape[1:])
    np.testing.assert_allclose(Model(image, scaled).predict(x, verbose=0), expected, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(preprocess_input(x[0], data_format, mode), expected[0], rtol=1e-6)
    variable = backend.variable(x)
    np.testing.assert_allclose(np.asarray(backend.eval(preprocess_input(variable, data_format, mode))), expected, 1e-5)


def test_data_format_of_the_configuration():
    backend.set_image_data_format("channels_first")
    try:
        np.testing.assert_array_equal(
            preprocess_input(given("channels_first", "float32")),
            preprocess_input(given("channels_first", "float32"), "channels_first"),
        )
    finally:
        backend.set_image_data_format("channels_last")


def test_keras_1_writes_in_place_and_says_dim_ordering():
    compat.set_level("1")
    x = given("channels_first", "float32")
    expected = preprocess_input(x.copy(), "channels_first")
    assert preprocess_input(x, dim_ordering="th") is x
    np.testing.assert_array_equal(x, expected)


@pytest.mark.parametrize("arguments", [{"mode": "pytorch"}, {"data_format": "channels"}, {"mode": None}])
def test_preprocess_input_of_nonsense(arguments):
    with pytest.raises(ValueError, match="Expected"):
        preprocess_input(given("channels_last", "float32"), **arguments)


@pytest.fixture
def home(monkeypatch, tmp_path):
    """A cache with names of classes that are easy to tell."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "models").mkdir()
    names = {str(k): [f"n{k:08d}", f"thing_{k}"] for k in range(1000)}
    (tmp_path / "models" / "imagenet_class_index.json").write_text(json.dumps(names))
    return tmp_path


def test_decode_predictions(home):
    scores = np.zeros((2, 1000), "float32")
    scores[0, [7, 3, 999]] = 0.25, 0.5, 0.125
    scores[1, 42] = 1.0
    first, second = decode_predictions(scores, top=3)
    assert first == [("n00000003", "thing_3", 0.5), ("n00000007", "thing_7", 0.25), ("n00000999", "thing_999", 0.125)]
    assert second[0] == ("n00000042", "thing_42", 1.0)
    assert [len(row) for row in decode_predictions(scores)] == [5, 5]
    assert decode_predictions(backend.variable(scores), top=1)[0] == [("n00000003", "thing_3", 0.5)]
    assert applications.efficientnet.decode_predictions(scores, top=1) == decode_predictions(scores, top=1)


@pytest.mark.parametrize("shape", [(10,), (2, 10), (2, 1000, 1), (1001, 1000, 2)])
def test_decode_predictions_of_other_shapes(shape, home):
    with pytest.raises(ValueError, match="2D array of shape"):
        decode_predictions(np.zeros(shape))


@pytest.mark.parametrize("text", ["", "[]", '{"0": 3}', '{"0": ["n", "thing"]}'])
def test_a_broken_index(text, home):
    path = home / "models" / "imagenet_class_index.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="imagenet_class_index.json") as told:
        decode_predictions(np.zeros((1, 1000)))
    assert str(path) in str(told.value)


def test_no_index_and_no_network(monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(imagenet_utils, "_INDEX_ORIGIN", (tmp_path / "nowhere.json").as_uri())
    with pytest.raises(Exception, match="imagenet_class_index.json") as told:
        decode_predictions(np.zeros((1, 1000)))
    assert str(tmp_path / "models" / "imagenet_class_index.json") in str(told.value)


def shape_of(given, require=True, weights=None, data_format="channels_last"):
    return obtain_input_shape(given, 224, 32, data_format, require, weights)


def test_shapes():
    assert shape_of(None) == (224, 224, 3)
    assert shape_of(None, False) == (None, None, 3)
    assert shape_of(None, False, data_format="channels_first") == (3, None, None)
    assert shape_of(None, data_format="channels_first") == (3, 224, 224)
    assert shape_of((50, 60, 1)) == (50, 60, 1)
    assert shape_of([50, None, 3], False) == (50, None, 3)
    assert shape_of((224, 224, 3), weights="imagenet") == (224, 224, 3)
    with pytest.warns(UserWarning, match="1 or 3 channels"):
        assert shape_of((64, 64, 4)) == (64, 64, 4)


@pytest.mark.parametrize(
    ("given", "arguments", "message"),
    [
        ((31, 64, 3), {}, "at least 32x32"),
        ((3, 64, 31), {"data_format": "channels_first"}, "at least 32x32"),
        ((64, 64), {}, "three integers"),
        ((64, None, 3), {}, "static `input_shape`"),
        ((64, 64, 3), {"weights": "imagenet"}, "should be"),
        ((64, 64, 1), {"require": False, "weights": "imagenet"}, "3 channels"),
    ],
)
def test_shapes_that_do_not_fit(given, arguments, message):
    with pytest.raises(ValueError, match=message):
        shape_of(given, **arguments)


def test_weight_files():
    assert weight_file("nasnet_mobile", False)[:2] == (
        "nasnet_mobile_no_top.h5",
        "https://storage.googleapis.com/tensorflow/keras-applications/nasnet/NASNet-mobile-no-top.h5",
    )
    assert weight_file("mobilenet_5_0_160_tf", False).name == "mobilenet_5_0_160_tf_no_top.h5"
    assert weight_file("efficientnetb3", True).file_hash == "ffd1fdc53d0ce67064dc6a9c7960ede0"
    with pytest.raises(ValueError, match="did you mean 'vgg16'"):
        weight_file("vgg_16", True)
