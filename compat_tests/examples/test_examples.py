"""The examples run as a user would run them, and learn something."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import kerasish

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"

pytest.importorskip("sklearn", reason="the examples take their data from scikit-learn")


def run(script: str, folder: Path, *arguments: str) -> str:
    """What a script prints, with an empty home folder and no MNIST, but the kernels compiled so far."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "HOME": str(home),
        "KERAS_HOME": str(home / ".keras"),
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"),
        "MPLCONFIGDIR": str(home),
        "PYTHONPATH": str(Path(kerasish.__file__).parents[1]),  # the one that the tests test
        "PYTHONWARNINGS": "error:::kerasish",
    }
    command = [sys.executable, str(EXAMPLES / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, timeout=300)
    assert done.returncode == 0, f"{script} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


def number(pattern: str, printed: str) -> float:
    """The number behind a word in what was printed."""
    found = re.search(pattern + r" ([0-9.]+)", printed)
    assert found, f"{pattern!r} is not in\n{printed}"
    return float(found.group(1))


def mnist_in(folder: Path) -> None:
    """A file in MNIST's format: bars at ten places, each with noise."""
    rng = np.random.default_rng(0)
    arrays = {}
    for part, count in (("train", 600), ("test", 100)):
        labels = np.arange(count) % 10
        images = rng.integers(0, 60, (count, 28, 28))
        images[np.arange(count), :, 2 * labels + 3] += 150
        arrays |= {f"x_{part}": images.astype("uint8"), f"y_{part}": labels.astype("uint8")}
    datasets = folder / "home" / ".keras" / "datasets"
    datasets.mkdir(parents=True)
    np.savez(datasets / "mnist.npz", **arrays)


def test_textbook(tmp_path: Path) -> None:
    printed = run("textbook.py", tmp_path)
    assert "scikit-learn's digits" in printed
    assert "Epoch 10/10" in printed
    assert number("test accuracy", printed) >= 0.90


def test_digits(tmp_path: Path) -> None:
    printed = run("digits.py", tmp_path)
    assert number("test accuracy", printed) >= 0.95
    read, meant = re.findall(r"\[[0-9, ]+\]", printed)[-2:]
    assert sum(a == b for a, b in zip(read, meant)) >= 0.9 * len(meant)


def test_digits_takes_mnist_where_it_is(tmp_path: Path) -> None:
    mnist_in(tmp_path)
    printed = run("digits.py", tmp_path)
    assert "MNIST: 600 digits" in printed
    assert number("test accuracy", printed) >= 0.95


def test_regression(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the example plots")
    printed = run("regression.py", tmp_path, "plot.png")
    assert number("test error", printed) <= 0.85 * number("the mean has", printed)
    assert number("stopped after", printed) < 300
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
