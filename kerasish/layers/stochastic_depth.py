"""Whole samples dropped in training: the layer of ConvNeXt whose name its model files may hold."""

from __future__ import annotations

from typing import Any

from ..ops.random import random_dropout
from ..registry import export
from .noise import NoiseLayer


@export("src.applications.convnext.StochasticDepth", "layers.StochasticDepth")
class StochasticDepth(NoiseLayer):
    """In training, drops a whole sample with a probability, and scales the others up; otherwise hands it on.

    Arguments:
        drop_path_rate: the probability, from 0 to 1.
        seed: an integer for the same choices in every run.

    Call arguments:
        x: the numbers.
        training: whether to drop.

    Shapes: input (B, ...), output (B, ...).

    >>> StochasticDepth(0.5)(np.ones((1, 2))).tolist()
    [[1.0, 1.0]]

    Source: Huang et al.: Deep networks with stochastic depth, 2016, arXiv:1603.09382.
    """

    supports_masking = False

    def __init__(self, drop_path_rate: float, seed: int | None = None, **kwargs: Any) -> None:
        super().__init__(seed=seed, **kwargs)
        self.drop_path_rate = drop_path_rate

    def disturbs(self) -> bool:
        """Whether anything is dropped."""
        return self.drop_path_rate > 0

    def disturb(self, inputs: Any, state: Any) -> Any:
        """The inputs, some samples 0, the others scaled up."""
        return random_dropout(state, inputs, self.drop_path_rate, (None, *[1] * (len(inputs.shape) - 1)))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer."""
        seed = {} if self.seed is None else {"seed": self.seed}  # Keras knows none
        return super().get_config() | {"drop_path_rate": self.drop_path_rate} | seed
