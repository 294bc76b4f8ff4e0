"""Graphs of layers: the order of layers, names, shapes, parameters, configurations, summaries, outputs, training.

Every builder is written once; ``Words`` has the few words in which generations differ.
"""

import json

import numpy as np
from golden_harness import fit


class Words:
    """Layers in one generation's spelling."""

    def __init__(self, api):
        self.api, self.layers, self.models = api, api.keras.layers, api.keras.models
        self.old = api.generation == "keras-1.2.2"

    def input(self, *shape, **more):
        """An Input."""
        return self.layers.Input(shape=shape, **more)

    def dense(self, units, **more):
        """A Dense layer."""
        return self.layers.Dense(units, **more)

    def add(self, tensors, **more):
        """A sum."""
        return self.layers.merge(tensors, mode="sum", **more) if self.old else self.layers.add(tensors, **more)

    def multiply(self, tensors, **more):
        """A product."""
        return self.layers.merge(tensors, mode="mul", **more) if self.old else self.layers.multiply(tensors, **more)

    def concatenate(self, tensors, **more):
        """Tensors joined along the last axis."""
        if self.old:
            return self.layers.merge(tensors, mode="concat", **more)
        return self.layers.concatenate(tensors, **more)

    def model(self, inputs, outputs, **more):
        """A functional model."""
        if self.old:
            return self.models.Model(input=inputs, output=outputs, **more)
        return self.models.Model(inputs=inputs, outputs=outputs, **more)

    def sequential(self, layers, **more):
        """A Sequential, named where the generation's constructor takes a name."""
        model = self.models.Sequential(**more)
        for layer in layers:
            model.add(layer)
        return model

    def first(self, units, inputs, **more):
        """A Dense layer that tells its input's shape."""
        if self.api.generation == "keras-3.15":
            return [self.input(inputs), self.dense(units, **more)]
        return [self.dense(units, input_shape=(inputs,), **more)]


def two_in_two_out(w):
    """Two inputs, a branch that is used twice, two outputs at unequal depths."""
    a, b = w.input(4, name="a"), w.input(3, name="b")
    left, right = w.dense(5, name="left")(a), w.dense(5, name="right")(b)
    total = w.add([left, right], name="total")
    both = w.concatenate([total, left], name="both")
    return w.model([a, b], [w.dense(2, name="first")(both), w.dense(1, name="second")(total)], name="two")


def automatic_names(w):
    """No name is given, and inputs are taken in another order than they were made."""
    a, b = w.input(4), w.input(4)
    shared = w.dense(3)
    x = w.add([shared(a), shared(b)])
    y = w.concatenate([x, shared(a)])
    return w.model([b, a], w.dense(1)(w.layers.Activation("relu")(y)))


def shared_thrice(w):
    """A layer and a model, each called several times."""
    a, inner = w.input(4, name="a"), w.input(4, name="inner_input")
    model = w.model(inner, w.dense(4, name="inside", activation="tanh")(inner), name="inner")
    layer = w.dense(4, name="layer")
    total = w.add([layer(a), layer(layer(a)), model(a)], name="total")
    return w.model(a, model(total), name="thrice")


