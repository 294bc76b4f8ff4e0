"""Convolution layers: how each generation spells them, and what they say of arguments and inputs that do not fit."""

import numpy as np
import pytest

from kerasish import compat, ops
from kerasish import layers as kl
from kerasish.layers import deserialize, serialize

PLANE = np.ones((2, 6, 6, 4), "float32")


def told(layer):
    """The arguments of a layer that its places decide, those of the defaults left out."""
    usual = {"strides": 1, "padding": "valid", "dilation_rate": 1, "use_bias": True}
    found = {"kernel_size": layer.kernel_size}
    for name, value in usual.items():
        own = getattr(layer, name)
        if own != ((value,) * layer.rank if isinstance(value, int) and value is not True else value):
            found[name] = own
    return found


SPELLINGS = [  # level, class, places, keywords, what the layer holds: as the real Keras of the level reads it
    ("1", "Convolution2D", (8, 3, 2), {}, {"kernel_size": (3, 2)}),
    ("1", "Convolution2D", (8, 3, 3, "he_normal", "relu"), {}, {"kernel_size": (3, 3)}),
    ("1", "Convolution1D", (8, 3, "uniform", "relu", None, "same"), {}, {"kernel_size": (3,), "padding": "same"}),
    ("1", "Convolution3D", (8, 1, 2, 3, "uniform"), {}, {"kernel_size": (1, 2, 3)}),
    ("1", "SeparableConvolution2D", (8, 3, 3, "uniform"), {}, {"kernel_size": (3, 3)}),
    ("1", "LocallyConnected2D", (8, 3, 2, "uniform", "relu"), {}, {"kernel_size": (3, 2)}),
    ("1", "LocallyConnected1D", (8, 3, "uniform"), {"subsample_length": 2}, {"kernel_size": (3,), "strides": (2,)}),
    ("1", "AtrousConvolution2D", (8, 3, 3), {"atrous_rate": 2}, {"kernel_size": (3, 3), "dilation_rate": (2, 2)}),
    ("1", "AtrousConvolution1D", (8, 3), {"atrous_rate": 2}, {"kernel_size": (3,), "dilation_rate": (2,)}),
    ("1", "Deconvolution2D", (8, 3, 3, (None, 8, 8, 8), "uniform", "relu"), {}, {"kernel_size": (3, 3)}),
    ("2.3", "Conv2D", (8, 3, 3), {}, {"kernel_size": (3, 3)}),
    ("2.3", "Conv2D", (8, 3, 3), {"border_mode": "same"}, {"kernel_size": (3, 3), "padding": "same"}),
    ("2.3", "Conv2D", (8, 3), {"nb_col": 2}, {"kernel_size": (3, 2)}),
    ("2.3", "Conv2D", (8,), {"nb_row": 3, "nb_col": 2}, {"kernel_size": (3, 2)}),
    ("2.3", "Conv3D", (8, 3, 2, 1), {}, {"kernel_size": (3, 2, 1)}),
    ("2.3", "Deconvolution2D", (8, 3, 3), {}, {"kernel_size": (3, 3)}),
    ("2.3", "Conv2DTranspose", (8, 3, 3), {}, {"kernel_size": (3, 3)}),
    ("2.3", "DepthwiseConv2D", (3, 2, "same"), {}, {"kernel_size": (3, 3), "strides": (2, 2), "padding": "same"}),
    ("2.3", "Conv2D", (8, (3, 3), 2), {}, {"kernel_size": (3, 3), "strides": (2, 2)}),
    ("2.15", "Conv2D", (8, 3, 3), {}, {"kernel_size": (3, 3), "strides": (3, 3)}),
    ("3", "Conv2D", (8, 3, 2, "same"), {}, {"kernel_size": (3, 3), "strides": (2, 2), "padding": "same"}),
    ("3", "Conv2D", (8, 3, 2, "he_normal"), {}, {"kernel_size": (3, 2)}),
    ("3", "Conv2D", (8, 3, 2), {"border_mode": "same"}, {"kernel_size": (3, 2), "padding": "same"}),
    ("3", "Conv1D", (8, 3, 2, "causal"), {}, {"kernel_size": (3,), "strides": (2,), "padding": "causal"}),
    ("3", "Conv1D", (8, 3, "uniform"), {}, {"kernel_size": (3,)}),
    (
        "3",
        "Conv3DTranspose",
        (8, 3, 2, "same", None, 1),
        {},
        {"kernel_size": (3,) * 3, "strides": (2,) * 3, "padding": "same"},
    ),
    (
        "2.15",
        "Conv3DTranspose",
        (8, 3, 2, "same", 1),
        {},
        {"kernel_size": (3,) * 3, "strides": (2,) * 3, "padding": "same"},
    ),
]


