"""The script of the Keras books of 2016, with nothing changed but the name of the package.

python examples/textbook.py
"""

import numpy as np
from handwriting import load

from kerasish.layers import Dense
from kerasish.models import Sequential
from kerasish.optimizers import SGD

name, X_train, labels, X_test, test_labels = load()
y_train, y_test = np.eye(10)[labels], np.eye(10)[test_labels]
print(f"{name}: {len(X_train)} digits to learn from, {len(X_test)} to test on")

model = Sequential()

model.add(Dense(32, input_dim=784, activation="relu"))
model.add(Dense(10, activation="softmax"))

sgd = SGD(lr=0.01, decay=1e-6, momentum=0.9, nesterov=True)
model.compile(loss="categorical_crossentropy", optimizer=sgd, metrics=["accuracy"])

model.fit(X_train, y_train, epochs=10, batch_size=32)

loss, accuracy = model.evaluate(X_test, y_test, verbose=0)
print(f"test loss {loss:.3f}, test accuracy {accuracy:.3f}")
