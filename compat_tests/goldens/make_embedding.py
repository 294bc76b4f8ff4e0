"""Embedding: outputs, masks, gradients of the table, masked losses, trained tables, shapes and configurations.

Trained tables of Keras 3 are those of its JAX backend. On TensorFlow a table's gradient is a list of rows, of which
some belong to the same word; Keras 3 squares each of them, where the square of their sum is meant.
"""

from __future__ import absolute_import, division, print_function

import numpy as np
from make_convolution import numbers, plain

ROWS, WIDTH = 7, 4


def rows(generation):
    """(arguments, shape of a sample, dtype of the numbers)."""
    old, modern = generation == "keras-1.2.2", generation in ("keras-2.15", "keras-3.15")
    init, penalty, constraint = ("init", "W_regularizer", "W_constraint") if old else (
        "embeddings_initializer",
        "embeddings_regularizer",
        "embeddings_constraint",
    )  # fmt: skip
    yield {}, (5,), "int32"
    yield {}, (5,), "int64"
    yield {}, (5,), "float32"
    yield {"mask_zero": True}, (5,), "int32"
    yield {"mask_zero": True}, (5,), "float32"
    yield {init: "uniform"}, (5,), "int32"
    yield {init: "normal"}, (5,), "int32"
    yield {init: "zero" if old else "zeros"}, (1,), "int32"
    yield {penalty: "l2"}, (5,), "int32"
    yield {constraint: "nonneg" if old else "non_neg"}, (5,), "int32"
    yield {penalty: "l1", constraint: "unitnorm" if old else "unit_norm", "mask_zero": True}, (5,), "int32"
    if generation != "keras-1.2.2":
        yield {}, (3, 2), "int32"
        yield {"mask_zero": True}, (3, 2), "int32"
    if generation != "keras-3.15":
        yield {"input_length": 5}, (5,), "int32"
        yield {"input_length": 5, "mask_zero": True}, (5,), "int32"
    if modern:
        yield {}, (), "int32"
    if old:
        yield {"dropout": 0.5}, (5,), "int32"
        yield {"dropout": 0.25, "input_length": 5}, (5,), "int32"


def label(args):
    """``mask_zero=True``"""
    return ",".join("%s=%s" % (k, args[k]) for k in sorted(args)) or "default"


def cases(generation):
    """(id, spec, inputs) of every case."""
    rng = np.random.RandomState(5)
    for args, shape, dtype in rows(generation):
        x = (rng.randint(0, ROWS, (6,) + shape) + (0.6 if dtype == "float32" else 0)).astype(dtype)
        case = "%s-%s-%s" % (label(args), "x".join(map(str, shape)), dtype)
        for what in ("forward", "gradient"):
            yield ("" if what == "forward" else "gradient-") + case, {"what": what, "args": args}, {"x": x}
    x = rng.randint(0, ROWS, (16, 5)).astype("int32")
    for args in ({}, {"mask_zero": True}):
        inputs = {"x": x, "y": numbers((16, 5, 2), 8)}
        yield "loss-" + label(args), {"what": "loss", "args": args}, inputs
    if generation in ("keras-2.15", "keras-3.15"):
        for optimizer in ("adam", "rmsprop", "sgd", "adagrad"):
            inputs = {"x": x, "y": numbers((16, 2), 9)}
            yield "trained-" + optimizer, {"what": "trained", "args": {}, "optimizer": optimizer}, inputs


def build(api, spec, x, *more):
    """A model of the layer, its table set, and further layers on it."""
    api.clear()
    layers = api.keras.layers
    inputs = layers.Input(shape=x.shape[1:])
    layer = layers.Embedding(ROWS, WIDTH, name="golden", **spec["args"])
    outputs = layer(inputs)
    for make in more:
        outputs = make(layers)(outputs)
    old = api.generation == "keras-1.2.2"
    ends = {"input": inputs, "output": outputs} if old else {"inputs": inputs, "outputs": outputs}
    model = api.keras.models.Model(**ends)
    model.set_weights([numbers(w.shape, i + 2) for i, w in enumerate(model.get_weights())])
    return layer, model


