"""Cases of the convolution layers: one line per variant."""

from __future__ import annotations

from typing import Any

from kerasish.layers import (
    AtrousConvolution1D,
    AtrousConvolution2D,
    Conv1D,
    Conv1DTranspose,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Conv3DTranspose,
    Deconvolution2D,
    DepthwiseConv1D,
    DepthwiseConv2D,
    LocallyConnected1D,
    LocallyConnected2D,
    SeparableConv1D,
    SeparableConv2D,
)
from kerasish.testing.case import Case

FIRST = {"data_format": "channels_first"}
LINES = [(0, 5, 3), (1, 3, 1), (3, 9, 17), (2, 33, 5)]
PLANES = [(0, 5, 4, 3), (1, 3, 3, 1), (2, 9, 7, 17), (2, 5, 33, 4)]
FIRST_PLANES = [(0, 3, 5, 4), (1, 1, 3, 3), (2, 17, 9, 7)]
VOLUMES = [(0, 3, 3, 3, 2), (1, 3, 2, 2, 1), (1, 4, 5, 6, 9)]


def conv(layer: Any, shape: tuple[int, ...], grid: Any = (), level: str = "3", **arguments: Any) -> Case:
    """A case with three filters and a kernel of three, unless it says otherwise."""
    return Case(layer, {"filters": 3, "kernel_size": 3} | arguments, shape, grid=grid, level=level)


def depthwise(layer: Any, shape: tuple[int, ...], grid: Any = (), level: str = "3", **arguments: Any) -> Case:
    """A case with a kernel of three, unless it says otherwise."""
    return Case(layer, {"kernel_size": 3} | arguments, shape, grid=grid, level=level)


