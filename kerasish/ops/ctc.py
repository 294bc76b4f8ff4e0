"""Connectionist temporal classification: the loss of labels that come without times (Graves et al., 2006).

An alignment names a class, or the blank, at every time step. Merging equal neighbours and then dropping the blanks
leaves labels; the loss of a target is minus the log of the probability that some alignment leaves it.
Shapes: B batch, T time, C classes with the blank among them, N labels of a target.
"""

from __future__ import annotations

from typing import Any

from .. import dtypes
from ..errors import GradientError, explain
from . import ctc_reference as ref
from .core import Op, Spec, register, spec
from .elementwise import cast


def _loss_shape(target: Any, logits: Any, target_length: Any, output_length: Any, mask_index: int) -> list[Spec]:
    classes = logits.shape[2]
    if classes is not None and not -classes <= mask_index < classes:
        raise ValueError(
            explain(
                "ctc_loss: the blank is no class of the output.",
                f"mask_index from 0 to {classes - 1}, for {classes} classes",
                f"mask_index={mask_index}",
                "an output layer with one unit more than there are labels: the blank needs one too",
            )
        )
    return [Spec(tuple(logits.shape[:1]), logits.dtype)]


def _loss_gradient(node: Any, dy: Any) -> list[Any]:
    """`(softmax - how often each class is expected at each step) * dy`, from the forward and backward sums."""
    return [None, CTC_LOSS_GRAD(*node.inputs, dy, **node.attrs), None, None]


def _no_second(node: Any, dy: Any) -> list[Any]:
    raise GradientError("ctc_loss can be differentiated once: the gradient of its gradient is not defined here.")


CTC_LOSS = register(Op("ctc_loss", _loss_shape, _loss_gradient, ref.loss))
CTC_LOSS_GRAD = register(
    Op(
        "ctc_loss_grad",
        lambda target, logits, target_length, output_length, dy, mask_index: [Spec(tuple(logits.shape), logits.dtype)],
        _no_second,
        ref.gradient,
    )
)


def ctc_loss(target: Any, output: Any, target_length: Any, output_length: Any, mask_index: int = 0) -> Any:
    """Minus the log of the probability that `output` spells `target` (Graves et al., 2006).

    A target that fits into no alignment (more labels, and blanks between equal ones, than steps) has probability 0;
    as in Keras on TensorFlow it counts as 1e-307 times the alignments of every beginning of its padded row, so that
    loss and gradient stay finite.

    Arguments:
        target: labels, integers `(B, N)`; what lies behind `target_length` does not count.
        output: logits `(B, T, C)`, not normalised; what lies behind `output_length` does not count.
        target_length: number of labels, `(B,)`; cut to 0..N.
        output_length: number of steps, `(B,)`; cut to 0..T.
        mask_index: the class that is the blank; negative counts from the end.

    Returns:
        One value per sample, `(B,)`: float64 for logits of float64, else float32.

    Errors:
        ValueError for shapes that do not fit together, or a blank that is no class.

    Source: https://keras.io/api/ops/nn/

    >>> ctc_loss(np.array([[1]]), np.log([[[0.5, 0.5], [0.5, 0.5]]]), np.array([1]), np.array([2])).round(6).tolist()
    [0.287682]
    """
    _check_shapes(target, output, target_length, output_length)
    logits = cast(output, dtypes.promote(spec(output).dtype, "float32"))
    lengths = [cast(v, "int32") for v in (target_length, output_length)]
    return CTC_LOSS(cast(target, "int32"), logits, *lengths, mask_index=int(mask_index))


def _check_shapes(target: Any, output: Any, target_length: Any, output_length: Any) -> None:
    ranks = {"target": 2, "output": 3, "target_length": 1, "output_length": 1}
    shapes = [spec(v).shape for v in (target, output, target_length, output_length)]
    right = all(len(shape) == rank for shape, rank in zip(shapes, ranks.values(), strict=True))
    if not right or len({shape[0] for shape in shapes} - {None}) > 1:
        raise ValueError(
            explain(
                "ctc_loss: the shapes do not fit together.",
                "target (batch, labels), output (batch, time, classes), target_length and output_length (batch,)",
                ", ".join(f"{name} {shape}" for name, shape in zip(ranks, shapes, strict=True)),
            )
        )
