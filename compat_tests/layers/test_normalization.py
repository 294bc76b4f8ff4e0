"""What normalization layers do within models: moving statistics, masks, frozen parts, old spellings, errors."""

import numpy as np
import pytest

from kerasish import compat, layers
from kerasish.layers import BatchNormalization, Dense, GroupNormalization, Input, LayerNormalization, Masking
from kerasish.models import Model, Sequential

RNG = np.random.RandomState(0)
X = (RNG.randn(16, 3) * 2 + 3).astype("float32")
Y = X[:, :2]


def compiled(*stack):
    """A Sequential of layers, ready to train."""
    model = Sequential([Input((3,)), *stack])
    model.compile("sgd", "mse")
    return model


def test_moving_statistics_follow_training_alone():
    layer = BatchNormalization(momentum=0.5)
    model = compiled(layer, Dense(2))
    model.predict(X, verbose=0)
    model.evaluate(X, Y, verbose=0)
    model.test_on_batch(X, Y)
    assert not layer.moving_mean.numpy().any()
    model.fit(X, Y, batch_size=8, epochs=1, shuffle=False, verbose=0)
    halves = X[:8].mean(0), X[8:].mean(0)
    assert np.allclose(layer.moving_mean, 0.25 * halves[0] + 0.5 * halves[1], atol=1e-5)
    model.train_on_batch(X, Y)
    model(X, training=True)
    want = 0.25 * (0.25 * halves[0] + 0.5 * halves[1]) + 0.75 * X.mean(0)
    assert np.allclose(layer.moving_mean, want, atol=1e-5)


def test_a_shared_layer_follows_every_call():
    layer = BatchNormalization(momentum=0.5)
    first, second = Input((3,)), Input((3,))
    model = Model([first, second], [layer(first), layer(second)])
    model.compile("sgd", "mse")
    model.train_on_batch([X, X], [X, X])
    assert np.allclose(layer.moving_mean, 0.75 * X.mean(0), atol=1e-5)


@pytest.mark.parametrize(("level", "follows"), [("1", True), ("2.3", False), ("2.15", False), ("3", False)])
def test_a_frozen_model_inside_another(level, follows):
    """As the discriminator of a GAN: Keras 1 alone goes on updating its statistics."""
    compat.set_level(level)
    layer = BatchNormalization(momentum=0.5)
    inner = Sequential([Dense(3, input_shape=(3,)), layer])
    inner.trainable = False
    outer = Sequential([Dense(3, input_shape=(3,)), inner])
    outer.compile("sgd", "mse")
    outer.train_on_batch(X, X)
    assert layer.moving_mean.numpy().any() == follows
    inner.trainable = layer.trainable = True
    again = Sequential([Dense(3, input_shape=(3,)), inner])
    again.compile("sgd", "mse")
    again.train_on_batch(X, X)
    assert layer.moving_mean.numpy().any()


def test_masked_steps_do_not_count():
    series = (RNG.randn(4, 5, 3) + 2).astype("float32")
    series[:, 3:] = 0
    layer = BatchNormalization(momentum=0.0)
    model = Sequential([Input((5, 3)), Masking(), layer])
    model.compile("sgd", "mse")
    model.train_on_batch(series, series)
    assert np.allclose(layer.moving_mean, series[:, :3].mean((0, 1)), atol=1e-5)
    compat.set_level("2.3")
    assert np.allclose(
        BatchNormalization()(series, training=True, mask=np.zeros((4, 5), bool)).mean((0, 1)), 0, atol=1e-5
    )


@pytest.mark.parametrize("axis", [1, 2, 3, -1, -2])
def test_any_axis(axis):
    x = RNG.randn(4, 3, 5, 6).astype("float32")
    others = tuple(i for i in range(4) if i != axis % 4)
    want = (x - x.mean(others, keepdims=True)) / np.sqrt(x.var(others, keepdims=True) + 1e-3)
    assert np.allclose(BatchNormalization(axis=axis)(x, training=True), want, atol=1e-5)
    layer = BatchNormalization(axis=axis)
    layer.build(x.shape)
    assert layer.gamma.shape == (x.shape[axis],)


def test_half_precision_sums_in_single():
    x = (RNG.randn(4000, 3) * 100 + 200).astype("float16")
    y = BatchNormalization(dtype="float16")(x, training=True)
    assert y.dtype == np.float16
    assert np.allclose(y.astype("float64").std(0), 1, atol=1e-2)


def test_names_of_weights():
    compat.set_level("1")
    layer = BatchNormalization(name="bn", input_shape=(3,))
    Sequential([layer])
    assert [w.name for w in layer.weights] == ["bn_gamma", "bn_beta", "bn_running_mean", "bn_running_std"]


def test_experimental_path():
    from kerasish.layers.experimental import SyncBatchNormalization

    assert layers.experimental.SyncBatchNormalization is SyncBatchNormalization is layers.SyncBatchNormalization


def test_rank_of_inputs_is_kept():
    layer = BatchNormalization()
    layer(X)
    with pytest.raises(ValueError, match="axes"):
        layer(X[:, None])
    with pytest.raises(ValueError, match="extent"):
        layer(X[:, :2])


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: BatchNormalization(axis=4)(X), ValueError, "axis 4"),
        (lambda: BatchNormalization(axis=[1, 1])(X), ValueError, "different axes"),
        (lambda: BatchNormalization(momentun=0.9), TypeError, "did you mean 'momentum'"),
        (lambda: BatchNormalization(virtual_batch_size=2), NotImplementedError, "virtual_batch_size"),
        (lambda: BatchNormalization(renorm=True, renorm_clipping={"max": 1}), ValueError, "rmax"),
        (lambda: BatchNormalization(mode=3), ValueError, "mode"),
        (lambda: BatchNormalization()(Input((None,))), ValueError, "must be known"),
        (lambda: LayerNormalization(axis="last"), TypeError, "axis"),
        (lambda: LayerNormalization(axis=3)(X), ValueError, "does not fit"),
        (lambda: GroupNormalization(2)(X), ValueError, "divide 3 channels"),
        (lambda: GroupNormalization(0), ValueError, "groups"),
        (lambda: GroupNormalization(1, axis=0)(X), ValueError, "channel axis"),
        (lambda: layers.UnitNormalization(axis=1.5), TypeError, "axis"),
        (lambda: layers.SpectralNormalization(Dense(3), power_iterations=0), ValueError, "power_iterations"),
        (lambda: layers.SpectralNormalization(layers.ReLU())(X), ValueError, "kernel"),
    ],
)
def test_errors(make, error, words):
    with pytest.raises(error, match=words):
        make()


def test_spectral_normalization_trains():
    layer = layers.SpectralNormalization(Dense(4), power_iterations=5)
    model = compiled(layer, Dense(2))
    model.fit(X, Y, epochs=20, verbose=0)
    vectors = layer.vector_u.numpy()
    assert np.isclose(np.linalg.norm(vectors), 1, atol=1e-5)
    layer(X, training=True)
    assert np.isclose(np.linalg.norm(layer.layer.kernel, 2), 1, atol=1e-3)
