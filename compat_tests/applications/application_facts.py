"""What goldens and tests both need to know of an architecture: its description in lines, its weights, its input.

Runs under every Keras, and under kerasish; Python 3.6 reads it too.
"""

import base64
import json
import zlib

import numpy as np

CLASSES = 10
SCALING = ("convnext", "efficientnet", "efficientnet_v2", "mobilenet_v3")
"""Modules whose architectures take pixels from 0 to 255."""
GAINS = {"efficientnet_v2": 4.0, "mobilenet_v3": 4.5}
"""Gain of kernels by module: with 6, that of He et al., products of large numbers make rounding grow to any size."""
KEPT = (
    "activation axis center data_format depth_multiplier dilation_rate epsilon factor filters groups kernel_size "
    "momentum negative_slope max_value offset padding pool_size rate scale strides target_shape threshold units "
    "use_bias dims layer_scale_init_value survival_probability mean variance height width projection_dim "
    "init_values keepdims"
).split()
"""Entries of a layer's configuration that decide what it computes."""


def lines_of(model):
    """One line per layer, in order: class, name, shape of a sample, number of parameters, inputs, arguments."""
    return [" ".join(line_of(layer)) for layer in model.layers]


def line_of(layer):
    config = layer.get_config()
    told = [k + "=" + plain(config[k]) for k in sorted(config) if k in KEPT and config[k] is not None]
    shape = "x".join(str(n) for n in shape_of(layer)[1:])
    sources = ",".join(inputs_of(layer)) or "-"
    return [type(layer).__name__, layer.name, shape, str(layer.count_params()), sources] + told


def plain(value):
    """A value as short text, the same for lists, tuples and arrays of NumPy."""
    if isinstance(value, dict):
        value = value.get("config", {}).get("name", value.get("class_name")) if "class_name" in value else value
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, (list, tuple)) and len(value) == 1:
        value = value[0]
    return json.dumps(value, sort_keys=True).replace(" ", "")


def shape_of(layer):
    shape = layer.output.shape if hasattr(layer.output, "shape") else layer.output_shape
    shape = getattr(layer.output, "_keras_shape", shape)
    return [None if n is None else int(n) for n in tuple(getattr(n, "value", n) for n in shape)]


def inputs_of(layer):
    """Names of the layers that it takes its input from."""
    if type(layer).__name__ == "InputLayer":
        return []
    if type(layer).__name__ == "Sequential" and hasattr(layer, "inbound_calls"):  # its own input is another tensor
        return [maker_of(tensor) for tensor in layer.inbound_calls[0].input_tensors]
    tensors = layer.input if isinstance(layer.input, (list, tuple)) else [layer.input]
    return [maker_of(tensor) for tensor in tensors]


def maker_of(tensor):
    history = getattr(tensor, "_keras_history", None) or tensor.history
    found = getattr(history, "operation", None) or getattr(history, "layer", None) or history[0]
    return found.name


def packed(lines):
    """Lines in the compact form that a JSON file holds."""
    return base64.b64encode(zlib.compress("\n".join(lines).encode("utf-8"), 9)).decode("ascii")


def unpacked(text):
    """The lines that `packed` was given."""
    return zlib.decompress(base64.b64decode(text)).decode("utf-8").split("\n")


def filled(model, module=""):
    """Give a model weights that depend on their places and shapes alone, at which its output is neither 0 nor huge."""
    place, gain = 0, GAINS.get(module, 6.0)
    for layer in model.layers:
        # Normalization of Keras 3 looks at its weights only when it adapts or loads them.
        if layer.get_weights() and type(layer).__name__ != "Normalization":
            names = weight_roles(layer)
            arrays = layer.get_weights()
            roles = enumerate(zip(names, arrays))
            layer.set_weights([value(role, a.shape, place + i, gain) for i, (role, a) in roles])
            place += len(arrays)
    return model


def weight_roles(layer):
    """What each weight of a layer is: the last part of its name, in the spelling of Keras 2 and 3."""
    old = {"W": "kernel", "b": "bias", "running_mean": "moving_mean", "running_std": "moving_variance"}
    found = [w.name.split("/")[-1].split(":")[0] for w in layer.weights]
    found = [next((new for end, new in old.items() if name.endswith("_" + end)), name) for name in found]
    return [next((r for r in ("gamma", "beta") if name.endswith(r)), name) for name in found]


def value(role, shape, place, gain=6.0):
    """Uniform numbers by role: kernels scaled by fan-in as He et al. (2015) do, so that signals keep their size."""
    draw = np.random.RandomState(place).uniform(-1.0, 1.0, shape)
    if role in ("moving_variance", "variance"):
        draw = 1.0 + 0.4 * draw
    elif role == "gamma" and len(shape) == 1:
        draw = 1.0 + 0.2 * draw
    elif role == "depthwise_kernel" or (len(shape) == 4 and shape[3] == 1):
        draw = draw * np.sqrt(gain / (shape[0] * shape[1]))
    elif len(shape) > 1:
        draw = draw * np.sqrt(gain / np.prod(shape[:-1]))
    else:
        draw = draw * 0.1
    return draw.astype("float32")


def images(shape, count=2, module=""):
    """A fixed batch of images: numbers between -1 and 1, or from 0 to 255 for modules that scale them."""
    found = np.random.RandomState(11).uniform(-1.0, 1.0, (count,) + tuple(shape)).astype("float32")
    return 127.5 * (found + 1) if module in SCALING else found
