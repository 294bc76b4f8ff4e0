"""The CPU plan: a flat list of native calls on one arena, replayed by one foreign call."""

from __future__ import annotations

import threading
import time
from typing import Any

import numpy as np

from ..dtypes import numpy_dtype
from ..kernels import arrays
from ..kernels.arrays import Buffer, Ref, Strided
from ..kernels.cpu import library, lower, pool
from . import fuse, memory
from .ir import Array, Call, Program, Value
from .launch import Launch

_FIXED = 8  # control words before the addresses of moving arguments
_SLICE = 0.02  # seconds of one native call in a series


class NativePlan:
    """A program compiled to native calls. Thread-safe: runs of one plan take turns."""

    def __init__(self, program: Program) -> None:
        self._launch = launch = Launch(pool.scratch_base(), pool.SCRATCH_BYTES)
        self._inputs = [Buffer(0, "input", index=i) for i in range(len(program.inputs))]
        for value, buffer in zip(program.inputs, self._inputs, strict=True):
            launch.places[value] = Strided(buffer, 0, value.shape, arrays.row_major(value.shape), value.dtype)
        self._outputs: list[tuple[Buffer, tuple[int, ...], np.dtype[Any]]] = []
        self._place_outputs(program)
        steps = fuse.steps(program)
        late = _Updates(program, steps, launch)
        for index, step in enumerate(steps):
            late.before(index)
            _emit_step(step, launch)
        self._emit_outputs(program)
        late.finish()
        self._seal(launch)
        self._lock = threading.Lock()

    def _place_outputs(self, program: Program) -> None:
        """Results are written straight into the arrays that will be returned."""
        for index, value in enumerate(program.outputs):
            buffer = Buffer(0, "output", index=index)
            self._outputs.append((buffer, value.shape, numpy_dtype(value.dtype)))
            direct = value.kind == "call" and not value.source.op.view and value not in self._launch.places
            if direct:
                strides = arrays.row_major(value.shape)
                self._launch.places[value] = Strided(buffer, 0, value.shape, strides, value.dtype)

    def _emit_outputs(self, program: Program) -> None:
        """Views, inputs, variables and repeated outputs are copied out."""
        for (buffer, shape, _), value in zip(self._outputs, program.outputs, strict=True):
            place = self._launch.array(value)
            if place.buffer is not buffer:
                target = Strided(buffer, 0, shape, arrays.row_major(shape), value.dtype)
                lower.copy(self._launch, target, place)

    def _seal(self, launch: Launch) -> None:
        """Plan the memory, turn references into addresses, and make the tables of the native program."""
        tables = launch.seal_tables()
        offsets, total = memory.place(launch.lives)
        self._arena = np.empty(total + memory.ALIGNMENT, np.uint8)
        base = -(-self._arena.ctypes.data // memory.ALIGNMENT) * memory.ALIGNMENT
        words = np.zeros(max(len(launch.words), 1), np.int64)
        patches: dict[Buffer, tuple[list[int], list[int]]] = {}
        for i, word in enumerate(launch.words):
            if isinstance(word, Ref):
                buffer, offset = word
                if buffer.kind in ("input", "output"):
                    places, shifts = patches.setdefault(buffer, ([], []))
                    places.append(i)
                    shifts.append(offset)
                else:
                    words[i] = (base + offsets[buffer] if buffer.kind == "temp" else buffer.address) + offset
            else:
                words[i] = word
        self._words = words
        self._patches = {b: (np.array(p), np.array(s, np.int64)) for b, (p, s) in patches.items()}
        start = words.ctypes.data
        rows = [(function, start + 8 * first, parts) for function, first, parts in launch.calls]
        self._program = np.array(rows or [(0, 0, 0)], np.int64)
        self._parallel = any(parts > 1 for _, _, parts in launch.calls)
        most = max((len(p) for p, _ in self._patches.values()), default=0)
        self._control = np.zeros(_FIXED + most, np.int64)
        self._control[:5] = self._program.ctypes.data, len(rows), 0, 0, 1
        self._slots = np.zeros(2, np.int64)
        self._keep = (tables, [p.buffer.keep for p in launch.places.values()])
        self._run = library.entry("run_program")
        self._arguments = (self._slots.ctypes.data, self._slots.ctypes.data, self._control.ctypes.data, 0, 0)
        self.arena_bytes = total
        del self._launch

    def run(self, arrays: list[Array], into: list[Array] | None = None) -> list[Array]:
        """Run once on arrays, which must have the shapes and dtypes the plan was made for.

        Arguments:
            arrays: one per input.
            into: contiguous arrays to write the results to; new ones are made when None.
        """
        arrays = [a if a.flags.c_contiguous and a.dtype.isnative else _plain(a) for a in arrays]
        results = [np.empty(shape, dtype) for _, shape, dtype in self._outputs] if into is None else into
        with self._lock:
            for buffer, array in zip(self._inputs, arrays, strict=True):
                self._bind(buffer, array)
            for (buffer, _, _), array in zip(self._outputs, results, strict=True):
                self._bind(buffer, array)
            self.replay()
        return results

    def run_series(self, arrays: list[Array], moving: int, count: int) -> None:
        """Run `count` times without results; between runs one input moves on to the rows behind those it was bound to.

        Arguments:
            arrays: one per input; contiguous.
            moving: which input moves. Its array is the first of `count` adjacent pieces of equal size.
            count: how many runs.
        """
        places, shifts = self._patches.get(self._inputs[moving], (np.zeros(0, np.int64),) * 2)
        first, step = shifts + arrays[moving].ctypes.data, arrays[moving].nbytes
        with self._lock:
            self._control[5], self._control[6] = step, len(places)
            self._control[_FIXED : _FIXED + len(places)] = self._words.ctypes.data + 8 * places
            for buffer, array in zip(self._inputs, arrays, strict=True):
                self._bind(buffer, array)
            done, turns = 0, 1
            try:
                while done < count:
                    turns = min(turns, count - done)
                    self._words[places] = first + done * step
                    self._control[4] = turns
                    start = time.perf_counter()
                    self.replay()
                    done += turns
                    # Return often enough for Ctrl-C and other threads, seldom enough to cost nothing.
                    turns = max(1, int(_SLICE * turns / max(time.perf_counter() - start, 1e-6)))
            finally:
                self._control[4] = 1

    def _bind(self, buffer: Buffer, array: Array) -> None:
        patch = self._patches.get(buffer)
        if patch is not None:
            places, shifts = patch
            self._words[places] = shifts + array.ctypes.data

    def replay(self) -> None:
        """Run the native program on what is bound."""
        number = pool.take_number()
        try:
            self._control[3] = number
            if not self._parallel:
                self._run(*self._arguments)
                return
            workers = pool.pool()
            if workers.threads > 1 and workers.busy.acquire(blocking=False):
                try:
                    self._control[2], self._control[7] = workers.state, workers.threads
                    workers.wake()
                    self._run(*self._arguments)
                finally:
                    workers.busy.release()
            else:
                self._control[2] = 0
                self._run(*self._arguments)
        finally:
            pool.give_number(number)


def _plain(array: Array) -> Array:
    """A copy without gaps, in this machine's byte order."""
    return np.array(array, array.dtype.newbyteorder("="), order="C")


def _emit_step(step: fuse.Step, launch: Launch) -> None:
    if step.chain:
        lower.chain(launch, step.calls, _read_outside(step, launch))
        return
    call = step.calls[0]
    if call.op.view:
        _place_view(call, launch)
    elif step.epilogue is not None or call.op.name == "matmul":
        lower.with_epilogue(launch, call, step.outputs[0], step.epilogue)
    else:
        lower.call(launch, call)


def _read_outside(step: fuse.Step, launch: Launch) -> set[Value]:
    """The values of a chain that need memory of their own."""
    return {v for call in step.calls for v in call.outputs if v in launch.escaping}


def _place_view(call: Call, launch: Launch) -> None:
    x, out = launch.array(call.inputs[0]), call.outputs[0]
    place = arrays.view(call.op.name, x, out.shape, call.attrs)
    if place is None:
        place = arrays.view(call.op.name, launch.packed(x), out.shape, call.attrs)
    assert place is not None
    launch.places[out] = place


class _Updates:
    """Decides which variables are written in place by the chain that makes their new value, and copies the others."""

    def __init__(self, program: Program, steps: list[fuse.Step], launch: Launch) -> None:
        self.launch = launch
        self.pending: list[tuple[Strided, Value]] = []
        self.at: dict[int, list[tuple[Value, Strided]]] = {}
        made = {v: i for i, step in enumerate(steps) for call in step.calls for v in call.outputs}
        last = _last_reads(program, steps)
        launch.escaping = _escaping(program, steps)
        taken: set[Value] = set()
        for variable, value in program.updates:
            target = arrays.over(variable.array)
            index = made.get(value, -1)
            in_place = index >= 0 and steps[index].chain and value not in launch.places and value not in taken
            if in_place and last.get(variable, -1) <= index and _reads_as_it_lies(steps[index], variable, value):
                self.at.setdefault(index, []).append((value, target))
                taken.add(value)
            else:
                self.pending.append((target, value))

    def before(self, index: int) -> None:
        """Place the results of a step that go straight into variables."""
        for value, target in self.at.get(index, ()):
            self.launch.places[value] = target

    def finish(self) -> None:
        """Copy what could not be written in place; all reads of old values are over by now, but for these copies."""
        staged = []
        targets = {target.buffer.address for target, _ in self.pending}
        for target, value in self.pending:
            place = self.launch.array(value)
            if place.buffer.address in targets and place.buffer.kind == "fixed":
                temporary = self.launch.temporary(place.shape, place.dtype)
                lower.copy(self.launch, temporary, place)
                place = temporary
            staged.append((target, place))
        for target, place in staged:
            lower.copy(self.launch, target, place)


def _roots(value: Value) -> Value:
    """The value whose memory a view reads."""
    while value.kind == "call" and value.source.op.view:
        value = value.source.inputs[0]
    return value


def _last_reads(program: Program, steps: list[fuse.Step]) -> dict[Any, int]:
    """For each variable, the last step that reads its old value (outputs count as the end)."""
    last: dict[Any, int] = {}
    for i, step in enumerate(steps):
        for value in step.inputs:
            root = _roots(value)
            if root.kind == "variable":
                last[root.source] = i
    for value in [*program.outputs, *(v for _, v in program.updates)]:
        root = _roots(value)
        if root.kind == "variable":
            last[root.source] = len(steps)
    return last


def _reads_as_it_lies(step: fuse.Step, variable: Any, value: Value) -> bool:
    """Whether the calls of a chain read the variable at no other place than the one being computed.

    The order within the chain does not matter: it writes a variable only after its last call that reads the old value.
    """
    for x in step.inputs:
        root = _roots(x)
        if root.kind == "variable" and root.source is variable and (x is not root or x.shape != value.shape):
            return False
    return True


def _escaping(program: Program, steps: list[fuse.Step]) -> set[Value]:
    """Values read by another step than the one that makes them, or by nobody but the caller."""
    home = {v: step for step in steps for call in step.calls for v in call.outputs}
    found = set(program.outputs) | {v for _, v in program.updates}
    for step in steps:
        found.update(v for v in step.inputs if v.kind == "call" and home.get(v) is not step)
        if step.epilogue is not None:
            found.update(step.epilogue.inputs)
    return found