CONVOLUTION = [
    conv(Conv1D, (2, 6, 4), LINES),
    conv(Conv1D, (2, 6, 4), LINES, padding="same", strides=2, activation="tanh"),
    conv(Conv1D, (2, 7, 4), padding="causal", dilation_rate=2),
    conv(Conv1D, (2, 7, 4), padding="causal", groups=2, filters=6, use_bias=False),
    conv(Conv1D, (2, 4, 7), **FIRST, padding="same"),
    conv(Conv1D, (2, 7, 4), level="2.3"),
    conv(Conv1D, (2, 7, 4), level="2.15", padding="causal"),
    Case(
        Conv1D, {"nb_filter": 3, "filter_length": 2, "subsample_length": 2, "border_mode": "same"}, (2, 6, 4), level="1"
    ),
    conv(Conv1D, (2, 6, 4), padding="full", level="1"),
    conv(Conv2D, (2, 6, 5, 4), PLANES),
    conv(Conv2D, (2, 6, 5, 4), PLANES, padding="same", strides=2),
    conv(Conv2D, (2, 6, 5, 4), kernel_size=(2, 1), strides=(1, 3), activation="tanh", use_bias=False),
    conv(Conv2D, (2, 6, 5, 4), dilation_rate=(1, 2), padding="same"),
    conv(Conv2D, (2, 6, 5, 4), groups=2, filters=4),
    conv(Conv2D, (2, 6, 5, 4), groups=4, filters=8, strides=2, padding="same"),
    conv(Conv2D, (2, 4, 6, 5), FIRST_PLANES, **FIRST),
    conv(Conv2D, (2, 4, 6, 5), **FIRST, strides=2, padding="same", groups=2, filters=4, activation="softmax"),
    conv(
        Conv2D,
        (2, 6, 5, 4),
        [(1, 3, 3, 4)],
        kernel_regularizer="l2",
        activity_regularizer="l1",
        kernel_constraint="max_norm",
    ),
    conv(Conv2D, (2, 6, 5, 4), level="2.3", data_format="channels_last"),
    conv(Conv2D, (2, 6, 5, 4), level="2.15", strides=2),
    Case(Conv2D, {"nb_filter": 3, "nb_row": 3, "nb_col": 2, "dim_ordering": "th"}, (2, 4, 6, 5), level="1"),
    conv(Conv2D, (2, 6, 5, 4), padding="full", level="1"),
    conv(Conv3D, (2, 4, 4, 3, 2), VOLUMES, kernel_size=2),
    conv(Conv3D, (2, 4, 4, 3, 2), kernel_size=(1, 2, 3), strides=(2, 1, 1), padding="same"),
    conv(Conv3D, (2, 2, 4, 4, 3), kernel_size=2, **FIRST),
    Case(Conv3D, {"nb_filter": 2, "kernel_dim1": 2, "kernel_dim2": 3, "kernel_dim3": 1}, (2, 3, 4, 3, 2), level="1"),
    conv(Conv1DTranspose, (2, 4, 3), LINES),
    conv(Conv1DTranspose, (2, 4, 3), LINES, strides=2, padding="same"),
    conv(Conv1DTranspose, (2, 4, 3), strides=3, kernel_size=2, output_padding=2),
    conv(Conv1DTranspose, (2, 4, 3), dilation_rate=2, activation="tanh", use_bias=False),
    conv(Conv1DTranspose, (2, 4, 3), level="2.15", strides=2),
    conv(Conv2DTranspose, (2, 3, 4, 3), PLANES),
    conv(Conv2DTranspose, (2, 3, 4, 3), PLANES, strides=2, padding="same"),
    conv(Conv2DTranspose, (2, 3, 4, 3), strides=(2, 3), kernel_size=2, padding="same", output_padding=1),
    conv(Conv2DTranspose, (2, 3, 4, 3), strides=3, kernel_size=1),
    conv(Conv2DTranspose, (2, 3, 4, 5), FIRST_PLANES, strides=2, **FIRST),
    conv(Conv2DTranspose, (2, 3, 4, 3), level="2.3", strides=2),
    conv(Conv2DTranspose, (2, 3, 4, 3), level="1", strides=2),
    conv(Conv3DTranspose, (2, 2, 3, 2, 2), VOLUMES, kernel_size=2, strides=2),
    conv(Conv3DTranspose, (2, 2, 3, 2, 2), padding="same", dilation_rate=(1, 2, 1)),
    conv(Conv3DTranspose, (2, 2, 3, 2, 2), level="2.15", output_padding=(1, 0, 1), strides=2),
    depthwise(DepthwiseConv1D, (2, 6, 4), LINES, depth_multiplier=2),
    depthwise(DepthwiseConv1D, (2, 6, 4), strides=2, padding="same", activation="tanh"),
    depthwise(DepthwiseConv1D, (2, 6, 4), level="2.15", dilation_rate=2),
    depthwise(DepthwiseConv2D, (2, 6, 5, 4), PLANES),
    depthwise(DepthwiseConv2D, (2, 6, 5, 4), PLANES, depth_multiplier=3, strides=2, padding="same"),
    depthwise(DepthwiseConv2D, (2, 6, 5, 4), kernel_size=(2, 1), strides=(1, 2), dilation_rate=(2, 1)),
    depthwise(DepthwiseConv2D, (2, 4, 6, 5), FIRST_PLANES, depth_multiplier=2, **FIRST),
    depthwise(DepthwiseConv2D, (2, 6, 5, 4), level="2.3"),
    conv(SeparableConv1D, (2, 6, 4), LINES, depth_multiplier=2),
    conv(SeparableConv1D, (2, 6, 4), level="2.15", padding="causal"),
    conv(SeparableConv2D, (2, 6, 5, 4), PLANES),
    conv(SeparableConv2D, (2, 6, 5, 4), strides=2, padding="same", depth_multiplier=2, activation="tanh"),
    conv(SeparableConv2D, (2, 4, 6, 5), dilation_rate=2, padding="same", **FIRST),
    conv(SeparableConv2D, (2, 6, 5, 4), level="2.3"),
    Case(
        SeparableConv2D,
        {"nb_filter": 3, "nb_row": 3, "nb_col": 2, "init": "uniform", "depth_multiplier": 2},
        (2, 6, 5, 4),
        level="1",
    ),
    conv(LocallyConnected1D, (2, 6, 4), level="2.15"),
    conv(LocallyConnected1D, (2, 6, 4), level="2.15", implementation=2, padding="same", strides=2),
    conv(LocallyConnected1D, (2, 6, 4), level="2.3", activation="tanh"),
    conv(LocallyConnected1D, (2, 4, 6), **FIRST),
    Case(LocallyConnected1D, {"nb_filter": 3, "filter_length": 2}, (2, 5, 4), level="1"),
    conv(LocallyConnected2D, (2, 4, 4, 2), level="2.15", kernel_size=(3, 2), strides=(1, 2)),
    conv(LocallyConnected2D, (2, 4, 4, 2), level="2.15", implementation=3, padding="same", use_bias=False),
    conv(LocallyConnected2D, (2, 2, 4, 4), level="2.3", **FIRST),
    Case(LocallyConnected2D, {"nb_filter": 3, "nb_row": 2, "nb_col": 3}, (2, 4, 4, 2), level="1"),
    Case(AtrousConvolution1D, {"nb_filter": 3, "filter_length": 2, "atrous_rate": 2}, (2, 6, 4), level="1"),
    Case(
        AtrousConvolution2D,
        {"nb_filter": 3, "nb_row": 2, "nb_col": 3, "atrous_rate": (2, 1), "border_mode": "same"},
        (2, 5, 5, 4),
        level="1",
    ),
    Case(
        Deconvolution2D,
        {
            "nb_filter": 3,
            "nb_row": 3,
            "nb_col": 3,
            "output_shape": (None, 6, 9, 3),
            "subsample": (2, 2),
            "border_mode": "same",
        },
        (2, 3, 5, 4),
        level="1",
    ),
    Case(Deconvolution2D, {"filters": 3, "kernel_size": 3, "output_shape": (None, 5, 7, 3)}, (2, 3, 5, 4)),
]
