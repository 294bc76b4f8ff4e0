"""Layers that cut, frame and enlarge: outputs, gradients, shapes, configurations."""

import numpy as np
from make_layers import label, plain

METHODS = ("bilinear", "bicubic", "lanczos3", "lanczos5")
SEQUENCE, IMAGE, VOLUME = (5, 3), (4, 5, 2), (3, 4, 2, 2)


def new_rows(generation):
    """(layer, arguments, input shape) of Keras 2 and 3."""
    for cropping in (1, [1, 2], [0, 1]):
        yield "Cropping1D", {"cropping": cropping}, SEQUENCE
    for cropping in (1, [0, 1], [[1, 0], [0, 2]]):
        yield "Cropping2D", {"cropping": cropping}, IMAGE
    yield "Cropping2D", {}, IMAGE
    yield "Cropping3D", {"cropping": [[1, 0], [0, 2], [1, 0]]}, VOLUME
    yield "Cropping3D", {"cropping": [1, 1, 0]}, VOLUME
    for padding in (2, [1, 0]):
        yield "ZeroPadding1D", {"padding": padding}, SEQUENCE
    yield "ZeroPadding1D", {}, SEQUENCE
    for padding in (2, [1, 0], [[1, 0], [0, 2]]):
        yield "ZeroPadding2D", {"padding": padding}, IMAGE
    yield "ZeroPadding2D", {}, IMAGE
    yield "ZeroPadding3D", {"padding": [[1, 0], [0, 2], [1, 0]]}, VOLUME
    yield "ZeroPadding3D", {}, VOLUME
    yield "UpSampling1D", {}, SEQUENCE
    yield "UpSampling1D", {"size": 3}, SEQUENCE
    for args in ({}, {"size": 3}, {"size": [1, 2]}, {"size": [3, 1], "interpolation": "nearest"}):
        yield "UpSampling2D", args, IMAGE
    yield "UpSampling3D", {"size": [1, 2, 3]}, VOLUME
    yield "UpSampling3D", {}, VOLUME
    methods = METHODS if generation != "keras-2.3.1" else ("bilinear",)
    for method in methods + (("gaussian", "mitchellcubic", "area") if generation == "keras-2.15" else ()):
        for size in (2, [3, 2]):
            yield "UpSampling2D", {"size": size, "interpolation": method}, IMAGE
        yield "UpSampling2D", {"interpolation": method}, (1, 7, 3)


def first_rows(generation):
    """The same with the channels first."""
    yield "Cropping2D", {"cropping": [[1, 0], [0, 2]]}, (2, 4, 5)
    yield "ZeroPadding2D", {"padding": [[1, 0], [0, 2]]}, (2, 4, 5)
    yield "UpSampling2D", {"size": [3, 2]}, (2, 4, 5)
    yield "UpSampling2D", {"size": 2, "interpolation": "bilinear"}, (2, 4, 5)
    yield "ZeroPadding3D", {"padding": 1}, (2, 3, 4, 2)
    yield "UpSampling3D", {"size": 2}, (2, 3, 4, 2)
    yield "Cropping3D", {"cropping": [1, 1, 0]}, (2, 3, 4, 2)
    if generation == "keras-3.15":
        yield "ZeroPadding1D", {"padding": [1, 2]}, (3, 5)


