"""Dropout of whole channels: neighbours in an image are alike, and would stand in for one another."""

from __future__ import annotations

from typing import Any

from .. import config
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base_pooling import format_setting
from .input_spec import InputSpec
from .noise import Dropout
from .spatial import data_format_of


class SpatialDropout(Dropout):
    """Drops channels, each as a whole. A variant says in `rank` how many spatial axes there are."""

    rank = 1

    @accepts_old_spellings
    def __init__(
        self,
        rate: float,
        data_format: Any = None,
        seed: int | None = None,
        name: str | None = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        if kwargs.pop("noise_shape", None) is not None:  # Keras 2 writes None into its configurations
            raise TypeError(f"{type(self).__name__} takes no noise_shape: it drops whole channels.")
        super().__init__(rate, None, seed, name=name, dtype=dtype, **kwargs)
        self.data_format = data_format_of(data_format, type(self).__name__)
        self.input_spec = InputSpec(ndim=self.rank + 2)

    def decisions(self, inputs: Any) -> Any:
        """One decision a channel."""
        ones = (1,) * self.rank
        return (None, *ones, None) if self.data_format == "channels_last" else (None, None, *ones)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer, as the generation of the level spells them."""
        if at_least("3"):
            settings = {"rate": self.rate, "seed": self.seed, "name": self.name, "dtype": self.dtype}
            return settings | (format_setting(self) if self.rank > 1 else {})
        # Older generations forgot the data format; where it matters it is written all the same.
        usual = self.rank == 1 or self.data_format == config.image_data_format()
        return super().get_config() | ({} if usual else format_setting(self))


@export("layers.SpatialDropout1D")
class SpatialDropout1D(SpatialDropout):
    """In training, each channel of a sequence is 0 with probability `rate`, else divided by `1 - rate`.

    Arguments:
        rate: fraction of the channels to drop (`p` in Keras 1).
        seed: an integer for the same noise in every run.

    Call arguments:
        inputs: the numbers.
        training: whether to drop anything.

    Shapes: input (B, T, C), output the same.

    >>> SpatialDropout1D(0.5)(np.ones((2, 3, 4))).shape
    (2, 3, 4)

    Source: Tompson et al., 2014, arXiv:1411.4280, "Efficient Object Localization Using Convolutional Networks".
    """

    rank = 1

    @accepts_old_spellings
    def __init__(
        self, rate: float, seed: int | None = None, name: str | None = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(rate, "channels_last", seed, name, dtype, **kwargs)


@export("layers.SpatialDropout2D")
class SpatialDropout2D(SpatialDropout):
    """In training, each channel of a image is 0 with probability `rate`, else divided by `1 - rate`.

    Arguments:
        rate: fraction of the channels to drop (`p` in Keras 1).
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        seed: an integer for the same noise in every run.

    Call arguments:
        inputs: the numbers.
        training: whether to drop anything.

    Shapes: input (B, H, W, C), output the same; channels first alike.

    >>> SpatialDropout2D(0.5)(np.ones((2, 3, 4, 5))).shape
    (2, 3, 4, 5)

    Source: Tompson et al., 2014, arXiv:1411.4280, "Efficient Object Localization Using Convolutional Networks".
    """

    rank = 2


@export("layers.SpatialDropout3D")
class SpatialDropout3D(SpatialDropout):
    """In training, each channel of a volume is 0 with probability `rate`, else divided by `1 - rate`.

    Arguments:
        rate: fraction of the channels to drop (`p` in Keras 1).
        data_format: 'channels_last' or 'channels_first' (default: that of `config`).
        seed: an integer for the same noise in every run.

    Call arguments:
        inputs: the numbers.
        training: whether to drop anything.

    Shapes: input (B, D, H, W, C), output the same; channels first alike.

    >>> SpatialDropout3D(0.5)(np.ones((2, 3, 4, 5, 6))).shape
    (2, 3, 4, 5, 6)

    Source: Tompson et al., 2014, arXiv:1411.4280, "Efficient Object Localization Using Convolutional Networks".
    """

    rank = 3
