"""What is kept between calls stays bounded, however many sizes of input there were."""

from __future__ import annotations

import numpy as np
import pytest

from kerasish import layers, models
from kerasish.training import steps


def test_images_of_ever_new_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions that were not used for longest are let go, and one that is asked for again is made again."""
    room = 4 << 20
    monkeypatch.setattr(steps, "ROOM", room)
    model = models.Sequential([layers.Input((None, None, 3)), layers.Conv2D(16, 3), layers.GlobalMaxPooling2D()])
    first = np.random.RandomState(0).rand(1, 60, 60, 3).astype("float32")
    expected = model.predict(first, verbose=0)
    largest = 0
    for extent in range(64, 164, 4):
        model.predict(np.zeros((1, extent, extent, 3), "float32"), verbose=0)
        kept = [f.held_bytes for f in model.steps._functions.values()]
        largest = max(largest, *kept)
        assert sum(kept) <= room + largest
    assert len(model.steps._functions) < 25
    np.testing.assert_array_equal(model.predict(first, verbose=0), expected)