@pytest.mark.parametrize(("level", "name", "places", "keywords", "expected"), SPELLINGS)
def test_spellings(level, name, places, keywords, expected):
    compat.set_level(level)
    assert told(getattr(kl, name)(*places, **keywords)) == expected


def test_what_the_places_of_keras_1_are():
    compat.set_level("1")
    layer = kl.Convolution2D(8, 3, 3, "he_normal", "relu", None, "same", (2, 1), "th", "l2", bias=False)
    assert (layer.kernel_initializer.scale, layer.kernel_initializer.mode) == (2.0, "fan_in")
    assert (layer.activation.__name__, layer.padding, layer.strides) == ("relu", "same", (2, 1))
    assert (layer.data_format, layer.use_bias, layer.filters) == ("channels_first", False, 8)
    assert layer.kernel_regularizer is not None
    output_padding = kl.Conv3DTranspose(8, 3, 2, "same", "channels_first", 1)
    assert (output_padding.data_format, output_padding.output_padding) == ("channels_first", (1, 1, 1))


def test_integers_with_words_of_keras_2_are_refused_as_by_keras_2():
    compat.set_level("2.3")
    with pytest.raises(ValueError, match="write kernel_size"):
        kl.Conv2D(8, 3, 2, padding="same")


def test_what_later_became_an_argument_makes_the_later_layer():
    assert type(kl.AtrousConvolution2D(4, 3, dilation_rate=2)) is kl.Conv2D
    assert type(kl.Deconvolution2D(4, 3)) is kl.Conv2DTranspose
    assert kl.Convolution2D is kl.Conv2D
    compat.set_level("1")
    layer = kl.AtrousConvolution2D(4, 3, 3, atrous_rate=(2, 2))
    assert layer.name.startswith("atrousconvolution2d_")
    assert layer.get_config()["atrous_rate"] == (2, 2)
    assert kl.Conv2D(4, 3).name.startswith("convolution2d_")
    config = serialize(layer)
    compat.set_level("3")
    again = deserialize(config)
    assert (type(again), again.dilation_rate) == (kl.Conv2D, (2, 2))


def test_configurations_of_2_15_are_read_at_every_level():
    compat.set_level("2.15")
    configs = [
        serialize(layer)
        for layer in (
            kl.SeparableConv2D(3, 2),
            kl.DepthwiseConv1D(2),
            kl.Conv2DTranspose(3, 2),
            kl.Conv1D(4, 2, groups=2),
        )
    ]
    assert configs[0]["config"]["groups"] == 1
    compat.set_level("3")
    for config in configs:
        layer = deserialize(config)
        assert layer.name == config["config"]["name"]
    assert layer.groups == 2


def test_the_start_of_keras_1_over_time():
    compat.set_level("1")
    layer = kl.Convolution1D(50, 5)
    layer.build((None, 60, 40))
    limit = np.abs(layer.get_weights()[0]).max()
    assert 0.0215 < limit <= np.sqrt(6 / (40 * 50 + 5 * 40 * 50))  # Keras 1.2.2 measured: 0.0223


def test_defaults_of_the_data_format():
    from kerasish import config

    config.set_image_data_format("channels_first")
    try:
        assert kl.Conv1D(2, 2).data_format == "channels_first"
        compat.set_level("2.3")
        assert kl.Conv1D(2, 2).data_format == kl.SeparableConv1D(2, 2).data_format == "channels_last"
        assert kl.Conv2D(2, 2).data_format == "channels_first"
        compat.set_level("2.15")
        assert (kl.Conv1D(2, 2).data_format, kl.SeparableConv1D(2, 2).data_format) == (
            "channels_last",
            "channels_first",
        )
    finally:
        config.set_image_data_format("channels_last")


REFUSED = [  # class, arguments, word of the error
    ("Conv2D", {"strides": 2, "dilation_rate": 2}, "strides of 1, or dilation_rate of 1"),
    ("Conv2DTranspose", {"strides": 2, "dilation_rate": 2}, "at once"),
    ("Conv2D", {"groups": 2}, "filters to be a multiple of groups=2"),
    ("Conv2D", {"groups": 0}, "positive integer for groups"),
    ("Conv2D", {"filters": 0}, "positive integer for filters"),
    ("Conv2D", {"filters": 2.5}, "positive integer for filters"),
    ("Conv2D", {"padding": "causal"}, "'valid' or 'same'"),
    ("Conv2D", {"padding": "full"}, "'valid' or 'same'"),
    ("SeparableConv1D", {"padding": "causal"}, "'valid' or 'same'"),
    ("Conv2D", {"kernel_size": 0}, "kernel_size"),
    ("Conv2D", {"kernel_size": (2, 2, 2)}, "kernel_size"),
    ("Conv2D", {"strides": 0}, "strides"),
    ("Conv2D", {"data_format": "last"}, "channels_last"),
    ("Conv2DTranspose", {"strides": 2, "output_padding": 2}, "less than its strides"),
    ("LocallyConnected1D", {"padding": "same"}, "'valid'"),
    ("LocallyConnected1D", {"implementation": 4}, "1, 2 or 3"),
    ("DepthwiseConv2D", {"depth_multiplier": 0}, "depth_multiplier"),
]


