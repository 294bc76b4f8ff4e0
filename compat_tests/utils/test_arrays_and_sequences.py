"""to_categorical, normalize, np_utils, Sequence. Expected values are those of Keras 1.2.2, 2.3.1, 2.15 and 3.15."""

import numpy as np
import pytest

import kerasish.compat
from kerasish import utils


@pytest.fixture(params=["1", "2.2", "2.3", "2.15", "3"])
def level(request):
    kerasish.compat.set_level(request.param)
    yield request.param
    kerasish.compat.set_level(None)


def test_to_categorical_dtype_by_level(level):
    assert utils.to_categorical([0, 2, 1]).dtype == ("float64" if level in ("1", "3") else "float32")
    assert utils.to_categorical([0, 1], 2, "uint8").tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("numbers", "classes", "shape"),
    [([0, 2, 1], None, (3, 3)), ([[0], [2]], 3, (2, 3)), ([1.7, 0.0], None, (2, 2)), ([0, 1], 0, (2, 2))],
)
def test_to_categorical_shapes(level, numbers, classes, shape):
    result = utils.to_categorical(numbers, classes)
    assert result.shape == shape and np.all(result.sum(-1) == 1)
    assert np.array_equal(result.argmax(-1), np.ravel(numbers).astype(int))


def test_to_categorical_of_a_matrix(level):
    assert utils.to_categorical(np.array([[0, 1], [2, 0]])).shape == ((4, 3) if level == "1" else (2, 2, 3))
    assert utils.to_categorical(2).shape == ((1, 3) if level == "1" else (3,))
    assert utils.to_categorical(np.zeros((2, 1, 1), int)).shape == ((2, 1) if level == "1" else (2, 1, 1))


def test_to_categorical_old_names(level):
    assert np.array_equal(utils.to_categorical(y=[0, 1], nb_classes=3), [[1, 0, 0], [0, 1, 0]])
    with pytest.raises(TypeError, match="did you mean 'num_classes'"):
        utils.to_categorical([0], num_class=2)


def test_to_categorical_errors(level):
    with pytest.raises(IndexError, match="numbered from 1"):
        utils.to_categorical([0, 5], 3)
    with pytest.raises(ValueError, match="no class numbers"):
        utils.to_categorical([])
    assert utils.to_categorical([-1, 0], 3).tolist() == [[0, 0, 1], [1, 0, 0]]
    assert utils.to_categorical([], 3).shape == (0, 3)


@pytest.mark.parametrize(
    ("array", "axis", "order", "expected"),
    [
        ([[3.0, 4.0], [0, 0]], -1, 2, [[0.6, 0.8], [0, 0]]),
        ([[3.0, 4.0], [0, 0]], 0, 2, [[1, 1], [0, 0]]),
        ([3.0, 4.0], -1, 2, [[0.6, 0.8]]),
        ([[3.0, 4.0], [1, 1]], -1, 1, [[3 / 7, 4 / 7], [0.5, 0.5]]),
    ],
)
def test_normalize(array, axis, order, expected):
    np.testing.assert_allclose(utils.normalize(array, axis, order), expected, rtol=1e-15)


def test_classes_of_predictions():
    assert utils.probas_to_classes([[0.1, 0.9], [0.8, 0.2]]).tolist() == [1, 0]
    assert utils.probas_to_classes(np.array([[0.6], [0.2]])).tolist() == [1, 0]
    assert utils.categorical_probas_to_classes([[0, 0.2, 0.8]]).tolist() == [2]


def test_convert_kernel_flips_the_taps_alone():
    kernel = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    assert np.array_equal(utils.convert_kernel(kernel, "tf"), kernel[::-1, ::-1])
    assert np.array_equal(utils.convert_kernel(kernel, "th"), kernel[:, :, ::-1, ::-1])
    assert np.array_equal(utils.convert_kernel(kernel[0], "tf"), kernel[0][::-1])
    with pytest.raises(ValueError, match="3 to 5 axes"):
        utils.convert_kernel(kernel[0, 0])


class Old(utils.Sequence):
    def __init__(self):  # as in Keras 2: no super().__init__()
        self.data = [10, 20, 30]

    def __len__(self):
        return len(self.data)

    def __getitem__(self, index):
        return self.data[index]


def test_sequences():
    old = Old()
    assert list(old) == [10, 20, 30] and old.num_batches == 3
    assert (old.workers, old.use_multiprocessing, old.max_queue_size) == (1, False, 10)
    new = utils.PyDataset(workers=4, use_multiprocessing=True, max_queue_size=3)
    assert (new.workers, new.use_multiprocessing, new.max_queue_size, new.num_batches) == (4, True, 3, None)
    assert utils.Sequence is utils.PyDataset
    with pytest.raises(NotImplementedError, match="__getitem__"):
        new[0]
    with pytest.raises(TypeError, match="did you mean 'workers'"):
        utils.PyDataset(worker=3)
