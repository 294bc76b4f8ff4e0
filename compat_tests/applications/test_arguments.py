"""What a caller may ask of every architecture: top, pooling, input, weights, names; and what it is told otherwise."""

import importlib
import inspect
import json
import os
import pathlib
import subprocess

import numpy as np
import pytest

import kerasish
from kerasish import applications, backend, compat, layers
from kerasish.applications import application, imagenet_utils, weights
from kerasish.models import Model, model_from_json

SHAPE = (75, 75, 3)
FAMILIES = {"VGG16": 512, "ResNet50": 2048, "ResNet50V2": 2048, "InceptionV3": 2048, "InceptionResNetV2": 1536,
            "Xception": 2048, "DenseNet121": 1024}  # fmt: skip
"""One architecture of each family, and how many channels its features have."""
IMAGE = np.random.RandomState(0).uniform(-1, 1, (1, *SHAPE)).astype("float32")


def make(name, **arguments):
    return getattr(applications, name)(**{"weights": None, "input_shape": SHAPE, **arguments})


def tiny(name="tiny", **arguments):
    """An architecture made up for these tests: two channels, whatever the image."""
    request = application.Request(**{"weights": None, "classes": 3, "name": name, **arguments})
    body = layers.Conv2D(2, 3, padding="same", name="only")
    return application.assemble(request, body, poolings=("avg_pool", "max_pool"), file="tiny")


@pytest.mark.parametrize("name", FAMILIES)
def test_without_top(name):
    model = make(name, include_top=False, input_shape=None)
    assert model.output_shape == (None, None, None, FAMILIES[name])
    assert model.input_shape == (None, None, None, 3)


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("pooling", ["avg", "max"])
def test_pooling(name, pooling):
    model = make(name, include_top=False, pooling=pooling)
    assert model.output_shape == (None, FAMILIES[name])
    named = name in ("ResNet50", "ResNet50V2", "DenseNet121")
    automatic = {"avg": "global_average_pooling2d", "max": "global_max_pooling2d"}[pooling]
    assert model.layers[-1].name == (f"{pooling}_pool" if named else automatic)


def test_pooling_is_pooling():
    image = np.random.RandomState(0).uniform(-1, 1, (2, 32, 40, 3)).astype("float32")
    plain = tiny(include_top=False)
    features = plain.predict(image, verbose=0)
    for pooling, pooled in (("avg", features.mean((1, 2))), ("max", features.max((1, 2)))):
        model = tiny(include_top=False, pooling=pooling)
        model.set_weights(plain.get_weights())
        np.testing.assert_allclose(model.predict(image, verbose=0), pooled, rtol=1e-5, atol=1e-6)


def test_classes_and_activation():
    model = tiny(classes=7, input_shape=SHAPE)
    assert model.output_shape == (None, 7)
    assert model.predict(IMAGE, verbose=0).sum() == pytest.approx(1, abs=1e-5)
    logits = tiny(classes=7, input_shape=SHAPE, classifier_activation=None)
    assert logits.layers[-1].activation.__name__ == "linear"


def test_input_tensor():
    image = layers.Input((64, 64, 3))
    assert tiny(input_tensor=image).input is image
    changed = layers.Conv2D(3, 1, name="before")(image)
    model = tiny(input_tensor=changed, include_top=False, pooling="avg")
    assert [layer.name for layer in model.layers[1:]] == ["before", "only", "avg_pool"]
    assert model.input_shape == (None, 64, 64, 3)
    assert model.predict(np.zeros((2, 64, 64, 3), "float32"), verbose=0).shape == (2, 2)


def test_input_tensor_of_two_inputs():
    one, other = layers.Input((64, 64, 3), name="one"), layers.Input((64, 64, 3), name="other")
    model = tiny(input_tensor=layers.Add()([one, other]), include_top=False)
    assert model.input_names == ["one", "other"]


def test_features_go_into_a_model_of_ones_own():
    base = make("DenseNet121", include_top=False, pooling="avg")
    base.trainable = False
    model = Model(base.input, layers.Dense(2)(base.output))
    assert [w.shape for w in model.trainable_weights] == [(1024, 2), (2,)]
    picked = Model(base.input, base.get_layer("conv3_block12_concat").output)
    assert picked.output_shape == (None, 9, 9, 512)


