"""Models trained on images that are changed as they come: the heart of Keras 2.3.1's CIFAR examples."""

import numpy as np
import pytest
from image_cases import images

from kerasish import compat, utils
from kerasish.callbacks import LearningRateScheduler, ModelCheckpoint, ReduceLROnPlateau
from kerasish.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    Input,
    MaxPooling2D,
    add,
)  # fmt: skip
from kerasish.models import Model, Sequential, load_model
from kerasish.optimizers import Adam, RMSprop
from kerasish.preprocessing.image import ImageDataGenerator
from kerasish.regularizers import l2

X = images(8, 8, 8).astype("float32") / 255
Y = utils.to_categorical(np.arange(8) % 2, 2)


def block(x, filters, strides=1, activation="relu"):
    conv = Conv2D(filters, 3, strides=strides, padding="same", kernel_initializer="he_normal",
                  kernel_regularizer=l2(1e-4))  # fmt: skip
    x = BatchNormalization()(conv(x))
    return Activation(activation)(x) if activation else x


def residual_network():
    inputs = Input(shape=(8, 8, 3))
    x = block(inputs, 4)
    y = block(block(x, 8, strides=2), 8, activation=None)
    x = Conv2D(8, 1, strides=2, padding="same")(x)
    x = Activation("relu")(add([x, y]))
    outputs = Dense(2, activation="softmax")(Flatten()(AveragePooling2D(pool_size=4)(x)))
    return Model(inputs=inputs, outputs=outputs)


def test_the_loop_of_cifar10_resnet(tmp_path, capsys):
    rates = []

    def schedule(epoch):
        rates.append(1e-3 if epoch < 2 else 1e-4)
        return rates[-1]

    model = residual_network()
    model.compile(loss="categorical_crossentropy", optimizer=Adam(learning_rate=schedule(0)), metrics=["accuracy"])
    path = str(tmp_path / "model.{epoch:03d}.h5")
    callbacks = [
        ModelCheckpoint(filepath=path, monitor="val_accuracy", verbose=1, save_best_only=True),
        ReduceLROnPlateau(factor=np.sqrt(0.1), cooldown=0, patience=5, min_lr=0.5e-6),
        LearningRateScheduler(schedule),
    ]
    generator = ImageDataGenerator(
        width_shift_range=0.1, height_shift_range=0.1, horizontal_flip=True, fill_mode="nearest", cval=0.0,
        rescale=None, preprocessing_function=None, data_format=None, validation_split=0.0,
    )  # fmt: skip
    generator.fit(X)
    history = model.fit_generator(
        generator.flow(X, Y, batch_size=3), validation_data=(X, Y), epochs=4, verbose=1, workers=4, callbacks=callbacks
    )
    assert set(history.history) >= {"loss", "accuracy", "val_loss", "val_accuracy", "lr"}
    assert np.allclose(history.history["lr"], [1e-3, 1e-3, 1e-4, 1e-4])
    assert np.isfinite(history.history["loss"]).all()
    assert "3/3" in capsys.readouterr().out
    best = load_model(str(tmp_path / "model.001.h5"))
    assert best.predict(X).shape == (8, 2)
    assert len(model.evaluate(X, Y, verbose=0)) == 2


def test_the_loop_of_cifar10_cnn():
    model = Sequential()
    model.add(Conv2D(4, (3, 3), padding="same", input_shape=X.shape[1:]))
    model.add(Activation("relu"))
    model.add(MaxPooling2D(pool_size=(2, 2)))
    model.add(Flatten())
    model.add(Dense(2))
    model.add(Activation("softmax"))
    rule = RMSprop(learning_rate=0.01, decay=1e-6)
    model.compile(loss="categorical_crossentropy", optimizer=rule, metrics=["accuracy"])
    flow = ImageDataGenerator(horizontal_flip=True).flow(X, Y, batch_size=4)
    history = model.fit_generator(flow, epochs=8, validation_data=(X, Y), workers=4, verbose=0)
    assert history.history["loss"][-1] < history.history["loss"][0]


@pytest.mark.parametrize("level", ["1", "2.2", "2.15", "3"])
def test_fit_takes_flows_at_every_level(level):
    compat.set_level(level)
    model = Sequential([Flatten(input_shape=(8, 8, 3)), Dense(2, activation="softmax")])
    model.compile("sgd", "categorical_crossentropy")
    flow = ImageDataGenerator(vertical_flip=True).flow(X, Y, batch_size=3)
    if level == "1":
        history = model.fit_generator(flow, samples_per_epoch=8, nb_epoch=2, verbose=0)
    else:
        history = model.fit(flow, epochs=2, verbose=0)
    assert len(history.history["loss"]) == 2
    plain = ImageDataGenerator().flow(X, batch_size=3, shuffle=False)
    predict = model.predict_generator if level == "1" else model.predict
    steps = {"val_samples": 8} if level == "1" else {}
    assert np.allclose(predict(plain, **steps), model.predict(X, verbose=0), atol=1e-6)


def test_weights_of_samples():
    model = Sequential([Flatten(input_shape=(8, 8, 3)), Dense(1)])
    model.compile("sgd", "mse")
    before = model.get_weights()
    flow = ImageDataGenerator().flow(X, np.ones(8), sample_weight=np.zeros(8), batch_size=4)
    model.fit(flow, verbose=0)
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))
