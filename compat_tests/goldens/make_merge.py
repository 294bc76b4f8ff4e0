"""Layers that join tensors: outputs, masks, gradients, shapes, configurations."""

import numpy as np
from make_layers import label, plain

MERGES = ("Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum")
PAIRS = (((3,), (3,)), ((3, 4), (3, 4)), ((3, 4), (3, 1)), ((2, 3, 4), (4,)), ((2, 3, 4), (1, 4)))
DOTS = (
    ({"axes": 1}, (4,), (4,)),
    ({"axes": -1, "normalize": True}, (4,), (4,)),
    ({"axes": 2}, (3, 4), (5, 4)),
    ({"axes": [2, 2], "normalize": True}, (3, 4), (5, 4)),
    ({"axes": [2, 1]}, (3, 4), (4,)),
    ({"axes": [2, 1]}, (3, 4), (4, 5)),
    ({"axes": 1}, (3, 4), (3, 5)),
    ({"axes": [1, 2]}, (4,), (3, 4)),
    ({"axes": [3, 2]}, (2, 3, 4), (5, 4)),
    ({"axes": 3}, (2, 3, 4), (2, 3, 4)),
)
CONCATENATIONS = (
    ({}, (3,), (5,)),
    ({"axis": 1}, (3, 4), (2, 4)),
    ({"axis": -1}, (2, 3, 4), (2, 3, 1)),
    ({"axis": -2}, (2, 3, 4), (2, 2, 4)),
)
OLD = (
    ({"mode": "sum"}, (3, 4), (3, 4)),
    ({"mode": "mul"}, (3, 4), (3, 4)),
    ({"mode": "ave"}, (3, 4), (3, 4)),
    ({"mode": "max"}, (3, 4), (3, 4)),
    ({"mode": "concat"}, (3, 4), (3, 2)),
    ({"mode": "concat", "concat_axis": 1}, (3, 4), (2, 4)),
    ({"mode": "dot"}, (4,), (4,)),
    ({"mode": "dot"}, (3, 4), (3, 4)),
    ({"mode": "dot", "dot_axes": 1}, (3, 4), (3, 5)),
    ({"mode": "dot", "dot_axes": [2, 1]}, (3, 4), (4, 5)),
    ({"mode": "cos"}, (4,), (4,)),
    ({"mode": "cos", "dot_axes": 1}, (3, 4), (3, 4)),
)


def rows(generation):
    """(layer, arguments, shapes of the inputs)."""
    if generation == "keras-1.2.2":
        for args, a, b in OLD:
            yield "Merge", args, (a, b)
        yield "Merge", {"mode": "ave"}, ((3, 4),) * 3
        return
    for name in MERGES:
        for a, b in PAIRS:
            yield name, {}, (a, b)
        if name != "Subtract":
            yield name, {}, ((3, 4),) * 3
    for args, a, b in CONCATENATIONS:
        yield "Concatenate", args, (a, b)
    yield "Concatenate", {}, ((3,), (1,), (2,))
    for args, a, b in DOTS:
        yield "Dot", args, (a, b)


def cases(generation):
    """(id, spec, inputs) of every case."""
    rng = np.random.RandomState(33)
    for name, args, shapes in rows(generation):
        inputs = dict(("x%d" % i, rng.randn(*((3,) + s)).astype("float32")) for i, s in enumerate(shapes))
        if args.get("mode") == "cos":  # of negative products Keras 1 takes the root
            inputs = dict((k, np.abs(v)) for k, v in inputs.items())
        if name in ("Maximum", "Minimum") and shapes[0] == shapes[1]:
            inputs["x1"][0, 0] = inputs["x0"][0, 0]  # whose gradient is it, where both are equal?
        case = "%s-%s-%s" % (name, label(args), "+".join("x".join(map(str, s)) for s in shapes))
        spec = {"what": "forward", "name": name, "args": args}
        yield case, spec, inputs
        if generation in ("keras-2.15", "keras-3.15"):
            for i in range(2):
                yield "gradient%d-%s" % (i, case), dict(spec, what="gradient", of=i), inputs
    for name, args in masked_rows(generation):
        x, y = rng.randn(2, 3, 4).astype("float32"), rng.randn(2, 3, 4).astype("float32")
        x[0, 1], y[0, 1], y[1, 2] = 0, 0, 0
        for both in (True, False):
            which = "both" if both else "one"
            yield "mask-%s-%s-%s" % (name, label(args), which), {
                "what": "mask", "name": name, "args": args, "both": both,
            }, {"x0": x, "x1": y}  # fmt: skip


def masked_rows(generation):
    """(layer, arguments) for masks."""
    if generation == "keras-1.2.2":
        for args in ({"mode": "sum"}, {"mode": "mul"}, {"mode": "concat"}, {"mode": "concat", "concat_axis": 1}):
            yield "Merge", args
        return
    for name in MERGES:
        yield name, {}
    yield "Concatenate", {}
    yield "Concatenate", {"axis": 1}
    yield "Dot", {"axes": 2}


def make(api, spec):
    """The layer."""
    args = dict((k, tuple(v) if isinstance(v, list) else v) for k, v in spec["args"].items())
    return getattr(api.keras.layers, spec["name"])(name="golden", **args)


def run_mask(api, spec, inputs):
    """The mask of the output; nothing where there is none."""
    layer = make(api, spec)
    xs = [api.tensor(inputs[k]) for k in sorted(inputs)]
    steps = [api.keras.layers.Masking(), api.keras.layers.Masking()]
    masks = [m.compute_mask(x, None) for m, x in zip(steps, xs)]
    found = layer.compute_mask(xs, masks if spec["both"] else [masks[0], None])
    if found is None:
        return {}, {"mask": None}
    return {"mask": np.asarray(api.value(found)).astype("bool")}, {"mask": True}


def run(api, spec, inputs):
    """Output and facts, the gradient of a weighted sum of the output, or the mask."""
    api.clear()
    if spec["what"] == "mask":
        return run_mask(api, spec, inputs)
    layer, names = make(api, spec), sorted(inputs)
    if spec["what"] == "gradient":
        arrays = [inputs[k] for k in names]
        y = np.asarray(api.value(layer([api.tensor(a) for a in arrays])))
        upstream = (1 + 0.1 * np.arange(y.size).reshape(y.shape)).astype("float32")
        place = spec["of"]

        def function(x):
            return layer([x if i == place else api.tensor(a) for i, a in enumerate(arrays)])

        return {"gradient": api.gradient(function, arrays[place], upstream)}, {}
    xs = [api.keras.layers.Input(shape=inputs[k].shape[1:]) for k in names]
    ends = ("input", "output") if api.generation == "keras-1.2.2" else ("inputs", "outputs")
    model = api.keras.models.Model(**dict(zip(ends, (xs, layer(xs)))))
    y = model.predict([inputs[k] for k in names], **({} if api.graph else {"verbose": 0}))
    return {"y": np.asarray(y)}, {"config": plain(layer.get_config()), "output_shape": list(np.shape(y)[1:])}
