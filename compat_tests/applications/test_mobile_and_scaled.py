"""What the MobileNets, NASNet, the EfficientNets and ConvNeXt have of their own: widths, names, arguments, errors."""

import inspect

import numpy as np
import pytest

from kerasish import applications, backend, compat, layers
from kerasish.applications import bare_ops, even_padding, rounding, weight_files, weights
from kerasish.models import Model, model_from_json

FEATURES = {"MobileNet": 1024, "MobileNetV2": 1280, "MobileNetV3Small": 576, "MobileNetV3Large": 960,
            "NASNetMobile": 1056, "EfficientNetB0": 1280, "EfficientNetV2B0": 1280, "ConvNeXtTiny": 768}  # fmt: skip
"""One architecture of each family, and how many channels its features have."""
SCALES_ITSELF = ("MobileNetV3Small", "MobileNetV3Large", "EfficientNetB0", "EfficientNetV2B0", "ConvNeXtTiny")


def make(word, /, **arguments):
    return getattr(applications, word)(**{"weights": None, "input_shape": (32, 32, 3), **arguments})


def names(model):
    return [layer.name for layer in model.layers]


@pytest.mark.parametrize("name", FEATURES)
def test_without_top(name):
    model = make(name, include_top=False, input_shape=None)
    if name == "NASNetMobile":
        assert (model.input_shape, model.output_shape) == ((None, 224, 224, 3), (None, 7, 7, 1056))
    else:
        assert model.input_shape == (None, None, None, 3)
        assert model.output_shape == (None, None, None, FEATURES[name])


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize("pooling", ["avg", "max"])
def test_pooling(name, pooling):
    model = make(name, include_top=False, pooling=pooling)
    assert model.output_shape == (None, FEATURES[name])
    if name in ("MobileNetV3Small", "MobileNetV3Large", "EfficientNetB0", "EfficientNetV2B0"):
        assert model.layers[-1].name == f"{pooling}_pool"
    if name == "ConvNeXtTiny":
        assert [type(layer).__name__ for layer in model.layers[-2:]] == [
            {"avg": "GlobalAveragePooling2D", "max": "GlobalMaxPooling2D"}[pooling], "LayerNormalization",
        ]  # fmt: skip


@pytest.mark.parametrize("name", FEATURES)
def test_classes_activation_and_name(name):
    model = make(name, classes=3, classifier_activation=None, name="mine")
    assert (model.output_shape, model.name) == ((None, 3), "mine")
    assert model.layers[-1].activation.__name__ == "linear"


@pytest.mark.parametrize("name", FEATURES)
def test_input_tensor(name):
    image = layers.Input((64, 64, 3), name="image")
    model = make(name, input_tensor=image, input_shape=None, include_top=False)
    assert model.input is image
    changed = layers.Conv2D(3, 1, name="before")(layers.Input((64, 64, 2)))
    model = make(name, input_tensor=changed, input_shape=(64, 64, 3), include_top=False, pooling="avg")
    assert (model.input_shape, model.layers[1].name) == ((None, 64, 64, 2), "before")


@pytest.mark.parametrize("name", FEATURES)
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"weights": "nowhere.h5"}, "nowhere.h5"),
        ({"input_shape": (16, 16, 3)}, "at least 32x32"),
        ({"input_shape": (32, 32)}, "three integers"),
        ({"pooling": "mean", "include_top": False}, "pooling"),
        ({"weights": "imagenet", "classes": 5, "input_shape": None}, "1000"),
        ({"weights": "imagenet", "input_shape": (40, 40, 3)}, r"should be|224"),
    ],
)
def test_arguments_that_do_not_fit(name, arguments, message):
    if name.startswith("MobileNetV3") and arguments.get("input_shape") == (40, 40, 3):
        pytest.skip("it takes images of any extent")
    with pytest.raises(ValueError, match=message):
        make(name, **arguments)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("MobileNet", {"alpha": 0.3}),
        ("MobileNet", {"depth_multiplier": 2}),
        ("MobileNetV2", {"alpha": 0.25}),
        ("MobileNetV3Small", {"alpha": 0.5}),
        ("MobileNetV3Large", {"alpha": 0.75, "minimalistic": True}),
    ],
)
def test_widths_without_weights(name, arguments):
    with pytest.raises(ValueError, match="no ImageNet weights for this width"):
        make(name, weights="imagenet", input_shape=None, **arguments)


