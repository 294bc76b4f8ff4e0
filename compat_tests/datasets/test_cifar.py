"""CIFAR-10 and CIFAR-100 from archives and folders in the cache, without the network."""

import io
import pathlib
import pickle
import tarfile

import numpy as np
import pytest

from kerasish import compat, config
from kerasish.datasets import cifar, cifar10, cifar100, safe_pickle


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "datasets").mkdir()
    yield tmp_path / "datasets"
    compat.set_level(None)


def batch(count, seed, names=("labels",), as_python_2=True):
    """A batch as CIFAR's own files have it: Python 2 wrote its keys as bytes."""
    rng = np.random.RandomState(seed)
    data = {"data": rng.randint(0, 256, (count, 3072)).astype(np.uint8), "batch_label": "a batch", "filenames": ["x"]}
    data.update({name: rng.randint(0, 10, count).tolist() for name in names})
    if as_python_2:
        data = {key.encode(): value for key, value in data.items()}
    return pickle.dumps(data, protocol=2)


def archive(path, files, folder):
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(f"{folder}/{name}")
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))


def cifar10_files():
    files = {f"data_batch_{i}": batch(2, i) for i in range(1, 6)}
    return {**files, "test_batch": batch(3, 9), "readme.html": b"hello"}


def put_folder(where, files):
    where.mkdir(parents=True)
    for name, content in files.items():
        (where / name).write_bytes(content)


@pytest.mark.parametrize("name", ["cifar-10-batches-py.tar.gz", "cifar-10-python.tar.gz"])
def test_archives(cache, name):
    archive(cache / name, cifar10_files(), "cifar-10-batches-py")
    for _ in range(2):
        (x_train, y_train), (x_test, y_test) = cifar10.load_data()
        assert x_train.shape == (10, 32, 32, 3) and x_test.shape == (3, 32, 32, 3)
        assert y_train.shape == (10, 1) and y_test.shape == (3, 1)
        assert x_train.dtype == x_test.dtype == y_train.dtype == np.uint8
        (cache / name).unlink(missing_ok=True)  # the second time the folder is read
    assert not [p for p in cache.iterdir() if p.name.startswith(".")]


def test_pixels_and_labels(cache):
    put_folder(cache / "cifar-10-batches-py", cifar10_files())
    (x_train, y_train), _ = cifar10.load_data()
    first = pickle.loads(batch(2, 1))
    assert np.array_equal(x_train[1], first[b"data"][1].reshape(3, 32, 32).transpose(1, 2, 0))
    assert y_train[:2, 0].tolist() == first[b"labels"]
    images, labels = cifar.load_batch(cache / "cifar-10-batches-py" / "data_batch_1")
    assert images.shape == (2, 3, 32, 32) and labels == first[b"labels"]


def test_the_folder_of_keras_3_is_found(cache):
    put_folder(cache / "cifar-10-batches-py-target" / "cifar-10-batches-py", cifar10_files())
    assert cifar10.load_data()[0][0].shape == (10, 32, 32, 3)


def test_channels_first(cache):
    put_folder(cache / "cifar-10-batches-py", cifar10_files())
    config.set_image_data_format("channels_first")
    try:
        assert cifar10.load_data()[1][0].shape == (3, 3, 32, 32)
    finally:
        config.set_image_data_format("channels_last")


@pytest.mark.parametrize(("level", "dtype"), [("2.3", "int64"), ("3", "uint8")])
def test_dtype_of_test_labels(cache, level, dtype):
    put_folder(cache / "cifar-10-batches-py", cifar10_files())
    compat.set_level(level)
    (_, y_train), (_, y_test) = cifar10.load_data()
    assert y_train.dtype == np.uint8 and y_test.dtype == dtype


