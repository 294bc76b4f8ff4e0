"""Normalization layers: outputs in training and not, gradients, weights and moving statistics after steps.

Also configurations, and the functions of ``keras.ops``. Weights are numbers drawn for their shapes; variances are
positive. Steps are ``train_on_batch`` with plain SGD: on batches of different size, on frozen layers, in nested models.
"""

from __future__ import absolute_import, division, print_function

import numpy as np

MODERN = ("keras-2.15", "keras-3.15")
VECTOR, SERIES, IMAGES, VOLUMES = (5,), (4, 3), (3, 4, 3), (2, 3, 2, 3)
CLIPPING = {"rmax": 1.5, "rmin": 0.5, "dmax": 0.3}


def non_negative(generation):
    """The name of the constraint."""
    return "non_neg" if generation == "keras-3.15" else "nonneg"


def batch_rows(generation):
    """(arguments, input shape) of BatchNormalization."""
    old = generation == "keras-1.2.2"
    for shape in (VECTOR, SERIES, IMAGES) + (() if old else (VOLUMES,)):
        yield {}, shape
        yield {"momentum": 0.6, "epsilon": 0.05}, shape
    for axis, shape in ((1, SERIES), (1, IMAGES), (2, IMAGES), (3, IMAGES), (-2, SERIES)):
        if axis > 0 or not old:
            yield {"axis": axis, "momentum": 0.6}, shape
    yield {"gamma_regularizer": "l2", "momentum": 0.6}, VECTOR
    if old:
        for mode, shapes in ((1, (VECTOR, SERIES, IMAGES)), (2, (VECTOR, SERIES, IMAGES))):
            for shape in shapes:
                yield {"mode": mode, "momentum": 0.6}, shape
        yield {"mode": 2, "axis": 1}, SERIES
        yield {"beta_init": "one", "gamma_init": "zero"}, VECTOR
        return
    for args in (
        {"center": False},
        {"scale": False},
        {"center": False, "scale": False},
        {"beta_initializer": "ones", "moving_mean_initializer": "ones", "moving_variance_initializer": "zeros"},
        {"beta_constraint": non_negative(generation), "beta_regularizer": "l1"},
    ):
        yield dict(args, momentum=0.6), VECTOR
        yield dict(args, momentum=0.6), IMAGES
    if generation in MODERN:
        for shape in (SERIES, IMAGES):
            yield {"renorm": True, "momentum": 0.6}, shape
            yield {"renorm": True, "renorm_clipping": CLIPPING, "renorm_momentum": 0.7}, shape
        yield {"renorm": True, "scale": False, "center": False}, SERIES
        yield {"synchronized": True}, IMAGES
    if generation == "keras-2.15":
        for axes, shape in (([1, 3], IMAGES), ([1, 2], SERIES), ([3], IMAGES)):
            yield {"axis": axes, "momentum": 0.6}, shape
        for args in ({"fused": False}, {"fused": True}, {"fused": True, "axis": 1}):
            yield dict(args, momentum=0.6), IMAGES
        yield {"axis": 1, "momentum": 0.6}, VOLUMES


def other_rows(generation):
    """(layer, arguments, input shape) of the other layers."""
    if generation not in MODERN:
        return
    for axis, shape in ((-1, VECTOR), (-1, IMAGES), (1, IMAGES), ([1, 2], IMAGES), ([3, 1], IMAGES), ([2, 1], SERIES)):
        yield "LayerNormalization", {"axis": axis}, shape
        yield "UnitNormalization", {"axis": axis}, shape
    for args in ({"epsilon": 1e-6}, {"center": False}, {"scale": False}, {"center": False, "scale": False}):
        yield "LayerNormalization", args, SERIES
    settings = {"gamma_regularizer": "l2", "beta_constraint": non_negative(generation)}
    yield "LayerNormalization", settings, VECTOR
    for groups, axis, shape in (
        (2, -1, (3, 4, 6)),
        (-1, -1, (3, 4, 6)),
        (1, -1, (3, 4, 6)),
        (3, 1, (6, 2, 4)),
        (2, 2, (3, 4, 5)),
        (2, -1, (6,)),
        (3, -1, (4, 6)),
        (2, -1, (2, 3, 2, 4)),
    ):
        yield "GroupNormalization", {"groups": groups, "axis": axis}, shape
    for args in ({"epsilon": 0.1}, {"center": False}, {"scale": False}):
        yield "GroupNormalization", dict(args, groups=2), (3, 4)
    if generation == "keras-3.15":
        for axis, shape in ((-1, VECTOR), (-1, IMAGES), ([2, 3], IMAGES)):
            yield "RMSNormalization", {"axis": axis}, shape
        yield "RMSNormalization", {"epsilon": 0.1}, SERIES
        yield "LayerNormalization", {"rms_scaling": True}, SERIES
    else:
        yield "experimental.SyncBatchNormalization", {"momentum": 0.6}, IMAGES
    for iterations in (1, 3):
        yield "SpectralNormalization", {"layer": ["Dense", {"units": 3}], "power_iterations": iterations}, VECTOR


