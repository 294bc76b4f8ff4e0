"""Any function as a layer."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from .. import ops
from ..compat import at_least
from ..compat.arguments import accepts_old_spellings
from ..errors import explain
from ..graph.tensor import is_symbolic
from ..registry import EXPORTS, export
from .base import Layer
from .live_function import LiveFunction


@export("layers.Lambda")
class Lambda(Layer):
    """`function(inputs, **arguments)`.

    Arguments:
        function: of a tensor (or a list of them), written with operators, `ops` or `backend` functions. When it has a
            `mask` or `training` parameter, it receives these too.
        output_shape: shape of one sample, or a function from the input's shape to the output's. Needed only where
            it does not follow from the function.
        mask: the mask of the output, or a function `(inputs, mask)`; None drops the mask.
        arguments: further keyword arguments of the function.

    Shapes: input (B, ...), output whatever the function gives.

    Errors:
        ValueError when it is to be saved, or loaded, and its function has no registered name.

    >>> Lambda(lambda x, k: x * k, arguments={"k": 3.0})(np.ones((1, 2))).tolist()
    [[3.0, 3.0]]

    Source: keras.io, layers API, Lambda.
    """

    @accepts_old_spellings
    def __init__(
        self,
        function: Callable[..., Any],
        output_shape: Any = None,
        mask: Any = None,
        arguments: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        if isinstance(mask, Mapping) and arguments is None:  # Keras 1: Lambda(function, output_shape, arguments)
            mask, arguments = None, dict(mask)
        super().__init__(**kwargs)
        if not callable(function):
            raise TypeError(f"Lambda needs a function, received {function!r}.")
        self.function = function
        self.arguments = dict(arguments or {})
        self.declared_shape = output_shape if callable(output_shape) or output_shape is None else _shape(output_shape)
        self.mask = mask
        self.supports_masking = mask is not None
        self._function_takes = _parameters(function)

    def call(self, inputs: Any, mask: Any = None, training: Any = None) -> Any:
        """Whatever the function makes of (B, ...)."""
        extra = {n: v for n, v in (("mask", mask), ("training", training)) if n in self._function_takes}
        return self._declare(self.function(inputs, **(self.arguments | extra)), inputs)

    def _declare(self, output: Any, inputs: Any) -> Any:
        """Give a symbolic output the extents that only `output_shape` knows."""
        if self.declared_shape is None or not is_symbolic(output) or None not in output.shape[1:]:
            return output
        shape = self._declared(tuple(inputs.shape) if is_symbolic(inputs) else [tuple(x.shape) for x in inputs])
        if len(shape) != output.ndim or None in shape[1:]:
            return output
        return ops.reshape(output, (-1 if shape[0] is None else shape[0], *shape[1:]))

    def _declared(self, input_shape: Any) -> Any:
        if callable(self.declared_shape):
            return self.declared_shape(input_shape)
        first = input_shape[0] if input_shape and isinstance(input_shape[0], (list, tuple)) else input_shape
        if isinstance(self.declared_shape, list):
            return [(first[0], *shape) for shape in self.declared_shape]
        return (first[0], *self.declared_shape)

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The declared shape, else what the function gives."""
        return (
            self._declared(input_shape)
            if self.declared_shape is not None
            else super().compute_output_shape(input_shape)
        )

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """What `mask` says; None without it."""
        return self.mask(inputs, mask) if callable(self.mask) else self.mask

    def get_config(self) -> dict[str, Any]:
        """The arguments that make an equal layer; Python code that has no registered name is in it as it is."""
        settings = super().get_config() | {"function": self._name(self.function)}
        shape = self._name(self.declared_shape) if callable(self.declared_shape) else self.declared_shape
        if at_least("3"):
            settings |= {} if shape is None else {"output_shape": shape}
        else:
            kind = "function" if callable(self.declared_shape) else "raw"
            settings |= {"function_type": "function", "output_shape": shape, "output_shape_type": kind}
        if self.mask is not None:
            settings["mask"] = self._name(self.mask) if callable(self.mask) else self.mask
        return settings | {"arguments": self.arguments}

    def _name(self, function: Callable[..., Any]) -> Any:
        for name, known in _custom_things().items():
            if known is function:
                return {"class_name": "function", "config": name, "registered_name": name} if at_least("3") else name
        return LiveFunction(function, self.name)

    @classmethod
    def from_config(
        cls, config: dict[str, Any], custom_objects: Mapping[str, Any] | None = None, safe_mode: bool | None = None
    ) -> Any:
        """The layer of a configuration, in the form of any generation.

        Arguments:
            config: what `get_config` returned, here or in a real Keras.
            custom_objects: functions by their name; for a layer that was saved as code, by the name of the layer.
            safe_mode: accepted for Keras 3; code from a file is not run in either mode.

        Errors:
            ValueError where the function is code, or a name that nobody knows.
        """
        del safe_mode
        known = _custom_things() | dict(custom_objects or {})
        settings = {k: v for k, v in config.items() if k not in _FORM}
        for part in ("function", "output_shape", "mask"):
            if part in settings and (part == "function" or _is_code(settings[part], config.get(f"{part}_type"))):
                settings[part] = _find(settings[part], part, config.get("name", "lambda"), known)
        return cls(**settings)


_FORM = ("function_type", "module", "output_shape_type", "output_shape_module", "mask_type", "mask_module")


def _is_code(value: Any, kind: str | None) -> bool:
    return isinstance(value, (str, dict, LiveFunction)) or kind in ("function", "lambda")


def _find(value: Any, part: str, layer: str, known: Mapping[str, Any]) -> Any:
    """The function that a configuration names; code is replaced by what `known` has under the layer's name."""
    if isinstance(value, LiveFunction) or callable(value):
        return getattr(value, "function", value)
    name = value.get("registered_name") or value.get("config") if isinstance(value, dict) else value
    for candidate in (
        value.get("config") if isinstance(value, dict) else None,
        name,
        layer if part == "function" else None,
    ):
        if isinstance(candidate, str) and candidate in known:
            return known[candidate]
    is_name = isinstance(name, str) and not (isinstance(value, dict) and value.get("class_name") == "__lambda__")
    raise ValueError(
        explain(
            f"Lambda layer {layer!r}: its {part} cannot be made again from the configuration.",
            "the function itself: Python code in model files is never run",
            f"the name {name!r}, which nobody registered" if is_name else "Python code",
            f"custom_objects={{{(name if is_name else layer)!r}: the function}}",
        )
    )


def _custom_things() -> dict[str, Any]:
    table = EXPORTS.get("utils.get_custom_objects")
    return dict(table()) if table is not None else {}


def _shape(declared: Any) -> Any:
    """One shape as a tuple, several as a list of tuples."""
    if declared and isinstance(declared[0], (list, tuple)):
        return [tuple(shape) for shape in declared]
    return tuple(declared)


def _parameters(function: Callable[..., Any]) -> set[str]:
    try:
        return set(inspect.signature(function).parameters)
    except (TypeError, ValueError):  # functions written in C may have no signature
        return set()
