"""Learn to read handwritten digits, save the model, load it again, and read a few.

    python examples/digits.py

Uses scikit-learn's digits, or MNIST when `mnist.npz` is in `~/.keras/datasets`: see handwriting.py.
"""

import os
import tempfile

import numpy as np
from handwriting import load

import kerasish as keras
from kerasish import layers

np.random.seed(1)  # all other seeds are drawn from this one
name, x_train, y_train, x_test, y_test = load()
print(f"{name}: {len(x_train)} digits to learn from, {len(x_test)} to test on")

model = keras.Sequential(
    [
        keras.Input((784,)),
        layers.Dense(128, activation="relu"),
        layers.Dropout(0.2),
        layers.Dense(10, activation="softmax"),
    ]
)
model.summary()
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=64, epochs=15, validation_split=0.1, verbose=2)

loss, accuracy = model.evaluate(x_test, y_test, verbose=0)
print(f"test loss {loss:.3f}, test accuracy {accuracy:.3f}")

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "digits.h5")
    model.save(path)
    again = keras.models.load_model(path)
read = np.argmax(again.predict(x_test[:10], verbose=0), axis=-1)
print(f"the model loaded from its file reads {read.tolist()}; the writers meant {y_test[:10].tolist()}")