def test_keras_1_gave_classes_by_place():
    compat.set_level("1")
    assert applications.VGG16(False, None, None, SHAPE, 5).output_shape == (None, 2, 2, 512)
    assert applications.DenseNet121(True, None, None, SHAPE, 5).output_shape == (None, 5)


def test_weights_from_a_file(tmp_path):
    path = tmp_path / "w.h5"
    first = make("DenseNet121", classes=3)
    first.save_weights(str(path))
    for given in (str(path), path):
        second = make("DenseNet121", classes=3, weights=given)
        np.testing.assert_array_equal(first.predict(IMAGE, verbose=0), second.predict(IMAGE, verbose=0))


def test_weights_by_name_without_top(tmp_path):
    first, path = tiny(input_shape=SHAPE), str(tmp_path / "w.h5")
    first.save_weights(path)
    second = tiny(include_top=False, input_shape=SHAPE)
    second.load_weights(path, by_name=True)
    np.testing.assert_array_equal(first.get_weights()[0], second.get_weights()[0])


def imagenet_file(monkeypatch, tmp_path, origin):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(imagenet_utils, "weight_file", lambda key, top: (f"{key}.h5", origin, None))


def test_imagenet_weights_are_downloaded_once(tmp_path, monkeypatch):
    first, path = tiny(include_top=False), tmp_path / "w.h5"
    first.save_weights(str(path))
    imagenet_file(monkeypatch, tmp_path, path.as_uri())
    for _ in range(2):
        second = tiny(include_top=False, weights="imagenet")
        np.testing.assert_array_equal(first.get_weights()[0], second.get_weights()[0])
        path.unlink(missing_ok=True)
    assert os.listdir(tmp_path / "home" / "models") == ["tiny.h5"]


def test_imagenet_weights_that_cannot_be_had(tmp_path, monkeypatch):
    imagenet_file(monkeypatch, tmp_path, (tmp_path / "absent.h5").as_uri())
    with pytest.raises(Exception, match=r"(?s)tiny\.h5.*absent\.h5.*pass its path"):
        tiny(include_top=False, weights="imagenet")


@pytest.mark.parametrize("name", [*FAMILIES, "VGG19", "ResNet101", "ResNet152", "ResNet101V2", "ResNet152V2",
                                  "DenseNet169", "DenseNet201"])  # fmt: skip
def test_the_file_of_imagenet_weights_is_known(name, monkeypatch):
    asked = []
    real = imagenet_utils.weight_file
    monkeypatch.setattr(imagenet_utils, "weight_file", lambda *a: asked.append(real(*a)) or asked[-1])
    monkeypatch.setattr(weights, "get_file", lambda *a, **k: (_ for _ in ()).throw(InterruptedError))
    for top in (True, False):
        with pytest.raises(InterruptedError):
            make(name, weights="imagenet", include_top=top, input_shape=None)
    assert asked[0][0] != asked[1][0]
    assert all(address.startswith("https://") and address.endswith(file) for file, address, _ in asked)


WRONG = [
    ({"weights": "nowhere.h5"}, "weights 'nowhere.h5' are not there"),
    ({"weights": 3}, "weights 3 are not there"),
    ({"weights": "imagenet", "classes": 5}, "classes=1000"),
    ({"include_top": False, "pooling": "mean"}, "'avg' or 'max'"),
    ({"input_shape": (20, 20, 3)}, "at least 32x32"),
    ({"input_shape": (32, 32)}, "three integers"),
    ({"input_shape": (None, None, 3)}, "static `input_shape`"),
    ({"input_tensor": np.ones((1, 64, 64, 3))}, "symbolic tensor"),
]


@pytest.mark.parametrize(("arguments", "said"), WRONG, ids=[said for _, said in WRONG])
def test_arguments_that_do_not_fit(arguments, said):
    with pytest.raises(ValueError, match=said):
        make("VGG16", **arguments)


def test_activation_that_does_not_suit_the_weights(tmp_path):
    path = str(tmp_path / "w.h5")
    tiny(input_shape=SHAPE).save_weights(path)
    with pytest.raises(ValueError, match="trained under a softmax"):
        tiny(input_shape=SHAPE, weights=path, classifier_activation="relu")
    tiny(input_shape=SHAPE, weights=path, classifier_activation=None)