def residual(w):
    """Skips of unequal lengths."""
    x = start = w.input(4, name="start")
    tensors = [x]
    for i in range(4):
        x = w.dense(4, name="d%d" % i, activation="tanh")(x)
        if i % 2:
            x = w.add([x, tensors[i // 2]], name="s%d" % i)
        tensors.append(x)
    return w.model(start, w.multiply([x, tensors[1], start], name="product"), name="residual")


def inception(w):
    """Branches of unequal depths, made in an order of their own."""
    x = w.input(6, name="x")
    late = w.dense(3, name="late")(x)
    deep = w.dense(2, name="deep2")(w.dense(5, name="deep1")(x))
    deeper = w.dense(2, name="deeper3")(w.dense(2, name="deeper2")(w.dense(4, name="deeper1")(x)))
    joined = w.concatenate([deeper, late, deep], name="joined")
    return w.model(x, [w.dense(2, name="out")(joined), w.dense(1, name="aux")(late)], name="inception")


def sequential_inside(w):
    """A Sequential as a layer."""
    a = w.input(4, name="a")
    named = {} if w.old else {"name": "stack"}
    stack = w.sequential([*w.first(3, 4, name="x1"), w.dense(2, name="x2")], **named)
    return w.model(a, w.dense(1, name="top")(stack(a)), name="outer")


def model_inside_sequential(w):
    """A functional model as the first layer of a Sequential."""
    a = w.input(4, name="a")
    inner = w.model(a, w.add([w.dense(2, name="p")(a), w.dense(2, name="q")(a)], name="sum"), name="inner")
    named = {} if w.old else {"name": "stack"}
    return w.sequential([inner, w.dense(1, name="top")], **named)


def nested_twice(w):
    """A model in a model in a model, the middle one frozen."""
    a, b, c = (w.input(3, name=name) for name in "abc")
    low = w.model(a, w.dense(3, name="low_dense")(a), name="low")
    middle = w.model(b, w.dense(3, name="middle_dense")(low(b)), name="middle")
    middle.trainable = False
    return w.model(c, w.dense(2, name="top_dense")(middle(c)), name="top")


def model_on_two_inputs(w):
    """A model of two inputs and two outputs called on other tensors, its outputs used apart."""
    inner = two_in_two_out(w)
    a, b = w.input(4, name="na"), w.input(3, name="nb")
    first, second = inner([a, b])
    return w.model([a, b], w.concatenate([w.dense(2, name="after")(first), second], name="ends"), name="outer")


def features(w):
    """From the input to a layer in the middle, and the end."""
    whole = residual(w)
    return w.model(whole.input, [whole.get_layer("s1").output, whole.output], name="features")


def image_graph(w):
    """Layers that cut, frame and enlarge, joined."""
    x = w.input(6, 5, 2, name="image")
    small = w.layers.Cropping2D(((1, 1), (1, 0)), name="cut")(x)
    wide = w.layers.ZeroPadding2D((1, 1), name="frame")(small)
    large = w.layers.UpSampling2D((2, 2), name="large")(small)
    flat = w.concatenate([w.layers.Flatten(name="f1")(wide), w.layers.Flatten(name="f2")(large)], name="flat")
    return w.model(x, w.dense(3, name="end")(flat), name="images")


def masked(w):
    """Masks through a sum."""
    a, b = w.input(3, 2, name="a"), w.input(3, 2, name="b")
    x = w.add([w.layers.Masking(name="ma")(a), w.layers.Masking(name="mb")(b)], name="s")
    return w.model([a, b], w.layers.Activation("tanh", name="t")(x), name="masked")


def one_in_a_list(w):
    """One input and one output, each in a list."""
    a = w.input(4, name="a")
    return w.model([a], [w.dense(2, name="z")(a)], name="lists")


def unused_input(w):
    """An input that leads nowhere."""
    a, b = w.input(4, name="a"), w.input(4, name="b")
    return w.model([a, b], w.dense(2, name="z")(b), name="unused")


def dicts(w):
    """Inputs and outputs by names of their own."""
    a, b = w.input(4, name="a"), w.input(4, name="b")
    z = w.dense(2, name="z")
    return w.model({"x": a, "y": b}, {"p": z(a), "q": w.add([z(a), z(b)], name="s")}, name="dicts")


def from_the_middle(w):
    """From a layer in the middle to the end."""
    whole = inception(w)
    return w.model(whole.get_layer("joined").output, whole.get_layer("out").output, name="end")


def joined_stacks(w):
    """Keras 1: a Sequential that begins with a Merge of others."""
    left, right = (w.sequential(w.first(3, inputs, name=name)) for inputs, name in ((4, "left"), (2, "right")))
    right.add(w.layers.Activation("tanh", name="tanh"))
    return w.sequential([w.layers.Merge([left, right], mode="concat", name="joined"), w.dense(2, name="top")])


def joined_twice(w):
    """Keras 1: a stack of joined stacks, joined with another by a product over an axis of each."""
    left = joined_stacks(w)
    right = w.sequential(w.first(2, 5, name="alone"))
    return w.sequential([w.layers.Merge([left, right], mode="dot", dot_axes=1, name="product"), w.dense(1, name="end")])


def joined_with_itself(w):
    """Keras 1: one branch twice."""
    one = w.sequential(w.first(3, 4, name="one"))
    return w.sequential([w.layers.Merge([one, one], mode="mul", name="square"), w.dense(2, name="top")])


COMMON = (
    two_in_two_out, automatic_names, shared_thrice, residual, inception, sequential_inside, model_inside_sequential,
    nested_twice, model_on_two_inputs, features, image_graph, masked, one_in_a_list, unused_input,
)  # fmt: skip
NEW = (dicts, from_the_middle)
OLD = (joined_stacks, joined_twice, joined_with_itself)
BUILDERS = dict((f.__name__, f) for f in COMMON + NEW + OLD)

TRAININGS = (
    ("lists", {"loss": ["mse", "mae"], "loss_weights": [1.0, 0.5]}),
    ("dicts", {"loss": {"first": "mse", "second": "mae"}, "loss_weights": {"first": 0.3, "second": 2.0}}),
    ("one loss", {"loss": "mse"}),
    ("metrics by name", {"loss": "mse", "metrics": {"first": ["mae"], "second": ["mse"]}}),
    ("one sgd step", {"loss": ["mse", "mse"], "metrics": {"second": ["mae"]}}),
)


def cases(generation):
    """(id, spec, inputs) of every graph."""
    rng = np.random.RandomState(21)
    more = {"keras-1.2.2": OLD, "keras-2.3.1": ()}.get(generation, NEW)
    for builder in COMMON + more:
        yield builder.__name__, {"what": "graph", "build": builder.__name__}, {}
    for name, told in TRAININGS:
        inputs = {"a": rng.randn(20, 4), "b": rng.randn(20, 3), "first": rng.randn(20, 2), "second": rng.randn(20, 1)}
        yield "train " + name, {"what": "train", "compile": told}, in_float32(inputs)

    if generation == "keras-1.2.2":
        inputs = {"a": rng.randn(20, 4), "b": rng.randn(20, 2), "first": rng.randn(20, 2)}
        spec = {"what": "train joined", "compile": {"loss": "mse", "metrics": ["mae"]}}
        yield "train joined stacks", spec, in_float32(inputs)


def in_float32(arrays):
    """Named arrays as models take them."""
    return dict((k, v.astype("float32")) for k, v in arrays.items())


def numbers(shape, seed):
    """Numbers that every run makes alike."""
    return np.random.RandomState(seed).uniform(-1, 1, shape).astype("float32")


def fill(model):
    """Give a model weights that do not depend on the order in which they are listed."""
    seen = {}
    for layer in flat_layers(model):
        seed = len(layer.name) + ord(layer.name[-1])
        values = [numbers(np.shape(v), seed + 7 * i) for i, v in enumerate(layer.get_weights())]
        if values and id(layer) not in seen:
            layer.set_weights(values)
        seen[id(layer)] = layer


def flat_layers(model):
    """The layers that are no models."""
    found = []
    for layer in model.layers:
        found.extend(flat_layers(layer) if hasattr(layer, "layers") else [layer])
    return found


def feed(model):
    """Arrays for the inputs, in the structure that the model takes."""
    struct = model.inputs if type(model).__name__ == "Sequential" else model.input
    if isinstance(struct, dict):
        return dict((k, numbers((3,) + tuple(shape_of(v)[1:]), i)) for i, (k, v) in enumerate(sorted(struct.items())))
    tensors = struct if isinstance(struct, (list, tuple)) else [struct]
    arrays = [numbers((3,) + tuple(shape_of(t)[1:]), i) for i, t in enumerate(tensors)]
    for array in arrays:
        if array.ndim == 3:
            array[0, 1], array[1, 2] = 0, 0
    return arrays if len(arrays) > 1 else arrays[0]


def shape_of(tensor):
    """The shape of a symbolic tensor of any generation."""
    shape = tensor._keras_shape if hasattr(tensor, "_keras_shape") else tensor.shape
    return tuple(None if s is None else int(s) for s in shape)


def plain(value):
    """A configuration as JSON has it, without what the configurations of single layers are about."""
    if isinstance(value, dict):
        drop = ("initializer", "regularizer", "constraint", "init", "input_dim", "quantization")
        return dict((k, plain(v)) for k, v in value.items() if not any(word in k for word in drop))
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value.tolist() if isinstance(value, (np.generic, np.ndarray)) else value


def summary_of(api, model):
    """The lines of the summary, at a width of its own (Keras 3 cuts lines off where the terminal ends)."""
    lines, width = [], 79 if api.generation == "keras-3.15" else 110
    model.summary(line_length=width, print_fn=lambda text, line_break=True: lines.append(text))
    return "\n".join(lines).split("\n")


def structure(shape):
    """Shapes as lists."""
    if isinstance(shape, dict):
        return dict((k, structure(v)) for k, v in shape.items())
    several = isinstance(shape, list) and shape and isinstance(shape[0], (list, tuple))
    return [structure(s) for s in shape] if several else list(shape)


def run_graph(api, spec):
    """Facts about a graph, and its outputs."""
    words = Words(api)
    model = BUILDERS[spec["build"]](words)
    fill(model)
    outputs = model.predict(feed(model), **({} if api.graph else {"verbose": 0}))
    facts = {
        "layers": [[layer.name, type(layer).__name__] for layer in model.layers],
        "name": model.name,
        "outputs": list(getattr(model, "output_names", None) or ()),
        "input_shape": structure(model.input_shape),
        "output_shape": structure(model.output_shape),
        "parameters": int(model.count_params()),
        "weights": [list(np.shape(w)) for w in model.get_weights()],
        "trainable": [len(model.trainable_weights), len(model.non_trainable_weights)],
        "config": plain(model.get_config()),
        "json": model.to_json(),
        "kind": type(outputs).__name__,
    }
    if not words.old:
        facts["summary"] = summary_of(api, model)
    if not isinstance(outputs, dict):
        outputs = dict(enumerate(outputs if isinstance(outputs, list) else [outputs]))
    return dict(("y%s" % k, np.asarray(v)) for k, v in sorted(outputs.items())), facts


def run_training(api, spec, inputs):
    """Three epochs of a model of two outputs: the history, what evaluate reports, the weights."""
    joined = spec["what"] == "train joined"
    model = (joined_stacks if joined else two_in_two_out)(Words(api))
    fill(model)
    model.compile(optimizer="sgd", **spec["compile"])
    x, y = [inputs["a"], inputs["b"]], inputs["first"] if joined else [inputs["first"], inputs["second"]]
    if joined:
        pass
    elif spec["compile"]["loss"] == "mse" or isinstance(spec["compile"]["loss"], dict):
        x, y = {"a": x[0], "b": x[1]}, {"first": y[0], "second": y[1]}
    history = fit(api, model, x, y, batch_size=10)
    result = [float(v) for v in model.evaluate(x, y, batch_size=10, verbose=0)]
    arrays = dict(("w%02d" % i, w) for i, w in enumerate(model.get_weights()))
    arrays.update(("h " + k, np.asarray(v, "float32")) for k, v in history.items())
    arrays["evaluate"] = np.asarray(result, "float32")
    return arrays, {"keys": list(history), "names": list(model.metrics_names)}


def run(api, spec, inputs):
    """Outputs and facts of one case."""
    api.clear()
    arrays, facts = run_graph(api, spec) if spec["what"] == "graph" else run_training(api, spec, inputs)
    return arrays, json.loads(json.dumps(facts))
