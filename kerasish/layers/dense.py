"""The fully connected layer."""

from __future__ import annotations

from typing import Any

from .. import activations, constraints, initializers, ops, regularizers
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..registry import export
from .base import Layer
from .input_spec import InputSpec
from .keras1_config import initializer_name


@export("layers.Dense")
class Dense(Layer):
    """`activation(x @ kernel + bias)`, over the last axis.

    Arguments:
        units: F, size of the last axis of the output.
        activation: name or function applied to the result (linear when None).
        use_bias: whether a bias is added.
        kernel_initializer, bias_initializer: how the weights start.
        kernel_regularizer, bias_regularizer, activity_regularizer: penalties.
        kernel_constraint, bias_constraint: projections after each update.
        lora_rank, lora_alpha, quantization_config: of Keras 3; not there yet.

    Shapes: input (B, ..., C), output (B, ..., F), kernel (C, F), bias (F,).

    >>> Dense(2)(np.ones((3, 4))).shape
    (3, 2)

    Source: keras.io, layers API, Dense.
    """

    @accepts_old_spellings
    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        quantization_config: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        if not isinstance(units, (int, float)) or int(units) != units or units <= 0:
            raise ValueError(f"Dense needs a positive integer for units, received {units!r}.")
        for word, value in (("lora_rank", lora_rank), ("quantization_config", quantization_config)):
            if value is not None:
                raise NotImplementedError(f"Dense({word}=...) is not there yet; leave it out.")
        self.units, self.lora_rank, self.lora_alpha = int(units), lora_rank, lora_alpha
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.input_spec = InputSpec(min_ndim=2)
        self.supports_masking = True

    def build(self, input_shape: Any) -> None:
        """Make the kernel (C, F) and the bias (F,)."""
        extent = input_shape[-1]
        if extent is None:
            raise ValueError(f"Dense {self.name!r}: the last axis of the input must be known, got {input_shape}.")
        self.kernel = self.add_weight(
            name="kernel",
            shape=(extent, self.units),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(self.units,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self.input_spec = InputSpec(min_ndim=2, axes={-1: extent})
        self.built = True

    def call(self, inputs: Any) -> Any:
        """(B, ..., C) to (B, ..., F)."""
        x = ops.matmul(inputs, self.kernel)
        if self.bias is not None:
            x = ops.add(x, self.bias)
        return self.activation(x)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """(B, ..., F)."""
        return (*input_shape[:-1], self.units)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer, as the generation of the level spells them."""
        config = super().get_config()
        if not at_least("2.2"):
            return config | self._keras_1_config()
        config |= {
            "units": self.units,
            "activation": activations.serialize(self.activation),
            "use_bias": self.use_bias,
            "kernel_initializer": initializers.serialize(self.kernel_initializer),
            "bias_initializer": initializers.serialize(self.bias_initializer),
            "kernel_regularizer": regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "kernel_constraint": constraints.serialize(self.kernel_constraint),
            "bias_constraint": constraints.serialize(self.bias_constraint),
        }
        if at_least("3"):
            config["quantization_config"] = None
            if self.activity_regularizer is None:
                del config["activity_regularizer"]
        return config

    def _keras_1_config(self) -> dict[str, Any]:
        return {
            "output_dim": self.units,
            "init": initializer_name(self.kernel_initializer),
            "activation": activations.serialize(self.activation),
            "W_regularizer": regularizers.serialize(self.kernel_regularizer),
            "b_regularizer": regularizers.serialize(self.bias_regularizer),
            "activity_regularizer": regularizers.serialize(self.activity_regularizer),
            "W_constraint": constraints.serialize(self.kernel_constraint),
            "b_constraint": constraints.serialize(self.bias_constraint),
            "bias": self.use_bias,
            "input_dim": self.kernel.shape[0] if self.built else None,
        }
