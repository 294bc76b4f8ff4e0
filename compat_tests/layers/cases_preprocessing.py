"""Cases of the layers that scale their inputs, and of those that ConvNeXt brings along."""

from __future__ import annotations

from kerasish.layers import LayerScale, Normalization, Rescaling, StochasticDepth
from kerasish.testing.case import Case

IMAGES = [(0, 4, 3, 3), (1, 1, 1, 3), (5, 33, 2, 3)]

PREPROCESSING = [
    Case(Rescaling, {"scale": 0.25}, (4, 3)),
    Case(Rescaling, {"scale": [0.5, 2.0, 3.0], "offset": [1.0, -1.0, 0.5]}, (2, 4, 5, 3), IMAGES),
    Case(Rescaling, {"scale": 2.0, "offset": -1}, (2, 4), values="indices", level="2.15"),
    Case(Normalization, {}, (4, 3), weights=lambda variables: [[1.0, 2.0, -1.0], [4.0, 0.25, 9.0], 4]),
    Case(Normalization, {"axis": None}, (2, 4, 3), weights=lambda variables: [0.5, 4.0, 24], level="2.15"),
    Case(Normalization, {"axis": (1, -1), "mean": 0.5, "variance": 4.0, "invert": True}, (2, 4, 3)),
    Case(Normalization, {"mean": [0.5, 0.4, 0.3], "variance": [0.04, 0.09, 1.0]}, (2, 4, 5, 3), IMAGES),
    Case(LayerScale, {"init_values": 0.5, "projection_dim": 3}, (2, 4, 5, 3), IMAGES),
    Case(StochasticDepth, {"drop_path_rate": 0.5}, (2, 4, 5, 3), IMAGES, random=True),
]