@pytest.mark.parametrize("name", FEATURES)
def test_unknown_arguments(name):
    with pytest.raises(TypeError, match="include_top"):
        make(name, include_tops=False)


@pytest.mark.parametrize("name", FEATURES)
def test_missing_weights_are_named(name, monkeypatch, tmp_path):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    asked = []

    def nothing(fname, origin, **arguments):
        asked.append((fname, origin))
        raise FileNotFoundError(fname)

    monkeypatch.setattr(weights, "get_file", nothing)
    with pytest.raises(Exception, match="h5"):
        make(name, weights="imagenet", input_shape=None, include_top=False, **{"pooling": "avg"})
    (fname, origin), = asked  # fmt: skip
    assert fname.endswith(".h5") and "top" in fname and origin.startswith("https://")


def test_names_of_mobilenets():
    assert make("MobileNet").name == "mobilenet_1.00_32"
    assert make("MobileNet", alpha=0.25, input_shape=(64, 48, 3)).name == "mobilenet_0.25_64"
    assert make("MobileNet", include_top=False, input_shape=None).name == "mobilenet_1.00_None"
    assert make("MobileNetV2", alpha=1.4).name == "mobilenetv2_1.40_32"
    assert applications.MobileNetV2(weights=None).name == "mobilenetv2_1.00_224"


def test_widths():
    narrow = make("MobileNet", alpha=0.25, depth_multiplier=2, include_top=False)
    assert narrow.get_layer("conv1").output.shape[-1] == 8
    assert narrow.get_layer("conv_dw_1").output.shape[-1] == 16
    assert make("MobileNetV2", alpha=0.35, include_top=False).get_layer("Conv1").output.shape[-1] == 16
    assert make("MobileNetV2", alpha=1.4, include_top=False).output_shape[-1] == 1792
    assert make("MobileNetV3Large", alpha=1.25).get_layer("conv_2").output.shape[-1] == 1600


def test_minimalistic():
    model = make("MobileNetV3Small", minimalistic=True)
    assert not [name for name in names(model) if "squeeze" in name or name.startswith("activation")]
    assert {layer.kernel_size for layer in model.layers if type(layer).__name__ == "DepthwiseConv2D"} == {(3, 3)}


def test_dropout_of_mobilenet_v3():
    assert "dropout" in names(make("MobileNetV3Small"))
    assert "dropout" not in names(make("MobileNetV3Small", dropout_rate=0.0))


@pytest.mark.parametrize("name", SCALES_ITSELF)
def test_scaling_of_pixels(name):
    scaled = [type(layer).__name__ for layer in make(name).layers[1:3]]
    assert {"Rescaling", "Normalization"} & set(scaled)
    if "include_preprocessing" in inspect.signature(getattr(applications, name)).parameters:
        assert type(make(name, include_preprocessing=False).layers[1]).__name__ in ("Conv2D", "Sequential")


def test_imagenet_weights_of_efficientnet_bring_a_scaling(monkeypatch):
    from kerasish.applications import application

    monkeypatch.setattr(application, "load", lambda *arguments: None)
    extra = applications.EfficientNetB0(include_top=False).layers[3]
    assert extra.scale == pytest.approx([2.0896919, 2.1128856, 2.1081851])
    assert type(applications.EfficientNetV2B0(include_top=False).layers[3]).__name__ == "Conv2D"


@pytest.mark.parametrize("name", FEATURES)
def test_channels_first(name):
    backend.set_image_data_format("channels_first")
    try:
        if name == "ConvNeXtTiny":
            with pytest.raises(ValueError, match="channels last"):
                make(name, input_shape=(3, 32, 32))
            return
        first = make(name, input_shape=(3, 32, 32), include_top=False)
        assert first.output_shape == (None, FEATURES[name], 1, 1)
    finally:
        backend.set_image_data_format("channels_last")
    last = make(name, include_top=False)
    assert [w.shape for w in first.weights] == [w.shape for w in last.weights]


@pytest.mark.parametrize("name", ["MobileNet", "MobileNetV2"])
def test_channels_first_computes_the_same(name):
    last = make(name, include_top=False, alpha=0.35 if name == "MobileNetV2" else 0.25)
    backend.set_image_data_format("channels_first")
    try:
        alpha = 0.35 if name == "MobileNetV2" else 0.25
        first = make(name, include_top=False, alpha=alpha, input_shape=(3, 32, 32))
        first.set_weights(last.get_weights())
        x = np.random.RandomState(0).uniform(-1, 1, (1, 32, 32, 3)).astype("float32")
        expected = last.predict(x, verbose=0)
        found = first.predict(np.ascontiguousarray(x.transpose(0, 3, 1, 2)), verbose=0)
    finally:
        backend.set_image_data_format("channels_last")
    np.testing.assert_allclose(found.transpose(0, 2, 3, 1), expected, rtol=1e-4, atol=1e-5 * np.abs(expected).max())