def table_gradient(api, layer, x, upstream):
    """d sum(layer(x) * upstream) / d table."""
    backend, ours = api.keras.backend, api.keras.__name__ == "kerasish"
    if api.graph or ours:
        total = backend.sum(layer.output * (upstream if ours else backend.variable(upstream)))
        found = backend.gradients(total, list(layer.trainable_weights))
        if not ours and backend.backend() == "tensorflow":
            found = [dense(found[0])]
        return np.asarray(backend.function([layer.input], found)([x])[0])
    if backend.backend() == "jax":
        import jax

        weights = [v.value for v in layer.trainable_variables]
        return np.asarray(jax.grad(lambda w: (layer.stateless_call(w, [], x)[0] * upstream).sum())(weights)[0])
    import tensorflow as tf

    table = layer.trainable_variables[0]
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(tf.constant(x)) * upstream)
    return dense(tape.gradient(total, table.value if api.generation == "keras-3.15" else table)).numpy()


def dense(gradient):
    """TensorFlow's gradient as a tensor, whatever it was."""
    import tensorflow as tf

    return tf.convert_to_tensor(gradient)


def rounded(value):
    """A configuration whose numbers have six digits: some generations hold them in single precision."""
    if isinstance(value, dict):
        return dict((k, rounded(v)) for k, v in value.items())
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return float("%.6g" % value) if isinstance(value, float) else value


def told(layer):
    """The configuration, without what Keras 1 called its penalties: that is for them to say."""
    config = rounded(plain(layer.get_config()))
    for word in ("W_regularizer", "W_constraint"):
        if word in config:
            config[word] = config[word] is not None
    return config


def trained(api, spec, inputs):
    """Weights after three epochs, and the losses."""
    _, model = build(api, spec, inputs["x"], lambda layers: layers.Flatten(), lambda layers: layers.Dense(2))
    model.compile(spec["optimizer"], "mse")
    history = model.fit(inputs["x"], inputs["y"], batch_size=4, epochs=3, shuffle=False, verbose=0)
    arrays = dict(("w%d" % i, w) for i, w in enumerate(model.get_weights()))
    return dict(arrays, loss=np.asarray(history.history["loss"])), {}


def run(api, spec, inputs):
    """What the case asks for."""
    x = inputs["x"]
    if spec["what"] == "trained":
        return trained(api, spec, inputs)
    if spec["what"] == "loss":
        dense = {"output_dim" if api.generation == "keras-1.2.2" else "units": 2}
        _, model = build(api, spec, x, lambda layers: layers.TimeDistributed(layers.Dense(**dense)))
        model.compile("sgd", "mse")
        return {"loss": np.asarray(model.evaluate(x, inputs["y"], batch_size=8, verbose=0))}, {}
    layer, model = build(api, spec, x)
    y = np.asarray(model.predict(x, **({} if api.graph else {"verbose": 0})))
    if spec["what"] == "gradient":
        return {"dw": table_gradient(api, layer, x, numbers(y.shape, 0))}, {}
    arrays = {"y": y}
    if spec["args"].get("mask_zero"):
        arrays["mask"] = api.value(layer.compute_mask(api.tensor(x), None))
    rule = layer.compute_output_shape if hasattr(layer, "compute_output_shape") else layer.get_output_shape_for
    shape = x.shape[1:]
    asked = [(None,) + shape, (2,) + shape] + ([(2,) + tuple(None for _ in shape)] if shape else [])
    facts = {
        "config": told(layer),
        "weights": [list(w.shape) for w in layer.get_weights()],
        "shapes": plain([[list(s), list(rule(s))] for s in asked]),
    }
    return arrays, facts
