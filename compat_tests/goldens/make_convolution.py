"""Convolution layers and ``keras.ops``' convolutions: outputs, gradients of inputs and of all weights, configurations.

Under Keras 3 made with the JAX backend: TensorFlow on the CPU lacks grouped, dilated and channels-first gradients.
Weights are numbers that float32 holds exactly, drawn for their shapes, in the layout of Keras 2 and 3; for Keras 1 they
are turned into its own layout here. What Keras 1 could on Theano alone is in ``make_convolution_theano``.
"""

from __future__ import absolute_import, division, print_function

import numpy as np

SERIES, IMAGES, VOLUMES = (7, 4), (6, 5, 4), (4, 5, 3, 2)
FIRST = "channels_first"


def numbers(shape, salt):
    """Sixteenths between -1.5 and 1.5."""
    seed = [salt] + [int(n) for n in shape]
    return (np.random.RandomState(seed).randint(-24, 25, shape) / 16.0).astype("float32")


def conv_rows(generation):
    """(layer, arguments, input shape) of the plain convolutions."""
    modern = generation in ("keras-2.15", "keras-3.15")
    for args in (
        {},
        {"strides": 2},
        {"strides": 2, "padding": "same"},
        {"kernel_size": 2, "padding": "same", "activation": "tanh"},
        {"kernel_size": 4, "strides": 3, "padding": "same", "use_bias": False},
        {"padding": "causal"},
        {"padding": "causal", "strides": 2},
        {"padding": "causal", "kernel_size": 2, "dilation_rate": 3},
        {"dilation_rate": 2},
        {"dilation_rate": 2, "padding": "same"},
        {"kernel_size": 1},
        {"data_format": FIRST},
        {"data_format": FIRST, "padding": "same", "strides": 2, "activation": "softmax"},
    ):
        yield "Conv1D", dict({"filters": 3, "kernel_size": 3}, **args), SERIES
    for args in (
        {},
        {"strides": [2, 1]},
        {"strides": 2, "padding": "same"},
        {"strides": 3, "padding": "same", "kernel_size": 2},
        {"kernel_size": [6, 5]},
        {"kernel_size": 1, "use_bias": False},
        {"dilation_rate": 2},
        {"dilation_rate": [1, 2], "padding": "same", "activation": "relu"},
        {"data_format": FIRST},
        {"data_format": FIRST, "strides": 2, "padding": "same", "activation": "softmax"},
    ):
        yield "Conv2D", dict({"filters": 3, "kernel_size": [3, 2]}, **args), IMAGES
    for args in (
        {},
        {"strides": [2, 1, 2], "padding": "same"},
        {"dilation_rate": [1, 2, 1]},
        {"data_format": FIRST, "padding": "same"},
    ):
        yield "Conv3D", dict({"filters": 3, "kernel_size": [2, 3, 1]}, **args), VOLUMES
    if modern:
        for groups, filters in ((2, 6), (4, 4), (4, 8)):
            grouped = {"groups": groups, "filters": filters}
            yield "Conv1D", dict(grouped, kernel_size=3, padding="causal"), SERIES
            yield "Conv2D", dict(grouped, kernel_size=2, strides=2, padding="same"), IMAGES
        yield (
            "Conv2D",
            {"groups": 3, "filters": 6, "kernel_size": 2, "data_format": FIRST, "dilation_rate": 2},
            (6, 5, 4),
        )
        yield "Conv3D", {"groups": 2, "filters": 2, "kernel_size": 2}, VOLUMES


