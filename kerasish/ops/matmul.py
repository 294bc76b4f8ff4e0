"""Products of matrices: the one op that Dense, attention and the rest come down to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import explain
from .core import Op, Spec, broadcast, match, register, spec
from .shape import expand_dims, reshape, squeeze, swapaxes, transpose, unbroadcast


def _infer(a: Any, b: Any) -> list[Spec]:
    sa, sb = tuple(a.shape), tuple(b.shape)
    if sa[-1] is not None and sb[-2] is not None and sa[-1] != sb[-2]:
        raise ValueError(
            explain(
                f"matmul of {sa} and {sb} failed.",
                f"the last axis of the first ({sa[-1]}) equal to the last but one of the second ({sb[-2]})",
            )
        )
    return (
        [Spec((*broadcast("matmul", sa[:-2], sb[:-2]), sa[-2], sb[-1]), a.dtype)]
        if len(sa) + len(sb) > 4
        else [Spec((sa[0], sb[1]), a.dtype)]
    )


def _gradient(node: Any, dy: Any) -> list[Any]:
    a, b = node.inputs
    da = MATMUL(dy, swapaxes(b, -1, -2))
    if len(b.shape) == 2 and len(a.shape) > 2:  # rows of all batches at once: one large product for the weights
        rows = reshape(a, (-1, a.shape[-1])), reshape(dy, (-1, dy.shape[-1]))
        return [unbroadcast(da, a), MATMUL(transpose(rows[0]), rows[1])]
    return [unbroadcast(da, a), unbroadcast(MATMUL(swapaxes(a, -1, -2), dy), b)]


def _reference(a: np.ndarray[Any, Any], b: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    if a.dtype.kind == "b":
        return np.matmul(a, b)
    wide = np.float64 if a.dtype.kind == "f" else a.dtype
    return np.matmul(a.astype(wide), b.astype(wide)).astype(a.dtype)


MATMUL = register(Op("matmul", _infer, _gradient, _reference))


def matmul(x1: Any, x2: Any) -> Any:
    """Matrix product over the last two axes, the others broadcast; vectors as in NumPy."""
    a, b = match(x1, x2)
    ra, rb = len(spec(a).shape), len(spec(b).shape)
    if not ra or not rb:
        raise ValueError("matmul: scalars have no matrix product; use multiply.")
    a = expand_dims(a, 0) if ra == 1 else a
    b = expand_dims(b, 1) if rb == 1 else b
    y = MATMUL(a, b)
    if ra == 1:
        y = squeeze(y, -2)
    return squeeze(y, -1) if rb == 1 else y


def dot(x1: Any, x2: Any) -> Any:
    """NumPy's `dot`: matrix product for 2 axes, else a sum over the last axis of one and last but one of the other."""
    ra, rb = len(spec(x1).shape), len(spec(x2).shape)
    if not ra or not rb:
        from .elementwise import multiply

        return multiply(x1, x2)
    if rb <= 2:
        return matmul(x1, x2)
    return tensordot(x1, x2, axes=([ra - 1], [rb - 2]))


def tensordot(x1: Any, x2: Any, axes: Any = 2) -> Any:
    """Sum of products over pairs of axes."""
    a, b = match(x1, x2)
    sa, sb = spec(a).shape, spec(b).shape
    if isinstance(axes, int):
        left, right = list(range(len(sa) - axes, len(sa))), list(range(axes))
    else:
        left, right = ([ax] if isinstance(ax, int) else list(ax) for ax in axes)
    left, right = [i % len(sa) for i in left], [i % len(sb) for i in right]
    free_a = [i for i in range(len(sa)) if i not in left]
    free_b = [i for i in range(len(sb)) if i not in right]
    inner = _size([sb[i] for i in right])
    inner = _size([sa[i] for i in left]) if inner == -1 else inner
    rows = reshape(transpose(a, free_a + left), (-1, inner))
    columns = reshape(transpose(b, right + free_b), (inner, _size([sb[i] for i in free_b])))
    shape = [sa[i] for i in free_a] + [sb[i] for i in free_b]
    return reshape(MATMUL(rows, columns), [-1 if s is None else s for s in shape])


def _size(extents: Sequence[int | None]) -> int:
    return -1 if None in extents else int(np.prod([e for e in extents if e is not None], dtype=np.int64))


def outer(x1: Any, x2: Any) -> Any:
    """Products of every pair of entries."""
    from .elementwise import multiply

    return multiply(reshape(x1, (-1, 1)), reshape(x2, (1, -1)))
