"""Scalar functions of the kernels: units in the last place, special values, and loops that are vector code."""

from __future__ import annotations

import math
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from kerasish.kernels.cpu import library, mathf
from kerasish.kernels.cpu.spec import FAST, KernelSpec, make_spec

Array = np.ndarray[Any, Any]
BINARY = {"maximum", "minimum", "fmod", "mod", "floor_div", "pow", "atan2"}

# The largest error allowed, in units in the last place of the result.
ULPS = {
    "exp": 1.1, "exp2": 1.2, "expm1": 1.7, "log": 0.9, "log2": 1.8, "log10": 2.0, "log1p": 1.6, "tanh": 1.5,
    "sigmoid": 2.0, "softplus": 1.8, "erf": 1.2, "erfc": 4.0, "sinh": 2.4, "cosh": 1.7, "asinh": 2.0, "acosh": 2.2,
    "atanh": 2.3, "rsqrt": 1.5, "sin": 1.8, "cos": 1.8, "tan": 4.0, "asin": 2.4, "acos": 1.2, "atan": 1.5,
    "erfinv": 8.0, "sqrt": 0.5,
}  # fmt: skip
ULPS_64 = {"exp": 1.2, "expm1": 2.0, "log": 1.0, "log1p": 1.6, "tanh": 1.5, "sigmoid": 2.0, "softplus": 2.0}
LIBRARY = ["sin", "cos", "log2", "log10", "exp2", "sinh", "atanh"]  # float64 functions left to the C library
LIBRARY_ULPS = 2.0
POW_ULPS = 0.6
ATAN2_ULPS = 1.6
GAMMA_TOLERANCE = 1e-6  # relative, lgamma and digamma in float32
WIDE_GAMMA_TOLERANCE = 1e-12  # digamma in float64
ROUND_TRIP_64 = 4e-16  # erf(erfinv(x)) against x, relative

_INVERSE = {"asin": np.arcsin, "acos": np.arccos, "atan": np.arctan}
_INVERSE |= {"asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh}


def _each(function: Callable[[float], float]) -> Callable[[Array], Array]:
    return lambda x: np.array([function(float(v)) for v in x.ravel()]).reshape(x.shape)


def _sigmoid(x: Array) -> Array:
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


def _exact(name: str) -> Callable[[Array], Array]:
    """The reference, to be given wider floats than the function under test."""
    special: dict[str, Callable[[Array], Array]] = {
        "sigmoid": _sigmoid,
        "softplus": lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))),
        "rsqrt": lambda x: 1 / np.sqrt(x),
        "erf": _each(math.erf),
        "erfc": _each(math.erfc),
    }
    found: Callable[[Array], Array] = special.get(name) or _INVERSE.get(name) or getattr(np, name)
    return found


@cache
def spec(expressions: tuple[str, ...], code: str, fastmath: frozenset[str] = frozenset({"contract"})) -> KernelSpec:
    """A kernel `out[k, i] = expression k` of x[i] (and y[i])."""
    scope: dict[str, Any] = dict(mathf.namespace(code), __name__="kerasish.kernels.cpu.generated")
    lines = [f"out[{k}, i] = " + re.sub(r"\b([xy])\b", r"\1[i]", text) for k, text in enumerate(expressions)]
    exec("def loop(x, y, out):\n    for i in range(x.shape[0]):\n        " + "\n        ".join(lines), scope)
    return make_spec("loop", scope["loop"], f"x : {code}[N], y : {code}[N], out : {code}[K,N]", None, fastmath)


def call_all(expressions: list[str], x: Array, y: Array, fast: bool = False) -> Array:
    """Evaluate expressions over arrays through one compiled loop: (expressions, elements)."""
    x, y = np.ascontiguousarray(x), np.ascontiguousarray(y)
    code = x.dtype.str[1:]
    kernel = spec(tuple(expressions), code, FAST if fast else frozenset({"contract"}))
    result = np.empty((len(expressions), x.size), code)

    def compile_it() -> tuple[str, bytes]:
        from kerasish.kernels.cpu.codegen import compile_kernel

        return compile_kernel(kernel, {})

    address = library.obtain(f"test {expressions} {code} {fast}", compile_it)
    values = {"x": x.ctypes.data, "y": y.ctypes.data, "out": result.ctypes.data}
    words = np.array(kernel.pack(values, {"N": x.size, "K": len(expressions)}, 1), np.int64)
    slot = np.zeros(4, np.int64)
    library.Entry(address)(slot.ctypes.data, slot.ctypes.data, words.ctypes.data, 0, 0)
    return result


