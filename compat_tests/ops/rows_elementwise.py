"""Rows of the elementwise ops: each over the grid of shapes, and where its inputs must lie."""

from __future__ import annotations

from kerasish.testing.op_rows import SHAPES, Row, between, extremes, flags, plain

NUMBERS = ("float32", "float64", "int32", "int64")
HALF = ("float16", "float32", "float64")

# Op: the interval its inputs are drawn from, and how far float32 may be off.
DOMAINS = {
    "exp": (-4, 4, 2e-6),
    "expm1": (-3, 3, 2e-6),
    "log": (0.1, 9, 2e-6),
    "log1p": (-0.8, 9, 2e-6),
    "log2": (0.1, 9, 2e-6),
    "log10": (0.1, 9, 2e-6),
    "sqrt": (0.1, 9, 2e-6),
    "rsqrt": (0.1, 9, 2e-6),
    "reciprocal": (0.2, 9, 2e-6),
    "tanh": (-4, 4, 2e-6),
    "sigmoid": (-9, 9, 2e-6),
    "softplus": (-9, 9, 2e-6),
    "erf": (-3, 3, 2e-6),
    "erfinv": (-0.9, 0.9, 5e-6),
    "sin": (-7, 7, 2e-6),
    "cos": (-7, 7, 2e-6),
    "tan": (-1.2, 1.2, 5e-6),
    "arcsin": (-0.9, 0.9, 2e-6),
    "arccos": (-0.9, 0.9, 2e-6),
    "arctan": (-7, 7, 2e-6),
    "sinh": (-3, 3, 2e-6),
    "cosh": (-3, 3, 2e-6),
    "arcsinh": (-7, 7, 2e-6),
    "arccosh": (1.1, 7, 5e-6),
    "arctanh": (-0.9, 0.9, 2e-6),
    "lgamma": (0.1, 9, 5e-6),
}
PAIRS = {"add": NUMBERS, "subtract": NUMBERS, "multiply": NUMBERS, "maximum": NUMBERS, "minimum": NUMBERS}
COMPARISONS = ("equal", "not_equal", "less", "less_equal", "greater", "greater_equal")
BROADCASTS = (((3, 1, 5), (4, 1)), ((7,), ()), ((5, 3), (1, 3)), ((0, 3), (3,)), ((33, 65), (33, 1)))

ELEMENTWISE = [
    # digamma, the derivative of lgamma, has none itself
    *(
        Row(op, (between(a, b, *shape),), tolerance=t, once=op == "lgamma")
        for op, (a, b, t) in DOMAINS.items()
        for shape in SHAPES
    ),
    *(
        Row(op, (plain(*s),), dtypes=NUMBERS)
        for op in ("negative", "absolute", "square", "relu", "sign")
        for s in SHAPES
    ),
    *(Row(op, (plain(7, 9),), dtypes=HALF, note="half") for op in ("exp", "tanh", "relu", "negative", "sigmoid")),
    *(Row(op, (extremes(),), differentiable=False, note="extremes") for op in (*DOMAINS, "relu", "sign", "absolute")),
    *(Row(op, (plain(*s),), differentiable=False) for op in ("floor", "ceil", "round", "trunc") for s in SHAPES),
    *(Row(op, (extremes(),), differentiable=False) for op in ("isnan", "isinf", "isfinite", "floor", "ceil", "trunc")),
    Row("digamma", (between(0.2, 9, 7, 5),), differentiable=False, tolerance=5e-6),
    *(Row("logical_not", (plain(*s),), dtypes=("bool",)) for s in SHAPES),
    *(Row(op, (plain(*s), plain(*s)), dtypes=kinds) for op, kinds in PAIRS.items() for s in SHAPES),
    *(Row(op, (plain(*a), plain(*b)), dtypes=NUMBERS, note="spread") for op in PAIRS for a, b in BROADCASTS),
    *(Row(op, (plain(*b), plain(*a)), note="spread back") for op in PAIRS for a, b in BROADCASTS),
    *(Row(op, (plain(7, 9), plain(7, 9)), dtypes=HALF, note="half") for op in PAIRS),
    *(Row(op, (extremes(), extremes()), differentiable=False, note="extremes") for op in PAIRS),
    *(Row("divide", (plain(*s), between(0.5, 3, *s))) for s in SHAPES),
    *(Row("divide", (plain(*a), between(0.5, 3, *b)), note="spread") for a, b in BROADCASTS),
    *(Row("power", (between(0.3, 3, *s), plain(*s)), tolerance=5e-6) for s in SHAPES),
    Row("power", (between(0, 4, 7), between(0, 4, 7)), dtypes=("int32", "int64")),
    *(Row("arctan2", (plain(*s), plain(*s))) for s in SHAPES),
    *(Row("floor_divide", (plain(*s), between(0.5, 3, *s)), differentiable=False) for s in SHAPES),
    *(Row("mod", (plain(*s), between(0.5, 3, *s)), tolerance=5e-6) for s in ((3, 5), (7,), (33, 65))),
    *(Row(op, (plain(9, 7), between(1, 4, 9, 7)), dtypes=("int32", "int64")) for op in ("mod", "floor_divide")),
    *(Row(op, (plain(*s), plain(*s)), dtypes=NUMBERS) for op in COMPARISONS for s in ((0, 3), (3, 5), (33, 65))),
    *(Row(op, (extremes(), extremes()), note="extremes") for op in COMPARISONS),
    *(
        Row(op, (flags(*s), flags(*s)))
        for op in ("logical_and", "logical_or", "logical_xor")
        for s in ((0, 3), (33, 65))
    ),
    *(Row("where", (flags(*s), plain(*s), plain(*s)), dtypes=NUMBERS) for s in SHAPES),
    Row("where", (flags(3, 1), plain(4), plain()), dtypes=NUMBERS, note="spread"),
    *(
        Row("cast", (plain(7, 5),), {"dtype": to}, dtypes=(of,), differentiable=of == to == "float64")
        for of in ("bool", "int32", "int64", "float16", "float32", "float64")
        for to in ("bool", "int32", "int64", "float16", "float32", "float64")
    ),
]
