"""The models whose summaries are compared: from any Keras, or plain stand-ins that only have what a summary reads.

Runs on Python 3.6, because Keras 1.2.2 does.
"""
# The spelling is that of Python 3.6, which runs Keras 1.2.2.
# ruff: noqa: I001, N803, N806, N812, UP004, UP008, UP020, UP031

LONG = "a_dropout_layer_with_a_name_that_is_longer_than_its_column"
CASES = (
    "plain",
    "trained",
    "narrow",
    "positions",
    "frozen",
    "show_trainable",
    "range",
    "nested",
    "expand",
    "unbuilt",
    "bn",
)
ARGUMENTS = {
    "narrow": {"line_length": 50},
    "positions": {"positions": [0.5, 0.8, 1.0]},
    "show_trainable": {"show_trainable": True},
    "range": {"layer_range": ["a_.*", "last"]},
    "expand": {"expand_nested": True},
}


class Weight:
    def __init__(self, shape):
        self.shape, self.dtype = shape, "float32"


class Layer:
    trainable = True
    built = True

    def __init__(self, name, units, *shapes):
        self.name, self.output_shape = name, (None, units)
        self.weights = [Weight(s) for s in shapes]
        self.fixed = 0

    def count_params(self):
        return sum(w.shape[0] * (w.shape[1] if len(w.shape) > 1 else 1) for w in self.weights)

    @property
    def trainable_weights(self):
        return self.weights[: len(self.weights) - self.fixed] if self.trainable else []

    @property
    def non_trainable_weights(self):
        kept = {id(w) for w in self.trainable_weights}
        return [w for w in self.weights if id(w) not in kept]


class Dense(Layer):
    def __init__(self, name, before, units):
        super(Dense, self).__init__(name, units, (before, units), (units,))


class Dropout(Layer):
    pass


class BatchNormalization(Layer):
    def __init__(self, name, units):
        super(BatchNormalization, self).__init__(name, units, *[(units,)] * 4)
        self.fixed = 2


class Sequential(Layer):
    optimizer = None

    def __init__(self, name, layers):
        super(Sequential, self).__init__(name, 0)
        self.layers = layers
        if layers:
            self.output_shape = layers[-1].output_shape

    def count_params(self):
        return sum(layer.count_params() for layer in self.layers)

    @property
    def trainable_weights(self):
        return [w for layer in self.layers for w in layer.trainable_weights]

    @property
    def non_trainable_weights(self):
        return [w for layer in self.layers for w in layer.non_trainable_weights]

    @property
    def weights(self):
        return self.trainable_weights + self.non_trainable_weights

    @weights.setter
    def weights(self, value):
        pass


class Optimizer:
    built = True

    def __init__(self, weights):
        self.variables = [Weight((1,)), Weight((1,))] + [Weight(w.shape) for w in weights for _ in range(2)]


def net():
    return Sequential("net", [Dense("hidden", 784, 512), Dropout(LONG, 512), Dense("last", 512, 10)])


def stand_in(case):
    if case in ("nested", "expand"):
        inner = Sequential("net", [Dense("hidden", 784, 512), Dense("last", 512, 10)])
        return Sequential("outer", [inner, Dense("end", 10, 3)])
    if case == "bn":
        return Sequential("bn", [Dense("big", 3000, 2000), BatchNormalization("bn1", 2000)])
    if case == "unbuilt":
        model = Sequential("unbuilt", [Dense("d", 1, 3)])
        model.built = model.layers[0].built = False
        model.layers[0].weights, model.layers[0].output_shape = [], None
        return model
    model = net()
    if case in ("frozen", "show_trainable", "range"):
        model.layers[0].trainable = False
    if case == "trained":
        model.optimizer = Optimizer(model.weights)
    return model


def real(case):
    """The same from the Keras that is installed."""
    import numpy as np
    from keras import layers as L
    from keras.models import Sequential as Real

    def real_net(drop=True):
        model = Real(name="net")
        model.add(L.Dense(512, input_shape=(784,), name="hidden"))
        if drop:
            model.add(L.Dropout(0.2, name=LONG))
        model.add(L.Dense(10, name="last"))
        return model

    if case in ("nested", "expand"):
        model = Real(name="outer")
        model.add(real_net(False))
        model.add(L.Dense(3, name="end"))
        return model
    if case == "bn":
        model = Real(name="bn")
        model.add(L.Dense(2000, input_shape=(3000,), name="big"))
        model.add(L.BatchNormalization(name="bn1"))
        return model
    if case == "unbuilt":
        return Real([L.Dense(3, name="d")], name="unbuilt")
    model = real_net()
    if case in ("frozen", "show_trainable", "range"):
        model.layers[0].trainable = False
    if case == "trained":
        model.compile("adam", "mse")
        model.train_on_batch(np.zeros((2, 784)), np.zeros((2, 10)))
    return model
