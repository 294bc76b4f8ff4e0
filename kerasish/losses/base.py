"""The class that every loss object derives from: values per sample, then weights, mask and reduction."""

from __future__ import annotations

import inspect
from typing import Any

from .. import config, dtypes, ops
from ..errors import unknown_argument
from ..registry import export
from .reduction import REDUCTIONS, check_reduction, reduce_weighted


@export("losses.Loss")
class Loss:
    """Base of all losses. A subclass defines `call(y_true, y_pred)`, which returns one value per sample.

    Arguments:
        name: the loss's name.
        reduction: `"sum_over_batch_size"` (also `"mean"`, `"auto"`), `"sum"`, `"mean_with_sample_weight"`, or
            `"none"` (also None).
        dtype: the float dtype it computes in (default: `floatx`).

    Errors:
        ValueError for an unknown reduction.

    Source: https://keras.io/api/losses/

    >>> class Distance(Loss):
    ...     def call(self, y_true, y_pred):
    ...         return ops.mean(ops.absolute(y_true - y_pred), -1)
    >>> float(Distance()([[0.0], [2.0]], [[1.0], [5.0]]))
    2.0
    """

    def __init__(self, name: Any = None, reduction: Any = "sum_over_batch_size", dtype: Any = None) -> None:
        if isinstance(name, str) and name in REDUCTIONS:  # Keras 2 has the reduction first
            name, reduction = (None if reduction in REDUCTIONS else reduction), name
        self.name = str(name) if name is not None else snake_case(type(self).__name__)
        self.reduction = check_reduction(reduction, type(self).__name__)
        self._given_dtype = getattr(dtype, "compute_dtype", None) or getattr(dtype, "name", None) or dtype

    @property
    def dtype(self) -> str:
        """The float dtype it computes in."""
        return dtypes.canonical(self._given_dtype or config.floatx())

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None, mask: Any = None) -> Any:
        """The reduced loss.

        Arguments:
            y_true: targets.
            y_pred: predictions; a mask they carry (`y_pred.mask`) is heeded.
            sample_weight: None, a number, or weights per sample, time step or element.
            mask: a mask to heed instead of the predictions' own.
        """
        if mask is None:
            mask = mask_of(y_pred)
        values, own_mask = self.call_with_mask(self._convert(y_true), self._convert(y_pred))
        if own_mask is not None:
            mask = own_mask if mask is None else ops.logical_and(mask, own_mask)
        if not hasattr(values, "dtype") or not hasattr(values, "shape"):
            values = ops.array(values)
        return reduce_weighted(ops.cast(values, self.dtype), sample_weight, mask, self.reduction)

    def _convert(self, value: Any) -> Any:
        """Floats in the loss's dtype; integers, and structures of tensors, as they are."""
        if isinstance(value, dict) or (isinstance(value, (list, tuple)) and any(hasattr(v, "shape") for v in value)):
            return value
        value = ops.array(value)
        return ops.cast(value, self.dtype) if dtypes.is_float(dtypes.of(value)) else value

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """One loss value per sample; for subclasses to define."""
        raise NotImplementedError(f"{type(self).__name__} must define call(y_true, y_pred).")

    def call_with_mask(self, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
        """One loss value per sample, and which of them count (None: all)."""
        values = self.call(y_true, y_pred)
        return values, mask_of(values)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs to make this loss again."""
        reduction = "sum_over_batch_size" if self.reduction == "auto" else self.reduction
        config_of: dict[str, Any] = {"name": self.name, "reduction": reduction}
        return config_of if self._given_dtype is None else config_of | {"dtype": self.dtype}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Loss:
        """A loss from what `get_config` returned, here or in any generation of Keras."""
        return cls(**without_unused(cls, config))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name} reduction={self.reduction}>"


def mask_of(value: Any) -> Any:
    """The mask that a tensor carries, or None. NumPy arrays carry none."""
    return getattr(value, "mask", None) if hasattr(value, "symbolic") else None


def without_unused(cls: type, config: dict[str, Any]) -> dict[str, Any]:
    """A config without the function name that tf.keras writes beside the arguments that the function needs."""
    known = inspect.signature(cls).parameters
    return {k: v for k, v in config.items() if k != "fn" or "fn" in known}


def snake_case(name: str) -> str:
    """`MeanSquaredError` to `mean_squared_error`, the way Keras names objects.

    >>> snake_case("BinaryIoU")
    'binary_io_u'
    """
    import re

    partly = re.sub(r"\W+", "", name)
    partly = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", partly)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", partly).lower()


@export("losses.LossFunctionWrapper")
class LossFunctionWrapper(Loss):
    """A loss object around a function `fn(y_true, y_pred, ...)`.

    Arguments:
        fn: the function; it returns one value per sample.
        reduction: see `Loss`.
        name: the loss's name (default: the function's).
        dtype: the float dtype it computes in.
        kwargs: further arguments of `fn`.

    Errors:
        TypeError for a keyword that `fn` does not take.

    >>> from kerasish.losses import mean_squared_error
    >>> float(LossFunctionWrapper(mean_squared_error)([[1.0]], [[3.0]]))
    4.0
    """

    def __init__(
        self, fn: Any, reduction: Any = "sum_over_batch_size", name: Any = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(name=name or getattr(fn, "__name__", None), reduction=reduction, dtype=dtype)
        self.fn, self._fn_kwargs = fn, check_keywords(fn, kwargs, type(self).__name__)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """What the function returns."""
        return self.fn(y_true, y_pred, **self._fn_kwargs)

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs; the function itself only where the class does not imply it."""
        from .serialization import serialize

        own = {"fn": serialize(self.fn)} if type(self) is LossFunctionWrapper else {}
        return super().get_config() | own | self._fn_kwargs

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Loss:
        """A loss from what `get_config` returned."""
        config = without_unused(cls, config)
        if "fn" in config and not callable(config["fn"]):
            from .serialization import get

            config["fn"] = get(config["fn"])
        return cls(**config)


def check_keywords(fn: Any, kwargs: dict[str, Any], where: str) -> dict[str, Any]:
    """The keywords, if `fn` takes them all; raises TypeError with the nearest spelling otherwise."""
    try:
        parameters = inspect.signature(fn).parameters.values()
    except (TypeError, ValueError):
        return kwargs
    if any(p.kind is p.VAR_KEYWORD for p in parameters):
        return kwargs
    known = [p.name for p in parameters if p.kind in (p.KEYWORD_ONLY, p.POSITIONAL_OR_KEYWORD)][2:]
    for word in kwargs:
        if word not in known:
            raise unknown_argument(where, word, [*known, "name", "reduction", "dtype"])
    return kwargs
