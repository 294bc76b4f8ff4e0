"""Activation functions on a fixed grid with large and tiny values; gradients away from the kinks (2.15, 3.15)."""

from __future__ import absolute_import, division, print_function

import numpy as np

OLD = {
    "softmax": [{}],
    "elu": [{}, {"alpha": 0.5}],
    "softplus": [{}],
    "softsign": [{}],
    "tanh": [{}],
    "sigmoid": [{}],
    "hard_sigmoid": [{}],
    "linear": [{}],
    "relu": [{}, {"alpha": 0.1}, {"max_value": 2.0}, {"alpha": 0.2, "max_value": 6.0}],
}
THRESHOLDS = [{"threshold": 0.7}, {"threshold": 0.7, "max_value": 4.0, "alpha": 0.1}, {"threshold": -1.0}]
MIDDLE = dict(OLD, selu=[{}], exponential=[{}], softmax=[{}, {"axis": 0}, {"axis": 1}], relu=OLD["relu"] + THRESHOLDS)
NEW = dict(MIDDLE, swish=[{}], gelu=[{}, {"approximate": True}], mish=[{}])


def renamed(rows):
    """``alpha`` is called ``negative_slope`` in 3.15's relu."""
    return [dict(("negative_slope" if k == "alpha" else k, v) for k, v in args.items()) for args in rows]


NEWEST = dict(
    NEW,
    **{
        "relu": renamed(NEW["relu"]),
        "celu": [{}, {"alpha": 0.5}],
        "glu": [{}, {"axis": 0}],
        "hard_shrink": [{}, {"threshold": 1.2}],
        "soft_shrink": [{}, {"threshold": 1.2}],
        "hard_silu": [{}],
        "hard_swish": [{}],
        "hard_tanh": [{}],
        "leaky_relu": [{}, {"negative_slope": 0.05}],
        "log_sigmoid": [{}],
        "log_softmax": [{}, {"axis": 0}],
        "relu6": [{}],
        "silu": [{}],
        "sparse_plus": [{}],
        "sparse_sigmoid": [{}],
        "sparsemax": [{}, {"axis": 0}],
        "squareplus": [{}, {"b": 1}],
        "tanh_shrink": [{}],
        "threshold": [{"threshold": 0.6, "default_value": -2.0}],
    },
)
FUNCTIONS = {"keras-1.2.2": OLD, "keras-2.3.1": MIDDLE, "keras-2.15": NEW, "keras-3.15": NEWEST}


def grid():
    """-30 ... 30 densely around 0, and the ends: tiny, huge, signed zero; shape (8, 12)."""
    near = np.linspace(-7.1, 7.1, 72)
    ends = [
        -1e4,
        -300.0,
        -100.0,
        -90.0,
        -50.0,
        -20.0,
        -10.0,
        -1e-3,
        -1e-6,
        -1e-20,
        -0.0,
        0.0,
        1e-20,
        1e-6,
        1e-3,
        1.0,
        3.0,
        10.0,
        20.0,
        50.0,
        80.0,
        100.0,
        300.0,
        1e4,
    ]
    return np.concatenate([near, ends]).astype("float32").reshape(8, 12)


def smooth_grid():
    """The grid without overflow and without points on which a kink of any activation lies; shape (8, 8)."""
    near = np.linspace(-7.13, 7.17, 52)
    return (
        np.concatenate([near, [-60.3, -20.3, -1e-3, -1e-5, 1e-5, 1e-3, 12.3, 20.7, 40.9, 60.1, 80.3, 0.013]])
        .astype("float32")
        .reshape(8, 8)
    )


def label(args):
    """``alpha=0.5``"""
    return ",".join("%s=%s" % (k, args[k]) for k in sorted(args)) or "default"


def cases(generation):
    """(id, spec, inputs) of every activation case."""
    rng = np.random.RandomState(2)
    upstream = rng.uniform(0.5, 1.5, (8, 8)).astype("float32")
    moderate = rng.uniform(-4, 4, (3, 4, 6)).astype("float32")
    for name, rows in sorted(FUNCTIONS[generation].items()):
        for args in rows:
            spec = {"what": "forward", "name": name, "args": args}
            yield "forward-%s-%s" % (name, label(args)), spec, {"x": grid()}
            if name in ("softmax", "log_softmax", "glu", "sparsemax"):
                yield "forward3d-%s-%s" % (name, label(args)), spec, {"x": moderate}
            if generation in ("keras-2.15", "keras-3.15"):
                up = upstream[:4] if args.get("axis") == 0 else upstream[:, :4]
                yield (
                    "gradient-%s-%s" % (name, label(args)),
                    dict(spec, what="gradient"),
                    {"x": smooth_grid(), "upstream": up if name == "glu" else upstream},
                )


def run(api, spec, inputs):
    """The activation, or its gradient for given upstream values."""
    function = getattr(api.space("activations"), spec["name"])
    if spec["what"] == "forward":
        return {"y": api.value(function(api.tensor(inputs["x"]), **spec["args"]))}, {}
    return {"gradient": api.gradient(lambda x: function(x, **spec["args"]), inputs["x"], inputs["upstream"])}, {}
