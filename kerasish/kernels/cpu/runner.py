"""The native program runner, and what a worker thread does: both are kernels themselves.

A program is a list of (function, argument words, parts). Parts of one launch run in any order on any thread; launches
run one after another. Shared state is a block of words, one cache line each:

    FUNCTION, WORDS  of the launch in progress       DONE  parts finished       STOP  non-zero: workers leave
    TICKETS + t      generation << 40 | end << 20 | next: the range of parts that thread t takes first

Each thread begins with a range of its own, the same one whenever the launch comes round again, so that it meets the
data that its core still holds; then it takes from the others' ranges. A part is taken by one compare-and-swap of a
ticket. The ticket carries the generation, so a worker that was slow cannot take a part of a launch whose function it
has not read.
"""

from __future__ import annotations

from .intrinsics import (
    atomic_add,
    atomic_load,
    atomic_store,
    atomic_swap,
    call_kernel,
    give_way,
    load_word,
    store_word,
)
from .spec import raw_kernel

LINE = 64
FUNCTION, WORDS, DONE, STOP, TICKETS = (i * LINE for i in range(5))
MOST_THREADS = 64
STATE_BYTES = TICKETS + MOST_THREADS * LINE

_COUNT_BITS = 20
_MASK = (1 << _COUNT_BITS) - 1
_END = _COUNT_BITS
_GENERATION = 2 * _COUNT_BITS
_POLITE = 8_000
"""Rounds of waiting (some 40 us) after which a thread lets others run. Until then it waits without the processor's
pause instruction: virtual machines answer a run of pauses by taking the core away for tens of microseconds."""


@raw_kernel()
def run_program(words, part, thread):  # type: ignore[no-untyped-def]
    """words: program address, launches, shared state (0: run alone), this thread's number; how often to run, and before
    each further time by how many bytes to move on which argument words: step, count, then (word 7) the number of
    threads, then the addresses."""
    program, launches, state, me = words[0], words[1], words[2], words[3]
    for turn in range(words[4]):
        if turn > 0:
            for j in range(words[6]):
                store_word(words[8 + j], load_word(words[8 + j]) + words[5])
        for i in range(launches):
            function = load_word(program + 24 * i)
            arguments = load_word(program + 24 * i + 8)
            parts = load_word(program + 24 * i + 16)
            if parts <= 1 or state == 0:
                for p in range(parts):
                    call_kernel(function, arguments, p, me)
            else:
                _share(state, function, arguments, parts, min(words[7], parts), me)


def _share(state: int, function: int, arguments: int, parts: int, threads: int, me: int) -> None:
    """Offer the parts of a launch to all threads, take part, and wait until all are done."""
    generation = (atomic_load(state + TICKETS) >> _GENERATION) + 1
    atomic_store(state + FUNCTION, function)
    atomic_store(state + WORDS, arguments)
    atomic_store(state + DONE, 0)
    for t in range(threads):
        first, end = t * parts // threads, (t + 1) * parts // threads
        atomic_store(state + TICKETS + t * LINE, (generation << _GENERATION) | (end << _END) | first)
    for t in range(threads):
        while True:
            ticket = atomic_load(state + TICKETS + t * LINE)
            if ticket & _MASK >= (ticket >> _END) & _MASK:
                break
            if atomic_swap(state + TICKETS + t * LINE, ticket, ticket + 1):
                call_kernel(function, arguments, ticket & _MASK, me)
                atomic_add(state + DONE, 1)
    rounds = 0
    while atomic_load(state + DONE) < parts:
        rounds += 1
        if rounds > _POLITE:  # the thread that has the last part may be waiting for this very core
            give_way()


@raw_kernel()
def work(words, part, thread):  # type: ignore[no-untyped-def]
    """Take parts until nothing came for a while. words: shared state, this thread's number, waiting rounds, threads."""
    state, me, patience, threads = words[0], words[1], words[2], words[3]
    idle = 0
    while idle < patience and atomic_load(state + STOP) == 0:
        idle += 1
        for turn in range(threads):
            place = state + TICKETS + (me + turn) % threads * LINE
            ticket = atomic_load(place)
            while ticket & _MASK < (ticket >> _END) & _MASK:
                function = atomic_load(state + FUNCTION)
                arguments = atomic_load(state + WORDS)
                if atomic_swap(place, ticket, ticket + 1):
                    call_kernel(function, arguments, ticket & _MASK, me)
                    atomic_add(state + DONE, 1)
                    idle = 0
                ticket = atomic_load(place)
        if idle > _POLITE and idle & 255 == 0:
            give_way()
