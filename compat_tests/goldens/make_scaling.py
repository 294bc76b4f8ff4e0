"""Layers that scale their input by fixed numbers, or by what they learnt from data: outputs, gradients, weights."""

import numpy as np
from make_layers import label, plain

ROWS = (
    # layer, arguments, input shape
    ("Rescaling", {"scale": 0.25}, (3,)),
    ("Rescaling", {"scale": 2, "offset": -1}, (4, 3)),
    ("Rescaling", {"scale": [0.5, 2.0, 3.0], "offset": [1.0, -1.0, 0.5]}, (2, 4, 3)),
    ("Normalization", {"axis": None, "mean": 0.5, "variance": 4.0}, (4, 3)),
    ("Normalization", {"mean": [0.5, 0.4, 0.3], "variance": [0.04, 0.09, 1.0]}, (2, 4, 3)),
    ("Normalization", {"mean": [0.5, 0.4, 0.3], "variance": [0.0, 0.09, 1.0], "invert": True}, (3,)),
    ("Normalization", {"axis": 1, "mean": [0.5, -1.0], "variance": [0.25, 9.0]}, (2, 4, 3)),
)
LEARNT = (
    # arguments, data shape, without its rows
    ({}, (3,)),
    ({"axis": -1}, (2, 4, 3)),
    ({"axis": None}, (4, 3)),
    ({"axis": [1, 3]}, (2, 4, 3)),
    ({"axis": 1}, (4, 3)),
    ({"invert": True}, (4, 3)),
)


def cases(generation):
    """(id, spec, inputs) of every case."""
    if generation not in ("keras-2.15", "keras-3.15"):
        return
    rng = np.random.RandomState(53)
    for name, args, shape in ROWS:
        case = "%s-%s-%s" % (name, label(args), "x".join(map(str, shape)))
        x = (2 * rng.randn(*((3,) + shape)) + 1).astype("float32")
        spec = {"what": "forward", "name": name, "args": args}
        yield case, spec, {"x": x}
        yield "gradient-" + case, dict(spec, what="gradient"), {"x": x}
    for args, shape in LEARNT:
        data = (3 * rng.randn(*((7,) + shape)) + 2).astype("float32")
        x = (2 * rng.randn(*((3,) + shape)) + 1).astype("float32")
        case = "adapt-%s-%s" % (label(args), "x".join(map(str, shape)))
        yield case, {"what": "adapt", "name": "Normalization", "args": args}, {"x": x, "data": data}
        yield "whole-" + case, {"what": "whole", "name": "Normalization", "args": args}, {"x": x, "data": 100 * data}
    integers = rng.randint(0, 256, (2, 3, 3)).astype("uint8")
    yield (
        "integers",
        {"what": "forward", "name": "Rescaling", "args": {"scale": 1 / 127.5, "offset": -1}},
        {"x": integers},
    )
    yield (
        "unadapted",
        {"what": "forward", "name": "Normalization", "args": {}},
        {"x": rng.randn(3, 4).astype("float32")},
    )


def run(api, spec, inputs):
    """Output, weights and facts, or the gradient of a weighted sum of the output."""
    api.clear()
    args = dict((k, tuple(v) if k == "axis" and isinstance(v, list) else v) for k, v in spec["args"].items())
    layer = getattr(api.keras.layers, spec["name"])(name="golden", **args)
    x = inputs["x"]
    if spec["what"] in ("adapt", "whole"):
        layer.adapt(inputs["data"])
    if spec["what"] == "gradient":
        y = np.asarray(api.value(layer(api.tensor(x))))
        upstream = (1 + 0.1 * np.arange(y.size).reshape(y.shape)).astype("float32")
        return {"gradient": api.gradient(lambda x: layer(x), x, upstream)}, {}
    image = api.keras.layers.Input(shape=x.shape[1:], dtype=str(x.dtype))
    model = api.keras.models.Model(inputs=image, outputs=layer(image))
    y = np.asarray(model.predict(x, verbose=0))
    weights = [np.asarray(w, "float32") for w in layer.get_weights()]
    arrays = dict([("y", y)] + [("w%d" % i, w) for i, w in enumerate(weights)])
    names = [w.name.split("/")[-1].split(":")[0] for w in layer.weights]
    return arrays, {"config": plain(layer.get_config()), "names": names, "trainable": len(layer.trainable_weights)}