def transposed_rows(generation):
    """(layer, arguments, input shape) of the transposed convolutions."""
    modern = generation in ("keras-2.15", "keras-3.15")
    grid = [
        {"kernel_size": k, "strides": s, "padding": p}
        for k in (1, 2, 3, 4)
        for s in (1, 2, 3)
        for p in ("valid", "same")
    ]
    padded = [
        {"kernel_size": k, "strides": s, "padding": p, "output_padding": o}
        for k, s, o in ((3, 2, 0), (3, 2, 1), (2, 2, 1), (4, 2, 0), (4, 3, 2), (1, 3, 1), (3, 1, 0), (2, 1, 0))
        for p in ("valid", "same")
    ]
    dilated = [{"kernel_size": k, "dilation_rate": 2, "padding": p} for k in (2, 3) for p in ("valid", "same")]
    dilated.append({"kernel_size": 3, "dilation_rate": 2, "padding": "same", "output_padding": 0})
    first = [{"kernel_size": 3, "strides": 2, "padding": p, "data_format": FIRST} for p in ("valid", "same")]
    for args in (grid + padded + dilated + first) if modern else []:
        yield "Conv1DTranspose", dict({"filters": 3}, **args), (4, 2)
    for args in (grid[::3] + padded[::2] + padded[1::2] if modern else grid) + dilated[:4] + first:
        yield "Conv2DTranspose", dict({"filters": 3}, **args), (3, 4, 2)
    yield "Conv2DTranspose", {"filters": 2, "kernel_size": [2, 3], "strides": [3, 1], "padding": "same"}, (3, 4, 2)
    for args in grid[3:18:5] + padded[1:6:2] + first[1:] + (dilated[:1] if generation == "keras-3.15" else []):
        yield "Conv3DTranspose", dict({"filters": 2, "activation": "tanh"}, **args), (2, 3, 2, 2)


def channel_rows(generation):
    """(layer, arguments, input shape) of the depthwise and separable convolutions."""
    modern = generation in ("keras-2.15", "keras-3.15")
    variants = (
        {},
        {"strides": 2, "padding": "same", "depth_multiplier": 2},
        {"strides": 2},
        {"dilation_rate": 2},
        {"dilation_rate": 2, "padding": "same", "depth_multiplier": 3, "activation": "tanh"},
        {"kernel_size": 2, "padding": "same", "use_bias": False},
        {"data_format": FIRST, "padding": "same", "depth_multiplier": 2},
        {"data_format": FIRST, "strides": 2},
    )
    both = [{"strides": 2, "dilation_rate": 2, "kernel_size": 2}] if generation == "keras-3.15" else []
    for args in list(variants) + both:
        if modern:
            yield "DepthwiseConv1D", dict({"kernel_size": 3}, **args), SERIES
        yield "DepthwiseConv2D", dict({"kernel_size": 3}, **args), IMAGES
        yield "SeparableConv1D", dict({"filters": 3, "kernel_size": 3}, **args), SERIES
        yield "SeparableConv2D", dict({"filters": 3, "kernel_size": 3}, **args), IMAGES
    yield "DepthwiseConv2D", {"kernel_size": [3, 2], "strides": [1, 2]} if modern else {"kernel_size": [3, 2]}, IMAGES
    if generation == "keras-2.15":
        yield "SeparableConv1D", {"filters": 3, "kernel_size": 3, "padding": "causal", "strides": 2}, SERIES


def local_rows(generation):
    """(layer, arguments, input shape) of the locally connected layers, which Keras 3 has no more."""
    if generation == "keras-3.15":
        return
    for first in ({}, {"data_format": FIRST}):
        for args in ({}, {"strides": 2, "activation": "tanh"}, {"kernel_size": 2, "use_bias": False}):
            if not first or generation == "keras-2.15":
                yield "LocallyConnected1D", dict({"filters": 3, "kernel_size": 3}, **dict(args, **first)), SERIES
            yield "LocallyConnected2D", dict({"filters": 2, "kernel_size": [3, 2]}, **dict(args, **first)), (4, 3, 3)
        for how in (2, 3) if generation == "keras-2.15" else ():
            for padding in ("valid", "same"):
                args = dict(first, implementation=how, padding=padding, strides=2)
                yield "LocallyConnected1D", dict({"filters": 2, "kernel_size": 3}, **args), (5, 3)
                yield "LocallyConnected2D", dict({"filters": 2, "kernel_size": [3, 2]}, **args), (4, 3, 2)


