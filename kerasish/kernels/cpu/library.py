"""Compiled kernels in memory: `address(name, T="f4")` is where a kernel's machine code starts.

A kernel comes from the cache through llvmlite alone, so a warm process never imports Numba.
"""

from __future__ import annotations

import ctypes
import functools
import threading
from collections.abc import Callable
from typing import Any

from . import cache
from .spec import KERNELS, KernelSpec

Entry = ctypes.CFUNCTYPE(
    ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64
)

_lock = threading.Lock()
_addresses: dict[str, int] = {}
_engines: list[Any] = []
compiled: list[str] = []


def address(name: str, **dtypes: str) -> int:
    """The address of a declared kernel for a binding of its dtype letters, compiled if no cache holds it."""
    return address_of(KERNELS[name], dtypes)


def address_of(spec: KernelSpec, dtypes: dict[str, str]) -> int:
    """As `address`, for a kernel given by its specification."""

    def compile_it() -> tuple[str, bytes]:
        from .codegen import compile_kernel

        return compile_kernel(spec, dtypes)

    return obtain(f"{spec.name}({','.join(f'{k}={v}' for k, v in sorted(dtypes.items()))})", compile_it)


def obtain(key: str, compile_it: Callable[[], tuple[str, bytes]]) -> int:
    """The address of the code known by `key`: from memory, from the cache, or from `compile_it()`."""
    found = _addresses.get(key)
    if found is None:
        with _lock:
            found = _addresses.get(key)
            if found is None:
                found = _addresses[key] = _load(key, compile_it)
    return found


def entry(name: str, **dtypes: str) -> Any:
    """A kernel as a ctypes function `(slot, slot, words, part, thread)`; the call releases the GIL."""
    return Entry(address(name, **dtypes))


def _load(key: str, compile_it: Callable[[], tuple[str, bytes]]) -> int:
    stored = cache.load(key)
    if stored is None:
        stored = compile_it()
        cache.store(key, *stored)
        compiled.append(key)
    return _link(*stored)


@functools.cache
def _machine() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple()


def object_code(text: str) -> bytes:
    """LLVM assembly, optimised and compiled for this processor."""
    import llvmlite.binding as llvm

    features = llvm.get_host_cpu_features().flatten()
    machine = _machine().create_target_machine(llvm.get_host_cpu_name(), features, opt=3, jit=True)
    module = llvm.parse_assembly(text)
    module.verify()
    builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=3))
    builder.getModulePassManager().run(module, builder)
    return bytes(machine.emit_object(module))


def _link(symbol: str, code: bytes) -> int:
    """Place object code in memory and return the address of its symbol."""
    import llvmlite.binding as llvm

    machine = _machine().create_target_machine(jit=True)
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    _engines.append(engine)  # the code lives as long as its engine
    return int(engine.get_function_address(symbol))
