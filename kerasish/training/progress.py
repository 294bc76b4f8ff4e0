"""The progress bar, with the look of each generation.

    Keras 1 to 2.15:  32/320 [==>...........................] - ETA: 0s - loss: 0.1000
    Keras 3:          1/10 ━━━━━━━━━━━━━━━━━━━━ 0s 20ms/step - loss: 0.1000

On a terminal the line is redrawn at most every `interval` seconds. Elsewhere (a file, a pipe) one plain line is written
when the target is reached, without control characters.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from ..compat import at_least, by_level
from ..registry import export

Values = Mapping[str, Any] | Iterable[tuple[str, Any]]

_BOLD, _GREEN, _WHITE, _OFF = "\x1b[1m", "\x1b[32m", "\x1b[37m", "\x1b[0m"
_CONTROL = re.compile(r"\x1b\[\d+m")


@export("utils.Progbar", "utils.generic_utils.Progbar")
class Progbar:
    """Displays a progress bar.

    Arguments:
        target: the number of steps (or samples) expected; None where unknown.
        width: width of the bar itself in characters (30; 20 at level 3).
        verbose: 0 for nothing, 1 for a bar, 2 for one line at the end.
        interval: the least time in seconds between two drawings.
        stateful_metrics: names of values to show as they are; the others are averaged over the steps.
        stateless_metrics: names of values to average; the others are shown as they are. Give one of the two.
        unit_name: what a step is called.

    Errors:
        ValueError when both lists are given.

    Source: https://keras.io/api/utils/python_utils/

    >>> bar = Progbar(10, verbose=0)
    >>> bar.update(5, [("loss", 0.5)])
    """

    def __init__(
        self,
        target: int | None,
        width: int | None = None,
        verbose: int = 1,
        interval: float = 0.05,
        stateful_metrics: Iterable[str] | None = None,
        stateless_metrics: Iterable[str] | None = None,
        unit_name: str = "step",
    ) -> None:
        if stateful_metrics is not None and stateless_metrics is not None:
            raise ValueError("Progbar: give stateful_metrics or stateless_metrics, not both.")
        self.target = None if target == -1 else target
        self.width = by_level(v1=30, v3=20) if width is None else width
        self.verbose = verbose
        self.interval = interval
        self.unit_name = unit_name
        self.stateful_metrics = set(stateful_metrics or ())
        self.stateless_metrics = None if stateless_metrics is None else set(stateless_metrics)
        self._sums: dict[str, tuple[Any, float]] = {}
        self._seen_so_far = 0
        self._start = time.time()
        self._last_update = 0.0
        self._after_first: float | None = None
        self._drawn = 0
        self._dynamic = is_dynamic()

    def due(self) -> bool:
        """Whether enough time has passed for another drawing."""
        return time.time() - self._last_update >= self.interval

    def update(
        self, current: int, values: Values | None = None, finalize: bool | None = None, force: bool = False
    ) -> None:
        """Show that `current` steps are done.

        Arguments:
            current: steps done so far.
            values: pairs of name and value to show.
            finalize: whether this is the last update (default: whether the target is reached).
            force: draw even if the last drawing was a moment ago.
        """
        if finalize is None:
            finalize = self.target is not None and current >= self.target
        self._absorb(current, dict(values or ()), finalize)
        now = time.time()
        step_time = self._step_time(current, now)
        if finalize and self.verbose in (1, 2):
            self._finish(current, now - self._start, step_time)
        elif self.verbose == 1 and self._dynamic and (force or now - self._last_update >= self.interval):
            self._draw(self._bar(current) + self._info(current, now - self._start, step_time, False))
        else:
            return
        self._last_update = now

    def add(self, n: int, values: Values | None = None) -> None:
        """Show that `n` more steps are done."""
        self.update(self._seen_so_far + n, values)

    def _absorb(self, current: int, values: dict[str, Any], finalize: bool) -> None:
        share = current - self._seen_so_far
        if at_least("2.15"):
            share = max(share, 1)
        for name, value in values.items():
            averaged = name not in self.stateful_metrics
            if self.stateless_metrics is not None:
                averaged = name in self.stateless_metrics
            # Keras 3 shows the last value, not the average, on the last line.
            if isinstance(value, str) or not averaged or (finalize and at_least("3")):
                self._sums[name] = (value, 1)
            else:
                total, count = self._sums.get(name, (0.0, 0.0))
                self._sums[name] = (total + value * share, count + share)
        self._seen_so_far = current

    def _step_time(self, current: int, now: float) -> float:
        """Seconds per step; from level 2.15 on without the first step, which also compiles."""
        if not current:
            return 0.0
        if at_least("2.15") and self._after_first is not None and current > 1:
            return (now - self._after_first) / (current - 1)
        if current == 1:
            self._after_first = now
        return (now - self._start) / current

    def _finish(self, current: int, elapsed: float, step_time: float) -> None:
        if self.verbose == 2:
            _write(self._line(current, elapsed, step_time) + "\n")
            return
        self._draw(self._bar(current) + self._info(current, elapsed, step_time, True), "\n")

    def _draw(self, text: str, end: str = "") -> None:
        if not self._dynamic:
            _write(_CONTROL.sub("", text) + end)
            return
        width = len(_CONTROL.sub("", text))
        _write("\r" + text + " " * max(self._drawn - width, 0) + end)
        self._drawn = width

    def _bar(self, current: int) -> str:
        if not self.target:
            return f"{current:7d}/Unknown"
        count = f"{current:{len(str(self.target))}d}/{self.target}"
        done = int(self.width * current / self.target)
        if at_least("3"):
            filled = f"{_GREEN}{'━' * done}{_OFF}" if done > 0 else ""
            return f"{_BOLD}{count}{_OFF} {filled}{_WHITE}{'━' * (self.width - done)}{_OFF}"
        head = ">" if current < self.target else "="
        return f"{count} [{('=' * (done - 1) + head) if done > 0 else ''}{'.' * (self.width - done)}]"

    def _info(self, current: int, elapsed: float, step_time: float, final: bool) -> str:
        waiting = bool(self.target) and not final
        left = _span(step_time * ((self.target or 0) - current))
        per_step = time_text(step_time, self.unit_name)
        if at_least("3"):
            return f" {_BOLD}{left if waiting else f'{elapsed:.0f}s'}{_OFF}{per_step}{self._values()}"
        if waiting:
            return f" - ETA: {left}{self._values()}"
        passed = by_level(v1=f"{int(elapsed)}s", v2_2=f"{elapsed:.0f}s{per_step}")
        return f" - {passed}{self._values()}"

    def _line(self, current: int, elapsed: float, step_time: float) -> str:
        """The one line of verbose=2."""
        if not at_least("2.2"):
            return f"{int(elapsed)}s{self._values()}"
        if not at_least("2.15"):
            return f" - {elapsed:.0f}s{self._values()}"
        target = self.target or current
        head = f"{current:{len(str(target))}d}/{target} - {elapsed:.0f}s"
        per_step = f" -{time_text(step_time, self.unit_name)}"
        if at_least("3"):
            return head + per_step + self._values()
        return f"{head}{self._values()} -{time_text(elapsed, 'epoch')}{per_step}"

    def _values(self) -> str:
        return "".join(f" - {name}: {_number(*pair)}" for name, pair in self._sums.items())


def is_dynamic() -> bool:
    """Whether standard output can show a line that is redrawn: a terminal, a notebook, PyCharm's console."""
    if "ipykernel" in sys.modules or "PYCHARM_HOSTED" in os.environ:
        return True
    return bool(getattr(sys.stdout, "isatty", lambda: False)())


