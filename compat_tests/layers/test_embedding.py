"""Embedding: numbers without a row, kinds of numbers, initial tables, lengths, and the dropout of Keras 1."""

import numpy as np
import pytest

from kerasish import compat
from kerasish.layers import Embedding, Flatten, Input
from kerasish.models import Model, Sequential

TABLE = np.arange(10, dtype="float32").reshape(5, 2)


def tabled(**arguments):
    """A layer with `TABLE`."""
    return Embedding(5, 2, weights=[TABLE], **arguments)


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int32", "int64", "float32", "float64", "bool"])
def test_kinds_of_numbers(dtype):
    numbers = np.array([[0, 1], [1, 1]]).astype(dtype)
    assert np.array_equal(tabled()(numbers), TABLE[[[0, 1], [1, 1]]])


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0), (2, 1, 3, 1)])
def test_shapes(shape):
    numbers = np.full(shape, 4, "int32")
    assert np.array_equal(tabled()(numbers), TABLE[numbers])


def test_half_precision_does_not_round_numbers():
    layer = Embedding(5000, 1, dtype="float16", weights=[np.arange(5000, dtype="float16")[:, None]])
    assert layer(np.array([4099.0])).tolist() == [[np.float16(4099)]]
    assert layer(np.array([4099])).dtype == "float16"


def test_negative_numbers_count_from_the_end():
    assert np.array_equal(tabled()(np.array([-1, -5])), TABLE[[-1, -5]])
    model = Sequential([Input((2,)), tabled()])
    assert np.array_equal(model.predict(np.array([[-1, -5]]), verbose=0), TABLE[[[-1, -5]]])


@pytest.mark.parametrize("number", [5, 1000, -6, 2**31 - 1])
def test_number_without_a_row(number):
    with pytest.raises(ValueError, match=rf"could not look up {number}[\s\S]*input_dim is 5"):
        tabled()(np.array([[1, number]]))


@pytest.mark.parametrize("number", [5, 1000, -6])
def test_number_without_a_row_in_a_model(number):
    """Data of a model is not looked through: nan shows in the loss, and the rows that are there learn nothing wrong."""
    model = Sequential([Input((2,)), tabled(), Flatten()])
    y = model.predict(np.array([[1, number]]), verbose=0)
    assert y[0, :2].tolist() == [2, 3]
    assert np.isnan(y[0, 2:]).all()
    model.compile("sgd", "mse")
    assert np.isnan(model.train_on_batch(np.array([[1, number]]), np.zeros((1, 4))))


@pytest.mark.parametrize("extents", [(0, 2), (5, 0), (-1, 2), (2.5, 2), ("5", 2), (None, 2)])
def test_bad_extents(extents):
    with pytest.raises(ValueError, match="positive integer"):
        Embedding(*extents)


def test_extents_of_numpy():
    layer = Embedding(np.int64(5), np.array([1, 2]).max())
    assert (layer.input_dim, type(layer.input_dim), layer.output_dim) == (5, int, 2)


@pytest.mark.parametrize("argument", ["lora_rank", "quantization_config", "sparse"])
def test_not_there_yet(argument):
    with pytest.raises(NotImplementedError, match=argument):
        Embedding(5, 2, **{argument: 2})


def test_misspelt():
    with pytest.raises(TypeError, match="mask_zero"):
        Embedding(5, 2, mask_zeros=True)


def test_weights_alone_or_in_a_list():
    for weights in (TABLE, [TABLE], (TABLE,)):
        layer = Embedding(5, 2, weights=weights)
        assert layer.built
        assert np.array_equal(layer.get_weights()[0], TABLE)
    with pytest.raises(ValueError, match=r"shape \(5, 3\)"):
        Embedding(5, 3, weights=TABLE)


def test_repeated_numbers_add_their_gradients():
    model = Sequential([Input((3,)), tabled(), Flatten()])
    model.compile("sgd", "mse")
    model.optimizer.learning_rate = 6.0
    model.train_on_batch(np.array([[1, 1, 3]]), np.zeros((1, 6)))
    changed = TABLE.copy()
    changed[[1, 3]] -= 2 * TABLE[[1, 3]] * [[2], [1]]
    assert np.allclose(model.get_weights()[0], changed)


@pytest.mark.parametrize("level", ["2.2", "2.3"])
def test_other_length_than_told(level):
    compat.set_level(level)
    with pytest.raises(ValueError, match="another length than it was told"):
        Embedding(5, 2, input_length=4)(Input((5,)))
    with pytest.raises(ValueError, match="another length"):
        Embedding(5, 2, input_length=4).compute_output_shape((None, 4, 4))


@pytest.mark.parametrize("level", ["2.2", "2.3", "2.15"])
def test_lengths_fill_in(level):
    compat.set_level(level)
    assert Embedding(5, 2, input_length=4).compute_output_shape((7, None)) == (7, 4, 2)
    assert Embedding(5, 2, input_length=(4, None)).compute_output_shape((7, None, 6)) == (7, 4, 6, 2)
    assert Sequential([Embedding(5, 2, input_length=(4, 6))]).output_shape == (None, 4, 6, 2)
    assert Sequential([Embedding(5, 2)]).output_shape == (None, None, 2)
    assert Sequential([Embedding(5, 2, batch_input_shape=(3, 4))]).output_shape == (3, 4, 2)


def test_mask_from_zero():
    inputs = Input((3,), dtype="int32")
    layer = Embedding(5, 2, mask_zero=True)
    assert layer(inputs).mask.shape == (None, 3)
    assert Embedding(5, 2)(inputs).mask is None
    assert layer.compute_mask(np.array([[0, 3, 0]])).tolist() == [[False, True, False]]


def test_dropout_of_keras_1_drops_words():
    """Whole rows, the same wherever a number comes again in the batch; the others are scaled."""
    compat.set_level("1")
    layer = Embedding(400, 3, init="one", dropout=0.25, input_length=800)
    numbers = np.tile(np.arange(400), (2, 2))
    assert np.array_equal(layer(numbers), np.ones((2, 800, 3)))
    y = np.asarray(layer(numbers, training=True))
    kept = y[0, :400, 0] > 0
    assert 0.6 < kept.mean() < 0.9
    assert np.allclose(y, np.tile(kept, (2, 2))[..., None] / 0.75)


def test_dropout_trains_only_what_it_keeps():
    compat.set_level("1")
    layer = Embedding(200, 3, dropout=0.5, input_length=200)
    model = Sequential([layer])
    model.compile("sgd", "mse")
    before = layer.get_weights()[0]
    model.fit(np.arange(200)[None], np.ones((1, 200, 3)), nb_epoch=1, verbose=0)
    changed = (layer.get_weights()[0] != before).any(axis=1)
    assert 60 < changed.sum() < 140


@pytest.mark.parametrize("dropout", [-0.1, 1.0])
def test_dropout_out_of_range(dropout):
    with pytest.raises(ValueError, match="dropout"):
        Embedding(5, 2, dropout=dropout)


def test_one_table_in_two_places():
    layer = tabled()
    first, second = Input((2,)), Input((2,))
    model = Model([first, second], [layer(first), layer(second)])
    y = model.predict([np.array([[0, 1]]), np.array([[4, 4]])], verbose=0)
    assert np.array_equal(y[0], TABLE[[[0, 1]]])
    assert np.array_equal(y[1], TABLE[[[4, 4]]])
    assert len(model.get_weights()) == 1