def old_rows():
    """(layer, arguments, input shape) of Keras 1."""
    yield "Cropping1D", {"cropping": [1, 2]}, SEQUENCE
    yield "Cropping2D", {"cropping": [[1, 0], [0, 2]]}, IMAGE
    yield "Cropping2D", {"cropping": [[1, 0], [0, 2]], "dim_ordering": "th"}, (2, 4, 5)
    yield "Cropping3D", {"cropping": [[1, 0], [0, 2], [1, 0]]}, VOLUME
    for padding in (2, {"left_pad": 1, "right_pad": 3}, {"left_pad": 2}):
        yield "ZeroPadding1D", {"padding": padding}, SEQUENCE
    for padding in ([1, 2], [1, 2, 3, 0], {"top_pad": 1, "left_pad": 2}):
        yield "ZeroPadding2D", {"padding": padding}, IMAGE
    yield "ZeroPadding2D", {"padding": [1, 2], "dim_ordering": "th"}, (2, 4, 5)
    yield "ZeroPadding3D", {"padding": [1, 2, 0]}, VOLUME
    yield "UpSampling1D", {"length": 3}, SEQUENCE
    yield "UpSampling2D", {"size": [2, 3]}, IMAGE
    yield "UpSampling2D", {"size": [2, 3], "dim_ordering": "th"}, (2, 4, 5)
    yield "UpSampling3D", {"size": [1, 2, 3]}, VOLUME


def resize_rows():
    """(arguments, image shape) of ``ops.image.resize``, which Keras 3 alone has."""
    for method in METHODS + ("nearest", "area"):
        for size in ([3, 7], [9, 4]):
            yield {"size": size, "interpolation": method}, (5, 6, 2)
    for method in METHODS:
        yield {"size": [3, 4], "interpolation": method, "antialias": True}, (9, 8, 2)
    yield {"size": [4, 4], "crop_to_aspect_ratio": True}, (5, 9, 2)
    yield {"size": [4, 6], "pad_to_aspect_ratio": True, "fill_value": 2.0}, (9, 5, 2)
    yield {"size": [4, 6], "data_format": "channels_first"}, (2, 5, 9)


def cases(generation):
    """(id, spec, inputs) of every case."""
    rng = np.random.RandomState(35)
    found = list(old_rows() if generation == "keras-1.2.2" else new_rows(generation))
    if generation != "keras-1.2.2":
        found += [(n, dict(a, data_format="channels_first"), s) for n, a, s in first_rows(generation)]
    for name, args, shape in found:
        x = rng.randn(*((2,) + shape)).astype("float32")
        case = "%s-%s-%s" % (name, label(args), "x".join(map(str, shape)))
        spec = {"what": "forward", "name": name, "args": args}
        yield case, spec, {"x": x}
        if generation in ("keras-2.15", "keras-3.15") and not refuses_gradient(args):
            yield "gradient-" + case, dict(spec, what="gradient"), {"x": x}
    if generation == "keras-3.15":
        for args, shape in resize_rows():
            x = rng.randn(*((2,) + shape)).astype("float32")
            yield "resize-%s-%s" % (label(args), "x".join(map(str, shape))), {"what": "resize", "args": args}, {"x": x}


def refuses_gradient(args):
    """TensorFlow has no gradient for areas."""
    return args.get("interpolation") == "area"


def tuples(value):
    """Lists, which JSON makes of tuples, as tuples."""
    return tuple(tuples(v) for v in value) if isinstance(value, list) else value


def run(api, spec, inputs):
    """Output and facts, or the gradient of a weighted sum of the output."""
    api.clear()
    args = dict((k, tuples(v)) for k, v in spec["args"].items())
    if spec["what"] == "resize":
        return {"y": api.value(api.keras.ops.image.resize(api.tensor(inputs["x"]), **args))}, {}
    layer = getattr(api.keras.layers, spec["name"])(name="golden", **args)
    if spec["what"] == "gradient":
        y = np.asarray(api.value(layer(api.tensor(inputs["x"]))))
        upstream = (1 + 0.1 * np.arange(y.size).reshape(y.shape)).astype("float32")
        return {"gradient": api.gradient(lambda x: layer(x), inputs["x"], upstream)}, {}
    x = api.keras.layers.Input(shape=inputs["x"].shape[1:])
    ends = ("input", "output") if api.generation == "keras-1.2.2" else ("inputs", "outputs")
    model = api.keras.models.Model(**dict(zip(ends, (x, layer(x)))))
    y = np.asarray(model.predict(inputs["x"], **({} if api.graph else {"verbose": 0})))
    return {"y": y}, {"config": plain(layer.get_config()), "output_shape": list(y.shape[1:])}
