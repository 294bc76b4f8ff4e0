"""Sorting, running sums, gathers along the last axis, and counting into bins: R rows of N, one row after another.

Rows are independent, so the driver may cut R anywhere; within a row the order of every sum is fixed.
"""

from __future__ import annotations

from typing import Any

from ..arrays import count
from .lowering import code_of, lowers, run
from .spec import kernel


@kernel("x: T[R,N], order: i4[R,N], scratch: i4[R,N], descending: int", split="R")
def argsort_rows(x, order, scratch, descending):  # type: ignore[no-untyped-def]
    """Stable merge sort of indices, bottom up. nan counts as the largest value; `scratch` is as large as `order`."""
    rows, n = x.shape
    for r in range(rows):
        for i in range(n):
            order[r, i] = i
        width = 1
        while width < n:
            start = 0
            while start < n:
                middle, end = min(start + width, n), min(start + 2 * width, n)
                left, right = start, middle
                for i in range(start, end):
                    if left >= middle:
                        from_right = True
                    elif right >= end:
                        from_right = False
                    else:
                        a, b = x[r, order[r, left]], x[r, order[r, right]]
                        if descending:
                            from_right = b > a or (b != b and a == a)
                        else:
                            from_right = b < a or (a != a and b == b)
                    if from_right:
                        scratch[r, i] = order[r, right]
                        right += 1
                    else:
                        scratch[r, i] = order[r, left]
                        left += 1
                start += 2 * width
            for i in range(n):
                order[r, i] = scratch[r, i]
            width *= 2


@kernel("x: T[R,N], indices: i4[R,K], y: T[R,K]", split="R")
def take_along_rows(x, indices, y):  # type: ignore[no-untyped-def]
    """`y[r, k] = x[r, indices[r, k]]`; indices wrap around."""
    rows, n = x.shape
    if n > 0:
        for r in range(rows):
            for k in range(indices.shape[1]):
                i = indices[r, k] % n
                y[r, k] = x[r, i]


@kernel("dy: T[R,K], indices: i4[R,K], dx: T[R,N]", split="R")
def put_along_rows(dy, indices, dx):  # type: ignore[no-untyped-def]
    """`dx` is zero, then `dx[r, indices[r, k]] += dy[r, k]` in the order of k: the gradient of `take_along_rows`."""
    rows, n = dx.shape
    for r in range(rows):
        for i in range(n):
            dx[r, i] = 0
        if n > 0:
            for k in range(indices.shape[1]):
                i = indices[r, k] % n
                dx[r, i] += dy[r, k]


@kernel("x: T[R,N], y: T[R,N], reverse: int", split="R")
def cumsum_rows(x, y, reverse):  # type: ignore[no-untyped-def]
    """Running sums from the front, or from the end when `reverse`."""
    rows, n = x.shape
    for r in range(rows):
        for i in range(n):
            place = n - 1 - i if reverse else i
            before = n - i if reverse else i - 1
            if i == 0:
                y[r, place] = x[r, place]
            else:
                y[r, place] = y[r, before] + x[r, place]


@kernel("x: T[R,N], y: T[R,N]", split="R")
def cumprod_rows(x, y):  # type: ignore[no-untyped-def]
    """Running products."""
    rows, n = x.shape
    for r in range(rows):
        for i in range(n):
            if i == 0:
                y[r, i] = x[r, i]
            else:
                y[r, i] = y[r, i - 1] * x[r, i]


@kernel("edges: T[E], x: T[N], y: i4[N], right: int", split="N")
def searchsorted_flat(edges, x, y, right):  # type: ignore[no-untyped-def]
    """The number of edges below each value (not above it, when `right`); nan goes to the end."""
    for i in range(x.shape[0]):
        v = x[i]
        low, high = 0, edges.shape[0]
        while low < high:
            middle = (low + high) // 2
            below = edges[middle] <= v if right else edges[middle] < v
            if below or (v != v and (right or edges[middle] == edges[middle])):
                low = middle + 1
            else:
                high = middle
        y[i] = low


