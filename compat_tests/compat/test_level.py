"""The compatibility level: seen from a script's spelling, told by the environment, set by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from old_scripts import SCRIPTS

from kerasish import compat
from kerasish.compat.level import canonical
from kerasish.compat.spelling import SIGNS, detect

ROOT = Path(__file__).resolve().parents[2]

SPELLINGS = [
    ("model.fit(x, y, nb_epoch=2)", "1"),
    ("MaxPooling2D((2, 2), border_mode='same')", "1"),
    ("Convolution2D(32, 3, 3)", "1"),
    ("Convolution1D(64, filter_length=3)", "1"),
    ("Convolution2D(f, (3, 3), subsample=(2, 2))", "1"),
    ("Flatten(dim_ordering='th')", "1"),
    ("Dense(output_dim=3)", "1"),
    ("Dense(64, init='uniform')", "1"),
    ("Dense(3, W_regularizer=l2(0.1))", "1"),
    ("LSTM(8, inner_activation='sigmoid')", "1"),
    ("Dropout(p=0.5)", "1"),
    ("Model(input=a, output=b)", "1"),
    ("merge([a, b], mode='sum')", "1"),
    ("Merge([left, right], mode='concat')", "1"),
    ("from keras.objectives import mse", "1"),
    ("from keras import initializations", "1"),
    ("from keras.utils.visualize_util import plot", "1"),
    ("K.image_dim_ordering()", "1"),
    ("model.fit_generator(g, samples_per_epoch=100)", "1"),
    ("import keras.legacy.interfaces", "2.2"),
    ("compile('sgd', 'mse', metrics=['accuracy']); h['val_acc']", "2.2"),
    ("SGD(lr=0.1)", "2.3"),
    ("Adam(0.1, decay=1e-4)", "2.3"),
    ("model.fit_generator(g)", "2.3"),
    ("model.predict_classes(x)", "2.3"),
    ("from keras.utils import np_utils", "2.3"),
    ("from __future__ import print_function\nfrom keras.layers import Dense", "2.3"),
    ("from __future__ import annotations\nfrom keras.layers import Dense", "3"),
    ("from keras import backend as K\nK.mean(x)", "2.3"),
    ("from keras.layers.core import Dense", "2.3"),
    ("from keras.layers.recurrent import LSTM", "2.3"),
    ("from keras.engine.topology import Layer", "2.3"),
    ("from keras.utils.vis_utils import plot_model", "2.3"),
    ("from keras.wrappers.scikit_learn import KerasRegressor", "2.3"),
    ("import tensorflow.keras", "2.15"),
    ("tf.keras.layers.Dense(3)", "2.15"),
    ("from tensorflow import keras", "2.15"),
    ("ImageDataGenerator()", "2.15"),
    ("from keras import ops", "3"),
    ("keras.random.normal((3,))", "3"),
    ("os.environ['KERAS_BACKEND'] = 'torch'", "3"),
    ("model.fit(x, y, epochs=2)", "3"),
    ("Embedding(5000, 50, input_length=400)", "2.15"),
    ("Embedding(5000, 50, dropout=0.2)", "1"),
    ("", "3"),
]


@pytest.mark.parametrize(("source", "expected"), SPELLINGS, ids=[s for s, _ in SPELLINGS])
def test_spelling(source: str, expected: str) -> None:
    assert detect(source) == expected


def test_every_row_has_a_case() -> None:
    import re

    sources = [s for s, _ in SPELLINGS] + [s for *_, s in SCRIPTS]
    unused = [pattern for _, pattern in SIGNS if not any(re.search(pattern, s) for s in sources)]
    assert not unused


@pytest.mark.parametrize(("name", "expected", "source"), SCRIPTS, ids=[name for name, *_ in SCRIPTS])
def test_script(name: str, expected: str, source: str) -> None:
    assert detect(source) == expected


@pytest.mark.parametrize(
    "source",
    ["# nb_epoch was the old name", '"""SGD(lr=0.1) in a docstring."""', "weight_decay = 1", "Embedding(output_dim=3)"],
)
def test_says_nothing(source: str) -> None:
    assert detect(source) == "3"


VERSIONS = {
    "0.3": "1", "1": "1", "1.2.2": "1", "2": "2.3", "2.0.9": "2.2", "2.1": "2.2", "2.2": "2.2", "2.2.5": "2.2",
    "2.3": "2.3", "2.3.1": "2.3", "2.4.3": "2.15", "2.9": "2.15", "2.15": "2.15", "3": "3", "3.15.1": "3",
}  # fmt: skip


@pytest.mark.parametrize(("version", "expected"), VERSIONS.items())
def test_versions(version: str, expected: str) -> None:
    assert canonical(version) == expected
    compat.set_level(version)
    assert compat.level() == expected


@pytest.mark.parametrize("value", ["4", "two", "", "2.x", "1;2"])
def test_unknown_level(value: str) -> None:
    with pytest.raises(ValueError, match=r"expected one of 1, 2\.2, 2\.3, 2\.15, 3 or 'auto'"):
        compat.set_level(value)


def test_at_level_puts_the_level_back() -> None:
    compat.set_level("2.2")
    with compat.at_level("3"):
        assert compat.level() == "3" and compat.at_least("2.15")
        with compat.at_level("1"):
            assert compat.level() == "1" and not compat.at_least("2.2")
        assert compat.level() == "3"
    assert compat.level() == "2.2"


def test_at_level_puts_the_level_back_after_an_error() -> None:
    compat.set_level("2.3")
    with pytest.raises(KeyError), compat.at_level("1"):
        raise KeyError
    assert compat.level() == "2.3"


def test_by_level() -> None:
    values = {}
    for level in compat.LEVELS:
        compat.set_level(level)
        values[level] = compat.by_level(v1="a", v2_3="b", v3="c")
    assert values == {"1": "a", "2.2": "a", "2.3": "b", "2.15": "b", "3": "c"}


def run(folder: Path, source: str, level: str | None = None) -> tuple[str, str]:
    """Standard output and error of a script."""
    script = folder / "train.py"
    script.write_text(source + "\nfrom kerasish import compat\nprint(compat.level(), compat.level())\n")
    env = {k: v for k, v in os.environ.items() if k != "KERASISH_COMPAT"} | {"PYTHONPATH": str(ROOT)}
    if level is not None:
        env["KERASISH_COMPAT"] = level
    command = [sys.executable, str(script)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout.strip(), done.stderr.strip()


def test_running_script_decides(tmp_path: Path) -> None:
    out, error = run(tmp_path, "if False:\n    model.fit(x, y, nb_epoch=2)")
    assert out == "1 1"
    assert error == (
        "kerasish: train.py is written for Keras 1; its defaults are used (KERASISH_COMPAT=3 for today's)."
    )


def test_nothing_is_said_at_level_3(tmp_path: Path) -> None:
    assert run(tmp_path, "import numpy") == ("3 3", "")


@pytest.mark.parametrize(("told", "expected"), [("3", "3"), ("2.2", "2.2"), ("2.1.6", "2.2")])
def test_environment_wins(tmp_path: Path, told: str, expected: str) -> None:
    assert run(tmp_path, "if False:\n    model.fit(x, y, nb_epoch=2)", told) == (f"{expected} {expected}", "")


def test_auto_in_the_environment(tmp_path: Path) -> None:
    assert run(tmp_path, "if False:\n    SGD(lr=0.1)", "auto")[0] == "2.3 2.3"


def test_wrong_environment(tmp_path: Path) -> None:
    out, error = run(tmp_path, "", "old")
    assert out == "" and "KERASISH_COMPAT 'old'" in error


def test_set_level_wins_over_the_script(tmp_path: Path) -> None:
    source = "from kerasish import compat\ncompat.set_level('2.2')\nif False:\n    model.fit(x, y, nb_epoch=2)"
    assert run(tmp_path, source) == ("2.2 2.2", "")


def test_command_line_runs_a_script_at_its_level(tmp_path: Path) -> None:
    script = tmp_path / "old.py"
    script.write_text(
        "import keras\nfrom kerasish import compat\nprint(compat.level())\nDropout = dict\nDropout(p=0.5)\n"
    )
    env = {k: v for k, v in os.environ.items() if k != "KERASISH_COMPAT"} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "kerasish", "run", str(script)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "1", done.stderr
    assert "old.py is written for Keras 1" in done.stderr
