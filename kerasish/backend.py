"""`keras.backend`: settings, sessions, and what scripts do with variables and placeholders.

Functions on tensors are those of `kerasish.ops`, which work on variables, arrays and symbolic tensors alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from . import config, dtypes
from .compat.arguments import accepts_old_spellings
from .config import (
    epsilon,
    floatx,
    image_data_format,
    set_floatx,
    set_image_data_format,
)
from .graph.tensor import Tensor
from .graph.tensor import placeholder as _placeholder
from .graph.variable import Variable
from .ops import (  # noqa: A004
    abs,
    all,
    any,
    arange,
    argmax,
    argmin,
    cast,
    clip,
    concatenate,
    cos,
    cumprod,
    cumsum,
    dot,
    elu,
    equal,
    exp,
    expand_dims,
    eye,
    greater,
    greater_equal,
    less,
    less_equal,
    log,
    logsumexp,
    max,
    maximum,
    mean,
    min,
    minimum,
    not_equal,
    ones_like,
    prod,
    reshape,
    round,
    sigmoid,
    sign,
    sin,
    softmax,
    softplus,
    softsign,
    sqrt,
    square,
    squeeze,
    stack,
    std,
    stop_gradient,
    sum,
    tanh,
    tile,
    transpose,
    var,
    zeros_like,
)
from .ops import power as pow

OPS = (
    "abs", "all", "any", "arange", "argmax", "argmin", "cast",
    "clip", "concatenate", "cos", "cumprod", "cumsum", "dot", "elu", "equal", "exp", "expand_dims", "eye", "greater",
    "greater_equal", "less", "less_equal", "log", "logsumexp", "max", "maximum", "mean", "min", "minimum", "not_equal",
    "ones_like", "pow", "prod", "reshape", "round", "sigmoid", "sign", "sin", "softmax", "softplus",
    "softsign", "sqrt", "square", "squeeze", "stack", "std", "stop_gradient", "sum",
    "tanh", "tile", "transpose", "var", "zeros_like",
)  # fmt: skip
"""Functions of `K` that are ops of the same meaning."""

__all__ = [
    *OPS,
    "backend", "binary_crossentropy", "cast_to_floatx", "categorical_crossentropy", "clear_session", "epsilon", "eval",
    "floatx", "function", "get_value", "gradients", "image_data_format", "int_shape", "is_keras_tensor", "ndim",
    "one_hot", "placeholder", "set_epsilon", "set_floatx", "set_image_data_format", "set_value", "shape",
    "sparse_categorical_crossentropy", "variable",
]  # fmt: skip


def backend() -> str:
    """The name of the backend: `'kerasish'`."""
    return "kerasish"


def clear_session(free_memory: bool = True) -> None:
    """Start numbering layers and metrics again, and let unused plans go."""
    from .layers import naming as layer_names
    from .metrics import naming as metric_names
    from .plan import eager

    layer_names.reset_names()
    metric_names.reset_names()
    if free_memory:
        eager.clear()


def variable(value: Any, dtype: Any = None, name: str | None = None, constraint: Any = None) -> Variable:
    """A variable holding `value`, in `floatx` unless a dtype is given.

    >>> variable(np.ones((2, 3))).shape
    (2, 3)
    """
    return Variable(np.asarray(value), dtype=dtype or config.floatx(), name=name or "Variable", constraint=constraint)


def placeholder(
    shape: Any = None, ndim: int | None = None, dtype: Any = None, sparse: bool = False, name: str | None = None
) -> Tensor:
    """A symbolic tensor that is fed when a function made of it is called."""
    if sparse:
        raise NotImplementedError("placeholder(sparse=True) is not there yet; use a dense one.")
    if shape is None and ndim is None:
        raise ValueError("placeholder needs a shape or ndim.")
    extents = tuple(shape) if shape is not None else (None,) * int(ndim or 0)
    return _placeholder(extents, dtypes.canonical(dtype or config.floatx()), name)


def eval(x: Any) -> np.ndarray[Any, Any]:  # noqa: A001
    """The value of a variable, an array, or a symbolic tensor that depends on variables alone."""
    if isinstance(x, Tensor):
        from .graph.function import Function

        return Function([], [x])()[0]
    return np.array(x)


def get_value(x: Any) -> np.ndarray[Any, Any]:
    """The value of a variable, as an array."""
    return eval(x)


def set_value(x: Variable, value: Any) -> None:
    """Give a variable a new value."""
    x.assign(value)


def gradients(loss: Any, variables: Any) -> list[Any]:
    """Symbolic gradients of a tensor with respect to tensors or variables."""
    from .graph.autodiff import gradients as derive

    sources = variables if isinstance(variables, (list, tuple)) else [variables]
    targets = loss if isinstance(loss, (list, tuple)) else [loss]
    return list(derive(list(targets), list(sources)))


def function(inputs: Sequence[Any], outputs: Any, updates: Any = None, name: str | None = None) -> Any:
    """A callable from a list of arrays to a list of arrays.

    Arguments:
        inputs: placeholders, or inputs of models.
        outputs: a tensor or a list of tensors.
        updates: pairs (variable, new value).
    """
    from .graph.function import Function
    from .graph.tensor import as_tensor

    many = isinstance(outputs, (list, tuple))
    wanted = [as_tensor(t) for t in (outputs if many else [outputs])]
    made = Function(list(inputs), wanted, [(v, as_tensor(t)) for v, t in updates or ()])

    def run(values: Sequence[Any]) -> Any:
        results = made(*values)
        return results if many else results[0]

    return run


def shape(x: Any) -> Any:
    """The shape of a tensor, symbolic where it is not known."""
    from . import ops

    return ops.shape(x)


def int_shape(x: Any) -> tuple[int | None, ...]:
    """The shape of a tensor as a tuple, None where not known."""
    return tuple(x.shape)


def ndim(x: Any) -> int:
    """The number of axes."""
    return len(x.shape)


def cast_to_floatx(x: Any) -> Any:
    """An array in the default float type."""
    return np.asarray(x, dtypes.numpy_dtype(config.floatx()))


def is_keras_tensor(x: Any) -> bool:
    """Whether `x` is the symbolic output of a layer."""
    return isinstance(x, Tensor) and x.history is not None


@accepts_old_spellings
def set_epsilon(value: float) -> None:
    """Choose the small number that keeps divisions and logarithms finite (`e` in Keras 1)."""
    config.set_epsilon(value)


@accepts_old_spellings
def one_hot(x: Any, num_classes: int) -> Any:
    """Rows with a 1 at the place of each index (`indices` and `nb_classes` in Keras 1)."""
    from . import ops

    return ops.one_hot(x, num_classes)


@accepts_old_spellings
def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """`-sum(target * log(output))` along an axis. At level 1 the first place is `output`."""
    from . import ops

    return ops.categorical_crossentropy(target, output, from_logits, axis)


@accepts_old_spellings
def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """`-log(output[target])` along an axis. At level 1 the first place is `output`."""
    from . import ops

    return ops.sparse_categorical_crossentropy(target, output, from_logits, axis)


@accepts_old_spellings
def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """`-(t * log(p) + (1 - t) * log(1 - p))`, per element. At level 1 the first place is `output`."""
    from . import ops

    return ops.binary_crossentropy(target, output, from_logits)