def keras_1_rows(_):
    """(layer, arguments, input shape) of the convolutions of Keras 1, in its own words."""
    line, plane = {"nb_filter": 3, "filter_length": 3}, {"nb_filter": 3, "nb_row": 3, "nb_col": 2}
    for args in ({}, {"subsample_length": 2, "border_mode": "same"}, {"activation": "tanh", "bias": False}):
        yield "Convolution1D", dict(line, **args), SERIES
        yield "LocallyConnected1D", dict(line, **dict(args, border_mode="valid")), SERIES
    for args in ({}, {"atrous_rate": 2}, {"atrous_rate": 2, "border_mode": "same"}):
        yield "AtrousConvolution1D", dict(line, **args), SERIES
    for ordering in ({}, {"dim_ordering": "th"}):
        for args in ({}, {"subsample": [2, 1], "border_mode": "same", "activation": "tanh"}, {"bias": False}):
            yield "Convolution2D", dict(plane, **dict(args, **ordering)), IMAGES
            yield "LocallyConnected2D", dict(plane, **dict(args, border_mode="valid", **ordering)), (5, 4, 4)
            volume = {"nb_filter": 2, "kernel_dim1": 2, "kernel_dim2": 3, "kernel_dim3": 1}
            yield (
                "Convolution3D",
                dict(volume, **dict({k: args[k] for k in args if k != "subsample"}, **ordering)),
                VOLUMES,
            )
        for args in ({}, {"depth_multiplier": 2, "subsample": [2, 2], "border_mode": "same"}):
            yield "SeparableConvolution2D", dict(plane, **dict(args, **ordering)), IMAGES
        yield "AtrousConvolution2D", dict(plane, atrous_rate=[2, 2], border_mode="same", **ordering), IMAGES
    for out, args in (
        ([8, 6], {}),
        ([13, 10], {"subsample": [2, 2]}),
        ([14, 10], {"subsample": [2, 2]}),
        ([11, 10], {"subsample": [2, 2], "border_mode": "same"}),
        ([12, 9], {"subsample": [2, 2], "border_mode": "same"}),
    ):
        yield "Deconvolution2D", dict(plane, output_shape=[None] + out + [3], **args), IMAGES
    yield "Deconvolution2D", dict(plane, output_shape=[None, 3, 8, 6], dim_ordering="th"), (4, 6, 5)


def op_rows(generation):
    """(function, arguments, shapes) of the functions of ``keras.ops``."""
    if generation != "keras-3.15":
        return
    for args in ({}, {"strides": 2, "padding": "same"}, {"dilation_rate": [1, 2]}):
        yield "conv", args, [(2, 6, 5, 4), (3, 2, 4, 3)]
        yield "conv", args, [(2, 6, 5, 4), (3, 2, 2, 6)]
        yield "depthwise_conv", args, [(2, 6, 5, 4), (3, 2, 4, 2)]
        yield "separable_conv", args, [(2, 6, 5, 4), (3, 2, 4, 2), (1, 1, 8, 3)]
        yield "conv_transpose", args, [(2, 6, 5, 4), (3, 2, 3, 4)]
    for name, shapes in (
        ("conv", [(2, 4, 6, 5), (3, 2, 2, 6)]),
        ("depthwise_conv", [(2, 4, 6, 5), (3, 2, 4, 2)]),
        ("separable_conv", [(2, 4, 6, 5), (3, 2, 4, 2), (1, 1, 8, 3)]),
        ("conv_transpose", [(2, 4, 6, 5), (3, 2, 3, 4)]),
    ):
        yield name, {"data_format": FIRST, "padding": "same", "strides": 2}, shapes
    yield "conv", {"strides": 2, "padding": "same"}, [(2, 7, 4), (3, 4, 3)]
    yield "conv", {}, [(2, 4, 5, 3, 2), (2, 3, 1, 2, 3)]
    yield "conv_transpose", {"strides": 3, "output_padding": 2}, [(2, 4, 2), (4, 3, 2)]
    yield "conv_transpose", {"strides": 2, "padding": "same", "output_padding": 1}, [(2, 3, 4, 2), (3, 3, 3, 2)]