@pytest.mark.parametrize(("name", "arguments", "word"), REFUSED)
def test_arguments_that_do_not_fit(name, arguments, word):
    arguments = {"kernel_size": 2} | ({} if name.startswith("Depthwise") else {"filters": 3}) | arguments
    with pytest.raises(ValueError, match=word) as error:
        getattr(kl, name)(**arguments)
    assert name in str(error.value)


def test_what_is_not_there_yet():
    with pytest.raises(NotImplementedError, match="lora_rank"):
        kl.Conv2D(3, 2, lora_rank=2)
    with pytest.raises(TypeError, match="did you mean 'kernel_size'"):
        kl.Conv2D(3, kernel_sise=2)
    with pytest.raises(TypeError, match="nb_row but not nb_col"):
        kl.Conv2D(3, nb_row=2)
    with pytest.raises(TypeError, match="both were given"):
        kl.Conv2D(3, kernel_size=3, nb_row=2, nb_col=2)


INPUTS = [  # layer, shape of the input, word of the error
    (lambda: kl.Conv2D(3, 7), (2, 6, 6, 4), r"kernel is larger than its input"),
    (lambda: kl.Conv2D(3, 3, dilation_rate=3), (2, 6, 6, 4), r"at least \(7, 7\)"),
    (lambda: kl.Conv2D(3, 2, groups=3), (2, 6, 6, 4), "multiple of groups=3"),
    (lambda: kl.Conv2D(3, 2), (6, 6, 4), r"x\[..., None\]"),
    (lambda: kl.Conv1D(3, 2), (2, 6, 6, 4), "3 axes: batch, time, channels"),
    (lambda: kl.LocallyConnected1D(3, 9), (2, 6, 4), "kernel is larger"),
    (lambda: kl.Deconvolution2D(3, 3, output_shape=(None, 9, 9, 3)), (2, 6, 6, 4), r"extents \(7, 7\)"),
]


@pytest.mark.parametrize(("make", "shape", "word"), INPUTS)
def test_inputs_that_do_not_fit(make, shape, word):
    layer = make()
    with pytest.raises(ValueError, match=word) as error:
        layer(np.ones(shape, "float32"))
    assert layer.name in str(error.value)


def test_unknown_extents():
    with pytest.raises(ValueError, match="known number of channels"):
        kl.Conv2D(3, 2).build((None, 5, 5, None))
    with pytest.raises(ValueError, match="known spatial extents"):
        kl.LocallyConnected1D(3, 2).build((None, None, 4))
    layer = kl.Conv2D(3, 2)
    layer(PLANE)
    with pytest.raises(ValueError, match="extent 4 on axis -1"):
        layer(PLANE[..., :3])


def test_an_extent_told_only_when_running():
    inputs = kl.Input((None, None, 3))
    layer = kl.Conv2DTranspose(2, 3, strides=2, padding="same", output_padding=1)
    from kerasish.models import Model

    model = Model(inputs, layer(inputs))
    for shape in ((2, 3, 4, 3), (1, 5, 2, 3)):
        x = np.random.RandomState(0).normal(size=shape).astype("float32")
        assert np.array_equal(model.predict(x, verbose=0), layer(x))


def test_an_output_told_and_an_input_that_is_not():
    inputs = kl.Input((None, None, 3))
    layer = kl.Deconvolution2D(2, 3, output_shape=(None, 6, 9, 2), strides=2, padding="same")
    from kerasish.models import Model

    outputs = layer(inputs)
    assert outputs.shape == (None, 6, 9, 2)
    x = np.random.RandomState(0).normal(size=(2, 3, 5, 3)).astype("float32")
    assert np.array_equal(Model(inputs, outputs).predict(x, verbose=0), layer(x))


def test_functions_that_refuse():
    with pytest.raises(ValueError, match="padding 'valid' or 'same'"):
        ops.conv(PLANE, np.ones((2, 2, 4, 3), "float32"), padding="causal")
    with pytest.raises(ValueError, match="4 channels"):
        ops.conv(PLANE, np.ones((2, 2, 3, 3), "float32"))
    with pytest.raises(ValueError, match="as many axes"):
        ops.conv(PLANE, np.ones((2, 4, 3), "float32"))
    with pytest.raises(ValueError, match="channels_last"):
        ops.conv(PLANE, np.ones((2, 2, 4, 3), "float32"), data_format="last")
