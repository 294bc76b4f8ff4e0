"""Rows of the ops that move, fold, multiply, order and draw."""

from __future__ import annotations

from kerasish.testing.op_rows import Row, between, distinct, fixed, flags, indices, plain

ALL = ("float32", "float64", "int32", "bool")
NUMBERS = ("float32", "float64", "int32", "int64")
FLOATS = ("float32", "float64")
NAN = {"axis": 0, "beyond": "nan"}


def keep(axis: int, *shape: int) -> tuple:
    """Parts of a slice that take everything, but 1 to 3 of one axis."""
    return tuple(("s", 1, 3, 1) if i == axis else ("s", None, None, 1) for i in range(len(shape)))


MOVES = [
    Row("reshape", (plain(4, 6),), {"shape": (3, -1)}, ALL),
    Row("reshape", (plain(0, 6),), {"shape": (None, 2, 3)}, ALL),
    Row("reshape", (plain(3, 0),), {"shape": (None, 0)}, ALL),
    Row("reshape", (plain(3, 2, 2),), {"shape": (None, 2, -1)}, ALL),
    Row("reshape", (plain(1),), {"shape": ()}, ALL),
    Row("reshape_like", (plain(4, 6), plain(8, 3)), {}, ALL),
    *(
        Row("transpose", (plain(*s),), {"axes": a}, ALL)
        for s, a in (((3, 5), (1, 0)), ((2, 3, 4), (2, 0, 1)), ((0, 3), (1, 0)))
    ),
    Row("transpose", (plain(33, 17, 9),), {"axes": (0, 2, 1)}),
    *(Row("expand_dims", (plain(3, 5),), {"axis": axis}, ALL) for axis in (0, 1, 2)),
    Row("squeeze", (plain(1, 3, 1),), {"axes": (0, 2)}, ALL),
    *(
        Row("broadcast_to", (plain(*a),), {"shape": b}, ALL)
        for a, b in (((3, 1), (3, 5)), ((5,), (3, 5)), ((), (2, 2)), ((1, 3), (0, 3)))
    ),
    Row("broadcast_like", (plain(3, 1), plain(2, 3, 5)), {}, ALL),
    *(Row("unbroadcast", (plain(2, 3, 5), plain(*s)), {}) for s in ((3, 5), (1, 5), (2, 1, 1), (), (5,), (2, 3, 5))),
    Row("unbroadcast", (plain(0, 5), plain(5)), {}),
    Row("stop_gradient", (plain(3, 5),), {}, ALL),
    *(Row("slice", (plain(4, 5),), {"parts": keep(axis, 4, 5)}, ALL) for axis in (0, 1)),
    Row("slice", (plain(4, 5),), {"parts": (("i", -1), ("s", None, None, -2))}, ALL),
    Row("slice", (plain(4, 5),), {"parts": (("s", 3, 3, 1), ("s", None, None, 1))}, ALL, note="nothing"),
    Row("unslice", (plain(2, 5), plain(4, 5)), {"parts": keep(0, 4, 5)}, ("float32", "float64")),
    Row("unslice", (plain(3), plain(4, 5)), {"parts": (("i", 1), ("s", None, None, 2))}, ("float32", "float64")),
    *(Row("concatenate", (plain(2, 3), plain(2, 3), plain(2, 3)), {"axis": axis}, ALL) for axis in (0, 1)),
    Row("concatenate", (plain(2, 0, 3), plain(2, 4, 3)), {"axis": 1}, ALL),
    Row("pad", (plain(3, 5),), {"pads": ((1, 2), (0, 3)), "value": 0.0}, NUMBERS),
    Row("pad", (plain(0, 2),), {"pads": ((1, 2), (0, 3)), "value": 1.5}),
    *(Row("take", (plain(5, 4), indices(5, 3, 2)), {"axis": 0}, ALL) for _ in range(1)),
    Row("take", (plain(2, 5, 4), indices(5, 3)), {"axis": 1}, ALL),
    Row("take", (plain(5, 4), indices(5, 0)), {"axis": 0}, ALL),
    Row("take", (plain(5, 4), indices(5, 3, low=-5, dtype="int32")), {"axis": 0}, note="negative"),
    Row("untake", (plain(3, 2, 4), indices(5, 3, 2), plain(5, 4)), {"axis": 0}, ("float32", "float64")),
    Row("untake", (plain(2, 3, 4), indices(5, 3), plain(2, 5, 4)), {"axis": 1}, ("float32", "float64")),
    Row("take", (plain(5, 4), indices(9, 3, 7, low=-9)), {"axis": 0}, ALL, note="beyond wraps"),
    Row(
        "take",
        (plain(5, 4), indices(9, 21, low=-9, dtype="int32")),
        NAN,
        ("float32", "float64", "float16"),
        note="nan",
        differentiable=False,
    ),
    Row(
        "take", (plain(2, 5, 4), indices(9, 21, low=-9)), {"axis": 1, "beyond": "nan"}, note="nan", differentiable=False
    ),
    Row("take", (plain(0, 4), indices(2, 3, low=-1)), NAN, note="nan", differentiable=False),
    Row("take", (plain(200, 33), indices(200, 40, 100, low=-200, dtype="int32")), {"axis": 0}, note="large", once=True),
    Row("untake", (plain(21, 4), indices(9, 21, low=-9), plain(5, 4)), {"axis": 0}, FLOATS, note="beyond wraps"),
    Row("untake", (plain(21, 4), indices(9, 21, low=-9), plain(5, 4)), NAN, FLOATS, note="nan", differentiable=False),
    Row("untake", (plain(2, 7, 4), indices(9, 7, low=-9), plain(2, 5, 4)), {"axis": 1}, FLOATS, note="beyond wraps"),
    *(
        Row("untake", (plain(m, i), indices(a + 2, m, low=-a - 2), plain(a, i)), attrs, FLOATS, differentiable=False)
        for m, a, i in ((4000, 70, 50), (4001, 200, 33), (3000, 4, 128), (500, 3000, 64))
        for attrs in (NAN, {"axis": 0})
    ),
    Row("one_hot", (indices(7, 3, 2, low=-1),), {"depth": 5, "dtype": "float32"}),
    Row("one_hot", (indices(7, 0, dtype="int32"),), {"depth": 5, "dtype": "float64"}),
    Row("full_like", (plain(3, 5),), {"value": 2.5, "dtype": "float32"}, differentiable=False),
    Row("shape", (plain(3, 5),), {}),
    Row("count", (plain(3, 5, 2),), {"axes": (0, 2), "dtype": "float32"}, differentiable=False),
]
FOLDS = [
    *(
        Row(op, (draw(*s),), {"axes": axes, "keepdims": keepdims}, NUMBERS)
        for op, draw in (("sum", plain), ("max", distinct), ("min", distinct))
        for s, axes in (
            ((3, 5), (1,)),
            ((3, 5), (0,)),
            ((3, 5), (0, 1)),
            ((2, 3, 7), (0, 2)),
            ((1, 1), (1,)),
            ((33, 65), (1,)),
            ((70, 33), (0,)),
        )
        for keepdims in (False, True)
    ),
    Row("sum", (plain(0, 3),), {"axes": (0,), "keepdims": False}, NUMBERS),
    Row("sum", (plain(9000),), {"axes": (0,), "keepdims": False}, tolerance=1e-5),
    *(
        Row("mean", (plain(*s),), {"axes": axes, "keepdims": k})
        for s, axes in (((3, 5), (1,)), ((2, 3, 7), (0, 2)), ((33, 65), (0,)))
        for k in (False, True)
    ),
    *(
        Row("prod", (plain(*s),), {"axes": axes, "keepdims": False}, NUMBERS)
        for s, axes in (((3, 4), (1,)), ((2, 3, 4), (0, 2)), ((0, 3), (0,)))
    ),
    *(
        Row(op, (flags(*s),), {"axes": (1,), "keepdims": k})
        for op in ("any", "all")
        for s in ((3, 5), (3, 0), (33, 65))
        for k in (False, True)
    ),
    *(
        Row(op, (distinct(*s),), {"axis": axis}, NUMBERS)
        for op in ("argmax", "argmin")
        for s in ((3, 5), (1, 1), (33, 65))
        for axis in (0, 1)
    ),
    *(Row(op, (indices(3, 5, 9),), {"axis": 1}, note="ties") for op in ("argmax", "argmin")),
    *(
        Row(op, (plain(*s),), {})
        for op in ("softmax", "log_softmax")
        for s in ((3, 5), (1, 1), (7,), (2, 3, 4), (33, 65), (0, 3))
    ),
    Row("softmax", (fixed([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4]]),), {}, note="large", differentiable=False),
    *(Row("softmax_grad", (between(0.1, 0.9, *s), plain(*s)), {}) for s in ((3, 5), (33, 65))),
    *(Row("softmax_crossentropy", (plain(*s), between(0, 1, *s)), {}) for s in ((3, 5), (2, 3, 4), (33, 65))),
    *(
        Row("softmax_crossentropy_grad", (between(0, 1, *s), between(0, 1, *s), plain(*s[:-1])), {})
        for s in ((3, 5), (2, 3, 4))
    ),
    *(
        Row("matmul", (plain(*a), plain(*b)), {}, ("float32", "float64"), tolerance=1e-5)
        for a, b in (
            ((3, 5), (5, 7)),
            ((1, 1), (1, 1)),
            ((0, 3), (3, 2)),
            ((3, 0), (0, 2)),
            ((2, 3, 5), (5, 4)),
            ((2, 3, 5), (2, 5, 4)),
            ((2, 1, 3, 5), (4, 5, 2)),
            ((33, 65), (65, 17)),
            ((5, 300), (300, 9)),
        )
    ),
]
ORDER = [
    *(
        Row("argsort", (distinct(*s),), {"descending": d}, NUMBERS)
        for s in ((3, 7), (1, 1), (9,), (0, 3))
        for d in (False, True)
    ),
    Row("argsort", (indices(3, 4, 9),), {"descending": True}, note="ties"),
    Row("take_along", (plain(3, 5), indices(5, 3, 4, dtype="int32")), {}),
    Row("put_along", (plain(3, 4), indices(5, 3, 4, dtype="int32"), plain(3, 5)), {}),
    *(
        Row("cumsum", (plain(*s),), {"reverse": r}, NUMBERS)
        for s in ((3, 7), (1, 1), (0, 3), (9,))
        for r in (False, True)
    ),
    Row("cumprod", (between(0.5, 1.5, 3, 7),), {}),
    *(Row("searchsorted", (fixed([0.0, 1.0, 1.0, 2.0]), plain(3, 5)), {"side": s}) for s in ("left", "right")),
    Row("bincount", (indices(7, 3, 9, low=-1, dtype="int32"), plain(3, 9)), {"length": 5}),
]
STATE = fixed([12345, 7], "int64")
DRAWS = [
    *(
        Row(
            f"random_{law}{form}",
            (STATE, *inputs),
            {"dtype": dtype, **extra, **more},
            note=law,
            differentiable=False,
            tolerance=t,
        )
        for law, extra, t in (
            ("uniform", {"low": -1.0, "high": 2.0}, 0.0),
            ("normal", {"mean": 1.0, "stddev": 2.0}, 2e-5),
            ("truncated_normal", {"mean": 1.0, "stddev": 2.0}, 2e-5),
            ("bernoulli", {"p": 0.3}, 0.0),
        )
        for dtype in ("float32", "float64")
        for form, inputs, more in (
            ("", (), {"shape": (7, 5)}),
            ("", (), {"shape": (0, 3)}),
            ("", (), {"shape": (4099,)}),
            ("_like", (plain(3, 5),), {}),
        )
    ),
    *(
        Row(f"random_integers{form}", (STATE, *inputs), {"low": -3, "span": 9, "dtype": dtype, **more})
        for dtype in ("int32", "int64")
        for form, inputs, more in (("", (), {"shape": (7, 5)}), ("_like", (plain(3, 5),), {}))
    ),
    Row("random_gamma", (STATE, between(0.3, 4, 7, 5)), {}, differentiable=False, tolerance=2e-5),
    *(Row("random_dropout", (STATE, plain(*s)), {"rate": 0.3}) for s in ((3, 5), (0, 3), (4099,), ())),
    Row("of_shape", (fixed([3, 5], "int32"),), {"known": (3, 5)}, differentiable=False, constants=(0,)),
]
