"""Pooling layers, spatial dropout at inference, and ``keras.ops``' pooling: outputs, input gradients, configurations.

Inputs are different numbers throughout: where two maxima are equal, backends send the gradient to one or to both.
Gradients of Keras 2.15 and 3.15 only. Keras 3 on TensorFlow with TF_ENABLE_ONEDNN_OPTS=0: with oneDNN one of the cases
ends the process, and infinities and nan become other numbers. Adaptive pooling to one value fails there.
"""

from __future__ import absolute_import, division, print_function

import numpy as np

SERIES, IMAGES, VOLUMES = (7, 3), (6, 5, 3), (4, 5, 3, 2)
SHAPES = {1: SERIES, 2: IMAGES, 3: VOLUMES}
MODERN = ("keras-2.15", "keras-3.15")
FIRST = "channels_first"


def window_rows(generation):
    """(layer, arguments, input shape) of the layers with windows."""
    each = {1: [{"pool_size": 3}], 2: [{"pool_size": [3, 2]}], 3: [{"pool_size": [2, 3, 1], "strides": [1, 2, 3]}]}
    for kind in ("Max", "Average"):
        for rank in (1, 2, 3):
            for args in [
                {"pool_size": 2},
                {"pool_size": 2, "padding": "same"},
                {"pool_size": 3, "strides": 2},
                {"pool_size": 3, "strides": 2, "padding": "same"},
                {"pool_size": 3, "strides": 1, "padding": "same"},
                {"pool_size": 2, "strides": 3, "padding": "same"},
                {"pool_size": 1, "strides": 2},
                {"pool_size": 2, "data_format": FIRST},
                {"pool_size": 3, "strides": 2, "padding": "same", "data_format": FIRST},
            ] + each[rank]:
                yield "%sPooling%dD" % (kind, rank), args, SHAPES[rank]
    for name in ("MaxPool1D", "AvgPool2D", "GlobalMaxPool2D", "GlobalAvgPool1D"):
        yield name, {"pool_size": 2} if name[0] != "G" else {}, SHAPES[int(name[-2])]


def global_rows(generation):
    """(layer, arguments, input shape) of the layers that fold everything, and of adaptive pooling."""
    for kind in ("Max", "Average"):
        for rank in (1, 2, 3):
            formats = ({}, {"data_format": FIRST})
            kept = ({"keepdims": True}, {"keepdims": True, "data_format": FIRST}) if generation in MODERN else ()
            for args in formats + kept:
                yield "Global%sPooling%dD" % (kind, rank), args, SHAPES[rank]
            sizes = (1, 2, 3, 5, [4, 2, 3][:rank]) if generation == "keras-3.15" else ()
            for size in sizes:
                for args in formats:
                    yield "Adaptive%sPooling%dD" % (kind, rank), dict(args, output_size=size), SHAPES[rank]


def dropout_rows(generation):
    """(layer, arguments, input shape) of spatial dropout."""
    for rank in (1, 2, 3):
        yield "SpatialDropout%dD" % rank, {"rate": 0.25}, SHAPES[rank]
        if rank > 1 and generation == "keras-3.15":
            yield "SpatialDropout%dD" % rank, {"rate": 0.25, "data_format": FIRST, "seed": 3}, SHAPES[rank]


def keras_1_rows():
    """(layer, arguments, input shape) in the words of Keras 1."""
    for kind in ("Max", "Average"):
        for border in ("valid", "same"):
            for args in ({}, {"pool_length": 3}, {"pool_length": 3, "stride": 2}):
                yield kind + "Pooling1D", dict(args, border_mode=border), SERIES
            for ordering in ("tf", "th"):
                own = {"border_mode": border, "dim_ordering": ordering}
                yield kind + "Pooling2D", own, IMAGES
                yield kind + "Pooling2D", dict(own, pool_size=[3, 2], strides=[2, 1]), IMAGES
                yield kind + "Pooling3D", own, VOLUMES
                yield kind + "Pooling3D", dict(own, pool_size=[2, 3, 1], strides=[1, 2, 3]), VOLUMES
        for rank in (1, 2, 3):
            yield "Global%sPooling%dD" % (kind, rank), {}, SHAPES[rank]
            if rank > 1:
                yield "Global%sPooling%dD" % (kind, rank), {"dim_ordering": "th"}, SHAPES[rank]
    for rank in (1, 2, 3):
        yield "SpatialDropout%dD" % rank, {"p": 0.25}, SHAPES[rank]


