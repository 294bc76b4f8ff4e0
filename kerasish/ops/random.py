"""Random numbers as ops. Their first input is a state, int64 `[key, draw]`; element i follows from (key, draw, i).

Every law comes in two forms: `random_uniform(state, shape=...)`, and `random_uniform_like(state, like)`, which takes
the shape of its second input, for shapes with extents that are not known while recording. No gradient flows through.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import dtypes
from ..errors import explain
from . import random_reference as ref
from .core import Op, Spec, register, spec
from .elementwise import cast, multiply, where
from .shape import stack

Array = np.ndarray[Any, Any]
Law = tuple[Op, Op]
_DRAWN = ("float32", "float64")


def _no_gradient(node: Any, *_: Any) -> list[Any]:
    return [None] * len(node.inputs)


def _law(name: str, sample: Callable[..., Array]) -> Law:
    """Both forms of a law; `sample(state, size, *, dtype, ...)` gives the first `size` elements."""

    def shaped(state: Array, shape: tuple[int, ...], **attrs: Any) -> Array:
        return sample(state, int(np.prod(shape, dtype=np.int64)), **attrs).reshape(shape)

    plain = Op(name, lambda state, shape, dtype, **_: [Spec(shape, dtype)], _no_gradient, shaped)
    like = Op(
        name + "_like",
        lambda state, like, dtype, **_: [Spec(tuple(like.shape), dtype)],
        _no_gradient,
        lambda state, like, **attrs: shaped(state, like.shape, **attrs),
        shape_only=(1,),
    )
    return register(plain), register(like)


UNIFORM = _law("random_uniform", ref.uniform)
NORMAL = _law("random_normal", ref.normal)
TRUNCATED_NORMAL = _law("random_truncated_normal", ref.truncated_normal)
BERNOULLI = _law("random_bernoulli", ref.bernoulli)
INTEGERS = _law("random_integers", ref.integers)

GAMMA = register(
    Op(
        "random_gamma",
        lambda state, alpha: [Spec(tuple(alpha.shape), alpha.dtype)],
        _no_gradient,
        lambda state, alpha: ref.gamma(state, np.ravel(alpha)).reshape(alpha.shape),
    )
)


def _dropout_gradient(node: Any, dy: Any, dkept: Any) -> list[Any]:
    """What was kept is scaled as on the way forward. Drawing the mask again would take longer than reading it."""
    if dy is None:
        return [None, None]
    return [None, where(node.outputs[1], multiply(dy, 1.0 / (1.0 - node.attrs["rate"])), 0.0)]


DROPOUT = register(
    Op(
        "random_dropout",
        lambda state, x, rate: [Spec(tuple(x.shape), x.dtype), Spec(tuple(x.shape), "bool")],
        _dropout_gradient,
        ref.dropout,
    )
)


def _extents(shape: Any) -> tuple[int, ...]:
    if getattr(shape, "kind", "") != "constant":
        raise ValueError("A shape must follow from the shapes of the inputs; this one depends on their values.")
    return tuple(int(s) for s in shape.source)


# A tensor of a shape that is itself computed. Only its shape is ever read, so it occupies no memory.
OF_SHAPE = register(
    Op(
        "of_shape",
        lambda shape, known: [Spec(tuple(known), "float32")],
        _no_gradient,
        lambda shape, known: np.broadcast_to(np.zeros((), np.float32), tuple(int(s) for s in shape)),
        from_shapes=lambda shape, known: np.broadcast_to(np.zeros((), np.float32), _extents(shape)),
    )
)


def stand_in(shape: Any) -> Any:
    """A tensor of a shape some of whose extents are symbolic, such as `(ops.shape(x)[0], 10)` or `ops.shape(x)`.

    It is meant for the second input of the `_like` ops, of which only the shape is read.

    Errors:
        ValueError for an extent that is None.
    """
    if hasattr(shape, "symbolic"):
        return OF_SHAPE(cast(shape, "int32"), known=(None,) * int(spec(shape).shape[0] or 0))
    if any(extent is None for extent in shape):
        raise ValueError(
            explain(
                f"A random tensor of shape {tuple(shape)} was asked for.",
                "extents that are numbers or symbolic scalars",
                "None, which says nothing about the extent at run time",
                "ops.shape(x)[0] for the batch size of x",
            )
        )
    known = tuple(None if hasattr(extent, "symbolic") else int(extent) for extent in shape)
    return OF_SHAPE(stack([cast(extent, "int32") for extent in shape]), known=known)


def draw(law: Law, state: Any, shape: Any, dtype: str, **attrs: Any) -> Any:
    """Numbers of a law in a shape: a tuple of integers, a shape with symbolic extents, or a symbolic shape tensor."""
    plain, like = law
    known = static_shape(shape)
    if known is not None:
        return plain(state, shape=known, dtype=dtype, **attrs)
    return like(state, stand_in(shape), dtype=dtype, **attrs)


def static_shape(shape: Any) -> tuple[int, ...] | None:
    """A shape as a tuple of integers, or None where an extent is symbolic or unknown."""
    if hasattr(shape, "symbolic"):
        return None
    extents: Sequence[Any] = shape if hasattr(shape, "__iter__") else (shape,)
    if any(extent is None or hasattr(extent, "symbolic") for extent in extents):
        return None
    return tuple(int(extent) for extent in extents)


def _float(law: Law, state: Any, shape: Any, dtype: str, **attrs: Any) -> Any:
    """Short floats are drawn as float32 and rounded."""
    kind = dtype if dtype in _DRAWN else "float32"
    return cast(draw(law, state, shape, kind, **attrs), dtype)


def random_uniform(state: Any, shape: Any, low: float = 0.0, high: float = 1.0, dtype: str = "float32") -> Any:
    """Numbers spread evenly over `[low, high)`."""
    return _float(UNIFORM, state, shape, dtype, low=float(low), high=float(high))


def random_normal(state: Any, shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: str = "float32") -> Any:
    """Normal numbers."""
    return _float(NORMAL, state, shape, dtype, mean=float(mean), stddev=float(stddev))


def random_truncated_normal(
    state: Any, shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: str = "float32"
) -> Any:
    """Normal numbers, cut off at two standard deviations."""
    return _float(TRUNCATED_NORMAL, state, shape, dtype, mean=float(mean), stddev=float(stddev))


def random_bernoulli(state: Any, shape: Any, p: float, dtype: str = "float32") -> Any:
    """1 with probability `p`, else 0."""
    return cast(draw(BERNOULLI, state, shape, dtype if dtype in _DRAWN else "float32", p=float(p)), dtype)


def random_integers(state: Any, shape: Any, low: int, high: int, dtype: str = "int32") -> Any:
    """Integers spread evenly over `[low, high)`.

    Errors:
        ValueError when there is none.
    """
    if high <= low:
        raise ValueError(f"No integer lies in [{low}, {high}).")
    kind = dtype if dtype in ("int32", "int64") else "int64"
    return cast(draw(INTEGERS, state, shape, kind, low=int(low), span=int(high) - int(low)), dtype)


def random_gamma(state: Any, alpha: Any) -> Any:
    """Gamma numbers of scale 1 and of the shapes `alpha`, one for each."""
    dtype = spec(alpha).dtype
    kind = dtype if dtype in _DRAWN else "float32"
    return cast(GAMMA(state, cast(alpha, kind)), dtype)


def random_dropout(state: Any, x: Any, rate: float, noise_shape: Any = None) -> Any:
    """`x / (1 - rate)` with probability `1 - rate`, else 0; along extents of 1 in `noise_shape`, all alike."""
    from .shape import broadcast_like

    shape, dtype = spec(x)
    if noise_shape is None and dtype in _DRAWN:
        return DROPOUT(state, x, rate=float(rate))[0]
    keep = float(np.float32(1.0) - np.float32(rate))
    wanted = _noise_shape(x, shape, noise_shape)
    if wanted is None:
        mask = BERNOULLI[1](state, x, dtype="float32", p=keep)
    else:
        mask = draw(BERNOULLI, state, wanted, "float32", p=keep)
    scaled = multiply(x, cast(multiply(mask, 1.0 / (1.0 - rate)), dtype))
    return scaled if None in shape else broadcast_like(scaled, x)


def _noise_shape(x: Any, shape: tuple[int | None, ...], noise_shape: Any) -> Any:
    """`noise_shape` with None filled in from `x`; None when it is the whole shape of `x`."""
    from .shape import getitem
    from .shape import shape as shape_op

    if noise_shape is None:
        return None
    if hasattr(noise_shape, "symbolic"):
        return noise_shape
    if len(noise_shape) != len(shape):
        raise ValueError(f"dropout: noise_shape {tuple(noise_shape)} must have one extent for each axis of {shape}.")
    filled = [n if n is not None else s for n, s in zip(noise_shape, shape, strict=True)]
    if any(f is None for f in filled):
        whole = shape_op(x)
        filled = [getitem(whole, i) if f is None else f for i, f in enumerate(filled)]
    return tuple(filled)


def float_dtype(dtype: Any, who: str) -> str:
    """The name of a float dtype, `floatx` for None; ValueError for a dtype that is no float."""
    from ..config import floatx

    name = dtypes.canonical(dtype if dtype is not None else floatx())
    if not dtypes.is_float(name):
        raise ValueError(f"{who} draws floating-point numbers; it was asked for dtype {name!r}.")
    return name
