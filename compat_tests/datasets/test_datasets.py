"""Data sets read from the cache, without the network."""

import gzip
import pathlib
import pickle
import shutil

import numpy as np
import pytest

from kerasish.datasets import fashion_mnist, mnist

SHARED = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "datasets" / "fashion-mnist").mkdir(parents=True)
    return tmp_path / "datasets"


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
@pytest.mark.parametrize("arguments", [(), ("mnist.npz",), ("mnist.pkl.gz",)])
def test_mnist(cache, arguments):
    shutil.copy(SHARED / "mnist.npz", cache / "mnist.npz")
    (x_train, y_train), (x_test, y_test) = mnist.load_data(*arguments)
    assert x_train.shape[1:] == x_test.shape[1:] == (28, 28) and x_train.dtype == y_train.dtype == np.uint8
    assert len(x_train) == len(y_train) and len(x_test) == len(y_test) and set(y_test) == set(range(10))


def test_mnist_never_unpickles(cache):
    class Evil:
        def __reduce__(self):
            return pytest.fail, ("code of the file was run",)

    (cache / "mnist.npz").write_bytes(pickle.dumps(Evil()))
    with pytest.raises(ValueError, match="Reading MNIST"):
        mnist.load_data()
    np.savez(cache / "mnist.npz", **dict.fromkeys(("x_train", "y_train", "x_test", "y_test"), np.array([{}], object)))
    with pytest.raises(ValueError, match="Reading MNIST"):
        mnist.load_data()


def test_mnist_of_other_arrays(cache):
    np.savez(cache / "mnist.npz", a=np.zeros(3))
    with pytest.raises(ValueError, match="x_train, y_train"):
        mnist.load_data()


def idx(array):
    head = bytes((0, 0, 8, array.ndim)) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    return gzip.compress(head + array.astype(np.uint8).tobytes())


def test_fashion_mnist(cache):
    images, labels = np.arange(3 * 4).reshape(3, 2, 2), np.array([1, 2, 3])
    for part in ("train", "t10k"):
        (cache / "fashion-mnist" / f"{part}-images-idx3-ubyte.gz").write_bytes(idx(images))
        (cache / "fashion-mnist" / f"{part}-labels-idx1-ubyte.gz").write_bytes(idx(labels))
    (x_train, y_train), (x_test, y_test) = fashion_mnist.load_data()
    assert np.array_equal(x_train, images) and np.array_equal(y_test, labels)
    assert x_test.dtype == y_train.dtype == np.uint8


@pytest.mark.parametrize("data", [b"", b"\0\0\x0d\x01\0\0\0\1x", b"\0\0\x08\x01\0\0\0\x05x"])
def test_broken_idx_files(tmp_path, data):
    (tmp_path / "x.gz").write_bytes(gzip.compress(data))
    with pytest.raises(ValueError, match="Reading"):
        fashion_mnist.read_idx(str(tmp_path / "x.gz"))
