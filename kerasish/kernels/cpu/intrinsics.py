"""The few machine operations that Numba has no name for. Each is a plain Python stub, used by name in kernels,
paired with the LLVM code that replaces it when a kernel is compiled. Addresses are int64."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

LOWERED: dict[Callable[..., Any], Callable[[], Any]] = {}

_ORDER = "seq_cst"


def _lowered(stub: Callable[..., Any]) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    def declare(make: Callable[[], Any]) -> Callable[[], Any]:
        made: list[Any] = []

        def once() -> Any:
            if not made:
                made.append(make())
            return made[0]

        LOWERED[stub] = once
        return make

    return declare


def _stub(name: str) -> NotImplementedError:
    return NotImplementedError(f"{name} exists only inside compiled kernels")


def bits_float(bits: int) -> float:
    """The float64 whose bits are this int64."""
    raise _stub("bits_float")


def load_word(address: int) -> int:
    """The int64 at an address."""
    raise _stub("load_word")


def store_word(address: int, value: int) -> None:
    """Write an int64 at an address."""
    raise _stub("store_word")


def call_kernel(function: int, words: int, part: int, thread: int) -> None:
    """Call the compiled kernel at address `function` on the argument words at address `words`."""
    raise _stub("call_kernel")


def call_tile(  # type: ignore[no-untyped-def]
    function, rows, vectors, a, sa, ka, b, kb, c, sc, k, n, taps, offsets, start, scale, bias, add, flags
) -> None:
    """Call the tiles at address `function`; see `taps`."""
    raise _stub("call_tile")


def call_elementwise(function: int, out: int, x: int, y: int, z: int, n: int) -> None:
    """Call a compiled elementwise function on addresses of `n` elements each."""
    raise _stub("call_elementwise")


def atomic_load(address: int) -> int:
    """Sequentially consistent load of an int64."""
    raise _stub("atomic_load")


def atomic_store(address: int, value: int) -> None:
    """Sequentially consistent store of an int64."""
    raise _stub("atomic_store")


def atomic_swap(address: int, expected: int, value: int) -> bool:
    """Compare and swap an int64; True when the swap took place."""
    raise _stub("atomic_swap")


def atomic_add(address: int, value: int) -> int:
    """Add to an int64 and return what was there before."""
    raise _stub("atomic_add")


def cpu_pause() -> None:
    """Tell the processor that this is a waiting loop."""
    raise _stub("cpu_pause")


def give_way() -> None:
    """Let the operating system run another thread on this core (on Windows: `cpu_pause`)."""
    raise _stub("give_way")


def bitcast_f32_i32(x: float) -> int:
    """The bits of a float32 as an int32."""
    raise _stub("bitcast_f32_i32")


def bitcast_i32_f32(i: int) -> float:
    """The float32 whose bits are this int32."""
    raise _stub("bitcast_i32_f32")


def bitcast_f64_i64(x: float) -> int:
    """The bits of a float64 as an int64."""
    raise _stub("bitcast_f64_i64")


def half_to_float(bits: int) -> float:
    """The float32 value of a float16 given as its uint16 bits."""
    raise _stub("half_to_float")


def float_to_half(x: float) -> int:
    """The uint16 bits of a float32 rounded to the nearest float16."""
    raise _stub("float_to_half")


def fma(x: float, y: float, z: float) -> float:
    """x * y + z with one rounding."""
    raise _stub("fma")


def _pointer(builder: Any, address: Any, llvm_type: Any) -> Any:
    return builder.inttoptr(address, llvm_type.as_pointer())


def _cast(source: str, target: str) -> Any:
    """An intrinsic that reinterprets one scalar type as another of the same size."""
    from numba.core import types
    from numba.extending import intrinsic

    from_type, to_type = getattr(types, source), getattr(types, target)

    @intrinsic
    def cast(typing: Any, x: Any) -> Any:
        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.bitcast(args[0], context.get_value_type(to_type))

        return to_type(from_type), build

    return cast


_lowered(bits_float)(lambda: _cast("int64", "float64"))
_lowered(bitcast_f32_i32)(lambda: _cast("float32", "int32"))
_lowered(bitcast_i32_f32)(lambda: _cast("int32", "float32"))
_lowered(bitcast_f64_i64)(lambda: _cast("float64", "int64"))


def _define(result: str, arguments: tuple[str, ...], emit: Callable[..., Any]) -> Any:
    """An intrinsic over integer words whose LLVM code is `emit(builder, *args)`."""
    from numba.core import types
    from numba.extending import intrinsic

    signature = getattr(types, result)(*(getattr(types, a) for a in arguments))

    def build(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        value = emit(builder, *args)
        return context.get_dummy_value() if result == "void" else value

    scope: dict[str, Any] = {"signature": signature, "build": build}
    names = ", ".join(f"a{i}" for i in range(len(arguments)))
    exec(f"def operation(typing, {names}):\n    return signature, build", scope)
    return intrinsic(scope["operation"])


def _word() -> Any:
    from llvmlite import ir

    return ir.IntType(64)


@_lowered(load_word)
def _load_word() -> Any:
    return _define("int64", ("int64",), lambda b, a: b.load(_pointer(b, a, _word()), typ=_word()))


@_lowered(store_word)
def _store_word() -> Any:
    return _define("void", ("int64", "int64"), lambda b, a, v: b.store(v, _pointer(b, a, _word())))


@_lowered(atomic_load)
def _atomic_load() -> Any:
    return _define("int64", ("int64",), lambda b, a: b.load_atomic(_pointer(b, a, _word()), _ORDER, 8, typ=_word()))


@_lowered(atomic_store)
def _atomic_store() -> Any:
    return _define("void", ("int64", "int64"), lambda b, a, v: b.store_atomic(v, _pointer(b, a, _word()), _ORDER, 8))


@_lowered(atomic_add)
def _atomic_add() -> Any:
    return _define("int64", ("int64", "int64"), lambda b, a, v: b.atomic_rmw("add", _pointer(b, a, _word()), v, _ORDER))


@_lowered(atomic_swap)
def _atomic_swap() -> Any:
    def emit(builder: Any, address: Any, expected: Any, value: Any) -> Any:
        pair = builder.cmpxchg(_pointer(builder, address, _word()), expected, value, _ORDER, _ORDER)
        return builder.extract_value(pair, 1)

    return _define("boolean", ("int64", "int64", "int64"), emit)


def _indirect(builder: Any, function: Any, arguments: list[Any]) -> Any:
    """Call a compiled function at an address; Numba's convention puts a result slot and an error slot first."""
    from llvmlite import ir

    byte = ir.IntType(8).as_pointer()
    signature = ir.FunctionType(ir.IntType(32), [byte, byte, *(a.type for a in arguments)])
    with builder.goto_entry_block():
        slots = builder.alloca(ir.ArrayType(_word(), 2))
    slot = builder.bitcast(slots, byte)
    return builder.call(builder.inttoptr(function, signature.as_pointer()), [slot, slot, *arguments])


