"""Random weights scaled so that signals keep their size from layer to layer: Glorot, He, LeCun."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..compat.level import at_least
from ..registry import export
from . import sampling
from .fans import compute_fans
from .initializer import Array, RandomInitializer, Seed, extents

MODES = ("fan_in", "fan_out", "fan_avg")
DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "uniform")
Axes = Sequence[int] | None


@export("initializers.VarianceScaling", "initializers.variance_scaling")
class VarianceScaling(RandomInitializer):
    """Numbers of mean 0 and variance `scale / n`, `n` the fan in, the fan out or their average.

    Arguments:
        scale: a positive number.
        mode: `'fan_in'`, `'fan_out'` or `'fan_avg'`.
        distribution: `'truncated_normal'` (cut off at 2 standard deviations; `'normal'` means the same),
            `'untruncated_normal'` or `'uniform'`.
        seed: an integer, a `SeedGenerator` or None.
        input_axes: the axes whose extents make the fan in, when `output_axes` is given too.
        output_axes: the axes whose extents make the fan out.

    Errors:
        ValueError for a scale that is not positive, an unknown mode or distribution.

    Example:
        >>> VarianceScaling(2.0, "fan_out", seed=1)((3, 3, 16, 32)).shape
        (3, 3, 16, 32)
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: Seed = None,
        input_axes: Axes = None,
        output_axes: Axes = None,
    ) -> None:
        if not scale > 0.0:
            raise ValueError(f"{type(self).__name__}: scale must be a positive number, got {scale!r}.")
        self.scale, self.mode = scale, _one_of("mode", mode, MODES)
        distribution = "truncated_normal" if str(distribution).lower() == "normal" else distribution
        self.distribution = _one_of("distribution", distribution, DISTRIBUTIONS)
        self.input_axes, self.output_axes = input_axes, output_axes
        super().__init__(seed)

    def __call__(self, shape: Any, dtype: Any = None) -> Array:
        """An array of this shape, in Keras's layout of kernels (K..., C, F)."""
        fan_in, fan_out = compute_fans(extents(shape), self.input_axes, self.output_axes)
        fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        stddev = math.sqrt(self.scale / max(1.0, fan))
        who, draw = type(self).__name__, self.generator()
        if self.distribution == "uniform":
            limit = math.sqrt(3.0) * stddev
            return sampling.uniform(draw, shape, -limit, limit, dtype, who)
        if self.distribution == "untruncated_normal":
            return sampling.normal(draw, shape, 0.0, stddev, dtype, who)
        return sampling.truncated(draw, shape, 0.0, stddev / sampling.TRUNCATED_STDDEV, dtype, who)

    def get_config(self) -> dict[str, Any]:
        """All arguments; the axes only at level 3, where they came in."""
        config = {"scale": self.scale, "mode": self.mode, "distribution": self.distribution} | super().get_config()
        return config | self._axes()

    def as_keras_2(self) -> tuple[str, dict[str, Any]]:
        """Class name and configuration in Keras 2.0 to 2.3, where `glorot_uniform()` made a VarianceScaling."""
        config = VarianceScaling.get_config(self)
        if config["distribution"] == "truncated_normal":
            config["distribution"] = "normal"
        return "VarianceScaling", {name: config[name] for name in ("scale", "mode", "distribution", "seed")}

    def _axes(self) -> dict[str, Any]:
        return {"input_axes": self.input_axes, "output_axes": self.output_axes} if at_least("3") else {}


def _one_of(what: str, given: str, known: tuple[str, ...]) -> str:
    value = str(given).lower()
    if value not in known:
        raise ValueError(f"Unknown {what} {given!r} of VarianceScaling: expected one of {', '.join(known)}.")
    return value


class _Named(VarianceScaling):
    """A VarianceScaling of which only the seed and the axes are left open."""

    law: tuple[float, str, str]

    def __init__(self, seed: Seed = None, input_axes: Axes = None, output_axes: Axes = None) -> None:
        super().__init__(*self.law, seed, input_axes, output_axes)

    def get_config(self) -> dict[str, Any]:
        """The seed, and at level 3 the axes."""
        return RandomInitializer.get_config(self) | self._axes()


@export("initializers.GlorotUniform", "initializers.glorot_uniform")
class GlorotUniform(_Named):
    """Uniform over `[-limit, limit)`, `limit = sqrt(6 / (fan_in + fan_out))` (Glorot & Bengio, 2010).

    Example:
        >>> bool(abs(GlorotUniform(seed=1)((3, 3))).max() <= 1.0)
        True
    """

    law = (1.0, "fan_avg", "uniform")


@export("initializers.GlorotNormal", "initializers.glorot_normal")
class GlorotNormal(_Named):
    """Truncated normal of standard deviation `sqrt(2 / (fan_in + fan_out))` (Glorot & Bengio, 2010).

    Example:
        >>> GlorotNormal(seed=1)((4, 5)).shape
        (4, 5)
    """

    law = (1.0, "fan_avg", "truncated_normal")


@export("initializers.HeUniform", "initializers.he_uniform")
class HeUniform(_Named):
    """Uniform over `[-limit, limit)`, `limit = sqrt(6 / fan_in)` (He et al., 2015).

    Example:
        >>> HeUniform(seed=1)((4, 5)).shape
        (4, 5)
    """

    law = (2.0, "fan_in", "uniform")


@export("initializers.HeNormal", "initializers.he_normal")
class HeNormal(_Named):
    """Truncated normal of standard deviation `sqrt(2 / fan_in)` (He et al., 2015).

    Example:
        >>> HeNormal(seed=1)((4, 5)).shape
        (4, 5)
    """

    law = (2.0, "fan_in", "truncated_normal")


@export("initializers.LecunUniform", "initializers.lecun_uniform")
class LecunUniform(_Named):
    """Uniform over `[-limit, limit)`, `limit = sqrt(3 / fan_in)` (LeCun et al., "Efficient BackProp", 1998).

    Example:
        >>> LecunUniform(seed=1)((4, 5)).shape
        (4, 5)
    """

    law = (1.0, "fan_in", "uniform")


@export("initializers.LecunNormal", "initializers.lecun_normal")
class LecunNormal(_Named):
    """Truncated normal of standard deviation `sqrt(1 / fan_in)` (Klambauer et al., 2017, after LeCun et al., 1998).

    Example:
        >>> LecunNormal(seed=1)((4, 5)).shape
        (4, 5)
    """

    law = (1.0, "fan_in", "truncated_normal")
