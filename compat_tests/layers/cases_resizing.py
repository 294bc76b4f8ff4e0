"""Cases of the layers that cut, frame and enlarge sequences, images and volumes: one line per variant."""

from __future__ import annotations

from kerasish.layers import (
    Cropping1D,
    Cropping2D,
    Cropping3D,
    UpSampling1D,
    UpSampling2D,
    UpSampling3D,
    ZeroPadding1D,
    ZeroPadding2D,
    ZeroPadding3D,
)
from kerasish.testing.case import Case

T, IMAGE, FIRST, VOLUME = (2, 5, 3), (2, 5, 4, 3), (2, 3, 5, 4), (2, 4, 3, 5, 2)
IMAGES = [(0, 5, 4, 3), (1, 3, 3, 1), (3, 9, 7, 17)]
CF = {"data_format": "channels_first"}

CROPPINGS = [
    Case(Cropping1D, {}, T, [(0, 5, 3), (1, 3, 1), (3, 33, 17)]),
    Case(Cropping1D, {"cropping": (0, 2)}, T),
    Case(Cropping1D, {"cropping": 2}, T, level="2.3"),
    Case(Cropping1D, {"cropping": (1, 2)}, T, level="1"),
    Case(Cropping2D, {}, IMAGE, IMAGES),
    Case(Cropping2D, {"cropping": 1}, IMAGE, IMAGES),
    Case(Cropping2D, {"cropping": ((1, 0), (0, 2))}, IMAGE),
    Case(Cropping2D, {"cropping": (1, 0)} | CF, FIRST),
    Case(Cropping2D, {"cropping": ((1, 0), (0, 2)), "dim_ordering": "th"}, FIRST, level="1"),
    Case(Cropping3D, {}, VOLUME),
    Case(Cropping3D, {"cropping": ((1, 0), (0, 1), (2, 1))}, VOLUME, [(0, 3, 2, 4, 1), (1, 5, 3, 4, 9)]),
    Case(Cropping3D, {"cropping": (1, 0, 1)} | CF, (2, 2, 4, 3, 5), level="2.15"),
]
PADDINGS = [
    Case(ZeroPadding1D, {}, T, [(0, 5, 3), (1, 1, 1), (2, 0, 3), (3, 33, 17)]),
    Case(ZeroPadding1D, {"padding": (0, 3)}, T, level="2.3"),
    Case(ZeroPadding1D, {"padding": (1, 2)} | CF, T),
    Case(ZeroPadding1D, {"padding": {"left_pad": 1}}, T, level="1"),
    Case(ZeroPadding2D, {}, IMAGE, [*IMAGES, (2, 0, 3, 2)]),
    Case(ZeroPadding2D, {"padding": ((1, 0), (0, 2))}, IMAGE, IMAGES),
    Case(ZeroPadding2D, {"padding": (3, 0)} | CF, FIRST),
    Case(ZeroPadding2D, {"padding": (1, 2, 3, 4)}, IMAGE, level="1"),
    Case(ZeroPadding2D, {"padding": {"top_pad": 1, "left_pad": 2}, "dim_ordering": "th"}, FIRST, level="1"),
    Case(ZeroPadding3D, {}, VOLUME, [(0, 3, 2, 4, 1), (1, 5, 3, 4, 9)]),
    Case(ZeroPadding3D, {"padding": (1, 2, 0)}, VOLUME, level="1"),
    Case(ZeroPadding3D, {"padding": ((1, 0), (0, 1), (2, 1))} | CF, (2, 2, 4, 3, 5)),
]
ENLARGED = [
    Case(UpSampling1D, {}, T, [(0, 5, 3), (1, 1, 1), (2, 0, 3), (3, 33, 17)]),
    Case(UpSampling1D, {"size": 1}, T),
    Case(UpSampling1D, {"length": 3}, T, level="1"),
    Case(UpSampling2D, {}, IMAGE, [*IMAGES, (2, 0, 3, 2)]),
    Case(UpSampling2D, {"size": (1, 3)}, IMAGE, IMAGES),
    Case(UpSampling2D, {"size": (3, 2)} | CF, FIRST),
    Case(UpSampling2D, {"size": 2, "dim_ordering": "th"}, FIRST, level="1"),
    *(
        Case(UpSampling2D, {"size": (2, 3), "interpolation": name}, IMAGE, [(0, 3, 2, 2), (1, 1, 1, 1), (2, 9, 7, 5)])
        for name in ("bilinear", "bicubic", "lanczos3", "lanczos5", "gaussian", "mitchellcubic", "area")
    ),
    Case(UpSampling2D, {"size": 2, "interpolation": "bilinear"} | CF, FIRST, [(0, 3, 2, 2), (2, 1, 9, 7)]),
    Case(UpSampling2D, {"size": 2, "interpolation": "bilinear"}, IMAGE, level="2.3"),
    Case(UpSampling2D, {"size": 2, "interpolation": "bicubic"}, IMAGE, level="2.15"),
    Case(UpSampling3D, {}, VOLUME, [(0, 3, 2, 4, 1), (1, 5, 3, 4, 9)]),
    Case(UpSampling3D, {"size": (1, 3, 2)}, VOLUME),
    Case(UpSampling3D, {"size": (3, 1, 2)} | CF, (2, 2, 4, 3, 5), level="2.15"),
]
RESIZING = [*CROPPINGS, *PADDINGS, *ENLARGED]
