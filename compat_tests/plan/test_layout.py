"""Layers whose channels come first cost one change of layout at each end of a network, not two a layer."""

from __future__ import annotations

from typing import Any

import numpy as np

from kerasish import ops
from kerasish.graph.function import Function
from kerasish.graph.specialize import specialize
from kerasish.graph.tensor import placeholder
from kerasish.ops.conv import convolution
from kerasish.testing.compare import on_device

LAST, FIRST = (0, 2, 3, 1), (0, 3, 1, 2)


def _layer(x: Any, w: Any) -> Any:
    """A convolution with its channels first."""
    return ops.transpose(convolution(ops.transpose(x, LAST), w, padding="same"), FIRST)


def test_transposes_between_layers_cancel() -> None:
    """Past activations, sums and concatenations along the channels, forward and backward."""
    x, w = placeholder((2, 3, 5, 4), "float32"), placeholder((3, 3, 3, 3), "float32")
    v = placeholder((3, 3, 6, 3), "float32")
    first = ops.tanh(_layer(x, w)) * 2.0
    second = ops.relu(_layer(first, w) + first)
    y = _layer(ops.concatenate([first, second], axis=1), v)
    rng = np.random.RandomState(0)
    arrays = [rng.standard_normal(t.shape).astype(np.float32) for t in (x, w, v)]
    program = specialize(Function([x, w, v], [y]), arrays)
    names = [call.op.name for call in program.calls]
    assert names.count("conv") == 3 and names.count("transpose") == 2
    with on_device("reference"):
        expected = Function([x, w, v], [y])(*arrays)[0]
    np.testing.assert_allclose(Function([x, w, v], [y])(*arrays)[0], expected, rtol=1e-5, atol=1e-5)


def test_different_orders_stay() -> None:
    """A sum of two arrays that were transposed in different ways is what it is."""
    x = placeholder((3, 3, 3), "float32")
    y = ops.transpose(x, (1, 0, 2)) + ops.transpose(x, (2, 0, 1)) * 2.0
    a = np.arange(27, dtype=np.float32).reshape(3, 3, 3)
    assert np.array_equal(Function([x], [y])(a)[0], a.transpose(1, 0, 2) + a.transpose(2, 0, 1) * 2)


def test_twice_transposed() -> None:
    """Two transposes are one, or none."""
    x = placeholder((2, 3, 4), "float32")
    a = np.arange(24, dtype=np.float32).reshape(2, 3, 4)
    y = ops.transpose(ops.transpose(x, (2, 0, 1)), (2, 1, 0)) * 1.5
    assert np.array_equal(Function([x], [y])(a)[0], a.transpose(2, 0, 1).transpose(2, 1, 0) * 1.5)
    back = ops.transpose(ops.transpose(x, (2, 0, 1)), (1, 2, 0)) + 1.0
    assert [c.op.name for c in specialize(Function([x], [back]), [a]).calls] == ["add"]