def label(args):
    """``filters=3,kernel_size=3``"""
    return ",".join("%s=%s" % (k, str(args[k]).replace(" ", "")) for k in sorted(args)) or "default"


def rows(generation):
    """Every (layer, arguments, input shape) of a generation."""
    if generation == "keras-1.2.2":
        return list(keras_1_rows(generation))
    families = (conv_rows, transposed_rows, channel_rows, local_rows)
    return [row for family in families for row in family(generation)]


def cases(generation):
    """(id, spec, inputs) of every case."""
    done = set()
    for name, args, shape in rows(generation):
        case = "%s-%s-%s" % (name, label(args), "x".join(map(str, shape)))
        if case in done:
            continue
        done.add(case)
        inputs = {"x": numbers((2,) + shape, 1)}
        for what in ("forward", "gradient"):
            spec = {"what": what, "name": name, "args": args}
            yield case if what == "forward" else "gradient-" + case, spec, inputs
    for name, args, shapes in op_rows(generation):
        case = "ops.%s-%s-%s" % (name, label(args), "+".join("x".join(map(str, s)) for s in shapes))
        inputs = dict(("x%d" % i, numbers(s, i + 1)) for i, s in enumerate(shapes))
        yield case, {"what": "op", "name": name, "args": args}, inputs


def given(value):
    """Lists as tuples."""
    return tuple(value) if isinstance(value, list) else value


def build(api, spec, x):
    """The layer inside a one-layer model, weights set."""
    api.clear()
    layers, args = api.keras.layers, dict((k, given(v)) for k, v in spec["args"].items())
    inputs = layers.Input(shape=x.shape[1:])
    layer = getattr(layers, spec["name"])(name="golden", **args)
    outputs = layer(inputs)
    modern = [to_modern(api, spec, i, w) for i, w in enumerate(layer.get_weights())]
    drawn = [numbers(w.shape, i + 2) for i, w in enumerate(modern)]
    layer.set_weights([to_own(api, spec, i, w) for i, w in enumerate(drawn)])
    ends = (
        {"input": inputs, "output": outputs}
        if api.generation == "keras-1.2.2"
        else {"inputs": inputs, "outputs": outputs}
    )
    return layer, api.keras.models.Model(**ends)


def in_layout_of_keras_1(api):
    """Whether the weights are those of the real Keras 1."""
    return api.generation == "keras-1.2.2" and api.keras.__name__ == "keras"


def axes_of(spec, place, ndim):
    """Axes of a kernel of Keras 1 in the order of those of Keras 2; None where they are the same."""
    th, name = spec["args"].get("dim_ordering") == "th", spec["name"]
    if place == 1 and name != "SeparableConvolution2D" or ndim < 4 or name.startswith("Locally"):
        return None
    if name == "Deconvolution2D":
        return (2, 3, 0, 1) if th else (0, 1, 3, 2)
    if th and ndim == 4:
        return (2, 3, 1, 0)
    return (2, 3, 4, 1, 0) if th and ndim == 5 else None


def to_modern(api, spec, place, w):
    """A weight in the layout of Keras 2; Theano's convolutions mirror their kernels."""
    if not in_layout_of_keras_1(api):
        return w
    if spec["name"].endswith("Convolution1D"):
        w = w[:, 0] if w.ndim == 4 else w
    else:
        axes = axes_of(spec, place, w.ndim)
        w = w if axes is None else np.transpose(w, axes)
    return mirrored(api, spec, w)


def to_own(api, spec, place, w):
    """A weight in the layout of the Keras that runs."""
    if not in_layout_of_keras_1(api):
        return w
    w = mirrored(api, spec, w)
    if spec["name"].endswith("Convolution1D"):
        return w[:, None] if w.ndim == 3 else w
    axes = axes_of(spec, place, w.ndim)
    return w if axes is None else np.transpose(w, np.argsort(axes))


