"""Cases of the normalization layers: one line per variant."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasish.layers import (
    BatchNormalization,
    Dense,
    GroupNormalization,
    LayerNormalization,
    RMSNormalization,
    SpectralNormalization,
    SyncBatchNormalization,
    UnitNormalization,
)
from kerasish.testing.case import Case

GRID = [(0, 3), (1, 1), (3, 5), (2, 3, 7), (33, 65), (3, 4, 5, 2)]
MAPS = (3, 4, 5, 6)


def weights(variables: Any) -> list[Any]:
    """Numbers that are not their defaults; positive ones for variances."""
    rng, values = np.random.RandomState(3), []
    for v in variables:
        value = (rng.randint(-10, 10, v.shape) + 0.27) / 10.0
        values.append((np.abs(value) + 0.5 if "var" in v.name or "std" in v.name else value).astype(v.dtype))
    return values


STOPPED = {name: "a factor counts as a constant" for name in ("input_gradient", "weight_gradient")}
S = {"trains_alike": False, "mask": "passed", "skip": {"weight_gradient": "it is taken behind the division"}}
B = {"weights": weights, "trains_alike": False}

NORMALIZATIONS = [
    Case(BatchNormalization, grid=GRID, **B),
    Case(BatchNormalization, {}, MAPS, grid=[(0, 4, 5, 6), (2, 1, 1, 300), (40, 9, 9, 16)], **B),
    Case(BatchNormalization, {"axis": 1}, MAPS, **B),
    Case(BatchNormalization, {"axis": 2, "center": False, "scale": False}, (3, 4, 5), **B),
    Case(BatchNormalization, {"scale": False, "momentum": 0.9}, (3, 4, 5), **B),
    Case(BatchNormalization, {"center": False, "epsilon": 0.1}, (3, 4, 5), **B),
    Case(
        BatchNormalization, {"renorm": True, "renorm_clipping": {"rmax": 1.5, "dmax": 0.5}}, (5, 4), skip=STOPPED, **B
    ),
    Case(BatchNormalization, {"trainable": False}, (5, 4), weights=weights),
    Case(BatchNormalization, {}, MAPS, level="2.15", **B),
    Case(BatchNormalization, {"axis": [1, 3]}, MAPS, level="2.15", **B),
    Case(BatchNormalization, {"fused": False}, MAPS, level="2.15", **B),
    Case(BatchNormalization, {}, MAPS, level="2.3", mask="passed", **B),
    Case(BatchNormalization, {"trainable": False}, (5, 4), level="2.3", mask="passed", **B),
    Case(BatchNormalization, {"beta_init": "one", "gamma_init": "one"}, MAPS, level="1", mask="passed", **B),
    Case(BatchNormalization, {"mode": 1}, (4, 5), level="1", mask="passed", weights=weights),
    Case(BatchNormalization, {"mode": 2}, (4, 5), level="1", mask="passed", weights=weights, row_by_row=False),
    Case(SyncBatchNormalization, {}, MAPS, level="2.15", **B),
    Case(LayerNormalization, grid=GRID),
    Case(LayerNormalization, {"axis": [1, 2], "epsilon": 0.1}, (3, 4, 5)),
    Case(LayerNormalization, {"axis": [3, 1]}, MAPS),
    Case(LayerNormalization, {"axis": 1, "center": False}, (3, 4, 5)),
    Case(LayerNormalization, {"scale": False}, (3, 4, 5)),
    Case(LayerNormalization, {"rms_scaling": True}, (3, 4, 5)),
    Case(LayerNormalization, {"axis": [2, 1]}, (3, 4, 5), level="2.15"),
    Case(GroupNormalization, {"groups": 2}, MAPS, grid=[(0, 2, 2, 4), (1, 1, 1, 2), (2, 3, 4), (3, 4), (2, 9, 9, 32)]),
    Case(GroupNormalization, {"groups": -1}, MAPS),
    Case(GroupNormalization, {"groups": 1, "scale": False}, (3, 4, 5)),
    Case(GroupNormalization, {"groups": 2, "axis": 1}, (2, 4, 3, 5)),
    Case(GroupNormalization, {"groups": 3}, MAPS, level="2.15", skip={"masking": "the mask must fit the input there"}),
    Case(RMSNormalization, grid=GRID),
    Case(RMSNormalization, {"axis": [1, 2], "epsilon": 0.1}, (3, 4, 5)),
    Case(RMSNormalization, {"axis": 1}, (3, 4, 5)),
    Case(UnitNormalization, grid=GRID),
    Case(UnitNormalization, {"axis": [1, 2]}, (3, 4, 5)),
    Case(UnitNormalization, {"axis": 1}, (3, 4, 5), level="2.15"),
    Case(SpectralNormalization, {"layer": Dense(4), "power_iterations": 3}, (3, 5), **S),
    Case(SpectralNormalization, {"layer": Dense(4, activation="tanh")}, (3, 2, 5), level="2.15", **S),
]