@_lowered(call_kernel)
def _call_kernel() -> Any:
    from llvmlite import ir

    def emit(builder: Any, function: Any, words: Any, part: Any, thread: Any) -> Any:
        pointer = builder.inttoptr(words, ir.IntType(8).as_pointer())
        return _indirect(builder, function, [pointer, part, thread])

    return _define("void", ("int64",) * 4, emit)


@_lowered(call_elementwise)
def _call_elementwise() -> Any:
    return _define("void", ("int64",) * 6, lambda builder, function, *rest: _indirect(builder, function, list(rest)))


@_lowered(call_tile)
def _call_tile() -> Any:
    from llvmlite import ir

    words = call_tile.__code__.co_argcount

    def emit(builder: Any, function: Any, *rest: Any) -> Any:
        kind = ir.FunctionType(ir.VoidType(), [ir.IntType(64)] * (words - 1))
        return builder.call(builder.inttoptr(function, kind.as_pointer()), rest)

    return _define("void", ("int64",) * words, emit)


@_lowered(cpu_pause)
def _cpu_pause() -> Any:
    import platform

    from llvmlite import ir

    hints = {"x86_64": ("llvm.x86.sse2.pause", []), "aarch64": ("llvm.aarch64.hint", [1])}
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine().lower())

    def emit(builder: Any) -> None:
        if machine not in hints:
            return
        name, numbers = hints[machine]
        word = ir.IntType(32)
        signature = ir.FunctionType(ir.VoidType(), [word] * len(numbers))
        hint = builder.module.globals.get(name) or ir.Function(builder.module, signature, name)
        builder.call(hint, [word(n) for n in numbers])

    return _define("void", (), emit)


@_lowered(give_way)
def _give_way() -> Any:
    import os

    from llvmlite import ir

    if os.name != "posix":
        return LOWERED[cpu_pause]()

    def emit(builder: Any) -> None:
        signature = ir.FunctionType(ir.IntType(32), [])
        name = "sched_yield"  # libc, linked from the process
        function = builder.module.globals.get(name) or ir.Function(builder.module, signature, name)
        builder.call(function, [])

    return _define("void", (), emit)


@_lowered(half_to_float)
def _half_to_float() -> Any:
    from llvmlite import ir

    def emit(builder: Any, bits: Any) -> Any:
        return builder.fpext(builder.bitcast(bits, ir.HalfType()), ir.FloatType())

    return _define("float32", ("uint16",), emit)


@_lowered(float_to_half)
def _float_to_half() -> Any:
    from llvmlite import ir

    def emit(builder: Any, value: Any) -> Any:
        return builder.bitcast(builder.fptrunc(value, ir.HalfType()), ir.IntType(16))

    return _define("uint16", ("float32",), emit)


@_lowered(fma)
def _fma() -> Any:
    from numba.core import types
    from numba.extending import intrinsic

    @intrinsic
    def operation(typing: Any, x: Any, y: Any, z: Any) -> Any:
        kind = types.float32 if x == types.float32 else types.float64

        def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.fma(*args)

        return kind(kind, kind, kind), build

    return operation
