"""Drives a progress bar by a clock that stands still; runs on any Keras, from Python 3.6 on."""
# The spelling is that of Python 3.6, which runs Keras 1.2.2.
# ruff: noqa: I001, N803, N806, N812, UP004, UP008, UP020, UP031

import io
import sys
import time

CASES = {
    "steps": (10, 1, 0.1, 10),
    "samples": (320, 32, 0.02, 10),
    "minutes": (3, 1, 100.0, 3),
    "hours": (3, 1, 4000.0, 3),
    "fast": (100, 1, 0.0001, 100),
    "micro": (10, 1, 0.0005, 10),
    "unknown": (None, 1, 0.1, 3),
}


class Screen(io.StringIO):
    encoding = "utf-8"

    def __init__(self, terminal):
        super(Screen, self).__init__()
        self.terminal = terminal

    def isatty(self):
        return self.terminal


def output(Progbar, case, terminal, verbose, stateful=None):
    """What a bar writes."""
    target, step, seconds, count = CASES[case]
    clock, screen = [1000.0], Screen(terminal)
    real_time, real_out = time.time, sys.stdout
    time.time, sys.stdout = (lambda: clock[0]), screen
    try:
        bar = Progbar(target, verbose=verbose, **({"stateful_metrics": stateful} if stateful else {}))
        for i in range(1, count + 1):
            clock[0] += seconds
            bar.update(i * step, [("loss", 1.0 / i), ("acc", 0.0001 * i)])
    finally:
        time.time, sys.stdout = real_time, real_out
    return screen.getvalue().replace("\b", "")