@pytest.mark.parametrize("name", ["MobileNetV3Small", "ConvNeXtTiny", "EfficientNetB0"])
@pytest.mark.parametrize("level", ["2.15", "3"])
def test_saved_and_read(name, level):
    compat.set_level(level)
    model = make(name, include_top=False)
    copy = model_from_json(model.to_json())
    copy.set_weights(model.get_weights())
    x = np.random.RandomState(0).uniform(0, 255, (1, 32, 32, 3)).astype("float32")
    np.testing.assert_array_equal(copy.predict(x, verbose=0), model.predict(x, verbose=0))


def test_training_changes_all_weights_that_train():
    base = make("MobileNetV2", alpha=0.35, include_top=False, pooling="avg")
    model = Model(base.input, layers.Dense(2)(base.output))
    model.compile("sgd", "mse")
    before = model.get_weights()
    x = np.random.RandomState(0).uniform(-1, 1, (4, 32, 32, 3)).astype("float32")
    history = model.fit(x, np.ones((4, 2), "float32"), epochs=2, verbose=0).history["loss"]
    assert np.all(np.isfinite(history))
    changed = [not np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True)]
    assert all(changed)


def test_convnext_of_2_15_has_its_name_first():
    compat.set_level("2.15")
    assert applications.ConvNeXtTiny("mine", False, True, None, None, (32, 32, 3)).name == "mine"
    assert make("ConvNeXtTiny", model_name="other", include_top=False).name == "other"
    compat.set_level("3")
    assert applications.ConvNeXtTiny(False, True, None, None, (32, 32, 3)).name == "convnext_tiny"


def test_spelling_of_2_15():
    compat.set_level("2.15")
    model = make("MobileNetV3Small")
    assert model.name == "MobilenetV3small"
    assert {"Conv/BatchNorm", "expanded_conv/squeeze_excite/AvgPool", "Logits", "Predictions"} <= set(names(model))
    assert make("NASNetMobile", include_top=False).name == "NASNet"


def test_old_module_of_mobilenet_v2():
    from kerasish.applications.mobilenetv2 import MobileNetV2, preprocess_input

    assert MobileNetV2 is applications.MobileNetV2
    assert preprocess_input is applications.mobilenet_v2.preprocess_input


def test_old_spelling_of_the_data_format():
    x = np.full((1, 3, 2, 2), 255.0)
    for name in ("mobilenet", "inception_v3", "xception"):
        assert getattr(applications, name).preprocess_input(x.copy(), dim_ordering="th").max() == 1
    for name in ("vgg16", "vgg19", "resnet50"):
        assert getattr(applications, name).preprocess_input(x.copy(), dim_ordering="th")[0, 0, 0, 0] > 151
    assert applications.efficientnet.preprocess_input(x) is x


def test_bare_ops():
    image = layers.Input((3,))
    model = Model(image, bare_ops.total(bare_ops.times(bare_ops.plus(image, 3.0), 0.5), image))
    np.testing.assert_allclose(model.predict(np.array([[1.0, 2.0, 3.0]]), verbose=0), [[3.0, 4.5, 6.0]])
    assert names(model)[1:] == ["add", "multiply", "add_1"]


def test_rounding():
    assert [rounding.divisible(n) for n in (1, 8, 11.9, 12, 33, 34, 36)] == [8, 8, 16, 16, 32, 32, 40]


@pytest.mark.parametrize(
    ("extents", "kernel", "sides"),
    [((4, 4), 3, ((0, 1), (0, 1))), ((5, 4), 3, ((1, 1), (0, 1))), ((None, 5), 5, ((1, 2), (2, 2)))],
)
def test_even_padding(extents, kernel, sides):
    assert even_padding.sides_of(layers.Input((*extents, 3)), kernel) == sides


def test_every_weight_file_has_an_address():
    found = [weight_files.weight_file(k, top) for rows in weight_files._HASHES.values() for k in rows for top in (0, 1)]
    assert len({file.address for file in found}) == len(found)
    assert all(len(file.file_hash) in (32, 64) and file.name.endswith(".h5") for file in found)
