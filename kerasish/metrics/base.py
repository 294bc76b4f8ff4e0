"""The class that every metric derives from: variables that are updated batch by batch and read as one result."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import config, dtypes, ops
from ..errors import explain
from ..graph.variable import Variable
from ..losses.base import mask_of
from ..registry import export
from .naming import default_name

__all__ = ["Metric", "current", "mask_of"]


@export("metrics.Metric")
class Metric:
    """Base of all metrics. A subclass makes its state with `add_variable`, and defines `update_state` and `result`.

    Arguments:
        name: the metric's name (default: from the class name, numbered when taken).
        dtype: the dtype of its state and result (default: `floatx`).

    Source: https://keras.io/api/metrics/base_metric/

    >>> class Count(Metric):
    ...     def __init__(self):
    ...         super().__init__(name="count")
    ...         self.seen = self.add_variable((), "zeros", name="seen")
    ...     def update_state(self, y_true, y_pred, sample_weight=None):
    ...         self.seen.assign_add(len(y_pred))
    ...     def result(self):
    ...         return self.seen.value
    >>> float(Count()([1, 2], [1, 2]))
    2.0
    """

    def __init__(self, name: Any = None, dtype: Any = None) -> None:
        if _is_dtype(name) and not _is_dtype(dtype):  # Keras 3 has the dtype first, Keras 2 the name
            name, dtype = dtype, name
        self.name = str(name) if name is not None else default_name(type(self).__name__)
        given = getattr(dtype, "compute_dtype", None) or getattr(dtype, "name", None) or dtype
        self._dtype = dtypes.canonical(given or config.floatx())
        self._variables: list[Variable] = []
        self.built = True

    @property
    def dtype(self) -> str:
        """The dtype of its state and result."""
        return self._dtype

    def add_variable(self, shape: Any = (), initializer: Any = None, dtype: Any = None, name: Any = None) -> Variable:
        """A new variable of the metric's state.

        Arguments:
            shape: its shape.
            initializer: `"zeros"` (the default), `"ones"`, or a callable `(shape, dtype)`.
            dtype: its dtype (default: the metric's).
            name: its name.
        """
        variable = Variable(
            _initializer(initializer),
            shape=tuple(int(s) for s in shape),
            dtype=dtype or self._dtype,
            trainable=False,
            name=name or "state",
        )
        variable.path = f"{self.name}/{variable.name}"
        self._variables.append(variable)
        return variable

    def add_weight(
        self,
        shape: Any = (),
        initializer: Any = None,
        dtype: Any = None,
        name: Any = None,
        aggregation: Any = None,
        synchronization: Any = None,
    ) -> Variable:
        """As `add_variable`; a name in the first place, as in Keras 2, is understood."""
        del aggregation, synchronization  # about several machines
        if isinstance(shape, str):
            shape, name, initializer = (
                (initializer if isinstance(initializer, (tuple, list)) else name if name is not None else ()),
                shape,
                None if isinstance(initializer, (tuple, list)) else initializer,
            )
        return self.add_variable(shape, initializer, dtype, name)

    @property
    def variables(self) -> list[Variable]:
        """The state: its own variables, then those of metrics it holds."""
        found = list(self._variables)
        for value in self.__dict__.values():
            for inner in value if isinstance(value, (list, tuple)) else (value,):
                if isinstance(inner, Metric):
                    found += inner.variables
        return found

    @property
    def weights(self) -> list[Variable]:
        """The same as `variables`."""
        return self.variables

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """The same as `variables`: nothing of a metric is trained."""
        return self.variables

    def update_state(self, *args: Any, **kwargs: Any) -> Any:
        """Take in one batch; for subclasses to define."""
        raise NotImplementedError(
            f"{type(self).__name__} must define update_state(y_true, y_pred, sample_weight=None)."
        )

    def result(self) -> Any:
        """The value over all batches since the last reset; for subclasses to define."""
        raise NotImplementedError(f"{type(self).__name__} must define result().")

    def reset_state(self) -> None:
        """Forget all batches."""
        if type(self).reset_states is not Metric.reset_states:  # a Keras 2 class that overrides the old spelling
            self.reset_states()
            return
        for variable in self.variables:
            variable.assign(np.zeros(variable.shape, dtypes.numpy_dtype(variable.dtype)))

    def reset_states(self) -> None:
        """The old spelling of `reset_state`."""
        Metric.reset_state(self) if type(self).reset_state is Metric.reset_state else self.reset_state()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Take in one batch and return the result so far."""
        self.update_state(*args, **kwargs)
        return self.result()

    def get_config(self) -> dict[str, Any]:
        """What `from_config` needs to make this metric again."""
        return {"name": self.name, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Metric:
        """A metric from what `get_config` returned, here or in any generation of Keras."""
        return cls(**config)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"


def current(variable: Variable) -> Any:
    """A variable's value now: its tensor in a trace, otherwise a copy that later batches do not change."""
    tensor = variable.symbolic()
    return variable.numpy() if tensor is None else tensor


def _is_dtype(value: Any) -> bool:
    if isinstance(value, str):
        return value in dtypes.NAMES
    return isinstance(value, (type, np.dtype)) or hasattr(value, "compute_dtype")


def _initializer(given: Any) -> Any:
    """A callable `(shape, dtype)` for a name, a callable, or None (zeros)."""
    if given in (None, "zeros", "zero", "Zeros"):
        return ops.zeros
    if given in ("ones", "one", "Ones"):
        return ops.ones
    if isinstance(given, (str, dict)):
        from ..initializers import get

        return get(given)
    if callable(given):
        return given
    raise ValueError(explain("A metric's variable cannot be made.", "an initializer's name or a callable", repr(given)))
