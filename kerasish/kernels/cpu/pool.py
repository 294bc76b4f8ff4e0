"""Worker threads that help with the parts of a launch, and the numbers by which threads own scratch memory.

Workers wait in native code for a fraction of a millisecond, then sleep on a semaphore; a program that has parts to
share wakes them and does not wait for them. After a fork the child starts its own.
"""

from __future__ import annotations

import atexit
import os
import threading
from typing import Any

import numpy as np

from ... import config
from . import library
from .runner import MOST_THREADS, STATE_BYTES, STOP

MAX_THREADS = MOST_THREADS
SCRATCH_BYTES = 1 << 20
_PATIENCE = 100_000  # rounds of waiting before a worker sleeps: about half a millisecond


class Pool:
    """The workers of this process, and per-thread scratch memory."""

    def __init__(self, threads: int) -> None:
        self.threads, self.pid = threads, os.getpid()
        self._memory = np.zeros(STATE_BYTES + 64, np.uint8)
        self.state = -(-self._memory.ctypes.data // 64) * 64
        self._words = self._memory[self.state - self._memory.ctypes.data :][:STATE_BYTES].view(np.int64)
        self.busy = threading.Lock()
        self._wake = threading.Semaphore(0)
        self._sleepers, self._counting = 0, threading.Lock()
        self._workers = [threading.Thread(target=self._work, args=(i,), daemon=True) for i in range(1, threads)]
        for worker in self._workers:
            worker.start()

    def wake(self) -> None:
        """Let sleeping workers join in."""
        if self._sleepers:
            with self._counting:
                sleepers, self._sleepers = self._sleepers, 0
            if sleepers:
                self._wake.release(sleepers)

    def stop(self) -> None:
        """End the workers."""
        self._words[STOP // 8] = 1
        self._wake.release(max(len(self._workers), 1))
        for worker in self._workers:
            worker.join(timeout=1.0)

    def _work(self, number: int) -> None:
        loop = library.entry("work")
        words = np.array([self.state, number, _PATIENCE, self.threads], np.int64)
        slots = np.zeros(2, np.int64)
        slot, address = slots.ctypes.data, words.ctypes.data
        while not self._words[STOP // 8]:
            loop(slot, slot, address, 0, 0)
            with self._counting:
                self._sleepers += 1
            self._wake.acquire()


_lock = threading.Lock()
_pool: Pool | None = None
_scratch: Any = None
_numbers: list[int] = []


def pool() -> Pool:
    """The pool of this process, made anew after a fork or when the number of threads was changed."""
    global _pool
    current = _pool
    if current is not None and current.pid == os.getpid() and current.threads == config.threads():
        return current
    with _lock:
        current = _pool
        if current is None or current.pid != os.getpid() or current.threads != config.threads():
            if current is not None and current.pid == os.getpid():
                current.stop()
            _pool = current = Pool(config.threads())
    return current


def scratch_base() -> int:
    """Address of the scratch memory: `SCRATCH_BYTES` for each thread number. Untouched pages cost nothing."""
    global _scratch
    if _scratch is None:
        _scratch = np.empty(2 * MAX_THREADS * SCRATCH_BYTES + 64, np.uint8)
    return -(-_scratch.ctypes.data // 64) * 64


def take_number() -> int:
    """A thread number for a caller that runs a program; give it back with `give_number`."""
    try:
        return _numbers.pop()
    except IndexError:
        raise RuntimeError(f"More than {MAX_THREADS} threads run models at once.") from None


def give_number(number: int) -> None:
    """Return a number taken."""
    _numbers.append(number)


def _reset() -> None:
    global _lock, _pool
    _lock, _pool = threading.Lock(), None
    _numbers[:] = [0, *range(2 * MAX_THREADS - 1, MAX_THREADS - 1, -1)]
    _numbers.reverse()


_reset()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_reset)


@atexit.register
def _finish() -> None:
    if _pool is not None and _pool.pid == os.getpid():
        _pool.stop()