def test_cifar100(cache):
    labels = ("fine_labels", "coarse_labels")
    files = {"train": batch(4, 0, labels), "test": batch(2, 1, labels), "meta": pickle.dumps({})}
    archive(cache / "cifar-100-python.tar.gz", files, "cifar-100-python")
    (x_train, fine), (x_test, _) = cifar100.load_data()
    (_, coarse), _ = cifar100.load_data("coarse")
    assert x_train.shape == (4, 32, 32, 3) and x_test.shape == (2, 32, 32, 3) and fine.dtype == np.int64
    first = pickle.loads(files["train"])
    assert fine[:, 0].tolist() == first[b"fine_labels"] and coarse[:, 0].tolist() == first[b"coarse_labels"]
    with pytest.raises(ValueError, match="fine"):
        cifar100.load_data("medium")


class Evil:
    """Runs code while it is read."""

    def __reduce__(self):
        return pytest.fail, ("code of the file was run",)


@pytest.mark.parametrize(
    "data",
    [b"", b"no pickle", pickle.dumps(Evil()), pickle.dumps({"data": Evil(), "labels": []}), pickle.dumps([1, 2]),
     pickle.dumps({"data": np.zeros((2, 3072), np.uint8), "labels": [1]}),
     pickle.dumps({"data": np.array([Evil()], object), "labels": [1]}), pickle.dumps({"data": b"x", "labels": 3}),
     pickle.dumps({"data": np.zeros(3, "S3"), "labels": [1]}), pickle.dumps({"data": [[1]], "labels": [1]}),
     b"cos\nsystem\n(S'true'\ntR.", b"\x80\x02\x8c\x05numpy\x94."],
)  # fmt: skip
def test_files_that_are_no_batches(tmp_path, data):
    (tmp_path / "batch").write_bytes(data)
    with pytest.raises(ValueError, match="Reading a batch of CIFAR"):
        cifar.load_batch(tmp_path / "batch")


@pytest.mark.parametrize("protocol", [0, 1, 2, 3, 4])
def test_plain_data_is_read_in_every_protocol(protocol):
    data = {"a": np.arange(6, dtype=">i4").reshape(2, 3), "b": [1, 2.5, "x", b"y", None], "c": np.zeros((2, 2), "u1")}
    found = safe_pickle.read(io.BytesIO(pickle.dumps(data, protocol)))
    assert np.array_equal(found["a"], data["a"]) and found["b"] == data["b"] and found["c"].dtype == np.uint8


def test_archives_that_write_elsewhere(cache):
    with tarfile.open(cache / "cifar-10-batches-py.tar.gz", "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("../evil"), io.BytesIO(b""))
    with pytest.raises(ValueError, match="evil"):
        cifar10.load_data()
    assert not (cache.parent / "evil").exists() and len(list(cache.iterdir())) == 1


def test_archives_of_something_else(cache):
    archive(cache / "cifar-10-batches-py.tar.gz", {"x": b""}, "another folder")
    with pytest.raises(ValueError, match="cifar-10-batches-py"):
        cifar10.load_data()
    (cache / "cifar-10-batches-py.tar.gz").write_bytes(b"no archive")
    with pytest.raises(ValueError, match="tar archive"):
        cifar10.load_data()


def test_a_failed_download_says_where_to_put_the_file(cache, monkeypatch):
    nowhere = pathlib.Path(cache.parent / "nowhere").as_uri() + "/"
    monkeypatch.setattr(cifar, "_ORIGIN", nowhere)
    with pytest.raises(Exception, match=r"(?s)put it at .*cifar-10-batches-py\.tar\.gz"):
        cifar10.load_data()
    assert list(cache.iterdir()) == []


def test_a_download_with_another_hash_is_refused(cache, monkeypatch, capsys):
    origin = cache.parent / "origin"
    origin.mkdir()
    archive(origin / "cifar-10-python.tar.gz", cifar10_files(), "cifar-10-batches-py")
    monkeypatch.setattr(cifar, "_ORIGIN", origin.as_uri() + "/")
    with pytest.raises(ValueError, match="sha256"):
        cifar10.load_data()
    assert list(cache.iterdir()) == []
    assert "Downloading data from" in capsys.readouterr().out
