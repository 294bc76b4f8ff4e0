"""Telling whether arrays agree, and settings that hold for a stretch of a check."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from .. import compat, config

TOLERANCE = {"float16": 2e-3, "float32": 1e-5, "float64": 1e-11}


def close(got: Any, want: Any, tolerance: float | None = None, what: str = "") -> None:
    """Assert that arrays agree: `|got - want| <= tolerance * max(1, |want|)`, shape and dtype too; nan equals nan.

    Arguments:
        got, want: arrays, or lists of them.
        tolerance: by the dtype of `want` when None; integers and booleans must be equal.
        what: what is compared, for the text of a failure.
    """
    if isinstance(want, (list, tuple)):
        assert len(got) == len(want), f"{what}: {len(got)} arrays, expected {len(want)}"
        for i, (g, w) in enumerate(zip(got, want, strict=True)):
            close(g, w, tolerance, f"{what}[{i}]")
        return
    got, want = np.asarray(got), np.asarray(want)
    assert got.shape == want.shape, f"{what}: shape {got.shape}, expected {want.shape}"
    assert got.dtype == want.dtype, f"{what}: dtype {got.dtype}, expected {want.dtype}"
    if tolerance is None:
        tolerance = TOLERANCE.get(want.dtype.name, 0.0)
    if want.dtype.kind != "f":
        assert np.array_equal(got, want), f"{what}: {got!r} differs from {want!r}"
        return
    with np.errstate(all="ignore"):
        gap = np.abs(got.astype(np.float64) - want.astype(np.float64)) / np.maximum(1.0, np.abs(want))
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    worst = float(np.max(np.where(same, 0.0, np.where(np.isnan(gap), np.inf, gap)), initial=0.0))
    assert worst <= tolerance, f"{what}: off by {worst:.3g}, allowed {tolerance:g}\ngot {got!r}\nwant {want!r}"


def identical(got: Any, want: Any, what: str = "") -> None:
    """Assert that arrays are equal bit for bit."""
    close(got, want, 0.0, what)


@contextmanager
def raises(kind: type[Exception], word: str) -> Iterator[None]:
    """Assert that the stretch raises an error of this kind with this word in its text."""
    try:
        yield
    except kind as error:
        assert word in str(error), f"{word!r} is not in: {error}"
    else:
        raise AssertionError(f"expected {kind.__name__}")


@contextmanager
def at_level(level: str) -> Iterator[None]:
    """The compatibility level for a stretch."""
    before = compat.level()
    compat.set_level(level)
    try:
        yield
    finally:
        compat.set_level(before)


@contextmanager
def on_device(name: str) -> Iterator[None]:
    """The device for a stretch."""
    before = config.device()
    config.set_device(name)
    try:
        yield
    finally:
        config.set_device(before)


@contextmanager
def with_threads(count: int) -> Iterator[None]:
    """The number of threads for a stretch."""
    before = config.threads()
    config.set_threads(count)
    try:
        yield
    finally:
        config.set_threads(before)