def test_unknown_argument():
    with pytest.raises(TypeError, match="did you mean 'include_top'"):
        applications.VGG16(include_tops=True)


def test_channels_first():
    outputs = {}
    for data_format in ("channels_last", "channels_first"):
        backend.set_image_data_format(data_format)
        try:
            first = data_format == "channels_first"
            model = make("DenseNet121", include_top=False, input_shape=(3, 45, 39) if first else (45, 39, 3))
            image = np.random.RandomState(0).uniform(-1, 1, (1, 45, 39, 3)).astype("float32")
            model.set_weights(outputs["weights"]) if first else outputs.update(weights=model.get_weights())
            output = model.predict(image.transpose(0, 3, 1, 2) if first else image, verbose=0)
            outputs[data_format] = output.transpose(0, 2, 3, 1) if first else output
        finally:
            backend.set_image_data_format("channels_last")
    np.testing.assert_allclose(outputs["channels_first"], outputs["channels_last"], rtol=1e-4, atol=1e-5)


def test_models_can_be_written_down():
    model = make("InceptionResNetV2", classes=3)
    again = model_from_json(model.to_json())
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]
    again.set_weights(model.get_weights())
    np.testing.assert_array_equal(again.predict(IMAGE, verbose=0), model.predict(IMAGE, verbose=0))


def test_signature_and_modules():
    signature = inspect.signature(applications.VGG16)
    assert list(signature.parameters) == ["include_top", "weights", "input_tensor", "input_shape", "pooling", "classes",
                                          "classifier_activation", "name"]  # fmt: skip
    assert applications.VGG16.__module__ == "kerasish.applications.vgg16" and applications.VGG16.__doc__
    assert kerasish.applications is applications
    for word in ("vgg16", "vgg19", "resnet", "resnet50", "resnet_v2", "inception_v3", "inception_resnet_v2", "xception",
                 "densenet"):  # fmt: skip
        module = importlib.import_module(f"kerasish.applications.{word}")
        assert getattr(applications, word) is module
        assert callable(module.preprocess_input) and callable(module.decode_predictions)


MODES = {"vgg16": "caffe", "vgg19": "caffe", "resnet": "caffe", "resnet50": "caffe", "resnet_v2": "tf",
         "inception_v3": "tf", "inception_resnet_v2": "tf", "xception": "tf", "densenet": "torch"}  # fmt: skip


@pytest.mark.parametrize("word", MODES)
def test_scaling_of_pixels(word):
    x = np.random.RandomState(0).uniform(0, 255, (1, 4, 4, 3)).astype("float32")
    module = importlib.import_module(f"kerasish.applications.{word}")
    np.testing.assert_array_equal(module.preprocess_input(x), imagenet_utils.preprocess_input(x, mode=MODES[word]))


REFERENCES = os.environ.get("KERASISH_REFERENCES")
WRITES = """
import sys
sys.path.insert(0, sys.argv[1])
import keras, numpy as np
from application_facts import filled, images
from keras.applications import ResNet50
model = filled(ResNet50(weights=None, input_shape=(33, 33, 3), classes=4, classifier_activation=None))
model.save_weights(sys.argv[2] + "/w.h5")
np.save(sys.argv[2] + "/y.npy", model.predict(images((33, 33, 3)), verbose=0))
"""


@pytest.mark.live
@pytest.mark.skipif(not REFERENCES, reason="KERASISH_REFERENCES names no JSON of interpreters")
def test_weights_that_keras_2_15_wrote(tmp_path):
    from application_facts import images

    python, extra = json.loads(pathlib.Path(REFERENCES).read_text())["2.15"]
    here = str(pathlib.Path(__file__).parent)
    environment = {**os.environ, **extra}
    subprocess.run([python, "-c", WRITES, here, str(tmp_path)], check=True, env=environment, capture_output=True)
    model = applications.ResNet50(
        weights=str(tmp_path / "w.h5"), input_shape=(33, 33, 3), classes=4, classifier_activation=None
    )
    expected = np.load(tmp_path / "y.npy")
    error = np.max(np.abs(model.predict(images((33, 33, 3)), verbose=0) - expected)) / np.max(np.abs(expected))
    assert error < 1e-4
