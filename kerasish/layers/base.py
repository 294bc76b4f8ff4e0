"""The base class of all layers: weights, building, calling, configuration."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from .. import config, dtypes, initializers, regularizers
from ..compat import at_least
from ..compat.arguments import RENAMED
from ..errors import explain, unknown_argument
from ..graph import trace
from ..graph.tensor import Tensor, placeholder
from ..graph.variable import Variable
from ..registry import export
from .context import CallContext, training_phase
from .dtype_policy import dtype_name, dtype_setting
from .history import LayerCall, as_list, map_structure, tensors_in
from .legacy_api import LayerGraphAccess
from .naming import snake_case, unique_name, weight_name
from .tracking import Tracker

SHAPE_ARGUMENTS = ("input_shape", "batch_input_shape", "batch_shape", "input_dim", "input_length", "batch_size")
OTHER_ARGUMENTS = (
    "name", "trainable", "dtype", "autocast", "activity_regularizer", "weights", "input_dtype", "dynamic",
)  # fmt: skip


@export("layers.Layer", "Layer")
class Layer(LayerGraphAccess, Tracker):
    """Weights and a function of tensors.

    A subclass overrides `__init__` (stores its arguments), `build(input_shape)` (makes its weights with
    `add_weight`), `call(inputs)` (uses `ops` only) and `get_config`.

    Arguments:
        activity_regularizer: penalty on the output, added to the losses.
        trainable: whether its weights are trained.
        dtype: dtype of its weights and of what it computes (default `floatx`).
        name: its name; made from the class name when None.
        input_shape, batch_input_shape, input_dim: as the first layer of a Sequential, the shape of one input.
        weights: initial weights, as `set_weights` takes them.
    """

    supports_masking = False

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        self = super().__new__(cls)
        self.__dict__["init_arguments"] = (args, kwargs)
        return self

    def __init__(self, **kwargs: Any) -> None:
        known = {*SHAPE_ARGUMENTS, *OTHER_ARGUMENTS}
        for word in kwargs:
            if word not in known:
                raise unknown_argument(type(self).__name__, word, known | _parameters(type(self)))
        self._init_tracking()
        self.name = kwargs.get("name") or unique_name(self._name_prefix())
        self.dtype = dtypes.canonical(dtype_name(kwargs.get("dtype")) or kwargs.get("input_dtype") or config.floatx())
        self._trainable = bool(kwargs.get("trainable", True))
        self.autocast = bool(kwargs.get("autocast", True))
        self.activity_regularizer = regularizers.get(kwargs.get("activity_regularizer"))
        self.built = False
        self.input_spec: Any = None
        self.inbound_calls: list[LayerCall] = []
        self.batch_input_shape = _first_shape(kwargs)
        self._initial_weights = kwargs.get("weights")
        self._call_losses: list[Any] = []
        signature = inspect.signature(self.call)
        self._call_names = [n for n, p in signature.parameters.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
        open_ended = any(p.kind is p.VAR_KEYWORD for p in signature.parameters.values())
        self._call_takes = {n: n in signature.parameters or open_ended for n in ("training", "mask")}

    def _name_prefix(self) -> str:
        name = type(self).__name__
        return name.lower() if not at_least("2.2") else snake_case(name)

    # ---- weights

    def add_weight(self, *args: Any, **kwargs: Any) -> Variable:
        """Make a weight: `add_weight(shape, initializer, name=...)`, or `add_weight(name, shape, ...)` as in Keras 2.

        Arguments:
            shape: its shape.
            initializer: a name, config or callable ('glorot_uniform' when None, zeros for integers).
            dtype, trainable, regularizer, constraint, name: as for a Variable.
        """
        named = bool(args) and (isinstance(args[0], str) or args[0] is None)
        order = ["name", "shape"] if named else ["shape", "initializer"]
        others = ("shape", "dtype", "initializer", "regularizer", "trainable", "constraint")
        order += [n for n in others if n not in order]
        given = dict(zip(order, args, strict=False)) | kwargs
        for word in given:
            if word not in _WEIGHT_ARGUMENTS:
                raise unknown_argument("add_weight", word, _WEIGHT_ARGUMENTS)
        dtype = dtypes.canonical(given.get("dtype") or self.dtype)
        default = "glorot_uniform" if dtypes.is_float(dtype) else "zeros"
        initializer = initializers.get(given.get("initializer") or default)
        short = given.get("name") or "variable"
        variable = Variable(
            initializer,
            shape=tuple(int(s) for s in as_list(given.get("shape") if given.get("shape") is not None else ())),
            dtype=dtype,
            trainable=bool(given.get("trainable", True)),
            name=weight_name(self.name, short),
            regularizer=regularizers.get(given.get("regularizer")),
            constraint=_constraint(given.get("constraint")),
        )
        variable.path = f"{self.name}/{short}"
        self._track_variable(variable)
        return variable

    @property
    def trainable(self) -> bool:
        """Whether training changes its weights; setting it sets the layers inside too."""
        return self._trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        for layer in self._own_layers():
            layer.trainable = bool(value)

    @property
    def weights(self) -> list[Variable]:
        """All weights: trainable ones first."""
        return self._all_weights()

    def _all_weights(self) -> list[Variable]:
        """All weights, trainable ones first, of whatever level: the order of files."""
        return self._collect(lambda v: v.trainable) + self._collect(lambda v: not v.trainable)

    @property
    def variables(self) -> list[Variable]:
        """All weights."""
        return self.weights

    @property
    def trainable_weights(self) -> list[Variable]:
        """Weights that training changes, in order."""
        if not self.trainable:
            return []
        own = [v for v in self._own_variables() if v.trainable]
        return _unique(own + [v for layer in self._own_layers() for v in layer.trainable_weights])

    @property
    def non_trainable_weights(self) -> list[Variable]:
        """Weights that training leaves alone."""
        kept = {id(v) for v in self.trainable_weights}
        return [v for v in self.weights if id(v) not in kept]

    trainable_variables = trainable_weights
    non_trainable_variables = non_trainable_weights

    def get_weights(self) -> list[np.ndarray[Any, Any]]:
        """Copies of all weights, as arrays."""
        return [v.numpy() for v in self._weights_to_set()]

    def _weights_to_set(self) -> list[Variable]:
        """All weights, in the order of `get_weights` and `set_weights`."""
        return self.weights

    def set_weights(self, weights: Any) -> None:
        """Give all weights new values.

        Errors:
            ValueError when the number of arrays or a shape differs.
        """
        variables, arrays = self._weights_to_set(), [np.asarray(w) for w in weights]
        if len(variables) != len(arrays):
            raise ValueError(
                explain(
                    f"set_weights on layer {self.name!r} failed.",
                    f"{len(variables)} arrays of shapes {[v.shape for v in variables]}",
                    f"{len(arrays)} arrays of shapes {[a.shape for a in arrays]}",
                    "" if self.built else "build the layer first, by calling it or with build(input_shape)",
                )
            )
        for variable, array in zip(variables, arrays, strict=True):
            variable._check(array.shape)
        for variable, array in zip(variables, arrays, strict=True):
            variable.assign(array)

    def count_params(self) -> int:
        """How many numbers the weights hold."""
        if not self.built:
            raise ValueError(f"Layer {self.name!r} has no weights yet: call it, or build(input_shape), first.")
        return sum(v.size for v in self.weights)

    # ---- losses

    def add_loss(self, loss: Any, inputs: Any = None) -> None:
        """Add a scalar, or a callable returning one, to what training minimises."""
        del inputs  # told in old Keras to find the graph; here the tensor knows it
        self._call_losses.extend(as_list(loss))

    @property
    def losses(self) -> list[Any]:
        """Penalties: of the last call, and of regularized weights."""
        found = [loss() if callable(loss) else loss for loss in self._call_losses]
        found += [v.regularizer(v) for v in self._own_variables() if v.regularizer is not None and v.trainable]
        for layer in self._own_layers():
            found += layer.losses
        return found

    def _clear_losses(self) -> None:
        self._call_losses = [loss for loss in self._call_losses if callable(loss)]
        for layer in self._own_layers():
            layer._clear_losses()

    # ---- building and calling

    def build(self, input_shape: Any) -> None:
        """Make the weights. Overridden by layers that have some."""
        self.built = True

    def call(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """The layer's function of tensors."""
        raise NotImplementedError(f"Layer {type(self).__name__} has no call method.")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        inputs = args[0] if args else kwargs.get(next(iter(kwargs), ""), None)
        symbolic = bool(tensors_in((args, kwargs)))
        if symbolic and trace.current() is None:
            with trace.Trace():  # what a layer assigns while a model is being put together is no update
                return self._call(inputs, args, kwargs, record=True)
        return self._call(inputs, args, kwargs, record=False)

    def _call(self, inputs: Any, args: tuple[Any, ...], kwargs: dict[str, Any], record: bool) -> Any:
        args = (map_structure(self._convert, args[0]), *args[1:]) if args else args
        args, kwargs = self._by_name(args, kwargs)
        inputs = args[0] if args else inputs
        self._check_inputs(inputs)
        self._maybe_build(inputs)
        told = kwargs  # without what is filled in: a model that calls this layer again fills in its own
        kwargs, mask = self._call_arguments(inputs, dict(kwargs))
        with CallContext(kwargs.get("training"), self._trainable):
            outputs = self.call(*args, **kwargs)
        outputs = _renewed(outputs, tensors_in((args, kwargs)))
        self._finish(inputs, outputs, mask)
        if record:
            LayerCall(self, args, told, outputs)
        return outputs

    def _by_name(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """A `mask` and `training` given by their place, as in `layer(x, True)`, become keywords; others stay."""
        names = self._call_names[: len(args)]
        last = len(names)
        while last > 1 and names[last - 1] in ("mask", "training"):
            last -= 1
        if last == len(names) or len(args) > len(names):
            return args, kwargs
        return args[:last], dict(zip(names[last:], args[last:], strict=True)) | kwargs

    def _convert(self, value: Any) -> Any:
        """Python numbers and lists become arrays; floats take the layer's dtype."""
        if value is None or isinstance(value, (str, bytes)):
            return value
        from .. import ops

        array = value if hasattr(value, "symbolic") else np.asarray(value)
        if self.autocast and dtypes.is_float(dtypes.of(array)) and dtypes.of(array) != self.dtype:
            return ops.cast(array, self.dtype)
        return array

    def _check_inputs(self, inputs: Any) -> None:
        if self.input_spec is None:
            return
        specs, given = as_list(self.input_spec), as_list(inputs)
        if len(specs) == 1 and isinstance(inputs, (list, tuple)) and len(given) != 1:
            raise ValueError(
                explain(f"Layer {self.name!r} was called on {len(given)} inputs.", "one", "", "merge them first")
            )
        for spec, value in zip(specs, given, strict=False):
            if not hasattr(value, "shape"):
                raise ValueError(
                    explain(
                        f"Layer {self.name!r} was called on {value!r}.", "a tensor or an array", type(value).__name__
                    )
                )
            spec.check(self.name, tuple(value.shape), _chain(value, self))

    def _maybe_build(self, inputs: Any) -> None:
        if self.built:
            return
        with CallContext():
            self.build(map_structure(lambda x: None if x is None else tuple(x.shape), inputs))
        self.built = True
        if self._initial_weights is not None:
            with trace.outside():
                self.set_weights(self._initial_weights)
            self._initial_weights = None

    def _call_arguments(self, inputs: Any, kwargs: dict[str, Any]) -> tuple[dict[str, Any], Any]:
        """Fill in `training` and `mask`, for calls that take them."""
        masks = map_structure(lambda x: getattr(x, "mask", None), inputs)
        has_mask = any(m is not None for m in as_list(masks))
        mask = kwargs.get("mask") if kwargs.get("mask") is not None else (masks if has_mask else None)
        if self._call_takes["mask"] and mask is not None:
            kwargs["mask"] = mask
        elif not self._call_takes["mask"]:
            kwargs.pop("mask", None)
        if self._call_takes["training"]:
            if kwargs.get("training") is None:
                kwargs["training"] = training_phase(None)
        else:
            kwargs.pop("training", None)
        return kwargs, mask

    def _finish(self, inputs: Any, outputs: Any, mask: Any) -> None:
        """Hang masks on the outputs and note the activity penalty."""
        if mask is not None or type(self).compute_mask is not Layer.compute_mask:
            new = self.compute_mask(inputs, mask)
            for tensor, m in zip(tensors_in(outputs), as_list(new), strict=False):
                if m is not None:
                    tensor.mask = m
        if self.activity_regularizer is not None:
            for output in as_list(outputs):
                penalty = self.activity_regularizer(output)
                if at_least("2.15") and len(output.shape):
                    from .. import ops

                    rows = output.shape[0]
                    penalty = penalty / ops.cast(rows if rows is not None else ops.count(output, 0), output.dtype)
                self._call_losses.append(penalty)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask of the output: the input's, where the layer supports masking."""
        if mask is None or self.supports_masking:
            return mask
        if not at_least("2.15") and any(m is not None for m in as_list(mask)):
            raise TypeError(f"Layer {self.name!r} does not support masking, but was passed a mask.")
        return None

    def compute_output_shape(self, *args: Any, **kwargs: Any) -> Any:
        """The shape of the output for an input shape (nested as the input is)."""
        old = getattr(self, "get_output_shape_for", None)
        if old is not None:
            return old(*args)
        output = self._symbolic_output(args[0] if args else next(iter(kwargs.values())))
        return map_structure(lambda t: t.shape, output)

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        """The symbolic output for symbolic inputs."""
        with trace.Trace():
            return self._call(args[0] if args else None, args, kwargs, record=False)

    def _symbolic_output(self, input_shape: Any) -> Any:
        inputs = _placeholders(input_shape, self.dtype)
        with trace.Trace():
            return self._call(inputs, (inputs,), {}, record=False)

    # ---- configuration

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer. Without an override, those that it was made with."""
        settings: dict[str, Any] = {"name": self.name, "trainable": self.trainable, **dtype_setting(self.dtype)}
        if self.batch_input_shape is not None and not at_least("3"):
            settings["batch_input_shape"] = self.batch_input_shape
            if not at_least("2.2"):
                settings["input_dtype"] = self.dtype
        if type(self).get_config is Layer.get_config and type(self).__init__ is not Layer.__init__:
            settings |= self._recorded_arguments()
        return settings

    def _recorded_arguments(self) -> dict[str, Any]:
        """What `__init__` was called with, for subclasses that do not write a config of their own."""
        args, kwargs = self.__dict__["init_arguments"]
        try:
            bound = inspect.signature(type(self).__init__).bind(self, *args, **kwargs).arguments
        except TypeError:
            return {}
        result = {k: v for k, v in bound.items() if k not in ("self", "args", "kwargs")}
        plain = (str, int, float, bool, type(None), list, tuple, dict)
        if not all(isinstance(v, plain) for v in result.values()):
            raise NotImplementedError(
                f"Layer {type(self).__name__} was made with arguments that cannot be saved as they are; "
                "give it a get_config method."
            )
        return result

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """The layer of a config."""
        return cls(**config)

    def __getstate__(self) -> dict[str, Any]:
        state = self.__dict__.copy()
        state["inbound_calls"], state["_call_losses"] = [], []
        return state

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


_WEIGHT_ARGUMENTS = (
    "name", "shape", "initializer", "dtype", "trainable", "regularizer", "constraint", "autocast", "aggregation",
    "layout", "sparse", "partitioner", "use_resource", "synchronization", "experimental_autocast",
)  # fmt: skip


def _parameters(cls: type) -> set[str]:
    initialize: Any = cls.__init__  # type: ignore[misc]
    names = set(inspect.signature(initialize).parameters) - {"self", "kwargs", "args"}
    return names | set(RENAMED.get(cls.__name__, ()))


def _constraint(identifier: Any) -> Any:
    from .. import constraints

    return constraints.get(identifier)


def _first_shape(kwargs: dict[str, Any]) -> tuple[int | None, ...] | None:
    """The batch shape that a first layer was told."""
    whole = kwargs.get("batch_input_shape") or kwargs.get("batch_shape")
    if whole is not None:
        return tuple(whole)
    if kwargs.get("input_shape") is not None:
        shape = kwargs["input_shape"]
        return (kwargs.get("batch_size"), *(as_list(shape) if not isinstance(shape, int) else [shape]))
    if kwargs.get("input_dim") is not None:
        length = (kwargs["input_length"],) if kwargs.get("input_length") else ()
        return (kwargs.get("batch_size"), *length, kwargs["input_dim"])
    return None


def _placeholders(shape: Any, dtype: str) -> Any:
    if isinstance(shape, dict):
        return {k: _placeholders(v, dtype) for k, v in shape.items()}
    if isinstance(shape, (list, tuple)) and shape and isinstance(shape[0], (list, tuple)):
        return type(shape)(_placeholders(s, dtype) for s in shape)
    return placeholder(tuple(shape), dtype)


def _chain(value: Any, layer: Any) -> str:
    """How the input's shape came about, layer by layer, for an error text."""
    steps = [f"{layer.name}"]
    history = getattr(value, "history", None)
    while history is not None and len(steps) < 8:
        call = history.layer.inbound_calls[history.call_index]
        steps.insert(0, f"{history.layer.name} {call.output_shapes}")
        history = call.input_tensors[0].history if call.input_tensors else None
    return f"the chain of shapes is {' -> '.join(steps)}" if len(steps) > 1 else ""


def _renewed(outputs: Any, inputs: list[Tensor]) -> Any:
    """The outputs; an input that a layer hands on gets a tensor of its own, for a history and a mask of its own."""
    from .. import ops

    passed = {id(t) for t in inputs}
    return map_structure(lambda t: ops.reshape_like(t, t) if id(t) in passed else t, outputs) if passed else outputs


def _unique(variables: list[Variable]) -> list[Variable]:
    seen: dict[int, Variable] = {}
    for variable in variables:
        seen.setdefault(id(variable), variable)
    return list(seen.values())
