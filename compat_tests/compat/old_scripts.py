"""Pieces of scripts as they were written for each generation of Keras: name, level, source."""

SCRIPTS: list[tuple[str, str, str]] = [
    (
        "mnist_cnn of Keras 1",
        "1",
        """
from keras.models import Sequential
from keras.layers import Dense, Dropout, Activation, Flatten
from keras.layers import Convolution2D, MaxPooling2D
from keras.utils import np_utils
from keras import backend as K
nb_classes = 10
Y_train = np_utils.to_categorical(y_train, nb_classes)
model = Sequential()
model.add(Convolution2D(nb_filters, kernel_size[0], kernel_size[1], border_mode='valid', input_shape=input_shape))
model.add(Activation('relu'))
model.fit(X_train, Y_train, batch_size=batch_size, nb_epoch=nb_epoch, verbose=1, validation_data=(X_test, Y_test))
""",
    ),
    (
        "imdb_lstm of Keras 1",
        "1",
        """
model.add(Embedding(max_features, 128, dropout=0.2))
model.add(LSTM(128, dropout_W=0.2, dropout_U=0.2))  # try using a GRU instead, for fun
model.add(Dense(1))
model.fit(X_train, y_train, batch_size=batch_size, epochs, validation_data=(X_test, y_test))
""",
    ),
    (
        "VGG-16 gist of 2015",
        "1",
        """
from keras.layers.core import Flatten, Dense, Dropout
from keras.layers.convolutional import Convolution2D, MaxPooling2D, ZeroPadding2D
from keras.optimizers import SGD
import cv2, numpy as np
model.add(ZeroPadding2D((1,1),input_shape=(3,224,224)))
model.add(Convolution2D(64, 3, 3, activation='relu'))
model.add(MaxPooling2D((2,2), strides=(2,2)))
sgd = SGD(lr=0.1, decay=1e-6, momentum=0.9, nesterov=True)
""",
    ),
    (
        "two branches of Keras 1",
        "1",
        """
from keras.layers import merge, Input, Dense
x = merge([a, b], mode='concat', concat_axis=-1)
model = Model(input=[main_input], output=x)
""",
    ),
    (
        "cats and dogs from a generator, Keras 1",
        "1",
        """
model.fit_generator(train_generator, samples_per_epoch=2000, validation_data=validation_generator, nb_val_samples=800)
""",
    ),
    (
        "Python 2 with a print statement, Keras 1",
        "1",
        """
print 'Train...'
model.add(Dense(output_dim=64, input_dim=100))
""",
    ),
    (
        "mnist_mlp of Keras 2.0",
        "2.3",
        """
from __future__ import print_function
import keras
from keras.datasets import mnist
from keras.layers import Dense, Dropout
from keras.optimizers import RMSprop
model.add(Dense(512, activation='relu', input_shape=(784,)))
model.add(Dropout(0.2))
model.compile(loss='categorical_crossentropy', optimizer=RMSprop(lr=0.001), metrics=['accuracy'])
history = model.fit(x_train, y_train, batch_size=batch_size, epochs=epochs, verbose=1)
""",
    ),
    (
        "plots of Keras 2.2",
        "2.2",
        """
model.compile(optimizer='rmsprop', loss='binary_crossentropy', metrics=['accuracy'])
history = model.fit(x, y, epochs=20, validation_split=0.2)
acc = history.history['acc']
val_acc = history.history['val_acc']
""",
    ),
    (
        "iris with scikit-learn, Keras 2",
        "2.3",
        """
from keras.wrappers.scikit_learn import KerasClassifier
from keras.utils import np_utils
dummy_y = np_utils.to_categorical(encoded_Y)
estimator = KerasClassifier(build_fn=baseline_model, epochs=200, batch_size=5, verbose=0)
""",
    ),
    (
        "variational autoencoder of Keras 2",
        "2.3",
        """
from keras import backend as K
def sampling(args):
    z_mean, z_log_var = args
    epsilon = K.random_normal(shape=(K.shape(z_mean)[0], latent_dim))
    return z_mean + K.exp(z_log_var / 2) * epsilon
""",
    ),
    (
        "fit_generator of Keras 2",
        "2.3",
        """
model.fit_generator(datagen.flow(x_train, y_train), steps_per_epoch=len(x_train) // 32, epochs=epochs, workers=4)
""",
    ),
    (
        "old module paths, Keras 2",
        "2.3",
        """
from keras.layers.normalization import BatchNormalization
from keras.layers.advanced_activations import LeakyReLU
""",
    ),
    (
        "beginner's guide of TensorFlow 2",
        "2.15",
        """
import tensorflow as tf
mnist = tf.keras.datasets.mnist
model = tf.keras.models.Sequential([tf.keras.layers.Flatten(input_shape=(28, 28)), tf.keras.layers.Dense(10)])
model.compile(optimizer='adam', loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
""",
    ),
    (
        "tensorflow.keras with lr",
        "2.15",
        """
from tensorflow.keras.optimizers import Adam
model.compile(Adam(lr=1e-3), 'mse')
model.save('model.keras')
""",
    ),
    ("from tensorflow import keras", "2.15", "from tensorflow import keras\nfrom tensorflow.keras import layers\n"),
    (
        "images from folders, Keras 2.9",
        "2.15",
        """
from keras.preprocessing.image import ImageDataGenerator
model.fit(ImageDataGenerator(rescale=1 / 255).flow_from_directory('train'), epochs=10)
""",
    ),
    (
        "custom layer of Keras 3",
        "3",
        """
import keras
from keras import ops
class Linear(keras.layers.Layer):
    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="random_normal")
    def call(self, inputs):
        return ops.matmul(inputs, self.w)
""",
    ),
    (
        "text model of Keras 3",
        "3",
        """
import os
os.environ["KERAS_BACKEND"] = "jax"
import keras
x = keras.layers.Embedding(input_dim=20000, output_dim=128)(inputs)
""",
    ),
    (
        "nothing that tells",
        "3",
        """
from keras import Sequential, layers
from keras import backend as K
K.clear_session()
def train(model, lr=1e-3, nb_epoch=3):
    # model.fit(x, y, nb_epoch=3) was how it was written in 2016
    model.compile(optimizer='adam', loss='mse', metrics=['accuracy'])
    model.fit(x, y, epochs=nb_epoch, batch_size=32, verbose=0)
layers.Embedding(input_dim=1000, output_dim=64)
""",
    ),
]