def mirrored(api, spec, w):
    """A kernel in the layout of Keras 2, turned around where the backend is Theano."""
    if api.keras.backend.backend() != "theano" or w.ndim < 3 or spec["name"].startswith("Locally"):
        return w
    return w[tuple(slice(None, None, -1) if i < w.ndim - 2 else slice(None) for i in range(w.ndim))]


def gradients(api, layer, x, upstream):
    """d sum(layer(x) * upstream) / d x, and by each weight."""
    backend, ours = api.keras.backend, api.keras.__name__ == "kerasish"
    if api.graph or ours:
        total = backend.sum(layer.output * (upstream if ours else backend.variable(upstream)))
        found = backend.gradients(total, [layer.input] + list(layer.trainable_weights))
        return [np.asarray(g) for g in backend.function([layer.input], found)([x])]
    if backend.backend() == "jax":
        import jax

        def total(x, weights):
            return (layer.stateless_call(weights, [], x)[0] * upstream).sum()

        by_x, by_weights = jax.grad(total, (0, 1))(jax.numpy.asarray(x), [v.value for v in layer.trainable_variables])
        return [np.asarray(g) for g in [by_x] + list(by_weights)]
    import tensorflow as tf

    x = tf.constant(x)
    weights = [getattr(v, "value", v) if api.generation == "keras-3.15" else v for v in layer.trainable_variables]
    with tf.GradientTape() as tape:
        tape.watch(x)
        total = tf.reduce_sum(layer(x) * upstream)
    return [g.numpy() for g in tape.gradient(total, [x] + weights)]


def told_shapes(layer, shape):
    """What the layer says of its output for inputs of more or less known extents."""
    rule = layer.compute_output_shape if hasattr(layer, "compute_output_shape") else layer.get_output_shape_for
    axes = [i for i in range(1, len(shape)) if i != (1 if first_of(layer) else len(shape) - 1)]
    asked = [tuple(shape), (None,) + tuple(shape[1:])]
    if "Locally" not in type(layer).__name__:
        asked.append(tuple(None if i in axes or i == 0 else n for i, n in enumerate(shape)))
        asked.append(tuple(None if i == axes[0] else n for i, n in enumerate(shape)))
    return [[list(s), list(rule(s))] for s in asked]


def first_of(layer):
    """Whether the channels come first."""
    told = getattr(layer, "data_format", None) or getattr(layer, "dim_ordering", None)
    return told in ("channels_first", "th")


def plain(value):
    """A configuration with tuples and NumPy values as lists and numbers."""
    if isinstance(value, dict):
        return dict((k, plain(v)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.tolist() if isinstance(value, (np.generic, np.ndarray)) else value


def run(api, spec, inputs):
    """Output and facts of a layer, or its gradients, or the value of a function."""
    if spec["what"] == "op":
        function = getattr(api.keras.ops, spec["name"])
        arrays = [api.tensor(inputs[k]) for k in sorted(inputs)]
        return {"y": api.value(function(*arrays, **dict((k, given(v)) for k, v in spec["args"].items())))}, {}
    layer, model = build(api, spec, inputs["x"])
    y = np.asarray(model.predict(inputs["x"], **({} if api.graph else {"verbose": 0})))
    if spec["what"] == "gradient":
        found = gradients(api, layer, inputs["x"], numbers(y.shape, 0))
        modern = [to_modern(api, spec, i, g) for i, g in enumerate(found[1:])]
        return dict([("dx", found[0])] + [("dw%d" % i, g) for i, g in enumerate(modern)]), {}
    facts = {
        "config": plain(layer.get_config()),
        "output_shape": list(y.shape[1:]),
        "weights": [list(to_modern(api, spec, i, w).shape) for i, w in enumerate(layer.get_weights())],
        "shapes": plain(told_shapes(layer, inputs["x"].shape)),
    }
    return {"y": y}, facts
