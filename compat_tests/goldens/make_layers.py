"""Layers of the first cut: outputs at inference, masks, gradients with respect to the input, default configurations."""

from __future__ import absolute_import, division, print_function

import numpy as np

ACTIVATIONS = {"keras-1.2.2": ["softmax", "softplus", "softsign", "relu", "tanh", "sigmoid", "hard_sigmoid", "linear"]}
ACTIVATIONS["keras-2.3.1"] = ACTIVATIONS["keras-1.2.2"] + ["elu", "selu", "exponential"]
ACTIVATIONS["keras-2.15"] = ACTIVATIONS["keras-2.3.1"] + ["gelu", "swish", "mish"]
ACTIVATIONS["keras-3.15"] = ACTIVATIONS["keras-2.15"] + [
    "celu",
    "hard_shrink",
    "soft_shrink",
    "hard_silu",
    "hard_swish",
    "hard_tanh",
    "leaky_relu",
    "log_sigmoid",
    "log_softmax",
    "relu6",
    "silu",
    "sparse_plus",
    "sparse_sigmoid",
    "sparsemax",
    "squareplus",
    "tanh_shrink",
]


def dense_rows(generation):
    """(layer, arguments, input shape) of the Dense cases."""
    units, bias = ("output_dim", "bias") if generation == "keras-1.2.2" else ("units", "use_bias")
    shapes = [(5,)] if generation == "keras-1.2.2" else [(5,), (3, 5), (2, 3, 5)]
    for shape in shapes:
        yield "Dense", {units: 4}, shape
        yield "Dense", {units: 4, bias: False}, shape
    for name in ACTIVATIONS[generation]:
        yield "Dense", {units: 4, "activation": name}, (5,)
        yield "Activation", {"activation": name}, (3, 6)


def common_rows(generation):
    """(layer, arguments, input shape) of the layers every generation has."""
    yield "Flatten", {}, (3, 4)
    yield "Flatten", {}, (2, 3, 4)
    if generation != "keras-1.2.2":
        for data_format in ("channels_first", "channels_last"):
            yield "Flatten", {"data_format": data_format}, (2, 3, 4)
    for target in ([12], [4, 3], [-1], [2, -1], [2, 2, 3]):
        yield "Reshape", {"target_shape": target}, (3, 4)
    yield "Permute", {"dims": [2, 1]}, (3, 4)
    yield "Permute", {"dims": [3, 1, 2]}, (2, 3, 4)
    yield "RepeatVector", {"n": 3}, (4,)
    yield "Masking", {}, (4, 3)
    yield "Masking", {"mask_value": 2.0}, (4, 3)


def advanced_rows(generation):
    """(layer, arguments, input shape) of the activation layers."""
    slope = "negative_slope" if generation == "keras-3.15" else "alpha"
    for args in ({}, {slope: 0.1}):
        yield "LeakyReLU", args, (6,)
    for args in ({}, {"alpha": 0.5}):
        yield "ELU", args, (6,)
    yield "PReLU", {}, (6,)
    yield "PReLU", {}, (2, 3, 4)
    yield "PReLU", {"shared_axes": [1, 2]}, (2, 3, 4)
    yield "PReLU", {"shared_axes": [1]}, (3, 4)
    if generation != "keras-3.15":
        yield "ThresholdedReLU", {}, (6,)
        yield "ThresholdedReLU", {"theta": 0.4}, (6,)
    if generation != "keras-1.2.2":
        for args in (
            {},
            {"max_value": 1.0},
            {"negative_slope": 0.2},
            {"threshold": 0.3},
            {"max_value": 1.5, "negative_slope": 0.1, "threshold": 0.2},
        ):
            yield "ReLU", args, (6,)
        for args in ({}, {"axis": 1}, {"axis": -2}):
            yield "Softmax", args, (3, 4)
    if generation == "keras-2.15" or generation == "keras-3.15":
        yield "Softmax", {"axis": [1, 2]}, (3, 4)