def op_rows(generation):
    """(function, arguments, input shape) of ``keras.ops``."""
    if generation != "keras-3.15":
        return
    for name in ("max_pool", "average_pool"):
        for size, more in (
            (2, {}),
            ([3, 2], {"strides": 2, "padding": "same"}),
            ([2, 3], {"strides": [1, 2], "data_format": FIRST}),
        ):
            yield name, dict(more, pool_size=size), IMAGES
        yield name, {"pool_size": 3, "strides": 1, "padding": "same"}, SERIES
        yield name, {"pool_size": 2, "padding": "same"}, VOLUMES
    for name in ("adaptive_max_pool", "adaptive_average_pool"):
        for size in (1, 2, [4, 3], 5):
            yield name, {"output_size": size}, IMAGES
        yield name, {"output_size": [2, 3], "data_format": FIRST}, IMAGES
        yield name, {"output_size": 3}, SERIES


def label(args):
    """``pool_size=3,strides=2``"""
    return ",".join("%s=%s" % (k, str(args[k]).replace(" ", "")) for k in sorted(args)) or "default"


def numbers(shape, salt=0):
    """Different multiples of 1/16 in some order."""
    size = int(np.prod(shape))
    rng = np.random.RandomState(size + salt)
    return ((rng.permutation(size) - size // 2) / 16.0).astype("float32").reshape(shape)


def cases(generation):
    """(id, spec, inputs) of every case."""
    families = (window_rows, global_rows, dropout_rows)
    old = generation == "keras-1.2.2"
    rows = keras_1_rows() if old else (row for family in families for row in family(generation))
    for name, args, shape in rows:
        case = "%s-%s" % (name, label(args))
        spec, inputs = {"what": "layer", "name": name, "args": args}, {"x": numbers((2,) + shape)}
        yield case, spec, inputs
        if generation in MODERN and not name.startswith("Spatial"):
            yield "gradient-" + case, dict(spec, what="gradient"), inputs
    for name, args, shape in op_rows(generation):
        spec = {"what": "op", "name": name, "args": args}
        yield "ops-%s-%s-%dD" % (name, label(args), len(shape) - 1), spec, {"x": numbers((2,) + shape)}
    if generation in MODERN:
        mask = np.array([[1, 0, 1, 1, 0, 0, 1], [0, 1, 0, 0, 0, 0, 0]], bool)
        for args in ({}, {"keepdims": True}, {"data_format": FIRST}):
            x = numbers((2,) + SERIES)
            inputs = {"x": x.transpose(0, 2, 1).copy() if args.get("data_format") else x, "mask": mask}
            yield "GlobalAveragePooling1D-%s-mask" % label(args), {"what": "mask", "args": args}, inputs


def plain(value):
    """A configuration with tuples and NumPy values as lists and numbers."""
    if isinstance(value, dict):
        return dict((k, plain(v)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.tolist() if isinstance(value, (np.generic, np.ndarray)) else value


def arguments(spec):
    """The arguments of a case, lists as tuples."""
    return dict((k, tuple(v) if isinstance(v, list) else v) for k, v in spec["args"].items())


def run(api, spec, inputs):
    """Output and facts of a layer, the gradient of a weighted sum of its output, or what a function returns."""
    api.clear()
    args, x = arguments(spec), inputs["x"]
    if spec["what"] == "op":
        return {"y": api.value(getattr(api.keras.ops, spec["name"])(api.tensor(x), **args))}, {}
    layers = api.keras.layers
    if spec["what"] == "mask":
        layer = layers.GlobalAveragePooling1D(**args)
        return {"y": api.value(layer(api.tensor(x), mask=api.tensor(inputs["mask"])))}, {}
    layer = getattr(layers, spec["name"])(name="golden", **args)
    entry = layers.Input(shape=x.shape[1:])
    result = layer(entry)
    ends = {"input": entry, "output": result}
    if api.generation != "keras-1.2.2":
        ends = {"inputs": entry, "outputs": result}
    model = api.keras.models.Model(**ends)
    y = np.asarray(model.predict(x, **({} if api.graph else {"verbose": 0})))
    if spec["what"] == "gradient":
        upstream = (1 + 0.125 * np.arange(y.size).reshape(y.shape)).astype("float32")
        return {"gradient": api.gradient(lambda v: layer(v), x, upstream)}, {}
    return {"y": y}, {"config": plain(layer.get_config()), "output_shape": list(model.output_shape)}
