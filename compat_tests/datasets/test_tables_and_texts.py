"""IMDB, Reuters and the house prices, in files of a few rows: the same as real Keras 2.3.1 and 3.15 return."""

import json
import pathlib
import pickle
import sys

import numpy as np
import pytest

from kerasish import compat, datasets

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import dataset_cases  # noqa: E402

GOLDENS = pathlib.Path(__file__).parent / "goldens"
LEVELS = {"2.3.1": "2.3", "3.15": "3"}


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    state = np.random.get_state()
    dataset_cases.write(str(tmp_path / "datasets"))
    yield tmp_path / "datasets"
    np.random.set_state(state)
    compat.set_level(None)


@pytest.mark.parametrize("generation", LEVELS)
def test_as_in_real_keras(cache, generation):
    compat.set_level(LEVELS[generation])
    want = json.loads((GOLDENS / f"keras-{generation}.json").read_text())
    for name, options in dataset_cases.CASES:
        key = dataset_cases.key(name, options)
        if key in want:
            loaded = getattr(datasets, name).load_data(**options)
            got = json.loads(json.dumps(dataset_cases.listed(loaded), default=lambda v: v.item()))
            assert got == want[key], key
    assert len(want) >= 11


def test_old_keras_seeds_numpy(cache):
    compat.set_level("2.3")
    np.random.seed(1)
    datasets.boston_housing.load_data()
    first = np.random.rand()
    np.random.seed(2)
    datasets.boston_housing.load_data()
    assert np.random.rand() == first
    compat.set_level("3")
    np.random.seed(2)
    second = np.random.rand()
    np.random.seed(2)
    datasets.boston_housing.load_data()
    assert np.random.rand() == second


def test_old_names(cache):
    (x_train, _), _ = datasets.imdb.load_data("imdb_full.pkl", nb_words=10)
    assert max(map(max, x_train)) < 10 and x_train.dtype == object and isinstance(x_train[0], list)
    assert len(datasets.reuters.load_data(path="reuters.pkl", nb_words=10)[0][0]) == 10
    assert datasets.imdb.get_word_index() == datasets.reuters.get_word_index("reuters_word_index.pkl")
    with pytest.raises(TypeError, match="num_words"):
        datasets.imdb.load_data(num_word=3)


def test_topics():
    names = datasets.reuters.get_label_names()
    assert len(names) == 46 and names[:2] == ("cocoa", "grain") and names[-1] == "lead"


def test_nothing_is_left():
    with pytest.raises(ValueError, match="increase maxlen"):
        datasets.texts.shorter(1, [[1, 2]], np.array([0]))


@pytest.mark.parametrize("use", [
    lambda: datasets.imdb.load_data(maxlen=1), lambda: datasets.california_housing.load_data(version="tiny"),
    lambda: datasets.boston_housing.load_data(test_split=2),
])  # fmt: skip
def test_bad_arguments(cache, use):
    with pytest.raises(ValueError, match="maxlen|version|test_split"):
        use()


class Evil:
    """Runs code while it is read."""

    def __reduce__(self):
        return pytest.fail, ("code of the file was run",)


@pytest.mark.parametrize("rows", [[Evil()], [[1, Evil()]], [{}], ["text"], [[1.5]], [None]])
def test_files_that_hold_something_else(cache, rows):
    x = np.empty(1, object)
    x[0] = rows[0]
    np.savez(cache / "reuters.npz", x=x, y=np.arange(1))
    with pytest.raises(ValueError, match="Reading Reuters"):
        datasets.reuters.load_data()
    np.savez(cache / "boston_housing.npz", x=x, y=np.arange(1))
    with pytest.raises(ValueError, match="Reading Boston"):
        datasets.boston_housing.load_data()


@pytest.mark.parametrize("content", [b"", b"no archive", pickle.dumps(Evil())])
def test_files_that_are_no_archives(cache, content):
    (cache / "imdb.npz").write_bytes(content)
    with pytest.raises(ValueError, match="Reading IMDB"):
        datasets.imdb.load_data()
    (cache / "imdb_word_index.json").write_bytes(content)
    with pytest.raises(ValueError, match="word_index"):
        datasets.imdb.get_word_index()


def test_files_without_their_arrays(cache):
    np.savez(cache / "california_housing.npz", a=np.zeros(3))
    with pytest.raises(ValueError, match="arrays x, y"):
        datasets.california_housing.load_data()
