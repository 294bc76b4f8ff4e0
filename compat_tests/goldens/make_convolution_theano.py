"""Convolutions that Keras 1 could on Theano alone: 'full' padding, and strides together with a dilation.

Not here: 'same' with a kernel of even extent, where the two backends of Keras 1 disagree on which side the odd item of
padding lies. TensorFlow's answer, which is that of all later generations, is in ``make_convolution``.
"""

from __future__ import absolute_import, division, print_function

from make_convolution import IMAGES, SERIES, VOLUMES, label, numbers
from make_convolution import run as run  # the same calls


def rows():
    """(layer, arguments, input shape)"""
    plane = {"nb_filter": 3, "nb_row": 3, "nb_col": 2}
    yield "Convolution1D", {"nb_filter": 3, "filter_length": 3}, SERIES
    yield "Convolution2D", dict(plane, nb_col=3, border_mode="same"), IMAGES
    for ordering in ({}, {"dim_ordering": "th"}):
        yield "Convolution2D", dict(plane, border_mode="full", **ordering), IMAGES
        yield "AtrousConvolution2D", dict(plane, atrous_rate=[2, 2], subsample=[2, 2], **ordering), IMAGES
    volume = {"nb_filter": 2, "kernel_dim1": 2, "kernel_dim2": 3, "kernel_dim3": 1}
    yield "Convolution3D", dict(volume, border_mode="full"), VOLUMES
    yield "Convolution3D", volume, VOLUMES


def cases(generation):
    """(id, spec, inputs) of every case."""
    if generation != "keras-1.2.2":
        return
    for name, args, shape in rows():
        case = "%s-%s" % (name, label(args))
        for what in ("forward", "gradient"):
            spec = {"what": what, "name": name, "args": args}
            yield case if what == "forward" else "gradient-" + case, spec, {"x": numbers((2,) + shape, 1)}
