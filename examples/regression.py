"""Predict how diabetes progresses within a year; stop when that gets no better, and plot how it went.

    python examples/regression.py [plot.png]

Data: 442 patients, ten measurements each (Efron et al., "Least Angle Regression", 2004), part of scikit-learn.
"""

import sys

import matplotlib

matplotlib.use("Agg")  # draws into files: no screen needed

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

import kerasish as keras
from kerasish import layers

plot = sys.argv[1] if len(sys.argv) > 1 else "regression.png"

np.random.seed(1)  # all other seeds are drawn from this one
x, y = load_diabetes(return_X_y=True)
x_train, x_test, y_train, y_test = train_test_split(x, y, test_size=0.2, random_state=0)
scale_x, scale_y = StandardScaler().fit(x_train), StandardScaler().fit(y_train[:, None])
x_train, x_test = scale_x.transform(x_train), scale_x.transform(x_test)
y_train, y_test = scale_y.transform(y_train[:, None]), scale_y.transform(y_test[:, None])

inputs = keras.Input((10,))
hidden = layers.Dense(32, activation="relu", kernel_regularizer=keras.regularizers.L2(0.01))(inputs)
hidden = layers.Dropout(0.2)(hidden)
model = keras.Model(inputs, layers.Dense(1)(hidden))
model.compile(optimizer=keras.optimizers.Adam(learning_rate=0.003), loss="mse", metrics=["mae"])

stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=20, restore_best_weights=True)
history = model.fit(
    x_train, y_train, validation_split=0.2, batch_size=32, epochs=300, verbose=0, callbacks=[stop]
).history

_, error = model.evaluate(x_test, y_test, verbose=0)
always_the_mean = abs(y_test).mean()
print(f"stopped after {len(history['loss'])} epochs; best was epoch {stop.best_epoch + 1}")
print(f"test error {error:.3f} standard deviations; always guessing the mean has {always_the_mean:.3f}")

plt.plot(history["loss"], label="training")
plt.plot(history["val_loss"], label="validation")
plt.xlabel("epoch")
plt.ylabel("loss")
plt.legend()
plt.savefig(plot)
print(f"plot: {plot}")
