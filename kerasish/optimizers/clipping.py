"""Clipping of gradients, in the order of each generation.

Up to Keras 2.3 `clipnorm` is the norm of all gradients together, and `clipvalue` follows it. From 2.15 on it is the
norm of each gradient alone, `global_clipnorm` is the joint one, and only the first of the three that is set acts.
`optimizers.legacy` applies all three: value, norm, joint norm.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import ops


def clip_value(gradients: Sequence[Any], limit: float) -> list[Any]:
    """Each entry held between `-limit` and `limit`."""
    return [ops.clip(g, -limit, limit) for g in gradients]


def clip_norm(gradients: Sequence[Any], limit: float) -> list[Any]:
    """Each gradient shortened to Euclidean length `limit` where it is longer: `g * limit / max(|g|, limit)`."""
    return [g * (limit / ops.maximum(ops.norm(g), limit)) for g in gradients]


def clip_joint_norm(gradients: Sequence[Any], limit: float) -> list[Any]:
    """All gradients scaled by one number, so that together they have length `limit` at most.

    A gradient that is not finite makes all of them nan, as in Keras, so that it is noticed.
    """
    norm = joint_norm(gradients)
    scale = limit / ops.maximum(norm, limit) + (norm - norm)
    return [g * ops.cast(scale, g.dtype) for g in gradients]


def joint_norm(gradients: Sequence[Any]) -> Any:
    """The Euclidean length of all gradients together."""
    total = ops.sum(ops.square(gradients[0]))
    for gradient in gradients[1:]:
        total = total + ops.sum(ops.square(gradient))
    return ops.sqrt(total)


def clip(optimizer: Any, gradients: Sequence[Any]) -> list[Any]:
    """Gradients clipped by the optimizer's settings and by the rules of its era."""
    value, norm, joint = optimizer.clipvalue, optimizer.clipnorm, optimizer.global_clipnorm
    steps: list[tuple[Any, Any]]
    if optimizer.is_old:
        steps = [(clip_joint_norm, norm or joint), (clip_value, value)]
    elif optimizer.era == "legacy":
        steps = [(clip_value, value), (clip_norm, norm), (clip_joint_norm, joint)]
    else:
        steps = [row for row in ((clip_norm, norm), (clip_joint_norm, joint), (clip_value, value)) if row[1]][:1]
    for step, limit in steps:
        if limit and limit > 0:
            gradients = step(gradients, limit)
    return list(gradients)