@kernel("x: i4[R,N], weights: T[R,N], y: T[R,L]", split="R")
def bincount_rows(x, weights, y):  # type: ignore[no-untyped-def]
    """`y` is zero, then `y[r, x[r, i]] += weights[r, i]` in the order of i; indices outside 0..L-1 are left out."""
    rows, n = x.shape
    bins = y.shape[1]
    for r in range(rows):
        for b in range(bins):
            y[r, b] = 0
        for i in range(n):
            b = x[r, i]
            if b >= 0 and b < bins:
                y[r, b] += weights[r, i]


def _rows(shape: tuple[int, ...]) -> tuple[int, int]:
    return count(shape[:-1]), shape[-1]


@lowers("argsort")
def lower_argsort(launch: Any, call: Any) -> None:
    """A merge sort per row."""
    x, order = launch.contiguous(call.inputs[0]), launch.out(call.outputs[0])
    r, n = _rows(x.shape)
    values = {"x": x, "order": order, "scratch": launch.temporary(x.shape, "int32")}
    values["descending"] = int(call.attrs["descending"])
    if x.size:
        run(launch, "argsort_rows", values, {"R": r, "N": n}, 20.0 * x.size, T=code_of(x.dtype))


@lowers("take_along")
def lower_take_along(launch: Any, call: Any) -> None:
    """A gather per row."""
    x, indices = (launch.contiguous(v) for v in call.inputs)
    y = launch.out(call.outputs[0])
    r, n = _rows(x.shape)
    if y.size:
        values = {"x": x, "indices": indices, "y": y}
        run(launch, "take_along_rows", values, {"R": r, "N": n, "K": y.shape[-1]}, 2.0 * y.size, T=code_of(x.dtype))


@lowers("put_along")
def lower_put_along(launch: Any, call: Any) -> None:
    """A scatter-add per row."""
    dy, indices = (launch.contiguous(v) for v in call.inputs[:2])
    dx = launch.out(call.outputs[0])
    r, n = _rows(dx.shape)
    if dx.size:
        values = {"dy": dy, "indices": indices, "dx": dx}
        extents = {"R": r, "N": n, "K": dy.shape[-1]}
        run(launch, "put_along_rows", values, extents, 2.0 * dx.size, T=code_of(dy.dtype))


@lowers("cumsum", "cumprod")
def lower_running(launch: Any, call: Any) -> None:
    """Running sums or products per row."""
    x, y = launch.contiguous(call.inputs[0]), launch.out(call.outputs[0])
    r, n = _rows(x.shape)
    values: dict[str, Any] = {"x": x, "y": y}
    if call.op.name == "cumsum":
        values["reverse"] = int(call.attrs["reverse"])
    if x.size:
        run(launch, f"{call.op.name}_rows", values, {"R": r, "N": n}, 2.0 * x.size, T=code_of(x.dtype))


@lowers("searchsorted")
def lower_searchsorted(launch: Any, call: Any) -> None:
    """A binary search per value."""
    edges, x = (launch.contiguous(v) for v in call.inputs)
    y = launch.out(call.outputs[0])
    values = {"edges": edges, "x": x, "y": y, "right": int(call.attrs["side"] == "right")}
    if x.size:
        run(launch, "searchsorted_flat", values, {"E": edges.size, "N": x.size}, 10.0 * x.size, T=code_of(x.dtype))


@lowers("bincount")
def lower_bincount(launch: Any, call: Any) -> None:
    """Weighted counts per row."""
    x, weights = (launch.contiguous(v) for v in call.inputs)
    y = launch.out(call.outputs[0])
    r, n = _rows(x.shape)
    if y.size:
        values = {"x": x, "weights": weights, "y": y}
        run(launch, "bincount_rows", values, {"R": r, "N": n, "L": y.shape[-1]}, 2.0 * x.size, T=code_of(weights.dtype))
