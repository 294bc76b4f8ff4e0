"""A table of vectors, looked up by number."""

from __future__ import annotations

import operator
import warnings
from typing import Any

import numpy as np

from .. import constraints, initializers, ops, regularizers
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..graph.tensor import is_symbolic
from ..ops.random import random_dropout
from ..ops.shape import look_up
from ..random.seed import SeedGenerator
from ..registry import export
from .base import Layer
from .history import as_list
from .keras1_config import initializer_name

_OF_A_SHAPE = ("input_shape", "batch_input_shape", "batch_shape")


@export("layers.Embedding")
class Embedding(Layer):
    """`y[b, t] = embeddings[x[b, t]]`: a vector for each number, the vectors being trained.

    A number below 0 counts from the end, as in Keras 1 and 3. One outside `-input_dim ... input_dim - 1` is an error
    when the layer is called on arrays; a compiled model, which does not look through its data, gives nan, so that the
    loss shows it at once.

    Arguments:
        input_dim: V, how many vectors there are: one more than the largest number.
        output_dim: F, length of a vector.
        embeddings_initializer, embeddings_regularizer, embeddings_constraint: how the vectors start, a penalty on
            them, and a projection after each update.
        mask_zero: whether 0 stands for nothing there: later layers then skip it.
        weights: the initial table, (V, F), alone or in a list.
        lora_rank, lora_alpha, quantization_config: of Keras 3; not there yet.
        input_length: T, where all inputs have the same; Keras 3 takes no notice of it.
        dropout: of Keras 1: the fraction of the vectors that each training step takes as 0.
        sparse: of Keras 2.15; not there yet.

    Shapes: input (B, ...) of integers (floats are cut), output (B, ..., F), embeddings (V, F).

    >>> Embedding(3, 2, embeddings_initializer="ones")(np.array([[0, 2]])).tolist()
    [[[1.0, 1.0], [1.0, 1.0]]]

    Errors:
        ValueError for a number that the table does not have, in an array.

    Source: keras.io, layers API, Embedding; dropout: Gal and Ghahramani, 2016, "A Theoretically Grounded Application
    of Dropout in Recurrent Neural Networks".
    """

    @accepts_old_spellings
    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        weights: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        quantization_config: Any = None,
        input_length: Any = None,
        dropout: float = 0.0,
        sparse: bool = False,
        **kwargs: Any,
    ) -> None:
        given = {"lora_rank": lora_rank, "quantization_config": quantization_config, "sparse": sparse or None}
        for word, value in given.items():
            if value is not None:
                raise NotImplementedError(f"Embedding({word}=...) is not there yet; leave it out.")
        length = _noticed_length(input_length)
        if not at_least("3") and not any(kwargs.get(word) for word in _OF_A_SHAPE):
            kwargs["input_shape"] = tuple(as_list(length))
        kwargs.pop("input_dtype", None)  # of Keras 1: that of the numbers, which are cast in any case
        table = weights if weights is None or isinstance(weights, (list, tuple)) else [weights]
        super().__init__(weights=table, **kwargs)
        self.autocast = False  # numbers of rows are too large for some floats
        self.input_dim, self.output_dim = _extent("input_dim", input_dim), _extent("output_dim", output_dim)
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.mask_zero = self.supports_masking = bool(mask_zero)
        self.input_length, self.lora_rank, self.lora_alpha = length, lora_rank, lora_alpha
        self.dropout = _honoured_dropout(dropout)
        self.seed_generator = SeedGenerator(None) if self.dropout else None
        if table is not None and at_least("3"):
            self._maybe_build(np.zeros((0, 0), "int32"))

    def build(self, input_shape: Any = None) -> None:
        """Make the table (V, F)."""
        self.embeddings = self.add_weight(
            name="embeddings",
            shape=(self.input_dim, self.output_dim),
            initializer=self.embeddings_initializer,
            regularizer=self.embeddings_regularizer,
            constraint=self.embeddings_constraint,
        )
        self.built = True

    def call(self, inputs: Any, training: Any = None) -> Any:
        """(B, ...) to (B, ..., F)."""
        if at_least("2.2") and not at_least("2.15"):
            self._filled_in(tuple(inputs.shape))
        numbers = inputs if inputs.dtype in ("int32", "int64") else ops.cast(inputs, "int32")
        self._check_range(numbers)
        y = look_up(self.embeddings, numbers)
        if self.seed_generator is None or not training:
            return y
        ones = ops.ones((self.input_dim, 1), dtype=self.dtype)
        return ops.multiply(y, look_up(random_dropout(self.seed_generator.next(), ones, self.dropout), numbers))

    def _check_range(self, numbers: Any) -> None:
        """Refuse numbers without a row, where they are known."""
        if is_symbolic(numbers) or hasattr(numbers, "symbolic") or not np.size(numbers):
            return
        low, high = int(np.min(numbers)), int(np.max(numbers))
        if low < -self.input_dim or high >= self.input_dim:
            raise ValueError(
                explain(
                    f"Embedding {self.name!r} could not look up {high if high >= self.input_dim else low}.",
                    f"numbers from 0 to {self.input_dim - 1}, as input_dim is {self.input_dim}",
                    f"numbers from {low} to {high}",
                    f"input_dim={high + 1}, or other numbers; a vocabulary whose 0 is kept free needs one row more",
                )
            )

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask (B, ...), true where the number is not 0, if `mask_zero` is set."""
        del mask
        return ops.not_equal(inputs, 0) if self.mask_zero else None

    def compute_output_shape(self, input_shape: Any) -> Any:
        """(B, ..., F)."""
        return (*self._filled_in(tuple(input_shape)), self.output_dim)

    def _filled_in(self, shape: tuple[int | None, ...]) -> tuple[int | None, ...]:
        """The shape of an input, with the lengths that are known from `input_length`."""
        lengths = as_list(self.input_length)
        if self.input_length is None:
            return shape
        if not at_least("2.2"):
            return (shape[0], *lengths)
        agree = len(lengths) == len(shape) - 1
        if not agree or any(None not in (a, b) and a != b for a, b in zip(lengths, shape[1:], strict=True)):
            raise ValueError(
                explain(
                    f"Embedding {self.name!r} got an input of another length than it was told.",
                    f"a shape of (batch, {', '.join(map(str, lengths))}), by input_length={self.input_length}",
                    f"{shape}",
                    "leave input_length out where lengths vary",
                )
            )
        return (shape[0], *(a if b is None else b for a, b in zip(lengths, shape[1:], strict=True)))

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer, as the generation of the level spells them."""
        config = super().get_config() | {"input_dim": self.input_dim, "output_dim": self.output_dim}
        activity = regularizers.serialize(self.activity_regularizer)
        config |= {"activity_regularizer": activity, "mask_zero": self.mask_zero}
        if not at_least("3"):
            config["input_length"] = self.input_length
        if not at_least("2.2"):
            return config | self._keras_1_config()
        config |= {
            "embeddings_initializer": initializers.serialize(self.embeddings_initializer),
            "embeddings_regularizer": regularizers.serialize(self.embeddings_regularizer),
            "embeddings_constraint": constraints.serialize(self.embeddings_constraint),
        }
        if self.dropout:
            config["dropout"] = self.dropout
        return config | ({"quantization_config": None} if at_least("3") else {})

    def _keras_1_config(self) -> dict[str, Any]:
        return {
            "init": initializer_name(self.embeddings_initializer),
            "W_regularizer": regularizers.serialize(self.embeddings_regularizer),
            "W_constraint": constraints.serialize(self.embeddings_constraint),
            "dropout": self.dropout,
            "input_dtype": "int32",
        }


