"""Input arrays for losses, metrics and activations: ordinary values, and the extremes where formulas differ.

Every maker stores the arrays it used: nothing here is re-derived by a test.
"""

import numpy as np

F = "float32"


def softmax(x):
    """Rows that sum to 1."""
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def signed(rng, *shape):
    """-1 or +1."""
    return (2 * rng.randint(0, 2, shape) - 1).astype(F)


def pairs(kind, seed=3):
    """``(y_true, y_pred)`` of the kind of problem named."""
    rng = np.random.RandomState(seed)
    return PAIRS[kind](rng)


def _categorical(rng):
    p = softmax(rng.randn(6, 4))
    p[4], p[5] = [1, 0, 0, 0], [0.2, 0.2, 0.2, 0.2]  # saturated, and not summing to 1
    return np.eye(4)[[0, 1, 2, 3, 1, 2]].astype(F), p.astype(F)


def _categorical_right(rng):
    return np.eye(4)[[0, 3, 2, 1]].astype(F), softmax(rng.randn(4, 4)).astype(F)


def _soft(rng):
    return softmax(rng.randn(6, 4)).astype(F), softmax(2 * rng.randn(6, 4)).astype(F)


def _categorical3(rng):
    return np.eye(4)[rng.randint(0, 4, (5, 3))].astype(F), softmax(rng.randn(5, 3, 4)).astype(F)


def _categorical_logits(rng):
    z = 3 * rng.randn(6, 4)
    z[4], z[5] = [50, -50, 0, 0], [0, 0, 1e-4, 200]
    return np.eye(4)[[0, 1, 2, 3, 1, 2]].astype(F), z.astype(F)


def _sparse(rng):
    p = softmax(rng.randn(6, 4))
    p[4], p[5] = [1, 0, 0, 0], [0.2, 0.2, 0.2, 0.2]
    return np.array([0, 1, 2, 3, 1, 2], "int32"), p.astype(F)


def _sparse_column(rng):
    return rng.randint(0, 4, (6, 1)).astype("int32"), softmax(rng.randn(6, 4)).astype(F)


def _sparse3(rng):
    return rng.randint(0, 4, (5, 3)).astype("int32"), softmax(rng.randn(5, 3, 4)).astype(F)


def _sparse_logits(rng):
    return np.array([0, 1, 2, 3, 1, 2], "int32"), (3 * rng.randn(6, 4)).astype(F)


def _binary(rng):
    p = rng.uniform(0.02, 0.98, (6, 5))
    p[4] = [0, 1, 0, 1, 0.5]
    y = rng.randint(0, 2, (6, 5))
    y[4] = [0, 1, 1, 0, 1]
    return y.astype(F), p.astype(F)


def _binary_plain(rng):
    return rng.randint(0, 2, (6, 5)).astype(F), rng.uniform(0.05, 0.95, (6, 5)).astype(F)


def _binary_column(rng):
    return rng.randint(0, 2, (8, 1)).astype(F), rng.uniform(0.05, 0.95, (8, 1)).astype(F)


def _binary3(rng):
    return rng.randint(0, 2, (4, 3, 2)).astype(F), rng.uniform(0.05, 0.95, (4, 3, 2)).astype(F)


def _binary_logits(rng):
    z = 2 * rng.randn(6, 5)
    z[4] = [-80, 80, -80, 80, 0]
    y = rng.randint(0, 2, (6, 5))
    y[4] = [0, 1, 1, 0, 1]
    return y.astype(F), z.astype(F)


def _regression(rng):
    y, p = 2 * rng.randn(6, 5), 2 * rng.randn(6, 5)
    p[3], y[4], y[5] = y[3], 0, 30 * y[5]  # exact, zero target, large error
    return y.astype(F), p.astype(F)


def _regression3(rng):
    return rng.randn(4, 3, 2).astype(F), rng.randn(4, 3, 2).astype(F)


def _positive(rng):
    y, p = rng.uniform(0, 5, (6, 5)), rng.uniform(0.01, 5, (6, 5))
    y[4], p[5] = 0, 1e-9
    return y.astype(F), p.astype(F)


def _signs(rng):
    return signed(rng, 6, 5), (1.5 * rng.randn(6, 5)).astype(F)


def _zero_one(rng):
    return rng.randint(0, 2, (6, 5)).astype(F), (1.5 * rng.randn(6, 5)).astype(F)


def _directions(rng):
    y, p = rng.randn(6, 5), rng.randn(6, 5)
    y[4], p[5] = 0, 1e-7 * p[5]
    return y.astype(F), p.astype(F)


def _ctc(rng):
    return np.array([[1, 2, 3], [2, 2, 0]], "int32"), rng.randn(2, 9, 5).astype(F)


def _embeddings(rng):
    e = rng.randn(8, 6)
    return np.array([0, 1, 2, 0, 1, 2, 0, 1], "int32"), (e / np.linalg.norm(e, axis=1, keepdims=True)).astype(F)


def _images(rng):
    return rng.randint(0, 2, (3, 4, 4, 2)).astype(F), rng.uniform(0.02, 0.98, (3, 4, 4, 2)).astype(F)


PAIRS = {
    "categorical": _categorical,
    "categorical_right": _categorical_right,
    "soft": _soft,
    "categorical3": _categorical3,
    "categorical_logits": _categorical_logits,
    "sparse": _sparse,
    "sparse_column": _sparse_column,
    "sparse3": _sparse3,
    "sparse_logits": _sparse_logits,
    "binary": _binary,
    "binary_plain": _binary_plain,
    "binary_column": _binary_column,
    "binary3": _binary3,
    "binary_logits": _binary_logits,
    "regression": _regression,
    "regression3": _regression3,
    "positive": _positive,
    "signs": _signs,
    "zero_one": _zero_one,
    "directions": _directions,
    "ctc": _ctc,
    "embeddings": _embeddings,
    "images": _images,
}
