"""The optimizer: what all of them share. A concrete one states its slots and its update of one weight."""

from __future__ import annotations

import inspect
import re
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from .. import ops
from ..compat import at_least, level
from ..errors import explain
from ..graph.variable import Variable
from ..registry import export
from . import configuration, generations
from .arguments import arguments
from .averaging import Averaging
from .clipping import clip
from .conditional import when
from .old_api import OldApi
from .slots import Slot
from .state import OptimizerState


@export("optimizers.Optimizer", "optimizers.experimental.Optimizer", "Optimizer")
class Optimizer(OptimizerState, Averaging, OldApi):
    """Base class: turns gradients into new weights.

    Arguments:
        learning_rate: a number, a variable, a `LearningRateSchedule`, or a function without arguments.
        weight_decay: each step shrinks a weight by `weight_decay * learning_rate` of itself.
        clipnorm: longest Euclidean length of one gradient (of all together up to Keras 2.3).
        clipvalue: largest absolute value of a gradient's entry.
        global_clipnorm: longest Euclidean length of all gradients together.
        use_ema: keep a moving average of the weights, and make it the weights when training ends.
        ema_momentum: share of the old average at each step.
        ema_overwrite_frequency: overwrite the weights with their average every so many steps.
        loss_scale_factor: the loss is multiplied by it, the gradients are divided by it.
        gradient_accumulation_steps: update once in so many steps, with the mean of the gradients.
        name: its name; by default that of the class.
        decay: Keras 1 and 2: the learning rate is divided by `1 + decay * iterations`.

    A subclass states `slots` and `update_step`:

        >>> import numpy as np
        >>> from kerasish.graph.variable import Variable
        >>> from kerasish.optimizers import Optimizer
        >>> class SignDescent(Optimizer):
        ...     def update_step(self, gradient, variable, learning_rate):
        ...         self.assign_sub(variable, learning_rate * ops.sign(gradient))
        >>> w = Variable(np.zeros(2, np.float32))
        >>> SignDescent(0.5).apply([np.array([3.0, -2.0], np.float32)], [w])
        >>> w.numpy()
        array([-0.5,  0.5], dtype=float32)

    Everything that a subclass of Keras 3 or 2.15 may use is here too: `build`, `add_variable_from_reference`,
    `add_optimizer_variables`, `_get_variable_index`, and an `update_step` of two arguments.

    Source: https://keras.io/api/optimizers/
    """

    since = "1"
    fixed_era: str | None = None
    own_arguments: tuple[str, ...] = ()

    @arguments
    def __init__(
        self,
        learning_rate: Any = 0.001,
        weight_decay: float | None = None,
        clipnorm: float | None = None,
        clipvalue: float | None = None,
        global_clipnorm: float | None = None,
        use_ema: bool = False,
        ema_momentum: float = 0.99,
        ema_overwrite_frequency: int | None = None,
        loss_scale_factor: float | None = None,
        gradient_accumulation_steps: int | None = None,
        name: str | None = None,
        *,
        decay: float = 0.0,
    ) -> None:
        self.name = name or configuration.default_name(type(self).__name__, self.era)
        self.weight_decay, self.clipnorm, self.clipvalue = weight_decay, clipnorm, clipvalue
        self.global_clipnorm, self.use_ema, self.ema_momentum = global_clipnorm, use_ema, ema_momentum
        self.ema_overwrite_frequency, self.loss_scale_factor = ema_overwrite_frequency, loss_scale_factor
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self.decay = self.initial_decay = float(decay)
        configuration.check(self)
        self.built = False
        self._trainable_variables: list[Any] = []
        self._index: dict[int, int] = {}
        self._tracked, self._unlisted, self._leading = [], [], []
        self._slots = {}
        self._averages: list[Variable] = []
        self._accumulators: list[Variable] = []
        self._excluded: tuple[list[Any], list[str]] = ([], [])
        self._scalars: dict[tuple[str, str], Any] = {}
        self._constraints: dict[Any, Any] = {}
        self._iterations = self._own(np.zeros((), np.int64), "iteration")
        self._learning_rate = self._build_learning_rate(learning_rate)

    # State -----------------------------------------------------------------------------------------------------

    def enter_era(self) -> str:
        """The generation whose rules this optimizer follows, fixed when it is made."""
        if "era" not in self.__dict__:
            self.era = self.fixed_era or (level() if at_least(self.since) else self.since)
        return self.era

    @property
    def is_old(self) -> bool:
        """Whether it follows Keras 1 to 2.3."""
        return self.era in generations.OLD

    def slots(self) -> Sequence[Sequence[Slot]]:
        """What to keep beside each weight: groups of slots; files hold a group's slots weight by weight."""
        return ()

    def build(self, variables: Sequence[Any]) -> None:
        """Create all slots for these weights. The first `apply` does it too."""
        if self.built:
            return
        variables = list(variables)
        self._trainable_variables = variables
        self._index = {id(v): i for i, v in enumerate(variables)}
        if self.use_ema:
            self._averages = [self._add_average(v) for v in variables]
        if self.gradient_accumulation_steps:
            self._accumulators = [self.add_variable_from_reference(v, "gradient_accumulator") for v in variables]
        for group in self.slots():
            self._slots.update({slot.name: [] for slot in group})
            for variable in variables:
                for slot in group:
                    self._slots[slot.name].append(self._add_slot(slot, variable))
        self.built = True

    def slot(self, variable: Any, name: str) -> Any:
        """The slot of this name beside a weight."""
        return self._slots[name][self._index[id(variable)]]

    def _add_slot(self, slot: Slot, variable: Any) -> Variable | None:
        shape = slot.shape_for(variable)
        if shape is None:
            return None
        name = variable.name if slot.bare else f"{_flat(variable)}_{slot.name}"
        return self._track(self._own(slot.start(variable, shape, np.asarray(variable).dtype), name))

    def _own(self, array: Any, name: str) -> Variable:
        variable = Variable(array, trainable=False, name=name)
        variable.path = f"{self.name}/{name}"
        return variable

    def _track(self, variable: Variable) -> Variable:
        self._tracked.append(variable)
        return variable

    def add_variable(
        self,
        shape: Sequence[int] = (),
        initializer: Any = "zeros",
        dtype: Any = None,
        aggregation: Any = None,
        layout: Any = None,
        name: str | None = None,
    ) -> Variable:
        """Add a state variable. `aggregation` and `layout` are for distributed training and mean nothing here."""
        start = Variable(configuration.initializer(initializer), tuple(shape), dtype, trainable=False)
        return self._track(self._own(start.numpy(), name or "variable"))

    def add_variable_from_reference(
        self,
        reference_variable: Any = None,
        name: str | None = None,
        initializer: Any = "zeros",
        *,
        model_variable: Any = None,
        variable_name: str | None = None,
        shape: Sequence[int] | None = None,
        initial_value: Any = None,
    ) -> Variable:
        """Add a state variable shaped like a weight. The keywords after `*` are the spelling of Keras 2.15."""
        reference = model_variable if reference_variable is None else reference_variable
        label = f"{_flat(reference)}_{name or variable_name or 'var'}"
        if initial_value is not None:
            array = np.array(initial_value, np.asarray(reference).dtype)
            return self._track(self._own(array, label))
        return self.add_variable(reference.shape if shape is None else shape, initializer, reference.dtype, name=label)

    def add_optimizer_variables(self, trainable_variables: Sequence[Any], name: Any, initializer: Any = "zeros") -> Any:
        """Add one state variable per weight, or, for a list of names, one list of them per name."""
        names = [name] if isinstance(name, str) else list(name)
        starts = list(initializer) if isinstance(initializer, (list, tuple)) else [initializer] * len(names)
        rows = [
            [self.add_variable_from_reference(v, n, s) for n, s in zip(names, starts, strict=True)]
            for v in trainable_variables
        ]
        columns = [[row[i] for row in rows] for i in range(len(names))]
        return columns[0] if isinstance(name, str) else tuple(columns)

    def _get_variable_index(self, variable: Any) -> int:
        return self._index[id(variable)]

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._index = {id(v): i for i, v in enumerate(self._trainable_variables)}  # a copy's weights are other objects

    # Learning rate ---------------------------------------------------------------------------------------------

    @property
    def iterations(self) -> Any:
        """How many updates have been made."""
        if self.gradient_accumulation_steps:
            return ops.floor_divide(self._iterations, self.gradient_accumulation_steps)
        return self._iterations

    @iterations.setter
    def iterations(self, value: Any) -> None:
        self._iterations.assign(np.asarray(value))

    @property
    def learning_rate(self) -> Any:
        """The learning rate: its variable, or the schedule's value at this step. Set it to a number at any time."""
        if isinstance(self._learning_rate, Variable):
            return self._learning_rate
        return self._learning_rate(self._iterations) if _is_schedule(self._learning_rate) else self._learning_rate()

    @learning_rate.setter
    def learning_rate(self, value: Any) -> None:
        if callable(value):
            self._learning_rate = value
        elif isinstance(self._learning_rate, Variable):
            self._learning_rate.assign(np.asarray(value))
        else:
            raise TypeError(
                explain(
                    f"Setting the learning rate of optimizer {self.name!r} to {value!r} failed.",
                    "nothing, because it was made with a schedule, which decides the rate",
                    hint="make the optimizer with a number as learning_rate",
                )
            )

    lr = learning_rate

    def _build_learning_rate(self, value: Any) -> Any:
        if isinstance(value, Variable) or callable(value):
            return value
        array = np.asarray(value)
        if array.shape != () or array.dtype.kind not in "fiu":
            raise ValueError(
                explain(
                    f"Making optimizer {self.name!r} failed.",
                    "a number, a variable, a LearningRateSchedule or a function without arguments as learning_rate",
                    repr(value),
                )
            )
        rate = Variable(float(array), trainable=False, name="learning_rate")
        rate.path = f"{self.name}/learning_rate"
        return rate

    def _rate(self, dtype: str) -> Any:
        """The learning rate of this step, after `decay`."""
        if not self.decay:
            return self.per_step("learning_rate", dtype, lambda: ops.cast(self.learning_rate, dtype))
        return self.per_step(
            "learning_rate",
            dtype,
            lambda: ops.cast(self.learning_rate, dtype) * (1.0 / (1.0 + self.decay * ops.cast(self.iterations, dtype))),
        )

    # The step --------------------------------------------------------------------------------------------------

    def per_step(self, key: str, dtype: str, compute: Callable[[], Any]) -> Any:
        """A scalar that is the same for all weights of one dtype, computed once per step."""
        place = (key, dtype)
        if place not in self._scalars:
            self._scalars[place] = compute()
        return self._scalars[place]

    def step_number(self, dtype: str) -> Any:
        """The number of this update, counted from 1, as a float."""
        return self.per_step("step", dtype, lambda: ops.cast(self.iterations + 1, dtype))

    def power(self, name: str, base: float, dtype: str) -> Any:
        """`base ** step_number`, for bias corrections; `name` tells one base from another."""
        number = np.dtype("float64" if dtype == "float64" else "float32").type(base)
        return self.per_step(f"{name}^t", dtype, lambda: ops.power(ops.cast(number, dtype), self.step_number(dtype)))

    def complement(self, beta: float) -> float:
        """`1 - beta`, in float32 where the generation had its betas in float32."""
        one, number = np.float32(1.0), np.float32(beta)
        return float(one - number) if self.era in generations.CLASSIC else 1.0 - beta

    def prepare_step(self, variables: Sequence[Any]) -> None:
        """Called once before the weights of a step are updated."""

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Update one weight and its slots. Gradient and rate have the weight's dtype."""
        raise NotImplementedError(f"{type(self).__name__} has no update_step.")

    def apply_gradients(self, grads_and_vars: Iterable[tuple[Any, Any]], name: str | None = None) -> Any:
        """Make one step from pairs of gradient and weight; returns the iterations."""
        pairs = list(grads_and_vars)
        self.apply([g for g, _ in pairs], [v for _, v in pairs])
        return self._iterations

    def apply(self, grads: Sequence[Any], trainable_variables: Sequence[Any] | None = None) -> None:
        """Make one step. While tracing, every assignment becomes an update of the graph.

        Arguments:
            grads: one gradient per weight; None for a weight that the loss does not depend on.
            trainable_variables: the weights; by default those that `build` was given.

        Errors:
            ValueError for a weight that the optimizer was not built with, and when no gradient is given at all.
        """
        grads = list(grads)
        if not grads:
            return
        variables = self._targets(grads, trainable_variables)
        grads, variables = self._with_gradients(grads, variables)
        self._scalars.clear()
        if self.loss_scale_factor is not None:
            grads = [g / self.loss_scale_factor for g in grads]
        self._apply_pairs(grads, variables)
        self._update_averages()
        for variable in variables:
            constraint = self._constraints.get(variable, getattr(variable, "constraint", None))
            if constraint is not None:
                self.assign(variable, constraint(variable.value))
        self.assign(self._iterations, self._iterations + 1)
        self._scalars.clear()

    def _targets(self, grads: Sequence[Any], given: Sequence[Any] | None) -> list[Any]:
        variables = self._trainable_variables if given is None else list(given)
        if given is not None and not self.built:
            self.build(variables)
            self.built = True
        if not self.built or len(grads) != len(variables):
            raise ValueError(
                explain(
                    f"Optimizer {self.name!r} cannot apply {len(grads)} gradients.",
                    f"one for each of its {len(variables)} weights",
                    hint="pass the weights too, or call optimizer.build(trainable_variables) first",
                )
            )
        unknown = [getattr(v, "path", v) for v in variables if id(v) not in self._index]
        if unknown:
            raise ValueError(
                explain(
                    f"Optimizer {self.name!r} does not know the weights {unknown}.",
                    "the weights that it was built with",
                    hint="make a new optimizer for new weights, or build it with all of them",
                )
            )
        return list(variables)

    def _with_gradients(self, grads: Sequence[Any], variables: Sequence[Any]) -> tuple[list[Any], list[Any]]:
        missing = [getattr(v, "path", v) for g, v in zip(grads, variables, strict=True) if g is None]
        if len(missing) == len(grads) or (missing and self.is_old):
            raise ValueError(
                explain(f"Optimizer {self.name!r}: no gradient for {missing}.", "a loss that depends on the weights")
            )
        if missing:
            warnings.warn(f"Gradients do not exist for {missing} when minimizing the loss.", stacklevel=4)
        pairs = [(g, v) for g, v in zip(grads, variables, strict=True) if g is not None]
        return [g for g, _ in pairs], [v for _, v in pairs]

    def _apply_pairs(self, grads: list[Any], variables: list[Any]) -> None:
        """Update now, or, where gradients are accumulated, on every so-manyth step."""
        count = self.gradient_accumulation_steps
        if not count:
            self._update(grads, variables)
            return
        stores = [self._accumulators[self._index[id(v)]] for v in variables]
        totals = [g + store for g, store in zip(grads, stores, strict=True)]
        due = ops.equal(ops.mod(self._iterations + 1, count), 0)
        touched = [v for v in (*variables, *self._tracked, *self._unlisted) if all(v is not s for s in stores)]
        when(due, touched, lambda: self._update([t / count for t in totals], variables))
        for store, total in zip(stores, totals, strict=True):
            self.assign(store, ops.where(due, 0.0, total))

    def _update(self, grads: list[Any], variables: list[Any]) -> None:
        grads = clip(self, grads)
        self._apply_weight_decay(variables)
        self.prepare_step(variables)
        short = len(inspect.signature(self.update_step).parameters) == 2  # Keras 2.15: no learning rate
        for gradient, variable in zip(grads, variables, strict=True):
            gradient = ops.cast(gradient, variable.dtype)
            if short:
                self.update_step(gradient, variable)  # type: ignore[call-arg]
            else:
                self.update_step(gradient, variable, self._rate(variable.dtype))

    def assign(self, variable: Any, value: Any) -> None:
        """Give a variable a new value: at once, or as an update of the graph being traced."""
        variable.assign(value)

    def assign_add(self, variable: Any, value: Any) -> None:
        """Add to a variable."""
        variable.assign(variable + value)

    def assign_sub(self, variable: Any, value: Any) -> None:
        """Subtract from a variable."""
        variable.assign(variable - value)

    def scale_loss(self, loss: Any) -> Any:
        """The loss multiplied by `loss_scale_factor`: what to differentiate."""
        return loss if self.loss_scale_factor is None else loss * self.loss_scale_factor

    # Weight decay ----------------------------------------------------------------------------------------------

    def exclude_from_weight_decay(
        self, var_list: Sequence[Any] | None = None, var_names: Sequence[str] | None = None
    ) -> None:
        """Spare weights from weight decay: those listed, and those whose name matches one of the patterns.

        Errors:
            ValueError after the optimizer has been built.
        """
        if self.built:
            raise ValueError("exclude_from_weight_decay() can only be called before the optimizer is built.")
        self._excluded = (list(var_list or ()), list(var_names or ()))

    def _use_weight_decay(self, variable: Any) -> bool:
        listed, patterns = self._excluded
        name = variable.name if self.era == "3" else variable.path
        return all(v is not variable for v in listed) and not any(re.search(p, name) for p in patterns)

    def _decay_of(self, variable: Any) -> float | None:
        """The weight decay of one weight."""
        return self.weight_decay

    def _apply_weight_decay(self, variables: Sequence[Any]) -> None:
        for variable in variables:
            amount = self._decay_of(variable)
            if amount and self._use_weight_decay(variable):
                self.assign(variable, variable - variable * self._shrinkage(amount, variable.dtype))

    def _shrinkage(self, amount: float, dtype: str) -> Any:
        return self.per_step(f"weight_decay {amount}", dtype, lambda: self._rate(dtype) * amount)

    # Configuration ---------------------------------------------------------------------------------------------

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal optimizer, in the form that this generation writes."""
        return configuration.config_of(self)

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Optimizer:
        """An optimizer from `get_config`, of any generation."""
        return cls(**configuration.arguments_from(cls, config, custom_objects))


def _flat(variable: Any) -> str:
    return re.sub(r"[/:]", "_", str(getattr(variable, "path", None) or variable.name))


def _is_schedule(value: Any) -> bool:
    from .schedules.base import LearningRateSchedule

    return isinstance(value, LearningRateSchedule)
