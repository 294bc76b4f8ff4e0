"""Cases of the layers that reshape, mask, disturb or apply a function: one line per variant."""

from __future__ import annotations

from typing import Any

from kerasish import ops
from kerasish.layers import (
    Activation,
    ActivityRegularization,
    AlphaDropout,
    Dense,
    Dropout,
    Flatten,
    GaussianDropout,
    GaussianNoise,
    Identity,
    Lambda,
    Masking,
    Permute,
    RepeatVector,
    Reshape,
    TimeDistributed,
)
from kerasish.testing.case import ELEMENTWISE_GRID, Case


def shifted(x: Any, by: float = 1.0) -> Any:
    """A function with an argument."""
    return x + by


def doubled_shape(shape: Any) -> Any:
    """The last axis twice as long."""
    return (*shape[:-1], 2 * shape[-1])


CODE = {"config_is_json": "functions are code", "saves_as_h5": "code", "saves_as_keras": "code"}
LOCAL = CODE | {"pickles": "a lambda cannot be pickled"}
E = {"grid": ELEMENTWISE_GRID}
N = {"grid": ELEMENTWISE_GRID, "random": True}

CORE = [
    Case(Activation, {"activation": "relu"}, **E),
    Case(Activation, {"activation": "softmax"}, grid=[(0, 3), (1, 1), (3, 5), (2, 3, 7)]),
    Case(Activation, {"activation": "tanh"}, level="2.3"),
    Case(Activation, {"activation": "linear"}, level="1"),
    Case(ActivityRegularization, {"l1": 0.1, "l2": 0.2}, grid=[(1, 1), (3, 5), (2, 3, 7)]),
    Case(ActivityRegularization, {"l2": 0.2}, level="2.2"),
    Case(Identity, **E),
    Case(Identity, level="2.15"),
    Case(Masking, {}, (4, 3, 2), mask="made", grid=[(0, 3, 2), (1, 1, 1), (3, 5, 7), (2, 0, 3), (2, 3, 4, 5)]),
    Case(Masking, {"mask_value": 0.25}, (4, 3, 2), mask="made", level="1"),
    Case(Flatten, {}, (4, 3, 2), grid=[(0, 3, 2), (1, 1, 1), (2, 0, 3), (3, 5, 7, 2), (3, 5), (33, 17, 9)]),
    Case(
        Flatten, {"data_format": "channels_first"}, (4, 3, 2, 5), grid=[(0, 3, 2, 2), (2, 3, 4), (1, 1, 1, 1), (3, 5)]
    ),
    Case(Flatten, {}, (4, 3, 2), level="2.3"),
    Case(Flatten, {}, (4, 3, 2), level="1"),
    Case(Reshape, {"target_shape": (2, 6)}, (3, 3, 4)),
    Case(Reshape, {"target_shape": (-1,)}, (3, 3, 4), grid=[(0, 3, 4), (1, 1, 1), (2, 0, 3), (5, 7, 3, 2)]),
    Case(Reshape, {"target_shape": (2, -1)}, (3, 3, 4), grid=[(0, 2, 5), (1, 1, 2), (2, 0, 3), (33, 8, 5)]),
    Case(Reshape, {"target_shape": ()}, (3, 1)),
    Case(Permute, {"dims": (2, 1)}, (4, 3, 2), grid=[(0, 3, 2), (1, 1, 1), (2, 0, 3), (33, 17, 9)]),
    Case(Permute, {"dims": (3, 1, 2)}, (2, 3, 4, 5), grid=[(0, 3, 4, 5), (3, 1, 7, 2)]),
    Case(RepeatVector, {"n": 3}, (4, 5), grid=[(0, 3), (1, 1), (3, 0), (33, 65)]),
    Case(RepeatVector, {"n": 1}, (4, 5)),
    Case(Lambda, {"function": shifted, "arguments": {"by": 2.0}}, skip=CODE, **E),
    Case(Lambda, {"function": lambda x: ops.tanh(x) * x}, skip=LOCAL, **E),
    Case(
        Lambda,
        {"function": lambda x: ops.concatenate([ops.square(x), x]), "output_shape": doubled_shape},
        skip=LOCAL,
        grid=[(0, 3), (1, 1), (3, 5)],
    ),
    Case(Lambda, {"function": lambda x: ops.sum(x, axis=1), "output_shape": ()}, skip=LOCAL, grid=[(0, 3), (3, 5)]),
    Case(Lambda, {"function": lambda x: x, "mask": lambda inputs, mask: mask}, skip=LOCAL, level="2.3"),
    Case(Dense, {"units": 4}, (3, 5), grid=[(0, 3), (1, 1), (2, 3, 7), (33, 65)]),
    Case(Dense, {"units": 4, "activation": "tanh", "use_bias": False}, (3, 2, 5)),
    Case(Dense, {"output_dim": 4, "init": "uniform", "bias": True}, (3, 5), level="1"),
    Case(TimeDistributed, {"layer": Dense(4)}, (3, 2, 5), grid=[(0, 2, 3), (1, 1, 1), (3, 5, 7)]),
    Case(TimeDistributed, {"layer": Dense(4, activation="tanh")}, (3, 2, 6, 5), level="1"),
]
NOISE = [
    Case(Dropout, {"rate": 0.4}, **N),
    Case(Dropout, {"rate": 0.4, "noise_shape": (None, 1, 3)}, (8, 4, 3), random=True),
    Case(Dropout, {"rate": 0.4, "noise_shape": (1, 12)}, (4, 12), random=True, grid=[(0, 12), (1, 12), (7, 12)]),
    Case(Dropout, {"rate": 0.4, "noise_shape": (9,)}, (8, 9), random=True),
    Case(Dropout, {"p": 0.4}, (8, 9), random=True, level="1"),
    Case(Dropout, {"rate": 1.0}, (8, 9), trains_alike=False),
    Case(Dropout, {"rate": 1.0}, (8, 9), level="2.3"),
    Case(Dropout, {"rate": 0.0}, (8, 9)),
    Case(GaussianDropout, {"rate": 0.4}, **N),
    Case(GaussianDropout, {"p": 0.4}, random=True, level="1"),
    Case(GaussianNoise, {"stddev": 0.4}, **N),
    Case(GaussianNoise, {"sigma": 0.4}, random=True, level="1"),
    Case(AlphaDropout, {"rate": 0.4}, (8, 9), **N),
    Case(AlphaDropout, {"rate": 0.4, "noise_shape": (None, 1, 3)}, (9, 4, 3), random=True),
    Case(AlphaDropout, {"rate": 0.4}, (8, 9), random=True, level="2.3"),
]
