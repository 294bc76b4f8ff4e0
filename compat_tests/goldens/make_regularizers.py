"""Regularizers and constraints on fixed arrays, every class and argument, and their configurations."""

from __future__ import absolute_import, division, print_function

import numpy as np

L1L2 = [{}, {"l1": 0.1}, {"l2": 0.2}, {"l1": 0.1, "l2": 0.2}]
REGULARIZERS = {
    "keras-1.2.2": {
        "l1": [{}, {"l": 0.1}],
        "l2": [{}, {"l": 0.1}],
        "l1l2": L1L2,
        "L1L2Regularizer": L1L2,
        "WeightRegularizer": L1L2,
        "activity_l1": [{}],
        "activity_l2": [{}],
        "activity_l1l2": [{}],
        "EigenvalueRegularizer": [{"k": 0.1}],
    },
    "keras-2.3.1": {"l1": [{}, {"l": 0.1}], "l2": [{}, {"l": 0.1}], "l1_l2": L1L2, "L1L2": L1L2},
    "keras-2.15": {
        "l1": [{}, {"l1": 0.1}, {"l": 0.1}],
        "l2": [{}, {"l2": 0.1}, {"l": 0.1}],
        "l1_l2": L1L2,
        "L1L2": L1L2,
        "L1": [{}, {"l1": 0.1}],
        "L2": [{}, {"l2": 0.1}],
        "OrthogonalRegularizer": [{}, {"factor": 0.1, "mode": "columns"}],
        "orthogonal_regularizer": [{}],
    },
}
REGULARIZERS["keras-3.15"] = dict(REGULARIZERS["keras-2.15"], l1=[{}, {"l1": 0.1}], l2=[{}, {"l2": 0.1}])
NORM = [{}, {"max_value": 0.5}, {"max_value": 0.5, "axis": 1}, {"max_value": 0.3, "axis": [0, 1]}]
MINMAX = [
    {},
    {"min_value": 0.5, "max_value": 0.8},
    {"min_value": 0.5, "max_value": 0.8, "rate": 0.3},
    {"min_value": 0.2, "max_value": 0.4, "rate": 0.5, "axis": 1},
]
CONSTRAINTS = {
    "keras-1.2.2": {
        "MaxNorm": [{}, {"m": 0.5}, {"m": 0.5, "axis": 1}],
        "maxnorm": [{}, {"m": 0.7}],
        "NonNeg": [{}],
        "nonneg": [{}],
        "UnitNorm": [{}, {"axis": 1}],
        "unitnorm": [{}],
        "MinMaxNorm": [
            {},
            {"low": 0.5, "high": 0.8},
            {"low": 0.5, "high": 0.8, "rate": 0.3},
            {"low": 0.2, "high": 0.4, "rate": 0.5, "axis": 1},
        ],
    },
    "keras-2.3.1": {
        "MaxNorm": NORM,
        "max_norm": NORM[:2],
        "NonNeg": [{}],
        "non_neg": [{}],
        "UnitNorm": [{}, {"axis": 1}, {"axis": [0, 1]}],
        "unit_norm": [{}],
        "MinMaxNorm": MINMAX,
        "min_max_norm": MINMAX[:2],
    },
}
CONSTRAINTS["keras-2.15"] = dict(CONSTRAINTS["keras-2.3.1"], RadialConstraint=[{}], radial_constraint=[{}])
CONSTRAINTS["keras-3.15"] = CONSTRAINTS["keras-2.3.1"]


def arrays():
    """A matrix with a zero column and a zero row, a convolution kernel, a vector."""
    rng = np.random.RandomState(4)
    matrix = rng.randn(6, 5)
    matrix[:, 3], matrix[4] = 0, 0
    return {
        "matrix": matrix.astype("float32"),
        "kernel": rng.randn(3, 3, 2, 4).astype("float32"),
        "square": rng.randn(4, 4).astype("float32"),
        "vector": np.linspace(-2, 2, 7).astype("float32"),
        "tiny": (1e-5 * rng.randn(4, 3)).astype("float32"),
    }


def cases(generation):
    """(id, spec, inputs) of every regularizer and constraint."""
    given = arrays()
    for what, table in (("regularizers", REGULARIZERS), ("constraints", CONSTRAINTS)):
        for name, rows in sorted(table[generation].items()):
            kinds = ["matrix", "kernel", "tiny"] if what == "constraints" else ["matrix", "kernel", "vector"]
            if "radial" in name.lower():
                kinds = ["kernel"]
            if "rthogonal" in name or "Eigen" in name:
                kinds = ["square", "matrix"]
            for args in rows:
                label = ",".join("%s=%s" % (k, args[k]) for k in sorted(args)) or "default"
                for kind in kinds:
                    yield (
                        "%s-%s-%s-%s" % (what, name, label, kind),
                        {"space": what, "name": name, "args": args},
                        {"x": given[kind]},
                    )


def run(api, spec, inputs):
    """The penalty or the projected array, and the configuration."""
    thing = api.make(spec["space"], spec["name"], spec["args"])
    config = thing.get_config() if hasattr(thing, "get_config") else {}
    config = dict((k, float(v) if isinstance(v, np.floating) else v) for k, v in config.items())
    return {"y": api.value(thing(api.tensor(inputs["x"])))}, {"config": config}
