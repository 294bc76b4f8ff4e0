"""Rows of `conflicts.json` about convolutions, applications, data sets and images."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
from conflict_rows import each, row

from kerasish import applications, datasets, layers
from kerasish.applications import vgg16
from kerasish.preprocessing import image


@row("conv-positional")
def _() -> None:
    def told() -> Any:
        layer = layers.Conv2D(32, 3, 3)
        return layer.kernel_size, layer.strides

    square, single = ((3, 3), (1, 1)), ((3, 3), (3, 3))
    each(told, v1=square, v2_2=square, v2_3=square, v2_15=single, v3=single)
    each(lambda: layers.Convolution2D(8, 3, 5, border_mode="same").kernel_size, v1=(3, 5), v2_3=(3, 5), v3=(3, 5))


@row("conv1d-args")
def _() -> None:
    def told() -> Any:
        layer = layers.Convolution1D(4, 3, subsample_length=2, border_mode="same", input_dim=5, input_length=7)
        return layer.kernel_size, layer.strides, layer.padding, layer.batch_input_shape

    old = ((3,), (2,), "same", (None, 7, 5))
    each(told, v1=old, v2_2=old, v2_3=old, v2_15=old, v3=old)


@row("conv-atrous")
def _() -> None:
    each(
        lambda: layers.AtrousConvolution2D(4, 3, 3, atrous_rate=(2, 2)).dilation_rate, v1=(2, 2), v2_3=(2, 2), v3=(2, 2)
    )

    def size() -> Any:
        layer = layers.Deconvolution2D(3, 3, 3, output_shape=(None, 14, 14, 3), border_mode="valid")
        return tuple(layer(np.zeros((2, 12, 12, 5), "float32")).shape)

    each(size, v1=(2, 14, 14, 3), v2_3=(2, 14, 14, 3), v3=(2, 14, 14, 3))


@row("applications-pos")
def _() -> None:
    def classes() -> int:
        return int(applications.MobileNet((32, 32, 3), 0.25, weights=None, classes=7).output_shape[-1])

    each(classes, v2_3=7, v2_15=7, v3=7)
    small = (32, 32, 3)
    each(lambda: vgg16.VGG16(True, None, None, small, 5).output_shape, v1=(None, 5), v2_3=(None, 5), v3=(None, 5))


@row("preprocess-input")
def _() -> None:
    def changed(**arguments: Any) -> Any:
        x = np.full((1, 2, 2, 3), 200.0, "float32")
        y = vgg16.preprocess_input(x, **arguments)
        return bool(x[0, 0, 0, 0] != 200.0), round(float(y[0, 0, 0, 0]), 3)

    blue = 96.061
    each(changed, v1=(True, blue), v2_2=(False, blue), v2_15=(False, blue), v3=(False, blue))
    each(lambda: changed(dim_ordering="tf"), v1=(True, blue), v3=(False, blue))


@row("datasets")
def _() -> None:
    for module in (datasets.imdb, datasets.reuters):
        assert "num_words" in inspect.signature(module.load_data).parameters

    def missing(**arguments: Any) -> str:
        try:
            datasets.imdb.load_data(path="/nowhere/at/all.npz", **arguments)
        except TypeError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001  (whatever comes of the missing file)
            return type(error).__name__
        return ""

    spelled = missing(num_words=10)
    each(lambda: missing(nb_words=10), v1=spelled, v2_3=spelled, v3=spelled)


@row("image")
def _() -> None:
    each(
        lambda: image.ImageDataGenerator(dim_ordering="th").data_format,
        v1="channels_first", v2_2="channels_first", v2_3="channels_first", v3="channels_first",
    )  # fmt: skip
