"""The variables of an optimizer: their order in each generation's files, and how they are saved and restored."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ..errors import explain
from ..graph.variable import Variable

Layout = list["Variable | None"]


class VariableList(list[Variable]):
    """A list that may also be called: `optimizer.variables` in Keras 3, `optimizer.variables()` in Keras 2."""

    def __call__(self) -> VariableList:
        return self


class OptimizerState:
    """What an optimizer remembers between steps.

    Orders, `n` being the iterations and `lr` the learning rate: 3 has `n, lr, slots` with the slots of one weight
    together; 2.15 `n, slots`; up to 2.3, and in `optimizers.legacy`, `n, slots` with all slots of one name together.
    """

    name: str
    era: str
    built: bool
    weights_by_slot = True
    _iterations: Variable
    _learning_rate: Any
    _tracked: list[Variable]
    _unlisted: list[Variable]
    _leading: list[Variable]
    _slots: dict[str, list[Variable | None]]

    @property
    def variables(self) -> VariableList:
        """All state, in the order in which this generation's files hold it."""
        return VariableList(v for v in self._layout(self.era) if v is not None)

    @property
    def weights(self) -> VariableList:
        """All state: the name that Keras 1 and 2 have for `variables`."""
        return self.variables

    def _layout(self, era: str) -> Layout:
        head: Layout = [self._iterations]
        if era == "3":
            rate = [self._learning_rate] if isinstance(self._learning_rate, Variable) else []
            return [*head, *rate, *self._tracked]
        if era == "2.15" or not self.weights_by_slot:
            return [*head, *(v for v in self._tracked if not _among(v, self._unlisted))]
        slots = [v for row in self._slots.values() for v in row if v is not None]
        first = [v for v in self._tracked if not _among(v, slots) and not _among(v, self._unlisted)]
        return [*head, *self._leading, *first, *slots]

    def _layouts(self) -> Iterator[Layout]:
        """Every order that a list of weights may come in, its own first."""
        yield self._layout(self.era)
        for era in ("3", "2.15", "2.3"):
            yield self._layout(era)
        classic = self._layout("2.3")
        yield [v for v in classic if v is None or not _among(v, self._leading)]  # Nadam without its product in Keras 1
        yield classic[1:]  # RMSprop, Adagrad and Adadelta did not store the iterations up to 2.2
        hats = [v for v in self._slots.get("velocity_hat", ()) if v is not None]
        yield [v for v in classic if v is None or not _among(v, hats)]
        # Adam without amsgrad stored one number per weight in place of the third moment
        yield [*classic, *([None] * len(self._slots.get("momentum", ())))]

    def _restore(self, arrays: Sequence[np.ndarray[Any, Any]]) -> bool:
        """Assign the arrays in the first order that they fit; False if none."""
        for layout in self._layouts():
            if _fits(layout, arrays):
                for variable, array in zip(layout, arrays, strict=True):
                    if variable is not None:
                        variable.assign(array)
                self.restored([v for v in layout if v is not None])
                return True
        return False

    def restored(self, variables: Sequence[Variable]) -> None:
        """Called after these variables have been read from a file; an optimizer may derive others from them."""

    def get_weights(self) -> list[np.ndarray[Any, Any]]:
        """Copies of all state, in the order of `variables`: the iterations come first."""
        return [v.numpy() for v in self.variables]

    def set_weights(self, weights: Sequence[Any]) -> None:
        """Restore what `get_weights` returned, in this generation's order or in an older one.

        Errors:
            ValueError when the arrays fit no order, or when nothing has been built yet.
        """
        arrays = [np.asarray(w) for w in weights]
        if not self.built:
            raise ValueError(
                explain(
                    f"set_weights on optimizer {self.name!r}: it has no weights yet.",
                    hint="call optimizer.build(trainable_variables), or train one step",
                )
            )
        if not self._restore(arrays):
            raise ValueError(
                explain(
                    f"set_weights on optimizer {self.name!r}: the arrays do not fit.",
                    f"{len(self.variables)} arrays of shapes {[v.shape for v in self.variables]}",
                    f"{len(arrays)} arrays of shapes {[a.shape for a in arrays]}",
                )
            )

    def save_own_variables(self, store: Any) -> None:
        """Write each variable into `store` under its number, `"0"`, `"1"`, ..."""
        for i, variable in enumerate(self.variables):
            store[str(i)] = variable.numpy()

    def load_own_variables(self, store: Any) -> None:
        """Read what `save_own_variables` wrote; what does not fit is passed over with a warning, as in Keras."""
        arrays = [np.asarray(store[str(i)]) for i in range(len(store.keys()))]
        if not self._restore(arrays):
            warnings.warn(
                f"Skipping variable loading for optimizer {self.name!r}, because it has {len(self.variables)} "
                f"variables of shapes {[v.shape for v in self.variables]}, whereas the saved optimizer has "
                f"{len(arrays)} of shapes {[a.shape for a in arrays]}.",
                stacklevel=2,
            )


def _among(variable: Any, others: Sequence[Any]) -> bool:
    return any(variable is other for other in others)


def _fits(layout: Layout, arrays: Sequence[np.ndarray[Any, Any]]) -> bool:
    shapes = [(1,) if v is None else v.shape for v in layout]
    return shapes == [a.shape for a in arrays]