def time_text(seconds: float, unit: str) -> str:
    """A duration per unit: `" 20ms/step"`, with its leading space."""
    if seconds >= 1 or (seconds == 0 and at_least("2.15")):
        return f" {seconds:.0f}s/{unit}"
    if seconds >= 1e-3:
        return f" {seconds * 1e3:.0f}ms/{unit}"
    return f" {seconds * 1e6:.0f}us/{unit}"


def _span(seconds: float) -> str:
    """A time to wait: `5s`, `1:05`, `1:00:05`; at level 1 always seconds."""
    if seconds > 3600 and at_least("2.2"):
        return f"{int(seconds // 3600)}:{int(seconds % 3600 // 60):02d}:{int(seconds % 60):02d}"
    if seconds > 60 and at_least("2.2"):
        return f"{int(seconds // 60)}:{int(seconds % 60):02d}"
    return f"{int(seconds)}s"


def _number(total: Any, count: float) -> str:
    if isinstance(total, str):
        return total
    mean = float(np.mean(total)) / max(1, count)
    return f"{mean:.4f}" if abs(mean) > 1e-3 else f"{mean:.4e}"


def _write(text: str) -> None:
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:  # a terminal that knows ASCII only
        sys.stdout.write(text.replace("━", "="))
    sys.stdout.flush()
