"""Cases of the activation layers: one line per variant."""

from __future__ import annotations

from kerasish.layers import (
    ELU,
    LeakyReLU,
    ParametricSoftplus,
    PReLU,
    ReLU,
    Softmax,
    SReLU,
    ThresholdedReLU,
)
from kerasish.testing.case import ELEMENTWISE_GRID, Case

E = {"grid": ELEMENTWISE_GRID}
MAPS = (2, 3, 4, 5)

ACTIVATIONS = [
    Case(LeakyReLU, **E),
    Case(LeakyReLU, {"negative_slope": 0.1}),
    Case(LeakyReLU, {"alpha": 0.1}, level="2.3"),
    Case(LeakyReLU, {"alpha": 0.1}, level="1"),
    Case(ELU, **E),
    Case(ELU, {"alpha": 0.3}, level="2.15"),
    Case(ReLU, **E),
    Case(ReLU, {"max_value": 1.0}, **E),
    Case(ReLU, {"negative_slope": 0.2}, **E),
    Case(ReLU, {"threshold": 0.3}),
    Case(ReLU, {"max_value": 1.5, "negative_slope": 0.1, "threshold": 0.2}, level="2.2", **E),
    Case(ThresholdedReLU, **E),
    Case(ThresholdedReLU, {"theta": 0.4}, level="1"),
    Case(Softmax, grid=[(0, 3), (1, 1), (3, 5), (2, 3, 7), (33, 65)]),
    Case(Softmax, {"axis": 1}, (2, 3, 4), mask="passed", skip={"masking": "the mask would have to fit the input"}),
    Case(Softmax, {"axis": (1, 2)}, (2, 3, 4), skip={"masking": "the mask would have to fit the input"}),
    Case(Softmax, level="2.3"),
    Case(PReLU, {}, (4, 3), grid=ELEMENTWISE_GRID),
    Case(PReLU, {}, MAPS),
    Case(PReLU, {"shared_axes": [1, 2]}, MAPS, grid=[(1, 1, 1, 1), (3, 5, 7, 2)]),
    Case(PReLU, {"alpha_initializer": "ones", "alpha_regularizer": "l2", "alpha_constraint": "non_neg"}, (4, 3)),
    Case(PReLU, {"init": "one"}, (4, 3), level="1"),
    Case(ParametricSoftplus, {}, (4, 3), grid=ELEMENTWISE_GRID),
    Case(ParametricSoftplus, {"alpha_init": 0.3, "beta_init": 1.0, "shared_axes": [1]}, (2, 3, 4), level="1"),
    Case(SReLU, {}, (4, 3), grid=[(1, 1), (3, 5), (2, 3, 7)]),
    Case(SReLU, {"shared_axes": [1]}, (2, 3, 4), level="1"),
]
