"""Initializers: deterministic ones exactly, random ones as a law (moments and quantiles of a large sample)."""

from __future__ import absolute_import, division, print_function

import numpy as np

SHAPES = [(400, 300), (3, 3, 16, 32), (300, 400)]
OLD = ["uniform", "normal", "lecun_uniform", "glorot_normal", "glorot_uniform", "he_normal", "he_uniform", "orthogonal"]
RANDOM = {
    "RandomNormal": [{}, {"mean": 1.0, "stddev": 0.2}],
    "RandomUniform": [{}, {"minval": -1.0, "maxval": 3.0}],
    "TruncatedNormal": [{}, {"mean": 1.0, "stddev": 0.2}],
    "Orthogonal": [{}, {"gain": 1.5}],
    "glorot_normal": [{}],
    "glorot_uniform": [{}],
    "he_normal": [{}],
    "he_uniform": [{}],
    "lecun_normal": [{}],
    "lecun_uniform": [{}],
    "VarianceScaling": [
        {},
        {"scale": 2.0, "mode": "fan_out"},
        {"scale": 0.5, "mode": "fan_avg", "distribution": "uniform"},
    ],
}
STRINGS = [
    "uniform",
    "normal",
    "orthogonal",
    "glorot_uniform",
    "glorot_normal",
    "he_normal",
    "he_uniform",
    "lecun_uniform",
    "lecun_normal",
    "random_normal",
    "random_uniform",
    "truncated_normal",
    "variance_scaling",
    "zeros",
    "ones",
    "zero",
    "one",
]
EXACT = {
    "Zeros": [({}, (3, 4))],
    "Ones": [({}, (3, 4))],
    "Constant": [({}, (3, 4)), ({"value": 2.5}, (3, 4))],
    "Identity": [({}, (4, 4)), ({"gain": 2.0}, (4, 4)), ({"gain": 2.0}, (3, 5)), ({}, (5, 3))],
}
QUANTILES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]


def random_cases(generation):
    """(name, arguments, by string) of the random initializers."""
    if generation == "keras-1.2.2":
        return [(name, {}, True) for name in OLD]
    rows = [(name, args, False) for name in sorted(RANDOM) for args in RANDOM[name]]
    if generation != "keras-2.3.1":
        rows.append(("VarianceScaling", {"distribution": "untruncated_normal"}, False))
    return rows + [(name, {}, True) for name in STRINGS]


def cases(generation):
    """(id, spec, inputs) of every initializer; 1.2.2 counts fans as its TensorFlow layers do."""
    for name, args, by_string in random_cases(generation):
        label = ",".join("%s=%s" % (k, args[k]) for k in sorted(args)) or ("string" if by_string else "default")
        for shape in SHAPES:
            spec = {"what": "law", "name": name, "args": args, "by_string": by_string, "shape": shape}
            yield "law-%s-%s-%s" % (name, label, "x".join(map(str, shape))), spec, {}
    if generation == "keras-1.2.2":
        for name, args, shape in (
            ("zero", {}, (3, 4)),
            ("one", {}, (3, 4)),
            ("identity", {}, (4, 4)),
            ("identity", {"scale": 2}, (4, 4)),
        ):
            yield (
                "exact-%s-%s" % (name, args or "default"),
                {"what": "exact", "name": name, "args": args, "by_string": True, "shape": shape},
                {},
            )
        return
    for name, rows in sorted(EXACT.items()):
        for args, shape in rows:
            spec = {"what": "exact", "name": name, "args": args, "by_string": False, "shape": shape}
            yield "exact-%s-%s-%s" % (name, args or "default", "x".join(map(str, shape))), spec, {}


def sample(api, spec):
    """One array from the initializer."""
    shape = tuple(spec["shape"])
    if api.generation == "keras-1.2.2":
        function = api.space("initializations").get(spec["name"])
        return api.value(function(shape, dim_ordering="tf", **spec["args"]))
    space = api.space("initializers")
    maker = space.get(spec["name"]) if spec["by_string"] else getattr(space, spec["name"])(**spec["args"])
    return api.value(maker(shape))


def describe(values):
    """Mean, standard deviation, smallest, largest, then the quantiles."""
    flat = np.asarray(values, dtype="float64").ravel()
    return np.array(
        [flat.mean(), flat.std(), flat.min(), flat.max()] + list(np.percentile(flat, [100 * q for q in QUANTILES]))
    )


def run(api, spec, inputs):
    """The array, or the description of a large sample (with the Gram matrix's extremes for orthogonal ones)."""
    values = sample(api, spec)
    if spec["what"] == "exact":
        return {"values": values}, {}
    arrays = {"law": describe(values)}
    if "rthogonal" in spec["name"]:
        matrix = values.reshape(-1, values.shape[-1]).astype("float64")
        arrays["singular"] = np.percentile(np.linalg.svd(matrix, compute_uv=False), [0, 100])
    return arrays, {"dtype": str(values.dtype)}