def _extent(word: str, value: Any) -> int:
    """A positive integer, also of NumPy's, or a float without fraction."""
    whole = isinstance(value, float) and value.is_integer()
    try:
        extent = operator.index(int(value) if whole else value)
    except TypeError:
        extent = 0
    if extent <= 0:
        raise ValueError(f"Embedding needs a positive integer for {word}, received {value!r}.")
    return extent


def _noticed_length(input_length: Any) -> Any:
    """`input_length`, of which Keras 3 takes no notice."""
    if input_length is not None and at_least("3"):
        text = "Embedding: input_length has no effect at level 3; an Input, or the data, says the length."
        warnings.warn(text, stacklevel=4)
        return None
    return list(input_length) if isinstance(input_length, tuple) else input_length


def _honoured_dropout(rate: float) -> float:
    """`dropout`, which Keras 2.2 and 2.3 dropped."""
    if not 0 <= rate < 1:
        raise ValueError(f"Embedding needs a number from 0 to below 1 for dropout, received {rate!r}.")
    if rate and at_least("2.2") and not at_least("2.15"):
        text = "Embedding: dropout has no effect at levels 2.2 and 2.3, as in Keras 2; SpatialDropout1D has."
        warnings.warn(text, stacklevel=4)
        return 0.0
    return float(rate)