def call(expression: str, x: Array, y: Array | None = None, fast: bool = False) -> Array:
    """Evaluate one expression over arrays."""
    return np.asarray(call_all([expression], x, x if y is None else y, fast)[0])


def ulps(found: Array, exact: Array) -> Array:
    """Error in units in the last place; infinite where one is finite and the other not, or zeros differ in sign."""
    with np.errstate(over="ignore"):
        rounded = exact.astype(found.dtype)
    same = (found == rounded) & (np.signbit(found) == np.signbit(rounded)) | np.isnan(found) & np.isnan(rounded)
    both = np.isfinite(found) & np.isfinite(rounded) & ~((rounded == 0) & (found == 0))
    with np.errstate(invalid="ignore"):
        error = np.abs(found.astype(exact.dtype) - exact) / np.spacing(np.abs(np.where(both, rounded, 1)))
    return np.where(both, error, np.where(same, 0.0, np.inf)).astype(np.float64)


SPECIAL = [0.0, -0.0, np.inf, -np.inf, np.nan, 1, -1, 0.5, -0.5, 2, 3, 10, 100, 1e3, 1e5, 1e10, -2, -3]
SPECIAL += [2**24, 2**24 - 1]


@cache
def inputs(code: str, count: int = 60000) -> Array:
    """Random bit patterns (so every exponent), ordinary numbers, numbers near one, and special values."""
    rng = np.random.default_rng(0)
    dtype, info = np.dtype(code), np.finfo(code)
    word: Any = {4: np.uint32, 8: np.uint64}[dtype.itemsize]
    patterns = rng.integers(0, np.iinfo(word).max, count, dtype=word, endpoint=True).view(dtype)
    normal = rng.normal(size=count) * rng.choice([0.1, 1, 10, 60], count)
    near = 1 + rng.normal(size=count // 4) * 1e-3
    edges: list[Any] = [info.max, -info.max, info.tiny, -info.tiny, info.smallest_subnormal, -info.smallest_subnormal]
    edges += [88.72283, 88.72284, -87.3, -103.9, -103.98, 709.78, 709.79, -745.1, -745.2]
    return np.concatenate(
        [np.array(SPECIAL + edges), patterns, normal, near, np.linspace(-20, 20, count // 4)], dtype=dtype
    )


@pytest.fixture(autouse=True)
def _quiet() -> Any:
    with np.errstate(all="ignore"):
        yield


@cache
def group(names: tuple[str, ...], code: str, count: int) -> dict[str, Array]:
    """Several functions of the standard inputs from one kernel: one compilation instead of many."""
    return dict(
        zip(names, call_all([f"{name}(x)" for name in names], inputs(code, count), inputs(code, count)), strict=True)
    )


NARROW = sorted(set(ULPS) - {"erfinv"})


@pytest.mark.parametrize("name", NARROW)
def test_float32_ulps(name: str) -> None:
    position = NARROW.index(name) // 5 * 5
    count = 20000 if name.startswith("erf") else 60000
    x = inputs("f4", 60000)
    found = group(tuple(NARROW[position : position + 5]), "f4", 60000)[name]
    error = ulps(found[:count], _exact(name)(x[:count].astype(np.float64)))
    assert error.max() <= ULPS[name], f"{name}({x[error.argmax()]!r})"


@pytest.mark.parametrize("name", ["exp", "log1p", "tanh"])
def test_reassociating_kernels_do_not_reach_inside(name: str) -> None:
    x = inputs("f4")
    error = ulps(call(f"{name}(x)", x, fast=True), _exact(name)(x.astype(np.float64)))
    assert error.max() <= ULPS[name]


@pytest.mark.parametrize("name", sorted([*ULPS_64, *LIBRARY]))
def test_float64_ulps(name: str) -> None:
    x = inputs("f8", 10000)
    found = group(tuple(ULPS_64) if name in ULPS_64 else tuple(LIBRARY), "f8", 10000)[name]
    if np.finfo(np.longdouble).nmant <= 52:
        pytest.skip("no float wider than float64 here")
    error = ulps(found, _exact(name)(x.astype(np.longdouble)))
    assert error.max() <= ULPS_64.get(name, LIBRARY_ULPS), f"{name}({x[error.argmax()]!r})"


def test_float64_erf() -> None:
    x = np.concatenate([np.linspace(-6, 6, 4001), [0.0, -0.0, np.inf, -np.inf, np.nan]])
    for name in ("erf", "erfc"):
        assert ulps(call(f"{name}(x)", x), _exact(name)(x)).max() <= 1.0
    u = np.concatenate([np.linspace(-0.999, 0.999, 4001), 1 - np.geomspace(1e-15, 1e-3, 50)])
    np.testing.assert_allclose(_each(math.erf)(call("erfinv(x)", u)), u, rtol=ROUND_TRIP_64)
    np.testing.assert_array_equal(call("erfinv(x)", np.array([1.0, -1.0, 2.0, 0.0])), [np.inf, -np.inf, np.nan, 0.0])


def test_float32_erfinv() -> None:
    x = np.concatenate([np.linspace(-1, 1, 20001), 1 - np.geomspace(6e-8, 0.1, 500), np.geomspace(1e-30, 1e-3, 50)])
    x = x.astype(np.float32)
    exact = call("erfinv(x)", x.astype(np.float64))
    assert ulps(call("erfinv(x)", x), exact).max() <= ULPS["erfinv"]


def test_pow() -> None:
    rng = np.random.default_rng(1)
    ends = np.array([*SPECIAL, 1e-45, 3.4028235e38, -3.4028235e38, 2.5, -2.5, 1e9], np.float32)
    x, y = (grid.ravel() for grid in np.meshgrid(ends, ends))
    base = np.exp(rng.normal(size=20000) * 8) * rng.choice([-1, 1], 20000)
    x = np.concatenate([x, base, base, rng.permutation(inputs("f4"))], dtype=np.float32)
    power = np.concatenate(
        [y, rng.normal(size=20000) * 5, rng.integers(-30, 30, 20000), inputs("f4")], dtype=np.float32
    )
    error = ulps(call("pow(x, y)", x, power), np.power(x.astype(np.float64), power.astype(np.float64)))
    assert error.max() <= POW_ULPS, (x[error.argmax()], power[error.argmax()])


def test_atan2() -> None:
    rng = np.random.default_rng(2)
    ends = np.array([*SPECIAL, 1e-45, 3.4028235e38, -3.4028235e38], np.float32)
    x, y = (grid.ravel() for grid in np.meshgrid(ends, ends))
    x = np.concatenate([x, rng.permutation(inputs("f4")), rng.normal(size=20000)], dtype=np.float32)
    y = np.concatenate([y, inputs("f4"), rng.normal(size=20000)], dtype=np.float32)
    exact = np.arctan2(y.astype(np.float64), x.astype(np.float64))
    assert ulps(call("atan2(y, x)", x, y), exact).max() <= ATAN2_ULPS


def _lgamma(v: float) -> float:
    return math.inf if v <= 0 and v == math.floor(v) else math.lgamma(v)


@pytest.mark.parametrize("code", ["f4", "f8"])
def test_lgamma(code: str) -> None:
    x = np.concatenate(
        [np.linspace(-12, 12, 8001), 1 + np.linspace(-1, 1, 99) * 1e-5, 2 + np.linspace(-1, 1, 99) * 1e-5]
    )
    x = np.concatenate([x, np.geomspace(1e-38, 1e35, 500), [np.inf, np.nan, -0.0]], dtype=code)
    np.testing.assert_allclose(call("lgamma(x)", x), _each(_lgamma)(x), rtol=GAMMA_TOLERANCE)


def test_digamma() -> None:
    x = np.concatenate([np.linspace(-12.01, 12, 8001), 1.4616321 + np.linspace(-1, 1, 99) * 1e-5])
    wide = call("digamma(x)", x)
    np.testing.assert_allclose(call("digamma(x + 1)", x) - wide, 1 / x, rtol=1e-9, atol=1e-9)  # A&S 6.3.5
    halves = call("digamma(x / 2)", x) + call("digamma((x + 1) / 2)", x)  # A&S 6.3.8
    np.testing.assert_allclose(2 * wide, 2 * math.log(2) + halves, rtol=1e-9, atol=1e-9)
    euler = np.array([1.0, 0.5, 2.0])
    expected = np.array([-0.5772156649015329, -1.9635100260214235, 0.42278433509846713])
    np.testing.assert_allclose(call("digamma(x)", euler), expected, rtol=WIDE_GAMMA_TOLERANCE)
    narrow = x.astype(np.float32)
    exact = call("digamma(x)", narrow.astype(np.float64))
    np.testing.assert_allclose(call("digamma(x)", narrow), exact, rtol=GAMMA_TOLERANCE)
    ends = np.array([np.inf, 0.0, -0.0, -1.0, np.nan], np.float32)
    np.testing.assert_array_equal(call("digamma(x)", ends), [np.inf, -np.inf, np.inf, np.nan, np.nan])


PLAIN: dict[str, Any] = {
    "maximum": np.maximum, "minimum": np.minimum, "fmod": np.fmod, "mod": np.mod, "floor_div": np.floor_divide,
    "abs": np.abs, "sign": np.sign, "floor": np.floor, "ceil": np.ceil, "trunc": np.trunc, "round": np.round,
    "isnan": np.isnan, "isinf": np.isinf, "isfinite": np.isfinite,
}  # fmt: skip


def _plain_inputs(code: str) -> tuple[Array, Array]:
    dtype = np.dtype(code)
    if dtype.kind == "f":
        values = np.array([0.0, -0.0, 0.5, -0.5, 1.5, 2.5, -2.5, 1, -1, 3, -3, 7.25, 1e10, np.inf, -np.inf, np.nan])
    else:
        info = np.iinfo(code)
        values = np.unique(
            np.clip([0, 1, 2, 3, 5, 7, 100, -1, -2, -3, -7, info.max, info.min, info.min + 1], info.min, info.max)
        )
    x, y = np.meshgrid(values.astype(dtype), values.astype(dtype))
    return x.ravel(), y.ravel()


@pytest.mark.parametrize("code", ["f4", "f8", "i1", "i4", "i8", "u1"])
def test_plain_functions_equal_numpy(code: str) -> None:
    x, y = _plain_inputs(code)
    found = call_all([f"{name}(x, y)" if name in BINARY else f"{name}(x)" for name in PLAIN], x, y)
    for name, result in zip(PLAIN, found, strict=True):
        expected = PLAIN[name](x, y) if name in BINARY else PLAIN[name](x)
        expected = expected.astype(code)
        np.testing.assert_array_equal(result, expected, err_msg=name)
        if result.dtype.kind == "f":
            assert (np.signbit(result) == np.signbit(expected))[~np.isnan(expected)].all(), name


@pytest.mark.parametrize("code", ["i4", "i8", "u1"])
def test_integer_powers(code: str) -> None:
    x, y = _plain_inputs(code)
    keep = (y <= 40) & (y >= 0)
    x, y = x[keep], y[keep]
    np.testing.assert_array_equal(call("pow(x, y)", x, y), np.power(x, y))
    if code == "i4":
        minus = np.array([-1, -2, -3], np.int32)
        for base, expected in ((1, [1, 1, 1]), (-1, [-1, 1, -1]), (2, [0, 0, 0]), (0, [0, 0, 0])):
            assert call("pow(x, y)", np.full(3, base, np.int32), minus).tolist() == expected


def test_where_takes_any_condition() -> None:
    x = np.array([1, -2, np.nan, 0], np.float32)
    np.testing.assert_array_equal(call("where(x > y, x, y)", x, np.zeros_like(x)), [1, 0, 0, 0])


def ir_of(kernel: KernelSpec) -> str:
    """The optimised LLVM text of a kernel."""
    from kerasish.kernels.cpu import codegen

    _, library = codegen.optimized(codegen._wrapper(kernel, {}), codegen._ARGS, kernel.fastmath)
    return str(library._final_module)


VECTOR = ["exp", "log", "tanh", "sigmoid", "erf", "pow", "sin", "maximum"]


@pytest.mark.parametrize("name", VECTOR)
def test_float32_loops_are_vectorised(name: str) -> None:
    text = ir_of(spec((f"{name}(x, y)" if name in BINARY else f"{name}(x)",), "f4"))
    assert re.search(r"store <(4|8|16) x float>", text)
    assert not re.search(r"call [^\n]*@(expf?|logf?|powf?|tanhf?|sinf?|_ZN8kerasish7kernels3cpu5mathf)\b", text)


@pytest.mark.parametrize("name", ["exp", "log"])
def test_float64_loops_are_vectorised(name: str) -> None:
    assert re.search(r"store <(2|4|8) x double>", ir_of(spec((f"{name}(x)",), "f8")))


def test_cached_kernels_link_without_numba() -> None:
    """Functions of the C library that object code names are found by llvmlite alone, in a process of its own."""
    script = (
        "import sys, numpy as np, test_mathf as t\n"
        "from kerasish.kernels.cpu import library\n"
        "x = np.array([0.25, 0.75])\n"
        "for e in ('sin(x)', 'pow(x, y)', 'erf(x)', 'lgamma(x)', 'mod(x, y)', 'log10(x)', 'exp2(x)', 'atan(x)'):\n"
        "    t.call(e, x)\n"
        "print('numba' in sys.modules, len(library.compiled))"
    )
    for expression in ("sin(x)", "pow(x, y)", "erf(x)", "lgamma(x)", "mod(x, y)", "log10(x)", "exp2(x)", "atan(x)"):
        call(expression, np.array([0.25, 0.75]))
    path = [str(p) for p in (__file__.rsplit("/", 1)[0], __file__.rsplit("/compat_tests", 1)[0])]
    code = f"import sys; sys.path[:0] = {path!r}\n{script}"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["False", "0"]
