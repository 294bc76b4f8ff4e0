"""Cases of the layers that only ready-made architectures use."""

from __future__ import annotations

from kerasish.layers import CustomScaleLayer
from kerasish.testing.case import Case

PAIR = [(3, 4, 2), (3, 4, 2)]

APPLICATIONS = [
    Case(CustomScaleLayer, {"scale": 0.17}, PAIR, grid=[[(0, 3), (0, 3)], [(1, 1), (1, 1)], [(33, 65), (33, 65)]]),
    Case(CustomScaleLayer, {"scale": 2.0}, PAIR, level="2.15"),
]
