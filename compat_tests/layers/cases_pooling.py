"""Cases of the pooling layers and of spatial dropout: one line per variant."""

from __future__ import annotations

from typing import Any

from kerasish.layers import (
    AdaptiveAveragePooling1D,
    AdaptiveAveragePooling2D,
    AdaptiveAveragePooling3D,
    AdaptiveMaxPooling1D,
    AdaptiveMaxPooling2D,
    AdaptiveMaxPooling3D,
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalAveragePooling3D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    GlobalMaxPooling3D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
    SpatialDropout1D,
    SpatialDropout2D,
    SpatialDropout3D,
)
from kerasish.testing.case import Case

T, IMAGE, FIRST, VOLUME = (2, 7, 3), (2, 6, 5, 3), (2, 3, 6, 5), (2, 4, 5, 3, 2)
SERIES = [(0, 7, 3), (1, 3, 1), (2, 5, 0), (3, 33, 17), (9, 12, 65)]
IMAGES = [(0, 6, 5, 3), (1, 3, 3, 1), (2, 5, 5, 0), (3, 9, 7, 17), (2, 17, 16, 65)]
VOLUMES = [(0, 4, 4, 3, 2), (1, 3, 3, 3, 1), (2, 5, 6, 4, 19)]
CF = {"data_format": "channels_first"}
# Among equal numbers a maximum has no gradient that finite differences could agree with.
APART = {"values": "distinct"}


def windows(layer: Any, one: Any, grid: Any, rank: int, **more: Any) -> list[Case]:
    """The variants of a layer with windows."""
    return [
        Case(layer, {"pool_size": 2}, one, grid, **more),
        Case(layer, {"pool_size": 3, "strides": 2, "padding": "same"}, one, grid, **more),
        Case(layer, {"pool_size": 3, "strides": 1}, one, grid, **more),
        Case(layer, {"pool_size": (3, 2, 1)[:rank], "strides": 2}, one, **more),
        Case(layer, {"pool_size": 2, "strides": 3, "padding": "same"}, one, **more),
        Case(layer, {"pool_size": 2} | CF, (one[0], one[-1], *one[1:-1]), **more),
        Case(layer, {"pool_size": 2, "padding": "same"}, one, **more, level="2.15"),
        Case(layer, {"pool_size": 2}, one, **more, level="2.3"),
        Case(layer, {"border_mode": "same"}, one, **more, level="1"),
    ]


MAXIMA = [
    *windows(MaxPooling1D, T, SERIES, 1, **APART),
    *windows(MaxPooling2D, IMAGE, IMAGES, 2, **APART),
    *windows(MaxPooling3D, VOLUME, VOLUMES, 3, **APART),
    Case(MaxPooling1D, {"pool_length": 3, "stride": 2}, T, level="1", **APART),
    Case(MaxPooling2D, {"dim_ordering": "th"}, FIRST, level="1", **APART),
]
MEANS = [
    *windows(AveragePooling1D, T, SERIES, 1),
    *windows(AveragePooling2D, IMAGE, IMAGES, 2),
    *windows(AveragePooling3D, VOLUME, VOLUMES, 3),
    Case(AveragePooling1D, {"pool_length": 3, "stride": 2}, T, level="1"),
    Case(AveragePooling2D, {"dim_ordering": "th"}, FIRST, level="1"),
]
STEPS_LAST = {"masking": "the check masks the first axis, which is not that of the steps"}
WHOLE = [
    *(
        Case(layer, arguments, shape, grid, level=level, mask=mask, **more)
        for layer, shape, grid, mask, more in (
            (GlobalMaxPooling1D, T, SERIES, None, APART),
            (GlobalMaxPooling2D, IMAGE, IMAGES, None, APART),
            (GlobalMaxPooling3D, VOLUME, VOLUMES, None, APART),
            (GlobalAveragePooling1D, T, SERIES, "dropped", {}),
            (GlobalAveragePooling2D, IMAGE, IMAGES, None, {}),
            (GlobalAveragePooling3D, VOLUME, VOLUMES, None, {}),
        )
        for arguments, level in (({}, "3"), ({"keepdims": True}, "3"), ({"keepdims": True}, "2.15"))
    ),
    Case(GlobalMaxPooling1D, CF, T, **APART),
    Case(GlobalMaxPooling2D, CF, FIRST, **APART),
    Case(GlobalMaxPooling3D, {"keepdims": True} | CF, VOLUME, level="2.15", **APART),
    Case(GlobalAveragePooling1D, CF, T, skip=STEPS_LAST),
    Case(GlobalAveragePooling2D, CF, FIRST),
    Case(GlobalAveragePooling3D, {"keepdims": True} | CF, VOLUME, level="2.15"),
    Case(GlobalAveragePooling1D, {}, T, mask="dropped", level="2.3"),
    Case(GlobalAveragePooling1D, {}, T, mask="refused", level="1"),
    Case(GlobalMaxPooling1D, {}, T, level="2.3", **APART),
    Case(GlobalMaxPooling2D, {"dim_ordering": "th"}, FIRST, level="1", **APART),
]
ADAPTIVE = [
    Case(layer, {"output_size": size} | where, shape, **more)
    for layers, more in (
        ((AdaptiveMaxPooling1D, AdaptiveMaxPooling2D, AdaptiveMaxPooling3D), APART),
        ((AdaptiveAveragePooling1D, AdaptiveAveragePooling2D, AdaptiveAveragePooling3D), {}),
    )
    for layer, shape in zip(layers, (T, IMAGE, VOLUME), strict=True)
    for size, where in ((1, {}), (2, {}), (4, {}), (3, CF))
]
DROPOUTS = [
    Case(SpatialDropout1D, {"rate": 0.4}, (5, 6, 9), [(0, 4, 3), (1, 1, 3), (3, 33, 17)], random=True),
    Case(SpatialDropout1D, {"p": 0.4}, (5, 6, 9), random=True, level="1"),
    Case(SpatialDropout2D, {"rate": 0.4}, (5, 3, 4, 9), [(0, 4, 3, 2), (3, 9, 7, 17)], random=True),
    Case(SpatialDropout2D, {"rate": 0.4} | CF, (5, 9, 3, 4), random=True),
    Case(SpatialDropout2D, {"rate": 0.4} | CF, (5, 9, 3, 4), random=True, level="2.15"),
    Case(SpatialDropout2D, {"p": 0.4, "dim_ordering": "th"}, (5, 9, 3, 4), random=True, level="1"),
    Case(SpatialDropout3D, {"rate": 0.4}, (5, 3, 4, 2, 9), [(0, 4, 3, 2, 2)], random=True),
    Case(SpatialDropout3D, {"rate": 0.4} | CF, (5, 9, 3, 4, 2), random=True, level="2.3"),
]
POOLING = [*MAXIMA, *MEANS, *WHOLE, *ADAPTIVE, *DROPOUTS]
