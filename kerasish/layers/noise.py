"""Layers that disturb what they pass while training: Dropout, GaussianDropout, GaussianNoise, AlphaDropout."""

from __future__ import annotations

import math
from typing import Any

from .. import ops
from ..compat import at_least, by_level
from ..compat.arguments import accepts_old_spellings
from ..ops.random import random_dropout, random_normal
from ..random.seed import SeedGenerator
from ..registry import export
from .elementwise import Elementwise


class NoiseLayer(Elementwise):
    """Passes its input on as it is, except in training.

    Arguments:
        seed: an integer for the same noise in every run; None draws a seed from NumPy's global generator.

    A subclass says in `disturb` what happens in training, and in `disturbs` whether anything does.
    """

    def __init__(self, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.seed = seed
        # Its state is a Variable, but no weight: the tracker looks at variables and layers, and this is neither.
        self.seed_generator = SeedGenerator(seed)

    def disturbs(self) -> bool:
        """Whether training differs from inference at all."""
        return True

    def disturb(self, inputs: Any, state: Any) -> Any:
        """The inputs with noise drawn from a random state."""
        raise NotImplementedError(f"{type(self).__name__} does not say how it disturbs its input.")

    def call(self, inputs: Any, training: Any = None) -> Any:
        """(...) to (...); the input itself unless training."""
        if not training or not self.disturbs():
            return inputs
        return self.disturb(inputs, self.seed_generator.next())


def _checked_rate(layer: str, rate: Any, since: str = "2.15") -> Any:
    """A fraction to drop; out of range, an error from level `since` on."""
    if not isinstance(rate, (int, float)) or (at_least(since) and not 0 <= rate <= 1):
        raise ValueError(f"{layer} needs a number between 0 and 1 for rate, received {rate!r}.")
    return rate


def _spread(inputs: Any, noise_shape: Any) -> Any:
    """`noise_shape` with one extent for each axis of the inputs: 1 for those it leaves out in front."""
    if noise_shape is None:
        return None
    return (1,) * (len(inputs.shape) - len(noise_shape)) + tuple(noise_shape)


@export("layers.Dropout")
class Dropout(NoiseLayer):
    """In training, `x / (1 - rate)` with probability `1 - rate`, else 0.

    Arguments:
        rate: fraction of the inputs to drop (`p` in Keras 1).
        noise_shape: one extent per axis, 1 where all entries along the axis share one decision, None for the extent
            of the input: `(None, 1, C)` for inputs (B, T, C) drops whole channels of a sample.
        seed: an integer for the same noise in every run.

    Call arguments:
        inputs: the numbers.
        training: whether to drop anything.

    Shapes: input (...), output (...).

    >>> Dropout(0.5)(np.ones((2, 3))).tolist()
    [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]

    Source: Srivastava et al., 2014, JMLR 15, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting".
    """

    @accepts_old_spellings
    def __init__(self, rate: float, noise_shape: Any = None, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(seed=seed, **kwargs)
        self.rate = _checked_rate(type(self).__name__, rate)
        if at_least("2.2") and not at_least("2.15"):
            self.rate = min(1.0, max(0.0, rate))
        self.noise_shape = None if noise_shape is None else tuple(noise_shape)

    def disturbs(self) -> bool:
        """Whether any input may be dropped: below level 2.15 a rate of 1 drops nothing."""
        return 0 < self.rate and (self.rate < 1 or at_least("2.15"))

    def disturb(self, inputs: Any, state: Any) -> Any:
        """The inputs, some dropped and the others scaled."""
        if self.rate >= 1:
            return ops.zeros_like(inputs)
        return random_dropout(state, inputs, self.rate, self.decisions(inputs))

    def decisions(self, inputs: Any) -> Any:
        """The extents of what is decided: 1 along axes whose entries share a decision; None for one each."""
        return _spread(inputs, self.noise_shape)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        if not at_least("2.2"):
            return super().get_config() | {"p": self.rate}
        return super().get_config() | {"rate": self.rate, "noise_shape": self.noise_shape, "seed": self.seed}


@export("layers.GaussianDropout")
class GaussianDropout(NoiseLayer):
    """In training, `x * n` with n drawn from a normal distribution of mean 1 and variance `rate / (1 - rate)`.

    Arguments:
        rate: as of the Dropout that it stands for.
        seed: an integer for the same noise in every run.

    Call arguments:
        inputs: the numbers.
        training: whether to disturb them.

    Shapes: input (...), output (...).

    >>> GaussianDropout(0.5)(np.ones((1, 2))).tolist()
    [[1.0, 1.0]]

    Source: Srivastava et al., 2014, JMLR 15, section 10.
    """

    @accepts_old_spellings
    def __init__(self, rate: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(seed=seed, **kwargs)
        self.rate = _checked_rate("GaussianDropout", rate)

    def disturbs(self) -> bool:
        """Whether there is noise: a rate of 1 would make it infinite, and makes none."""
        return 0 < self.rate < 1

    def disturb(self, inputs: Any, state: Any) -> Any:
        """The inputs times noise around 1."""
        stddev = math.sqrt(self.rate / (1.0 - self.rate))
        return inputs * random_normal(state, ops.shape(inputs), 1.0, stddev, str(inputs.dtype))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {by_level(v1="p", v2_2="rate"): self.rate} | _seed(self.seed)


@export("layers.GaussianNoise")
class GaussianNoise(NoiseLayer):
    """In training, `x + n` with n drawn from a normal distribution of mean 0.

    Arguments:
        stddev: standard deviation of the noise (`sigma` in Keras 1).
        seed: an integer for the same noise in every run.

    Call arguments:
        inputs: the numbers.
        training: whether to disturb them.

    Shapes: input (...), output (...).

    >>> GaussianNoise(0.1)(np.ones((1, 2))).tolist()
    [[1.0, 1.0]]

    Source: keras.io, layers API, GaussianNoise.
    """

    @accepts_old_spellings
    def __init__(self, stddev: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(seed=seed, **kwargs)
        if not isinstance(stddev, (int, float)) or (at_least("3") and not 0 <= stddev <= 1):
            raise ValueError(f"GaussianNoise needs a number between 0 and 1 for stddev, received {stddev!r}.")
        self.stddev = stddev

    def disturbs(self) -> bool:
        """Whether there is noise."""
        return self.stddev != 0

    def disturb(self, inputs: Any, state: Any) -> Any:
        """The inputs plus noise around 0."""
        return inputs + random_normal(state, ops.shape(inputs), 0.0, self.stddev, str(inputs.dtype))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        return super().get_config() | {by_level(v1="sigma", v2_2="stddev"): self.stddev} | _seed(self.seed)


@export("layers.AlphaDropout")
class AlphaDropout(NoiseLayer):
    """In training, dropout that keeps mean and variance of what comes out of `selu`.

    `a * (x if kept else s) + b`, with `s = -1.7581`, the value that selu tends to for large negative numbers,
    `a = ((1 - rate) * (1 + rate * s**2)) ** -0.5` and `b = -a * s * rate`.

    Arguments:
        rate: fraction of the inputs to replace.
        noise_shape: one extent per axis, 1 where all entries along the axis share one decision, None for the extent
            of the input.
        seed: an integer for the same noise in every run.

    Call arguments:
        inputs: the numbers.
        training: whether to disturb them.

    Shapes: input (...), output (...).

    >>> AlphaDropout(0.5)(np.ones((1, 2))).tolist()
    [[1.0, 1.0]]

    Source: Klambauer et al., 2017, arXiv:1706.02515.
    """

    @accepts_old_spellings
    def __init__(self, rate: float, noise_shape: Any = None, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(seed=seed, **kwargs)
        self.rate = _checked_rate("AlphaDropout", rate, since="3")
        self.noise_shape = None if noise_shape is None else tuple(noise_shape)

    def disturbs(self) -> bool:
        """Whether anything is replaced: a rate of 1 has no scale that keeps the variance, and replaces nothing."""
        return 0 < self.rate < 1

    def disturb(self, inputs: Any, state: Any) -> Any:
        """The inputs, some replaced, all scaled and shifted."""
        kept = random_dropout(state, ops.ones_like(inputs), self.rate, _spread(inputs, self.noise_shape))
        scale = ((1.0 - self.rate) * (1.0 + self.rate * _SATURATED**2)) ** -0.5
        shift = -scale * _SATURATED * self.rate
        return ops.where(ops.greater(kept, 0.0), inputs, _SATURATED) * scale + shift

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        shared = {"noise_shape": self.noise_shape} if at_least("3") else {}  # older generations forgot it
        return super().get_config() | {"rate": self.rate} | shared | _seed(self.seed)


_SATURATED = -1.6732632423543772848170429916717 * 1.0507009873554804934193349852946


def _seed(seed: int | None) -> dict[str, Any]:
    """The seed, where the generation in force writes it."""
    return {"seed": seed} if at_least("2.15") else {}
