"""Compile a kernel with Numba to object code. Imported only when something is missing from the cache."""

from __future__ import annotations

import types as pytypes
from collections.abc import Callable
from functools import cache
from typing import Any

import numba
import numpy as np
from numba.core import cgutils, compiler, registry, types
from numba.core.compiler_lock import global_compiler_lock
from numba.core.cpu_options import FastMathOptions
from numba.extending import intrinsic
from numba.np import arrayobj

from . import intrinsics
from .spec import IMPLICIT, KernelSpec

_ARGS = (types.CPointer(types.int64), types.int64, types.int64)


def compile_kernel(spec: KernelSpec, dtypes: dict[str, str]) -> tuple[str, bytes]:
    """Compile one kernel for one binding of dtype letters; returns its symbol and its object code."""
    return _object_code(bind(spec.function) if spec.raw else _wrapper(spec, dtypes), _ARGS, spec.fastmath)


def compile_elementwise(name: str, lines: str, views: dict[str, str], scope: dict[str, Any]) -> tuple[str, bytes]:
    """Compile `name(out, x, y, z, n)` over addresses; `views` gives the dtype code of each operand that is an array.

    In `lines`, indented by four, the operands are arrays of `n` elements under their own names.
    """
    freedoms = frozenset({"contract"})
    scope = {k: _helper(v, freedoms) if isinstance(v, pytypes.FunctionType) else v for k, v in scope.items()}
    text = [f"def {name}(out, x, y, z, n):"]
    for operand, code in views.items():
        scope[f"view_{code}"] = _view(code, 1)
        text.append(f"    {operand} = view_{code}({operand}, (n,))")
    exec("\n".join([*text, lines]), scope)
    entry = scope[name]
    entry.__module__ = __name__
    return _object_code(entry, (types.int64,) * 5, frozenset({"contract"}))


def _object_code(entry: Any, arguments: Any, fastmath: frozenset[str]) -> tuple[str, bytes]:
    symbol, library = optimized(entry, arguments, fastmath)
    return symbol, library._codegen._tm.emit_object(library._final_module)


def optimized(entry: Any, arguments: Any, fastmath: frozenset[str]) -> tuple[str, Any]:
    """The symbol of a compiled entry, and Numba's library that holds its optimised LLVM module."""
    target = registry.cpu_target
    result = compiler.compile_extra(
        target.typing_context, target.target_context, entry, arguments, types.void, _flags(fastmath), {}
    )
    library = result.library
    with global_compiler_lock:  # as Numba's own finalize, but for placing the code in memory: `library.py` does that
        for part in dict.fromkeys(library._linking_libraries):
            part._ensure_finalized()
            library._final_module.link_in(part._get_module_for_linking(), preserve=True)
        library._optimize_final_module()
        library._final_module.verify()
    return result.fndesc.llvm_func_name, library


def _flags(fastmath: frozenset[str]) -> compiler.Flags:
    flags: Any = compiler.Flags()
    flags.no_cpython_wrapper = True
    flags.no_cfunc_wrapper = True
    flags.no_compile = True
    flags.nrt = False  # no allocation can be linked
    flags.error_model = "numpy"
    flags.boundscheck = False
    flags.enable_looplift = False
    flags.enable_pyobject = False
    if fastmath:
        flags.fastmath = FastMathOptions(set(fastmath))
    return flags


def _njit(function: Callable[..., Any], fastmath: frozenset[str] = frozenset({"contract"})) -> Any:
    njit: Any = numba.njit
    return njit(
        _nrt=False,
        error_model="numpy",
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        fastmath=set(fastmath) if fastmath else False,
    )(function)


@cache
def _helper(function: Callable[..., Any], fastmath: frozenset[str]) -> Any:
    if function in intrinsics.LOWERED:
        return intrinsics.LOWERED[function]()
    return _njit(bind(function, fastmath), fastmath)