def label(args):
    """``activation=relu,units=4``"""
    return ",".join("%s=%s" % (k, args[k]) for k in sorted(args)) or "default"


def weight_shapes(name, args, shape):
    """Shapes of the weights of a layer, in the order of ``get_weights``."""
    if name == "Dense":
        units = args.get("units", args.get("output_dim"))
        return [(shape[-1], units)] + ([(units,)] if args.get("use_bias", args.get("bias", True)) else [])
    if name == "PReLU":
        return [tuple(1 if i + 1 in args.get("shared_axes", []) else n for i, n in enumerate(shape))]
    return []


def cases(generation):
    """(id, spec, inputs) of every layer case."""
    rng = np.random.RandomState(9)
    for rows in (dense_rows, common_rows, advanced_rows):
        for name, args, shape in rows(generation):
            x = (1.5 * rng.randn(*((4,) + shape))).astype("float32")
            if name == "Masking":
                x[0, 1], x[1, 3], x[2, 0, 1] = args.get("mask_value", 0.0), args.get("mask_value", 0.0), 0
            inputs = {"x": x}
            for i, weights in enumerate(weight_shapes(name, args, shape)):
                inputs["w%d" % i] = (0.5 * rng.randn(*weights)).astype("float32")
            spec = {"what": "forward", "name": name, "args": args}
            case = "%s-%s-%s" % (name, label(args), "x".join(map(str, shape)))
            yield case, spec, inputs
            if generation in ("keras-2.15", "keras-3.15") and name != "Masking":
                yield "gradient-" + case, dict(spec, what="gradient"), inputs
    if generation in ("keras-2.15", "keras-3.15"):
        mask = rng.randint(0, 2, (4, 3, 4)).astype("bool")
        mask[:, 0] = True
        for args in ({}, {"axis": 1}):
            x = rng.randn(4, 3, 4).astype("float32")
            spec = {"what": "masked softmax", "name": "Softmax", "args": args}
            yield "Softmax-%s-mask" % label(args), spec, {"x": x, "mask": mask}


def plain(value):
    """A configuration with tuples and NumPy values as lists and numbers."""
    if isinstance(value, dict):
        return dict((k, plain(v)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.tolist() if isinstance(value, (np.generic, np.ndarray)) else value


def build(api, spec, inputs):
    """The layer inside a one-layer model, weights set."""
    api.clear()
    layers, args = api.keras.layers, dict((k, tuple(v) if isinstance(v, list) else v) for k, v in spec["args"].items())
    x = layers.Input(shape=inputs["x"].shape[1:])
    layer = getattr(layers, spec["name"])(name="golden", **args)
    y = layer(x)
    weights = [inputs[k] for k in sorted(inputs) if k.startswith("w")]
    if weights:
        layer.set_weights(weights)
    ends = {"input": x, "output": y} if api.generation == "keras-1.2.2" else {"inputs": x, "outputs": y}
    return layer, api.keras.models.Model(**ends)


def run(api, spec, inputs):
    """Output (and mask), or the gradient of a weighted sum of the output with respect to the input."""
    layer, model = build(api, spec, inputs)
    if spec["what"] == "masked softmax":
        return {"y": api.value(layer(api.tensor(inputs["x"]), mask=api.tensor(inputs["mask"])))}, {}
    y = np.asarray(model.predict(inputs["x"], **({} if api.graph else {"verbose": 0})))
    if spec["what"] == "gradient":
        upstream = (1 + 0.1 * np.arange(y.size).reshape(y.shape)).astype("float32")
        return {"gradient": api.gradient(lambda x: layer(x), inputs["x"], upstream)}, {}
    arrays = {"y": y}
    if spec["name"] == "Masking":
        x = api.tensor(inputs["x"])
        arrays["mask"] = api.value(
            layer.compute_mask(x) if api.generation != "keras-1.2.2" else layer.compute_mask(x, None)
        )
    facts = {
        "config": plain(layer.get_config()),
        "output_shape": list(model.output_shape[1:]),
        "weights": [list(np.shape(w)) for w in layer.get_weights()],
    }
    return arrays, facts
