"""What custom training code calls: `get_gradients`, `get_updates` (Keras 1 and 2) and `stateless_apply` (Keras 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..errors import explain
from ..graph.tensor import as_tensor, is_symbolic
from ..graph.trace import Trace
from .clipping import clip


class OldApi:
    """Methods that work on symbolic losses, and on state that is passed in."""

    name: str
    updates: list[tuple[Any, Any]]
    _constraints: dict[Any, Any]
    _trainable_variables: list[Any]
    apply: Callable[..., None]
    variables: Any

    def get_gradients(self, loss: Any, params: Sequence[Any]) -> list[Any]:
        """Gradients of a symbolic loss with respect to variables, clipped.

        Errors:
            ValueError when the loss does not depend on one of them.
        """
        return clip(self, self._gradients(loss, params))

    def _gradients(self, loss: Any, params: Sequence[Any]) -> list[Any]:
        from ..graph.autodiff import gradients

        found = gradients([as_tensor(loss)], list(params))
        missing = [getattr(p, "path", p) for p, g in zip(params, found, strict=True) if g is None]
        if missing:
            raise ValueError(
                explain(
                    f"Optimizer {self.name!r}: the loss has no gradient for {missing}.",
                    "a loss that depends on them through differentiable ops",
                )
            )
        return list(found)

    def get_updates(self, loss: Any = None, params: Any = None, constraints: Any = None) -> list[tuple[Any, Any]]:
        """One step as pairs of a variable and its new value, for `K.function(inputs, outputs, updates)`.

        Arguments:
            loss: a symbolic loss.
            params: the weights.
            constraints: a dictionary from weights to constraints (Keras 1).

        The orders `(params, constraints, loss)` and `(params, loss)` are understood too, by what the arguments are.
        """
        if isinstance(loss, (list, tuple)):
            loss, params, constraints = (params, loss, None) if constraints is None else (constraints, loss, params)
        grads = self._gradients(loss, params)
        self._constraints = dict(constraints or {})
        with Trace() as scope:
            self.apply(grads, list(params))
        self.updates = list(scope.updates.items())
        return self.updates

    def stateless_apply(
        self, optimizer_variables: Sequence[Any], grads: Sequence[Any], trainable_variables: Sequence[Any]
    ) -> tuple[list[Any], list[Any]]:
        """One step from given state to new state, as Keras 3 has it for functional training loops.

        Returns:
            The new weights and the new `variables`, as lists; no variable changes.
        """
        owned = [*self._trainable_variables, *self.variables]
        given = [*trainable_variables, *optimizer_variables]
        count = len(self._trainable_variables)
        if len(given) != len(owned) or len(trainable_variables) != count:
            raise ValueError(
                explain(
                    f"stateless_apply of optimizer {self.name!r} failed.",
                    f"{count} weights and {len(owned) - count} optimizer variables (build the optimizer first)",
                    f"{len(trainable_variables)} and {len(optimizer_variables)}",
                )
            )
        if any(is_symbolic(x) for x in (*given, *grads)):
            with Trace() as scope:
                scope.updates.update((v, as_tensor(x)) for v, x in zip(owned, given, strict=True))
                self.apply(grads)
                results = [scope.read(v) for v in owned]
        else:
            saved = [v.numpy() for v in owned]
            for variable, value in zip(owned, given, strict=True):
                variable.assign(value)
            self.apply(grads)
            results = [v.numpy() for v in owned]
            for variable, value in zip(owned, saved, strict=True):
                variable.assign(value)
        return results[:count], results[count:]