def bind(function: Callable[..., Any], fastmath: frozenset[str] = frozenset({"contract"})) -> Callable[..., Any]:
    """A copy of a plain function whose helper functions (from this package) are replaced by compiled ones."""
    scope = dict(function.__globals__)
    for name in _names(function.__code__):
        value = scope.get(name)
        if isinstance(value, pytypes.FunctionType) and value.__module__.startswith(__package__):
            scope[name] = _helper(value, fastmath)
    copy = pytypes.FunctionType(function.__code__, scope, function.__name__, function.__defaults__)
    copy.__module__ = function.__module__
    return copy


def _names(code: pytypes.CodeType) -> set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, pytypes.CodeType):
            names |= _names(constant)
    return names


def numba_type(code: str) -> types.Type:
    """The Numba type of a NumPy dtype code."""
    return numba.from_dtype(np.dtype(code))


@cache
def _view(code: str, ndim: int) -> Any:
    """An intrinsic that makes a C-contiguous array over an address: `view(address, shape)`."""
    item = numba_type(code)
    array_type = types.Array(item, ndim, "C")
    itemsize = np.dtype(code).itemsize

    @intrinsic
    def view(typing: Any, address: Any, shape: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            array = arrayobj.make_array(array_type)(context, builder)
            extents = cgutils.unpack_tuple(builder, args[1], ndim)
            size = context.get_constant(types.intp, itemsize)
            strides, step = [], size
            for extent in reversed(extents):
                strides.append(step)
                step = builder.mul(step, extent)
            data = builder.inttoptr(args[0], context.get_data_type(item).as_pointer())
            arrayobj.populate_array(array, data=data, shape=extents, strides=strides[::-1], itemsize=size, meminfo=None)
            return array._getvalue()

        return array_type(types.int64, shape), build

    return view


def _wrapper(spec: KernelSpec, dtypes: dict[str, str]) -> Callable[..., Any]:
    """The entry that unpacks argument words into arrays, cut to this part's slice, and calls the kernel."""
    scope: dict[str, Any] = {"body": _njit(bind(spec.function, spec.fastmath), spec.fastmath)}
    scope["bits_float"] = intrinsics.LOWERED[intrinsics.bits_float]()
    lines = ["def entry(words, part, thread):"]
    base = len(spec.params)
    for position, letter in enumerate(spec.extents):
        lines.append(f"    {letter} = words[{base + position}]")
    if spec.split:
        s = spec.split
        lines += [
            f"    first = part * words[{base + len(spec.extents)}]",
            f"    {s} = min(first + words[{base + len(spec.extents)}], {s}) - first",
            f"    if {s} <= 0: return",
        ]
    for position, param in enumerate(spec.params):
        lines.append("    " + _unpack(param, position, spec.split, dtypes, scope))
    args = [p.name for p in spec.params] + [n for n in IMPLICIT if n in _arguments(spec.function)]
    lines.append(f"    body({', '.join(args)})")
    exec("\n".join(lines), scope)
    entry = scope["entry"]
    entry.__name__ = spec.name
    return entry


def _unpack(param: Any, position: int, split: str | None, dtypes: dict[str, str], scope: dict[str, Any]) -> str:
    if param.dims is None:
        value = f"words[{position}]"
        return f"{param.name} = bits_float({value})" if param.dtype == "float" else f"{param.name} = {value}"
    code = dtypes.get(param.dtype, param.dtype)
    maker = f"view_{code}_{len(param.dims)}"
    scope[maker] = _view(code, len(param.dims))
    offset = ""
    if split and param.dims[0] == split:
        inner = " * ".join([str(np.dtype(code).itemsize), *param.dims[1:]])
        offset = f" + first * {inner}"
    return f"{param.name} = {maker}(words[{position}]{offset}, ({', '.join(param.dims)},))"


def _arguments(function: Callable[..., Any]) -> tuple[str, ...]:
    return function.__code__.co_varnames[: function.__code__.co_argcount]