def op_rows(generation):
    """(function, arguments, shapes of the tensors) of ``keras.ops``."""
    if generation != "keras-3.15":
        return
    x = (2, 3, 4)
    for args in ({}, {"order": 1}, {"order": 3}, {"axis": 1}, {"axis": [0, 1]}, {"epsilon": 3.0}, {"axis": None}):
        yield "normalize", args, [x]
    for args in ({"axes": [0, 1]}, {"axes": 1}, {"axes": [1], "keepdims": True}, {"axes": [0, 1], "keepdims": True}):
        yield "moments", args, [x]
    yield "batch_normalization", {"axis": -1}, [x, (4,), (4,)]
    yield "batch_normalization", {"axis": 1, "epsilon": 0.1}, [x, (3,), (3,)]
    for args, shapes in (({}, [x]), ({}, [x, (4,), (4,)]), ({"axis": 1, "epsilon": 0.1}, [x]), ({"axis": [1, 2]}, [x])):
        yield "layer_normalization", args, shapes
    for args, shapes in (({}, [x]), ({}, [x, (4,)]), ({"axis": [1, 2], "epsilon": 0.1}, [x])):
        yield "rms_normalization", args, shapes


def label(args):
    """``axis=1,momentum=0.6``"""
    return ",".join("%s=%s" % (k, str(args[k]).replace(" ", "")) for k in sorted(args)) or "default"


def numbers(shape, salt):
    """Numbers of mean 1 and deviation 2, rounded so that files stay small."""
    drawn = 2.0 * np.random.RandomState([salt] + list(shape)).randn(*shape) + 1.0
    return np.round(drawn, 2).astype("float32")


def cases(generation):
    """(id, spec, inputs) of every case."""
    rows = [("BatchNormalization", args, shape) for args, shape in batch_rows(generation)]
    for name, args, shape in rows + list(other_rows(generation)):
        case, x = "%s-%s-%s" % (name, label(args), "x".join(map(str, shape))), numbers((6,) + shape, 1)
        spec = {"name": name, "args": args}
        yield case, dict(spec, what="forward"), {"x": x}
        yield "gradient-" + case, dict(spec, what="gradient", training=True), {"x": x}
        yield "steps-" + case, dict(spec, what="steps"), {"x": x, "more": numbers((4,) + shape, 2)}
    for shape in (VECTOR, IMAGES):
        spec = {"name": "BatchNormalization", "args": {"momentum": 0.6}}
        x = {"x": numbers((6,) + shape, 1)}
        kind = "x".join(map(str, shape))
        yield "gradient-at-rest-%s" % kind, dict(spec, what="gradient", training=False), x
        yield "gradient-frozen-%s" % kind, dict(spec, what="gradient", training=True, frozen=True), x
        both = dict(x, more=numbers((4,) + shape, 2))
        yield "steps-frozen-%s" % kind, dict(spec, what="steps", frozen=True), both
        yield "steps-nested-%s" % kind, dict(spec, what="steps", nested=True), both
    if generation in MODERN:
        for shape, axis in (((6, 4, 3), -1), ((6, 4, 3), 1), ((6, 2, 4, 3), -1)):
            mask = np.random.RandomState(3).randint(0, 2, shape[:-1]).astype("bool")
            mask[0] = True
            inputs = {"x": numbers(shape, 1), "mask": mask}
            args = {"momentum": 0.6, "axis": axis}
            name = "masked-%s-%s" % (axis, "x".join(map(str, shape)))
            yield name, {"what": "masked", "name": "BatchNormalization", "args": args}, inputs
        if generation == "keras-2.15":
            inputs = {"x": numbers((6, 4, 6), 1), "mask": np.arange(24).reshape(6, 4, 1) % 3 > 0}
            yield "masked-groups", {"what": "masked", "name": "GroupNormalization", "args": {"groups": 2}}, inputs
    for name, args, shapes in op_rows(generation):
        case = "ops.%s-%s-%s" % (name, label(args), "+".join("x".join(map(str, s)) for s in shapes))
        inputs = dict(("x%d" % i, numbers(s, i + 1)) for i, s in enumerate(shapes))
        if "x2" in inputs:
            inputs["x2"] = np.abs(inputs["x2"])  # a variance
        yield case, {"what": "op", "name": name, "args": args}, inputs


def given(value):
    """Lists as tuples, but those of axes that a layer wants as lists."""
    return tuple(value) if isinstance(value, list) else value


def make(api, spec):
    """The layer."""
    layers, args = api.keras.layers, dict(spec["args"])
    if "layer" in args:
        name, inner = args["layer"]
        args["layer"] = getattr(layers, name)(**inner)
    found = layers
    for part in spec["name"].split("."):
        found = getattr(found, part)
    return found(name="golden", **args)


def drawn(layer):
    """Values for the weights of a layer; those that must be are positive."""
    values = []
    for i, (variable, array) in enumerate(zip(layer.weights, layer.get_weights())):
        value = 0.3 * numbers(array.shape, i + 11)
        positive = any(word in variable.name for word in ("variance", "std"))
        values.append(np.abs(value) + 0.5 if positive else value)
    return values


