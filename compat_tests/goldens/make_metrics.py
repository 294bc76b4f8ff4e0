"""Metric functions, and stateful metrics: the result after each of three batches, with and without sample weights."""

from __future__ import absolute_import, division, print_function

import numpy as np
from golden_inputs import F, pairs, softmax
from metric_tables import CLASSES, FUNCTIONS

BATCHES = 3


def stream(kind):
    """Three batches ``(y_true, y_pred, sample_weight)`` for a stateful metric."""
    rng = np.random.RandomState(11)
    for batch in range(BATCHES):
        rows = (6, 8, 5)[batch]
        y, p = STREAMS[kind](rng, rows)
        yield y, p, rng.uniform(0.1, 2, len(p)).astype(F)


def _values(rng, rows):
    return None, (2 * rng.randn(rows)).astype(F)


def _values_fixed(rng, rows):
    return None, (2 * rng.randn(6)).astype(F)


def _relative(rng, rows):
    return rng.randn(3).astype(F), rng.randn(3).astype(F)


def _regression(rng, rows):
    return rng.randn(rows, 3).astype(F), rng.randn(rows, 3).astype(F)


def _positive(rng, rows):
    return rng.uniform(0, 4, (rows, 3)).astype(F), rng.uniform(0.1, 4, (rows, 3)).astype(F)


def _binary(rng, rows):
    return rng.randint(0, 2, (rows, 3)).astype(F), np.round(rng.uniform(0, 1, (rows, 3)), 2).astype(F)


def _binary_flat(rng, rows):
    return rng.randint(0, 2, rows).astype(F), np.round(rng.uniform(0, 1, rows), 2).astype(F)


def _logits(rng, rows):
    return rng.randint(0, 2, (rows, 3)).astype(F), (2 * rng.randn(rows, 3)).astype(F)


def _categorical(rng, rows):
    return np.eye(4)[rng.randint(0, 4, rows)].astype(F), softmax(rng.randn(rows, 4)).astype(F)


def _soft(rng, rows):
    return softmax(rng.randn(rows, 4)).astype(F), softmax(rng.randn(rows, 4)).astype(F)


def _categorical_logits(rng, rows):
    return np.eye(4)[rng.randint(0, 4, rows)].astype(F), (2 * rng.randn(rows, 4)).astype(F)


def _sparse(rng, rows):
    return rng.randint(0, 4, (rows, 1)).astype("int32"), softmax(rng.randn(rows, 4)).astype(F)


def _sparse_logits(rng, rows):
    return rng.randint(0, 4, (rows, 1)).astype("int32"), (2 * rng.randn(rows, 4)).astype(F)


def _classes(rng, rows):
    return rng.randint(0, 4, rows).astype("int32"), rng.randint(0, 4, rows).astype("int32")


def _sorted_ids(rng, rows):
    return rng.randint(0, 4, rows).astype("int32"), np.argsort(rng.randn(rows, 4), axis=-1).astype("int32")


STREAMS = {
    "values": _values,
    "values_fixed": _values_fixed,
    "relative": _relative,
    "regression": _regression,
    "positive": _positive,
    "binary": _binary,
    "logits": _logits,
    "binary_flat": _binary_flat,
    "categorical": _categorical,
    "soft": _soft,
    "sparse": _sparse,
    "classes": _classes,
    "categorical_logits": _categorical_logits,
    "sparse_logits": _sparse_logits,
    "sorted_ids": _sorted_ids,
}


def label(args):
    """``class_id=1,thresholds=[0.3, 0.7]``"""
    return ",".join("%s=%s" % (k, args[k]) for k in sorted(args)) or "default"


def cases(generation):
    """(id, spec, inputs) of every metric case."""
    for name, rows in sorted(FUNCTIONS[generation].items()):
        for kind, args in rows:
            y, p = pairs(kind)
            yield (
                "function-%s-%s-%s" % (name, label(args), kind),
                {"what": "function", "name": name, "args": args},
                {"y_true": y, "y_pred": p},
            )
    for name, rows in sorted(CLASSES.get(generation, {}).items()):
        for kind, args in rows:
            for weighted in (False, True):
                inputs = {}
                for batch, (y, p, w) in enumerate(stream(kind)):
                    inputs["y_pred%d" % batch] = p
                    inputs.update({} if y is None else {"y_true%d" % batch: y})
                    inputs.update({"weight%d" % batch: w} if weighted else {})
                spec = {"what": "class", "name": name, "args": args}
                yield "class-%s-%s-%s-%s" % (name, label(args), kind, "weighted" if weighted else "plain"), spec, inputs


def update(api, metric, inputs, batch):
    """Feed one batch and return the result so far."""
    given = [api.tensor(inputs[k % batch]) for k in ("y_true%d", "y_pred%d") if k % batch in inputs]
    weight = inputs.get("weight%d" % batch)
    keywords = {} if weight is None else {"sample_weight": api.tensor(weight)}
    if api.graph:
        return api.value(metric(*given, **keywords))
    metric.update_state(*given, **keywords)
    return api.value(metric.result())


def run(api, spec, inputs):
    """A function's values; or a metric's results after each batch, and after a reset and the first batch again."""
    if spec["what"] == "function":
        function = getattr(api.space("metrics"), spec["name"])
        return {
            "y": api.value(function(api.tensor(inputs["y_true"]), api.tensor(inputs["y_pred"]), **spec["args"]))
        }, {}
    api.clear()
    metric = api.make("metrics", spec["name"], spec["args"])
    arrays = dict(("after%d" % batch, update(api, metric, inputs, batch)) for batch in range(BATCHES))
    getattr(metric, "reset_state" if hasattr(metric, "reset_state") else "reset_states")()
    arrays["reset"] = update(api, metric, inputs, 0)
    facts = {"name": metric.name}
    return arrays, facts
