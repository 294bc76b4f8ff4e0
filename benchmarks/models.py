"""Models that are trained: each function takes the rooms of a Keras and gives a compiled model, x, y and a batch size.

The same lines run under kerasish, Keras 3 and Keras 2. They are Keras's own examples, in little data of random numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Workload = tuple[Any, np.ndarray, np.ndarray, int]
RNG = np.random.default_rng(0)


def normal(*shape: int) -> np.ndarray:
    """Standard normal numbers."""
    return RNG.standard_normal(shape, dtype="float32")


def one_hot(rows: int, classes: int = 10) -> np.ndarray:
    """Random classes."""
    return np.eye(classes, dtype="float32")[RNG.integers(0, classes, rows)]


def flags(rows: int) -> np.ndarray:
    """Random zeros and ones, one a row."""
    return RNG.integers(0, 2, (rows, 1)).astype("float32")


def words(rows: int, length: int, vocabulary: int) -> np.ndarray:
    """Random texts, as numbers of words."""
    return RNG.integers(1, vocabulary, (rows, length)).astype("int32")


def seed_model(rooms: dict) -> Any:
    """784-32-10 with SGD, momentum and nesterov: the textbook's model."""
    layers, models = rooms["layers"], rooms["models"]
    model = models.Sequential()
    model.add(layers.Dense(32, input_shape=(784,), activation="relu"))
    model.add(layers.Dense(10, activation="softmax"))
    sgd = rooms["optimizers"].SGD(learning_rate=0.01, momentum=0.9, nesterov=True)
    model.compile(loss="categorical_crossentropy", optimizer=sgd, metrics=["accuracy"])
    return model


def mlp_seed(rooms: dict) -> Workload:
    """The textbook's model on 60,000 rows in batches of 32."""
    return seed_model(rooms), normal(60000, 784), one_hot(60000), 32


def mlp_wide(rooms: dict) -> Workload:
    """784-512-512-10 with dropout and RMSprop: Keras's `mnist_mlp` example. Batches of 128."""
    layers, models = rooms["layers"], rooms["models"]
    model = models.Sequential()
    model.add(layers.Dense(512, input_shape=(784,), activation="relu"))
    model.add(layers.Dropout(0.2))
    model.add(layers.Dense(512, activation="relu"))
    model.add(layers.Dropout(0.2))
    model.add(layers.Dense(10, activation="softmax"))
    model.compile(loss="categorical_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
    return model, normal(20000, 784), one_hot(20000), 128


def mnist_cnn(rooms: dict) -> Workload:
    """Two convolutions on 28x28x1, pooling, dropout and Adadelta: Keras's `mnist_cnn` example. Batches of 128."""
    layers, models = rooms["layers"], rooms["models"]
    model = models.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Dropout(0.25),
            layers.Flatten(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer="adadelta", metrics=["accuracy"])
    return model, normal(3840, 28, 28, 1), one_hot(3840), 128


def resnet20(rooms: dict) -> Workload:
    """ResNet20 of version 1 on 32x32x3 with Adam: Keras's `cifar10_resnet` example. Batches of 32."""
    layers, models = rooms["layers"], rooms["models"]

    def unit(x: Any, filters: int, stride: int = 1, relu: bool = True) -> Any:
        x = layers.BatchNormalization()(layers.Conv2D(filters, 3, strides=stride, padding="same")(x))
        return layers.Activation("relu")(x) if relu else x

    inputs = layers.Input((32, 32, 3))
    x = unit(inputs, 16)
    for filters, stride in ((16, 1),) * 3 + ((32, 2), (32, 1), (32, 1), (64, 2), (64, 1), (64, 1)):
        y = unit(unit(x, filters, stride), filters, relu=False)
        if stride > 1:
            x = layers.Conv2D(filters, 1, strides=stride, padding="same")(x)
        x = layers.Activation("relu")(layers.add([x, y]))
    outputs = layers.Dense(10, activation="softmax")(layers.GlobalAveragePooling2D()(x))
    model = models.Model(inputs, outputs)
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model, normal(1600, 32, 32, 3), one_hot(1600), 32


def conv_autoenc(rooms: dict) -> Workload:
    """28x28x1 down to 7x7x64 by strides and back by transposed convolutions, with Adam. Batches of 128."""
    layers, models = rooms["layers"], rooms["models"]
    inputs = x = layers.Input((28, 28, 1))
    for kind, filters in ((layers.Conv2D, 32), (layers.Conv2D, 64), (layers.Conv2DTranspose, 64)):
        x = kind(filters, 3, strides=2, padding="same", activation="relu")(x)
    x = layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="relu")(x)
    outputs = layers.Conv2DTranspose(1, 3, padding="same", activation="sigmoid")(x)
    model = models.Model(inputs, outputs)
    model.compile(loss="binary_crossentropy", optimizer="adam")
    images = RNG.random((2560, 28, 28, 1), dtype="float32")
    return model, images, images, 128


def text_cnn(rooms: dict) -> Workload:
    """Texts of 400 words, 50 numbers a word, one convolution, with Adam: Keras's `imdb_cnn` example. Batches of 32."""
    layers, models = rooms["layers"], rooms["models"]
    model = models.Sequential(
        [
            layers.Input((400,)),
            layers.Embedding(5000, 50),
            layers.Conv1D(250, 3, activation="relu"),
            layers.GlobalMaxPooling1D(),
            layers.Dense(250, activation="relu"),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(loss="binary_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model, words(1600, 400, 5000), flags(1600), 32


TRAINED = {make.__name__: make for make in (mlp_seed, mlp_wide, mnist_cnn, resnet20, conv_autoenc, text_cnn)}
"""Name to function."""