def build(api, spec, shape):
    """The layer in a model, its weights drawn; or such a model in another."""
    api.clear()
    layers, models = api.keras.layers, api.keras.models
    x = layers.Input(shape=shape)
    layer = make(api, spec)
    if spec.get("frozen"):
        layer.trainable = False
    y = layer(x)
    layer.set_weights(drawn(layer))
    names = ("input", "output") if api.generation == "keras-1.2.2" else ("inputs", "outputs")
    model = models.Model(**dict(zip(names, (x, y))))
    if spec.get("nested"):
        outer = layers.Input(shape=shape)
        model = models.Model(**dict(zip(names, (outer, model(outer)))))
    return layer, model


def stepped(api, spec, inputs):
    """Losses, weights and prediction after three steps of SGD on two batches."""
    layer, model = build(api, spec, inputs["x"].shape[1:])
    rate = {"lr": 0.05} if api.graph else {"learning_rate": 0.05}
    model.compile(loss="mse", optimizer=api.keras.optimizers.SGD(**rate))
    losses = []
    for x in (inputs["x"], inputs["more"], inputs["x"]):
        losses.append(float(model.train_on_batch(x, 0.5 * np.asarray(model.predict(x, **quiet(api))) + 0.1)))
    arrays = dict(("w%d" % i, w) for i, w in enumerate(layer.get_weights()))
    arrays.update(losses=np.array(losses, "float32"), y=np.asarray(model.predict(inputs["x"], **quiet(api))))
    return arrays, {}


def quiet(api):
    """What keeps ``predict`` from printing."""
    return {} if api.graph else {"verbose": 0}


def gradients(api, spec, x):
    """Output, and gradients of a weighted sum of it by the input and the trainable weights."""
    layer, model = build(api, spec, x.shape[1:])
    backend, training = api.keras.backend, spec["training"]
    y = np.asarray(model.predict(x, **quiet(api)))
    upstream = np.random.RandomState(7).randint(-8, 9, y.shape).astype("float32") / 8
    if api.keras.__name__ == "kerasish":
        inputs = backend.placeholder(shape=(None,) + x.shape[1:])
        outputs = layer(inputs, training=training) if takes_training(layer) else layer(inputs)
        sources = [inputs] + list(layer.trainable_weights)
        found = backend.gradients(backend.sum(outputs * upstream), sources)
        return backend.function([inputs], [outputs] + found)([x])
    if api.graph:
        total = backend.sum(model.output * backend.variable(upstream))
        found = backend.gradients(total, [model.input] + list(layer.trainable_weights))
        run = backend.function([model.input, backend.learning_phase()], [model.output] + found)
        return [np.asarray(g) for g in run([x, int(training)])]
    import tensorflow as tf

    x = tf.constant(x)
    weights = [getattr(v, "value", v) if api.generation == "keras-3.15" else v for v in layer.trainable_variables]
    with tf.GradientTape() as tape:
        tape.watch(x)
        outputs = layer(x, training=training) if takes_training(layer) else layer(x)
        total = tf.reduce_sum(outputs * upstream)
    return [outputs.numpy()] + [g.numpy() for g in tape.gradient(total, [x] + weights)]


def takes_training(layer):
    """Whether the layer's call has a training argument."""
    return type(layer).__name__ in ("BatchNormalization", "SyncBatchNormalization", "SpectralNormalization")


def plain(value):
    """A configuration with tuples and NumPy values as lists and numbers."""
    if isinstance(value, dict):
        return dict((k, plain(v)) for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.tolist() if isinstance(value, (np.generic, np.ndarray)) else value


def run(api, spec, inputs):
    """What a case asks for."""
    if spec["what"] == "op":
        function = getattr(api.keras.ops, spec["name"])
        arrays = [api.tensor(inputs[k]) for k in sorted(inputs)]
        found = function(*arrays, **dict((k, given(v)) for k, v in spec["args"].items()))
        found = found if isinstance(found, (tuple, list)) else [found]
        return dict(("y%d" % i, api.value(v)) for i, v in enumerate(found)), {}
    if spec["what"] == "steps":
        return stepped(api, spec, inputs)
    if spec["what"] == "gradient":
        found = gradients(api, spec, inputs["x"])
        return dict(zip(["y", "dx"] + ["dw%d" % i for i in range(len(found))], found)), {}
    if spec["what"] == "masked":
        layer, _ = build(api, spec, inputs["x"].shape[1:])
        more = {"training": True} if takes_training(layer) else {}
        y = layer(api.tensor(inputs["x"]), mask=api.tensor(inputs["mask"]), **more)
        return dict([("y", api.value(y))] + [("w%d" % i, w) for i, w in enumerate(layer.get_weights())]), {}
    layer, model = build(api, spec, inputs["x"].shape[1:])
    facts = {
        "config": plain(layer.get_config()),
        "output_shape": list(model.output_shape[1:]),
        "weights": [list(np.shape(w)) for w in layer.get_weights()],
        "names": [v.name.split("/")[-1].split(":")[0] for v in layer.weights],
        "trainable": len(layer.trainable_weights),
    }
    return {"y": np.asarray(model.predict(inputs["x"], **quiet(api)))}, facts
