"""Orders of positional arguments where generations of Keras disagree: by level, and by type where types decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import dtypes
from ..registry import exported
from .conv_positions import CONV_POSITIONS
from .image_arguments import IMAGE_POSITIONS
from .level import at_least, by_level

Reader = Callable[..., dict[str, Any]]

_DENSE_1 = (
    "kernel_initializer activation weights kernel_regularizer bias_regularizer activity_regularizer kernel_constraint "
    "bias_constraint use_bias input_dim"
).split()
_DENSE = (
    "activation use_bias kernel_initializer bias_initializer kernel_regularizer bias_regularizer activity_regularizer "
    "kernel_constraint bias_constraint lora_rank lora_alpha quantization_config"
).split()
_EMBEDDING_1 = (
    "embeddings_initializer input_length embeddings_regularizer activity_regularizer embeddings_constraint mask_zero "
    "weights dropout"
).split()
_EMBEDDING_2_15 = (
    "embeddings_initializer embeddings_regularizer activity_regularizer embeddings_constraint mask_zero input_length "
    "sparse"
).split()
_EMBEDDING = (
    "embeddings_initializer embeddings_regularizer embeddings_constraint mask_zero weights lora_rank lora_alpha "
    "quantization_config"
).split()
_PRELU_1 = "alpha_initializer weights shared_axes".split()
_PRELU = "alpha_initializer alpha_regularizer alpha_constraint shared_axes".split()
_BATCH_NORMALIZATION_1 = (
    "epsilon mode axis momentum weights beta_initializer gamma_initializer gamma_regularizer beta_regularizer"
).split()
_BATCH_NORMALIZATION = (
    "axis momentum epsilon center scale beta_initializer gamma_initializer moving_mean_initializer "
    "moving_variance_initializer beta_regularizer gamma_regularizer beta_constraint gamma_constraint"
).split()
_RENORM = "renorm renorm_clipping renorm_momentum synchronized".split()
_INPUT_1 = "batch_shape name dtype sparse tensor".split()
_INPUT_2_15 = "batch_size name dtype sparse tensor ragged".split()
_INPUT = "batch_size dtype sparse batch_shape name tensor optional".split()
_COMPILE_1 = "metrics loss_weights sample_weight_mode weighted_metrics target_tensors".split()
_COMPILE_2_15 = "metrics loss_weights weighted_metrics run_eagerly steps_per_execution jit_compile".split()
_COMPILE = "loss_weights metrics weighted_metrics run_eagerly steps_per_execution jit_compile auto_scale_loss".split()
_CONVNEXT = (
    "include_top include_preprocessing weights input_tensor input_shape pooling classes classifier_activation"
).split()
_FIT_GENERATOR_1 = (
    "samples_per_epoch nb_epoch verbose callbacks validation_data nb_val_samples class_weight max_q_size nb_worker "
    "pickle_safe initial_epoch"
).split()
_FIT_GENERATOR = (
    "steps_per_epoch epochs verbose callbacks validation_data validation_steps class_weight max_queue_size workers "
    "use_multiprocessing shuffle initial_epoch"
).split()
_GENERATOR_1 = "val_samples max_q_size nb_worker pickle_safe".split()
_GENERATOR_2_2 = "steps max_queue_size workers use_multiprocessing verbose".split()
_GENERATOR = "steps callbacks max_queue_size workers use_multiprocessing verbose".split()


def _named(owner: str, order: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    if len(values) > len(order):
        raise TypeError(f"{owner} got too many positional arguments: {values[len(order) :]!r} after {order[-1]!r}.")
    return dict(zip(order, values, strict=False))


def dense(values: Sequence[Any]) -> dict[str, Any]:
    """Places of Dense after `units`: `Dense(64, "uniform")` is Keras 1, `Dense(64, "relu")` is not."""
    first = values[0]
    initializer = isinstance(first, str) and first in exported("initializers")
    activation = isinstance(first, str) and first in exported("activations")
    old = initializer if initializer != activation else not at_least("2.2")
    return _named("Dense", _DENSE_1 if old else _DENSE, values)


def embedding(values: Sequence[Any]) -> dict[str, Any]:
    """Places of Embedding after its extents: a number after the initializer is the `input_length` of Keras 1."""
    old = len(values) > 1 and _is_number(values[1])
    order = _EMBEDDING_1 if old else by_level(v1=_EMBEDDING_1, v2_2=_EMBEDDING_2_15, v3=_EMBEDDING)
    return _named("Embedding", order, values)


def prelu(values: Sequence[Any]) -> dict[str, Any]:
    """Places of PReLU: Keras 1 had no regularizer and no constraint."""
    return _named("PReLU", _PRELU if at_least("2.2") else _PRELU_1, values)


def batch_normalization(values: Sequence[Any]) -> dict[str, Any]:
    """Places of BatchNormalization: an epsilon first is Keras 1, an axis first is not."""
    if isinstance(values[0], float) and values[0] < 1:
        return _named("BatchNormalization", _BATCH_NORMALIZATION_1, values)
    return _named("BatchNormalization", _BATCH_NORMALIZATION + (_RENORM if at_least("3") else _RENORM[-1:]), values)


def input_tensor(values: Sequence[Any]) -> dict[str, Any]:
    """Places of Input after `shape`: a tuple is a whole shape, a dtype is told from a name by its spelling."""
    order = by_level(v1=_INPUT_1, v2_15=_INPUT_2_15, v3=_INPUT)
    order = ["batch_shape" if isinstance(values[0], (tuple, list)) else "batch_size", *order[1:]]
    if len(values) > 1 and isinstance(values[1], str):
        order = [order[0], *(_INPUT[1:] if values[1] in dtypes.NAMES else _INPUT_2_15[1:])]
        order[3:] = [name for name in order[3:] if name != order[0]]
    return _named("Input", order, values)


def sequential(values: Sequence[Any]) -> dict[str, Any]:
    """Places of Sequential after `layers`: Keras 3 alone has `trainable` before the name."""
    return _named("Sequential", ["name"] if isinstance(values[0], str) else ["trainable", "name"], values)


def compile_places(values: Sequence[Any]) -> dict[str, Any]:
    """Places of compile after `optimizer` and `loss`: metrics, numbers and modes are told by what they are."""
    order = by_level(v1=_COMPILE_1, v2_15=_COMPILE_2_15, v3=_COMPILE)
    named: dict[str, Any] = {}
    for name, value in _named("compile", order, values).items():
        kind = _compile_kind(value)
        if kind is not None and (kind, name) != ("metrics", "weighted_metrics"):
            name = kind
        if named.get(name) is not None and value is not None:
            raise TypeError(f"compile got {name!r} twice by its place: {named[name]!r} and {value!r}.")
        if named.get(name) is None:
            named[name] = value
    return named


def _compile_kind(value: Any) -> str | None:
    """The argument that a value can only be meant for, or None."""
    leaves = _leaves(value)
    if "temporal" in leaves:
        return "sample_weight_mode"
    if any(isinstance(v, str) or callable(v) or hasattr(v, "update_state") for v in leaves):
        return None if value == "auto" else "metrics"  # jit_compile="auto"
    container = isinstance(value, (list, tuple, dict))
    return "loss_weights" if container and any(_is_number(v) for v in leaves) else None


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    return [leaf for item in value for leaf in _leaves(item)] if isinstance(value, (list, tuple)) else [value]


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def fit_generator(values: Sequence[Any]) -> dict[str, Any]:
    """Places of fit_generator after the generator: Keras 1 counts samples, Keras 2 steps."""
    if not at_least("2.2"):
        return _named("fit_generator", _FIT_GENERATOR_1, values)
    order = list(_FIT_GENERATOR)
    if at_least("2.3") and not (len(values) > 6 and isinstance(values[6], dict)):
        order.insert(6, "validation_freq")
    return _named("fit_generator", order, values)


def generator(values: Sequence[Any]) -> dict[str, Any]:
    """Places of evaluate_generator and predict_generator after the generator."""
    if not at_least("2.2"):
        return _named("evaluate_generator", _GENERATOR_1, values)
    callbacks = at_least("2.3") and not (len(values) > 1 and _is_number(values[1]))
    return _named("evaluate_generator", _GENERATOR if callbacks else _GENERATOR_2_2, values)


def crossentropy(values: Sequence[Any]) -> dict[str, Any]:
    """Places of `K.categorical_crossentropy` and its sisters: Keras 1 has the output first."""
    first = ("target", "output") if at_least("2.2") else ("output", "target")
    return _named("crossentropy", [*first, "from_logits", "axis"], values)


def convnext(values: Sequence[Any]) -> dict[str, Any]:
    """Places of ConvNeXt: in tf.keras 2.15 its name comes first."""
    order = [*_CONVNEXT, "name"] if not isinstance(values[0], str) else ["name", *_CONVNEXT]
    return _named("ConvNeXt", order, values)


POSITIONS: dict[str, tuple[int, Reader]] = {
    "Dense": (1, dense),
    "Embedding": (2, embedding),
    "PReLU": (0, prelu),
    "BatchNormalization": (0, batch_normalization),
    "Input": (1, input_tensor),
    "Sequential": (1, sequential),
    "compile": (2, compile_places),
    "fit_generator": (1, fit_generator),
    "evaluate_generator": (1, generator),
    "predict_generator": (1, generator),
    "categorical_crossentropy": (0, crossentropy),
    "binary_crossentropy": (0, crossentropy),
    "sparse_categorical_crossentropy": (0, crossentropy),
    **{f"ConvNeXt{size}": (0, convnext) for size in ("Tiny", "Small", "Base", "Large", "XLarge")},
    **CONV_POSITIONS,
    **IMAGE_POSITIONS,
}
"""Class or function: how many places all generations share, and the reader of the others."""
